"""``/search``, ``/suggest``, ``/opensearch.xml``, the home page, and what a 404 suggests."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from qualgraph.answers.app import create_app
from qualgraph.answers.settings import Settings
from qualgraph.release.directory import Release
from qualgraph.search.build import INDEX_FILE
from tests.test_search import HOSTILE

HTML = {"Accept": "text/html"}
BASE = "http://localhost:8000"


def ask(client: TestClient, **asked: str) -> dict:  # type: ignore[type-arg]
    answer = client.get(f"/search.json?{urlencode(asked)}")
    assert answer.status_code == 200, answer.text
    found: dict = answer.json()  # type: ignore[type-arg]
    return found


def test_search_is_a_page_or_json_by_accept(client: TestClient) -> None:
    page = client.get("/search?q=accountmanager", headers=HTML)
    assert page.headers["content-type"].startswith("text/html")
    assert "<mark>accountmanager</mark>" in page.text
    data = client.get("/search?q=accountmanager", headers={"Accept": "application/json"})
    assert data.headers["content-type"] == "application/json"
    assert "Accept" in data.headers["vary"]
    assert data.json()["items"][0]["code"] == "25132"
    assert client.get("/search", headers={"Accept": "image/png"}).status_code == 406


def test_the_json_has_its_documented_shape(client: TestClient) -> None:
    found = ask(client, q="account manager", kind="qualification")
    assert set(found) == {
        "query", "total", "page", "pages", "perPage", "partial", "suggestion", "facets", "items",
        "links",
    }  # fmt: skip
    assert set(found["items"][0]) == {
        "id", "url", "kind", "label", "language", "code", "level", "within", "highlight", "snippet",
    }  # fmt: skip
    assert found["items"][0]["url"] == f"{BASE}/doc/qualification/nl-25132"
    assert found["items"][0]["level"] == ["4"]
    chosen = [each["value"] for each in found["facets"]["kind"] if each["chosen"]]
    assert chosen == ["qualification"]


def test_next_links_lead_through_all_results(client: TestClient) -> None:
    address, seen = "/search.json?kind=qualification&level=1&level=3", []
    while address:
        answer = client.get(address)
        seen += [item["id"] for item in answer.json()["items"]]
        assert ('rel="next"' in answer.headers["link"]) == ("next" in answer.json()["links"])
        address = answer.json()["links"].get("next", "")
    assert len(seen) == len(set(seen)) == answer.json()["total"]
    assert set(answer.json()["links"]) == {"self", "first", "prev", "last"}


def test_a_domain_may_be_named_by_its_code(client: TestClient) -> None:
    short, long = (ask(client, domain=code)["total"] for code in ("79090", "nl-79090"))
    assert short == long > 0


@pytest.mark.parametrize("page", ["0", "-1", "99999", "x", "1.5", "9" * 40, "٣", "01"])
def test_a_page_that_is_not_there_is_404(client: TestClient, page: str) -> None:
    answer = client.get("/search", params={"page": page})
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("facet", ["kind", "level", "domain", "pathway", "sector"])
def test_an_unknown_value_of_a_facet_is_400_that_lists_the_known(
    client: TestClient, facet: str
) -> None:
    answer = client.get("/search", params={facet: "<nothing>"})
    assert answer.status_code == 400
    assert ask(client)["facets"][facet][0]["value"] in answer.json()["detail"]


def test_a_long_text_is_400_or_414(client: TestClient) -> None:
    assert client.get("/search", params={"q": "x" * 10_000}).status_code == 400
    assert client.get("/search", params={"q": "x" * 40_000}).status_code == 414


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_hostile_text_has_an_answer(client: TestClient, text: str, accept: str) -> None:
    query = urlencode({"q": text}, errors="surrogatepass")
    answer = client.get(f"/search?{query}", headers={"Accept": accept})
    assert answer.status_code in {200, 400}
    assert "<script" not in answer.text


@given(text=st.binary(max_size=40), key=st.sampled_from(["q", "level", "domain", "page", "kind"]))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_query_string_is_our_fault(client: TestClient, text: bytes, key: str) -> None:
    for path in ("/search", "/search.json", "/suggest"):
        answer = client.get(f"{path}?{urlencode({key: text})}", headers=HTML)
        assert answer.status_code in {200, 400, 404}


def test_what_is_typed_is_shown_as_text(client: TestClient) -> None:
    page = client.get("/search", params={"q": '"><img src=x onerror=alert(1)>'}, headers=HTML)
    assert "<img" not in page.text


@pytest.mark.parametrize(("language", "words"), [("nl", "Bedoelde u"), ("en", "Did you mean")])
def test_nothing_found_suggests_what_was_meant(
    client: TestClient, language: str, words: str
) -> None:
    headers = {**HTML, "Accept-Language": language}
    page = client.get("/search?q=acountmanger", headers=headers).text
    assert f"{words} <a href=" in page
    assert ask(client, q="acountmanger")["suggestion"] == "accountmanager"


def test_facets_of_a_page_are_links_that_narrow_and_widen(client: TestClient) -> None:
    page = client.get("/search.en.html?q=techniek&level=4").text
    links = re.findall(r'href="(/search\.en\.html\?[^"]*)"', page)
    assert links
    for link in links:
        assert client.get(link.replace("&amp;", "&")).status_code == 200
    assert "/search.en.html?q=techniek" in links


def test_suggestions_are_titles_with_their_addresses(client: TestClient) -> None:
    answer = client.get("/suggest?q=accountm")
    assert answer.headers["content-type"] == "application/x-suggestions+json"
    text, names, notes, links = answer.json()
    assert (text, names[0]) == ("accountm", "(Junior) accountmanager")
    assert len(names) == len(notes) == len(links) == len(set(names))
    assert links[0] == f"{BASE}/doc/qualification/nl-25132"
    assert client.get("/suggest").json() == ["", [], [], []]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_description_leads_to_the_search(client: TestClient, language: str) -> None:
    answer = client.get("/opensearch.xml", headers={"Accept-Language": language})
    root = ET.fromstring(answer.content)
    space = "{http://a9.com/-/spec/opensearch/1.1/}"
    assert root.findtext(f"{space}Language") == language
    for url in root.iter(f"{space}Url"):
        address = url.get("template", "").replace("{searchTerms}", "sales")
        address = address.replace("{startPage?}", "1").removeprefix(BASE)
        assert client.get(address).headers["content-type"].startswith(url.get("type", "-"))
    assert "/opensearch.xml" in client.get("/", headers=HTML).text


@pytest.mark.parametrize("language", ["nl", "en"])
def test_home_shows_what_there_is_and_all_its_links_work(client: TestClient, language: str) -> None:
    page = client.get("/", headers={**HTML, "Accept-Language": language}).text
    total = ask(client, kind="qualification")["total"]
    assert f">{total}</a>" in page
    local = {link.replace("&amp;", "&") for link in re.findall(r'href="(/[^"]*)"', page)}
    assert len([link for link in local if "level=" in link]) == 4
    for link in local:
        assert client.get(link).status_code in {200, 303}, link


def test_home_says_what_changed(client: TestClient, release: Release) -> None:
    assert "/changes.atom" in client.get("/", headers=HTML).text
    assert (release.path / "changes.json").is_file()


def test_an_unknown_code_is_404_with_those_like_it(client: TestClient) -> None:
    missing = next(f"251{n:02}" for n in range(100) if not ask(client, q=f"251{n:02}")["total"])
    answer = client.get(f"/doc/qualification/nl-{missing}")
    near = [path.removeprefix("/doc/qualification/nl-") for path in answer.json()["available"]]
    assert near[0][:3] == missing[:3]
    assert f"/search?q={missing}" in answer.json()["available"]
    page = client.get(f"/doc/qualification/nl-{missing}", headers=HTML)
    assert f"({near[0]})</a>" in page.text


def test_words_in_an_unknown_address_find_what_was_meant(client: TestClient) -> None:
    answer = client.get("/id/occupation/nl-senior-acountmanager")
    assert answer.status_code == 404
    assert "/doc/occupation/nl-senior-accountmanager" in answer.json()["available"]


@pytest.fixture
def without(release: Release, tmp_path: Path) -> Iterator[TestClient]:
    """Return a site over a release that has no index."""
    for path in release.path.iterdir():
        if path.name != INDEX_FILE:
            (tmp_path / path.name).symlink_to(path)
    app = create_app(Release(tmp_path, release.manifest), Settings())
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def test_without_an_index_the_search_says_so(without: TestClient) -> None:
    for path in ("/search", "/search.json", "/suggest?q=a", "/reconcile"):
        answer = without.get(path)
        assert answer.status_code == 404
        assert answer.json()["type"].endswith("/search-none")
    assert without.get("/", headers=HTML).status_code == 200
    assert without.get("/doc/qualification/nl-1").status_code == 404
