"""``qualgraph registers``: what laws and code lists say, kept as tables."""

from pathlib import Path
from typing import Annotated

import typer

from qualgraph.cli.options import DEFAULT_BASE, Lang, say, texts
from qualgraph.errors import UsageError
from qualgraph.facts.reading import Reader, Reading, Share
from qualgraph.facts.register_tables import register_tables
from qualgraph.graph.names import Names
from qualgraph.release.conversion import Converter, documents_in

registers = typer.Typer(
    help="What laws and code lists say, kept as tables (CSV).", no_args_is_help=True
)


@registers.callback()
def _group() -> None:
    """Keep ``write`` a command of its own, although it is the only one."""


@registers.command("write")
def write(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder for the tables.")],
    sources: Annotated[
        list[Path], typer.Argument(metavar="SOURCE...", help="Laws and code lists.")
    ],
    lang: Lang = "",
) -> None:
    """Write the facts of laws and code lists as registers: CSV that publish and convert read.

    A table of the same name in DIR is replaced.

    Example: qualgraph registers write my-data list.xlsx
    """
    words, converter = texts(lang), Converter.load(Names(DEFAULT_BASE))
    readings = [
        reading for path in documents_in(sources) for reading in _registers(converter, path)
    ]
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in sorted(register_tables(readings).items()):
        (folder / name).write_text(table, "utf-8")
        rows = table.count("\n") - 1
        say(words("report.register-written", name=folder / name, rows=rows))
    for reading in readings:
        missed = reading.ledger.lines(Share.NOT_UNDERSTOOD)
        say(words("report.register-missed", name=reading.document.name, missed=missed))


def _registers(converter: Converter, path: Path) -> list[Reading]:
    readings = list(converter.read(path))
    if any(reading.document.reader is not Reader.REGISTER for reading in readings):
        raise UsageError("register-source", name=path)
    return readings
