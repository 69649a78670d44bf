"""The pages in a real browser: Chromium through Playwright, axe-core for accessibility.

The Chromium is the system's; these tests are skipped where there is none. Each page is visited
three times, so that each pair of width, language, scheme and scripts is met on some page of its
kind; what is looked for on a visit is looked for on all.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from qualgraph import resources
from qualgraph.answers.settings import Settings
from qualgraph.release.directory import Release
from tests.conftest import SBB, shared
from tests.npm import Package
from tests.served import served

QUALIFICATION = "/doc/qualification/nl-25132"
SELECT = quote("SELECT ?s WHERE { ?s a <http://data.europa.eu/snb/model/elm/Qualification> }", "")
COUNT = quote("SELECT ?p (COUNT(*) AS ?n) WHERE { ?s ?p ?o } GROUP BY ?p ORDER BY DESC(?n)", "")
PAGES = (
    "/",
    "/search?q=marketing",
    "/search?q=xqzwvjk",
    "/pathways",
    "/pathways/nl-25132",
    "/pathways/nl-79090",
    "/compare",
    "/compare?a=25132&b=25133",
    "/sparql",
    f"/sparql?query={SELECT}%20LIMIT%205",
    f"/sparql?query={COUNT}%20LIMIT%205",
    "/sparql?query=SELEKT",
    "/conformance",
    "/queries",
    "/queries/qualifications-per-domain",
    "/queries/pathway?qualification=nl-25132",
    "/queries/tasks",
    QUALIFICATION,
    "/doc/qualification/nl-25133",
    "/doc/outcome/nl-25132-2.3",
    "/doc/occupation/nl-25132",
    "/doc/programme/nl-commerciele-economie",
    "/doc/sector/nl-economie",
    "/doc/domain/nl-79090",
    "/doc/dossier/nl-23064",
    "/doc/document/nl-25132-supplement-nl-2015-08-01",
    "/doc/document/register-qualifications-2015",
    "/doc/regulation/nl-WEB",
    f"{QUALIFICATION}?profile=alt",
    "/def/",
    "/def/pathways",
    "/def/pathway/bol",
    "/dataset",
    "/dumps/",
    "/releases",
    "/about",
    "/doc/qualification/nl-00000",
)
# Pages of the release of several countries, by how their paths begin.
KINDS = ("qualification", "occupation", "outcome", "document", "organisation")
ABROAD = (
    *(f"/doc/{kind}/{country}-" for country in ("fr", "gr") for kind in KINDS),
    "/doc/qualification/at-",
    "/doc/qualification/pl-",
)
# Width, language, scheme, scripts.
VISITS = (
    (360, "nl", "light", True),
    (1280, "en", "dark", True),
    (360, "en", "dark", False),
    (1280, "nl", "light", False),
)
EDITOR = resources.PACKAGE / "answers" / "static" / "query-editor.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = Package(
    "axe-core",
    "4.14.1",
    "FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==",
)
RUN_AXE = """tags => axe.run(document, {runOnly: {type: 'tag', values: tags}}).then(
  found => found.violations.map(each =>
    [each.id, each.nodes.map(node => node.target.join(' ') + ' ' + node.failureSummary)]))"""
TOO_WIDE = """() => document.documentElement.scrollWidth > document.documentElement.clientWidth"""


@dataclass
class Visit:
    """A page that is open, and what went wrong on it."""

    page: Page
    errors: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)

    def watch(self, base: str) -> None:
        """Note errors, and requests to other places than ``base``."""
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("request", lambda made: self._asked(made.url, base))

    def _said(self, said: ConsoleMessage) -> None:
        if said.type == "error":
            self.errors.append(said.text)

    def _asked(self, address: str, base: str) -> None:
        if not address.startswith((base, "data:")):
            self.foreign.append(address)


@pytest.fixture(scope="module")
def base(release: Release) -> Iterator[str]:
    """The address of a server of the release."""
    with served(release, Settings()) as address:
        yield address


@pytest.fixture(scope="module")
def base_abroad(foreign: Release) -> Iterator[str]:
    """The address of a server of the release of several countries."""
    with served(foreign, Settings()) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        pytest.skip(f"no Chromium is found ({', '.join(names)})")
    # Nothing is drawn on a card, and nothing is fetched that no page asks for.
    safe = ["--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    safe += [] if os.geteuid() else ["--no-sandbox"]
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found, args=safe)
        yield opened
        opened.close()


Open = Callable[..., Any]


@pytest.fixture
def visit(browser: Browser, base: str) -> Open:
    @contextmanager
    def opened(
        path: str, width: int = 1280, language: str = "nl", at: str = base, **more: Any
    ) -> Iterator[Visit]:
        size = {"width": width, "height": 900}
        context = browser.new_context(viewport=size, locale=language, base_url=at, **more)  # type: ignore[arg-type]
        found = Visit(context.new_page())
        found.watch(at)
        found.page.goto(path)
        yield found
        context.close()

    return opened


@lru_cache(maxsize=1)
def axe() -> str:
    return AXE.file("axe.min.js").read_text("utf-8")


def look(visit: Open, path: str, number: int, **more: Any) -> None:
    """Visit a page three times: with scripts in both ways, and without, in turns."""
    for width, language, scheme, scripts in (*VISITS[:2], VISITS[2 + number % 2]):
        told = {"color_scheme": scheme, "java_script_enabled": scripts, **more}
        with visit(path, width, language, **told) as opened:
            page = opened.page
            where = f"{path} at {width} in {language}, {scheme}"
            assert page.locator("html").get_attribute("lang") == language, where
            assert page.locator("h1").count() == 1, where
            assert not opened.foreign, where
            assert not page.evaluate(TOO_WIDE), f"{where}: it scrolls sideways"
            if scripts:
                page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
                page.evaluate(axe())
                assert not page.evaluate(RUN_AXE, WCAG), where
            # That a page is not there, or that a query has a mistake, a browser says too.
            assert not [each for each in opened.errors if "status of 40" not in each], where


@pytest.mark.parametrize(("number", "path"), list(enumerate(PAGES)))
def test_a_page_fits_asks_no_one_else_and_is_accessible(
    visit: Open, number: int, path: str
) -> None:
    look(visit, path, number)


@pytest.mark.parametrize(("number", "beginning"), list(enumerate(ABROAD)))
def test_a_page_of_another_country_too(
    visit: Open, foreign_things: list[str], base_abroad: str, number: int, beginning: str
) -> None:
    path = next(each for each in foreign_things if each.startswith(beginning))
    look(visit, path, number, at=base_abroad)


def test_search_home_and_comparison_abroad_too(
    visit: Open, foreign_things: list[str], base_abroad: str
) -> None:
    [other] = (each for each in foreign_things if each.startswith("/doc/qualification/gr-"))
    reference = other.rpartition("/")[2]
    paths = (
        "/",
        "/search?kind=outcome",
        f"/pathways/{reference}",
        f"/compare?a=25132&b={reference}",
    )
    for number, path in enumerate(paths):
        look(visit, path, number, at=base_abroad)


def test_pages_of_a_dossier_of_sbb_too(
    visit: Open, foreign_things: list[str], base_abroad: str
) -> None:
    shared(*SBB.parts)
    document = next(each for each in foreign_things if each.startswith("/doc/dossier/nl-"))
    reference = document.rpartition("/")[2]
    told = [each for each in foreign_things if "-W" in each and each.startswith("/doc/outcome/nl-")]
    for number, path in enumerate((f"/doc/dossier/{reference}", *told[:1])):
        look(visit, path, number, at=base_abroad)


def reach(page: Page, selector: str, most: int = 150) -> None:
    """Press Tab until what has the focus fits."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"{selector} is not reached by {most} times Tab")


def test_the_keyboard_alone_searches_and_narrows(visit: Open) -> None:
    with visit("/", language="en") as opened:
        page = opened.page
        reach(page, "#q")
        page.keyboard.type("marketing")
        page.keyboard.press("Enter")
        page.wait_for_selector(".hits a")
        reach(page, ".hits a")
        reach(page, "#narrow a")
        page.keyboard.press("Enter")
        page.wait_for_selector(".chosen a")
        assert "q=marketing" in page.url
        reach(page, ".hits a")
        page.keyboard.press("Enter")
        page.wait_for_url("**/doc/**")


def test_the_keyboard_alone_fills_in_a_query(visit: Open) -> None:
    with visit("/queries/qualifications", language="en") as opened:
        page = opened.page
        reach(page, "form.canned select")
        before = page.evaluate("document.activeElement.value")
        name = page.evaluate("document.activeElement.name")
        page.keyboard.press("ArrowDown")
        after = page.evaluate("document.activeElement.value")
        assert after != before
        reach(page, "form.canned button")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**{name}={after}*")
        assert page.locator("#result").is_visible()


def test_the_keyboard_alone_writes_a_query_and_leaves_the_editor(visit: Open) -> None:
    if not EDITOR.is_file():
        pytest.skip("the query editor is not built: install the package where npm is at hand")
    with visit("/sparql", language="en") as opened:
        page = opened.page
        page.wait_for_selector("query-editor .cm-content")
        reach(page, "query-editor")
        # To type over coloured words would make Chromium keep their colours as an inline style,
        # which the policy refuses, and says so.
        page.keyboard.press("Control+a")
        page.keyboard.press("Backspace")
        page.keyboard.type("SELECT ?s WHERE { ?s a ?kind } LIMIT 3")
        page.keyboard.press("Escape")
        reach(page, "form button:not(.quiet)", 4)
        page.keyboard.press("Enter")
        page.wait_for_selector("#answer")
        assert page.locator("main table tbody tr").count() == 3
        assert not opened.errors


def test_without_scripts_the_query_is_a_plain_field(visit: Open) -> None:
    with visit("/sparql", java_script_enabled=False) as opened:
        assert opened.page.locator("textarea#query").is_visible()


def test_the_keyboard_reaches_the_content_and_why_it_is_so(visit: Open) -> None:
    with visit(f"{QUALIFICATION}.en.html") as open_page:
        page = open_page.page
        page.keyboard.press("Tab")
        assert page.locator(":focus").inner_text() == "To the content"
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        why = page.locator(".status summary").first
        while not why.evaluate("each => each === document.activeElement"):
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.locator(".status .why q").first.is_visible()


def test_the_other_language_is_one_click_away(visit: Open) -> None:
    with visit(QUALIFICATION, language="nl") as open_page:
        open_page.page.get_by_role("link", name="English").click()
        assert open_page.page.url.endswith(f"{QUALIFICATION}.en.html")
        assert open_page.page.locator("html").get_attribute("lang") == "en"


def test_in_print_there_is_no_menu(visit: Open) -> None:
    with visit(QUALIFICATION) as open_page:
        open_page.page.emulate_media(media="print")
        assert not open_page.page.locator("header nav").first.is_visible()
        assert open_page.page.locator("#tasks").is_visible()
