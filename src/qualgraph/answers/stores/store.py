"""The store of a release: a query in, bytes in a format out, on one thread.

A result of pyoxigraph must not cross a thread: its process would abort. Nothing but bytes leaves
this module.
"""

import json
import re
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from pyoxigraph import (
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
    parse,
)

from qualgraph.answers.sparql.bounded import (
    UNLIMITED,
    Limits,
    written_boolean,
    written_graph,
    written_table,
)
from qualgraph.errors import UsageError
from qualgraph.graph.names import Names
from qualgraph.graph.serialise import Format

TABLES = {
    "application/sparql-results+json": QueryResultsFormat.JSON,
    "application/sparql-results+xml": QueryResultsFormat.XML,
    "text/csv": QueryResultsFormat.CSV,
    "text/tab-separated-values": QueryResultsFormat.TSV,
}
GRAPHS = {
    "text/turtle": Format.TURTLE,
    "application/ld+json": Format.JSONLD,
    "application/n-triples": Format.NTRIPLES,
    "application/rdf+xml": Format.RDFXML,
}
# The same triples, since a query answers with the triples of one graph.
DATASETS = {"application/trig": Format.TURTLE, "application/n-quads": Format.NTRIPLES}


Rows = list[dict[str, Any]]
_PLACE = re.compile(r"error at (?P<line>\d+):(?P<column>\d+): expected")


@dataclass(frozen=True, slots=True)
class Result:
    """The answer to a query: its media type and bytes.

    ``truncated`` is the limit that cut it, ``rows`` or ``bytes``; empty when it is whole.
    """

    media_type: str
    body: bytes
    truncated: str = ""


class QueryStore(Protocol):
    """Whatever answers a SPARQL query: the store of a release, or one elsewhere."""

    @property
    def names(self) -> Names:
        """How its things are named."""

    def query(
        self,
        text: str,
        table: str = "application/sparql-results+json",
        graph: str = "text/turtle",
        default_graphs: tuple[str, ...] = (),
        named_graphs: tuple[str, ...] = (),
    ) -> Result:
        """Answer ``text``: a table as media type ``table``, a graph as media type ``graph``."""

    def rows(self, text: str) -> Rows:
        """Answer a SELECT query with its rows: variable to value, language and type."""

    def triples(self, text: str) -> list[Triple]:
        """Answer a CONSTRUCT query with its triples."""

    def knows(self, thing: NamedNode) -> bool:
        """Return whether anything is said of ``thing``, or in it as a named graph."""


@dataclass(frozen=True)
class EmbeddedStore:
    """A release's store, opened read-only; ``limits`` are those of a result."""

    store: Store
    names: Names
    limits: Limits = UNLIMITED

    @classmethod
    def open(cls, path: Path, names: Names, limits: Limits = UNLIMITED) -> "EmbeddedStore":
        """Open the store in ``path``."""
        return cls(Store.read_only(str(path)), names, limits)

    def query(
        self,
        text: str,
        table: str = "application/sparql-results+json",
        graph: str = "text/turtle",
        default_graphs: tuple[str, ...] = (),
        named_graphs: tuple[str, ...] = (),
    ) -> Result:
        """Answer a query; raises ``UsageError`` when the store does not understand it.

        An empty ``table`` or ``graph`` is a form that the asker does not take: that is refused
        with ``result-form``. Where graphs are named, by the protocol, they stand in the place of
        those of the query, and what is not named is not there (SPARQL 1.1 Protocol, 2.1.4).
        """
        try:
            again = partial(self._ask, text, default_graphs, named_graphs)
            found = again()
            if not (graph if isinstance(found, QueryTriples) else table):
                raise UsageError("result-form", known=", ".join(_forms(found)))
            if isinstance(found, QueryTriples):
                form = (GRAPHS | DATASETS)[graph]
                return Result(graph, *written_graph(found, form, self.names, self.limits))
            if isinstance(found, QueryBoolean):
                return Result(table, written_boolean(found, TABLES[table]))
            return Result(table, *written_table(found, again, TABLES[table], self.limits))
        except (SyntaxError, ValueError, OSError) as error:
            # What a parser would have taken instead is a list of hundreds of characters.
            if place := _PLACE.match(str(error)):
                wrong = {"line": place["line"], "column": place["column"]}
                raise UsageError("query-syntax", **wrong) from error
            raise UsageError("query-refused", reason=error) from error

    def _ask(self, text: str, default: tuple[str, ...], named: tuple[str, ...]) -> Any:
        if not default and not named:
            return self.store.query(text, base_iri=self.names.base)
        return self.store.query(
            text,
            base_iri=self.names.base,
            default_graph=[NamedNode(iri) for iri in default],
            named_graphs=[NamedNode(iri) for iri in named],
        )

    def knows(self, thing: NamedNode) -> bool:
        """Return whether anything is said of ``thing``, or in it as a named graph."""
        said = self.store.quads_for_pattern(thing, None, None, None)
        if next(iter(said), None) is not None:
            return True
        inside = self.store.quads_for_pattern(None, None, None, thing)
        return next(iter(inside), None) is not None

    def rows(self, text: str) -> Rows:
        """Answer a SELECT query with its rows: variable to value, language and type."""
        answer = json.loads(self.query(text).body)
        names = answer["head"]["vars"]
        return [
            {name: row.get(name, {"value": "", "type": ""}) for name in names}
            for row in answer["results"]["bindings"]
        ]

    def triples(self, text: str) -> list[Triple]:
        """Answer a CONSTRUCT query with its triples, read on this thread."""
        body = self.query(text, graph="application/n-triples").body
        return [quad.triple for quad in parse(body, format=RdfFormat.N_TRIPLES)]


def _forms(found: object) -> dict[str, Any]:
    return GRAPHS | DATASETS if isinstance(found, QueryTriples) else TABLES
