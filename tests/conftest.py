"""What several tests share: the real dossier, read once, and a release of `data/`, built once.

With ``QUALGRAPH_NO_SKIPS`` set, as in CI, a skipped test fails the run, except one that needs the
material of ``../shared`` where that is not there.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from bench.corpus import Wish, example
from qualgraph.answers.app import create_app
from qualgraph.answers.settings import Settings
from qualgraph.graph.names import Names
from qualgraph.release.batch import gather
from qualgraph.release.conversion import Conversion, Converter
from qualgraph.release.directory import Release, Releases
from qualgraph.release.publish import publish

ROOT = Path(__file__).parent.parent
DOSSIER = ROOT / "data" / "dossiers" / "25132-nl.md"
SHARED = ROOT.parent / "shared"
SBB = Path("sbb", "2637-sociaal-werk.xml")
ABSENT = "../shared is not here"


def shared(*parts: str) -> Path:
    """Return a path in ``../shared``; the test is skipped where that is not there."""
    path = SHARED.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"{ABSENT}: {path.relative_to(SHARED)}")
    return path


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run that skipped what should have run."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if not os.environ.get("QUALGRAPH_NO_SKIPS") or reporter is None:
        return
    skipped = [str(report.longrepr) for report in reporter.stats.get("skipped", ())]
    wrongly = [why for why in skipped if ABSENT not in why or SHARED.exists()]
    if wrongly and session.exitstatus == pytest.ExitCode.OK:
        reporter.write_line("\n".join(("skipped, though it should run:", *wrongly)), red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def converter() -> Converter:
    return Converter.load(Names())


@pytest.fixture(scope="session")
def dossier(converter: Converter) -> Conversion:
    [conversion] = converter.convert(DOSSIER)
    return conversion


@pytest.fixture(scope="session")
def releases(converter: Converter, tmp_path_factory: pytest.TempPathFactory) -> Releases:
    known = Releases(tmp_path_factory.mktemp("releases"))
    batch = gather(converter, ROOT / "data", with_shipped=True)
    assert not batch.set_aside
    publish(converter, batch, known)
    return known


@pytest.fixture(scope="session")
def release(releases: Releases) -> Release:
    return releases.active()


@pytest.fixture(scope="session")
def foreign(converter: Converter, tmp_path_factory: pytest.TempPathFactory) -> Release:
    """A release of supplements of several countries that the generator made, and a Dutch one."""
    folder = tmp_path_factory.mktemp("foreign")
    for language in ("fr", "de", "pl", "el"):
        made = example(5, Wish(language, "markdown", faults=False, template="europass"))
        (folder / f"{language}.md").write_bytes(made.content)
    made = example(7, Wish("en", "markdown", faults=False, template="dutch"))
    (folder / "en.md").write_bytes(made.content)
    shutil.copy(DOSSIER, folder)
    if (SHARED / SBB).exists():
        shutil.copy(SHARED / SBB, folder)
    known = Releases(folder / "releases")
    batch = gather(converter, folder, with_shipped=False)
    assert not batch.set_aside
    publish(converter, batch, known)
    return known.active()


@pytest.fixture(scope="session")
def abroad(foreign: Release) -> Iterator[TestClient]:
    """A site of qualifications of several countries."""
    app = create_app(foreign, Settings(query_seconds=120.0))
    with TestClient(app, follow_redirects=False, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture(scope="session")
def foreign_things(abroad: TestClient) -> list[str]:
    """The paths of all things of the release of several countries, by kind and reference."""
    kinds = "qualification|occupation|outcome|document|dossier|section|organisation"
    query = (
        "SELECT DISTINCT ?thing WHERE { ?thing a ?kind "
        f"FILTER(REGEX(STR(?thing), '/id/({kinds})/')) }}"
    )
    answer = abroad.get("/sparql", params={"query": query, "format": "json"})
    rows = answer.json()["results"]["bindings"]
    return sorted("/doc/" + row["thing"]["value"].partition("/id/")[2] for row in rows)


@pytest.fixture(scope="session")
def client(release: Release) -> Iterator[TestClient]:
    app = create_app(release, Settings(query_seconds=2.0))
    with TestClient(app, follow_redirects=False, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture(scope="session")
def patient(release: Release) -> Iterator[TestClient]:
    """A client for tests in which time plays no part, however busy the machine is."""
    app = create_app(release, Settings(query_seconds=120.0))
    with TestClient(app, follow_redirects=False, raise_server_exceptions=False) as client:
        yield client
