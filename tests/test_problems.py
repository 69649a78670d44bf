"""Errors have one shape everywhere: RFC 9457, in four forms and two languages."""

import json
import re
from typing import Any

import pyoxigraph
import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, Store
from starlette.requests import Request
from starlette.routing import Route
from starlette.testclient import TestClient

from qualgraph.answers.app import create_app
from qualgraph.answers.pages import Pages
from qualgraph.answers.problem import STATUSES, Problem, problem_response
from qualgraph.answers.settings import Settings
from qualgraph.answers.site import Site
from qualgraph.answers.sparql import endpoint as sparql
from qualgraph.answers.sparql.evaluate import BusyError, OverTimeError, TooManyError
from qualgraph.errors import UsageError
from qualgraph.graph.names import Names
from qualgraph.release.directory import Release, Releases
from tests.test_http import CARTESIAN

MEMBERS = ["type", "title", "status", "detail", "instance", "available"]
FORMS = {
    "application/problem+json": "application/problem+json",
    "application/json": "application/problem+json",
    "image/png": "application/problem+json",
    "text/html": "text/html",
    "text/turtle": "text/turtle",
    "text/plain": "text/plain",
}
ALL = (400, 403, 404, 405, 406, 410, 413, 414, 415, 416, 422, 429, 500, 502, 503, 504)


def assert_shape(answer: Any, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert list(body) == MEMBERS
    assert body["status"] == status
    assert body["detail"]
    assert body["title"]
    assert answer.headers["content-language"] in {"nl", "en"}
    assert answer.headers["cache-control"] == "no-store"
    assert {"Accept", "Accept-Language"} <= set(answer.headers["vary"].split(", "))
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    return body


def test_the_statuses_are_those_of_the_promise() -> None:
    assert STATUSES == ALL


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("accept", FORMS)
@pytest.mark.parametrize("status", ALL)
def test_each_status_in_each_form_and_language(status: int, accept: str, language: str) -> None:
    headers = [(b"accept", accept.encode()), (b"accept-language", language.encode())]
    scope = {"type": "http", "path": "/x\"><'", "headers": headers, "query_string": b""}
    wrong = UsageError("thing-unknown", path="<b>&\"'\\n")
    problem = Problem(status, wrong, (("Retry-After", "5"),), ("text/turtle", "/queries"))
    pages = Pages.load(Names())
    answer = problem_response(Request(scope), problem, pages)
    body = bytes(answer.body).decode()
    assert answer.status_code == status
    assert answer.headers["content-type"].split(";")[0] == FORMS[accept]
    assert answer.headers["content-language"] == language
    assert answer.headers["retry-after"] == "5"
    title = pages.texts[language](f"status.{status}")
    if FORMS[accept] == "text/turtle":
        quads = list(pyoxigraph.parse(body, format=RdfFormat.TURTLE))
        assert any(getattr(quad.object, "value", "") == title for quad in quads)
        assert any(getattr(quad.object, "value", "") == "text/turtle" for quad in quads)
    elif FORMS[accept] == "text/html":
        assert f"<h1>{title}</h1>" in body
        assert "<b>" not in body
        assert 'href="/queries"' in body
    else:
        assert title in body
        assert "text/turtle" in body


def routes(client: TestClient) -> list[Route]:
    return [each for each in client.app.routes if isinstance(each, Route)]  # type: ignore[attr-defined]


def test_every_route_refuses_other_methods_in_the_same_shape(client: TestClient) -> None:
    for route in routes(client):
        path = re.sub(r"\{[^}]*\}", "x", re.sub(r"\{\w+:int\}", "1", route.path))
        for method in ("PUT", "DELETE", "PATCH"):
            answer = client.request(method, path)
            body = assert_shape(answer, 405)
            assert set(body["available"]) == set(answer.headers["allow"].split(", "))
            assert "GET" in body["available"]


def test_every_route_with_a_name_says_404_in_the_same_shape(client: TestClient) -> None:
    named = [route for route in routes(client) if "{" in route.path]
    assert len(named) >= 6
    for route in named:
        path = route.path.split("{")[0] + ("no/such" if "{kind}" in route.path else "no-such")
        body = assert_shape(client.get(path, headers={"Accept": "application/json"}), 404)
        assert body["instance"] == path


@pytest.mark.parametrize("accept", FORMS)
def test_a_path_of_no_route_is_404_in_every_form(client: TestClient, accept: str) -> None:
    answer = client.get("/no/such/path", headers={"Accept": accept})
    assert answer.status_code == 404
    assert answer.headers["content-type"].split(";")[0] == FORMS[accept]


@pytest.mark.parametrize(
    "path",
    ["/", "/queries", "/queries/tasks?qualification=25132", "/sparql", "/def/", "/def/followUp"],
)
def test_what_is_not_acceptable_is_406_that_says_what_there_is(
    client: TestClient, path: str
) -> None:
    body = assert_shape(client.get(path, headers={"Accept": "image/png"}), 406)
    assert body["available"]


@pytest.mark.parametrize(
    ("method", "path", "given", "status"),
    [
        ("GET", "/sparql", {"params": {"query": "SELECT"}}, 400),
        ("GET", "/queries/tasks.json", {}, 400),
        ("POST", "/sparql", {"data": {"update": "DROP ALL"}}, 403),
        ("GET", "/sparql", {"params": {"query": "ASK { SERVICE <x:y> { ?s ?p ?o } }"}}, 403),
        ("GET", "/contexts/no.jsonld", {}, 404),
        ("POST", "/sparql", {"data": {"query": "x" * 300_000}}, 413),
        ("GET", "/" + "x" * 40_000, {}, 414),
        ("GET", "/queries", {"params": {"x": "y" * 40_000}}, 414),
        ("POST", "/sparql", {"content": "x", "headers": {"Content-Type": "text/plain"}}, 415),
        ("GET", "/sparql", {"params": {"query": CARTESIAN}}, 503),
    ],
)
def test_errors_of_requests(
    client: TestClient, method: str, path: str, given: dict[str, Any], status: int
) -> None:
    assert_shape(client.request(method, path, **given), status)


@pytest.mark.parametrize(
    ("error", "status"), [(TooManyError, 429), (BusyError, 503), (OverTimeError, 503)]
)
def test_a_busy_server_says_when_to_come_back(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, error: type[Exception], status: int
) -> None:
    async def fail(_: object) -> None:
        raise error

    site: Site = client.app.state.sites.current  # type: ignore[attr-defined]
    monkeypatch.setattr(site.evaluator, "answer", fail)
    answer = client.get("/sparql", params={"query": "ASK { ?s ?p ?busy }"})
    assert_shape(answer, status)
    assert int(answer.headers["retry-after"]) > 0


def test_our_own_fault_is_500_and_tells_nothing_of_it(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr(sparql, "_fields", fail)
    answer = client.get("/sparql")
    assert_shape(answer, 500)
    assert "secret" not in answer.text


def test_what_an_earlier_release_knew_is_410(release: Release, tmp_path: Any) -> None:
    """Lay a release beside the real one that is older and knows one thing more."""
    old = tmp_path / ("0" * 16)
    thing = NamedNode(f"{release.base}id/qualification/nl-00001")
    old.mkdir()
    store = Store(str(old / "store"))
    store.add(Quad(thing, thing, thing))
    store.flush()
    del store
    manifest = {**release.manifest, "id": "0" * 16, "built": "2020-01-01T00:00:00+00:00"}
    (old / "manifest.json").write_text(json.dumps(manifest))
    (tmp_path / release.id).symlink_to(release.path)
    app = create_app(Releases(tmp_path).get(release.id), Settings())
    with TestClient(app) as client:
        for path in ("/doc/qualification/nl-00001", "/id/qualification/nl-00001"):
            body = assert_shape(client.get(path, headers={"Accept-Language": "en"}), 410)
            assert "2020-01-01" in body["detail"]
        assert_shape(client.get("/doc/qualification/nl-00002"), 404)
