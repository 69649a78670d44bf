"""The index of a release: what is found, in which order, and that no text breaks it."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Store

from qualgraph.release.directory import Release
from qualgraph.search.build import INDEX_FILE, write_index
from qualgraph.search.content import Content, Name, content
from qualgraph.search.folding import clean
from qualgraph.search.index import Found, Question, SearchIndex

BASE = "https://example.org/id/"


@pytest.fixture(scope="module")
def index(release: Release) -> SearchIndex:
    found = SearchIndex.of(release.path)
    assert found
    return found


def made(names: dict[str, tuple[str, ...]], folder: Path) -> SearchIndex:
    """Return an index of qualifications with those Dutch names."""
    iris = {f"{BASE}qualification/{each}": texts for each, texts in names.items()}
    found = Content(
        dict.fromkeys(iris, "qualification"),
        {iri: tuple(Name("title", "nl", text) for text in texts) for iri, texts in iris.items()},
        {},
        {},
        {},
        {},
    )
    write_index(folder / INDEX_FILE, found)
    return SearchIndex(folder / INDEX_FILE)


def titles(found: Found) -> list[str]:
    return [hit.title.text for hit in found.hits]


@pytest.mark.parametrize("text", ["25132", "nl-25132", "NL-25132", " 25132 "])
def test_a_code_finds_its_qualification_first(index: SearchIndex, text: str) -> None:
    first = index.ask(Question(text)).hits[0]
    assert (first.kind, first.code, first.exact) == ("qualification", "25132", True)


def test_a_code_of_a_domain_finds_it(index: SearchIndex) -> None:
    first = index.ask(Question("79090")).hits[0]
    assert (first.kind, first.iri.rpartition("/")[2]) == ("domain", "nl-79090")


@pytest.mark.parametrize(
    "text",
    [
        "accountmanager",
        "account manager",
        "account-manager",
        "Accountmanáger",
        "ACCOUNTMAN",
        "accountm",
    ],
)
def test_ways_to_write_a_title_find_the_same(index: SearchIndex, text: str) -> None:
    first = index.ask(Question(text, {"kind": frozenset({"qualification"})})).hits[0]
    assert first.code == "25132"


def test_a_qualification_stands_before_what_belongs_to_it(index: SearchIndex) -> None:
    assert index.ask(Question("accountmanager")).hits[0].kind == "qualification"


def test_a_task_finds_itself_and_its_qualification(index: SearchIndex) -> None:
    hits = index.ask(Question("behandelt klachten")).hits
    assert {"outcome", "qualification"} <= {hit.kind for hit in hits}
    qualification = next(hit for hit in hits if hit.kind == "qualification")
    assert qualification.snippet
    assert qualification.snippet.text == "Behandelt klachten"
    task = next(hit for hit in hits if hit.kind == "outcome")
    assert task.within
    assert task.within[1] == "(Junior) accountmanager"


@pytest.mark.parametrize("text", ["kundige", "verpleeg", "verpleeg kundige", "pleegkund"])
def test_a_part_of_a_compound_finds_it(index: SearchIndex, text: str) -> None:
    assert "Mbo-Verpleegkundige" in titles(index.ask(Question(text)))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("acountmanger", "accountmanager"),
        ("accuontmanager", "accountmanager"),
        ("verpleegkundge", "verpleegkundige"),
    ],
)
def test_a_fault_in_typing_is_answered_with_what_was_meant(
    index: SearchIndex, text: str, meant: str
) -> None:
    found = index.ask(Question(text))
    assert (found.total, found.meant) == (0, meant)
    assert index.ask(Question(found.meant)).total


def test_nonsense_has_no_suggestion(index: SearchIndex) -> None:
    found = index.ask(Question("qqqxxxzzz"))
    assert (found.total, found.meant, found.hits) == (0, "", ())


def test_a_question_in_a_sentence_finds_what_has_some_of_its_words(index: SearchIndex) -> None:
    found = index.ask(Question("what can I do after accountmanager?"))
    assert found.partial
    assert found.hits[0].code == "25132"


def test_what_stands_in_the_language_of_the_reader_is_shown_so(index: SearchIndex) -> None:
    shown = {tag: index.ask(Question("25132", language=tag)).hits[0] for tag in ("nl", "en")}
    assert {tag: hit.title.text for tag, hit in shown.items()} == {
        "nl": "(Junior) accountmanager",
        "en": "(Junior) account manager",
    }


def test_counts_of_a_facet_are_what_choosing_it_finds(index: SearchIndex) -> None:
    for text in ("", "techniek", "medewerker"):
        found = index.ask(Question(text, {"kind": frozenset({"qualification"})}))
        for facet, counted in found.facets.items():
            for value, count in counted[:4]:
                chosen = {"kind": frozenset({"qualification"}), facet: frozenset({value.key})}
                assert index.ask(Question(text, chosen)).total == count, (text, facet, value.key)


def test_values_of_one_facet_add_up_and_facets_narrow(index: SearchIndex) -> None:
    kind = {"kind": frozenset({"qualification"})}
    one, two, both = (
        index.ask(Question("", {**kind, "level": frozenset(levels)})).total
        for levels in ({"1"}, {"2"}, {"1", "2"})
    )
    assert both == one + two
    assert index.ask(Question("", kind)).total > both


def test_pages_show_every_result_once(index: SearchIndex) -> None:
    kind = {"kind": frozenset({"qualification"})}
    first = index.ask(Question("medewerker", kind))
    shown = [
        hit.iri
        for page in range(1, first.pages + 1)
        for hit in index.ask(Question("medewerker", kind, page)).hits
    ]
    assert len(shown) == len(set(shown)) == first.total > 20


def test_more_than_are_scored_are_all_found_names_first(tmp_path: Path) -> None:
    names = {f"nl-{n}": (f"Slager {n:05}",) for n in range(2000)}
    index = made({**names, "nl-x": ("Slager",), "nl-y": ("Bakker",)}, tmp_path)
    found = index.ask(Question("slager"))
    assert found.total == 2001
    assert titles(found)[:2] == ["Slager", "Slager 00000"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Ελαιοχρωματιστής", "ελαιοχρωματιστης"),
        ("Пекар-сладкар", "пекар"),
        ("Smørrebrødsjomfru", "smorrebrods"),
        ("Straßenbauer", "strassenbau"),
        ("Ĳsbereider", "ijsbereider"),
        ("C Łódź", "lodz"),
    ],
)
def test_letters_of_any_script_are_found_without_marks(
    tmp_path: Path, name: str, text: str
) -> None:
    assert titles(made({"x-1": (name,)}, tmp_path).ask(Question(text))) == [name]


def test_highlights_are_the_text_itself(index: SearchIndex) -> None:
    for text in ("account manager", "cliënt", "kundige", "en"):
        for hit in index.ask(Question(text)).hits:
            assert hit.title.text in hit.names
            assert all(piece for piece, _ in hit.title.parts)


def test_the_same_content_gives_the_same_bytes(release: Release, tmp_path: Path) -> None:
    found = content(Store.read_only(str(release.store)))
    write_index(tmp_path / "again.sqlite", found)
    assert (tmp_path / "again.sqlite").read_bytes() == (release.path / INDEX_FILE).read_bytes()


def test_an_index_of_another_version_is_not_used(tmp_path: Path) -> None:
    made({"nl-1": ("Bakker",)}, tmp_path).close()
    body = (tmp_path / INDEX_FILE).read_bytes()
    assert SearchIndex.of(tmp_path)
    (tmp_path / INDEX_FILE).write_bytes(body[:60] + b"\0\0\0\x63" + body[64:])
    assert SearchIndex.of(tmp_path) is None
    assert SearchIndex.of(tmp_path / "nowhere") is None


HOSTILE = [
    '"',
    '""',
    "AND",
    "a AND OR NOT b",
    "NEAR(a b, 2)",
    "title: x",
    "{title code} : x",
    "^x",
    "x*",
    "-x",
    "a + b",
    "😀",
    "account 😀 manager",
    "\0account",
    "'; DROP TABLE thing; --",
    "\u202emanager",
    "x" * 300,
    "\ud800",
    "%",
    "a b c d e f g h i j k l m n o p q r s t u v w x y z",
]


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_hostile_text_is_only_text(index: SearchIndex, text: str) -> None:
    assert index.ask(Question(clean(text))).total >= 0


@given(st.text(st.characters(), max_size=60))
@settings(max_examples=150, deadline=None)
def test_any_text_has_an_answer(index: SearchIndex, text: str) -> None:
    found = index.ask(Question(text))
    assert found.total >= len(found.hits)
    assert not found.meant or index.ask(Question(found.meant)).total
    clean(text).encode()
