"""Canned queries over HTTP: pages of a result, forms, and the same answer in every format."""

import csv
import io
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.testclient import TestClient

from qualgraph.graph.canned import load_queries

QUERIES = load_queries()
HTML = {"Accept": "text/html", "Accept-Language": "en"}


def followed(patient: TestClient, path: str, relation: str) -> list[str]:
    """Follow a relation until there is none; return the bodies."""
    bodies: list[str] = []
    while path:
        answer = patient.get(path)
        assert answer.status_code == 200
        bodies.append(answer.text)
        path = answer.links.get(relation, {}).get("url", "")
    return bodies


def read(body: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(body, newline="")))


def test_the_pages_together_are_the_whole(patient: TestClient) -> None:
    whole = patient.get("/queries/qualifications.csv?lang=en")
    header, *rows = read(whole.text)
    assert "next" not in whole.links
    assert whole.headers["x-total-count"] == str(len(rows)) == "470"
    pages = followed(patient, "/queries/qualifications.csv?lang=en&limit=100", "next")
    assert [len(read(page)) - 1 for page in pages] == [100, 100, 100, 100, 70]
    assert [row for page in pages for row in read(page)[1:]] == rows
    assert all(read(page)[0] == header for page in pages)
    back = followed(patient, "/queries/qualifications.csv?lang=en&limit=100&page=5", "prev")
    assert back == pages[::-1]


@pytest.mark.parametrize("suffix", ["json", "csv", "tsv", "xml"])
def test_a_page_is_the_same_in_every_format(patient: TestClient, suffix: str) -> None:
    path = f"/queries/qualifications.{suffix}?lang=nl&limit=7"
    first, second = patient.get(path), patient.get(f"{path}&page=2")
    assert first.headers["link"] != second.headers["link"]
    assert first.headers["etag"] != second.headers["etag"]
    assert first.headers["x-total-count"] == "470"
    found = set(re.findall(r"nl-(\d{5})\b", second.text))
    expected = read(patient.get("/queries/qualifications.csv?lang=nl&limit=7&page=2").text)[1:]
    assert found == {row[1] for row in expected}


def test_a_result_on_one_page_has_no_other_pages(patient: TestClient) -> None:
    answer = patient.get("/queries/tasks.json?qualification=25132")
    assert set(answer.links) == {"service-desc"}
    assert answer.headers["x-total-count"] == "20"


def test_nothing_found_is_an_empty_first_page(patient: TestClient) -> None:
    answer = patient.get("/queries/tasks.json?qualification=99999")
    assert (answer.status_code, answer.headers["x-total-count"]) == (200, "0")
    assert patient.get("/queries/tasks.json?qualification=99999&page=2").status_code == 404
    assert "nothing" in patient.get("/queries/tasks?qualification=99999", headers=HTML).text


@pytest.mark.parametrize("headers", [{}, HTML])
def test_a_page_that_is_not_there_says_which_are(
    patient: TestClient, headers: dict[str, str]
) -> None:
    suffix = "" if headers else ".json"
    answer = patient.get(f"/queries/qualifications{suffix}?limit=100&page=6", headers=headers)
    assert answer.status_code == 404
    if not headers:
        problem = answer.json()
        assert problem["type"].endswith("/rows-page-unknown")
        last = problem["available"][-1]
        assert parse_qs(urlsplit(last).query)["page"] == ["5"]
        assert patient.get(last).status_code == 200


@pytest.mark.parametrize(
    "asked",
    ["limit=0", "limit=-1", "limit=1e3", "limit=10001", "limit=x", "page=0", "page=1.0",
     "page=%31%30%30%30%30%30%30%30", "limit=%EF%BC%91", "page=1&page=2", "limit=", "Page=1"],
)  # fmt: skip
def test_a_bad_page_is_refused(patient: TestClient, asked: str) -> None:
    assert patient.get(f"/queries/qualifications.json?{asked}").status_code == 400


def test_the_query_of_a_page_can_be_had(patient: TestClient) -> None:
    text = patient.get("/queries/qualifications.rq?lang=en&limit=7&page=3").text
    assert text.endswith("\nLIMIT 7 OFFSET 14\n")
    direct = patient.get("/sparql", params={"query": text}, headers={"Accept": "text/csv"})
    page = patient.get("/queries/qualifications.csv?lang=en&limit=7&page=3")
    assert direct.content == page.content


@pytest.mark.parametrize("name", QUERIES)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_page_is_bounded_and_in_one_language(
    patient: TestClient, name: str, language: str
) -> None:
    headers = {"Accept": "text/html", "Accept-Language": language}
    answer = patient.get(f"/queries/{name}", headers=headers)
    query = QUERIES[name]
    assert answer.status_code == 200
    assert len(answer.content) < 80_000
    assert f"<h1>{query.title[language]}</h1>" in answer.text
    for parameter in query.parameters:
        assert f'<label for="field-{parameter.name}">{parameter.label[language]}' in answer.text
    assert not re.search(r"<th[^>]*>(qualification|occupation|label|code)<", answer.text)


def test_the_html_pager_leads_through_the_result(patient: TestClient) -> None:
    seen: set[str] = set()
    path = "/queries/qualifications"
    while path:
        page = patient.get(path, headers=HTML).text
        seen |= set(re.findall(r'<a href="/doc/qualification/nl-(\d+)"', page))
        found = re.search(r'<a rel="next" href="([^"]+)"', page)
        path = found[1].replace("&amp;", "&") if found else ""
    assert len(seen) == 470


def test_links_have_labels(patient: TestClient) -> None:
    page = patient.get("/queries/qualifications-by-eqf?eqf=4", headers=HTML).text
    assert '<a href="http://data.europa.eu/snb/eqf/4">EQF level 4</a>' in page
    assert "Rows 1 to 50 of " in page


def test_a_code_may_be_its_iri(patient: TestClient) -> None:
    path = "/queries/qualifications-by-eqf.csv?eqf="
    by_code = patient.get(f"{path}4")
    by_iri = patient.get(f"{path}http://data.europa.eu/snb/eqf/4")
    assert by_code.content == by_iri.content
    assert patient.get(f"{path}http://example.org/4").status_code == 400


def test_the_form_has_choices_from_the_data(patient: TestClient) -> None:
    page = patient.get("/queries/qualifications", headers=HTML).text
    assert re.search(r'<option value="nl-79090"[^>]*>Business and administration', page) or (
        '<option value="nl-79090">' in page
    )
    tasks = patient.get("/queries/tasks", headers=HTML).text
    assert '<datalist id="field-qualification-list">' in tasks
    assert '<option value="nl-25132">' in tasks


def test_a_form_sends_empty_fields_and_spaces(patient: TestClient) -> None:
    page = patient.get("/queries/qualifications?domain=&lang=en", headers=HTML)
    assert page.status_code == 200
    assert patient.get("/queries/tasks?qualification=+25132+", headers=HTML).status_code == 200
    assert patient.get("/queries/qualifications.json?domain=").status_code == 400


def test_a_wrong_field_shows_the_form_again(patient: TestClient) -> None:
    answer = patient.get("/queries/tasks?qualification=%22%3E%3Cb%3E", headers=HTML)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert "<b>" not in answer.text
    assert answer.headers["cache-control"] == "no-store"


def test_counts_are_drawn(patient: TestClient) -> None:
    page = patient.get("/queries/qualifications-per-domain", headers=HTML).text
    assert 'role="img"' in page
    assert page.count("<rect ") == 17
    assert "style=" not in page
    assert "<rect " not in patient.get("/queries/qualifications", headers=HTML).text


@pytest.mark.parametrize("suffix", ["ttl", "jsonld", "nt", "rdf"])
def test_a_graph_is_had_in_every_format(patient: TestClient, suffix: str) -> None:
    answer = patient.get(f"/queries/pathway-graph.{suffix}?qualification=25132")
    assert answer.status_code == 200
    assert "2eac08c2-a81a-46fc-8d75-eb0e0f3e0f6d" in answer.text
    assert patient.get("/queries/pathway-graph.csv?qualification=25132").status_code == 404


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("text/turtle", "text/turtle"),
        ("application/ld+json", "application/ld+json"),
        ("application/sparql-query", "application/sparql-query"),
    ],
)
def test_a_graph_is_negotiated(patient: TestClient, accept: str, media_type: str) -> None:
    path = "/queries/pathway-graph?qualification=25132"
    answer = patient.get(path, headers={"Accept": accept})
    assert answer.headers["content-type"].startswith(media_type)
    assert patient.get(path, headers={"Accept": "text/csv"}).status_code == 406


def test_plain_json_is_offered_too(patient: TestClient) -> None:
    headers = {"Accept": "application/json"}
    answer = patient.get("/queries/tasks?qualification=25132", headers=headers)
    assert answer.headers["content-type"] == "application/json"
    assert len(answer.json()["results"]["bindings"]) == 20


def test_the_lines_to_copy_are_there(patient: TestClient) -> None:
    page = patient.get("/queries/tasks?qualification=25132", headers=HTML).text
    assert "queries/tasks.json?qualification=25132&amp;lang=en" in page
    assert "curl -s &#39;http://" in page
    assert "qualgraph query tasks --param qualification=25132 --param lang=en" in page
