"""The pages and queries of a release over another store: a Virtuoso, loaded by `qualgraph push`."""

import json
import os
from collections.abc import Iterator
from dataclasses import replace

import httpx2
import pytest
from pyoxigraph import NamedNode
from starlette.testclient import TestClient

from qualgraph.answers.app import create_app
from qualgraph.answers.remote import RemoteStore
from qualgraph.answers.settings import Settings
from qualgraph.answers.store import EmbeddedStore
from qualgraph.graph.binding import bind_row
from qualgraph.graph.canned import CannedQuery, load_internal_queries, load_queries
from qualgraph.graph.names import Names
from qualgraph.release.directory import Release
from tests.test_convert import qualgraph
from tests.virtuoso import USER, Virtuoso, virtuoso

QUERIES = load_queries()
INTERNAL = load_internal_queries()
ANSWER = "http://localhost:8000/id/graph/answer"
THINGS = (
    "qualification/nl-25132",
    "qualification/nl-25134",
    "occupation/nl-25132",
    "document/nl-25132-supplement-nl-2015-08-01",
)
CONNECTED = ("--default-graph", ANSWER, "--lang", "en")


def push(server: Virtuoso, release: Release, *options: object) -> str:
    folder = ("--releases", release.path.parent)
    os.environ.update(USER)
    try:
        arguments = (server.endpoint, "--graph-store", server.graph_store, *CONNECTED, *folder)
        run = qualgraph("push", *arguments, *options)
    finally:
        for name in USER:
            del os.environ[name]
    assert run.returncode == 0, run.stderr.decode()
    return run.stdout.decode()


@pytest.fixture(scope="session")
def server(
    release: Release, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Virtuoso]:
    with virtuoso(tmp_path_factory.mktemp("virtuoso")) as running:
        push(running, release)
        yield running


@pytest.fixture(scope="session")
def there(server: Virtuoso, release: Release) -> RemoteStore:
    return RemoteStore(server.endpoint, Names(release.base), ANSWER)


@pytest.fixture(scope="session")
def here(release: Release) -> EmbeddedStore:
    return EmbeddedStore.open(release.store, Names(release.base))


@pytest.fixture(scope="session")
def site(there: RemoteStore) -> Iterator[TestClient]:
    with TestClient(create_app(None, Settings(), there), "http://localhost:8000") as client:
        yield client


def asked(query: CannedQuery) -> Iterator[dict[str, str]]:
    """Yield values: those of the example, and only those that must be there."""
    for given in (True, False):
        yield {p.name: p.example for p in query.parameters if p.name != "lang" and (given or p.required)}
    if any(p.name == "lang" for p in query.parameters):
        yield {**{p.name: p.example for p in query.parameters if p.required}, "lang": "en"}


@pytest.mark.parametrize("name", QUERIES)
def test_a_canned_query_answers_the_same_rows(
    name: str, here: EmbeddedStore, there: RemoteStore
) -> None:
    for values in asked(QUERIES[name]):
        text = QUERIES[name].bind(values, here.names)
        expected = here.query(text, "text/csv").body
        assert expected.count(b"\n") > 1
        assert there.query(text, "text/csv").body.decode() == expected.decode()


@pytest.mark.parametrize("name", INTERNAL)
def test_a_query_of_the_pages_answers_the_same(
    name: str, here: EmbeddedStore, there: RemoteStore
) -> None:
    if name in {"graphs", "base"}:
        pytest.xfail("asks for graphs, of which this store has one more") if name == "graphs" else None
    for thing in THINGS:
        text = bind_row(INTERNAL[name], [f"<http://localhost:8000/id/{thing}>"])
        if "CONSTRUCT" in text:
            assert set(there.triples(text)) == set(here.triples(text))
        else:
            assert there.rows(text) == here.rows(text)
