"""A newer release takes the place of the one that is served, while requests run."""

import json
import multiprocessing
import shutil
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Event

import pytest
from starlette.testclient import TestClient

from qualgraph.answers.app import create_app
from qualgraph.answers.operations.journal import Journal
from qualgraph.answers.operations.operations import Operations
from qualgraph.answers.operations.sites import Sites
from qualgraph.answers.settings import Settings
from qualgraph.release.batch import gather
from qualgraph.release.conversion import Converter
from qualgraph.release.directory import Release, Releases
from qualgraph.release.publish import publish
from tests.conftest import DOSSIER

GOOD = DOSSIER.read_text("utf-8")
THING = "/doc/qualification/nl-25132"
ASKED = (
    ("/", "text/html"),
    (f"{THING}.ttl", "*/*"),
    (THING, "application/ld+json"),
    ("/doc/outcome/nl-25132-3.2.nl.html", "*/*"),
    ("/sparql?query=SELECT * { ?s <http://purl.org/dc/terms/title> ?o }", "text/csv"),
    ("/queries/tasks.csv?qualification=25132", "*/*"),
)
QUICK = Settings(swap_seconds=0.02, query_workers=1)
Answer = tuple[str, str, bytes]


@pytest.fixture(scope="module")
def made(converter: Converter, tmp_path_factory: pytest.TempPathFactory) -> list[Release]:
    """Releases of one document that differ in a title."""
    folder = tmp_path_factory.mktemp("in")
    releases = Releases(tmp_path_factory.mktemp("out"))
    found = []
    for title in ("Behandelt klachten", "Handelt klachten af", "Verhelpt klachten"):
        (folder / "a.md").write_text(GOOD.replace("Behandelt klachten", title), "utf-8")
        found.append(publish(converter, gather(converter, folder, with_shipped=False), releases))
    return found


@pytest.fixture
def releases(made: list[Release], tmp_path: Path) -> Releases:
    """A folder of its own with those releases, the first active."""
    found = Releases(tmp_path / "releases")
    shutil.copytree(made[0].path.parent, found.root, symlinks=True)
    found.activate(made[0])
    return found


@contextmanager
def serving(releases: Releases, journal: Journal | None = None) -> Iterator[TestClient]:
    operations = Operations(releases, journal or Journal())
    app = create_app(releases.active(), QUICK, operations)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def sites(client: TestClient) -> Sites:
    found: Sites = client.app.state.sites  # type: ignore[attr-defined]
    return found


def serves(client: TestClient, release: Release) -> bool:
    return sites(client).current.release.id == release.id


def until(what: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def ask(client: TestClient, path: str, accept: str) -> Answer:
    answer = client.get(path, headers={"Accept": accept})
    assert answer.status_code == 200, answer.text
    return path, answer.headers["etag"], answer.content


def expected(releases: Releases, made: list[Release]) -> dict[str, set[Answer]]:
    """Return what an application of its own answers of each release."""
    found = {}
    for release in made:
        with TestClient(create_app(release, QUICK)) as client:
            found[release.id] = {ask(client, *asked) for asked in ASKED}
    return found


def test_no_request_fails_and_none_is_answered_from_two_releases(
    releases: Releases, made: list[Release]
) -> None:
    whole = expected(releases, made)
    assert not set.intersection(*whole.values())
    known = set.union(*whole.values())
    ending = Event()

    def keep_asking(client: TestClient, first: int) -> set[Answer]:
        found, number = set[Answer](), first
        while not ending.is_set():
            found.add(ask(client, *ASKED[number % len(ASKED)]))
            number += 1
        return found

    children = len(multiprocessing.active_children())
    with serving(releases) as client, ThreadPoolExecutor(4) as pool:
        asking = [pool.submit(keep_asking, client, number) for number in range(4)]
        try:
            for release in (*made[1:], made[0], made[2]):
                releases.activate(release)
                until(partial(serves, client, release))
                assert {ask(client, *asked) for asked in ASKED} == whole[release.id]
        finally:
            ending.set()
        answers = set.union(*(each.result() for each in asking))
        assert answers <= known
        assert all(answers & each for each in whole.values())
        until(lambda: len(multiprocessing.active_children()) <= children + QUICK.query_workers)
    assert len(multiprocessing.active_children()) <= children


def cut_store(release: Release) -> None:
    largest = max(release.store.glob("*.sst"), key=lambda path: path.stat().st_size)
    content = bytearray(largest.read_bytes())
    content[len(content) // 2] ^= 0x55
    largest.write_bytes(content)


def cut_graph(release: Release) -> None:
    path = release.path / "graph.nq"
    path.write_bytes(path.read_bytes()[:-10])


def cut_manifest(release: Release) -> None:
    path = release.path / "manifest.json"
    path.write_text(path.read_text("utf-8")[:100], "utf-8")


def without_store(release: Release) -> None:
    shutil.rmtree(release.store)


def without_folder(release: Release) -> None:
    shutil.rmtree(release.path)


@pytest.mark.parametrize(
    "harm", [cut_store, cut_graph, cut_manifest, without_store, without_folder]
)
def test_a_broken_release_is_refused_with_a_line_and_the_old_one_stays(
    releases: Releases, made: list[Release], harm: Callable[[Release], None], tmp_path: Path
) -> None:
    broken = releases.get(made[1].id)
    journal = Journal(str(tmp_path / "log"))
    with serving(releases, journal) as client:
        before = ask(client, *ASKED[0])
        harm(broken)
        releases.activate(broken)
        until(lambda: journal.events["release-refused"] == 1)
        assert ask(client, *ASKED[0]) == before
        assert client.get("/health").json()["release"] == made[0].id
        releases.activate(made[2])
        until(partial(serves, client, made[2]))
        assert ask(client, *ASKED[0]) != before
    events = [json.loads(line) for line in (tmp_path / "log").read_text().splitlines()]
    [refused] = [each for each in events if each.get("event") == "release-refused"]
    assert refused["release"] == broken.id
    assert refused["reason"]
    assert [each["release"] for each in events if each.get("event") == "release-taken"] == [
        made[2].id
    ]


def test_a_release_that_was_removed_by_half_is_built_anew(
    releases: Releases, made: list[Release]
) -> None:
    gone = releases.get(made[1].id)
    (gone.path / "manifest.json").unlink()
    assert {each.id for each in releases} == {made[0].id, made[2].id}
    workspace = releases.workspace()
    shutil.copytree(made[1].path, workspace, dirs_exist_ok=True)
    assert releases.keep(workspace, made[1].id).id == made[1].id
    assert not list(releases.root.glob(".building-*"))
