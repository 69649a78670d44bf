"""What a vocabulary says, one record for each statement, whatever file it came from."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a concept of ESCO is."""

    OCCUPATION = "occupation"
    SKILL = "skill"
    ISCO_GROUP = "isco-group"
    SKILL_GROUP = "skill-group"


class Role(StrEnum):
    """What a text is to its concept; ``CROSSWALK`` is the name of another classification."""

    PREFERRED = "preferred"
    ALTERNATIVE = "alternative"
    HIDDEN = "hidden"
    CROSSWALK = "crosswalk"
    DESCRIPTION = "description"


class Relation(StrEnum):
    """How two concepts stand to each other: subject, relation, object."""

    BROADER = "broader"
    ESSENTIAL = "essential"
    OPTIONAL = "optional"


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept; ``code`` is its notation, ``isco`` the code of the unit group it belongs to."""

    iri: str
    kind: Kind
    code: str = ""
    isco: str = ""
    status: str = "released"
    modified: str = ""
    skill_type: str = ""
    reuse: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """A text of a concept in a language."""

    iri: str
    role: Role
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """A relation between two concepts."""

    iri: str
    relation: Relation
    other: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that was not taken: where and why."""

    file: str
    line: int
    reason: str


Record = Concept | Term | Link | Refusal
