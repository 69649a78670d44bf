"""Where a fact stands in its document, and by which rule it was read."""

from dataclasses import dataclass
from typing import NamedTuple


class Place(NamedTuple):
    """A stretch of one line: line number from 1, first column from 0, and the words there.

    ``page`` counts from 1 where the document has pages, and is 0 elsewhere.
    """

    line: int
    start: int
    quote: str
    page: int = 0


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words that a fact was read from.

    ``section`` is the slot of the document (``outcomes``, ``legal-basis``; for a table its file
    part); ``rule`` the reading rule. More than one place means that the words were torn apart,
    as by a page break, and mended.
    """

    section: str
    rule: str
    places: tuple[Place, ...]

    @property
    def quote(self) -> str:
        """The words, mended."""
        return " ".join(place.quote for place in self.places)

    @property
    def lines(self) -> tuple[int, ...]:
        """The numbers of the lines that the words stand on."""
        return tuple(dict.fromkeys(place.line for place in self.places))


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing that a document says about its subject."""

    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Text:
    """Words in a language (BCP 47 tag)."""

    value: str
    language: str
