"""What came of reading one document."""

from dataclasses import dataclass
from enum import StrEnum

from qualgraph.facts.evidence import Fact, Place, Text
from qualgraph.facts.subjects import Subject


class Reader(StrEnum):
    """What kind of document it is; the value is the kind in its reference."""

    SUPPLEMENT = "supplement"
    DOSSIER = "dossier"
    REGISTER = "register"


@dataclass(frozen=True, slots=True)
class Document:
    """A source document: its kind, titles, language, file name and SHA-256 (hex).

    ``series`` names the document through all its editions (``nl-25132-supplement-nl``);
    ``edition`` is what tells them apart and orders them: an ISO 8601 date or year that the
    document itself gives, empty where it gives none.
    """

    series: str
    reader: Reader
    titles: tuple[Text, ...]
    language: str
    name: str
    sha256: str
    edition: str = ""

    @property
    def reference(self) -> str:
        """The name of this edition, in IRIs."""
        return f"{self.series}-{self.edition}" if self.edition else self.series


class Share(StrEnum):
    """What became of a stretch of the document; every non-space character has exactly one."""

    FACT = "fact"
    TEXT = "text"
    HEADING = "heading"
    BOILERPLATE = "boilerplate"
    NOT_UNDERSTOOD = "not-understood"


@dataclass(frozen=True, slots=True)
class Entry:
    """A stretch of the document, what became of it, and its slot.

    ``note`` says why it was not understood, where there is a particular reason: the key of a
    message under ``[note]`` in ``texts/*.toml``.
    """

    share: Share
    section: str
    places: tuple[Place, ...]
    note: str = ""

    @property
    def characters(self) -> int:
        """The number of non-space characters."""
        return sum(len("".join(place.quote.split())) for place in self.places)


@dataclass(frozen=True, slots=True)
class Ledger:
    """The account of a document: every line of it stands in some entry."""

    entries: tuple[Entry, ...]

    def of(self, share: Share) -> tuple[Entry, ...]:
        """Return the entries of one kind, in the order of the document."""
        return tuple(entry for entry in self.entries if entry.share is share)

    def characters(self, share: Share) -> int:
        """Return how many non-space characters became ``share``."""
        return sum(entry.characters for entry in self.of(share))

    def lines(self, share: Share) -> int:
        """Return how many lines hold something that became ``share``."""
        return len({place.line for entry in self.of(share) for place in entry.places})


@dataclass(frozen=True, slots=True)
class Record:
    """The facts about one subject, in the order of the document."""

    subject: Subject
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """One document, what it says of which subjects, and the account of its lines."""

    document: Document
    records: tuple[Record, ...]
    ledger: Ledger
