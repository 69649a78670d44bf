"""Headings of the form in the lines of a document, however they were written or torn."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from rapidfuzz import fuzz, process

from qualgraph.documents.lines import Line
from qualgraph.facts.form import Form, Slot
from qualgraph.facts.language import Language
from qualgraph.facts.spelling import end_of_letters, letters

SPELLING_TOLERANCE = 90  # of 100, as rapidfuzz counts
PREFIX = 4  # letters by which a heading is looked up
BEGINNING = 24  # characters that hold the first letters
LONGEST = 200  # characters of a heading on one line
SHORTEST = 10  # letters of a heading that may be misspelt
MOST_GLUED = 8  # numbers of a line that a heading may be glued to the text by
LINES = 3  # over which a heading may be spread

# Where a heading may begin: at the beginning of a line or cell with its number, if any, or with
# its number glued to the text before it.
# An outline may have numbered it once more (`1.2. 2. TITLE`).
_MARKS = r"(?:[\s|>*•#(]|</?[A-Za-z][^<>]{0,80}>)*"
_OUTLINE = (
    r"(?:\d{1,2}(?:\.\d{1,2}){1,4}\.?\s+(?=[1-7](?:\W|$)|[(*]|[^\W\d_])"
    r"|\d{1,2}\.\s+(?=[1-7](?:\s*[.)]|$)))?"
)
_BEGIN = re.compile(rf"{_MARKS}{_OUTLINE}{_MARKS}(?:([1-7])\s*(?:\.\d)?\s*[.)]?\s*(?=[^\W\d_]))?")
_GLUED = re.compile(r"([1-7])(?:\s*[.)]\s*(?=[^\W\d_])|\s(?=[^\W\d_a-zß-öø-ÿ]))")
_DECIMAL = re.compile(r"(?<!\d)\d{1,3}\.$")
_NOT_BEFORE = " \t,(/-"
_NUMBER_ALONE = re.compile(rf"[\s|>*•#]*{_OUTLINE}([1-7])\s*[.)]?\s*(?:$|[:\t|]\s*)")
# Marks behind a heading: language, footnote, colon.
_TAIL = re.compile(
    r"(?:\s*(?:\((?P<tag>[A-Za-z]{2})\)|\(\s*(?:\d|\*+)\s*\)|\[\d\]|\d\)|[¹²³⁴⁵⁶⁷⁸⁹]|</?[a-z]+>"
    r"|[:.;,)\]*]|[|\t]))*\s*"
)
_CELL = re.compile(r"[\t|]")
_TAGGED = re.compile(r"\(([A-Za-z]{2})\)")
_BRACKETED = re.compile(r"\((?:[A-Za-z]{2}|\d|\*+)\)")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: its slot, where it begins and ends (index of the line, offset in it).

    ``tag`` is the language behind it, in lower case, if any; ``number`` the number before it or
    0; ``alone`` says that nothing but a separator follows it on its line.
    """

    slot: Slot
    line: int
    start: int
    last_line: int
    end: int
    tag: str
    number: int
    alone: bool


class Start(NamedTuple):
    """Where a heading may begin: with its marks and number, and its first word."""

    start: int
    word: int
    number: int
    glued: bool


def starts(text: str) -> list[Start]:
    """Return where headings may begin in a line."""
    edges = [0]
    if "\t" in text or "|" in text:
        edges += [cell.start() for cell in _CELL.finditer(text)]
    found = [_start(text, edge) for edge in edges]
    for match in islice(_GLUED.finditer(text), MOST_GLUED):
        begin = match.start()
        before = text[:begin].rstrip(" ")
        # `2.6` is a number of its own, `2020.6` a sentence that ends in a year.
        decimal = _DECIMAL.search(before)
        if before and not before[-1].isdigit() and before[-1] not in _NOT_BEFORE and not decimal:
            found.append(Start(begin, match.end(), int(match[1]), True))
    return sorted(found, key=lambda start: start.start) if len(found) > 1 else found


def number_alone(text: str) -> tuple[int, int]:
    """Return the number of a section that has its line or cell for itself, and where that ends.

    The number is 0 when there is none.
    """
    alone = _NUMBER_ALONE.match(text)
    return (int(alone[1]), alone.end()) if alone else (0, 0)


def _start(text: str, edge: int) -> Start:
    match = _BEGIN.match(text, edge)
    if match is None:
        return Start(edge, edge, 0, False)
    return Start(edge, match.end(), int(match[1] or 0), False)


@dataclass(frozen=True)
class Headings:
    """The headings of one language, ready to be looked up."""

    by_prefix: dict[str, list[tuple[str, Slot]]]
    keys: list[str]
    slots: list[Slot]

    @classmethod
    def of(cls, language: Language, form: Form) -> "Headings":
        """Return the headings of a language."""
        known = [
            (letters(text), form.slots[slot_id])
            for slot_id, texts in language.headings.items()
            for text in texts
            if slot_id in form.slots
        ]
        known = sorted({key: slot for key, slot in known if len(key) >= PREFIX}.items())
        known.sort(key=lambda entry: -len(entry[0]))
        by_prefix: dict[str, list[tuple[str, Slot]]] = {}
        for key, slot in known:
            by_prefix.setdefault(key[:PREFIX], []).append((key, slot))
        return cls(by_prefix, [key for key, _ in known], [slot for _, slot in known])

    def find(
        self, lines: Sequence[Line], may_start: Sequence[Sequence[Start]]
    ) -> Iterator[Heading]:
        """Return the headings in ``lines``, in order; ``may_start`` has the starts of each."""
        at, offset = 0, 0
        while at < len(lines):
            heading = self._first(lines, at, offset, may_start[at])
            if heading is None:
                at, offset = at + 1, 0
            else:
                yield heading
                at, offset = heading.last_line, heading.end

    def _first(
        self, lines: Sequence[Line], at: int, offset: int, may_start: Sequence[Start]
    ) -> Heading | None:
        text = lines[at].text
        number, end = number_alone(text) if not offset else (0, 0)
        if number and end == len(text):
            return self._under_its_number(lines, at, number)
        # A heading may end behind the separator of its cell: the next cell begins there.
        behind = [Start(offset, _start(text, offset).word, 0, False)] if offset else []
        possible = (*behind, *(start for start in may_start if start.start >= offset))
        for look in (self._at, self._nearly):
            for start in possible:
                if found := look(lines, at, start.word, start.number, start.glued):
                    slot, last, end, tag, lone = found
                    return Heading(slot, at, start.start, last, end, tag, start.number, lone)
        return None

    def _under_its_number(self, lines: Sequence[Line], at: int, number: int) -> Heading | None:
        if at + 1 < len(lines) and (found := self._at(lines, at + 1, 0, number, False)):
            slot, last, end, tag, alone = found
            if slot.number == number:
                return Heading(slot, at, 0, last, end, tag, number, alone)
        return None

    def _at(
        self, lines: Sequence[Line], at: int, start: int, number: int, glued: bool
    ) -> tuple[Slot, int, int, str, bool] | None:
        """Return the heading that begins there: slot, last line, end, tag, whether alone."""
        text = lines[at].text
        cell = _CELL.search(text, start)
        stop = cell.start() if cell else len(text)
        candidates = self.by_prefix.get(
            letters(text[start : min(start + BEGINNING, stop)])[:PREFIX], ()
        )
        key = letters(text[start : min(start + LONGEST, stop)]) if candidates else ""
        for known, slot in candidates:
            if (glued and slot.number != number) or (number and slot.within == number):
                continue  # in a section's own heading, such words do not name a part of it
            if key.startswith(known):
                found = _ended(text, start, known, number, slot)
                if found:
                    end, tag, alone = found
                    return slot, at, end, tag, alone
            elif known.startswith(key) and (cell is None or not glued):
                column = len(_CELL.findall(text, 0, start))
                if over := _over_lines(lines, at, column, known, key):
                    last, end, tag, alone = over
                    return slot, last, end, tag, alone
        return None

    def _nearly(
        self, lines: Sequence[Line], at: int, start: int, number: int, glued: bool
    ) -> tuple[Slot, int, int, str, bool] | None:
        """Return the heading that a cell is but for faults of spelling."""
        text = lines[at].text
        cell = _CELL.search(text, start)
        end = cell.start() if cell else len(text)
        colon = text.find(":", start, end)
        end = colon if colon > 0 else end
        if glued or end - start > LONGEST:
            return None
        slot = self._like(letters(_BRACKETED.sub("", text[start:end])))
        if slot is None or (number and slot.number != number):
            return None
        tag = _TAGGED.search(text, start, end)
        tail = _TAIL.match(text, end)
        return slot, at, tail.end() if tail else end, tag[1].lower() if tag else "", True

    def _like(self, key: str) -> Slot | None:
        """Return the slot whose heading is spelled nearly like ``key``."""
        if not SHORTEST <= len(key) <= LONGEST:
            return None
        best = process.extractOne(
            key, self.keys, scorer=fuzz.ratio, score_cutoff=SPELLING_TOLERANCE
        )
        if not best or abs(len(key) - len(best[0])) > max(2, len(key) // 10):
            return None
        return self.slots[best[2]]


def _ended(
    text: str, start: int, known: str, number: int, slot: Slot
) -> tuple[int, str, bool] | None:
    """Return where a heading ends, its tag, and whether it stands alone; None if it is none."""
    end = start + end_of_letters(text[start:], len(known))
    if end < len(text) and text[end].isalpha() and not (number and slot.number == number):
        return None
    tail = _TAIL.match(text, end)
    behind = tail.end() if tail else end
    value, marks = text[behind:], text[end:behind]
    alone = not value or any(mark in marks for mark in "\t|:")
    sure = (
        alone
        or (number and slot.number == number)
        or (len(known) >= 8 and (value[0].isupper() or value[0].isdigit() or value[0] in "{[<"))
        or len(known) >= 30
    )
    tag = tail["tag"] if tail else None
    return (behind, (tag or "").lower(), alone) if sure else None


def _over_lines(
    lines: Sequence[Line], at: int, column: int, known: str, key: str
) -> tuple[int, int, str, bool] | None:
    """Return where a heading ends that goes on in the next lines (of the same column)."""
    for last in range(at + 1, min(at + LINES, len(lines))):
        text = lines[last].text
        if column:
            return None
        begin = _start(text, 0).word
        cell = _CELL.search(text, begin)
        part = letters(text[begin : cell.start() if cell else len(text)])
        if (key + part).startswith(known):
            found = _ended(text, begin, known[len(key) :], 0, Slot("", 0))
            end_found = found and (found[2] or len(known) >= 20) and found
            return (last, *end_found) if end_found else None
        key += part
        if not part or not known.startswith(key):
            return None
    return None


def prefixes(languages: Iterable[tuple[str, Headings]]) -> dict[str, list[tuple[str, str, int]]]:
    """Return the headings of all languages by prefix: language, letters, number of the section."""
    found: dict[str, list[tuple[str, str, int]]] = {}
    for tag, headings in languages:
        for prefix, known in headings.by_prefix.items():
            entries = ((tag, key, slot.number) for key, slot in known)
            found.setdefault(prefix, []).extend(entries)
    return found
