"""The pages in a real browser: Chromium through Playwright, axe-core for accessibility.

The Chromium is the system's; these tests are skipped where there is none.
"""

import os
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from qualgraph.answers.app import create_app
from qualgraph.answers.settings import Settings
from qualgraph.release.directory import Release
from tests.npm import Package

QUALIFICATION = "/doc/qualification/nl-25132"
PAGES = (
    QUALIFICATION,
    "/doc/qualification/nl-25133",
    "/doc/outcome/nl-25132-2.3",
    "/doc/occupation/nl-25132",
    "/doc/programme/nl-commerciele-economie",
    "/doc/sector/nl-economie",
    "/doc/domain/nl-79090",
    "/doc/dossier/nl-23064",
    "/doc/document/nl-25132-supplement-nl-2015-08-01",
    "/doc/regulation/nl-WEB",
    f"{QUALIFICATION}?profile=alt",
    "/def/",
    "/def/pathways",
    "/def/pathway/bol",
    "/queries",
    "/dataset",
    "/dumps/",
    "/releases",
    "/about",
)
LOST = "/doc/qualification/nl-00000"
WIDTHS = (360, 1280)
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
    """Serve the release on a free port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    config = uvicorn.Config(create_app(release, Settings()), port=port, log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        pytest.skip(f"no Chromium is found ({', '.join(names)})")
    safe = [] if os.geteuid() else ["--no-sandbox"]
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found, args=safe)
        yield opened
        opened.close()


Open = Callable[..., Any]


@pytest.fixture
def visit(browser: Browser, base: str) -> Open:
    @contextmanager
    def opened(path: str, width: int = 1280, language: str = "nl", **more: Any) -> Iterator[Visit]:
        size = {"width": width, "height": 900}
        context = browser.new_context(viewport=size, locale=language, base_url=base, **more)  # type: ignore[arg-type]
        found = Visit(context.new_page())
        found.watch(base)
        found.page.goto(path)
        yield found
        context.close()

    return opened


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", PAGES)
def test_a_page_fits_and_asks_no_one_else(
    visit: Open, path: str, width: int, scripts: bool
) -> None:
    for language in ("nl", "en"):
        with visit(path, width, language, java_script_enabled=scripts) as open_page:
            page = open_page.page
            assert page.locator("html").get_attribute("lang") == language
            assert page.locator("h1").count() == 1
            assert not open_page.errors
            assert not open_page.foreign
            if scripts:
                assert not page.evaluate(TOO_WIDE), "it scrolls sideways"


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
@pytest.mark.parametrize("path", [*PAGES, LOST])
def test_a_page_has_no_violation_that_axe_knows(
    visit: Open, path: str, width: int, scheme: str
) -> None:
    source = AXE.file("axe.min.js").read_text("utf-8")
    with visit(path, width, "en", color_scheme=scheme) as open_page:
        open_page.page.evaluate(
            "() => document.querySelectorAll('details').forEach(d => d.open = true)"
        )
        open_page.page.evaluate(source)
        assert not open_page.page.evaluate(RUN_AXE, WCAG)


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
