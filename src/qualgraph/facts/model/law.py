"""Facts: who awards it and by which law."""

from dataclasses import dataclass
from datetime import date

from qualgraph.facts.evidence import Fact, Text


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
