"""What a person types as an expression of FTS5: words that are tokenised and quoted, no syntax."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from qualgraph.alignment.words import STOP
from qualgraph.search.folding import words

LONGEST = 300
_MOST = 16
_NOTABLE = 4


@dataclass(frozen=True, slots=True)
class Typed:
    """The words that are searched for: without function words, each once, at most 16."""

    words: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> "Typed":
        """Return the words of ``text``; one letter counts only where there is nothing more."""
        found = tuple(dict.fromkeys(words(text)))
        for few in (
            tuple(word for word in found if word not in STOP and len(word) > 1),
            tuple(word for word in found if word not in STOP),
        ):
            if few:
                return cls(few[:_MOST])
        return cls(found[:_MOST])

    def every(self) -> str:
        """Match what has every word, or the beginning of a longer one."""
        return _all(_any(map(_start, each)) for each in self._ways())

    def inside(self, inner: Sequence[Sequence[str]]) -> str:
        """Match what has every word, or one of the longer words in which it stands."""
        ways = zip(self._ways(), inner, strict=True)
        return _all(_any((*map(_start, each), *map(_quote, longer))) for each, longer in ways)

    def some(self) -> tuple[str, ...]:
        """Match what has one of the words that say something: as it stands, else its beginning."""
        notable = [w for w in self.words if len(w) >= _NOTABLE or not w.isalpha()]
        ways = (" OR ".join(map(way, notable)) for way in (_quote, _start))
        return tuple(filter(None, ways)) if len(self.words) > 1 else ()

    def _ways(self) -> Iterator[tuple[str, ...]]:
        """Return each word and what it makes with its neighbours: ``verpleeg kundige``."""
        joined = ["" if (a + b).isdigit() else a + b for a, b in pairwise(self.words)]
        for word, before, after in zip(self.words, ["", *joined], [*joined, ""], strict=True):
            yield tuple(each for each in (word, before, after) if each)


def _start(word: str) -> str:
    return f"{_quote(word)}*"


def _quote(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'


def _any(terms: Iterable[str]) -> str:
    return f"({' OR '.join(terms)})"


def _all(terms: Iterable[str]) -> str:
    return " AND ".join(terms)
