"""Facts: what the holder can do."""

from dataclasses import dataclass

from qualgraph.facts.evidence import Fact, Text


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
class LearningOutcome(Fact):
    """An outcome that the document does not number as core task or work process.

    ``position`` counts from 1 over the whole section and gives ``number``; ``category`` is
    ``general``, ``vocational`` or empty (a code of ``competence-category``).
    """

    number: str
    position: int
    category: str
    text: Text
