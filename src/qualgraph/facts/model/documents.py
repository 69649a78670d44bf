"""Facts: the document itself."""

from dataclasses import dataclass
from datetime import date

from qualgraph.facts.evidence import Fact, Text


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


@dataclass(frozen=True, slots=True)
class SectionText(Fact):
    """The words of a section of the document (code of ``section``) that no finer fact holds."""

    slot: str
    text: Text
