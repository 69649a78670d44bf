"""How a profile carries each property of the own vocabulary (``ontology/profiles/*.csv``)."""

import csv
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from pyoxigraph import NamedNode

from qualgraph import resources
from qualgraph.graph.terms import VOCABULARIES


class How(StrEnum):
    """How a fact goes out: as data with shared terms, as data with own terms, as text, not."""

    STRUCTURED = "structured"
    LOCAL = "local"
    TEXT = "text"
    NOT = "not"


@dataclass(frozen=True, slots=True)
class Carried:
    """A property (``predicate``), and how it goes out.

    ``via`` is the property that leads from the qualification to the thing that has it, empty for
    the qualification itself; ``place`` is where it ends in the profile.
    """

    via: str
    predicate: str
    how: How
    place: str

    @property
    def slug(self) -> str:
        """The name of the property alone: ``title`` of ``dct:title``."""
        return self.predicate.partition(":")[2]


@cache
def crosswalk(profile: str) -> tuple[Carried, ...]:
    """Return the crosswalk that ships for ``profile``."""
    path = resources.ONTOLOGY / "profiles" / f"{profile}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return tuple(Carried(r["via"], r["property"], How(r["how"]), r["as"]) for r in rows)


def expand(curie: str) -> NamedNode:
    """Return the IRI of ``prefix:name``."""
    prefix, _, name = curie.partition(":")
    return NamedNode(VOCABULARIES[prefix] + name)


def shorten(iri: str) -> str:
    """Return ``prefix:name`` of an IRI of a known vocabulary, else the IRI."""
    for prefix, namespace in VOCABULARIES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri
