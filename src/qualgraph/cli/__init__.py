"""The command line: thin commands over the steps of the flow."""

import sys

import typer

from qualgraph.cli.align import align
from qualgraph.cli.ask import get, query, serve
from qualgraph.cli.check import check
from qualgraph.cli.convert import convert
from qualgraph.cli.inspect import inspect
from qualgraph.cli.options import say, texts
from qualgraph.cli.releases import activate, diff, list_releases, publish
from qualgraph.cli.vocabulary import vocabulary
from qualgraph.errors import QualgraphError

app = typer.Typer(
    help="Qualification dossiers in, a validated knowledge graph out.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for command in (convert, check, inspect, publish, activate, diff, query, get, serve):
    app.command()(command)
app.command("releases")(list_releases)
app.add_typer(vocabulary, name="vocabulary")
app.add_typer(align, name="align")


def main() -> None:
    """Run the command; an error becomes one line on stderr and its exit code."""
    try:
        app()
    except QualgraphError as error:
        say(texts(_asked_language()).error(error))
        sys.exit(error.exit_code)


def _asked_language() -> str:
    arguments = sys.argv
    if "--lang" in arguments[:-1]:
        asked = arguments[arguments.index("--lang") + 1]
        return asked if asked in {"nl", "en"} else ""
    return ""
