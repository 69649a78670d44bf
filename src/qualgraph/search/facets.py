"""Facets: what a search can be narrowed by, and how many results each choice has."""

import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FACETS = ("kind", "level", "domain", "pathway", "sector")

Chosen = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a facet: its key, its IRI (empty for a kind), its labels by language."""

    facet: str
    key: str
    iri: str
    labels: Mapping[str, str]


@dataclass(frozen=True)
class Facets:
    """The values of each facet, and which signatures have them.

    A signature is a combination of values that things have: there are few, so that counting
    things by signature counts them by every facet.
    """

    values: Mapping[str, Sequence[Value]]
    members: Mapping[str, NDArray[np.bool_]]
    signatures: int

    @classmethod
    def read(cls, database: sqlite3.Connection, kinds: Sequence[str]) -> "Facets":
        """Read the facets of an index; ``kinds`` is the order of the kinds."""
        labels: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
        for facet, value, language, label in database.execute("SELECT * FROM facet_label"):
            labels[facet, value][language] = label
        values: dict[str, list[Value]] = {facet: [] for facet in FACETS}
        for facet, value, iri in database.execute("SELECT * FROM facet ORDER BY facet, value"):
            values[facet].append(Value(facet, value, iri, labels[facet, value]))
        values["kind"].sort(key=lambda value: kinds.index(value.key))
        [[count]] = database.execute("SELECT coalesce(max(id) + 1, 0) FROM signature")
        members = {f: np.zeros((len(each), count), bool) for f, each in values.items()}
        places = {(f, v.key): place for f, each in values.items() for place, v in enumerate(each)}
        for signature, facet, value in database.execute("SELECT * FROM signature"):
            members[facet][places[facet, value], signature] = True
        return cls(values, members, count)

    def known(self, facet: str, key: str) -> bool:
        """Return whether ``key`` is a value of ``facet``."""
        return any(value.key == key for value in self.values[facet])

    def of(self, signature: int) -> Mapping[str, tuple[str, ...]]:
        """Return the keys of the values that things with that signature have, by facet."""
        return {
            facet: tuple(v.key for v, has in zip(values, members, strict=True) if has)
            for facet, values in self.values.items()
            for members in [self.members[facet][:, signature].tolist()]
        }

    def fitting(self, chosen: Chosen, without: str = "") -> NDArray[np.bool_]:
        """Return which signatures have one of the chosen values of every facet but ``without``."""
        fit = np.ones(self.signatures, bool)
        for facet, keys in chosen.items():
            if keys and facet != without:
                rows = [place for place, v in enumerate(self.values[facet]) if v.key in keys]
                fit &= self.members[facet][rows].any(axis=0)
        return fit

    def counted(
        self, per_signature: NDArray[np.int64], chosen: Chosen
    ) -> Mapping[str, tuple[tuple[Value, int], ...]]:
        """Return how many of the things each value has, given what is chosen of other facets."""
        return {
            facet: tuple(
                zip(
                    values,
                    (self.members[facet] @ (per_signature * self.fitting(chosen, facet))).tolist(),
                    strict=True,
                )
            )
            for facet, values in self.values.items()
        }
