"""One qualification in several documents: editions, disagreement, the same in another form."""

from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import QuerySolutions, Store
from starlette.testclient import TestClient

from qualgraph.answers.app import create_app
from qualgraph.answers.settings import Settings
from qualgraph.graph.canned import load_queries
from qualgraph.graph.names import Names
from qualgraph.release.batch import gather
from qualgraph.release.conversion import Converter
from qualgraph.release.directory import Releases
from qualgraph.release.kept import Kept
from qualgraph.release.publish import publish
from tests.conftest import DOSSIER, ROOT
from tests.test_convert import qualgraph
from tests.test_dossier_xml import FICTIONAL

GOOD = DOSSIER.read_text("utf-8")
NEWER = GOOD.replace("1 augustus 2015", "1 augustus 2019").replace("(4800 ", "(3200 ")
TITLE = "<http://localhost:8000/id/qualification/nl-25132>"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    source = tmp_path / "in"
    source.mkdir()
    (source / "old.md").write_text(GOOD, "utf-8")
    return source


def released(converter: Converter, folder: Path) -> tuple[Store, dict[str, Any]]:
    batch = gather(converter, folder, with_shipped=False)
    assert not batch.set_aside
    release = publish(converter, batch, Releases(folder.parent / "releases"))
    return Store.read_only(str(release.store)), release.manifest


def hours(store: Store, graph: str = "") -> set[str]:
    pattern = f"{TITLE} <https://w3id.org/qualgraph/def/studyLoadHours> ?hours"
    where = f"GRAPH <http://localhost:8000/id/graph/{graph}> {{ {pattern} }}" if graph else pattern
    return set(values(store, f"SELECT ?hours {{ {where} }}"))


def register_that_says(level: str) -> str:
    """Return the shipped register's row of 25132 with another level."""
    [shipped] = (ROOT / "data" / "registers").glob("qualifications*.csv")
    header, *rows = shipped.read_text("utf-8").splitlines()
    [row] = [row.replace(",4,", f",{level},", 1) for row in rows if row.startswith("25132,")]
    return f"{header}\n{row}\n"


def values(store: Store, query: str) -> list[str]:
    rows = store.query(query)
    assert isinstance(rows, QuerySolutions)
    return [row[0].value for row in rows]


def test_the_newest_edition_answers_and_the_older_stays_on_record(
    converter: Converter, folder: Path
) -> None:
    (folder / "new.md").write_text(NEWER, "utf-8")
    store, manifest = released(converter, folder)
    assert hours(store) == {"3200"}
    assert hours(store, "nl-25132-supplement-nl-2015-08-01") == {"4800"}
    assert hours(store, "nl-25132-supplement-nl-2019-08-01") == {"3200"}
    base = "http://localhost:8000/id/document/nl-25132-supplement-nl-20"
    assert store.query(
        f"ASK {{ <{base}19-08-01> <http://www.w3.org/ns/prov#wasRevisionOf> <{base}15-08-01> }}"
    )
    assert manifest["warnings"] == []


def test_sources_that_disagree_both_stand_and_people_are_warned(
    converter: Converter, folder: Path
) -> None:
    (folder / "list.csv").write_text(register_that_says("3"), "utf-8")
    store, manifest = released(converter, folder)
    found = {
        (warning["property"].rsplit("/", 1)[1], warning["value"][-1], warning["other"][-1])
        for warning in manifest["warnings"]
    }
    assert ("mboLevel", "4", "3") in found or ("mboLevel", "3", "4") in found
    assert any(name == "EQFLevel" for name, *_ in found)
    pattern = f"{TITLE} <https://w3id.org/qualgraph/def/mboLevel> ?l"
    assert len(values(store, f"SELECT ?l {{ GRAPH ?g {{ {pattern} }} }}")) == 2
    [merged] = values(store, f"SELECT ?l {{ {pattern} }}")
    assert merged.endswith("/4")
    run = qualgraph("check", folder, "--lang", "en")
    assert run.returncode == 0
    assert b"warning:" in run.stdout
    assert b"mboLevel" in run.stdout


def test_the_same_document_in_another_form_is_taken_once(
    converter: Converter, folder: Path
) -> None:
    (folder / "same.md").write_text(GOOD.replace("\n", "\r\n"), "utf-8", newline="")
    _, manifest = released(converter, folder)
    assert list(manifest["documents"]) == ["nl-25132-supplement-nl-2015-08-01"]


def test_two_documents_that_claim_to_be_one_are_told_apart_by_people(
    converter: Converter, folder: Path
) -> None:
    (folder / "other.md").write_text(GOOD.replace("(4800 ", "(3200 "), "utf-8")
    batch = gather(converter, folder, with_shipped=False)
    assert [(Path(e.name).name, e.error.key) for e in batch.set_aside] == [
        ("other.md", "document-twice")
    ]


def test_an_unchanged_document_is_not_converted_again(
    converter: Converter, folder: Path, tmp_path: Path
) -> None:
    kept = Kept(tmp_path / "kept")
    first = gather(converter, folder, with_shipped=False, kept=kept)
    [entry] = (tmp_path / "kept").iterdir()
    marked = entry.read_text("utf-8").replace("4800", "1234")
    entry.write_text(marked, "utf-8")
    again = gather(converter, folder, with_shipped=False, kept=kept)
    assert first.documents != again.documents, "the kept conversion was not taken"
    entry.write_text(marked[:100], "utf-8")
    assert gather(converter, folder, False, kept).documents == first.documents
    (folder / "old.md").write_text(NEWER, "utf-8")
    changed = gather(converter, folder, False, kept)
    assert list(changed.documents) == ["nl-25132-supplement-nl-2019-08-01"]


def test_the_account_stands_in_the_release(converter: Converter, folder: Path) -> None:
    sentence = "Deze zin over kaas kent het formulier niet."
    (folder / "old.md").write_text(GOOD.replace("#### 6.", f"{sentence}\n\n#### 6."), "utf-8")
    store, manifest = released(converter, folder)
    query = """PREFIX qg: <https://w3id.org/qualgraph/def/> PREFIX oa: <http://www.w3.org/ns/oa#>
        SELECT ?words { GRAPH ?g { ?document qg:notUnderstood/oa:hasSelector/oa:exact ?words } }"""
    assert values(store, query) == [sentence]
    [document] = manifest["documents"].values()
    assert document["lines"]["not-understood"] == 1


def test_the_site_shows_what_else_is_stated_and_what_was_not_understood(
    converter: Converter, folder: Path
) -> None:
    sentence = "Deze zin over kaas kent het formulier niet."
    (folder / "old.md").write_text(GOOD.replace("#### 6.", f"{sentence}\n\n#### 6."), "utf-8")
    (folder / "list.csv").write_text(register_that_says("3"), "utf-8")
    released(converter, folder)
    app = create_app(Releases(folder.parent / "releases").active(), Settings())
    with TestClient(app) as client:
        document = client.get("/doc/document/nl-25132-supplement-nl-2015-08-01.nl.html").text
        assert sentence in document
        assert "Verantwoording van een document" in document
        qualification = client.get("/doc/qualification/nl-25132.nl.html").text
    also = qualification.split("Ook vermeld")[1].split("</section>")[0]
    assert "mbo-level/3" in also
    assert "register-list" in also


def test_two_names_that_meet_on_one_iri_are_told(converter: Converter, folder: Path) -> None:
    other = GOOD.replace("25132", "25133").replace("Commerciële economie", "Commerciele-economie")
    (folder / "other.md").write_text(other, "utf-8")
    _, manifest = released(converter, folder)
    [warning] = [w for w in manifest["warnings"] if w["check"] == "names-that-meet"]
    assert {warning["name"], warning["other"]} == {"Commerciële economie", "Commerciele-economie"}


def test_the_outcomes_of_supplement_and_dossier_are_linked_and_shown_as_one(
    converter: Converter, folder: Path
) -> None:
    """The titles of the first task and of its first two processes are those of the dossier."""
    supplement = GOOD.replace("25132", "29991")
    for theirs, ours in (
        (
            "Onderzoekt de markt en doet voorstellen voor commercieel beleid",
            "houdt het Licht brandend",
        ),
        ("Verzamelt klant-, product- en marktinformatie", "Ontsteekt de lamp"),
        (
            "Doet voorstellen voor verkoopbeleid, marketingbeleid en/of marktwerking",
            "Dooft de lamp",
        ),
    ):
        assert theirs in supplement
        supplement = supplement.replace(theirs, ours)
    (folder / "old.md").write_text(supplement, "utf-8")
    (folder / "dossiers.xml").write_bytes(FICTIONAL.read_bytes())
    store, manifest = released(converter, folder)
    same = "SELECT ?b { <http://localhost:8000/id/outcome/nl-29991-%s> skos:exactMatch ?b }"
    prefix = "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
    found = [values(store, prefix + same % number) for number in ("1", "1.1", "1.2", "2")]
    outcome = "http://localhost:8000/id/outcome/nl-29990-B1-K1"
    assert found == [[outcome], [f"{outcome}-W1"], [f"{outcome}-W2"], []]
    unmatched = [w["outcome"] for w in manifest["warnings"] if w["check"] == "unmatched-outcomes"]
    assert "http://localhost:8000/id/outcome/nl-29991-2" in unmatched
    assert "http://localhost:8000/id/outcome/nl-29991-1" not in unmatched
    query = load_queries()["tasks"].bind({"qualification": "29991"}, Names())
    rows = store.query(query)
    assert isinstance(rows, QuerySolutions)
    numbers = {row["number"].value: row["otherNumber"] for row in rows}
    assert numbers["B1-K1"].value == "1"
    assert numbers["B1-K1-W1"].value == "1.1"
    assert "1.1" not in numbers
    assert "2.1" in numbers
