"""Corrections by people: applied to the merged facts, visible as a graph of their own."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from pyoxigraph import Literal, NamedNode, Quad, Triple

from qualgraph.documents.source import Source
from qualgraph.documents.table import Row, read_table
from qualgraph.errors import DataError
from qualgraph.graph.names import Names, digest
from qualgraph.graph.terms import DCT, QG, SSSOM, VOCABULARIES, day, string, types

COLUMNS = ("document", "fact", "old", "new", "reason", "author", "date")
GRAPH = "corrections"


@dataclass(frozen=True, slots=True)
class Correction:
    """One correction. ``fact`` is a thing and a property: ``outcome/nl-25132-1.1 dct:title``."""

    document: str
    fact: str
    old: str
    new: str
    reason: str
    author: str
    day: date
    where: str


def read_corrections(source: Source) -> tuple[Correction, ...]:
    """Read a table of corrections; raises ``DataError`` for other columns or a broken row."""
    table = read_table(source)
    if table.columns != COLUMNS:
        raise DataError("corrections-columns", name=source.name, columns=",".join(COLUMNS))
    return tuple(_correction(source, row) for row in table.rows)


def apply_corrections(
    stated: dict[str, set[Triple]], corrections: Iterable[Correction], names: Names
) -> Iterator[Quad]:
    """Replace in ``stated`` (triples by document) what is corrected; return the record of it.

    Raises ``DataError`` when the document no longer says what the correction corrects.
    """
    for correction in corrections:
        old = _find(stated, correction, names)
        new = Triple(old.subject, old.predicate, _like(old.object, correction.new))
        stated[correction.document].remove(old)
        stated[correction.document].add(new)
        yield from _record(correction, new, names)


def _correction(source: Source, row: Row) -> Correction:
    where = f"{source.name}:{row.line}"
    document, fact, old, new, reason, author, day_of_it = (row[column] for column in COLUMNS)
    try:
        judged = date.fromisoformat(day_of_it)
        return Correction(document, fact, old, new, reason, author, judged, where)
    except ValueError as error:
        raise DataError("table-row", name=source.name, line=row.line, reason=error) from error


def _find(stated: dict[str, set[Triple]], correction: Correction, names: Names) -> Triple:
    thing, _, prefixed = correction.fact.partition(" ")
    kind, _, reference = thing.partition("/")
    prefix, _, term = prefixed.partition(":")
    subject = names.thing(kind, reference)
    predicate = NamedNode(VOCABULARIES.get(prefix, "urn:unknown:") + term)
    for triple in stated.get(correction.document, ()):
        same = triple.subject == subject and triple.predicate == predicate
        if same and _lexical(triple.object) == correction.old:
            return triple
    raise DataError(
        "correction-old-gone", where=correction.where, fact=correction.fact, old=correction.old
    )


def _lexical(term: object) -> str:
    return term.value if isinstance(term, NamedNode | Literal) else ""


def _like(old: object, value: str) -> NamedNode | Literal:
    if not isinstance(old, Literal):
        return NamedNode(value)
    if old.language:
        return Literal(value, language=old.language)
    return Literal(value, datatype=old.datatype)


def _record(correction: Correction, new: Triple, names: Names) -> Iterator[Quad]:
    graph = names.graph(GRAPH)
    node = names.thing("correction", digest(correction.document, correction.fact, correction.old))
    triples = [
        new,
        *types(node, QG("Correction")),
        Triple(node, DCT("source"), names.thing("document", correction.document)),
        Triple(node, QG("statement"), string(correction.fact)),
        Triple(node, QG("oldValue"), string(correction.old)),
        Triple(node, QG("newValue"), string(correction.new)),
        Triple(node, QG("reason"), string(correction.reason)),
        Triple(node, SSSOM("author_label"), string(correction.author)),
        Triple(node, DCT("date"), day(correction.day)),
    ]
    for triple in triples:
        yield Quad(triple.subject, triple.predicate, triple.object, graph)
