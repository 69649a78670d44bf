"""The SPARQL endpoint as people meet it: answer, chart, mistakes, downloads."""

from typing import Any

import pytest
from lxml import html
from starlette.testclient import TestClient

BROWSER = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
COUNTS = """PREFIX qg: <https://w3id.org/qualgraph/def/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?name (COUNT(?thing) AS ?count) WHERE {
  ?thing qg:domain ?domain . ?domain rdfs:label ?name FILTER(LANG(?name) = "nl")
} GROUP BY ?name ORDER BY ?name"""


def test_a_browser_sees_the_answer_under_its_query(client: TestClient) -> None:
    answer = client.get("/sparql", params={"query": COUNTS}, headers=BROWSER)
    page: Any = html.fromstring(answer.content)
    assert answer.headers["content-type"].startswith("text/html")
    assert page.xpath("string(//textarea[@name='query'])").strip() == COUNTS
    assert len(page.xpath("//main//table//tbody/tr")) == len(page.xpath("//svg//rect")) > 10


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("ASK { ?s ?p ?o }", "Ja, dat staat in de graaf."),
        ("CONSTRUCT { ?s a ?c } WHERE { ?s a ?c } LIMIT 3", "@prefix"),
        ('SELECT ("<b>x</b>" AS ?text) {}', "&lt;b&gt;x&lt;/b&gt;"),
    ],
)
def test_each_kind_of_answer_is_shown(client: TestClient, query: str, shown: str) -> None:
    headers = {**BROWSER, "accept-language": "nl"}
    page = client.get("/sparql", params={"query": query}, headers=headers)
    assert page.status_code == 200
    assert shown in page.text


def test_a_mistake_is_told_under_the_query_that_has_it(client: TestClient) -> None:
    wrong = "SELECT * WHERE { </textarea><script>"
    answer = client.get("/sparql", params={"query": wrong}, headers=BROWSER)
    page: Any = html.fromstring(answer.content)
    assert answer.status_code == 400
    assert answer.headers["cache-control"] == "no-store"
    assert page.xpath("string(//textarea[@name='query'])").strip() == wrong
    assert len(page.xpath("string(//*[@role='alert'])")) < 300


def test_a_button_gives_the_same_answer_as_a_file(client: TestClient) -> None:
    asked = {"query": COUNTS, "_mediatype": "text/csv"}
    answer = client.get("/sparql", params=asked, headers=BROWSER)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.text.startswith("name,count")


def test_terms_for_completion_are_those_of_the_graph(client: TestClient) -> None:
    told = client.get("/sparql/terms.json").json()
    names = {term["name"]: term["kind"] for term in told["terms"]}
    assert names["elm:Qualification"] == "class"
    assert names["qg:preparesFor"] == "property"
    assert {name.partition(":")[0] for name in names} <= told["prefixes"].keys()


@pytest.mark.parametrize("name", ["../app.py", "..%2fapp.py", "none.js", ""])
def test_only_what_was_built_is_served_as_a_file(client: TestClient, name: str) -> None:
    assert client.get(f"/static/{name}").status_code == 404
