"""What facts are about: things with a national code or, failing that, a name."""

import re
from dataclasses import dataclass
from enum import StrEnum

from slugify import slugify

_OTHER = re.compile(r"[^A-Za-z0-9.]+")


class Kind(StrEnum):
    """The kinds of thing; the value is the type in the IRI (``{base}id/{type}/{ref}``)."""

    QUALIFICATION = "qualification"
    DOSSIER = "dossier"
    DOMAIN = "domain"
    SECTOR = "sector"
    ADMISSION = "admission"
    PROGRAMME = "programme"
    SPECIALISATION = "specialisation"
    MBO_PROGRAMME = "mbo-programme"
    OCCUPATION = "occupation"
    REGULATION = "regulation"
    ORGANISATION = "organisation"
    CONCEPT = "concept"


@dataclass(frozen=True, slots=True)
class Subject:
    """A thing: its kind and its reference within a country (ISO 3166-1 alpha-2, lower case)."""

    kind: Kind
    country: str
    code: str

    @property
    def reference(self) -> str:
        """``{country}-{code}``, every run of other characters in the code written as ``-``."""
        return f"{self.country}-{_OTHER.sub('-', self.code).strip('-')}"


def named(kind: Kind, country: str, name: str) -> Subject:
    """Return the subject of something that has a name but no code."""
    return Subject(kind, country, slugify(name))
