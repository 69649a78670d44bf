"""What speaks for an ESCO skill when a task of a Dutch qualification is to be linked."""

from collections import Counter
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from qualgraph.alignment.concepts import Concepts, Language
from qualgraph.alignment.knowledge import Knowledge
from qualgraph.alignment.matcher import Evidence, Query
from qualgraph.alignment.phrases import Scores
from qualgraph.alignment.records import Kind, Relation, Role
from qualgraph.alignment.relations import relation_of
from qualgraph.alignment.shelf import Shelf
from qualgraph.alignment.vocabulary import Vocabulary
from qualgraph.graph.reasons import reason

_MANY = 40
_CONTEXT = 0.3


class Skills:
    """All skills and knowledge with what is needed to weigh them."""

    features: ClassVar[tuple[str, ...]] = (
        "preferred",
        "alternative",
        "words-of-name",
        "english",
        "described-english",
        "described",
        "words",
        "context",
        "knowledge",
        "dutch",
        "asked",
    )

    held: ClassVar[dict[str, float]] = {}

    def __init__(
        self, vocabulary: Vocabulary, language: Language, knowledge: Knowledge, shelf: Shelf
    ) -> None:
        self.knowledge = knowledge
        self.language = language
        self.concepts = Concepts(vocabulary, Kind.SKILL, language, shelf)
        count = len(self.concepts.known)
        self._knowledge = np.zeros(count)
        for iri in vocabulary.of_type("knowledge"):
            if iri in self.concepts.number:
                self._knowledge[self.concepts.number[iri]] = 1.0
        self._dutch = np.zeros(count)
        for number, _ in self.concepts.texts["nl"][Role.PREFERRED]:
            self._dutch[number] = 1.0
        self._asked: dict[str, list[int]] = {}
        for occupation, skill in vocabulary.links(Relation.ESSENTIAL, Kind.OCCUPATION):
            if skill in self.concepts.number:
                self._asked.setdefault(occupation, []).append(self.concepts.number[skill])

    def evidence(self, query: Query) -> Evidence:
        """Return the candidates among all skills and what speaks for each."""
        columns = self._columns(query)
        numbers = _candidates(columns)
        features = np.stack([columns[name][numbers] for name in self.features], axis=1)
        uris = tuple(self.concepts.known[number].iri for number in numbers)

        def explain(row: int) -> tuple[str, str, tuple[str, ...]]:
            asked = bool(columns["asked"][numbers[row]])
            return self._explain(query, int(numbers[row]), asked)

        return Evidence(numbers, features, uris, explain)

    def _columns(self, query: Query) -> dict[str, Scores]:
        concepts, dutch = self.concepts, self.language.dutch
        work = self.knowledge.work_of(query.dossier) or query.dossier
        context: Counter[str] = Counter(dutch(f"{query.dossier} {work}"))
        english, described_english = concepts.in_english(query.name)
        names = concepts.names
        return {
            "preferred": concepts.named(query.name, Role.PREFERRED),
            "alternative": concepts.named(query.name, Role.ALTERNATIVE),
            "words-of-name": np.maximum(
                names[Role.PREFERRED][1].score(query.name),
                names[Role.ALTERNATIVE][1].score(query.name),
            ),
            "english": english,
            "described-english": described_english,
            "described": concepts.described.score(query.name),
            "words": concepts.covered(Counter(dutch(query.name))),
            "context": concepts.covered(context),
            "knowledge": self._knowledge,
            "dutch": self._dutch,
            "asked": self._by_occupations(query),
        }

    def _by_occupations(self, query: Query) -> Scores:
        scores = np.zeros(len(self.concepts.known))
        for place, occupation in enumerate(query.occupations):
            numbers = np.array(self._asked.get(occupation, []), dtype=np.int64)
            scores[numbers] = np.maximum(scores[numbers], 1 / (1 + place))
        return scores

    def _explain(self, query: Query, number: int, asked: bool) -> tuple[str, str, tuple[str, ...]]:
        concepts = self.concepts
        role, name, near = concepts.nearest_name(number, query.name)
        reasons = [reason("name", label=name, role=role.value, near=near)] if name else []
        if concepts.label_en(number):
            reasons.append(reason("english-label", label=concepts.label_en(number)))
        if asked:
            reasons.append(reason("asked"))
        return concepts.label(number), relation_of(query.name, name, role, near), tuple(reasons)


def _candidates(columns: dict[str, Scores]) -> NDArray[np.int64]:
    c = columns
    names = c["preferred"] + c["alternative"] + c["words-of-name"]
    sums = (
        names,
        names + c["english"] + c["words"],
        c["english"] + c["described-english"] + _CONTEXT * c["context"],
        c["described"] + c["words"] + _CONTEXT * c["context"],
        names + c["english"] + c["words"] + c["asked"],
    )
    found = {int(n) for total in sums for n in np.argsort(-total, kind="stable")[:_MANY]}
    return np.array(sorted(found), dtype=np.int64)
