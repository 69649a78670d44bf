"""What the pages say, and what it costs to make them."""

import csv
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from qualgraph.answers.app import create_app
from qualgraph.answers.settings import Settings
from qualgraph.answers.stores.store import EmbeddedStore, Result
from qualgraph.answers.views.document import _cut
from qualgraph.release.batch import gather
from qualgraph.release.conversion import Converter
from qualgraph.release.converted import Stretch
from qualgraph.release.directory import Release, Releases
from qualgraph.release.publish import publish
from tests.conftest import ROOT

QUALIFICATION = "/doc/qualification/nl-25132"
DOCUMENT = "/doc/document/nl-25132-supplement-nl-2015-08-01"
PAGES = (
    QUALIFICATION,
    "/doc/qualification/nl-25133",
    "/doc/outcome/nl-25132-2",
    "/doc/outcome/nl-25132-2.3",
    "/doc/occupation/nl-25132",
    "/doc/programme/nl-commerciele-economie",
    "/doc/specialisation/nl-sales-en-accountmanagement",
    "/doc/sector/nl-economie",
    "/doc/domain/nl-79090",
    "/doc/dossier/nl-23064",
    DOCUMENT,
    "/doc/document/register-qualifications-2015",
    "/doc/regulation/nl-WEB",
    "/doc/pathway/nl-25132-bol",
    "/def/",
    "/def/pathways",
    "/def/pathway/bol",
    "/def/CoreTask",
    "/def/followUp",
    "/about",
    "/releases",
)
MOST_QUERIES = 12
HOSTILE = "Kok & <script>alert(1)</script> <img src=x onerror=alert(2)>"


def test_a_qualification_answers_in_the_order_of_the_questions(client: TestClient) -> None:
    page = client.get(f"{QUALIFICATION}.en.html").text
    asked = (
        "What is it?",
        "At which level?",
        "What can the holder do?",
        "Which occupations?",
        "What may come next?",
        "How is it earned?",
        "By which law?",
        "All statements",
    )
    headings = re.findall(r"<h2>([^<]*)</h2>", page)
    assert [each for each in headings if each in asked] == list(asked)


def test_a_foreigner_reads_the_level(client: TestClient) -> None:
    page = client.get(f"{QUALIFICATION}.en.html").text
    assert "EQF level 4 of 8." in page
    assert '<li class="here">4</li>' in page
    assert "supervises the routine work of others" in page


def test_a_statement_says_why_it_is_here(client: TestClient) -> None:
    page = client.get(f"{QUALIFICATION}.en.html").text
    [behind] = re.findall(
        r'<details class="why"><summary>why\?<span class="unseen">: 25132</.*?</details>',
        page,
        re.DOTALL,
    )[:1]
    assert "code centraal register beroepsopleidingen (crebo): 25132" in behind
    assert f'href="{DOCUMENT}?page=3#line-108"' in behind
    assert "legal basis" in behind


def test_evidence_leads_to_the_line_in_the_document(client: TestClient) -> None:
    page = client.get(f"{DOCUMENT}.en.html?page=3").text
    line = page.split('id="line-108"')[1].split("</tr>")[0]
    assert "<mark>code centraal register beroepsopleidingen (crebo): 25132</mark>" in line
    assert 'href="/doc/qualification/nl-25132"' in line


def test_a_document_shows_all_its_words(client: TestClient) -> None:
    shown = "".join(client.get(f"{DOCUMENT}?page={number}").text for number in (1, 2))
    assert "TITEL VAN HET CERTIFICAAT" in shown, "a heading, of which no fact was made"
    assert "In de oorspronkelijke taal" in shown, "fixed words of the form"


def test_the_state_stands_at_the_top_and_what_is_unknown_is_said(client: TestClient) -> None:
    top = client.get(f"{QUALIFICATION}.en.html").text.split("What is it?")[0]
    assert "established, valid from 2015-08-01" in top
    assert "whether it is offered now is not known here" in top


def test_words_without_translation_keep_their_language_and_say_so(client: TestClient) -> None:
    page = client.get(f"{QUALIFICATION}.en.html").text
    assert re.search(
        r'<span lang="nl">De \(Junior\) accountmanager .*?</span> <span class="tongue">Dutch<',
        page,
    )


def test_tables_lead_to_the_query_that_fills_them(client: TestClient) -> None:
    page = client.get(f"{QUALIFICATION}.en.html").text.replace("&amp;", "&")
    for name in ("tasks", "occupations", "hbo-follow-ups"):
        [path] = re.findall(rf'href="(/queries/{name}\.rq\?[^"]*)"', page)
        assert "id/qualification/nl-25132" in client.get(path).text


def test_what_is_not_in_the_graph_is_said_with_where_it_is(client: TestClient) -> None:
    page = client.get(f"{QUALIFICATION}.en.html").text
    for address in (
        "s-bb.nl",
        "competentnl.nl",
        "rio-onderwijs.nl",
        "kiesmbo.nl",
        "esco.ec.europa.eu",
    ):
        assert address in page
    assert "Which units these are is not in this graph." in page


def test_a_page_names_itself_and_its_other_language(client: TestClient) -> None:
    for path in (QUALIFICATION, "/about", "/"):
        page = client.get(path, headers={"Accept-Language": "en"}).text
        [canonical] = re.findall(r'rel="canonical" href="http://localhost:8000([^"]*)"', page)
        [dutch] = re.findall(r'hreflang="nl" href="http://localhost:8000([^"]*)"', page)
        assert client.get(canonical).headers["content-language"] == "en"
        assert (
            client.get(dutch, headers={"Accept-Language": "en"}).headers["content-language"] == "nl"
        )


@pytest.fixture(scope="module")
def asked(release: Release) -> Iterator[tuple[TestClient, list[str]]]:
    """Serve the release anew, and note each query that its store is asked."""
    texts: list[str] = []
    query = EmbeddedStore.query

    def noted(store: EmbeddedStore, text: str, *rest: Any, **more: Any) -> Result:
        texts.append(text)
        return query(store, text, *rest, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(EmbeddedStore, "query", noted)
        with TestClient(create_app(release, Settings())) as client:
            yield client, texts


@pytest.mark.parametrize("path", PAGES)
def test_a_page_takes_few_queries(asked: tuple[TestClient, list[str]], path: str) -> None:
    client, texts = asked
    texts.clear()
    assert client.get(path, headers={"Accept": "text/html"}).status_code == 200
    assert len(texts) <= MOST_QUERIES


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_page_is_well_formed(client: TestClient, path: str, language: str) -> None:
    answer = client.get(path, headers={"Accept": "text/html", "Accept-Language": language})
    outline = _Outline(answer.text)
    assert outline.levels[0] == 1
    assert outline.levels.count(1) == 1
    steps = zip(outline.levels, outline.levels[1:], strict=False)
    assert all(deeper - level <= 1 for level, deeper in steps), outline.levels
    assert len(outline.ids) == len(set(outline.ids))
    assert not outline.styled, "the Content-Security-Policy refuses a style of an element"
    assert f'<html lang="{language}">' in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/doc/sector/nl-economie?page=999",
        "/doc/sector/nl-economie?page=0",
        "/doc/sector/nl-economie?page=x",
        f"{QUALIFICATION}?page=2",
        f"{DOCUMENT}?page=99",
        "/releases/0000000000000000",
    ],
)
def test_a_page_that_is_not_there_is_404_in_the_language_of_the_visitor(
    client: TestClient, path: str
) -> None:
    answer = client.get(path, headers={"Accept": "text/html", "Accept-Language": "nl"})
    assert answer.status_code == 404
    assert "Niet gevonden" in answer.text


def test_a_long_list_is_paged_and_loses_nothing(client: TestClient) -> None:
    pages = [client.get(f"/doc/sector/nl-economie?page={number}") for number in (1, 2, 3)]
    found = [
        re.findall(r'<th scope="row"><a href="/doc/qualification/([^"]*)"', p.text) for p in pages
    ]
    assert len(found[0]) == 100
    listed = [each for one in found for each in one]
    assert len(listed) == len(set(listed))
    total = re.search(r"(\d+) in totaal", pages[0].text)
    assert total
    assert pages[1].headers["content-location"].endswith(".nl.html?page=2")


def test_the_releases_tell_what_changed(client: TestClient, release: Release) -> None:
    page = client.get("/releases.en.html").text
    assert f'href="/releases/{release.id}"' in page
    assert "shown now" in page
    assert "first release" in client.get(f"/releases/{release.id}.en.html").text


def test_about_says_what_is_promised_and_how_to_cite(client: TestClient, release: Release) -> None:
    page = client.get("/about.en.html").text
    assert page.count("<strong>") >= 5
    assert f"release {release.id}" in page


@pytest.fixture(scope="module")
def hostile(converter: Converter, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Serve a release in which a qualification has HTML in its title."""
    source = tmp_path_factory.mktemp("hostile")
    shipped = ROOT / "data" / "registers" / "qualifications-2015.csv"
    with shipped.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    _write(source / "qualifications-2015.csv", [{**rows[0], "title": HOSTILE}])
    known = Releases(tmp_path_factory.mktemp("releases"))
    release = publish(converter, gather(converter, source, with_shipped=False), known)
    with TestClient(create_app(release, Settings())) as client:
        yield client


def test_html_in_a_title_is_shown_as_text(hostile: TestClient) -> None:
    for path in ("/doc/qualification/nl-25001", "/doc/document/register-qualifications-2015"):
        page = hostile.get(path, headers={"Accept": "text/html"}).text
        assert "<script>alert" not in page
        assert "<img" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def _write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)


class _Outline(HTMLParser):
    """The headings, ids and styles of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.levels: list[int] = []
        self.ids: list[str] = []
        self.styled: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))
        self.ids += [value or "" for name, value in attrs if name == "id"]
        self.styled += [tag for name, _ in attrs if name == "style"]


def test_a_page_of_a_document_is_bounded(patient: TestClient, release: Release) -> None:
    for reference in release.manifest["documents"]:
        answer = patient.get(f"/doc/document/{reference}.nl.html")
        assert answer.status_code == 200
        assert len(answer.content) < 150_000, reference


def test_a_long_line_of_a_document_is_cut_and_says_so() -> None:
    shown, more = _cut([Stretch(1, 0, "fact", "a" * 3000), Stretch(1, 3000, "text", "b" * 3000)])
    assert sum(len(each.words) for each in shown) == 4000
    assert more == 2000


def test_a_long_list_of_terms_goes_on_on_further_pages(patient: TestClient) -> None:
    first = patient.get("/def/.en.html").text
    pages = [int(number) for number in re.findall(r'href="\?page=(\d+)"', first)]
    assert pages
    seen: set[str] = set()
    for number in range(1, max(pages) + 1):
        page = patient.get(f"/def/.en.html?page={number}").text
        rows = re.findall(r'<th scope="row"><a href="(/def/[^"]+)"', page)
        assert 0 < len(rows) <= 100
        assert seen.isdisjoint(rows)
        seen.update(rows)
    assert "/def/Qualification" not in seen
    assert {"/def/UnnumberedOutcome", "/def/section", "/def/validFrom"} <= seen
    beyond = patient.get(f"/def/?page={max(pages) + 1}", headers={"accept": "text/html"})
    assert beyond.status_code == 404
