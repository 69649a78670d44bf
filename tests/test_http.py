"""HTTP facts, one test each, named after the fact."""

import json
import re
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pyoxigraph
import pytest
from pyoxigraph import RdfFormat, Store
from starlette.testclient import TestClient

from qualgraph.release.directory import Release

THING = "/doc/qualification/nl-25132"
CARTESIAN = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
FIXED = (".ttl", ".nt", ".rdf", ".json", ".jsonld", ".xml", ".en.html", ".nl.html")
PAGES_OF_A_KIND = 5
FORMATS = {
    "text/turtle": RdfFormat.TURTLE,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
}


def test_id_answers_303_to_doc(client: TestClient) -> None:
    answer = client.get("/id/qualification/nl-25132")
    assert (answer.status_code, answer.headers["location"]) == (303, THING)


def test_unknown_id_is_404_problem(client: TestClient) -> None:
    answer = client.get("/id/qualification/nl-1")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == 404


@pytest.mark.parametrize(
    "name", ["a%20b", "%3Cx%3E", "%22", "%0d%0aX:y", "caf%C3%A9", "%00", ".ttl"]
)
@pytest.mark.parametrize("door", ["/id/qualification/", "/doc/sector/", "/def/x"])
def test_a_name_that_cannot_be_is_404(client: TestClient, door: str, name: str) -> None:
    assert client.get(door + name).status_code == 404


@pytest.mark.parametrize("media_type", FORMATS)
def test_doc_by_accept_says_the_same_in_every_format(client: TestClient, media_type: str) -> None:
    answer = client.get(THING, headers={"Accept": media_type})
    turtle = client.get(f"{THING}.ttl")
    assert answer.headers["content-type"].split(";")[0] == media_type

    def triples(body: bytes, form: RdfFormat) -> set[str]:
        if form == RdfFormat.JSON_LD:
            document = json.loads(body)
            place = document["@context"].removeprefix("http://localhost:8000")
            body = json.dumps(document | client.get(place).json()).encode()
        return {str(quad.triple) for quad in pyoxigraph.parse(body, format=form)}

    assert triples(answer.content, FORMATS[media_type]) == triples(turtle.content, RdfFormat.TURTLE)


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("", "text/html"),
        ("*/*", "text/html"),
        ("text/turtle;q=0.9, text/html;q=0.8", "text/turtle"),
        ("text/html;q=0, text/*", "text/turtle"),
        ("text/html;q=0, */*;q=0.1", "text/turtle"),
        ("application/rdf+xml, text/turtle", "text/turtle"),
        ("application/ld+json;q=1, */*;q=0.5", "application/ld+json"),
        ("TEXT/TURTLE", "text/turtle"),
        ("text/turtle;q=broken, text/html;q=0.1", "text/html"),
    ],
)
def test_accept_is_weighed(client: TestClient, accept: str, expected: str) -> None:
    answer = client.get(THING, headers={"Accept": accept})
    assert answer.headers["content-type"].split(";")[0] == expected


@pytest.mark.parametrize("accept", ["image/png", "*/*;q=0", "text/plain"])
def test_doc_without_a_fitting_variant_is_406_and_says_what_there_is(
    client: TestClient, accept: str
) -> None:
    answer = client.get(THING, headers={"Accept": accept})
    assert answer.status_code == 406
    assert "text/turtle" in answer.text


def test_every_variant_has_its_own_etag(client: TestClient) -> None:
    paths = [f"{THING}.{suffix}" for suffix in ("ttl", "nt", "jsonld", "rdf", "nl.html", "en.html")]
    assert len({client.get(path).headers["etag"] for path in paths}) == len(paths)


def test_a_tag_of_one_variant_never_gives_304_for_another(client: TestClient) -> None:
    tag = client.get(f"{THING}.ttl").headers["etag"]
    same = client.get(THING, headers={"Accept": "text/turtle", "If-None-Match": f'"x", W/{tag}'})
    other = client.get(THING, headers={"Accept": "text/html", "If-None-Match": tag})
    assert (same.status_code, other.status_code) == (304, 200)


def test_head_is_get_without_body(client: TestClient) -> None:
    get, head = client.get(f"{THING}.ttl"), client.head(f"{THING}.ttl")
    assert head.headers["etag"] == get.headers["etag"]
    assert not head.content


def test_page_speaks_the_language_that_is_asked(client: TestClient) -> None:
    english = client.get(THING, headers={"Accept-Language": "en-GB, nl;q=0.5"})
    dutch = client.get(THING, headers={"Accept-Language": "nl"})
    assert 'lang="en"' in english.text
    assert "waarom?" in dutch.text
    assert english.headers["content-language"] == "en"


def test_cors_is_open_without_credentials(client: TestClient) -> None:
    answer = client.get(f"{THING}.ttl", headers={"Origin": "https://example.org"})
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in answer.headers


def test_unknown_method_is_405(client: TestClient) -> None:
    assert client.put(THING).status_code == 405


def test_answers_carry_a_strict_content_security_policy(client: TestClient) -> None:
    assert "default-src 'none'" in client.get("/").headers["content-security-policy"]


def test_following_links_from_home_reaches_everything(client: TestClient, release: Release) -> None:
    """Open a few pages of each kind and all of 25132; the others must be of the release."""
    waiting, seen, opened = ["/"], {"/"}, Counter[str]()
    while waiting:
        path = waiting.pop(0)
        kind = "/".join(path.split("?")[0].split("/")[: 3 if path.startswith("/doc/") else 2])
        opened[kind] += 1
        if opened[kind] > PAGES_OF_A_KIND and "25132" not in path:
            continue
        answer = client.get(path)
        assert answer.status_code == 200, path
        if answer.headers["content-type"].startswith("text/html"):
            links = _links(answer.text)
            found = {link for link in links if not link.partition("?")[0].endswith(FIXED)}
            waiting += sorted(found - seen)
            seen |= found
    things = {re.split("[?#]", link)[0] for link in seen if link.startswith("/doc/")}
    assert _iris(release) >= {f"{release.base}id/{path.removeprefix('/doc/')}" for path in things}
    for path in (THING, "/doc/occupation/nl-25132", "/doc/outcome/nl-25132-4.5", "/def/followUp"):
        assert path in seen
    assert len(seen) > 200


def _iris(release: Release) -> set[str]:
    store = Store.read_only(str(release.store))
    quads = list(store.quads_for_pattern(None, None, None, None))
    named = {str(quad.subject).strip("<>") for quad in quads}
    return named | {str(quad.graph_name).strip("<>") for quad in quads}


def _links(html: str) -> set[str]:
    pieces = html.split('href="/')[1:]
    found = {f"/{piece.split(chr(34))[0]}".replace("&amp;", "&") for piece in pieces}
    return {link.partition("#")[0] for link in found}


@pytest.mark.parametrize(
    ("accept", "query", "media_type"),
    [
        ("*/*", "SELECT * { ?s ?p ?o } LIMIT 2", "application/sparql-results+json"),
        ("text/csv", "SELECT * { ?s ?p ?o } LIMIT 2", "text/csv"),
        ("text/tab-separated-values", "SELECT * { ?s ?p ?o } LIMIT 2", "text/tab-separated-values"),
        ("application/sparql-results+xml", "ASK { ?s ?p ?o }", "application/sparql-results+xml"),
        ("*/*", "CONSTRUCT WHERE { ?s a ?o }", "text/turtle"),
        ("application/ld+json", "CONSTRUCT WHERE { ?s a ?o }", "application/ld+json"),
        (
            "text/turtle",
            "DESCRIBE <http://localhost:8000/id/qualification/nl-25132>",
            "text/turtle",
        ),
    ],
)
def test_sparql_answers(client: TestClient, accept: str, query: str, media_type: str) -> None:
    got = client.get("/sparql", params={"query": query}, headers={"Accept": accept})
    form = client.post("/sparql", data={"query": query}, headers={"Accept": accept})
    headers = {"Accept": accept, "Content-Type": "application/sparql-query"}
    direct = client.post("/sparql", content=query, headers=headers)
    for answer in (got, form, direct):
        assert answer.status_code == 200
        assert answer.headers["content-type"].split(";")[0] == media_type
        assert answer.content


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", 403),
        ("SELECT * { ?s ?p ?o . SERVICE SILENT ?x { ?s ?p ?o } }", 403),
        ("SELECT * { ?s ?p 1SERVICE <http://127.0.0.1:9/> { ?a ?b ?c } }", 400),
        ("DROP ALL", 400),
        ("INSERT DATA { <x:a> <x:b> <x:c> }", 400),
        ("LOAD <http://127.0.0.1:9/>", 400),
        ("SELECT", 400),
        ("SELECT * { " + "{" * 10_000, 400),
        ("SELECT * { ?s ?p ?o } #" + "x" * 60_000, 413),
    ],
)
def test_sparql_refuses(client: TestClient, query: str, status: int) -> None:
    answer = client.post("/sparql", data={"query": query})
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


def test_the_word_service_in_a_string_is_harmless(client: TestClient) -> None:
    query = 'PREFIX service: <x:> SELECT * { ?s ?p "SERVICE <x:>" }'
    assert client.get("/sparql", params={"query": query}).status_code == 200


def test_sparql_update_is_403_and_other_bodies_415(client: TestClient) -> None:
    assert client.post("/sparql", data={"update": "DROP ALL"}).status_code == 403
    headers = {"Content-Type": "application/sparql-update"}
    assert client.post("/sparql", content="DROP ALL", headers=headers).status_code == 415


def test_a_query_over_its_time_is_stopped_without_harm_to_others(client: TestClient) -> None:
    with ThreadPoolExecutor() as pool:
        started = time.monotonic()
        slow = pool.submit(client.get, "/sparql", params={"query": CARTESIAN})
        other = client.get("/sparql", params={"query": "ASK { ?s ?p ?o }"})
        assert other.status_code == 200
        assert slow.result().status_code == 503
        assert time.monotonic() - started < 10
    assert client.get("/sparql", params={"query": "ASK { ?s ?p ?o }"}).status_code == 200


def test_canned_query_is_page_form_and_api(client: TestClient) -> None:
    page = client.get("/queries/hbo-follow-ups?qualification=25132&lang=nl")
    table = client.get("/queries/hbo-follow-ups.csv?qualification=25132")
    assert "Commerciële economie" in page.text
    assert len(table.text.splitlines()) == 9


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/queries/nothing", 404),
        ("/queries/tasks.pdf", 404),
        ("/queries/tasks.json", 400),
        ("/queries/tasks.json?qualification=%22%3E", 400),
        ("/queries/tasks.json?odd=1", 400),
    ],
)
def test_canned_query_errors(client: TestClient, path: str, status: int) -> None:
    assert client.get(path).status_code == status


def test_an_expired_or_unknown_status_still_answers_200(client: TestClient) -> None:
    assert client.get("/doc/qualification/nl-25134").status_code == 200


def test_dumps_and_contexts_stay_in_their_folders(client: TestClient) -> None:
    assert client.get("/dumps/qualgraph.nq.gz").status_code == 200
    assert client.get("/contexts/own-1.jsonld").status_code == 200
    assert client.get("/dumps/..%2Fmanifest.json").status_code == 404
    assert client.get("/contexts/..%2Fqualgraph.ttl").status_code == 404
