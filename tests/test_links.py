"""Links in a release: what is a fact, what is a suggestion, what was rejected, and why each."""

import csv
import io
import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store
from starlette.testclient import TestClient

from qualgraph import resources
from qualgraph.alignment.competentnl import import_competentnl
from qualgraph.alignment.importing import import_esco
from qualgraph.answers.app import create_app
from qualgraph.answers.settings import Settings
from qualgraph.answers.stores.store import EmbeddedStore
from qualgraph.documents.source import Limits, Source, open_source
from qualgraph.errors import DataError
from qualgraph.graph.alignment import read_alignments
from qualgraph.graph.canned import load_queries
from qualgraph.graph.names import Names
from qualgraph.graph.reasons import FORMS, comment, reason, reasons
from qualgraph.graph.terms import OWL, QG, RDFS, SKOS, SSSOM, TYPE
from qualgraph.release.batch import gather
from qualgraph.release.conversion import Converter
from qualgraph.release.directory import Release, Releases
from qualgraph.release.links import LinkTable, standing
from qualgraph.release.publish import publish
from qualgraph.release.vocabularies import Imported
from qualgraph.texts import LANGUAGES, Texts
from tests.conftest import DOSSIER, shared
from tests.test_convert import qualgraph
from tests.test_vocabulary import BAKER, COOK, OVEN, write

HEADER = (
    "subject_id\tsubject_label\tpredicate_id\tpredicate_modifier\tobject_id\tobject_label\t"
    "mapping_justification\tconfidence\tauthor_label\treviewer_label\tmapping_tool\t"
    "mapping_tool_version\tmapping_date\tcomment\n"
)
NAMES = Names()
OCCUPATION = NAMES.thing("occupation", "nl-25132")
TASK = NAMES.thing("outcome", "nl-25132-2.3")
WHY = comment(
    (reason("shares", words="verkoopgesprek, offerte"), reason("essential", count=4, total=11))
)
CNL = "https://linkeddata.competentnl.nl/id/humancapability/26D3098394"
PRESCRIBED = "crebo,norm_label,predicate,skill_uri,skill_class_segment,skill_label_nl\n"


def row(
    iri: str,
    confidence: float | str,
    subject: str = "occupation/nl-25132",
    *,
    predicate: str = "skos:closeMatch",
    judged: bool = False,
    negated: bool = False,
    day: str = "2026-11-20",
    why: str = WHY,
) -> str:
    how = "semapv:ManualMappingCuration" if judged else "semapv:CompositeMatching"
    by = "an expert" if judged else ""
    tool = ("", "") if judged else ("qualgraph", "0.1")
    cells = (f"id:{subject}", "x", predicate, "Not" if negated else "", iri, "a label", how)
    return "\t".join((*cells, str(confidence), by, "", *tool, day, why)) + "\n"


def table(*rows: str, name: str = "t", own: bool = True) -> LinkTable:
    source = Source.of(f"{name}.sssom.tsv", (HEADER + "".join(rows)).encode())
    return LinkTable(name, read_alignments(source), own)


def stand(*tables: LinkTable, least: str = "0.8") -> tuple[set[str], set[str], set[str]]:
    result = standing(tables, Decimal(least))
    published = {link.object.value for links in result.published.values() for link in links}
    suggested, rejected = result.suggested, result.rejected
    return published, {s.object.value for s in suggested}, {r.object.value for r in rejected}


# --- What stands how --------------------------------------------------------------------------


def test_a_proposal_is_a_fact_from_the_threshold_on_and_a_suggestion_below() -> None:
    rows = row(BAKER, 0.8), row(COOK, 0.79, "occupation/nl-2")
    assert stand(table(*rows)) == ({BAKER}, {COOK}, set())
    assert stand(table(*rows), least="0") == ({BAKER, COOK}, set(), set())
    assert stand(table(*rows), least="1") == (set(), {BAKER, COOK}, set())


def test_what_people_judged_is_published_with_the_certainty_they_gave() -> None:
    assert stand(table(row(BAKER, 0.3, judged=True))) == ({BAKER}, set(), set())


def test_a_reviewed_proposal_is_published() -> None:
    cells = row(BAKER, 0.3).split("\t")
    cells[9] = "a reviewer"
    assert stand(table("\t".join(cells))) == ({BAKER}, set(), set())


def test_curated_wins_over_proposed() -> None:
    curated = table(row(BAKER, 0.6, judged=True, predicate="skos:broadMatch"), name="curated")
    proposed = table(row(BAKER, 0.99), row(COOK, 0.95), name="proposed")
    result = standing([curated, proposed], Decimal("0.8"))
    [[link]] = result.published.values()
    assert link.predicate == SKOS("broadMatch")
    assert [each.object.value for each in result.suggested] == [COOK], "the subject is decided"


def test_a_rejected_pair_is_never_published_whoever_proposes_it() -> None:
    rejected = table(row(BAKER, 0.9, judged=True, negated=True), name="no", own=False)
    proposed = table(row(BAKER, 0.99), row(COOK, 0.95), name="yes")
    assert stand(rejected, proposed) == ({COOK}, set(), {BAKER})


def test_the_users_own_judgement_goes_before_the_shipped_and_newer_before_older() -> None:
    shipped = table(row(BAKER, 0.9, judged=True), name="shipped", own=False)
    own = table(row(BAKER, 0.9, judged=True, negated=True, day="2020-01-01"), name="own")
    assert stand(shipped, own) == (set(), set(), {BAKER})
    newer = table(row(BAKER, 0.9, judged=True, day="2026-11-22"), name="newer")
    assert stand(own, newer) == ({BAKER}, set(), set())


def test_where_people_found_no_concept_proposals_stay_suggestions() -> None:
    nothing = table(row("sssom:NoTermFound", 1, judged=True), name="none")
    published, suggested, _ = stand(nothing, table(row(BAKER, 0.99), name="proposed"))
    assert (published, suggested) == (set(), {BAKER})


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("subject_id", "id:occupation/nl-1> <x"),
        ("predicate_id", "skos:sameMatch"),
        ("object_id", "javascript:alert(1)"),
        ("object_id", "unknown:1"),
        ("confidence", "1.5"),
        ("predicate_modifier", "not"),
    ],
)
def test_a_broken_row_is_refused_with_its_line(column: str, value: str) -> None:
    cells = dict(
        zip(HEADER.strip().split("\t"), row(COOK, 0.5).rstrip("\n").split("\t"), strict=True)
    )
    broken = "\t".join({**cells, column: value}.values())
    content = f"{HEADER}{row(BAKER, 0.5)}{broken}\n".encode()
    with pytest.raises(DataError) as caught:
        read_alignments(Source.of("t.sssom.tsv", content))
    assert caught.value.values["line"] == 3
    assert value.split(":", maxsplit=1)[0] in str(caught.value.values["reason"])


# --- Reasons ----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", FORMS)
def test_a_reason_is_read_back_and_said_in_both_languages(kind: str) -> None:
    names = [part.split("}")[0] for part in FORMS[kind].split("{")[1:]]
    values = {name: "0.50" if name == "near" else f"the {name}" for name in names}
    [found] = reasons(reason(kind, **values))
    assert (found.kind, found.values) == (kind, values)
    for language in LANGUAGES:
        said = Texts.load(language)(f"reason.{kind}", **values)
        assert all(value in said for name, value in values.items() if name != "role")


def test_what_a_person_wrote_is_left_as_it_is() -> None:
    [found] = reasons("Same work; shares: nothing")
    assert (found.kind, found.words) == ("", "Same work; shares: nothing")


def test_the_nearness_of_a_model_may_be_below_zero() -> None:
    [found] = reasons(reason("model", near=-0.125))
    assert (found.kind, found.values) == ("model", {"near": "-0.12"})


def test_a_value_cannot_pretend_to_be_another_reason() -> None:
    told = comment((reason("shares", words="a; essential skills: 9 of 9"),))
    assert [each.kind for each in reasons(told)] == ["shares"]


# --- A release with proposals -----------------------------------------------------------------


@pytest.fixture(scope="module")
def vocabularies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("vocabularies")
    import_esco([write(folder / "in")], folder, NAMES)
    (folder / "cnl.csv").write_text(
        f"{PRESCRIBED}25877,Junior accountmanager,cnlo:prescribesHATEssential,{CNL},"
        f"humancapability,Overtuigen\n25143,Iets,cnlo:prescribesHATImportant,{CNL},"
        "humancapability,Overtuigen\n",
        "utf-8",
    )
    import_competentnl([folder / "cnl.csv"], folder)
    return folder


@pytest.fixture(scope="module")
def proposed(
    converter: Converter, vocabularies: Path, tmp_path_factory: pytest.TempPathFactory
) -> Release:
    folder = tmp_path_factory.mktemp("data")
    (folder / "25132.md").write_bytes(DOSSIER.read_bytes())
    rows = (
        row(BAKER, 0.95, "occupation/nl-senior-accountmanager"),
        row(COOK, 0.55),
        row(OVEN, 0.9, "outcome/nl-25132-1"),
        row(OVEN, 0.9, "outcome/nl-25132-4.1", judged=True, negated=True),
    )
    (folder / "own.sssom.tsv").write_text(HEADER + "".join(rows), "utf-8")
    (folder / "bad.sssom.tsv").write_text(
        HEADER + row(BAKER, 0.5) + row(BAKER + "-gone", 0.9), "utf-8"
    )
    imported = Imported.open(vocabularies)
    batch = gather(converter, folder, with_shipped=True, knows=imported.knows)
    [aside] = batch.set_aside
    assert (aside.error.key, aside.error.values["line"]) == ("alignment-object-unknown", 3)
    known = Releases(tmp_path_factory.mktemp("releases"))
    publish(converter, batch, known, imported=imported)
    return known.active()


@pytest.fixture(scope="module")
def store(proposed: Release) -> Store:
    return Store.read_only(str(proposed.store))


def quads(store: Store, *pattern: NamedNode | Literal | DefaultGraph | None) -> list[Quad]:
    return list(store.quads_for_pattern(*pattern))  # type: ignore[arg-type]


def test_a_suggestion_is_no_fact_and_stands_in_a_graph_of_its_own(store: Store) -> None:
    cook = NamedNode(COOK)
    assert not quads(store, OCCUPATION, SKOS("closeMatch"), cook, None)
    [found] = quads(store, None, OWL("annotatedTarget"), cook, None)
    assert found.graph_name == NAMES.graph("suggestions")
    node = found.subject
    assert quads(store, node, TYPE, QG("Suggestion"), NAMES.graph("suggestions"))  # type: ignore[arg-type]
    assert not quads(store, node, None, None, DefaultGraph())  # type: ignore[arg-type]


def test_a_published_link_has_its_node_with_all_that_is_known_of_it(store: Store) -> None:
    task, oven = NAMES.thing("outcome", "nl-25132-1"), NamedNode(OVEN)
    assert quads(store, task, SKOS("closeMatch"), oven, DefaultGraph())
    [node] = {q.subject for q in quads(store, None, OWL("annotatedSource"), task, DefaultGraph())}
    said = {q.predicate: q.object for q in quads(store, node, None, None, DefaultGraph())}  # type: ignore[arg-type]
    assert said[SSSOM("confidence")].value == "0.9"  # type: ignore[union-attr]
    assert said[SSSOM("mapping_tool")] == Literal("qualgraph")
    assert said[SSSOM("mapping_tool_version")] == Literal("0.1")
    assert said[SSSOM("mapping_justification")].value.endswith("CompositeMatching")  # type: ignore[union-attr]
    assert said[SSSOM("mapping_date")].value == "2026-11-20"  # type: ignore[union-attr]
    assert said[RDFS("comment")].value == WHY  # type: ignore[union-attr]


def test_concepts_of_links_come_from_the_imported_vocabulary(store: Store) -> None:
    labels = {q.object for q in quads(store, NamedNode(COOK), SKOS("prefLabel"), None, None)}
    assert labels == {Literal("kok", language="nl")}


def test_a_rejected_pair_is_on_record_only(store: Store) -> None:
    task = NAMES.thing("outcome", "nl-25132-4.1")
    rejected = NAMES.graph("rejected-links")
    [found] = quads(store, None, OWL("annotatedSource"), task, rejected)
    assert not quads(store, found.subject, None, None, DefaultGraph())  # type: ignore[arg-type]
    [mark] = quads(store, found.subject, SSSOM("predicate_modifier"), None, None)  # type: ignore[arg-type]
    assert mark.object == SSSOM("NegatedPredicate")
    assert not quads(store, task, None, NamedNode(OVEN), None)


def rows(release: Release, name: str, **values: str) -> list[dict[str, str]]:
    store = EmbeddedStore.open(release.store, NAMES)
    body = store.query(load_queries()[name].bind(values, NAMES), "text/csv").body
    return list(csv.DictReader(io.StringIO(body.decode(), newline="")))


@pytest.mark.parametrize(
    ("name", "values", "column"),
    [
        ("occupations", {"qualification": "25132"}, "escoOccupation"),
        ("skills", {"qualification": "25132"}, "skill"),
        ("pathway", {"qualification": "25132"}, "confidence"),
        ("qualifications-by-esco-occupation", {}, "qualification"),
        ("same-occupation-and-level", {"qualification": "25132"}, "same"),
    ],
)
def test_queries_follow_links_from_a_minimal_confidence_on(
    proposed: Release, name: str, values: dict[str, str], column: str
) -> None:
    example = {p.name: p.example for p in load_queries()[name].parameters if p.required}
    counts = []
    for least in ("0", "0.8", "1"):
        found = rows(proposed, name, **{**example, **values, "minConfidence": least})
        counts.append(len([each for each in found if each[column]]))
        sure = [each["confidence"] for each in found if each.get("confidence")]
        assert all(Decimal(value) >= Decimal(least) for value in sure)
    assert counts[0] >= counts[1] >= counts[2] == 0
    assert counts[0]


def test_suggestions_are_listed_for_review(proposed: Release) -> None:
    found = rows(proposed, "links-to-review", threshold="0.1")
    assert {(each["standing"], each["target"]) for each in found} >= {("suggested", COOK)}
    assert {each["standing"] for each in found} == {"suggested"}


@pytest.fixture(scope="module")
def site(proposed: Release) -> Iterator[TestClient]:
    with TestClient(create_app(proposed, Settings())) as client:
        yield client


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nl", ("verkoopgesprek, offerte", "essentiële vaardigheden: 4 van 11", "tamelijk zeker")),
        ("en", ("shares: verkoopgesprek, offerte", "essential skills: 4 of 11", "fairly sure")),
    ],
)
def test_the_page_says_why_in_the_language_of_the_reader(
    site: TestClient, language: str, words: tuple[str, ...]
) -> None:
    page = site.get(f"/doc/occupation/nl-25132.{language}.html").text
    links, _, suggestions = page.partition('id="suggestions"')
    assert "qualgraph authors" in links.partition('id="links"')[2]
    for each in (*words, "qualgraph 0.1", "2026-11-20", "0.55"):
        assert each in suggestions
    assert COOK not in links.partition('id="links"')[2]


def section(page: str, name: str) -> str:
    return page.partition(f'<section id="{name}"')[2].partition("</section>")[0]


def test_the_page_of_a_qualification_shows_the_links_of_its_tasks(site: TestClient) -> None:
    page = site.get("/doc/qualification/nl-25132.nl.html").text
    tasks, suggested = section(page, "tasks"), section(page, "suggestions")
    assert quote(OVEN, safe="") in tasks
    assert "essentiële vaardigheden: 4 van 11" in tasks
    assert "qualgraph authors" in section(page, "occupations")
    assert quote(COOK, safe="") not in page.replace(suggested, "")
    assert quote(COOK, safe="") in suggested
    assert "/doc/occupation/nl-25132" in suggested


def test_the_page_of_a_task_shows_its_links_and_why(site: TestClient) -> None:
    links = section(site.get("/doc/outcome/nl-25132-1.en.html").text, "links")
    assert quote(OVEN, safe="") in links
    assert "shares: verkoopgesprek, offerte" in links
    assert "proposed, not judged" in links
    assert "0.90" in links


def test_a_suggestion_is_not_said_in_the_words_of_a_statement(site: TestClient) -> None:
    stated = Texts.load("en")("relation.closeMatch")
    page = site.get("/doc/occupation/nl-25132.en.html").text
    assert stated in section(page, "links")
    assert stated not in section(page, "suggestions")


def test_links_take_two_queries_of_a_page_however_many_there_are(
    proposed: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    rows, triples = EmbeddedStore.rows, EmbeddedStore.triples

    def told_rows(self: EmbeddedStore, text: str) -> Any:
        asked.append(text)
        return rows(self, text)

    def told_triples(self: EmbeddedStore, text: str) -> Any:
        asked.append(text)
        return triples(self, text)

    monkeypatch.setattr(EmbeddedStore, "rows", told_rows)
    monkeypatch.setattr(EmbeddedStore, "triples", told_triples)
    counts = {}
    with TestClient(create_app(proposed, Settings())) as client:
        for path in ("qualification/nl-25132", "qualification/nl-25143", "outcome/nl-25132-1"):
            asked.clear()
            assert client.get(f"/doc/{path}.nl.html").status_code == 200
            of_links = [text for text in asked if "annotatedSource" in text and "?tool" in text]
            assert len(of_links) == 2
            counts[path] = len(asked)
    assert counts["qualification/nl-25132"] <= counts["qualification/nl-25143"] + 1
    assert max(counts.values()) <= 16


# --- CompetentNL ------------------------------------------------------------------------------


def test_competentnl_is_a_fact_by_the_exact_code_only(store: Store) -> None:
    [own] = quads(
        store, NAMES.thing("qualification", "nl-25143"), SKOS("relatedMatch"), None, None
    )[:1]
    assert own.object == NamedNode(CNL)
    junior = NAMES.thing("qualification", "nl-25132")
    assert not quads(store, junior, SKOS("relatedMatch"), NamedNode(CNL), None)
    nodes = {
        q.subject
        for q in quads(
            store, None, OWL("annotatedTarget"), NamedNode(CNL), NAMES.graph("suggestions")
        )
    }
    [why] = [
        q.object.value  # type: ignore[union-attr]
        for node in nodes
        if quads(store, node, OWL("annotatedSource"), junior, None)  # type: ignore[arg-type]
        for q in quads(store, node, RDFS("comment"), None, None)  # type: ignore[arg-type]
    ]
    assert "equal name: 25877 (Junior accountmanager), succession unverified" in why
    assert "is the crebo of this" not in why


def test_a_broken_row_of_competentnl_is_told_and_the_rest_goes_on(tmp_path: Path) -> None:
    good = f"25877,Naam,cnlo:prescribesHATEssential,{CNL},humancapability,Overtuigen\n"
    bad = (
        f"2587,Naam,cnlo:prescribesHATEssential,{CNL},humancapability,Overtuigen\n"
        f"25877,Naam,cnlo:likes,{CNL},humancapability,Overtuigen\n"
        "25877,Naam,cnlo:prescribesHATEssential,http://x.org/1,humancapability,Overtuigen\n"
        "25877,Naam\n"
    )
    (tmp_path / "links.csv").write_text(PRESCRIBED + good + bad + good, "utf-8")
    (tmp_path / "other.csv").write_text("a,b\n1,2\n", "utf-8")
    done = import_competentnl([tmp_path], tmp_path / "out")
    assert (done.links, done.crebos) == (1, 1)
    assert sorted(refusal.line for refusal in done.refusals) == [3, 4, 5, 6, 7]
    assert len(done.missing) == 2
    code = qualgraph(
        "vocabulary",
        "import",
        "competentnl",
        tmp_path,
        "--vocabularies",
        tmp_path / "v",
        "--lang",
        "en",
    )
    assert code.returncode == 1
    assert b"links.csv: line 3" in code.stderr
    assert b"5 rows of 1 files were refused" in code.stderr


def test_no_competentnl_at_all_is_said(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("a,b\n", "utf-8")
    with pytest.raises(DataError, match="competentnl-nothing"):
        import_competentnl([tmp_path], tmp_path / "out")


def test_the_answers_of_competentnl_are_read_whole(tmp_path: Path) -> None:
    done = import_competentnl([shared("competentnl")], tmp_path)
    assert (done.links, done.crebos, done.refusals, done.missing) == (5912, 243, [], [])


# --- From a document to the graph ----------------------------------------------------------------


def test_proposals_for_a_document_come_back_as_links(vocabularies: Path, tmp_path: Path) -> None:
    out = tmp_path / "in" / "p.sssom.tsv"
    out.parent.mkdir()
    options = ("--vocabularies", vocabularies)
    done = qualgraph("align", "propose", DOSSIER, "--top", "1", "--json", "-o", out, *options)
    assert done.returncode == 0, done.stderr
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert [each["subject"] for each in told][:2] == ["occupation/nl-25132", "outcome/nl-25132-1"]
    assert len(told) == 21
    assert {len(each["candidates"]) for each in told} <= {0, 1}
    links = read_alignments(open_source(out, Limits()))
    assert all(not link.judged_by_people for link in links)
    assert all(each.kind for link in links for each in reasons(link.comment))
    assert qualgraph("align", "check", out, *options).returncode == 0
    (tmp_path / "in" / "25132.md").write_bytes(DOSSIER.read_bytes())
    made = ("publish", tmp_path / "in", "--releases", tmp_path / "r", "--min-confidence", "0")
    assert qualgraph(*made, "--only", *options).returncode == 0
    asked = ("query", "occupations", "--releases", tmp_path / "r", "--format", "csv")
    found = qualgraph(*asked, "--param", "qualification=25132").stdout.decode()
    assert links[0].object.value in found


def test_own_weights_are_of_occupations_and_leave_tasks_to_the_shipped(
    vocabularies: Path,
) -> None:
    own = resources.MATCHING / "occupation-weights.toml"
    options = ("--weights", own, "--vocabularies", vocabularies, "--json", "--top", "1")
    done = qualgraph("align", "propose", DOSSIER, *options)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == 21


def test_a_model_and_weights_are_refused_where_they_play_no_part(tmp_path: Path) -> None:
    done = qualgraph(
        "align", "propose", DOSSIER, "--to", "isced-f", "--model", tmp_path, "--lang", "en"
    )
    assert done.returncode == 2
    assert b"--model and --weights play no part" in done.stderr
