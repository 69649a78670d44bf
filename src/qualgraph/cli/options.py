"""Options that several commands share, and how they speak to people."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from qualgraph.graph.names import DEMONSTRATION_BASE, Names
from qualgraph.texts import Texts, language_of_locale

Base = Annotated[str, typer.Option("--base", help="Base of the IRIs, ends in '/'.")]
Lang = Annotated[str, typer.Option("--lang", help="Language of reports: nl or en.")]
ReleasesDir = Annotated[
    Path,
    typer.Option("--releases", envvar="QUALGRAPH_RELEASES", help="Folder that holds the releases."),
]
DefaultGraph = Annotated[
    str,
    typer.Option(
        "--default-graph",
        metavar="IRI",
        help="Named graph for what is the default graph of a release (Virtuoso needs one).",
    ),
]
CredentialsFile = Annotated[
    Path | None,
    typer.Option(
        "--credentials",
        help="TOML file with user and password; else QUALGRAPH_STORE_USER and _PASSWORD.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Write JSON for machines.")]
Workers = Annotated[
    int, typer.Option("--workers", min=0, help="Processes to work with; 0: one for each core.")
]
DEFAULT_BASE = DEMONSTRATION_BASE
DEFAULT_RELEASES = Path("releases")


def texts(lang: str) -> Texts:
    """Return the texts of the asked language, else of the locale."""
    if lang and lang not in {"nl", "en"}:
        raise typer.BadParameter("nl, en", param_hint="--lang")
    return Texts.load(lang or language_of_locale())


def messages() -> Console:
    """Return a console for what is told to a person, on stderr."""
    return Console(stderr=True, soft_wrap=True, highlight=False, markup=False)


@contextmanager
def progress(total: int) -> Iterator[Callable[[], None]]:
    """Show a progress bar for ``total`` steps when stderr is a terminal; yields the step."""
    bar = Progress(console=messages(), disable=total < 2 or not sys.stderr.isatty())
    with bar:
        task = bar.add_task("", total=total)
        yield lambda: bar.advance(task)


def say(message: str) -> None:
    """Tell a person something, on stderr."""
    messages().print(message)


def results() -> Console:
    """Return a console for results, on stdout."""
    width = None if sys.stdout.isatty() else 200
    return Console(width=width, soft_wrap=not sys.stdout.isatty(), highlight=False, markup=False)


def warn_local(names: Names, words: Texts) -> None:
    """Say so when IRIs answer on this computer only."""
    if names.local:
        say(words("report.local-base", base=names.base))
