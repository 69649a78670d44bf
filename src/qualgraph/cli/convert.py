"""``qualgraph convert``: documents to RDF."""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from pyoxigraph import Quad, Triple

from qualgraph import resources
from qualgraph.cli.options import DEFAULT_BASE, AsJson, Base, Lang, say, texts, warn_local
from qualgraph.errors import QualgraphError, UsageError
from qualgraph.facts.reading import Reader, Share
from qualgraph.graph.names import Names
from qualgraph.graph.serialise import Format, nquads, serialise
from qualgraph.release.conversion import Conversion, Converter, documents_in, is_alignment
from qualgraph.texts import Texts

_LATER = frozenset({"loqxml"})
_LATER_PROFILES = frozenset({"elm", "schema"})


@dataclass
class _Run:
    converter: Converter
    words: Texts
    as_json: bool
    failed: bool = False

    def convert(self, path: Path) -> Iterator[Conversion]:
        """Convert one file and report on each document in it in one line."""
        try:
            for conversion in self.converter.convert(path):
                self._line(summary(conversion), describe(conversion, self.words))
                yield conversion
        except QualgraphError as error:
            if isinstance(error, UsageError):
                raise
            self.failed = True
            self._line({"name": str(path), "error": error.key}, self.words.error(error))

    def _line(self, data: dict[str, object], message: str) -> None:
        say(json.dumps(data, ensure_ascii=False) if self.as_json else message)


def convert(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Documents or folders.")],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="File, or folder for one file each.")
    ] = None,
    to: Annotated[str, typer.Option("--to", help=f"One of: {', '.join(Format)}.")] = "turtle",
    profile: Annotated[str, typer.Option("--profile", help="How to say the facts: own.")] = "own",
    base: Base = DEFAULT_BASE,
    as_json: AsJson = False,
    lang: Lang = "",
) -> None:
    """Convert documents to RDF: RDF on stdout, one line for each document on stderr.

    Example: qualgraph convert data/dossiers/25132-nl.md --to turtle
    """
    words, form, names = texts(lang), _format(to, profile), Names(base)
    run = _Run(Converter.load(names), words, as_json)
    documents = [path for path in documents_in(paths) if not is_alignment(path)]
    found = [conversion for path in documents for conversion in run.convert(path)]
    warn_local(names, words)
    if found:
        _write(run.converter, found, form, output)
    if run.failed or not documents:
        raise typer.Exit(1)


def summary(conversion: Conversion) -> dict[str, object]:
    """Return what became of a document, for machines."""
    ledger = conversion.reading.ledger
    return {
        "name": conversion.source.name,
        "document": conversion.reading.document.reference,
        "triples": len(conversion.graph.facts),
        "lines": {share.value: ledger.lines(share) for share in Share},
        "characters": {share.value: ledger.characters(share) for share in Share},
    }


def describe(conversion: Conversion, words: Texts) -> str:
    """Return what became of a document, for people."""
    ledger, triples = conversion.reading.ledger, len(conversion.graph.facts)
    name = conversion.source.name
    if conversion.reading.document.reader is Reader.REGISTER:
        rows = len(conversion.reading.records)
        missed = ledger.lines(Share.NOT_UNDERSTOOD)
        return words("report.registered", name=name, triples=triples, rows=rows, missed=missed)
    return words(
        "report.converted",
        name=name,
        triples=triples,
        fact=ledger.lines(Share.FACT),
        text=ledger.lines(Share.TEXT),
        boilerplate=ledger.lines(Share.BOILERPLATE),
        missed=ledger.lines(Share.NOT_UNDERSTOOD),
    )


def _format(to: str, profile: str) -> Format:
    if to in _LATER or profile in _LATER_PROFILES:
        name = to if to in _LATER else profile
        raise UsageError("format-not-yet", name=name, known=", ".join((*Format, "own")))
    if to not in {*Format} or profile != "own":
        name = to if to not in {*Format} else profile
        raise UsageError("format-unknown", name=name, known=", ".join((*Format, "own")))
    return Format(to)


def _write(
    converter: Converter, found: list[Conversion], form: Format, output: Path | None
) -> None:
    links = _published_links(converter)
    if output and (output.is_dir() or (len(found) > 1 and not output.suffix)):
        output.mkdir(parents=True, exist_ok=True)
        for conversion in found:
            target = output / f"{conversion.reading.document.reference}.{form.suffix}"
            target.write_bytes(_content([conversion], links, form, converter))
        return
    content = _content(found, links, form, converter)
    if output:
        output.write_bytes(content)
    else:
        sys.stdout.buffer.write(content)


def _content(
    found: list[Conversion], links: list[Triple], form: Format, converter: Converter
) -> bytes:
    names = converter.mapper.names
    described = {triple.subject for conversion in found for triple in conversion.graph.facts}
    facts = [triple for conversion in found for triple in conversion.graph.facts]
    own = [link for link in links if link.subject in described]
    if form is Format.NQUADS:
        quads = [quad for conversion in found for quad in conversion.graph.quads()]
        graph = names.graph("alignments")
        return nquads([*quads, *(Quad(t.subject, t.predicate, t.object, graph) for t in own)])
    return serialise([*facts, *own], form, names)


def _published_links(converter: Converter) -> list[Triple]:
    return [
        triple
        for path in documents_in(list(resources.SHIPPED_DATA))
        if is_alignment(path)
        for alignment in converter.alignments(path)
        for triple in alignment.triples(converter.mapper.names)
    ]
