"""Asking the index of a release."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import numpy as np

from qualgraph.search.build import INDEX_FILE, VERSION
from qualgraph.search.content import Name, ranking
from qualgraph.search.expression import Typed
from qualgraph.search.facets import Chosen, Facets, Value
from qualgraph.search.marking import Marked, Marker
from qualgraph.search.matching import EXACT, Matcher, Matches
from qualgraph.search.vocabulary import Vocabulary

PAGE = 20

# Lists of numbers and IRIs are bound as one JSON text.
_THINGS = "SELECT id, iri, code, within FROM thing WHERE id IN (SELECT value FROM json_each(?))"
_IRIS = "SELECT id, iri FROM thing WHERE id IN (SELECT value FROM json_each(?))"
_NUMBERS = "SELECT id FROM thing WHERE iri IN (SELECT value FROM json_each(?))"
_NAMES = (
    "SELECT thing, role, language, text FROM name "
    "WHERE thing IN (SELECT value FROM json_each(?)) ORDER BY thing, position"
)
_NEAR = (
    "SELECT near.thing, role, language, text FROM near JOIN name ON name.thing = near.other "
    "WHERE near.thing IN (SELECT value FROM json_each(?))"
)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: words (perhaps none), chosen values per facet, page from 1, its size."""

    text: str = ""
    chosen: Chosen = field(default_factory=dict)
    page: int = 1
    language: str = "nl"
    size: int = PAGE


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing that was found.

    ``names`` are all it has, ``facets`` the keys of its values. ``snippet`` is another text in
    which the words stand better than in the title, ``within`` the IRI and title of the one
    qualification it belongs to; ``score`` counts among hits of one question; ``exact``: its code
    is what was asked.
    """

    iri: str
    kind: str
    title: Marked
    names: tuple[str, ...]
    code: str
    facets: Mapping[str, tuple[str, ...]]
    snippet: Marked | None
    within: tuple[str, str] | None
    score: float
    exact: bool


@dataclass(frozen=True, slots=True)
class Found:
    """The answer: how many things in all, those of the page, and the counts per facet.

    ``partial``: nothing has all the words, these have some. ``meant`` is what may have been
    meant instead, empty when nothing like it is known.
    """

    total: int
    pages: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[tuple[Value, int], ...]]
    partial: bool
    meant: str


class SearchIndex:
    """The index of a release, opened read-only; may be asked from several threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._idle: list[sqlite3.Connection] = []
        self.kinds = tuple(ranking()["kinds"])
        with self._database() as database:
            series = dict(database.execute("SELECT name, numbers FROM series"))
            self._kind = np.frombuffer(series["kind"], np.intc)
            self._signature = np.frombuffer(series["signature"], np.intc)
            self._facets = Facets.read(database, self.kinds)
            self._vocabulary = Vocabulary.read(database)
            self.figures: Mapping[str, int] = dict(database.execute("SELECT * FROM figure"))
        self._matcher = Matcher(self._kind, self._vocabulary)

    @classmethod
    def of(cls, release: Path) -> "SearchIndex | None":
        """Open the index of the release in that folder; None where it has none of this version."""
        path = release / INDEX_FILE
        if not path.is_file():
            return None
        with closing(_open(path)) as database:
            [[version]] = database.execute("PRAGMA user_version")
        return cls(path) if version == VERSION else None

    def close(self) -> None:
        """Close what is open."""
        while self._idle:
            self._idle.pop().close()

    @contextmanager
    def _database(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection to one thread."""
        try:
            database = self._idle.pop()
        except IndexError:
            database = _open(self._path)
        try:
            yield database
        finally:
            self._idle.append(database)

    def known(self, facet: str, key: str) -> bool:
        """Return whether ``key`` is a value of ``facet`` in this release."""
        return self._facets.known(facet, key)

    def values(self, facet: str) -> Sequence[Value]:
        """Return the values of a facet."""
        return self._facets.values[facet]

    def things(self, iris: Sequence[str], language: str) -> Mapping[str, Hit]:
        """Return those of the things that are in the index, by IRI."""
        with self._database() as database:
            rows = database.execute(_NUMBERS, (json.dumps(list(iris)),))
            numbers = [number for (number,) in rows]
            marker = Marker.of(Typed(()))
            hits = self._hits(database, numbers, [0.0] * len(numbers), marker, language)
        return {hit.iri: hit for hit in hits}

    def ask(self, question: Question) -> Found:
        """Answer a question; a page that is not there has no hits."""
        typed = Typed.of(question.text)
        with self._database() as database:
            matches = self._matching(database, question.text, typed)
            signatures = self._signature[matches.numbers]
            keep = self._facets.fitting(question.chosen)[signatures]
            numbers = matches.numbers[keep]
            start = (question.page - 1) * question.size
            shown = slice(start, start + question.size)
            hits = self._hits(
                database,
                numbers[shown].tolist(),
                matches.scores[keep][shown].tolist(),
                Marker.of(typed),
                question.language,
            )
            few = bool(typed.words) and (matches.partial or not len(matches.numbers))
            meant = self._meant(database, typed) if few else ""
        counts = np.bincount(signatures, minlength=self._facets.signatures)
        return Found(
            len(numbers),
            max(1, -(-len(numbers) // question.size)),
            hits,
            self._facets.counted(counts, question.chosen),
            matches.partial,
            meant,
        )

    def _matching(self, database: sqlite3.Connection, text: str, typed: Typed) -> Matches:
        if text.strip():
            return self._matcher.match(database, text, typed)
        numbers = np.arange(1, len(self._kind), dtype=np.int64)
        return Matches(numbers, np.zeros(len(numbers)))

    def _hits(
        self,
        database: sqlite3.Connection,
        numbers: Sequence[int],
        scores: Sequence[float],
        marker: Marker,
        language: str,
    ) -> tuple[Hit, ...]:
        """Return the hits of a page, with as many queries for twenty as for one."""
        found = database.execute(_THINGS, (json.dumps(numbers),))
        rows = {number: row for number, *row in found}
        wholes = [whole for _, _, whole in rows.values() if whole]
        wholes_at = dict(database.execute(_IRIS, (json.dumps(wholes),)).fetchall())
        names = _named(database, _NAMES, [*numbers, *wholes])
        titles = {number: _spoken(each, language) for number, each in names.items()}
        poor = [number for number in numbers if marker.hits(titles[number].text) < marker.most]
        near = _named(database, _NEAR, poor)
        hits = []
        for number, score in zip(numbers, scores, strict=True):
            iri, code, whole = rows[number]
            title = titles[number]
            best = max((title, *names[number], *near[number]), key=lambda n: marker.hits(n.text))
            better = number in poor and marker.hits(best.text) > marker.hits(title.text)
            hits.append(
                Hit(
                    iri,
                    self.kinds[self._kind[number]],
                    marker.mark(title.text, title.language),
                    tuple(name.text for name in names[number]),
                    code,
                    self._facets.of(int(self._signature[number])),
                    marker.mark(best.text, best.language) if better else None,
                    (wholes_at[whole], titles[whole].text) if whole else None,
                    score,
                    score >= EXACT,
                )
            )
        return tuple(hits)

    def _meant(self, database: sqlite3.Connection, typed: Typed) -> str:
        """Return the words with those replaced that do not occur, when that finds something."""
        better = []
        for word in typed.words:
            known = self._vocabulary.starts(word) or self._vocabulary.longer(word)
            like = () if known else self._vocabulary.meant(word)
            better.append(word if known or not like else like[0])
        if tuple(better) == typed.words:
            return ""
        every = Typed(tuple(dict.fromkeys(better))).every()
        found = database.execute("SELECT 1 FROM words WHERE words MATCH ? LIMIT 1", (every,))
        return " ".join(better) if found.fetchone() else ""


def _open(path: Path) -> sqlite3.Connection:
    address = f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1"
    return sqlite3.connect(address, uri=True, check_same_thread=False)


def _named(
    database: sqlite3.Connection, statement: str, numbers: Sequence[int]
) -> dict[int, list[Name]]:
    """Return the names that a statement finds for each of the things."""
    found: dict[int, list[Name]] = defaultdict(list)
    for number, *name in database.execute(statement, (json.dumps(numbers),)):
        found[number].append(Name(*name))
    return found


def _spoken(names: Sequence[Name], language: str) -> Name:
    """Return the title in the language, else the first one."""
    titles = [name for name in names if name.role == "title"] or names
    return min(titles, key=lambda name: name.language != language)
