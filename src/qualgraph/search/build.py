"""Building the index: one SQLite file, the same bytes for the same content."""

import sqlite3
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from qualgraph.alignment.words import Splitter
from qualgraph.search.content import Content, Name, ranking
from qualgraph.search.folding import compact, fold, spaced, words

INDEX_FILE = "search.sqlite"
VERSION = 1
_SCHEMA = Path(__file__).with_name("schema.sql")

Row = tuple[object, ...]
Signature = frozenset[tuple[str, str]]


def write_index(path: Path, found: Content) -> None:
    """Write the index of ``found`` to ``path``, a file that is not there yet."""
    plan = _Plan.of(found)
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.executescript(_SCHEMA.read_text("utf-8"))
        database.execute("BEGIN")
        for statement, rows in plan.tables():
            database.executemany(statement, rows)
        database.execute("INSERT INTO words(words) VALUES ('optimize')")
        database.execute("COMMIT")
        database.execute("VACUUM")


def key(iri: str) -> str:
    """Return the short name of a value of a facet: the last part of its IRI (``nl-79090``)."""
    return iri.rstrip("/#").replace("#", "/").rpartition("/")[2]


@dataclass(frozen=True)
class _Plan:
    """The content in the order in which it is numbered, from 1."""

    found: Content
    order: list[str]
    number: Mapping[str, int]
    near: Mapping[str, list[str]]
    signatures: list[Signature]

    @classmethod
    def of(cls, found: Content) -> "_Plan":
        """Put things in the order in which equals are shown: by kind, then by name."""
        kinds = list(ranking()["kinds"])

        def place(iri: str) -> tuple[int, str, str]:
            return kinds.index(found.kinds[iri]), fold(found.names[iri][0].text), iri

        order = sorted(found.kinds, key=place)
        near: dict[str, list[str]] = defaultdict(list)
        for thing in order:
            for qualification in found.belongs.get(thing, ()):
                near[qualification].append(thing)
        number = {iri: position for position, iri in enumerate(order, 1)}
        plan = cls(found, order, number, near, [])
        plan.signatures.extend(plan._signature(iri) for iri in order)
        return plan

    def _signature(self, iri: str) -> Signature:
        """Return the values of all facets of a thing: its own, else those of its qualifications."""
        own = self.found.facets.get(iri, {})
        values = {("kind", self.found.kinds[iri])}
        values.update((facet, key(value)) for facet, iris in own.items() for value in iris)
        for each in self.found.belongs.get(iri, ()):
            for facet, iris in self.found.facets.get(each, {}).items():
                values.update((facet, key(value)) for value in iris if facet not in own)
        return frozenset(values)

    def tables(self) -> Iterator[tuple[str, Iterable[Row]]]:
        """Return what fills the tables of ``schema.sql``."""
        signatures = sorted(set(self.signatures), key=sorted)
        yield "INSERT INTO thing VALUES (?, ?, ?, ?)", self._things()
        yield "INSERT INTO series VALUES (?, ?)", self._series(signatures)
        yield "INSERT INTO name VALUES (?, ?, ?, ?, ?)", self._names()
        yield "INSERT INTO near VALUES (?, ?)", self._near()
        yield "INSERT INTO whole_name VALUES (?, ?)", sorted(set(self._whole_names()))
        yield "INSERT INTO whole_code VALUES (?, ?)", sorted(set(self._whole_codes()))
        yield (
            "INSERT INTO signature VALUES (?, ?, ?)",
            ((i, *pair) for i, each in enumerate(signatures) for pair in sorted(each)),
        )
        values = self._values()
        yield "INSERT INTO facet VALUES (?, ?, ?)", ((*k, iri) for k, iri in values)
        yield "INSERT INTO facet_label VALUES (?, ?, ?, ?)", self._labels(values)
        yield "INSERT INTO word VALUES (?, ?)", sorted(self._vocabulary().items())
        kinds = Counter(self.found.kinds.values())
        yield "INSERT INTO figure VALUES (?, ?)", sorted(kinds.items())
        yield (
            "INSERT INTO words(rowid, title, other, code, part, around) VALUES (?, ?, ?, ?, ?, ?)",
            self._words(),
        )

    def _things(self) -> Iterator[Row]:
        for iri in self.order:
            whole = [self.number[each] for each in self._wholes(iri)]
            codes = self.found.codes.get(iri, ("",))
            yield self.number[iri], iri, codes[0], whole[0] if len(whole) == 1 else None

    def _wholes(self, iri: str) -> Iterator[str]:
        return (each for each in self.found.belongs.get(iri, ()) if each in self.number)

    def _series(self, signatures: list[Signature]) -> Iterator[Row]:
        kinds = list(ranking()["kinds"])
        places = {signature: place for place, signature in enumerate(signatures)}
        kind = array("i", [0, *(kinds.index(self.found.kinds[iri]) for iri in self.order)])
        yield "kind", kind.tobytes()
        yield "signature", array("i", [0, *(places[each] for each in self.signatures)]).tobytes()

    def _names(self) -> Iterator[Row]:
        for iri in self.order:
            for position, name in enumerate(self.found.names[iri]):
                yield self.number[iri], position, name.role, name.language, name.text

    def _near(self) -> Iterator[Row]:
        for iri in self.order:
            for other in self.near.get(iri, ()):
                yield self.number[iri], self.number[other]

    def _whole_names(self) -> Iterator[tuple[str, int]]:
        for iri in self.order:
            keys = (compact(name.text) for name in self.found.names[iri])
            yield from ((each, self.number[iri]) for each in keys if each)

    def _whole_codes(self) -> Iterator[tuple[str, int]]:
        for iri in self.order:
            keys = (spaced(code) for code in (*self.found.codes.get(iri, ()), key(iri)))
            yield from ((each, self.number[iri]) for each in keys if each)

    def _values(self) -> list[tuple[tuple[str, str], str]]:
        values = {("kind", kind): "" for kind in self.found.kinds.values()}
        for each in self.found.facets.values():
            values |= {(f, key(iri)): iri for f, iris in each.items() for iri in sorted(iris)}
        return sorted(values.items())

    def _labels(self, values: list[tuple[tuple[str, str], str]]) -> Iterator[Row]:
        for (facet, value), iri in values:
            titles: dict[str, str] = {}
            for name in self.found.names.get(iri, ()):
                titles.setdefault(name.language, name.text)
            yield from ((facet, value, language, text) for language, text in titles.items())

    def _vocabulary(self) -> Counter[str]:
        counts: Counter[str] = Counter()
        for names in self.found.names.values():
            counts.update({word for name in names for word in words(name.text)})
        return counts

    def _words(self) -> Iterator[Row]:
        texts = (name.text for names in self.found.names.values() for name in names)
        splitter = Splitter(Splitter.count(texts))
        for iri in self.order:
            names = self.found.names[iri]
            codes = {*self.found.codes.get(iri, ()), *self.found.schemes.get(iri, ())}
            codes |= {key(iri)} if "/id/" in iri else set()
            around = [name.text for other in self.near.get(iri, ()) for name in self._of(other)]
            yield (
                self.number[iri],
                _line(name.text for name in names if name.role == "title"),
                _line(name.text for name in names if name.role != "title"),
                _line(sorted(codes)),
                " ".join(sorted(_parts(names, splitter))),
                " ".join(sorted({word for text in around for word in words(text)})),
            )

    def _of(self, iri: str) -> tuple[Name, ...]:
        return self.found.names.get(iri, ())


def _line(texts: Iterable[str]) -> str:
    return " ".join(word for text in texts for word in words(text))


def _parts(names: Iterable[Name], splitter: Splitter) -> set[str]:
    """Return the parts of compounds, and neighbours in one: ``account manager`` both ways."""
    found: set[str] = set()
    for name in names:
        written = words(name.text)
        for word in written:
            parts = splitter.split(word)
            found.update(parts if len(parts) > 1 else ())
        found.update(a + b for a, b in pairwise(written) if not (a + b).isdigit())
    return found
