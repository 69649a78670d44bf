"""A broken canned query stops the start, with its file, its line and what is wrong."""

from pathlib import Path

import pytest

from qualgraph.errors import DataError
from qualgraph.graph.canned import load_queries
from qualgraph.texts import LANGUAGES, Texts

GOOD = """\
#+ title = { nl = "a", en = "a" }
#+ summary = { nl = "a", en = "a" }
#+ [[parameter]]
#+ name = "thing"
#+ type = "iri"
#+ example = "http://example.org/x"
#+ label = { nl = "a", en = "a" }
#+ [columns]
#+ name = { type = "text", nl = "a", en = "a" }
PREFIX : <http://example.org/#>
SELECT ?name WHERE {
  VALUES (?thing) { (UNDEF) }
  ?thing :name ?name .
}
ORDER BY ?name
"""


def load(folder: Path, text: str) -> None:
    (folder / "broken.rq").write_text(text, "utf-8")
    load_queries(folder)


def test_a_good_file_is_read(tmp_path: Path) -> None:
    load(tmp_path, GOOD)


PATTERN = "  ?thing :name ?name ."


@pytest.mark.parametrize(
    ("old", "new", "line", "key"),
    [
        ('#+ summary = { nl = "a", en = "a" }', "#+ summary = [", 3, "query-file"),
        ("#+ [columns]", "#+ sumary = 1\n#+ [columns]", 8, "query-key"),
        ('#+ summary = { nl = "a", en = "a" }', '#+ summary = { nl = "a" }', 2, "query-label"),
        ('#+ summary = { nl = "a", en = "a" }', '#+ summary = "a"', 2, "query-value"),
        ('#+ label = { nl = "a", en = "a" }', '#+ label = { en = "a" }', 7, "query-label"),
        ('#+ type = "iri"', '#+ type = "uri"', 5, "query-value"),
        ('#+ type = "iri"', '#+ type = "code"', 5, "query-value"),
        ('#+ type = "iri"', "#+ required = 1", 5, "query-value"),
        ('#+ type = "iri"', '#+ type = "iri"\n#+ choices = "none"', 6, "query-value"),
        ('#+ name = "thing"', '#+ name = "page"', 4, "query-reserved"),
        ("http://example.org/x", "no address", 6, "query-example"),
        ('#+ example = "http://example.org/x"\n', "", 3, "query-example"),
        ("  VALUES (?thing) { (UNDEF) }\n", "", 11, "query-slot"),
        (f"{PATTERN}", f"{PATTERN} VALUES (?thing) {{ (UNDEF) }}", 12, None),
        (
            "  VALUES (?thing) { (UNDEF) }",
            "  ?a ?b ?c VALUES (?thing) { (UNDEF) }",
            11,
            "query-slot",
        ),
        (PATTERN, "  ?a :name ?name .", 10, "query-unused"),
        (PATTERN, f"{PATTERN}\n  FILTER(BOUND(?thing))", 14, "query-bound"),
        (PATTERN, "  { ?a :name ?name FILTER(?a = ?thing) }", 13, "query-scope"),
        (PATTERN, "  OPTIONAL { ?a :name ?name FILTER(?a = ?thing) }", 13, None),
        (
            PATTERN,
            "  OPTIONAL { ?a :p ?b OPTIONAL { ?b :name ?name FILTER(?b = ?thing) } }",
            13,
            "query-scope",
        ),
        (PATTERN, "  ?a :name ?name FILTER EXISTS { ?a :p ?b FILTER(?b = ?thing) }", 13, None),
        (PATTERN, "  { SELECT ?name { ?thing :name ?name } }", 13, "query-subselect"),
        (PATTERN, "  { SELECT ?thing ?name { ?thing :name ?name } }", 13, None),
        ("SELECT ?name WHERE", "SELECT ?name WERE", 11, "query-parse"),
        (PATTERN, "  ?thing :name ; ; ?name", 13, "query-parse"),
        ("SELECT ?name WHERE", "SELECT ?thing ?name WHERE", 8, "query-columns"),
        ("ORDER BY ?name\n", "", 14, "query-order"),
        ("SELECT ?name WHERE", "ASK WHERE", 10, "query-form"),
        ('type = "text", nl', 'type = "txt", nl', 9, "query-value"),
        ('type = "text", nl', 'type = "text", of = "other", nl', 9, "query-value"),
        ('type = "text", nl', 'type = "text", words = "other", nl', 9, "query-value"),
    ],
)
def test_a_broken_file_names_its_line(
    tmp_path: Path, old: str, new: str, line: int, key: str | None
) -> None:
    assert old in GOOD
    broken = GOOD.replace(old, new, 1)
    if key is None:
        load(tmp_path, broken)
        return
    with pytest.raises(DataError) as caught:
        load(tmp_path, broken)
    assert (caught.value.key, caught.value.values["line"]) == (key, line)
    for language in LANGUAGES:
        assert f"broken.rq: {'regel' if language == 'nl' else 'line'} {line}: " in Texts.load(
            language
        ).error(caught.value)


def test_a_file_in_another_encoding_names_its_line(tmp_path: Path) -> None:
    (tmp_path / "broken.rq").write_bytes(b"#+ title = 1\n# \xff\n")
    with pytest.raises(DataError) as caught:
        load_queries(tmp_path)
    assert caught.value.values["line"] == 2


def test_an_empty_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="query-label"):
        load(tmp_path, "")
