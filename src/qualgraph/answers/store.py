"""The store of a release: a query in, bytes in a format out, on one thread.

A result of pyoxigraph must not cross a thread: its process would abort. Nothing but bytes leaves
this module.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from pyoxigraph import (
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
    parse,
)

from qualgraph.errors import UsageError
from qualgraph.graph.names import Names
from qualgraph.graph.serialise import Format, serialise

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


Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Result:
    """The answer to a query: what it is, ``table`` or ``graph``, and its bytes."""

    media_type: str
    body: bytes


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
    """A release's store, opened read-only."""

    store: Store
    names: Names

    @classmethod
    def open(cls, path: Path, names: Names) -> "EmbeddedStore":
        """Open the store in ``path``."""
        return cls(Store.read_only(str(path)), names)

    def query(
        self,
        text: str,
        table: str = "application/sparql-results+json",
        graph: str = "text/turtle",
        default_graphs: tuple[str, ...] = (),
        named_graphs: tuple[str, ...] = (),
    ) -> Result:
        """Answer a query; raises ``UsageError`` when the store does not understand it."""
        try:
            found = self.store.query(
                text,
                base_iri=self.names.base,
                default_graph=[NamedNode(iri) for iri in default_graphs] or None,
                named_graphs=[NamedNode(iri) for iri in named_graphs] or None,
            )
            return self._written(found, table, graph)
        except (SyntaxError, ValueError) as error:
            raise UsageError("query-refused", reason=error) from error

    def _written(
        self, found: QueryBoolean | QuerySolutions | QueryTriples, table: str, graph: str
    ) -> Result:
        if isinstance(found, QueryTriples):
            return Result(graph, serialise(found, GRAPHS[graph], self.names))
        if isinstance(found, QueryBoolean) and table.startswith("text/"):
            return Result(table, b"true\n" if bool(found) else b"false\n")
        return Result(table, found.serialize(format=TABLES[table]) or b"")

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
