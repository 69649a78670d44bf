"""The pages and queries of a release over another store: a Virtuoso, loaded by `qualgraph push`."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import DefaultGraph, NamedNode, Store
from starlette.testclient import TestClient

from qualgraph.answers.app import create_app
from qualgraph.answers.settings import Settings
from qualgraph.answers.stores.remote import RemoteStore
from qualgraph.answers.stores.store import EmbeddedStore
from qualgraph.endpoints import Credentials
from qualgraph.errors import DataError
from qualgraph.graph.binding import LIST, SLOT, bind_list, bind_row
from qualgraph.graph.canned import CannedQuery, load_internal_queries, load_queries
from qualgraph.graph.names import Names
from qualgraph.release.directory import Release
from qualgraph.release.push import GraphStore
from tests.test_convert import qualgraph
from tests.virtuoso import Virtuoso, virtuoso

QUERIES = load_queries()
INTERNAL = load_internal_queries()
ANSWER = "http://localhost:8000/id/graph/answer"
HREF = re.compile('href="([^"]+)"')
THINGS = (
    "id/qualification/nl-25132",
    "id/qualification/nl-25134",
    "id/occupation/nl-25132",
    "id/document/nl-25132-supplement-nl-2015-08-01",
)


def push(server: Virtuoso, release: Release, *options: str) -> dict[str, Any]:
    run = qualgraph(
        "push",
        server.endpoint,
        "--graph-store",
        server.graph_store,
        "--credentials",
        server.credentials,
        "--releases",
        release.path.parent,
        *("--default-graph", ANSWER, "--lang", "en", "--json"),
        *options,
    )
    assert run.returncode == 0, run.stderr.decode()
    told: dict[str, Any] = json.loads(run.stdout)
    return told


@pytest.fixture(scope="session")
def server(release: Release, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Virtuoso]:
    with virtuoso(tmp_path_factory.mktemp("virtuoso")) as running:
        told = push(running, release)
        assert told["triples"] == release.manifest["quads"]
        assert told["removed"] == []
        yield running


@pytest.fixture(scope="session")
def there(server: Virtuoso, release: Release) -> RemoteStore:
    return RemoteStore(server.endpoint, Names(release.base), ANSWER, seconds=120)


@pytest.fixture(scope="session")
def here(release: Release) -> EmbeddedStore:
    return EmbeddedStore.open(release.store, Names(release.base))


@pytest.fixture(scope="session")
def over_it(there: RemoteStore) -> Iterator[TestClient]:
    with TestClient(create_app(None, Settings(), remote=there)) as client:
        yield client


def asked(query: CannedQuery) -> Iterator[dict[str, str]]:
    """Yield values: those of the example, and only those that must be there, in both languages."""
    example = {p.name: p.example for p in query.parameters if p.name != "lang"}
    required = {p.name: p.example for p in query.parameters if p.required}
    english = {"lang": "en"} if any(p.name == "lang" for p in query.parameters) else {}
    yield from (example, required, {**required, **english})


@pytest.mark.parametrize("name", QUERIES)
def test_a_canned_query_answers_the_same_rows(
    name: str, here: EmbeddedStore, there: RemoteStore
) -> None:
    for values in asked(QUERIES[name]):
        text = QUERIES[name].bind(values, here.names)
        expected = here.query(text, "text/csv").body.decode()
        assert expected.count("\n") > 1
        assert there.query(text, "text/csv").body.decode() == expected


def about(text: str, thing: str) -> str:
    """Return a query of the pages bound to a thing, in its row or in its list, if it has one."""
    if slot := SLOT.search(text):
        lines = ["1", "1000"]  # what else is asked for are the lines of a document
        return bind_row(text, [thing, *lines[: slot["names"].count("?") - 1]])
    return bind_list(text, [thing]) if LIST.search(text) else text


@pytest.mark.parametrize("name", sorted(INTERNAL.keys() - {"base", "graphs"}))
def test_a_query_of_the_pages_answers_the_same(
    name: str, here: EmbeddedStore, there: RemoteStore
) -> None:
    for path in THINGS:
        text = about(INTERNAL[name], str(NamedNode(f"{here.names.base}{path}")))
        if "CONSTRUCT" in text:
            assert set(there.triples(text)) == set(here.triples(text))
        else:
            assert there.rows(text) == here.rows(text)


@pytest.mark.parametrize("path", THINGS)
def test_a_thing_is_known_in_both(path: str, here: EmbeddedStore, there: RemoteStore) -> None:
    thing, none = (NamedNode(f"{here.names.base}{each}") for each in (path, f"{path}-none"))
    assert here.knows(thing)
    assert there.knows(thing)
    assert not there.knows(none)


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize(
    "path",
    [
        "/",
        *(f"/doc/{path.removeprefix('id/')}" for path in THINGS),
        "/queries",
        "/queries/tasks?qualification=25132",
        "/sparql",
        "/def/",
        "/def/Occupation",
    ],
)
def test_a_page_is_the_same_but_for_the_release(
    path: str, language: str, over_it: TestClient, client: TestClient
) -> None:
    headers = {"accept": "text/html", "accept-language": language}
    page, expected = (each.get(path, headers=headers) for each in (over_it, client))
    assert page.status_code == expected.status_code == 200
    assert page.headers["content-language"] == language
    found = set(HREF.findall(page.text))
    missing = set(HREF.findall(expected.text)) - found
    assert found <= set(HREF.findall(expected.text))
    needs_release = ("/dumps/", "/doc/", "/search")
    assert {each for each in missing if not each.startswith(needs_release)} <= {
        each for each in missing if "_profile=elm" in each
    }


@pytest.mark.parametrize("form", ["ttl", "nt", "jsonld", "rdf"])
def test_a_description_is_the_same_to_the_byte(
    form: str, over_it: TestClient, client: TestClient
) -> None:
    path = f"/doc/qualification/nl-25132.{form}"
    assert over_it.get(path).content == client.get(path).content


def test_what_needs_a_release_says_so(over_it: TestClient) -> None:
    for path in ("/dumps/", "/dataset", "/changes.atom", "/changes.json", "/sitemap.xml"):
        answer = over_it.get(path, headers={"accept-language": "en"})
        assert answer.status_code == 404
        assert "--releases" in answer.json()["detail"]
    assert "sitemap" not in over_it.get("/robots.txt").text.lower()


def test_without_a_release_the_tag_is_that_of_the_bytes(over_it: TestClient) -> None:
    path = "/queries/tasks.csv?qualification=25132"
    answer = over_it.get(path)
    assert "last-modified" not in answer.headers
    tag = answer.headers["etag"]
    assert not tag.startswith("W/")
    assert over_it.get(path, headers={"if-none-match": tag}).status_code == 304
    other = over_it.get("/queries/tasks.csv?qualification=25134")
    assert other.headers["etag"] != tag


def test_with_its_release_beside_it_nothing_is_missing(
    there: RemoteStore, release: Release, client: TestClient
) -> None:
    with TestClient(create_app(release, Settings(), remote=there)) as both:
        for path in (
            "/dumps/",
            "/dataset.ttl",
            "/doc/qualification/nl-25132.ttl",
            "/doc/qualification/nl-25132?_profile=elm&_mediatype=text/turtle",
        ):
            answer, expected = both.get(path), client.get(path)
            assert answer.status_code == 200
            assert answer.headers["etag"] == expected.headers["etag"]
            assert answer.headers["last-modified"] == expected.headers["last-modified"]
            assert answer.content == expected.content


def test_the_endpoint_passes_queries_on(over_it: TestClient, there: RemoteStore) -> None:
    def ask(query: str, accept: str) -> str:
        answer = over_it.get("/sparql", params={"query": query}, headers={"accept": accept})
        assert answer.status_code == 200
        return answer.text

    assert json.loads(ask("ASK { ?s ?p ?o }", "application/sparql-results+json"))["boolean"]
    assert ask("ASK { ?s ?p <urn:none> }", "text/csv") == "false\n"
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    everything = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    assert int(ask(count, "text/csv").split()[1]) < int(ask(everything, "text/csv").split()[1])
    named = f"SELECT (COUNT(*) AS ?n) FROM <{there.names.base}id/graph/dataset> {{ ?s ?p ?o }}"
    assert int(ask(named, "text/csv").split()[1]) < int(ask(count, "text/csv").split()[1])
    assert "@prefix" in ask("DESCRIBE <https://w3id.org/qualgraph/def/Occupation>", "text/turtle")


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("INSERT DATA { GRAPH <urn:x-put> { <urn:a> <urn:b> <urn:c> } }", 400),
        ("SELECT * { ?s ?p ?o } ; DROP SILENT GRAPH <urn:x>", 400),
        ("SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", 403),
        ("SELECT * { 1SERVICE", 400),
        ("define sql:log-enable 1 SELECT * { ?s ?p ?o }", 400),
    ],
)
def test_what_may_not_run_is_refused_here(query: str, status: int, over_it: TestClient) -> None:
    assert over_it.get("/sparql", params={"query": query}).status_code == status


def test_an_answer_that_the_store_cuts_off_is_none(over_it: TestClient) -> None:
    query = "SELECT * { GRAPH ?g { ?s ?p ?o } }"
    answer = over_it.get("/sparql", params={"query": query}, headers={"accept-language": "en"})
    assert answer.status_code == 502
    assert "LIMIT" in answer.json()["detail"]


def test_pushing_again_replaces_and_removes_what_is_gone(
    server: Virtuoso, there: RemoteStore, release: Release
) -> None:
    gone, foreign = f"{release.base}id/graph/gone", "http://example.org/id/graph/other"
    who = Credentials.load(server.credentials)
    with GraphStore(server.graph_store, credentials=who) as graphs:
        for graph in (gone, foreign):
            graphs.replace(graph, [b"<urn:a> <urn:b> <urn:c> ."])
        some = release.manifest["quads"]
        told = push(server, release, "--piece", "300")
        assert told["removed"] == [gone]
        assert told["triples"] == some
        assert gone not in there.graphs("http")
        assert foreign in there.graphs("http")
        graphs.remove(foreign)
    assert there.rows("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")[0]["n"]["value"] == str(
        len(
            list(
                Store.read_only(str(release.store)).quads_for_pattern(
                    None, None, None, DefaultGraph()
                )
            )
        )
    )


def test_the_base_is_asked_of_the_store(server: Virtuoso, release: Release) -> None:
    arguments = ("query", "tasks", "--param", "qualification=25132", "--format", "csv")
    found = qualgraph(*arguments, "--endpoint", server.endpoint, "--default-graph", ANSWER)
    expected = qualgraph(*arguments, "--releases", release.path.parent)
    assert found.stdout == expected.stdout
    assert found.returncode == 0


def test_a_user_that_may_not_write_is_told(server: Virtuoso, release: Release) -> None:
    run = qualgraph(
        "push",
        server.endpoint,
        "--graph-store",
        server.graph_store,
        *("--default-graph", ANSWER, "--lang", "en", "--releases", str(release.path.parent)),
    )
    assert run.returncode == 1
    assert b"QUALGRAPH_STORE_USER" in run.stderr


def test_a_store_without_a_default_graph_is_told(server: Virtuoso, tmp_path: Path) -> None:
    who = Credentials.load(server.credentials)
    with (
        GraphStore(server.graph_store, credentials=who) as graphs,
        pytest.raises(DataError, match="push-refused"),
    ):
        graphs.replace("", [b"<urn:a> <urn:b> <urn:c> ."])
