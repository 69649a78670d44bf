"""Short texts that belong to concepts, compared by weighted words or letter groups."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from math import log, sqrt

import numpy as np
from numpy.typing import NDArray

from qualgraph.alignment.words import fold

Scores = NDArray[np.float64]
Bag = Mapping[str, float]
Tokens = Callable[[str], list[str]]
_LETTERS = re.compile(r"[^a-z0-9]+")


def grams(text: str) -> list[str]:
    """Return the groups of three and four letters of ``text``."""
    plain = f" {_LETTERS.sub(' ', fold(text)).strip()} "
    return [plain[i : i + n] for n in (3, 4) for i in range(len(plain) - n + 1)]


class Phrases:
    """Texts of concepts as vectors (TF-IDF, cosine); a concept scores by its best text."""

    def __init__(self, texts: Iterable[tuple[int, str]], tokens: Tokens, concepts: int) -> None:
        self._tokens = tokens
        self._concepts = concepts
        owners: list[int] = []
        bags: list[Counter[str]] = []
        for owner, text in texts:
            owners.append(owner)
            bags.append(Counter(tokens(text)))
        self._owners = np.array(owners, dtype=np.int64)
        spread = Counter(token for bag in bags for token in bag)
        self._unseen = log(1 + len(bags))
        self._rarity = {token: log(1 + len(bags) / count) for token, count in spread.items()}
        self._postings = self._post(bags)

    def _post(self, bags: list[Counter[str]]) -> dict[str, tuple[NDArray[np.int64], Scores]]:
        found: dict[str, tuple[list[int], list[float]]] = defaultdict(lambda: ([], []))
        for number, bag in enumerate(bags):
            for token, weight in self._weighted(bag).items():
                at = found[token]
                at[0].append(number)
                at[1].append(weight)
        return {
            token: (np.array(numbers, dtype=np.int64), np.array(weights))
            for token, (numbers, weights) in found.items()
        }

    def _weighted(self, bag: Bag) -> dict[str, float]:
        weights = {
            token: (1 + log(count) if count >= 1 else count) * self._rarity.get(token, self._unseen)
            for token, count in bag.items()
        }
        norm = sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        return {token: weight / norm for token, weight in weights.items()}

    def score(self, query: str | Bag) -> Scores:
        """Return for each concept how near its best text is to ``query``: 0 to 1."""
        return self.best(self.score_texts(query))

    def score_texts(self, query: str | Bag) -> Scores:
        """Return for each text how near it is to ``query``."""
        bag: Bag = Counter(self._tokens(query)) if isinstance(query, str) else query
        scores = np.zeros(len(self._owners))
        for token, weight in self._weighted(bag).items():
            if posted := self._postings.get(token):
                scores[posted[0]] += weight * posted[1]
        return scores

    def best(self, of_texts: Scores) -> Scores:
        """Return for each concept the score of its best text."""
        scores = np.zeros(self._concepts)
        np.maximum.at(scores, self._owners, of_texts)
        return scores


class Presence:
    """Which words occur anywhere in the texts of a concept."""

    def __init__(self, concepts: int) -> None:
        self._concepts = concepts
        self._sets: dict[str, set[int]] = defaultdict(set)
        self._arrays: dict[str, NDArray[np.int64]] = {}

    def add(self, concept: int, tokens: Iterable[str]) -> None:
        """Note that ``concept`` has these words."""
        for token in tokens:
            self._sets[token].add(concept)

    def of(self, token: str) -> NDArray[np.int64]:
        """Return the concepts that have the word."""
        if token not in self._arrays:
            self._arrays[token] = np.array(sorted(self._sets.get(token, ())), dtype=np.int64)
        return self._arrays[token]

    def rarity(self, token: str) -> float:
        """Return how telling the word is."""
        return log(1 + self._concepts / max(1, len(self._sets.get(token, ()))))

    def words(self) -> dict[str, set[int]]:
        """Return the concepts of every word."""
        return dict(self._sets)
