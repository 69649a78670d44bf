"""Facts: level and assessment."""

from dataclasses import dataclass

from qualgraph.facts.evidence import Fact, Text


@dataclass(frozen=True, slots=True)
class Level(Fact):
    """A level: the code list and the code.

    Lists: ``mbo-level``, ``nlqf``, ``eqf``, ``isced-1997`` (``3A``), ``isced-2011`` (``353``).
    """

    framework: str
    code: str


@dataclass(frozen=True, slots=True)
class LevelCharacteristics(Fact):
    """What the document says the level stands for."""

    text: Text


@dataclass(frozen=True, slots=True)
class Grade(Fact):
    """A grade of the scale, its words, and whether it is the lowest that passes."""

    value: int
    text: Text
    pass_mark: bool


@dataclass(frozen=True, slots=True)
class NationalLevel(Fact):
    """The level in a country's own words, where no code list has it."""

    text: Text
