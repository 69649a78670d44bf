"""Lines to slots: which section of the form each line stands in."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from qualgraph.documents.lines import Line
from qualgraph.facts.language import Language, Slot

SPELLING_TOLERANCE = 0.9
_HEADING = re.compile(r"(?:(?P<number>\d)\s*\.\s*)?(?P<text>.+?)(?:\s*\((?P<tag>[A-Z]{2})\))?")


@dataclass(frozen=True, slots=True)
class Heading:
    """A recognised heading: its line, its slot, and the language tag behind it, if any."""

    line: Line
    slot: Slot
    tag: str


@dataclass(frozen=True, slots=True)
class Passage:
    """Lines of one slot between two headings; a slot torn by a page break has several."""

    slot: Slot
    heading: Heading | None
    lines: tuple[Line, ...]


def split_sections(lines: Iterable[Line], language: Language) -> tuple[Passage, ...]:
    """Return the passages of a document in order; lines before the first heading have no slot."""
    return tuple(_passages(lines, language))


def count_sections(lines: Iterable[Line], language: Language) -> int:
    """Return how many of the form's numbered sections are found by their headings."""
    headings = (find_heading(line, language, 0) for line in lines)
    return len({heading.slot.number for heading in headings if heading and heading.slot.number})


def find_heading(line: Line, language: Language, section: int) -> Heading | None:
    """Return the heading that ``line`` is: of any section, or of a sub-section of ``section``."""
    match = _HEADING.fullmatch(line.text)
    if not match:
        return None
    number = int(match["number"] or 0)
    for slot in language.slots:
        if slot.within not in (0, section) or not slot.heading:
            continue
        if number == slot.number and _same(match["text"], slot.heading):
            return Heading(line, slot, (match["tag"] or "").lower())
    return None


def _passages(lines: Iterable[Line], language: Language) -> Iterator[Passage]:
    slot, heading, held, section = Slot("preamble"), None, list[Line](), 0
    resumed: dict[int, Slot] = {}
    for line in lines:
        found = find_heading(line, language, section)
        if not found:
            held.append(line)
            continue
        yield Passage(slot, heading, tuple(held))
        heading, held = found, []
        section = found.slot.number or found.slot.within
        # A section heading that comes again is a page break: its last sub-section goes on.
        slot = resumed.get(section, found.slot) if found.slot.number else found.slot
        resumed[section] = slot
    yield Passage(slot, heading, tuple(held))


def _same(text: str, heading: str) -> bool:
    text, heading = text.casefold(), heading.casefold()
    if abs(len(text) - len(heading)) > max(2, len(heading) // 10):
        return False
    return SequenceMatcher(None, text, heading, autojunk=False).ratio() >= SPELLING_TOLERANCE
