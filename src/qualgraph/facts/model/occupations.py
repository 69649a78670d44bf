"""Facts: the occupation."""

from dataclasses import dataclass

from qualgraph.facts.evidence import Fact, Text


@dataclass(frozen=True, slots=True)
class OccupationDescription(Fact):
    """A passage of the description of the occupation, in the order of the document."""

    text: Text


@dataclass(frozen=True, slots=True)
class WorkSetting(Fact):
    """A kind of employer or market in which the holder works: a code of ``work-setting``."""

    code: str


@dataclass(frozen=True, slots=True)
class GrowthOccupation(Fact):
    """An occupation that the holder may grow into."""

    text: Text


@dataclass(frozen=True, slots=True)
class RegulatedProfession(Fact):
    """Whether the profession is regulated in the country."""

    regulated: bool


@dataclass(frozen=True, slots=True)
class ListedOccupation(Fact):
    """An occupation in a list of those open to the holder; its national code or an empty one."""

    code: str
    text: Text
