"""What makes two facts the same: class and values, compared but for whitespace and Unicode form."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import NamedTuple

from qualgraph.facts.evidence import Fact, Text

# The values that are compared, in order. Where only the words count, not their language tag,
# the field is written `field.value`.
FIELDS: dict[str, tuple[str, ...]] = {
    "AdmissionDiploma": ("code",),
    "AwardingBody": ("text",),
    "CertificateType": ("text",),
    "Code": ("code", "register", "country"),
    "ComparableAdmission": (),
    "CoreTask": ("number", "position", "text"),
    "DocumentBasis": ("act", "number", "day"),
    "DocumentForm": ("version", "holder", "year"),
    "DocumentSite": ("address",),
    "DocumentStatus": ("legal",),
    "DossierSite": ("address",),
    "DossierTitle": ("text",),
    "Duration": ("years", "study_load_hours", "reservation"),
    "ElectiveShare": ("share",),
    "ElectiveUnits": (),
    "ElectivesOnDiploma": (),
    "FollowUp": ("kind", "text"),
    "Grade": ("value", "text", "pass_mark"),
    "GrowthOccupation": ("text",),
    "HigherEducationAccess": ("text",),
    "LearningOutcome": ("position", "category", "text"),
    "LegalBasis": ("text", "abbreviation"),
    "Level": ("framework", "code"),
    "LevelCharacteristics": ("text",),
    "ListedOccupation": ("code", "text"),
    "NationalLevel": ("text",),
    "OccupationDescription": ("text",),
    "OfferedSince": ("day",),
    "Pathway": ("code",),
    "PathwayAvailability": ("text",),
    "PathwayDescription": ("code", "text"),
    "RecognisingAuthority": ("text",),
    "ReferencePoint": ("role.value", "organisation.value", "designated_by.value"),
    "ReferencePointSite": ("role.value", "address"),
    "RegulatedAccess": ("article", "text"),
    "RegulatedEducation": ("regulated", "level", "directive", "amended_by"),
    "RegulatedProfession": ("regulated",),
    "SectionText": ("slot", "text"),
    "SectionsFromDossier": ("sections",),
    "Title": ("text",),
    "TranslationStatus": ("legal",),
    "WeekSchedule": ("code", "work_days", "school_days"),
    "WorkPlacementShare": ("code", "minimum", "maximum", "more_than"),
    "WorkProcess": ("number", "position", "core_task", "text"),
    "WorkSetting": ("code",),
}

_SAME = str.maketrans(
    dict.fromkeys("‐‑‒–—―−", "-") | dict.fromkeys("‘’‚‛′`´", "'") | dict.fromkeys("“”„‟″«»", '"')
)
_ADDRESS = re.compile(r"^https?://|/$")
_COMMUNITY = re.compile(r"/(EG|EC|CE)$")


class Key(NamedTuple):
    """A fact as it is compared: its class and its values as strings."""

    kind: str
    values: tuple[str, ...]

    @property
    def label(self) -> str:
        """The class; of the words of a slot also the slot."""
        return f"SectionText/{self.values[0]}" if self.kind == "SectionText" else self.kind


def words(text: str) -> str:
    """Return ``text`` in NFKC, with plain dashes and quotes, without any whitespace."""
    plain = unicodedata.normalize("NFKC", text).translate(_SAME).replace("\u00ad", "")
    return "".join(plain.split())


def key(kind: str, *values: object) -> Key:
    """Return the key of a fact of the class ``kind`` with the values of its ``FIELDS``."""
    if len(values) != len(FIELDS[kind]):
        raise ValueError(f"{kind} is compared by {FIELDS[kind]}, not by {values}")
    return Key(kind, tuple(map(_value, values)))


def keys_of(facts: Iterable[Fact]) -> list[Key]:
    """Return the keys of facts that were read; a class that no form expects has its repr."""
    return [_key_of(fact) for fact in facts]


def _key_of(fact: Fact) -> Key:
    kind = type(fact).__name__
    if kind not in FIELDS:
        return Key(kind, (repr(fact).split("evidence=")[-1],))
    return key(kind, *(attrgetter(field)(fact) for field in FIELDS[kind]))


def _value(value: object) -> str:
    match value:
        case Text():
            return f"{words(value.value)}@{value.language}" if value.value else ""
        case Decimal():
            return f"{value.normalize():f}"
        case date():
            return value.isoformat()
        case str():
            return _COMMUNITY.sub("", _ADDRESS.sub("", _ADDRESS.sub("", words(value))))
        case _:
            return (
                ""
                if value is None
                else ",".join(map(str, value if isinstance(value, tuple) else [value]))
            )
