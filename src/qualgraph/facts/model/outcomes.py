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
