"""Options that several commands share, and how they speak to people."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from qualgraph.graph.names import DEMONSTRATION_BASE, Names
from qualgraph.texts import Texts, language_of_locale

Base = Annotated[str, typer.Option("--base", help="Base of the IRIs, ends in '/'.")]
Lang = Annotated[str, typer.Option("--lang", help="Language of reports: nl or en.")]
ReleasesDir = Annotated[
    Path,
    typer.Option("--releases", envvar="QUALGRAPH_RELEASES", help="Folder that holds the releases."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Write JSON for machines.")]
DEFAULT_BASE = DEMONSTRATION_BASE
DEFAULT_RELEASES = Path("releases")


def texts(lang: str) -> Texts:
    """Return the texts of the asked language, else of the locale."""
    if lang and lang not in {"nl", "en"}:
        raise typer.BadParameter("nl, en", param_hint="--lang")
    return Texts.load(lang or language_of_locale())


def say(message: str) -> None:
    """Tell a person something, on stderr."""
    Console(stderr=True, soft_wrap=True, highlight=False, markup=False).print(message)


def results() -> Console:
    """Return a console for results, on stdout."""
    width = None if sys.stdout.isatty() else 200
    return Console(width=width, soft_wrap=not sys.stdout.isatty(), highlight=False, markup=False)


def warn_local(names: Names, words: Texts) -> None:
    """Say so when IRIs answer on this computer only."""
    if names.local:
        say(words("report.local-base", base=names.base))
