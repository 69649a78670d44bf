"""``qualgraph inspect``: the facts of a document, their evidence, and what was not understood."""

import json
import sys
from dataclasses import fields
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from qualgraph.cli.options import DEFAULT_BASE, AsJson, Lang, results, texts
from qualgraph.facts.evidence import Fact, Text
from qualgraph.facts.reading import Reading, Share
from qualgraph.facts.subjects import Subject
from qualgraph.graph.names import Names
from qualgraph.release.conversion import Converter
from qualgraph.texts import Texts


def inspect(
    document: Annotated[Path, typer.Argument(help="The document to look into.")],
    as_json: AsJson = False,
    lang: Lang = "",
) -> None:
    """Show the facts read from a document with their evidence, and the account of its lines.

    Example: qualgraph inspect data/dossiers/25132-nl.md
    """
    words = texts(lang)
    for reading in Converter.load(Names(DEFAULT_BASE)).read(document):
        if as_json:
            json.dump(_data(reading), sys.stdout, ensure_ascii=False, indent=2)
            sys.stdout.write("\n")
        else:
            _show(reading, words)


def _show(reading: Reading, words: Texts) -> None:
    console = results()
    console.print(_facts(reading, words))
    console.print(_sums(reading, words))
    missed = reading.ledger.of(Share.NOT_UNDERSTOOD)
    if not missed:
        console.print(words("report.all-understood"))
    for entry in missed:
        for place in entry.places:
            why = f" ({words(f'note.{entry.note}')})" if entry.note else ""
            console.print(f"{words('share.not-understood')}: {place.line}: {place.quote}{why}")


def _facts(reading: Reading, words: Texts) -> Table:
    headings = [words(f"column.{name}") for name in ("fact", "value", "section", "lines", "quote")]
    table = Table(*headings)
    for record in reading.records:
        for fact in record.facts:
            lines = ", ".join(map(str, fact.evidence.lines))
            shown = "; ".join(f"{name}: {value}" for name, value in _values(fact).items())
            table.add_row(
                type(fact).__name__, shown, fact.evidence.section, lines, fact.evidence.quote
            )
    return table


def _sums(reading: Reading, words: Texts) -> Table:
    table = Table(*(words(f"column.{name}") for name in ("share", "lines", "characters")))
    for share in Share:
        lines, characters = reading.ledger.lines(share), reading.ledger.characters(share)
        table.add_row(words(f"share.{share.value}"), str(lines), str(characters))
    return table


def _data(reading: Reading) -> dict[str, Any]:
    ledger = reading.ledger
    return {
        "document": reading.document.reference,
        "facts": [
            {
                "subject": f"{record.subject.kind}/{record.subject.reference}",
                "fact": type(fact).__name__,
                **_values(fact),
                "section": fact.evidence.section,
                "rule": fact.evidence.rule,
                "lines": list(fact.evidence.lines),
                "quote": fact.evidence.quote,
            }
            for record in reading.records
            for fact in record.facts
        ],
        "lines": {share.value: ledger.lines(share) for share in Share},
        "characters": {share.value: ledger.characters(share) for share in Share},
        "not_understood": [
            {
                "section": entry.section,
                "line": place.line,
                "text": place.quote,
                **({"note": entry.note} if entry.note else {}),
            }
            for entry in ledger.of(Share.NOT_UNDERSTOOD)
            for place in entry.places
        ],
    }


def _values(fact: Fact) -> dict[str, Any]:
    names = (entry.name for entry in fields(fact) if entry.name != "evidence")
    return {name: _plain(getattr(fact, name)) for name in names}


def _plain(value: object) -> object:
    if isinstance(value, Text):
        return f"{value.value}@{value.language}"
    if isinstance(value, Subject):
        return f"{value.kind}/{value.reference}"
    if isinstance(value, tuple):
        return [_plain(entry) for entry in value]
    return value if isinstance(value, bool | int | None) else str(value)
