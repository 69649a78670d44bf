"""Publishing: immutable releases, set-aside documents, corrections, going back."""

import json
from pathlib import Path

import pytest

from qualgraph.errors import DataError
from qualgraph.release.batch import gather
from qualgraph.release.conversion import Converter
from qualgraph.release.diff import compare
from qualgraph.release.directory import Release, Releases
from qualgraph.release.publish import publish
from tests.conftest import DOSSIER, ROOT
from tests.test_convert import qualgraph

GOOD = DOSSIER.read_text("utf-8")
HEADER = "document,fact,old,new,reason,author,date\n"
STATUS = "code,last_intake,end,successor,source\n"


def released(converter: Converter, folder: Path, releases: Releases) -> Release:
    return publish(converter, gather(converter, folder, with_shipped=False), releases)


def test_the_same_input_gives_the_same_release(
    converter: Converter, release: Release, tmp_path: Path
) -> None:
    again = publish(
        converter, gather(converter, ROOT / "data", with_shipped=True), Releases(tmp_path)
    )
    assert again.id == release.id
    assert (again.path / "graph.nq").read_bytes() == (release.path / "graph.nq").read_bytes()


def test_an_invalid_document_is_set_aside_with_its_report_and_the_others_go_on(
    converter: Converter, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "good.md").write_text(GOOD, "utf-8")
    orphan = GOOD.replace("25132", "25133").replace("- 4.5 Bouwt", "- 9.5 Bouwt")
    (folder / "orphan.md").write_text(orphan, "utf-8")
    batch = gather(converter, folder, with_shipped=False)
    assert [Path(entry.name).name for entry in batch.set_aside] == ["orphan.md"]
    release = publish(converter, batch, Releases(tmp_path / "out"))
    assert list(release.manifest["documents"]) == ["nl-25132-supplement-nl-2015-08-01"]
    [report] = (release.path / "set-aside").iterdir()
    assert "ValidationReport" in report.read_text("utf-8")


def test_nothing_good_leaves_the_active_release(converter: Converter, tmp_path: Path) -> None:
    folder, releases = tmp_path / "in", Releases(tmp_path / "out")
    folder.mkdir()
    (folder / "a.md").write_text(GOOD, "utf-8")
    first = released(converter, folder, releases)
    (folder / "a.md").write_text("", "utf-8")
    with pytest.raises(DataError):
        released(converter, folder, releases)
    assert releases.active().id == first.id


def test_going_back_listing_and_diff(converter: Converter, tmp_path: Path) -> None:
    folder, releases = tmp_path / "in", Releases(tmp_path / "out")
    folder.mkdir()
    (folder / "a.md").write_text(GOOD, "utf-8")
    first = released(converter, folder, releases)
    (folder / "a.md").write_text(GOOD.replace("Behandelt klachten", "Handelt klachten af"), "utf-8")
    second = released(converter, folder, releases)
    assert releases.active().id == second.id
    difference = compare(first, second)
    assert any("Handelt klachten af" in str(quad) for quad in difference.added)
    assert qualgraph("activate", first.id[:6], "--releases", releases.root).returncode == 0
    assert releases.active().id == first.id
    listed = json.loads(qualgraph("releases", "--json", "--releases", releases.root).stdout)
    assert {entry["id"] for entry in listed} == {first.id, second.id}
    shown = qualgraph("diff", first.id, second.id, "--json", "--releases", releases.root)
    assert "Handelt klachten af" in shown.stdout.decode()
    assert releases.prune(keep=1) == []
    releases.activate(second)
    assert releases.prune(keep=1) == [first.id]


def corrected(folder: Path, old: str) -> None:
    fact = "outcome/nl-25132-3.2 dct:title"
    row = f"nl-25132-supplement-nl-2015-08-01,{fact},{old},Klachten,Spelfout,A,2026-01-02"
    (folder / "corrections").mkdir(exist_ok=True)
    (folder / "corrections" / "c.csv").write_text(f"{HEADER}{row}\n", "utf-8")


def test_a_correction_changes_the_answer_and_stays_visible(
    converter: Converter, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.md").write_text(GOOD, "utf-8")
    corrected(folder, "Behandelt klachten")
    content = (
        released(converter, folder, Releases(tmp_path / "out")).path / "graph.nq"
    ).read_text()
    title = '/outcome/nl-25132-3.2> <http://purl.org/dc/terms/title> "Klachten"@nl'
    assert f"{title} ." in content
    assert f"{title} <http://localhost:8000/id/graph/corrections> ." in content
    assert "Spelfout" in content


def test_a_correction_whose_old_value_is_gone_fails_loudly(
    converter: Converter, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.md").write_text(GOOD, "utf-8")
    corrected(folder, "Iets anders")
    with pytest.raises(DataError) as error:
        released(converter, folder, Releases(tmp_path / "out"))
    assert error.value.key == "correction-old-gone"


def test_a_known_status_is_shown(converter: Converter, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "status.csv").write_text(f"{STATUS}25132,2020-09-30,,25877,test\n", "utf-8")
    batch = gather(converter, folder, with_shipped=True)
    assert not batch.set_aside
    publish(converter, batch, Releases(tmp_path / "out"))
    shown = qualgraph("query", "qualifications", "--format", "csv", "--lang", "en",
                      "--releases", tmp_path / "out")  # fmt: skip
    [row] = [line for line in shown.stdout.decode().splitlines() if "nl-25132," in line]
    assert "2020-09-30" in row
    assert "nl-25877" in row


def test_get_prints_what_the_server_answers(release: Release) -> None:
    folder = release.path.parent
    run = qualgraph("get", "/doc/qualification/nl-25132", "-H", "Accept: text/turtle",
                    "--releases", folder)  # fmt: skip
    assert run.returncode == 0
    assert b"elm:Qualification" in run.stdout
    assert qualgraph("get", "/nowhere", "--releases", folder).returncode == 1


def test_check_and_inspect_speak_dutch_and_english() -> None:
    assert b"conforms" in qualgraph("check", DOSSIER, "--lang", "en").stdout
    assert "voldoet" in qualgraph("check", DOSSIER, "--lang", "nl").stdout.decode()
    shown = qualgraph("inspect", DOSSIER, "--lang", "nl").stdout.decode()
    assert "Alles is begrepen." in shown
    data = json.loads(qualgraph("inspect", DOSSIER, "--json").stdout)
    assert data["not_understood"] == []
    assert len(data["facts"]) > 80


def test_rdf_that_cannot_be_read_is_told_as_such(tmp_path: Path) -> None:
    (tmp_path / "broken.ttl").write_text("<a> <b> ", "utf-8")
    run = qualgraph("check", tmp_path / "broken.ttl", "--lang", "en")
    assert run.returncode == 1
    assert b"the RDF cannot be read" in run.stderr
