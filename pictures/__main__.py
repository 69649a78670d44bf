"""`make pictures`: photographs the site of data/ with the system's Chromium for the README."""

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from qualgraph.answers.settings import Settings
from qualgraph.graph.names import Names
from qualgraph.release.batch import gather
from qualgraph.release.conversion import Converter
from qualgraph.release.directory import Releases
from qualgraph.release.publish import publish
from tests.served import served

FOLDER = Path(__file__).parent
DATA = FOLDER.parent / "data"
# Name, address, language, colours, size in pixels.
PICTURES = (
    ("home", "/", "en", "light", (1100, 760)),
    ("qualification", "/doc/qualification/nl-25132", "en", "light", (1100, 900)),
    ("pathway", "/pathways/nl-25132", "nl", "light", (1100, 900)),
    ("query", "/queries/qualifications-per-domain", "nl", "dark", (1100, 800)),
)


def main() -> None:
    """Publish data/, serve it, and write the pictures."""
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
    if program is None:
        raise SystemExit("No Chromium is installed; on Debian: apt install chromium")
    with tempfile.TemporaryDirectory() as folder:
        converter, known = Converter.load(Names()), Releases(Path(folder))
        publish(converter, gather(converter, DATA, with_shipped=True), known)
        with served(known.active(), Settings()) as address:
            _photograph(program, address)


def _photograph(program: str, address: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for name, path, language, colours, (width, height) in PICTURES:
            page = browser.new_page(
                viewport={"width": width, "height": height},
                locale=language,
                color_scheme=colours,  # type: ignore[arg-type]
            )
            page.goto(address + path)
            page.screenshot(path=FOLDER / f"{name}.png")
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
