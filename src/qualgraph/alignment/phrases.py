"""Short texts that belong to concepts, compared by weighted words or letter groups."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from math import log, sqrt

import numpy as np
from numpy.typing import NDArray

from qualgraph.alignment.shelf import Arrays, packed, unpacked
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

    def __init__(self, arrays: Arrays, tokens: Tokens, concepts: int) -> None:
        self._tokens = tokens
        self._concepts = concepts
        self._owners = arrays["owners"]
        self._unseen = log(1 + len(self._owners))
        self._rarity = arrays["rarity"]
        self._weights = arrays["weights"]
        self._lists = Lists(arrays)

    @staticmethod
    def learn(texts: Iterable[tuple[int, str]], tokens: Tokens) -> Arrays:
        """Return what the texts of concepts (by number) teach, as arrays to be kept."""
        owners: list[int] = []
        bags: list[Counter[str]] = []
        for owner, text in texts:
            owners.append(owner)
            bags.append(Counter(tokens(text)))
        spread = Counter(token for bag in bags for token in bag)
        rarity = {token: log(1 + len(bags) / count) for token, count in spread.items()}
        found: dict[str, tuple[list[int], list[float]]] = {token: ([], []) for token in rarity}
        for number, bag in enumerate(bags):
            for token, weight in _normed({t: _often(n) * rarity[t] for t, n in bag.items()}):
                at = found[token]
                at[0].append(number)
                at[1].append(weight)
        return {
            "owners": np.array(owners, dtype=np.int64),
            "rarity": np.array(list(rarity.values())),
            "weights": np.array([weight for _, weights in found.values() for weight in weights]),
            **Lists.learn({token: numbers for token, (numbers, _) in found.items()}),
        }

    def _weighted(self, bag: Bag) -> Iterator[tuple[str, float]]:
        def rarity(token: str) -> float:
            at = self._lists.place(token)
            return self._unseen if at is None else float(self._rarity[at])

        return _normed({token: _often(count) * rarity(token) for token, count in bag.items()})

    def score(self, query: str | Bag) -> Scores:
        """Return for each concept how near its best text is to ``query``: 0 to 1."""
        return self.best(self.score_texts(query))

    def score_texts(self, query: str | Bag) -> Scores:
        """Return for each text how near it is to ``query``."""
        bag: Bag = Counter(self._tokens(query)) if isinstance(query, str) else query
        scores = np.zeros(len(self._owners))
        for token, weight in self._weighted(bag):
            part = self._lists.part(token)
            scores[self._lists.numbers[part]] += weight * self._weights[part]
        return scores

    def best(self, of_texts: Scores) -> Scores:
        """Return for each concept the score of its best text."""
        scores = np.zeros(self._concepts)
        np.maximum.at(scores, self._owners, of_texts)
        return scores


class Presence:
    """Which words occur anywhere in the texts of a concept."""

    def __init__(self, arrays: Arrays, concepts: int) -> None:
        self._concepts = concepts
        self._lists = Lists(arrays)

    @staticmethod
    def learn(texts: Iterable[tuple[int, Iterable[str]]]) -> Arrays:
        """Return which concepts (by number) have which words, as arrays to be kept."""
        sets: dict[str, set[int]] = defaultdict(set)
        for concept, tokens in texts:
            for token in tokens:
                sets[token].add(concept)
        return Lists.learn({token: sorted(concepts) for token, concepts in sets.items()})

    def of(self, token: str) -> NDArray[np.int32]:
        """Return the concepts that have the word, in order."""
        return self._lists.numbers[self._lists.part(token)]

    def rarity(self, token: str) -> float:
        """Return how telling the word is."""
        return log(1 + self._concepts / max(1, len(self.of(token))))

    def words(self) -> list[str]:
        """Return all words."""
        return self._lists.words


class Lists:
    """For each word a list of numbers, all in one array."""

    def __init__(self, arrays: Arrays) -> None:
        self.numbers: NDArray[np.int32] = arrays["numbers"]
        self._starts = arrays["starts"]
        self.words = unpacked(arrays["words"], len(self._starts) - 1)
        self._places = {word: place for place, word in enumerate(self.words)}

    @staticmethod
    def learn(lists: Mapping[str, Sequence[int]]) -> Arrays:
        """Return the lists as arrays to be kept."""
        return {
            "words": packed(lists),
            "starts": np.cumsum([0, *(len(numbers) for numbers in lists.values())]),
            "numbers": np.array([n for numbers in lists.values() for n in numbers], dtype=np.int32),
        }

    def place(self, word: str) -> int | None:
        """Return which of the words ``word`` is."""
        return self._places.get(word)

    def part(self, word: str) -> slice:
        """Return where the numbers of ``word`` stand; nowhere when it has none."""
        at = self._places.get(word)
        return slice(0, 0) if at is None else slice(self._starts[at], self._starts[at + 1])


def _often(count: float) -> float:
    return 1 + log(count) if count >= 1 else count


def _normed(weights: dict[str, float]) -> Iterator[tuple[str, float]]:
    norm = sqrt(sum(weight * weight for weight in weights.values())) or 1.0
    return ((token, weight / norm) for token, weight in weights.items())
