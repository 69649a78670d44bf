"""The profile ``elm``: a qualification in the European Learning Model, LOQ application profile.

The mapping is in ``queries/profiles/elm``. A qualification and its outcomes keep their IRIs, what
only this profile needs (notes, entitlements) is named after them with a fragment: no blank nodes.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from pyoxigraph import Literal, NamedNode, QueryTriples, Store, Triple

from qualgraph import resources
from qualgraph.graph.binding import bind_list, bind_row
from qualgraph.graph.names import Names
from qualgraph.graph.profiles.crosswalk import Carried, How, crosswalk, expand, shorten
from qualgraph.graph.terms import DCT, ELM, TYPE, XSD, string

NAME = "elm"
DEFAULT = (
    "qualification",
    "subject",
    "outcomes",
    "occupations",
    "learning",
    "awarding",
    "assessment",
    "entry",
    "knowledge",
)
PLACEHOLDERS = "placeholders"
# What LOQ demands of a qualification: base shape and -mdr, and for the language the XSD.
REQUIRED = {
    "title": DCT("title"),
    "outcomes": ELM("learningOutcome"),
    "eqf": ELM("EQFLevel"),
    "nqf": ELM("NQFLevel"),
    "isced-f": ELM("ISCEDFCode"),
    "language": DCT("language"),
}
# Properties whose values are concepts that the store, not the mapping, describes.
_CONCEPTS = frozenset(
    (
        DCT("language"),
        DCT("type"),
        *map(
            ELM,
            (
                "EQFLevel",
                "NQFLevel",
                "ISCEDFCode",
                "countryCode",
                "defaultLanguage",
                "educationLevel",
                "entitlementStatus",
                "limitEQFLevel",
                "limitField",
                "limitNationalOccupation",
                "limitOccupation",
                "relatedESCOSkill",
            ),
        ),
    )
)
_HOURS, _YEARS = ELM("volumeOfLearning"), ELM("duration")


@dataclass(frozen=True, slots=True)
class Gaps:
    """How the facts of a qualification go out: for each way the properties, with their counts."""

    carried: dict[str, dict[str, int]]

    def count(self, how: How) -> int:
        """Return how many statements go out in that way."""
        return sum(self.carried[how].values())


@dataclass(frozen=True, slots=True)
class Exported:
    """What became of one qualification: its triples, and what the profile misses in it."""

    qualification: NamedNode
    triples: tuple[Triple, ...]
    missing: tuple[str, ...]
    gaps: Gaps
    placeholders: tuple[str, ...] = ()


def _queries() -> dict[str, str]:
    folder = resources.QUERIES / "profiles" / NAME
    return {path.stem: path.read_text("utf-8") for path in sorted(folder.glob("*.rq"))}


@dataclass(frozen=True)
class ElmProfile:
    """Makes the export from a store whose default graph holds facts, accepted links and codes."""

    names: Names
    with_placeholders: bool = False
    queries: dict[str, str] = field(default_factory=_queries)
    crosswalk: tuple[Carried, ...] = field(default_factory=lambda: crosswalk(NAME))

    def export(self, store: Store, qualification: NamedNode) -> Exported:
        """Return the qualification in this profile; nothing is made up for what is missing.

        The store is only read, so that of a release will do.
        """
        stated = set(self._stated(store, qualification))
        used = sorted({str(t.object) for t in stated if t.predicate in _CONCEPTS})
        concepts = set(_constructed(store, bind_list(self.queries["concepts"], used)))
        triples = {with_duration(triple) for triple in stated | concepts}
        return Exported(
            qualification=qualification,
            triples=tuple(sorted(triples, key=str)),
            missing=_missing(triples, qualification),
            gaps=self.gaps(store, qualification),
            placeholders=tuple(sorted(_placeholders(triples))),
        )

    def gaps(self, store: Store, qualification: NamedNode) -> Gaps:
        """Return how each fact of the qualification goes out, by the crosswalk."""
        ways = {(row.via, row.predicate): row.how for row in self.crosswalk}
        counts: dict[str, Counter[str]] = {how: Counter() for how in How}
        things = string(f"{self.names.base}id/")
        query = bind_row(self.queries["stated"], [str(qualification), str(things)])
        for via, predicate, count in store.query(query):  # type: ignore[union-attr]
            key = (shorten(via.value) if via else "", shorten(predicate.value))
            name = " / ".join(part for part in key if part)
            counts[ways.get(key, How.NOT)][name] += int(count.value)
        return Gaps({how: dict(sorted(found.items())) for how, found in counts.items()})

    def _stated(self, store: Store, qualification: NamedNode) -> Iterator[Triple]:
        names = (*DEFAULT, PLACEHOLDERS) if self.with_placeholders else DEFAULT
        for name in names:
            yield from self._ask(store, name, qualification)
        for row in self.crosswalk:
            if row.place == "elm:additionalNote":
                yield from self._notes(store, qualification, row)

    def _notes(self, store: Store, qualification: NamedNode, row: Carried) -> Iterator[Triple]:
        about = (expand(row.predicate), string(row.slug))
        if row.via:
            return self._ask(store, "part-notes", qualification, expand(row.via), *about)
        return self._ask(store, "notes", qualification, *about)

    def _ask(self, store: Store, name: str, *row: NamedNode | Literal) -> Iterator[Triple]:
        return _constructed(store, bind_row(self.queries[name], [str(term) for term in row]))


def _constructed(store: Store, query: str) -> Iterator[Triple]:
    found = store.query(query)
    if not isinstance(found, QueryTriples):
        raise TypeError("no CONSTRUCT query")
    return found


def with_duration(triple: Triple) -> Triple:
    """Return the triple with its hours or years as an ``xsd:duration``.

    That comes last: stores and rdflib rewrite ``PT4800H`` to ``P200D``.
    """
    value = triple.object
    if not isinstance(value, Literal) or triple.predicate not in {_HOURS, _YEARS}:
        return triple
    text = f"PT{value.value}H" if triple.predicate == _HOURS else years(Decimal(value.value))
    return Triple(triple.subject, triple.predicate, Literal(text, datatype=XSD("duration")))


def years(years: Decimal) -> str:
    """Return ``P3Y``, or ``P30M`` where the years are not whole."""
    return f"P{int(years)}Y" if years == int(years) else f"P{round(years * 12)}M"


def _missing(triples: set[Triple], qualification: NamedNode) -> tuple[str, ...]:
    has = {triple.predicate for triple in triples if triple.subject == qualification}
    return tuple(name for name, predicate in REQUIRED.items() if predicate not in has)


def _placeholders(triples: set[Triple]) -> Iterator[str]:
    things = (str(triple.subject)[1:-1] for triple in triples if triple.predicate == TYPE)
    return (thing for thing in things if "#placeholder" in thing)
