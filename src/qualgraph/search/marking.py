"""Showing where in a text the words stand that were searched for."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from qualgraph.search.expression import Typed
from qualgraph.search.folding import fold, folded_places


@dataclass(frozen=True, slots=True)
class Marked:
    """A text in pieces, each with whether it was searched for; ``language`` may be empty."""

    language: str
    parts: tuple[tuple[str, bool], ...]

    @property
    def text(self) -> str:
        """The whole text."""
        return "".join(piece for piece, _ in self.parts)


@dataclass(frozen=True)
class Marker:
    """Finds the words of a search in texts."""

    patterns: tuple[re.Pattern[str], ...]

    @classmethod
    def of(cls, typed: Typed) -> "Marker":
        """Return a marker of what was typed: at the start of a word, and within one from 3 on."""
        return cls(tuple(re.compile(_pattern(word)) for word in typed.words))

    @property
    def most(self) -> int:
        """How many words there are."""
        return len(self.patterns)

    def hits(self, text: str) -> int:
        """Return how many of the words stand in ``text``."""
        folded = fold(text)
        return sum(bool(pattern.search(folded)) for pattern in self.patterns)

    def mark(self, text: str, language: str) -> Marked:
        """Return ``text`` in pieces."""
        if not self.patterns:
            return Marked(language, ((text, False),))
        folded, places = folded_places(text)
        spans = sorted(
            (places[found.start()], places[found.end() - 1] + 1)
            for pattern in self.patterns
            for found in pattern.finditer(folded)
        )
        return Marked(language, tuple(_pieces(text, spans)))


def _pattern(word: str) -> str:
    # A compound may be written in words: each letter may be followed by what stands between words.
    loose = r"[\W_]?".join(map(re.escape, word)) if len(word) > 5 else re.escape(word)
    return loose if len(word) > 2 else rf"(?<![^\W_]){loose}"


def _pieces(text: str, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[str, bool]]:
    done = 0
    for start, end in spans:
        if end <= done:
            continue
        if start > done:
            yield text[done:start], False
        yield text[max(start, done) : end], True
        done = end
    if done < len(text):
        yield text[done:], False
