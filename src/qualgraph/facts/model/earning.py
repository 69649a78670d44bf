"""Facts: how it is earned."""

from dataclasses import dataclass
from decimal import Decimal

from qualgraph.facts.evidence import Fact, Text


@dataclass(frozen=True, slots=True)
class Pathway(Fact):
    """A learning pathway (code of ``pathway``: ``bol``, ``bbl``) in which it can be earned."""

    code: str


@dataclass(frozen=True, slots=True)
class PathwayDescription(Fact):
    """What the document says of a pathway."""

    code: str
    text: Text


@dataclass(frozen=True, slots=True)
class WorkPlacementShare(Fact):
    """The share of work placement (bpv) in a pathway, as fractions of 1.

    A bound that the document does not give is None; ``more_than`` says that the lower bound
    itself is excluded.
    """

    code: str
    minimum: Decimal
    maximum: Decimal | None
    more_than: bool


@dataclass(frozen=True, slots=True)
class WeekSchedule(Fact):
    """Days a week at work and at school in a pathway."""

    code: str
    work_days: int
    school_days: int


@dataclass(frozen=True, slots=True)
class PathwayAvailability(Fact):
    """The reservation that schools choose which pathway they offer."""

    text: Text


@dataclass(frozen=True, slots=True)
class Duration(Fact):
    """The average duration in years, the study load in hours, and the reservation.

    What the document does not give is None, and the reservation empty.
    """

    years: Decimal | None
    study_load_hours: int | None
    reservation: Text


@dataclass(frozen=True, slots=True)
class AdmissionDiploma(Fact):
    """A diploma that gives admission: a code of ``diploma``."""

    code: str


@dataclass(frozen=True, slots=True)
class ComparableAdmission(Fact):
    """That an education at a comparable level gives admission too."""


@dataclass(frozen=True, slots=True)
class ElectiveUnits(Fact):
    """That elective units (keuzedelen) belong to the qualification."""


@dataclass(frozen=True, slots=True)
class ElectiveShare(Fact):
    """The share of the elective units in the teaching time, as a fraction of 1."""

    share: Decimal


@dataclass(frozen=True, slots=True)
class ElectivesOnDiploma(Fact):
    """That the elective units that were passed are listed on the diploma."""
