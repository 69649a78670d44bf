"""The tables are good SSSOM by the standard's own package, curated, proposed and reviewed alike.

The package runs in a process and a folder of its own (``.sssom``, kept between runs): it brings
some 100 others, some of which change rdflib for everybody.
"""

import hashlib
import json
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

import pytest

from qualgraph.alignment.gold import Question
from qualgraph.alignment.matcher import Candidate, Query
from qualgraph.alignment.review.judging import Decision, Judging, proposals_of
from qualgraph.alignment.review.people import Reviewer
from qualgraph.alignment.sssom import proposals, read_all, table, tables
from tests.conftest import ROOT

PINS = ROOT / "tests" / "sssom-pins.txt"
ESCO = "http://data.europa.eu/esco/"
CHECK = """
import json, sys
sys.path.insert(0, sys.argv[1])
from sssom.parsers import parse_sssom_table
from sssom.validators import validate
found = {}
for path in sys.argv[2:]:
    try:
        mappings = parse_sssom_table(path)
        validate(mappings, fail_on_error=True)
        found[path] = len(mappings.df)
    except Exception as error:
        found[path] = str(error)
print("FOUND" + json.dumps(found))
"""


@pytest.fixture(scope="module")
def package() -> Path:
    """Return the folder that holds the package; it is fetched once for each set of pins."""
    name = hashlib.sha256(PINS.read_bytes()).hexdigest()[:12]
    folder = ROOT / ".sssom" / f"{name}-{sys.version_info[0]}.{sys.version_info[1]}"
    if folder.is_dir():
        return folder
    folder.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as half:
        fetch = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        done = subprocess.run(
            [*fetch, "--target", f"{half}/site", "-r", str(PINS)],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            pytest.skip(f"the sssom package cannot be fetched: {done.stderr[-300:]}")
        try:
            (Path(half) / "site").rename(folder)
        except OSError:  # another run was first
            assert folder.is_dir()
    return folder


def judged_by(package: Path, paths: list[Path]) -> dict[str, int | str]:
    """Return for each table how many links the package reads, or what it finds wrong."""
    command = [sys.executable, "-S", "-c", CHECK, str(package), *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, int | str] = json.loads(done.stdout.rpartition("FOUND")[2])
    return found


def proposed(folder: Path) -> Path:
    path = folder / "proposed.sssom.tsv"
    candidates = [
        Candidate(f"{ESCO}occupation/{n}", f'a "{n}"', relation, 0.5, ("shares: a|b", "x\ty"))
        for n, relation in enumerate(("exactMatch", "closeMatch", "broadMatch", "narrowMatch"))
    ]
    rows = proposals(Question(2, "7", Query("Kok", 2)), candidates, "v1.2.1", date(2026, 11, 23))
    path.write_text(table(rows, "proposed"), "utf-8")
    return path


def reviewed(folder: Path, proposed: Path, who: str) -> Path:
    path = folder / f"{who[:4]}.sssom.tsv"
    work = Judging(path, proposals_of([proposed]), Reviewer.parse(who))
    [subject] = work.subjects().values()
    for candidate, verdict in zip(subject.candidates, ("accept", "reject"), strict=False):
        work.decide(subject.id, candidate.object, "none", Decision(verdict, note="a | b"), 0)
    work.none(subject.id, work.subjects()[subject.id].version, "", 0)
    return path


def test_every_table_is_good_sssom(package: Path, tmp_path: Path) -> None:
    proposal = proposed(tmp_path)
    curated = list(tables([ROOT / "data" / "alignments"]))
    assert curated
    mine = [reviewed(tmp_path, proposal, who) for who in ("A. Smit", "0000-0002-1825-0097")]
    bad = tmp_path / "bad.sssom.tsv"
    bad.write_text(proposal.read_text("utf-8").replace("semapv:Comp", "semapv:Xomp"), "utf-8")
    strange = tmp_path / "strange.sssom.tsv"
    strange.write_text(proposal.read_text("utf-8").replace("id:occ", "who:occ"), "utf-8")
    good = [*curated, proposal, *mine]
    found = judged_by(package, [*good, bad, strange])
    for path in good:
        assert found[str(path)] == len(read_all([path])), "no link may be lost on the way"
    for path in (bad, strange):
        assert isinstance(found[str(path)], str), "the package does look"
