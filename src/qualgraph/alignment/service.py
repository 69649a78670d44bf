"""Matchers for occupations and skills, made from an imported vocabulary and shipped weights."""

from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Protocol

from qualgraph import resources
from qualgraph.alignment.asking import Asked, field_of, of_question
from qualgraph.alignment.concepts import Language
from qualgraph.alignment.embedding import FEATURE, UNFITTED, Model, WithModel
from qualgraph.alignment.fields import VERSION as ISCED_F
from qualgraph.alignment.fields import Fields
from qualgraph.alignment.gold import Judged, Question
from qualgraph.alignment.knowledge import Knowledge
from qualgraph.alignment.matcher import Candidate, Matcher, Query, Witness
from qualgraph.alignment.occupations import Occupations
from qualgraph.alignment.ranking import Ranking
from qualgraph.alignment.records import Kind
from qualgraph.alignment.shelf import Shelf
from qualgraph.alignment.skills import Skills
from qualgraph.alignment.vocabulary import FILE, Vocabulary
from qualgraph.graph.alignment import NO_TERM, Alignment

WEIGHTS = {"occupation": "occupation-weights.toml", "skill": "skill-weights.toml"}
_KEPT = 60
_LED_TO = 3


class Proposer(Protocol):
    """Answers what is asked with candidates of one vocabulary."""

    def asked(self, questions: Iterable[Asked]) -> Iterable[Asked]:
        """Return the questions that it answers."""
        ...

    def candidates(
        self, asked: Asked, top: int, threshold: float, rejected: frozenset[tuple[str, str]]
    ) -> list[Candidate]:
        """Return candidates, surest first, without the pairs that people rejected."""
        ...

    def version(self, kind: str) -> str:
        """Return the version of the vocabulary for a kind of question."""
        ...


class FieldProposer:
    """Proposes fields of education for qualifications; no vocabulary need be imported."""

    def __init__(self) -> None:
        self._fields = Fields()

    def asked(self, questions: Iterable[Asked]) -> Iterable[Asked]:
        """Return the questions about qualifications."""
        return [field_of(asked) for asked in questions if asked.kind == "occupation"]

    def candidates(
        self, asked: Asked, top: int, threshold: float, rejected: frozenset[tuple[str, str]]
    ) -> list[Candidate]:
        """Return the fields that a qualification may have, without those that were rejected."""
        found = self._fields.propose(asked.question.query, _KEPT, threshold)
        return [c for c in found if (asked.subject, c.uri) not in rejected][:top]

    def version(self, _kind: str) -> str:
        """Return the version of ISCED-F."""
        return ISCED_F


class Aligner:
    """Everything that alignment needs from one vocabulary folder; parts are built when asked."""

    def __init__(
        self, folder: Path, model: Model | None = None, weights: Path | None = None
    ) -> None:
        """Open the vocabulary of ``folder``; ``model`` and ``weights`` are the user's own, the
        weights for the kind that is asked for."""
        self.vocabulary = Vocabulary.open(folder)
        self.knowledge = Knowledge.load()
        self._shelf = Shelf.beside(folder / FILE)
        self._model = model
        self._weights = weights
        self._asked = "occupation"
        self._led_to: dict[Query, tuple[str, ...]] = {}

    @cached_property
    def language(self) -> Language:
        """The words of the vocabulary."""
        return Language(self.vocabulary, self._shelf)

    @cached_property
    def occupations(self) -> Matcher:
        """Links qualifications to occupations."""
        own = Occupations(self.vocabulary, self.language, self.knowledge, self._shelf)
        return self._matcher("occupation", own)

    @cached_property
    def skills(self) -> Matcher:
        """Links tasks to skills."""
        own = Skills(self.vocabulary, self.language, self.knowledge, self._shelf)
        return self._matcher("skill", own)

    def _matcher(self, kind: str, own: Witness) -> Matcher:
        witness = WithModel(own, self._model) if self._model else own
        shipped = resources.MATCHING / WEIGHTS[kind]
        # Tasks are evidence for occupations only: the user's weights are for what is asked.
        weights = self._weights if self._weights and kind == self._asked else shipped
        return Matcher(witness, Ranking.load(weights, witness.features, {FEATURE: UNFITTED}))

    def matcher(self, kind: str) -> Matcher:
        """Return the matcher for ``occupation`` or ``skill``."""
        self._asked = kind
        return self.occupations if kind == "occupation" else self.skills

    def prepared(self, judged: tuple[Judged, ...], kind: str) -> tuple[Judged, ...]:
        """Return the questions with the occupations that their profile leads to, for skills."""
        if kind != "skill":
            return judged
        return tuple(replace(j, question=self._with_occupations(j.question)) for j in judged)

    def _with_occupations(self, question: Question) -> Question:
        query = question.query
        profile = replace(query, name=question.profile or query.dossier or query.name)
        if profile not in self._led_to:
            found = self.occupations.propose(profile, _LED_TO)
            self._led_to[profile] = tuple(candidate.uri for candidate in found)
        return replace(question, query=replace(query, occupations=self._led_to[profile]))

    def propose(
        self, question: Question, top: int, threshold: float, rejected: frozenset[tuple[str, str]]
    ) -> list[Candidate]:
        """Return candidates for a qualification without the pairs that people rejected; none
        where they found that ESCO has none."""
        return self.candidates(of_question(question), top, threshold, rejected)

    def asked(self, questions: Iterable[Asked]) -> Iterable[Asked]:
        """Return all questions: ESCO has occupations and skills."""
        return questions

    def version(self, kind: str) -> str:
        """Return the newest version that has concepts of a kind."""
        return self.vocabulary.newest(Kind(kind)) or ""

    def candidates(
        self, asked: Asked, top: int, threshold: float, rejected: frozenset[tuple[str, str]]
    ) -> list[Candidate]:
        """Return candidates for an occupation or a task without the pairs that people rejected;
        none where they found that the vocabulary has none."""
        if (asked.subject, NO_TERM.value) in rejected:
            return []
        question = asked.question
        if asked.kind == "skill":
            found = self.skills.propose(self._with_occupations(question).query, _KEPT, threshold)
        else:
            query = self._with_skills(question.query) if question.query.tasks else question.query
            found = self.occupations.propose(query, _KEPT, threshold)
        return [c for c in found if (asked.subject, c.uri) not in rejected][:top]

    def _with_skills(self, query: Query) -> Query:
        """Return the query with the skill that each of its tasks matches best, as evidence."""
        found = [
            candidate.uri
            for task in query.tasks
            for candidate in self.skills.propose(replace(query, name=task, tasks=()), 1)
        ]
        return replace(query, tasks=tuple(dict.fromkeys(found)))


def rejected_pairs(alignments: tuple[Alignment, ...]) -> frozenset[tuple[str, str]]:
    """Return the subjects and objects that people said do not belong together, and the subjects
    of which they said that there is no concept (``NO_TERM``)."""
    return frozenset(
        (a.subject, a.object.value) for a in alignments if a.negated or a.object == NO_TERM
    )
