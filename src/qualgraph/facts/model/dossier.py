"""Facts: what a qualification dossier says of itself and of its qualifications."""

from dataclasses import dataclass
from datetime import date

from qualgraph.facts.evidence import Fact, Text


@dataclass(frozen=True, slots=True)
class ValidFrom(Fact):
    """The first day on which the subject is valid (geldig vanaf)."""

    day: date


@dataclass(frozen=True, slots=True)
class LastIntake(Fact):
    """The last day on which learners may start (datum einde instroom)."""

    day: date


@dataclass(frozen=True, slots=True)
class EndsOn(Fact):
    """The day on which the programme ends (datum einde opleiding)."""

    day: date


@dataclass(frozen=True, slots=True)
class Ministry(Fact):
    """The ministry that funds the programme, by the letters that the document uses (``OCW``)."""

    letters: str


@dataclass(frozen=True, slots=True)
class DossierStatus(Fact):
    """How far the dossier is: a code of ``dossier-status``."""

    code: str


@dataclass(frozen=True, slots=True)
class DossierVersion(Fact):
    """The version of the dossier, as its publisher counts."""

    version: str


@dataclass(frozen=True, slots=True)
class PreviousVersion(Fact):
    """The number that the publisher gave to the version before this one."""

    number: str


@dataclass(frozen=True, slots=True)
class SectorChamber(Fact):
    """The sector chamber (sectorkamer) that keeps the dossier."""

    text: Text


@dataclass(frozen=True, slots=True)
class AdoptedBy(Fact):
    """The body that adopted the dossier (vastgesteld door)."""

    text: Text


@dataclass(frozen=True, slots=True)
class AdoptedOn(Fact):
    """The day on which the dossier was adopted."""

    day: date


@dataclass(frozen=True, slots=True)
class AdoptedAt(Fact):
    """The town where the dossier was adopted."""

    town: str


@dataclass(frozen=True, slots=True)
class PositiveAdvice(Fact):
    """Whether the assessment chamber (toetsingskamer) advised positively."""

    positive: bool


@dataclass(frozen=True, slots=True)
class StatutoryRequirements(Fact):
    """Whether statutory professional requirements (wettelijke beroepsvereisten) apply."""

    apply: bool


@dataclass(frozen=True, slots=True)
class SpecialRequirements(Fact):
    """Whether special requirements (bijzondere vereisten) apply to the qualification."""

    apply: bool


@dataclass(frozen=True, slots=True)
class ProfessionalGroup(Fact):
    """The group of occupations (beroepsgroep) that the qualification is counted in."""

    text: Text


@dataclass(frozen=True, slots=True)
class LanguageRequirement(Fact):
    """A level (``cefr``) that is asked of a language skill (``language-skill``), by language."""

    language: Text
    skill: str
    level: str


@dataclass(frozen=True, slots=True)
class SourceDocument(Fact):
    """A document that the dossier rests on, in its place from 1; what is not said is empty."""

    position: int
    text: Text
    file_name: str
    kind: str
    day: date | None
    address: str


@dataclass(frozen=True, slots=True)
class DossierText(Fact):
    """The text of a part of the dossier (a code of ``dossier-part``), on the subject it is about.

    Paragraphs and the items of lists stand on lines of their own.
    """

    part: str
    text: Text
