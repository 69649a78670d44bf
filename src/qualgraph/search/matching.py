"""Which things match what was typed, in which order."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qualgraph.search.content import ranking
from qualgraph.search.expression import Typed
from qualgraph.search.folding import compact, spaced
from qualgraph.search.vocabulary import Vocabulary

Numbers = NDArray[np.int64]
Scores = NDArray[np.float64]

EXACT = 1e6
# How much more a match of the whole name counts than one of a word in it.
_WHOLE = 3.0
# Scoring takes 2 microseconds a thing; of more things than this, those with the word in a name
# come first, in the order in which things are numbered.
_SCORED = 1_500
_NAMES = "{title other code part}"


@dataclass(frozen=True, slots=True)
class Matches:
    """Numbers of things in the order of their rank, with their scores.

    ``partial``: none has all the words, these have some.
    """

    numbers: Numbers
    scores: Scores
    partial: bool = False


class Matcher:
    """Finds things by words; ``kind`` has the place of the kind of every thing."""

    def __init__(self, kind: NDArray[np.intc], vocabulary: Vocabulary) -> None:
        weights = ranking()
        self._columns = ", ".join(map(str, weights["columns"].values()))
        self._weights = np.array(list(weights["kinds"].values()))[kind]
        self._vocabulary = vocabulary

    def match(self, database: sqlite3.Connection, text: str, typed: Typed) -> Matches:
        """Return what matches: codes first, then beginnings of words, then what is inside one."""
        if not typed.words:
            return _joined([], partial=False)
        every = typed.every()
        inner = [self._vocabulary.longer(word) for word in typed.words]
        tiers = [
            self._whole_codes(database, text),
            self._ordered(database, every, compact(text)),
        ]
        if any(inner):
            inside = typed.inside(inner)
            rest = f"({inside}) NOT ({every})"
            tiers.append(self._unscored(database, rest, _numbers(database, rest)))
        found = _joined(tiers, partial=False)
        for some in typed.some():
            if not len(found.numbers):
                found = _joined([self._ordered(database, some)], partial=True)
        return found

    def _whole_codes(self, database: sqlite3.Connection, text: str) -> tuple[Numbers, Scores]:
        numbers = _list(
            database.execute(
                "SELECT group_concat(thing) FROM whole_code WHERE key = ?", (spaced(text),)
            )
        )
        return numbers, np.full(len(numbers), EXACT)

    def _ordered(
        self, database: sqlite3.Connection, expression: str, name: str = ""
    ) -> tuple[Numbers, Scores]:
        """Return what matches an expression, what is called ``name`` before others."""
        numbers = _numbers(database, expression)
        if len(numbers) > _SCORED:
            numbers, scores = self._unscored(database, expression, numbers)
        else:
            scores = self._scores(database, expression) * self._weights[numbers]
        whole = _list(
            database.execute("SELECT group_concat(thing) FROM whole_name WHERE key = ?", (name,))
        )
        scores[np.isin(numbers, whole)] *= _WHOLE
        order = np.lexsort((numbers, -scores))
        return numbers[order], scores[order]

    def _scores(self, database: sqlite3.Connection, expression: str) -> Scores:
        rows = database.execute(
            f"SELECT -bm25(words, {self._columns}) FROM words WHERE words MATCH ?",  # noqa: S608
            (expression,),
        )
        return np.array([score for (score,) in rows], np.float64)

    def _unscored(
        self, database: sqlite3.Connection, expression: str, numbers: Numbers
    ) -> tuple[Numbers, Scores]:
        """Return what matches, first what has the words in its own names."""
        named = _numbers(database, f"{_NAMES} : ({expression})") if len(numbers) else numbers
        scores = np.where(np.isin(numbers, named, assume_unique=True), 2.0, 1.0)
        scores *= self._weights[numbers]
        order = np.lexsort((numbers, -scores))
        return numbers[order], scores[order]


def _numbers(database: sqlite3.Connection, expression: str) -> Numbers:
    """Return the numbers of the things that match, upwards."""
    return _list(
        database.execute("SELECT group_concat(rowid) FROM words WHERE words MATCH ?", (expression,))
    )


def _list(cursor: sqlite3.Cursor) -> Numbers:
    """Return numbers that came as one text, which is several times as fast as a row for each."""
    [[text]] = cursor.fetchall()
    return np.fromstring(text, np.int64, sep=",") if text else np.empty(0, np.int64)


def _joined(tiers: Sequence[tuple[Numbers, Scores]], partial: bool) -> Matches:
    """Put tiers after each other, each thing once."""
    numbers = np.concatenate([np.empty(0, np.int64), *(each for each, _ in tiers)])
    scores = np.concatenate([np.empty(0), *(each for _, each in tiers)])
    _, first = np.unique(numbers, return_index=True)
    first.sort()
    return Matches(numbers[first], scores[first], partial and bool(len(first)))
