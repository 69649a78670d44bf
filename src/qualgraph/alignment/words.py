"""Words of a text: folded, stemmed lightly, and Dutch compounds split.

No word list: what a compound can consist of is told by the vocabulary's own texts (Koehn & Knight
2003, "Empirical Methods for Compound Splitting": the split with the highest geometric mean of the
frequencies of its parts wins, the whole word included).
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache

_WORD = re.compile(r"[a-z0-9]+")
_MARKS = re.compile(r"[\u0300-\u036f]")
_DOUBLE = re.compile(r"([aeou])\1")
_LINKS = ("", "s", "e", "en", "n")
_PART = 4
_SEEN = 3
_LONGEST = 40
_LINKED = 0.5
STOP = frozenset(
    """
    de het een en of van voor in op met te bij aan om tot uit door over als zij hij ze is zijn
    worden wordt die dat deze dit naar hun ook andere zoals binnen the a an and or of for in
    on with to at by from as they is are be that this their other such
    """.split()  # noqa: SIM905 - a list of words reads as words
)


def fold(text: str) -> str:
    """Return ``text`` in small letters without diacritics."""
    small = text.lower()
    return small if small.isascii() else _MARKS.sub("", unicodedata.normalize("NFKD", small))


def words(text: str) -> list[str]:
    """Return the words of ``text``, folded, without function words."""
    return [word for word in _WORD.findall(fold(text)) if word not in STOP]


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """Return a light Dutch stem: plural and inflection off, long vowels and final v, z levelled."""
    if len(word) > 5:
        for ending in ("en", "es", "s", "e"):
            if word.endswith(ending) and len(word) - len(ending) >= 4:
                word = word[: -len(ending)]
                break
    word = _DOUBLE.sub(r"\1", word)
    if len(word) > 4 and word[-1] == word[-2]:
        word = word[:-1]
    return word[:-1] + {"v": "f", "z": "s"}.get(word[-1], word[-1]) if len(word) > 3 else word


class Splitter:
    """Splits compounds into parts that the given texts use as words."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        self._counts = {w: n for w, n in counts.items() if n >= _SEEN and len(w) >= _PART}
        self._known: dict[str, tuple[str, ...]] = {}

    @staticmethod
    def count(texts: Iterable[str]) -> Counter[str]:
        """Return in how many of the ``texts`` each word stands."""
        counts: Counter[str] = Counter()
        for text in texts:
            counts.update(set(words(text)))
        return counts

    def split(self, word: str) -> tuple[str, ...]:
        """Return the parts of ``word``; the word itself when it is no compound."""
        if word not in self._known:
            self._known[word] = self._best(word) if len(word) <= _LONGEST else (word,)
        return self._known[word]

    def _best(self, word: str) -> tuple[str, ...]:
        best: tuple[float, tuple[str, ...]] = (float(self._counts.get(word, 0.5)), (word,))
        for end in range(_PART, len(word) - _PART + 1):
            found = self._first(word, end)
            if found is None:
                continue
            rest = self.split(word[end:])
            if not all(part in self._counts for part in rest):
                continue
            parts = (found, *rest)
            # A link sound is a little less likely than none: beton-staal, not beton-s-taal.
            product = 1.0 if len(found) == end else _LINKED
            for part in parts:
                product *= self._counts[part]
            best = max(best, (product ** (1 / len(parts)), parts))
        return best[1]

    def _first(self, word: str, end: int) -> str | None:
        for link in _LINKS:
            part = word[: end - len(link)]
            if word[:end].endswith(link) and len(part) >= _PART and part in self._counts:
                return part
        return None


def parts_of(text: str, splitter: Splitter) -> list[str]:
    """Return stems of the words of ``text``; of a compound also its parts."""
    found: list[str] = []
    for word in words(text):
        parts = splitter.split(word)
        found += [stem(part) for part in parts]
        if len(parts) > 1:
            found.append(stem(word))
    return found
