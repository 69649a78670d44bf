"""The words that occur: in which longer ones a word stands, and which one was meant."""

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

_INNER = 3
_LONGER = 40
_NEAREST = 10
# How many letters may differ, by the length up to which that holds.
_FAULTS = {3: 0, 6: 1, 11: 2, 64: 3}


@dataclass(frozen=True)
class Vocabulary:
    """The words of a release, with the number of things in whose names they occur."""

    counts: Mapping[str, int]
    _line: str
    _words: tuple[str, ...]

    @classmethod
    def read(cls, database: sqlite3.Connection) -> "Vocabulary":
        """Read the words of an index."""
        counts = dict(database.execute("SELECT word, things FROM word"))
        return cls(counts, "\n".join(("", *counts, "")), tuple(counts))

    def longer(self, word: str) -> tuple[str, ...]:
        """Return words in which ``word`` stands, not first, those that occur most."""
        if len(word) < _INNER:
            return ()
        found = {each for each in self._with(word) if not each.startswith(word)}
        return tuple(sorted(found, key=lambda each: (-self.counts[each], each))[:_LONGER])

    def _with(self, word: str) -> Iterator[str]:
        place = self._line.find(word)
        while place >= 0:
            end = self._line.index("\n", place)
            yield self._line[self._line.rindex("\n", 0, place) + 1 : end]
            place = self._line.find(word, end)

    def starts(self, word: str) -> bool:
        """Return whether a word begins so."""
        return f"\n{word}" in self._line

    def meant(self, word: str) -> tuple[str, ...]:
        """Return words like ``word``, the likeliest first: a letter too much, too few, swapped."""
        most = next(faults for length, faults in _FAULTS.items() if len(word) <= length)
        found = process.extract(
            word, self._words, scorer=OSA.distance, limit=_NEAREST, score_cutoff=most
        )
        ranked = sorted(found, key=lambda each: (each[1], -self.counts[each[0]], each[0]))
        return tuple(each for each, _, _ in ranked)
