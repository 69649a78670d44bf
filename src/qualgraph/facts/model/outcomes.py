"""Facts: what the holder can do."""

from dataclasses import dataclass

from qualgraph.facts.evidence import Fact, Text
from qualgraph.facts.subjects import Subject


@dataclass(frozen=True, slots=True)
class CoreTask(Fact):
    """A core task (kerntaak): its number in the document, and its place among its peers from 1."""

    number: str
    position: int
    text: Text


@dataclass(frozen=True, slots=True)
class WorkProcess(Fact):
    """A work process (werkproces) of the core task with number ``core_task``."""

    number: str
    position: int
    core_task: str
    text: Text


@dataclass(frozen=True, slots=True)
class Outcome:
    """Which core task or work process: whose it is (``owner``) and its number there."""

    owner: Subject
    number: str


@dataclass(frozen=True, slots=True)
class SharedOutcome(Fact):
    """A core task or work process of the dossier that the qualification has too."""

    outcome: Outcome


@dataclass(frozen=True, slots=True)
class OutcomeText(Fact):
    """What the document says of an outcome: the ``aspect`` (a code of ``outcome-aspect``).

    When the owner of the outcome is not the subject, it holds for the subject alone.
    """

    outcome: Outcome
    aspect: str
    text: Text


@dataclass(frozen=True, slots=True)
class KnowledgeOrSkill(Fact):
    """A piece of professional knowledge or a skill that an outcome asks, in its place from 1.

    ``heading`` is the heading that it stands under, empty when there is none. When the owner of
    the outcome is not the subject, it holds for the subject alone.
    """

    outcome: Outcome
    position: int
    text: Text
    heading: str


@dataclass(frozen=True, slots=True)
class Competence(Fact):
    """A competence (code of ``competence``, A to Y) that a work process asks.

    When the owner of the outcome is not the subject, it holds for the subject alone.
    """

    outcome: Outcome
    code: str


@dataclass(frozen=True, slots=True)
class LearningOutcome(Fact):
    """An outcome that the document does not number as core task or work process.

    ``position`` counts from 1 over the whole section and gives ``number``; ``category`` is
    ``general``, ``vocational`` or empty (a code of ``competence-category``).
    """

    number: str
    position: int
    category: str
    text: Text
