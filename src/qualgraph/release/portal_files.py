"""Files that portals load: each holds some qualifications, stands alone, and stays below a size."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Protocol, TypeVar

from pyoxigraph import NamedNode, QuerySolutions, QueryTriples, Store, Triple

from qualgraph import resources
from qualgraph.graph.binding import bind_row
from qualgraph.graph.names import Names
from qualgraph.graph.profiles.elm import NAME as ELM
from qualgraph.graph.profiles.elm import ElmProfile
from qualgraph.graph.profiles.known import SCHEMA, profiles
from qualgraph.graph.profiles.loqxml import loqxml
from qualgraph.graph.profiles.schema import SchemaProfile
from qualgraph.graph.serialise import Format, serialise
from qualgraph.graph.terms import string

_DUMPS, _PORTALS = resources.QUERIES / "dumps", resources.QUERIES / "portals"
_Unit = TypeVar("_Unit")
_Write = Callable[[Iterable[Triple]], bytes]


class PortalForm(Protocol):
    """A form that portals load; its files are called ``{stem}-{number}.{suffix}``."""

    @property
    def stem(self) -> str:
        """How the names of the files begin."""

    @property
    def suffix(self) -> str:
        """How they end, without the dot."""

    @property
    def media_type(self) -> str:
        """Their media type."""

    def files(self, store: Store, limit: int) -> Iterator[bytes]:
        """Return the files, each at most ``limit`` bytes; see ``split``."""


@dataclass(frozen=True)
class OwnFiles:
    """Qualifications as the graph has them; what shares a code stays in one file."""

    names: Names
    stem: str = "portal-qualifications"
    suffix: str = "ttl"
    media_type: str = "text/turtle"

    def files(self, store: Store, limit: int) -> Iterator[bytes]:
        """Return the files, each at most ``limit`` bytes unless one code alone takes more."""
        text = (_DUMPS / "qualifications.rq").read_text("utf-8")
        found = store.query(bind_row(text, [str(string(self.names.base))]))
        if not isinstance(found, QueryTriples):
            raise TypeError("no CONSTRUCT query")
        space = f"{self.names.base}id/"
        triples = sorted(found, key=lambda triple: _code(triple, space))
        units = [tuple(unit) for _, unit in groupby(triples, lambda triple: _code(triple, space))]

        def write(triples: Iterable[Triple]) -> bytes:
            return serialise(triples, Format.TURTLE, self.names)

        yield from split(units, _joined(write), limit)


@dataclass(frozen=True)
class ProfileFiles:
    """Qualifications in a profile: those that have all that it demands."""

    names: Names
    stem: str
    suffix: str
    media_type: str
    export: Callable[[Store, NamedNode], tuple[Triple, ...]]
    write: _Write

    def files(self, store: Store, limit: int) -> Iterator[bytes]:
        """Return the files, each at most ``limit`` bytes unless one qualification takes more."""
        rows = store.query((_PORTALS / "candidates.rq").read_text("utf-8"))
        if not isinstance(rows, QuerySolutions):
            raise TypeError("no SELECT query")
        candidates = sorted((row["qualification"] for row in rows), key=str)
        exported = (self.export(store, candidate) for candidate in candidates)
        units = [triples for triples in exported if triples]
        if units:
            yield from split(units, _joined(self.write), limit)


def portal_forms(names: Names) -> tuple[PortalForm, ...]:
    """Return the forms that each release is dumped in, LOQ XML first: portals practise it."""
    elm, schema = ElmProfile(names), SchemaProfile()

    def demanded(store: Store, qualification: NamedNode) -> tuple[Triple, ...]:
        found = elm.export(store, qualification)
        return () if found.missing else found.triples

    def written(form: Format, profile: str) -> _Write:
        context = profiles()[profile].context
        return lambda triples: serialise(triples, form, names, context=context)

    return (
        OwnFiles(names),
        ProfileFiles(names, "loq-qualifications", "xml", "application/xml", demanded, loqxml),
        ProfileFiles(
            names,
            "elm-qualifications",
            "ttl",
            "text/turtle",
            demanded,
            written(Format.TURTLE, ELM),
        ),
        ProfileFiles(
            names,
            "schema-qualifications",
            "jsonld",
            "application/ld+json",
            schema.export,
            written(Format.JSONLD, SCHEMA),
        ),
    )


def split(
    units: Sequence[_Unit], write: Callable[[Sequence[_Unit]], bytes], limit: int
) -> Iterator[bytes]:
    """Return ``units`` written to as few halvings as keep each file at most ``limit`` bytes.

    A unit is never divided: one that is larger by itself becomes a larger file.
    """
    body = write(units)
    if len(body) <= limit or len(units) < 2:
        yield body
        return
    middle = len(units) // 2
    yield from split(units[:middle], write, limit)
    yield from split(units[middle:], write, limit)


def _joined(write: _Write) -> Callable[[Sequence[tuple[Triple, ...]]], bytes]:
    return lambda units: write({triple for unit in units for triple in unit})


def _code(triple: Triple, space: str) -> str:
    """Return the code that a thing is named after: ``nl-25132`` of ``outcome/nl-25132-1.1``."""
    reference = str(triple.subject)[1:-1].removeprefix(space).partition("/")[2]
    return "-".join(reference.split("-")[:2])
