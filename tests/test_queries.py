"""Every canned query against expected rows, on the release of `data/`."""

import csv
import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from qualgraph.answers.stores.store import EmbeddedStore
from qualgraph.graph.binding import bind_list, bind_row
from qualgraph.graph.canned import load_choices, load_queries
from qualgraph.graph.names import Names
from qualgraph.release.directory import Release
from qualgraph.texts import LANGUAGES
from tests.conftest import ROOT
from tests.test_convert import qualgraph

QUERIES = load_queries()
GOLDEN = ROOT / "tests" / "golden" / "queries"


def rows(release: Release, name: str, **values: str) -> Any:
    """Return what a query answers: rows of a table, or the triples of a graph in their order."""
    names = Names(release.base)
    store = EmbeddedStore.open(release.store, names)
    if QUERIES[name].form == "construct":
        return sorted(map(str, store.triples(QUERIES[name].bind(values, names))))
    body = store.query(QUERIES[name].bind(values, names), "text/csv").body
    return list(csv.DictReader(io.StringIO(body.decode(), newline="")))


@pytest.mark.parametrize("name", QUERIES)
def test_example_gives_the_expected_rows(release: Release, name: str) -> None:
    example = {p.name: p.example for p in QUERIES[name].parameters if p.name != "lang"}
    found = rows(release, name, **example)
    assert found, "the example must answer"
    assert found == json.loads((GOLDEN / f"{name}.json").read_text("utf-8"))


@pytest.mark.parametrize("name", QUERIES)
def test_optional_parameters_may_be_absent(release: Release, name: str) -> None:
    required = {p.name: p.example for p in QUERIES[name].parameters if p.required}
    given = {p.name: p.example for p in QUERIES[name].parameters if p.name != "lang"}
    assert len(rows(release, name, **required)) >= len(rows(release, name, **given))


@pytest.mark.parametrize("name", [name for name, query in QUERIES.items() if query.columns])
def test_every_column_has_the_type_that_it_states(release: Release, name: str) -> None:
    query, names = QUERIES[name], Names(release.base)
    store = EmbeddedStore.open(release.store, names)
    required = {p.name: p.example for p in query.parameters if p.required}
    for row in store.rows(query.bind(required, names)):
        for column in query.columns:
            value = row[column.name]
            if column.type == "iri":
                assert value["type"] in {"uri", ""}
            elif column.type == "text":
                assert "datatype" not in value
                assert not column.words or value["value"] in {*column.words, ""}, value["value"]
            elif value["type"]:
                assert value["datatype"] == f"http://www.w3.org/2001/XMLSchema#{column.type}"


@pytest.mark.parametrize("name", load_choices())
@pytest.mark.parametrize("language", LANGUAGES)
def test_choices_are_values_with_labels(release: Release, name: str, language: str) -> None:
    names = Names(release.base)
    store = EmbeddedStore.open(release.store, names)
    text = bind_row(load_choices()[name], [f'"{language}"'])
    found = [(row["value"]["value"], row["label"]["value"]) for row in store.rows(text)]
    assert found
    assert all(value and label for value, label in found)
    assert len({value for value, _ in found}) == len(found)
    asking = [p for q in QUERIES.values() for p in q.parameters if p.choices_from == name]
    assert asking
    for parameter in asking:
        assert parameter.example in {value for value, _ in found}
        for value, _ in found:
            parameter.term(value, names)


def test_25132_reaches_hbo_by_name_and_by_law(release: Release) -> None:
    found = rows(release, "hbo-follow-ups", qualification="25132", lang="nl")
    by_kind: dict[str, set[str]] = {}
    for row in found:
        by_kind.setdefault(row["kind"], set()).add(row["label"])
        assert row["source"]
        assert row["condition"]
    assert by_kind == {
        "programme": {"Commerciële economie", "Small business en retailmanagement"},
        "specialisation": {"Sales- en accountmanagement"},
        "sector": {
            "Economie",
            "Gedrag en maatschappij",
            "Landbouw en natuurlijke omgeving",
            "Onderwijs",
            "Taal en cultuur",
        },
    }
    assert {row["lawDate"] for row in found if row["kind"] == "sector"} == {"2014-04-03"}


def test_level_3_has_no_access_by_law(release: Release) -> None:
    assert not rows(release, "hbo-follow-ups", qualification="25134")


@pytest.mark.parametrize(
    "form", ["25132", "nl-25132", "http://localhost:8000/id/qualification/nl-25132"]
)
def test_a_reference_is_a_code_a_reference_or_an_iri(release: Release, form: str) -> None:
    assert len(rows(release, "tasks", qualification=form)) == 20


def test_bind_row_fills_the_only_slot() -> None:
    assert bind_row("VALUES (?a) { (UNDEF) } ?a ?b ?c", ["<x:y>"]).startswith(
        "VALUES (?a) { (<x:y>)"
    )


def test_an_unknown_query_or_parameter_lists_the_known_ones(release: Release) -> None:
    folder = release.path.parent
    unknown = qualgraph("query", "nothing", "--releases", folder, "--lang", "en")
    assert unknown.returncode == 2
    assert b"hbo-follow-ups" in unknown.stderr
    odd = qualgraph("query", "tasks", "--param", "x=1", "--releases", folder, "--lang", "en")
    assert odd.returncode == 2
    assert b"Known: qualification, lang" in odd.stderr


def test_the_command_line_tells_what_can_be_asked() -> None:
    listed = qualgraph("query", "--lang", "en").stdout.decode()
    assert all(query.title["en"] in listed for query in QUERIES.values())
    told = qualgraph("query", "links-to-review", "--help").stdout.decode()
    assert "threshold=0.6" in told


def test_a_graph_is_had_on_the_command_line(release: Release) -> None:
    folder = release.path.parent
    asked = ("query", "pathway-graph", "--param", "qualification=25132", "--releases", folder)
    assert b"qg:preparesFor" in qualgraph(*asked).stdout
    assert qualgraph(*asked, "--format", "csv").returncode == 2


def write_golden(release: Release) -> None:
    for name, query in QUERIES.items():
        example = {p.name: p.example for p in query.parameters if p.name != "lang"}
        content = json.dumps(rows(release, name, **example), ensure_ascii=False, indent=1)
        (GOLDEN / f"{name}.json").write_text(content + "\n", "utf-8")


def test_bind_list_fills_a_list_of_terms() -> None:
    text = "VALUES ?a { UNDEF } ?a ?b ?c"
    assert bind_list(text, ["<x:y>", '"\\\\1"']) == 'VALUES ?a { <x:y> "\\\\1" } ?a ?b ?c'
    with pytest.raises(ValueError, match="no VALUES slot"):
        bind_list("?a ?b ?c", [])


if __name__ == "__main__":
    from qualgraph.release.directory import Releases

    write_golden(Releases(Path(sys.argv[1])).active())
