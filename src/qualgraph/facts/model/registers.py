"""Facts: what only registers say."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from qualgraph.facts.evidence import Fact, Text
from qualgraph.facts.subjects import Subject


@dataclass(frozen=True, slots=True)
class EstablishedBy(Fact):
    """The regulation that established the subject, the part of it, and from when it holds.

    ``part`` is empty and ``valid_from`` None where the source does not say.
    """

    regulation: Subject
    part: str
    valid_from: date | None


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
class PriceFactor(Fact):
    """The factor by which the government weighs the cost (prijsfactor, Uitvoeringsbesluit WEB)."""

    factor: Decimal


@dataclass(frozen=True, slots=True)
class FourYearProgramme(Fact):
    """That four years of study may be set for the programme; ``part`` of the law lists it."""

    part: str


@dataclass(frozen=True, slots=True)
class Cohort(Fact):
    """A cohort for which a list names the subject: the year in which its school year begins."""

    year: int


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
    """What a register says of the life of a qualification; what it does not say is None.

    ``successors`` are the qualifications that came in its place; one may have been split.
    """

    last_intake: date | None
    end: date | None
    successors: tuple[Subject, ...]
    source: str


@dataclass(frozen=True, slots=True)
class FieldOfStudy(Fact):
    """The field of a qualification: a code of ``isced-f``, and what it is based on."""

    code: str
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
