"""The manifests of the W3C, run against a real server, and what they do not ask."""

from collections import Counter
from typing import Any
from urllib.parse import quote

import pyoxigraph
import pytest
from pyoxigraph import RdfFormat
from starlette.testclient import TestClient

from qualgraph.answers.settings import Settings
from qualgraph.release.directory import Release
from qualgraph.resources import CONFORMANCE
from tests.protocol import Outcome, manifests, report, run
from tests.served import copied, free_port, served

NOTHING = "urn:nothing"
FORM, DIRECT = "application/x-www-form-urlencoded", "application/sparql-query"
JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"
SELECT, ASK = "SELECT * { ?s ?p ?o } LIMIT 2", "ASK { ?s ?p ?o }"
CONSTRUCT = "CONSTRUCT WHERE { ?s a ?o } LIMIT 5"


@pytest.fixture(scope="module")
def outcomes(release: Release, tmp_path_factory: pytest.TempPathFactory) -> list[Outcome]:
    graphs = manifests()[2]
    port = free_port()
    folder = tmp_path_factory.mktemp("protocol") / "release"
    loaded = copied(release, folder, f"http://127.0.0.1:{port}/", graphs)
    with served(loaded, Settings(), port) as address:
        return run(f"{address}/sparql")


def test_every_case_of_the_manifests_passes_but_those_that_must_write(
    outcomes: list[Outcome],
) -> None:
    found = {each.test.rpartition("#")[2]: each.outcome for each in outcomes}
    kinds = Counter((name.partition("_")[0], outcome) for name, outcome in found.items())
    bad_updates = [name for name in found if name.startswith("bad_") and "update" in name]
    assert kinds["query", "passed"] + kinds["bad", "passed"] - len(bad_updates) == 20
    assert len(bad_updates) == 7
    assert kinds["update", "inapplicable"] == 7
    assert Counter(found.values()) == {"passed": 30, "inapplicable": 7}


def test_the_committed_report_is_what_a_run_finds(outcomes: list[Outcome]) -> None:
    assert report(outcomes) == CONFORMANCE.read_bytes()


def test_the_site_shows_the_report(client: TestClient) -> None:
    page = client.get("/conformance", headers={"Accept": "text/html", "Accept-Language": "nl"})
    assert "30 geslaagd" in page.text
    turtle = client.get("/conformance.ttl")
    assert turtle.headers["content-type"].startswith("text/turtle")
    assert turtle.content == CONFORMANCE.read_bytes()


@pytest.mark.parametrize(
    ("query", "accept", "media_type"),
    [
        (SELECT, "application/json", JSON),
        (SELECT, "application/xml", XML),
        (SELECT, "text/xml", XML),
        (SELECT, "text/*", "text/csv"),
        (SELECT, "text/turtle, application/json;q=0.1", JSON),
        (SELECT, "application/*", JSON),
        (ASK, "text/csv", "text/csv"),
        (ASK, "text/tab-separated-values", "text/tab-separated-values"),
        (ASK, "", JSON),
        (CONSTRUCT, "application/json", "application/ld+json"),
        (CONSTRUCT, "text/xml", "application/rdf+xml"),
        (CONSTRUCT, "application/trig", "application/trig"),
        (CONSTRUCT, "application/n-quads", "application/n-quads"),
        (CONSTRUCT, "text/*", "text/turtle"),
        (CONSTRUCT, f"{JSON}, text/turtle;q=0.1", "text/turtle"),
    ],
)
def test_what_is_accepted_is_answered_by_its_registered_name(
    client: TestClient, query: str, accept: str, media_type: str
) -> None:
    answer = client.get("/sparql", params={"query": query}, headers={"Accept": accept})
    assert answer.status_code == 200
    assert answer.headers["content-type"].split(";")[0] == media_type


@pytest.mark.parametrize(
    ("query", "accept", "there"),
    [
        (SELECT, "text/turtle", "text/csv"),
        (ASK, "application/ld+json", JSON),
        (CONSTRUCT, JSON, "text/turtle"),
        (CONSTRUCT, "text/csv", "text/turtle"),
        (SELECT, "image/png", "text/turtle"),
    ],
)
def test_a_form_that_the_result_does_not_have_is_406(
    client: TestClient, query: str, accept: str, there: str
) -> None:
    answer = client.get("/sparql", params={"query": query}, headers={"Accept": accept})
    assert answer.status_code == 406
    assert there in answer.text


@pytest.mark.parametrize("media_type", ["text/csv", "text/tab-separated-values", "text/turtle"])
def test_text_says_that_it_is_utf_8(client: TestClient, media_type: str) -> None:
    query = CONSTRUCT if media_type == "text/turtle" else SELECT
    answer = client.get("/sparql", params={"query": query}, headers={"Accept": media_type})
    assert answer.headers["content-type"] == f"{media_type}; charset=utf-8"


def _request(client: TestClient, method: str, given: dict[str, Any]) -> Any:
    return client.request(method, "/sparql" + given.pop("path", ""), **given)


def _typed(content: bytes | str, media_type: str) -> dict[str, Any]:
    return {"content": content, "headers": {"Content-Type": media_type}}


@pytest.mark.parametrize(
    ("method", "given", "status"),
    [
        ("QUERY", _typed(ASK, DIRECT), 200),
        ("QUERY", _typed("query=" + quote(ASK), FORM), 200),
        ("POST", _typed(ASK, f"{DIRECT}; charset=utf-8"), 200),
        ("POST", _typed(ASK, f'{DIRECT}; charset="UTF-8"'), 200),
        ("POST", _typed(ASK, "Application/SPARQL-Query"), 200),
        ("HEAD", {"params": {"query": ASK}}, 200),
        ("QUERY", {"content": ASK}, 415),
        ("QUERY", _typed("DROP ALL", "application/sparql-update"), 415),
        ("POST", _typed(ASK.encode("utf-16"), f"{DIRECT}; charset=utf-16"), 415),
        ("POST", _typed(b"ASK { ?s ?p '\xff' }", DIRECT), 400),
        ("POST", _typed(b"query=%FF", FORM), 400),
        ("POST", _typed(b"query=\xff", FORM), 400),
        ("GET", {"path": "?query=ASK%20%7B%7D%FF"}, 400),
        ("GET", {"path": "?query=ASK%7B%7D&query=ASK%7B%7D"}, 400),
        ("POST", _typed(ASK, DIRECT) | {"path": "?query=ASK%7B%7D"}, 400),
        ("GET", {"path": "?query="}, 400),
        ("POST", _typed("", FORM), 400),
        ("POST", _typed("query=ASK%7B%7D&update=DROP%20ALL", FORM), 400),
        ("GET", {"path": "?update=DROP%20ALL"}, 403),
        ("POST", _typed("update=DROP%20ALL", FORM), 403),
        ("GET", {"path": "?query=ASK%7B%7D&default-graph-uri=%3E"}, 400),
        ("GET", {"path": "?query=ASK%7B%7D&named-graph-uri=relative"}, 400),
        ("POST", _typed("&".join(["a=b"] * 2_000), FORM), 400),
        ("PUT", _typed(ASK, DIRECT), 405),
        ("DELETE", {}, 405),
    ],
)
def test_each_way_of_asking_has_its_status(
    client: TestClient, method: str, given: dict[str, Any], status: int
) -> None:
    answer = _request(client, method, dict(given))
    assert answer.status_code == status, answer.text
    if status >= 400:
        assert answer.headers["content-type"] == "application/problem+json"


def test_where_one_graph_is_named_no_other_is_there(client: TestClient) -> None:
    def ask(query: str, **graphs: str) -> bool:
        params = {"query": query, **{name.replace("_", "-"): v for name, v in graphs.items()}}
        found: bool = client.get("/sparql", params=params).json()["boolean"]
        return found

    anywhere, named = ASK, "ASK { GRAPH ?g { ?s ?p ?o } }"
    assert ask(anywhere)
    assert ask(named)
    assert not ask(anywhere, named_graph_uri=NOTHING)
    assert not ask(named, default_graph_uri=NOTHING)
    assert not ask(anywhere, default_graph_uri=NOTHING)


def test_blank_nodes_in_a_result_are_written_in_every_form(client: TestClient) -> None:
    query = "CONSTRUCT { [] <x:p> ?s ; <x:q> [ <x:r> 1 ] } WHERE { ?s a ?o } LIMIT 1"
    for media_type in ("text/turtle", "application/ld+json", "application/rdf+xml"):
        answer = client.post("/sparql", data={"query": query}, headers={"Accept": media_type})
        assert answer.status_code == 200, media_type


def test_an_answer_that_changes_is_not_kept(client: TestClient) -> None:
    query = "SELECT (RAND() AS ?chance) {}"
    first, second = (client.get("/sparql", params={"query": query}) for _ in range(2))
    assert first.headers["cache-control"] == "no-store"
    assert first.content != second.content


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("", RdfFormat.TURTLE),
        ("text/turtle", RdfFormat.TURTLE),
        ("application/rdf+xml", RdfFormat.RDF_XML),
        ("application/n-triples", RdfFormat.N_TRIPLES),
        ("application/n-quads", RdfFormat.N_QUADS),
    ],
)
def test_without_a_query_the_service_describes_itself(
    client: TestClient, accept: str, form: RdfFormat
) -> None:
    answer = client.get("/sparql", headers={"Accept": accept})
    said = {str(quad.triple) for quad in pyoxigraph.parse(answer.content, format=form)}
    sd = "http://www.w3.org/ns/sparql-service-description#"
    service = "http://localhost:8000/id/service/sparql"
    assert f"<{service}> <{sd}endpoint> <http://localhost:8000/sparql>" in said
    assert f"<{service}> <{sd}supportedLanguage> <{sd}SPARQL11Query>" in said
    assert sum("void#triples>" in triple for triple in said) > 10
    assert any("SPARQLSelectExecutable" in triple for triple in said)
    assert any("PrefixDeclaration" in triple for triple in said)
    assert "application/sparql-query" in answer.headers["accept-query"]


def test_a_browser_gets_a_form_instead(client: TestClient) -> None:
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    assert "<textarea" in client.get("/sparql", headers={"Accept": browser}).text
    assert client.get("/sparql", headers={"Accept": "image/png"}).status_code == 406


def test_the_description_as_json_ld_keeps_every_statement(client: TestClient) -> None:
    answer = client.get("/sparql", headers={"Accept": "application/ld+json"})
    assert answer.json()["@context"]
    assert "sparql#default-graph" in answer.text
