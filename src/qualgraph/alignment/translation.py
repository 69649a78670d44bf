"""Dutch words to English words, learned from the vocabulary's own parallel texts.

IBM model 1 (Brown et al. 1993, "The Mathematics of Statistical Machine Translation"): which
English words stand in the texts of the concepts whose Dutch texts have a word. With it a Dutch
name is compared to English labels, which are cleaner than the Dutch ones.
"""

from collections import defaultdict
from collections.abc import Iterable

import numpy as np

from qualgraph.alignment.shelf import Arrays, packed, unpacked

_ROUNDS = 6
_LIKELY = 0.05
_KEPT = 5
_SMOOTH = 0.5


class Translation:
    """For each Dutch stem its likely English stems with their probability."""

    def __init__(self, arrays: Arrays) -> None:
        chances = arrays["chances"].tolist()
        count = len(chances)
        rows = zip(
            unpacked(arrays["dutch"], count),
            unpacked(arrays["english"], count),
            chances,
            strict=True,
        )
        self._table: dict[str, list[tuple[str, float]]] = defaultdict(list)
        for stem, word, chance in rows:
            self._table[stem].append((word, chance))

    @staticmethod
    def learn(pairs: Iterable[tuple[list[str], list[str]]]) -> Arrays:
        """Return what pairs of Dutch and English words of the same text teach, to be kept."""
        dutch: dict[str, int] = {}
        english: dict[str, int] = {}
        sources, targets, places = [], [], []
        place = 0
        for ours, theirs in pairs:
            if not ours or not theirs:
                continue
            left = np.array([dutch.setdefault(w, len(dutch)) for w in dict.fromkeys(ours)])
            right = np.array([english.setdefault(w, len(english)) for w in theirs])
            sources.append(np.tile(left, len(right)))
            targets.append(np.repeat(right, len(left)))
            places.append(np.repeat(np.arange(place, place + len(right)), len(left)))
            place += len(right)
        if not sources:
            return _kept({})
        key = np.concatenate(sources) * len(english) + np.concatenate(targets)
        at = np.concatenate(places)
        cells, inverse = np.unique(key, return_inverse=True)
        source = cells // len(english)
        chance = np.ones(len(cells))
        for _ in range(_ROUNDS):
            share = chance[inverse]
            share /= np.bincount(at, share, place)[at]
            count = np.bincount(inverse, share, len(cells))
            chance = count / (np.bincount(source, count, len(dutch))[source] + _SMOOTH)
        names, words = list(dutch), list(english)
        table: dict[str, list[tuple[str, float]]] = defaultdict(list)
        for cell in np.flatnonzero(chance > _LIKELY):
            word = words[cells[cell] % len(english)]
            table[names[source[cell]]].append((word, float(chance[cell])))
        ranked = {w: sorted(t, key=lambda e: (-e[1], e[0]))[:_KEPT] for w, t in table.items()}
        return _kept(ranked)

    def of(self, stem: str) -> list[tuple[str, float]]:
        """Return the likely English stems of a Dutch one."""
        return self._table.get(stem, [])

    def bag(self, stems: Iterable[str]) -> dict[str, float]:
        """Return English stems for Dutch ones; an unknown word may be the same in English."""
        found: dict[str, float] = defaultdict(float)
        for stem in stems:
            for word, chance in self.of(stem) or [(stem, 0.5)]:
                found[word] += chance
        return dict(found)


def _kept(table: dict[str, list[tuple[str, float]]]) -> Arrays:
    rows = [(stem, word, chance) for stem, found in table.items() for word, chance in found]
    return {
        "dutch": packed(stem for stem, _, _ in rows),
        "english": packed(word for _, word, _ in rows),
        "chances": np.array([chance for _, _, chance in rows]),
    }
