"""The command line: thin commands over the steps of the flow."""

import sys
from importlib import import_module

import typer

from qualgraph.cli.options import say, texts
from qualgraph.errors import QualgraphError, UsageError

# Name on the command line to module and function (or group of commands) of this package.
COMMANDS = {
    "convert": "convert:convert",
    "check": "check:check",
    "inspect": "inspect:inspect",
    "publish": "releases:publish",
    "releases": "releases:list_releases",
    "activate": "releases:activate",
    "diff": "releases:diff",
    "push": "push:push",
    "registers": "registers:registers",
    "vocabulary": "vocabulary:vocabulary",
    "align": "align:align",
    "query": "ask:query",
    "get": "ask:get",
    "serve": "ask:serve",
    "export": "export:export",
}


def command_line(asked: str = "") -> typer.Typer:
    """Return the command line with the command that is ``asked``, with all of them otherwise.

    The commands stand on very different libraries: loading those that are not asked would take
    longer than most commands do.
    """
    app = typer.Typer(
        help="Qualification dossiers in, a validated knowledge graph out.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    app.callback()(_program)
    for name in [asked] if asked in COMMANDS else COMMANDS:
        module, _, function = COMMANDS[name].partition(":")
        command = getattr(import_module(f"qualgraph.cli.{module}"), function)
        if isinstance(command, typer.Typer):
            app.add_typer(command, name=name)
        else:
            app.command(name)(command)
    return app


def main() -> None:
    """Run the command; an error becomes one line on stderr and its exit code."""
    try:
        command_line(sys.argv[1] if len(sys.argv) > 1 else "")()
    except QualgraphError as error:
        say(texts(_asked_language()).error(error))
        sys.exit(error.exit_code)
    except OSError as error:
        # A full disk or a folder where a file should be: the user's to mend, not a fault here.
        if error.filename is None:
            raise
        found = UsageError("file-failed", name=error.filename, reason=error.strerror)
        say(texts(_asked_language()).error(found))
        sys.exit(found.exit_code)


def _program() -> None:
    """Qualification dossiers in, a validated knowledge graph out."""


def _asked_language() -> str:
    arguments = sys.argv
    if "--lang" in arguments[:-1]:
        asked = arguments[arguments.index("--lang") + 1]
        return asked if asked in {"nl", "en"} else ""
    return ""
