"""Results of queries as bytes, cut where a limit says so, and saying that they are cut.

Rows are written while they are found, so that memory holds no more than the limit. What is cut is
a whole document of its format: JSON carries ``"truncated": true`` beside ``results``, XML, Turtle,
TriG, N-Triples and N-Quads a comment at the end; CSV, TSV and JSON-LD have no place for it.
"""

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from io import BytesIO
from typing import Any, NamedTuple

from pyoxigraph import (
    BlankNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Triple,
    parse_query_results,
    serialize,
)

from qualgraph.graph.names import Names
from qualgraph.graph.serialise import Format, serialise


@dataclass(frozen=True, slots=True)
class Limits:
    """How many rows (or triples) and bytes a result may have."""

    rows: int
    size: int


UNLIMITED = Limits(sys.maxsize, sys.maxsize)

_ROW = {
    QueryResultsFormat.JSON: b"{",
    QueryResultsFormat.XML: b"<result>",
    QueryResultsFormat.CSV: b"\n",
    QueryResultsFormat.TSV: b"\n",
}


class Written(NamedTuple):
    """The bytes of a result, and the limit that cut it: ``rows``, ``bytes`` or none."""

    body: bytes
    truncated: str = ""


class _FullError(Exception):
    """The result is larger than it may be."""


class _Bounded(BytesIO):
    """A file in memory that takes no more than its limits."""

    def __init__(self, limits: Limits) -> None:
        super().__init__()
        self.limits = limits
        self.lines = 0
        self.full = False

    def write(self, piece: Any) -> int:
        # A writer that was refused a piece brings it once more when it is let go.
        if self.full:
            raise _FullError
        data = bytes(piece)
        self.lines += data.count(b"\n")
        written = super().write(data)
        if self.tell() > self.limits.size or self.lines > self.limits.rows:
            self.full = True
            raise _FullError
        return written


def written_boolean(found: QueryBoolean, form: QueryResultsFormat) -> bytes:
    """Return the answer to an ASK query; CSV and TSV are a line, which no standard defines."""
    body = found.serialize(format=form) or b""
    return body if form in {QueryResultsFormat.JSON, QueryResultsFormat.XML} else body + b"\n"


def written_table(
    found: QuerySolutions,
    again: Callable[[], QuerySolutions],
    form: QueryResultsFormat,
    limits: Limits,
) -> Written:
    """Return the rows of a SELECT query; ``again`` asks it once more when they are too many."""
    if form == QueryResultsFormat.TSV:
        return _cut(found, form, limits)
    whole = _Bounded(Limits(sys.maxsize, limits.size))
    try:
        found.serialize(whole, format=form)
    except _FullError:
        return _cut(again(), form, limits)
    body = whole.getvalue()
    # Counting marks is quick and never too low; only where they are many, rows are counted.
    if body.count(_ROW[form]) > limits.rows and _rows(body, form) > limits.rows:
        return _cut(again(), form, limits)
    return Written(body)


def _rows(body: bytes, form: QueryResultsFormat) -> int:
    if form in {QueryResultsFormat.CSV, QueryResultsFormat.TSV}:
        # The first line has the names. A line end within a value of CSV counts as a row.
        return body.count(b"\n") - 1
    parsed = parse_query_results(body, format=form)
    return sum(1 for _ in parsed) if isinstance(parsed, QuerySolutions) else 0


def _cut(found: QuerySolutions, form: QueryResultsFormat, limits: Limits) -> Written:
    """Return the rows up to the limits: as TSV, where a row is a line, from there in ``form``."""
    lines = _Bounded(Limits(limits.rows + 1, limits.size))
    reason = ""
    try:
        found.serialize(lines, format=QueryResultsFormat.TSV)
    except _FullError:
        reason = "rows" if lines.lines > limits.rows + 1 else "bytes"
    kept = lines.getvalue().split(b"\n")[:-1][: limits.rows + 1]
    while True:
        body = _converted(b"\n".join([*kept, b""]), form)
        if len(body) <= limits.size or len(kept) <= 1:
            return Written(_marked_table(body, form) if reason else body, reason)
        kept, reason = kept[: max(1, len(kept) * limits.size // len(body) - 1)], "bytes"


def _converted(rows: bytes, form: QueryResultsFormat) -> bytes:
    if form == QueryResultsFormat.TSV:
        return rows
    parsed = parse_query_results(rows, format=QueryResultsFormat.TSV)
    return (parsed.serialize(format=form) or b"") if isinstance(parsed, QuerySolutions) else rows


def _marked_table(body: bytes, form: QueryResultsFormat) -> bytes:
    if form == QueryResultsFormat.JSON:
        return body.rstrip().removesuffix(b"}") + b',"truncated":true}'
    if form == QueryResultsFormat.XML:
        return body.rstrip().removesuffix(b"</sparql>") + b"<!-- truncated --></sparql>"
    return body


def written_graph(
    found: Iterable[Triple], form: Format, names: Names, limits: Limits = UNLIMITED
) -> Written:
    """Return the triples of a CONSTRUCT or DESCRIBE query, ordered and without repeats."""
    kept, reason = _first(found, limits)
    # A frame shows things by their IRI; what has none is written flat.
    if form is Format.JSONLD and any(map(_nameless, kept)):
        body = serialize(kept, format=RdfFormat.JSON_LD) or b""
    else:
        body = serialise(kept, form, names)
    return Written(_marked_graph(body, form) if reason else body, reason)


def _first(found: Iterable[Triple], limits: Limits) -> tuple[list[Triple], str]:
    kept: list[Triple] = []
    size = 0
    for triple in found:
        size += len(str(triple))
        if len(kept) == limits.rows:
            return kept, "rows"
        if size > limits.size:
            return kept, "bytes"
        kept.append(triple)
    return kept, ""


def _nameless(triple: Triple) -> bool:
    return any(isinstance(term, BlankNode | Triple) for term in (triple.subject, triple.object))


def _marked_graph(body: bytes, form: Format) -> bytes:
    if form is Format.RDFXML:
        return body.rstrip() + b"\n<!-- truncated -->\n"
    return body if form is Format.JSONLD else body + b"# truncated\n"
