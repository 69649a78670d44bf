"""How well documents are read: expected facts against those that a reader makes."""

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from bench.corpus.keys import Key, keys_of, words
from bench.corpus.make import Example
from bench.corpus.page import Page
from bench.corpus.render.plain import decoded
from qualgraph.documents.source import Source
from qualgraph.errors import DataError
from qualgraph.facts.reading import Ledger, Reading, Share

SECTIONS = {
    1: {"title"},
    2: {"translated-title"},
    3: {"outcomes"},
    4: {"occupations"},
    5: {
        "basis",
        "awarding-body",
        "recognising-authority",
        "level",
        "grading",
        "access",
        "international-agreements",
        "legal-basis",
    },
    6: {"pathways", "duration", "admission"},
    7: {"further-information"},
}
"""The slots in which the words of each section belong."""

_TOKEN = re.compile(r"[^\W_]{3,}")
_FOUND = 0.8


class Reads(Protocol):
    """Whatever makes readings of a source."""

    def read(self, source: Source) -> Iterator[Reading]:
        """Yield the readings; raises ``DataError`` for what it cannot read."""
        ...


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one document was read.

    ``sections`` holds the numbers of those found; ``placeholders`` the facts that hold one;
    ``gaps`` what the ledger does not account for; ``error`` why it was not read at all.
    """

    example: Example
    right: frozenset[Key]
    missed: frozenset[Key]
    extra: frozenset[Key]
    sections: frozenset[int]
    placeholders: tuple[Key, ...]
    gaps: tuple[str, ...]
    error: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """The sums over some documents or one class of facts."""

    right: int
    missed: int
    extra: int

    @property
    def precision(self) -> float:
        """The share of what was read that is right."""
        return self.right / (self.right + self.extra) if self.right + self.extra else 1.0

    @property
    def recall(self) -> float:
        """The share of what is true that was read."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f(self) -> float:
        """The harmonic mean of both."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def judge(example: Example, reads: Reads) -> Verdict:
    """Read a document and compare what was read with what it states."""
    page = example.page
    try:
        readings = list(reads.read(Source.of(example.name, example.content)))
    except DataError as error:
        nothing = frozenset[Key]()
        return Verdict(example, nothing, page.facts, nothing, frozenset(), (), (), str(error))
    found = keys_of(f for reading in readings for record in reading.records for f in record.facts)
    scored = frozenset(fact for fact in found if not _unscored(fact, page))
    return Verdict(
        example,
        right=page.facts & scored,
        missed=page.facts - scored,
        extra=scored - page.facts,
        sections=_sections(page, readings),
        placeholders=tuple(fact for fact in found if _holds_placeholder(fact, page)),
        gaps=tuple(gap for reading in readings for gap in _gaps(example, reading.ledger)),
    )


def total(verdicts: Iterable[Verdict]) -> Score:
    """Return the sums over documents."""
    sums = Counter[str]()
    for verdict in verdicts:
        sums["right"] += len(verdict.right)
        sums["missed"] += len(verdict.missed)
        sums["extra"] += len(verdict.extra)
    return Score(sums["right"], sums["missed"], sums["extra"])


def by_class(verdicts: Iterable[Verdict]) -> dict[str, Score]:
    """Return the sums for each class of facts, the worst first."""
    right, missed, extra = Counter[str](), Counter[str](), Counter[str]()
    for verdict in verdicts:
        right.update(fact.label for fact in verdict.right)
        missed.update(fact.label for fact in verdict.missed)
        extra.update(fact.label for fact in verdict.extra)
    scores = {
        label: Score(right[label], missed[label], extra[label])
        for label in sorted(right | missed | extra)
    }
    return dict(sorted(scores.items(), key=lambda item: item[1].f))


def by_group(verdicts: Iterable[Verdict]) -> dict[tuple[str, str], list[Verdict]]:
    """Return the verdicts by form and language."""
    groups: dict[tuple[str, str], list[Verdict]] = {}
    for verdict in verdicts:
        group = (verdict.example.form, verdict.example.page.language)
        groups.setdefault(group, []).append(verdict)
    return groups


def _unscored(fact: Key, page: Page) -> bool:
    return fact.kind in page.unscored or fact.label in page.unscored


def _holds_placeholder(fact: Key, page: Page) -> bool:
    signs = {words(placeholder) for placeholder in page.placeholders}
    return any(sign in value for sign in signs for value in fact.values)


def _sections(page: Page, readings: list[Reading]) -> frozenset[int]:
    """Return the sections of which most words stand in the slots that they belong in."""
    found = set()
    for number, slots in SECTIONS.items():
        told = _told(
            entry.places
            for reading in readings
            for entry in reading.ledger.entries
            if entry.section in slots and entry.share is not Share.HEADING
        )
        tokens = _tokens(block.body for block in page.section(number))
        if sum(token in told for token in tokens) >= _FOUND * len(tokens):
            found.add(number)
    return frozenset(found)


def _gaps(example: Example, ledger: Ledger) -> Iterator[str]:
    """Yield what the ledger leaves out or tells twice."""
    places = sorted(
        (place.line, place.start, place.quote) for entry in ledger.entries for place in entry.places
    )
    for (line, start, quote), (after, begin, _) in itertools.pairwise(places):
        if line == after and start + len(quote) > begin:
            yield f"told twice: line {line}, column {begin}"
    told = _told(entry.places for entry in ledger.entries)
    for token in dict.fromkeys(_tokens(block.written for block in example.page.blocks)):
        if token not in told:
            yield f"left out: {token}"
    if example.form == "plain":
        written = len("".join(decoded(example.content).split()))
        counted = sum(entry.characters for entry in ledger.entries)
        if written != counted:
            yield f"{written} characters, {counted} told"


def _told(groups: Iterable[Iterable[object]]) -> str:
    """Return the quotes of places in order of the document, hyphens and whitespace away."""
    places = sorted(
        {(p.page, p.line, p.start, p.quote) for group in groups for p in group}  # type: ignore[attr-defined]
    )
    return words("".join(quote for *_, quote in places)).replace("-", "")


def _tokens(texts: Iterable[str]) -> list[str]:
    return [words(token) for text in texts for token in _TOKEN.findall(text)]
