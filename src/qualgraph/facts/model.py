"""The facts of the field, as frozen values.

Facts of a qualification come from supplements and registers alike; the docstring of each says
what it is and in which unit its values are.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from qualgraph.facts.evidence import Fact, Text
from qualgraph.facts.subjects import Kind, Subject

# --- Names and codes ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Title(Fact):
    """The name of the subject in one language."""

    text: Text


@dataclass(frozen=True, slots=True)
class OtherTitle(Fact):
    """Another name of the subject, as a source writes it."""

    text: Text


@dataclass(frozen=True, slots=True)
class Code(Fact):
    """The national code of the subject, the register that gave it (``crebo``), its country."""

    code: str
    register: str
    country: str


@dataclass(frozen=True, slots=True)
class CertificateType(Fact):
    """What the holder receives, such as *Diploma Beroepsonderwijs*."""

    text: Text


@dataclass(frozen=True, slots=True)
class DossierTitle(Fact):
    """The name of the qualification dossier, in the words of a document that has no code for it."""

    text: Text


# --- What the holder can do ---------------------------------------------------------------


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


# --- The occupation -----------------------------------------------------------------------


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


# --- Level and assessment -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Level(Fact):
    """A level: the code list (``mbo-level``, ``nlqf``, ``eqf``, ``isced-1997``) and the code."""

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


# --- Who and by which law -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AwardingBody(Fact):
    """Who signs the certificate, in the document's words (a kind of body, not one body)."""

    text: Text


@dataclass(frozen=True, slots=True)
class RecognisingAuthority(Fact):
    """The authority that recognises the certificate."""

    text: Text


@dataclass(frozen=True, slots=True)
class ReferencePoint(Fact):
    """Which organisation is the national reference point (``role``), and who designated it."""

    role: Text
    organisation: Text
    designated_by: Text


@dataclass(frozen=True, slots=True)
class ReferencePointSite(Fact):
    """The web address of the national reference point (``role``)."""

    role: Text
    address: str


@dataclass(frozen=True, slots=True)
class LegalBasis(Fact):
    """The law that the qualification rests on: its name and abbreviation."""

    text: Text
    abbreviation: str


@dataclass(frozen=True, slots=True)
class RegulatedEducation(Fact):
    """Whether the education is regulated under an EU directive (``2005/36/EG``) and its change."""

    regulated: bool
    level: str
    directive: str
    amended_by: str


@dataclass(frozen=True, slots=True)
class RegulatedAccess(Fact):
    """Under which article of the directive the education opens regulated professions."""

    article: str
    text: Text


@dataclass(frozen=True, slots=True)
class OfferedSince(Fact):
    """The day from which the education has been offered."""

    day: date


# --- What comes next ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HigherEducationAccess(Fact):
    """That the holder may go on to hbo, in the document's words."""

    text: Text


@dataclass(frozen=True, slots=True)
class FollowUp(Fact):
    """A programme or graduation specialisation (``kind``) that is named as a next step."""

    kind: Kind
    text: Text


# --- How it is earned ---------------------------------------------------------------------


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
    """The average duration in years, the study load in hours, and the reservation."""

    years: Decimal
    study_load_hours: int
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


# --- About the document -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TranslationStatus(Fact):
    """Whether the translated title has legal status."""

    legal: bool


@dataclass(frozen=True, slots=True)
class DocumentStatus(Fact):
    """Whether the document itself has legal status."""

    legal: bool


@dataclass(frozen=True, slots=True)
class DocumentBasis(Fact):
    """An EU act that the form is based on: kind (``reso``, ``reco``), number, and date."""

    act: str
    number: str
    day: date


@dataclass(frozen=True, slots=True)
class DocumentForm(Fact):
    """The version of the form, its rights holder and the year of the rights."""

    version: str
    holder: str
    year: int


@dataclass(frozen=True, slots=True)
class DocumentSite(Fact):
    """The web address where the document says more about the form is found."""

    address: str


@dataclass(frozen=True, slots=True)
class SectionsFromDossier(Fact):
    """Which sections were taken from the dossier that the minister established."""

    sections: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DossierSite(Fact):
    """The web address of the full dossier."""

    address: str


# --- What registers add -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class EstablishedBy(Fact):
    """The regulation that established the subject, the part of it, and from when it holds."""

    regulation: Subject
    part: str
    valid_from: date


@dataclass(frozen=True, slots=True)
class ProgrammeType(Fact):
    """The kind of programme (soort opleiding, WEB art. 7.2.2): a code of ``programme-type``."""

    code: str


@dataclass(frozen=True, slots=True)
class InDomain(Fact):
    """The domain (opleidingsdomein) that the subject belongs to."""

    domain: Subject


@dataclass(frozen=True, slots=True)
class InDossier(Fact):
    """The dossier that the qualification is part of, and its name."""

    dossier: Subject
    text: Text


@dataclass(frozen=True, slots=True)
class ProfessionalRequirements(Fact):
    """Whose professional requirements (beroepsvereisten) hold, as the law writes it."""

    ministry: str


@dataclass(frozen=True, slots=True)
class SectorAdmission(Fact):
    """Whether diplomas of a domain give direct admission to a sector of hbo, by which rule.

    ``programme_types`` are the codes of the kinds of programme that the rule holds for.
    """

    domain: Subject
    sector: Subject
    direct: bool
    regulation: Subject
    article: str
    in_force: date
    programme_types: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InSector(Fact):
    """The hbo sector of a programme, and where the law says so."""

    sector: Subject
    source: str


@dataclass(frozen=True, slots=True)
class Status(Fact):
    """What a register says of the life of a qualification; what it does not say is None."""

    last_intake: date | None
    end: date | None
    successor: Subject | None
    source: str


@dataclass(frozen=True, slots=True)
class RegulationDetails(Fact):
    """A regulation: identifier in its collection, day of signing, of entry into force, address.

    ``version`` is the consolidated version that was read, empty where it is unknown.
    """

    identifier: str
    signed: date | None
    in_force: date | None
    version: str
    address: str


@dataclass(frozen=True, slots=True)
class EscoConcept(Fact):
    """A concept of ESCO with its labels; occupations have a notation and an ISCO group."""

    iri: str
    version: str
    labels: tuple[Text, ...]
    notation: str
    isco_group: str


@dataclass(frozen=True, slots=True)
class IscoGroup(Fact):
    """A group of ISCO-08 as ESCO publishes it."""

    iri: str
    notation: str
    labels: tuple[Text, ...]
