"""Whole folders: every file, all cores, only what changed, and an honest end."""

import json
from pathlib import Path

import pytest

from qualgraph.documents.source import Limits
from qualgraph.graph.names import Names
from qualgraph.graph.serialise import Format
from qualgraph.release.output import Output
from qualgraph.release.work import Task, work
from tests.conftest import DOSSIER, ROOT
from tests.test_convert import qualgraph

GOOD = DOSSIER.read_text("utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with three good supplements, one in a folder inside, and two files that are not."""
    source = tmp_path / "in"
    (source / "deep").mkdir(parents=True)
    for code, place in (("25132", "a.md"), ("25133", "b.md"), ("25134", "deep/c.md")):
        (source / place).write_text(GOOD.replace("25132", code), "utf-8")
    (source / "essay.md").write_text("Een opstel over kerntaken.\n", "utf-8")
    (source / ".hidden.md").write_text(GOOD.replace("25132", "25135"), "utf-8")
    return source


def lines(run_stderr: bytes) -> list[dict[str, object]]:
    return [json.loads(line) for line in run_stderr.decode().splitlines() if line[:1] == "{"]


def test_one_bad_file_is_set_aside_and_the_others_are_converted(
    folder: Path, tmp_path: Path
) -> None:
    run = qualgraph("convert", folder, "-o", tmp_path / "out", "--to", "turtle,jsonld", "--lang=en")
    assert run.returncode == 1
    written = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert [name for name in written if name.endswith(".ttl")] == [
        f"nl-{code}-supplement-nl-2015-08-01.ttl" for code in (25132, 25133, 25134)
    ]
    assert sum(name.endswith(".jsonld") for name in written) == 3
    told = run.stderr.decode()
    assert "essay.md: no certificate supplement" in told
    assert "read" in told
    assert "set aside" in told


def test_any_number_of_processes_writes_the_same(folder: Path, tmp_path: Path) -> None:
    contents = []
    for workers in ("1", "3"):
        out = tmp_path / workers
        qualgraph("convert", folder, "-o", out, "--to", "nquads", "--workers", workers)
        contents.append({path.name: path.read_bytes() for path in out.glob("*.nq")})
    assert len(contents[0]) == 3
    assert contents[0] == contents[1]


def test_a_second_run_converts_only_what_changed(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    (folder / "essay.md").unlink()
    assert qualgraph("convert", folder, "-o", out, "--json").returncode == 0
    target = out / "nl-25133-supplement-nl-2015-08-01.ttl"
    first, untouched = target.read_bytes(), (out / "nl-25132-supplement-nl-2015-08-01.ttl").stat()
    (folder / "b.md").write_text(GOOD.replace("25132", "25139"), "utf-8")
    run = qualgraph("convert", folder, "-o", out, "--json")
    states = {Path(str(found["name"])).name: "unchanged" in found for found in lines(run.stderr)}
    assert states == {"a.md": True, "b.md": False, "c.md": True}
    assert not target.exists()
    assert (out / "nl-25139-supplement-nl-2015-08-01.ttl").read_bytes() != first
    assert (out / "nl-25132-supplement-nl-2015-08-01.ttl").stat().st_mtime_ns == (
        untouched.st_mtime_ns
    )


def test_what_was_removed_from_the_output_is_made_again(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    qualgraph("convert", folder, "-o", out)
    target = out / "nl-25132-supplement-nl-2015-08-01.ttl"
    content = target.read_bytes()
    target.unlink()
    qualgraph("convert", folder, "-o", out)
    assert target.read_bytes() == content


def test_the_account_of_each_document_is_in_the_json(folder: Path) -> None:
    sentence = "Deze zin over kaas kent het formulier niet."
    (folder / "a.md").write_text(GOOD.replace("#### 6.", f"{sentence}\n\n#### 6."), "utf-8")
    [found] = lines(qualgraph("convert", folder / "a.md", "--json").stderr)
    assert found["not_understood"] == [
        {"section": "legal-basis", "line": found["not_understood"][0]["line"], "text": sentence}  # type: ignore[index]
    ]
    shares = found["characters"]
    assert isinstance(shares, dict)
    assert shares["not-understood"] == len(sentence.replace(" ", ""))


def test_several_formats_need_a_folder() -> None:
    run = qualgraph("convert", DOSSIER, "--to", "turtle,jsonld", "--lang=en")
    assert run.returncode == 2
    assert b"-o DIR" in run.stderr


def test_a_file_that_takes_too_long_is_ended_and_the_run_goes_on(folder: Path) -> None:
    (folder / "a.md").write_text("- **een** [regel](https://example.org)\n" * 200_000, "utf-8")
    task = Task(Names(), (Format.NTRIPLES,), seconds=2)
    slow, good = work(task, [folder / "a.md", folder / "b.md"], workers=2)
    assert slow.error
    assert slow.error.key == "document-over-time"
    assert [document.reference for document in good.documents] == [
        "nl-25133-supplement-nl-2015-08-01"
    ]


def test_a_file_too_large_to_be_read_whole_is_passed_on_document_by_document(
    tmp_path: Path,
) -> None:
    dossiers = tmp_path / "dossiers.xml"
    dossiers.write_bytes((ROOT / "tests" / "documents" / "fictional-dossiers.xml").read_bytes())
    task = Task(Names(), (Format.NTRIPLES,), limits=Limits(document_bytes=1_000))
    pieces = list(work(task, [dossiers, DOSSIER], workers=2))
    assert [len(piece.documents) for piece in pieces] == [1, 1, 0, 0]
    assert [piece.more for piece in pieces] == [True, True, False, False]
    whole = list(work(Task(Names(), (Format.NTRIPLES,)), [dossiers], workers=1))
    streamed = tuple(document for piece in pieces[:2] for document in piece.documents)
    assert streamed == whole[0].documents
    out = Output.open(tmp_path / "out")
    for piece in pieces[:3]:
        out.put(piece, "key")
    out.close()
    assert len(list((tmp_path / "out").glob("*.nt"))) == 2
    assert len(Output.open(tmp_path / "out").has(dossiers, "key")) == 2


def test_what_is_said_beside_a_table_counts_as_a_change(tmp_path: Path) -> None:
    source, out = tmp_path / "in", tmp_path / "out"
    source.mkdir()
    (source / "lijst.csv").write_text("crebo,naam,niveau,wordt\n25999,Wachter,3,26999\n", "utf-8")
    assert qualgraph("convert", source, "-o", out, "--json").returncode == 0
    [first] = lines(qualgraph("convert", source, "-o", out, "--json").stderr)
    assert first["unchanged"]
    (source / "lijst.columns.toml").write_text('[names]\nsuccessors = ["wordt"]\n', "utf-8")
    [again] = lines(qualgraph("convert", source, "-o", out, "--json").stderr)
    assert "unchanged" not in again
    assert "nl-26999" in (out / "register-lijst.ttl").read_text("utf-8")


def test_one_file_of_many_dossiers_goes_to_a_folder_that_is_new(tmp_path: Path) -> None:
    dossiers = ROOT / "tests" / "documents" / "fictional-dossiers.xml"
    run = qualgraph("convert", dossiers, "-o", f"{tmp_path}/graphs/", "--lang=en")
    assert run.returncode == 0, run.stderr
    assert len(list((tmp_path / "graphs").glob("*.ttl"))) == 2


def test_what_an_earlier_run_wrote_is_no_source(folder: Path) -> None:
    (folder / "essay.md").unlink()
    for _ in range(2):
        run = qualgraph("convert", folder, "-o", folder / "graphs", "--json")
        assert run.returncode == 0, run.stderr
        assert len(lines(run.stderr)) == 3


def test_an_output_that_cannot_be_written_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", "utf-8")
    for output in (tmp_path / "file" / "out", tmp_path / "file" / "out.ttl"):
        run = qualgraph("convert", DOSSIER, "-o", output, "--lang=en")
        assert run.returncode == 2
        assert b"Traceback" not in run.stderr
        assert str(tmp_path / "file") in run.stderr.decode()
