"""What came of one document: small enough to go between processes, and to be kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pyoxigraph import Quad, Triple

from qualgraph.check.shapes import Report, Result
from qualgraph.facts.reading import Ledger, Share
from qualgraph.graph.mapping import DocumentGraph
from qualgraph.graph.names import digest
from qualgraph.graph.serialise import Format, nquads, serialise
from qualgraph.release.conversion import Conversion


@dataclass(frozen=True, slots=True)
class Missed:
    """A stretch of a document that was not understood."""

    section: str
    line: int
    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words in a line of a document, from its column ``start``, and what became of them."""

    line: int
    start: int
    share: str
    words: str


@dataclass(frozen=True, slots=True)
class Account:
    """How many lines and characters became what, what was not understood, and all words."""

    lines: dict[str, int]
    characters: dict[str, int]
    missed: tuple[Missed, ...]
    stretches: tuple[Stretch, ...] = ()

    @classmethod
    def of(cls, ledger: Ledger) -> "Account":
        """Return the sums of a ledger."""
        return cls(
            {share.value: ledger.lines(share) for share in Share},
            {share.value: ledger.characters(share) for share in Share},
            tuple(
                Missed(entry.section, place.line, place.quote, entry.note)
                for entry in ledger.of(Share.NOT_UNDERSTOOD)
                for place in entry.places
            ),
            tuple(
                Stretch(place.line, place.start, entry.share.value, place.quote)
                for entry in ledger.entries
                for place in entry.places
            ),
        )


@dataclass(frozen=True, slots=True)
class Converted:
    """A document in the formats that were asked for.

    ``reader`` is the kind of document; ``says`` a digest of its facts, what is about the document
    itself apart; ``records`` how many things it speaks of; ``results`` and ``report`` what SHACL
    found (empty when nothing, or when no check was asked for).
    """

    name: str
    sha256: str
    reference: str
    series: str
    edition: str
    reader: str
    says: str
    records: int
    triples: int
    account: Account
    contents: dict[str, bytes]
    results: tuple[Result, ...] = ()
    report: str = ""

    @property
    def summary(self) -> dict[str, Any]:
        """What became of the document, for machines."""
        return {
            "name": self.name,
            "document": self.reference,
            "triples": self.triples,
            "lines": self.account.lines,
            "characters": self.account.characters,
            "not_understood": [
                {
                    "section": missed.section,
                    "line": missed.line,
                    "text": missed.text,
                    **({"note": missed.note} if missed.note else {}),
                }
                for missed in self.account.missed
            ],
        }


def converted(
    conversion: Conversion,
    formats: Iterable[Format],
    links: Iterable[Triple],
    report: Report,
    with_evidence: bool = True,
) -> Converted:
    """Return what came of a document, with those of the published ``links`` that it describes."""
    graph, reading = conversion.graph, conversion.reading
    described = {triple.subject for triple in graph.facts}
    own = [link for link in links if link.subject in described]
    return Converted(
        name=conversion.source.name,
        sha256=conversion.source.sha256,
        reference=reading.document.reference,
        series=reading.document.series,
        edition=reading.document.edition,
        reader=reading.document.reader,
        says=_says(graph),
        records=len(reading.records),
        triples=len(graph.facts),
        account=Account.of(reading.ledger),
        contents={form: write(graph, own, form, with_evidence) for form in formats},
        results=report.results,
        report=report.turtle,
    )


def _says(graph: DocumentGraph) -> str:
    itself = graph.names.thing("document", graph.reading.document.reference)
    return digest(*(str(triple) for triple in graph.facts if triple.subject != itself))


def write(
    graph: DocumentGraph, links: list[Triple], form: Format, with_evidence: bool = True
) -> bytes:
    """Return the facts and their links in ``form``; N-Quads can have the evidence as well."""
    names = graph.names
    if form is not Format.NQUADS:
        return serialise([*graph.facts, *links], form, names)
    at = names.graph("alignments")
    linked = (Quad(link.subject, link.predicate, link.object, at) for link in links)
    return nquads([*graph.quads(with_evidence), *linked])
