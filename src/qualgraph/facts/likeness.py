"""How like the known headings of the form some words are, whoever worded them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import log, sqrt

from qualgraph.facts.spelling import letters

GRAM = 3  # letters of a part: words in other endings, misspelt or run together share most parts
COMMON = 0.5  # of the slots
HARDLY = 0.35  # share of its parts that headings have, under which nothing is like one
LONGEST = 240  # letters of what is compared


@dataclass(frozen=True)
class Likeness:
    """The parts of the headings of each slot, weighed by how few slots have them.

    ``known`` holds for each part the headings with it and its weight there; ``slots`` the slot of
    each heading.
    """

    known: Mapping[str, tuple[tuple[int, float], ...]]
    slots: tuple[str, ...]
    rarity: Mapping[str, float]

    @classmethod
    def of(cls, headings: Mapping[str, Iterable[str]]) -> "Likeness":
        """Return the likeness to headings, given by slot."""
        wordings = [(slot, _grams(text)) for slot, texts in headings.items() for text in texts]
        spread: dict[str, set[str]] = {}
        for slot, grams in wordings:
            for gram in grams:
                spread.setdefault(gram, set()).add(slot)
        count = len(headings) + 1
        rarity = {gram: log(count / len(slots)) for gram, slots in spread.items()}
        # What most slots share tells them not apart, and takes the most time to look up.
        telling = {g for g, slots in spread.items() if len(slots) <= max(COMMON * count, 2)}
        known: dict[str, list[tuple[int, float]]] = {}
        for at, (_, grams) in enumerate(wordings):
            length = _length(grams, rarity)
            for gram, times in grams.items():
                if gram not in telling:
                    continue
                known.setdefault(gram, []).append((at, times * rarity[gram] / (length or 1)))
        return cls(
            {gram: tuple(entries) for gram, entries in known.items()},
            tuple(slot for slot, _ in wordings),
            rarity,
        )

    def familiar(self, text: str) -> float:
        """Return which share of the parts of ``text`` any heading has."""
        key = letters(text)[:LONGEST]
        count = len(key) - GRAM + 1
        known = self.rarity
        return sum(key[at : at + GRAM] in known for at in range(count)) / count if count > 0 else 0

    def of_text(self, text: str) -> dict[str, float]:
        """Return how like the headings of each slot ``text`` is, from 0 to 1; nothing if hardly."""
        grams = _grams(text)
        count = grams.total()
        if (
            not count
            or sum(grams[gram] for gram in grams.keys() & self.rarity.keys()) / count < HARDLY
        ):
            return {}
        length = _length(grams, self.rarity, self.unknown)
        by_heading = [0.0] * len(self.slots)
        for gram, times in grams.items():
            if gram in self.known:
                share = times * self.rarity[gram] / length
                for at, weight in self.known[gram]:
                    by_heading[at] += share * weight
        best: dict[str, float] = {}
        for slot, like in zip(self.slots, by_heading, strict=True):
            if like > best.get(slot, 0.0):
                best[slot] = like
        return best

    @cached_property
    def unknown(self) -> float:
        """How much a part counts that no heading has."""
        return max(self.rarity.values(), default=1.0) / 2


def _grams(text: str) -> Counter[str]:
    key = letters(text)[:LONGEST]
    return Counter(key[at : at + GRAM] for at in range(len(key) - GRAM + 1))


def _length(grams: Counter[str], rarity: Mapping[str, float], unknown: float = 0.0) -> float:
    return sqrt(sum((n * rarity.get(gram, unknown)) ** 2 for gram, n in grams.items()))
