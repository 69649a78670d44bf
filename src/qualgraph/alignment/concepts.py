"""The concepts of one kind with their texts, ready to be compared with Dutch words."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, partial
from itertools import chain

import numpy as np

from qualgraph.alignment.phrases import Bag, Phrases, Presence, Scores, Tokens, grams
from qualgraph.alignment.records import Kind, Role
from qualgraph.alignment.shelf import Arrays, Shelf, packed, unpacked
from qualgraph.alignment.translation import Translation
from qualgraph.alignment.vocabulary import Known, Vocabulary
from qualgraph.alignment.words import Splitter, parts_of, stem, words

_NAMES = (Role.PREFERRED, Role.ALTERNATIVE, Role.CROSSWALK)
_ALMOST = 0.9


class Language:
    """How Dutch and English texts become words; learned from a vocabulary."""

    def __init__(self, vocabulary: Vocabulary, shelf: Shelf) -> None:
        known = shelf.arrays("words", lambda: _counted(vocabulary))
        counts = known["counts"].tolist()
        self.splitter = Splitter(
            dict(zip(unpacked(known["words"], len(counts)), counts, strict=True))
        )
        self._dutch: dict[str, tuple[str, ...]] = {}
        learn = partial(Translation.learn, self._pairs(vocabulary))
        self.translation = Translation(shelf.arrays("translation", learn))

    def dutch(self, text: str) -> list[str]:
        """Return the stems of a Dutch text, compounds split."""
        if text not in self._dutch:
            self._dutch[text] = tuple(parts_of(text, self.splitter))
        return list(self._dutch[text])

    def _pairs(self, vocabulary: Vocabulary) -> Iterator[tuple[list[str], list[str]]]:
        for kind in Kind:
            both: dict[tuple[str, Role], dict[str, str]] = defaultdict(dict)
            for language in ("nl", "en"):
                for iri, role, text in vocabulary.terms(kind, language):
                    if role in (Role.PREFERRED, Role.DESCRIPTION):
                        both[iri, role].setdefault(language, text)
            for texts in both.values():
                # A Dutch text that is the English one was never translated: it teaches nothing.
                if len(texts) == 2 and texts["nl"] != texts["en"]:
                    yield self.dutch(texts["nl"])[:80], english(texts["en"])[:80]


def _counted(vocabulary: Vocabulary) -> Arrays:
    texts = (text for kind in Kind for _, _, text in vocabulary.terms(kind, "nl"))
    counts = Splitter.count(texts)
    return {"words": packed(counts), "counts": np.array(list(counts.values()), dtype=np.int64)}


def english(text: str) -> list[str]:
    """Return the stems of an English text."""
    return [stem(word) for word in words(text)]


class Concepts:
    """All released concepts of a kind, and how near each is to a text by several measures."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        kind: Kind,
        language: Language,
        shelf: Shelf,
        further: Callable[["Concepts"], Iterable[tuple[int, str]]] = lambda _: (),
    ) -> None:
        self.kind = kind
        self.language = language
        self._shelf = shelf
        self._further = further
        self.known: list[Known] = list(vocabulary.concepts(kind))
        self.number = {concept.iri: n for n, concept in enumerate(self.known)}
        self.texts = {tongue: self._texts(vocabulary, kind, tongue) for tongue in ("nl", "en")}
        count = len(self.known)
        self.presence = Presence(self.kept("present", self._present), count)
        self.names = {role: self._names(role) for role in _NAMES}
        described = self.texts["nl"][Role.DESCRIPTION]
        self.described = self.phrases("described", lambda: described, language.dutch)
        self._labels_en = self.phrases("labels-en", self._english_labels, english)
        described_en = self.texts["en"][Role.DESCRIPTION]
        self._described_en = self.phrases("described-en", lambda: described_en, english)
        self._present_en = Presence(self.kept("present-en", self._in_english), count)

    def kept(self, name: str, make: Callable[[], Arrays]) -> Arrays:
        """Return what was learned about these concepts under ``name``, learned now if need be."""
        return self._shelf.arrays(f"{self.kind}-{name}", make)

    def phrases(
        self, name: str, texts: Callable[[], Iterable[tuple[int, str]]], tokens: Tokens
    ) -> Phrases:
        """Return texts of these concepts, ready to be compared with others."""
        arrays = self.kept(name, lambda: Phrases.learn(texts(), tokens))
        return Phrases(arrays, tokens, len(self.known))

    def _texts(
        self, vocabulary: Vocabulary, kind: Kind, language: str
    ) -> dict[Role, list[tuple[int, str]]]:
        found: dict[Role, list[tuple[int, str]]] = {role: [] for role in Role}
        for iri, role, text in vocabulary.terms(kind, language):
            if iri in self.number:
                found[role].append((self.number[iri], text))
        return found

    def _present(self) -> Arrays:
        """Return which words the Dutch texts have, ``further`` ones included."""
        texts = chain(chain.from_iterable(self.texts["nl"].values()), self._further(self))
        return Presence.learn((number, self.language.dutch(text)) for number, text in texts)

    def _in_english(self) -> Arrays:
        texts = chain.from_iterable(self.texts["en"].values())
        return Presence.learn((number, english(text)) for number, text in texts)

    def _names(self, role: Role) -> tuple[Phrases, Phrases]:
        texts = self.texts["nl"][role]
        return (
            self.phrases(f"{role}-letters", lambda: texts, grams),
            self.phrases(f"{role}-words", lambda: texts, self.language.dutch),
        )

    def _english_labels(self) -> list[tuple[int, str]]:
        # Alternatives of skills are many and near to their preferred label: they add only time.
        roles = [Role.PREFERRED] if self.kind is Kind.SKILL else [Role.PREFERRED, Role.ALTERNATIVE]
        return [entry for role in roles for entry in self.texts["en"][role]]

    def named(self, text: str, role: Role) -> Scores:
        """Return how near the names of a role are to ``text``, by letters."""
        return self.names[role][0].score(text)

    def nearest(self, text: str) -> Scores:
        """Return how near the nearest name is, by letters."""
        near: Scores = np.maximum.reduce([self.named(text, role) for role in _NAMES])
        return near

    def nearest_words(self, text: str) -> Scores:
        """Return how near the nearest name is, by letters or by words."""
        by_words = [self.names[role][1].score(text) for role in _NAMES]
        near: Scores = np.maximum.reduce([self.nearest(text), *by_words])
        return near

    def in_english(self, text: str) -> tuple[Scores, Scores]:
        """Return how near the English labels and the English description are."""
        bag = self.language.translation.bag(self.language.dutch(text))
        return self._labels_en.score(bag), self._described_en.score(bag)

    def covered(self, bag: Bag) -> Scores:
        """Return which share of the Dutch words (by rarity) stands in the texts of a concept.

        A word counts in Dutch, or by the chance of its translation in the English texts.
        """
        total, scores = 1e-9, np.zeros(len(self.known))
        for token, count in bag.items():
            weight = count * self.presence.rarity(token)
            total += weight
            found = np.zeros(len(self.known))
            for word, chance in self.language.translation.of(token):
                owners = self._present_en.of(word)
                found[owners] = np.maximum(found[owners], _ALMOST * min(1.0, chance))
            found[self.presence.of(token)] = 1.0
            scores += weight * found
        return scores / total

    def nearest_name(self, number: int, text: str) -> tuple[Role, str, float]:
        """Return the Dutch name of a concept that is nearest to ``text``, and how near it is."""
        best = (Role.PREFERRED, "", -1.0)
        wanted = set(grams(text))
        for role in _NAMES:
            for name in self.names_of(number, role):
                letters = set(grams(name))
                near = 2 * len(wanted & letters) / max(1, len(wanted) + len(letters))
                if near > best[2]:
                    best = (role, name, near)
        return best

    def names_of(self, number: int, role: Role) -> list[str]:
        """Return the Dutch names of a concept in a role."""
        return self._by_number.get((number, role), [])

    @cached_property
    def _by_number(self) -> dict[tuple[int, Role], list[str]]:
        found: dict[tuple[int, Role], list[str]] = defaultdict(list)
        for role in _NAMES:
            for owner, text in self.texts["nl"][role]:
                found[owner, role].append(text)
        return dict(found)

    def label(self, number: int) -> str:
        """Return the preferred label, Dutch when there is one."""
        return self._labels["nl"].get(number) or self._labels["en"].get(number, "")

    def label_en(self, number: int) -> str:
        """Return the English preferred label, empty when there is none."""
        return self._labels["en"].get(number, "")

    @cached_property
    def _labels(self) -> dict[str, dict[int, str]]:
        return {tongue: dict(texts[Role.PREFERRED]) for tongue, texts in self.texts.items()}

    def shared(self, number: int, tokens: Iterable[str]) -> list[str]:
        """Return those of the words that stand in the Dutch texts of a concept."""
        return [t for t in dict.fromkeys(tokens) if number in self.presence.of(t)]
