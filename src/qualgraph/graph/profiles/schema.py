"""The profile ``schema``: a qualification in the words of schema.org.

The mapping is in ``queries/profiles/schema``; what schema.org has no word for is left out.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from pyoxigraph import Literal, NamedNode, Quad, QueryTriples, Store, Triple

from qualgraph import resources
from qualgraph.graph.binding import bind_row
from qualgraph.graph.profiles import known
from qualgraph.graph.profiles.elm import years
from qualgraph.graph.terms import SCHEMA, string


def _queries() -> dict[str, str]:
    folder = resources.QUERIES / "profiles" / known.SCHEMA
    return {path.stem: path.read_text("utf-8") for path in sorted(folder.glob("*.rq"))}


@dataclass(frozen=True)
class SchemaProfile:
    """Makes the export from a store whose default graph describes the qualification."""

    queries: dict[str, str] = field(default_factory=_queries)

    def export(self, store: Store, qualification: NamedNode) -> tuple[Triple, ...]:
        """Return the qualification in this profile; nothing is made up for what is missing."""
        found = set(self._stated(store, qualification))
        return tuple(sorted(map(with_duration, found), key=str))

    def of_triples(self, triples: Iterable[Triple], qualification: NamedNode) -> tuple[Triple, ...]:
        """Return the export of a qualification that ``triples`` describe."""
        store = Store()
        store.extend(Quad(each.subject, each.predicate, each.object) for each in triples)
        return self.export(store, qualification)

    def _stated(self, store: Store, qualification: NamedNode) -> Iterator[Triple]:
        for query in self.queries.values():
            found = store.query(bind_row(query, [str(qualification)]))
            if not isinstance(found, QueryTriples):
                raise TypeError("no CONSTRUCT query")
            yield from found


def with_duration(triple: Triple) -> Triple:
    """Return the triple with its hours or years as the text of a duration (ISO 8601)."""
    value = triple.object
    if not isinstance(value, Literal):
        return triple
    if triple.predicate == SCHEMA("timeRequired"):
        return Triple(triple.subject, triple.predicate, string(f"PT{value.value}H"))
    if triple.predicate == SCHEMA("timeToComplete"):
        return Triple(triple.subject, triple.predicate, string(years(Decimal(value.value))))
    return triple
