"""Headings that are not known word for word: by number, order, manner and likeness together.

Whoever writes a supplement words its headings as he likes, and some are torn or lost on the way.
Headings that are known bound where the others can stand; there a line is taken for a heading when
its number, its capitals and its words together say so.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from qualgraph.documents.lines import Line
from qualgraph.facts.form import Form, Slot
from qualgraph.facts.headings import Heading
from qualgraph.facts.likeness import Likeness
from qualgraph.facts.numbering import LAST, shouted
from qualgraph.facts.spelling import letters
from qualgraph.facts.stretches import BULLET, END_OF_HEADING, TAIL, Stretch, Stretches

SHORT = 60  # characters of the heading of a note
LONGEST = 200  # characters of a heading
KEPT = 6  # candidates for each section
SHORTEST = 10  # letters of a heading in capitals that nothing else shows
SURE_NUMBERED, SURE_WORDS, SURE_PART = 0.9, 0.6, 0.45
FAINT = 0.12  # likeness that says anything at all

_TAG = re.compile(r"\((?P<tag>[A-Za-z]{2})\)")
_STAR = re.compile(r"[\s\d.]*\(\*\)\s*\w")
_LISTED_END = (".", ";", ",")
_VALUE = re.compile(r"\d|https?:|www\.|@|[{}<>\[\]_]|…|\.{4}")


@dataclass(frozen=True, slots=True)
class _Candidate:
    stretch: Stretch
    slot: Slot
    score: float


@dataclass(frozen=True)
class Lost:
    """Finds what is lost among the headings of one document in one language."""

    stretches: Stretches
    form: Form
    likeness: Likeness
    known: dict[str, dict[str, float]] = field(default_factory=dict)

    @property
    def lines(self) -> Sequence[Line]:
        """The lines of the document."""
        return self.stretches.lines

    def _like(self, text: str) -> dict[str, float]:
        """Return the likeness of ``text``, which several places may ask for."""
        if text not in self.known:
            self.known[text] = self.likeness.of_text(text)
        return self.known[text]

    def sections(self, found: Sequence[Heading]) -> list[Heading]:
        """Return headings of sections that are missing in ``found``, in order."""
        numbers = {heading.slot.number for heading in found}
        missing = [n for n in range(1, LAST + 1) if n not in numbers]
        if not missing:
            return []
        manner = _is_shouted(self.lines, found)
        candidates: list[_Candidate] = []
        others = {heading.slot.id for heading in found}
        for number in missing:
            slot = self.form.section(number)
            first, last = _bounds(found, number, len(self.lines))
            fitting = [
                _Candidate(stretch, slot, score)
                for stretch in self.stretches.between(first, last, slot.number)
                if (score := self._score(stretch, slot, manner, others)) > 0
            ]
            fitting.sort(key=lambda each: (-each.score, each.stretch.at))
            candidates += fitting[:KEPT]
        return [_heading(each) for each in _best_chain(candidates)]

    def parts(self, found: Sequence[Heading]) -> list[Heading]:
        """Return sub-headings of sections that are missing in ``found``."""
        taken = {(h.line, h.start) for h in found}
        known = {heading.slot.id for heading in found}
        lost: list[_Candidate] = []
        for section in {slot.within for slot in self.form.slots.values()} - {0}:
            missing = {s.id: s for s in self.form.slots.values() if s.within == section}
            missing = {slot_id: slot for slot_id, slot in missing.items() if slot_id not in known}
            headed = [h for h in found if h.slot.section == section]
            if not missing or not headed:
                continue
            _, last = _bounds(found, section + 1, len(self.lines))
            first = (headed[0].line, headed[0].start)
            for stretch in self.stretches.between(first, last, 0):
                if stretch.at not in taken and (best := self._part(stretch, missing)):
                    lost.append(best)
        if "note" not in known and found:
            lost += self._notes((found[0].line, found[0].start))
        lost.sort(key=lambda each: (-each.score, -each.stretch.last_line, each.stretch.at))
        by_slot: dict[str, _Candidate] = {}
        used: set[tuple[int, int]] = set()
        for each in lost:
            if each.slot.id not in by_slot and each.stretch.at not in used:
                by_slot[each.slot.id] = each
                used.add(each.stretch.at)
        return [_heading(each) for each in by_slot.values()]

    def repeated(self, found: Sequence[Heading]) -> list[Heading]:
        """Return the headings of sections that come again, as on the next page."""
        known = {self._words_of(h): h for h in found if h.slot.number}
        whole = {self.lines[h.line].text: h for h in found if h.slot.number and h.alone}
        numbers = {h.number for h in known.values()} - {0}
        taken = {(h.line, h.start) for h in found}
        again = []
        for at, line in enumerate(self.lines):
            first = whole.get(line.text)
            if first and first.line < at and (at, 0) not in taken and len(line.text) > SHORTEST:
                end = len(line.text)
                again.append(replace(first, line=at, last_line=at, start=0, end=end))
            for start in self.stretches.may_start[at]:
                if start.number not in numbers or (at, start.start) in taken or first:
                    continue
                for stretch in self.stretches.of_start(at, start, (len(self.lines), 0)):
                    same = known.get(letters(stretch.text))
                    if same and same.number == start.number:
                        again.append(_heading(_Candidate(stretch, same.slot, 1.0)))
                        break
        return again

    def _words_of(self, heading: Heading) -> str:
        """Return the letters of a heading, its number and tag among its words or not."""
        parts = [self.lines[at].text for at in range(heading.line, heading.last_line + 1)]
        parts[-1] = parts[-1][: heading.end]
        parts[0] = parts[0][heading.start :]
        return letters(" ".join(parts))

    def whole(self, found: Sequence[Heading]) -> list[Heading]:
        """Return the headings, those longer than the words that are known with all their words."""
        ends = [(h.line, h.start) for h in found[1:]]
        bounds = (*ends, (len(self.lines), 0))
        return [self._longer(heading, end) for heading, end in zip(found, bounds, strict=True)]

    def _longer(self, heading: Heading, bound: tuple[int, int]) -> Heading:
        """Return a heading with the words that go on behind those that are known."""
        text = self.lines[heading.last_line].text
        if heading.line != heading.last_line or (heading.alone and heading.end < len(text)):
            return heading
        known = text[heading.start : heading.end]
        if heading.end == len(text):
            return heading if heading.tag else self._on_next_line(heading, bound, known)
        cut = END_OF_HEADING.search(text, heading.end)
        end = cut.start() if cut else len(text)
        end = min(end, bound[1]) if bound[0] == heading.line else end
        rest = text[heading.end : end].strip()
        if not rest or not self._goes_on(heading, known, rest):
            return heading
        tail = TAIL.match(text, end)
        return _with_end(heading, heading.last_line, tail.end() if tail else end, rest)

    def _on_next_line(self, heading: Heading, bound: tuple[int, int], known: str) -> Heading:
        more = heading.last_line + 1
        if (more, 0) >= bound or self.lines[more].block != self.lines[heading.line].block:
            return heading
        rest = self.lines[more].text.strip()
        if rest[:1].islower() and self._goes_on(heading, known, rest):
            return _with_end(heading, more, len(self.lines[more].text), rest)
        return heading

    def _goes_on(self, heading: Heading, known: str, rest: str) -> bool:
        """Return whether the words behind a known heading belong to it, by what they are like."""
        if len(rest) > LONGEST or _VALUE.search(rest):
            return False
        slot = heading.slot.id
        alone = self._like(known).get(slot, 0.0)
        both = self._like(f"{known} {rest}").get(slot, 0.0)
        manner = rest[0].islower() or (shouted(rest) and shouted(known))
        familiar = self.likeness.familiar(rest)
        sure = rest.startswith("/") or (
            manner and (_TAG.search(rest) or (familiar > 0.8 and both > 0.7 * alone))
        )
        return (familiar > 0.5 and both > max(alone, FAINT)) or bool(sure and both > 0.4)

    def _notes(self, first: tuple[int, int]) -> Iterator[_Candidate]:
        """Yield where the note may begin: its words are like one, or a star marks it."""
        note = {"note": self.form.slots["note"]}
        for stretch in self.stretches.between(first, (len(self.lines), 0), 0):
            if best := self._part(stretch, note):
                yield best
            elif (
                self.stretches.opens_block(stretch)
                and _STAR.match(self.lines[stretch.line].text)
                and len(stretch.text) < SHORT
                and stretch.text[-1].isalpha()
            ):
                yield _Candidate(stretch, note["note"], 0.0)

    def _part(self, stretch: Stretch, missing: dict[str, Slot]) -> _Candidate | None:
        if len(stretch.text) > LONGEST or stretch.text.endswith(_LISTED_END):
            return None
        like = self._like(stretch.text)
        best = max(like, key=lambda slot_id: (like[slot_id], slot_id), default="")
        if best not in missing or like[best] < SURE_PART:
            return None
        # Of a label over several lines the first one opens a block.
        return _Candidate(
            stretch, missing[best], like[best] + 0.15 * self.stretches.opens_block(stretch)
        )

    def _score(self, stretch: Stretch, slot: Slot, manner: bool, others: set[str]) -> float:
        """Return how surely a stretch is the heading of a section; 0 when it is none.

        ``manner`` says that headings are in capitals; ``others`` are the slots already found.
        """
        text = stretch.text
        bulleted = not stretch.glued and BULLET.match(self.lines[stretch.line].text)
        if len(text) > LONGEST or bulleted:
            return 0
        likes = self._like(text) if text else {}
        like = likes.get(slot.id, 0.0)
        score = like + self._manner(stretch, slot, manner)
        if stretch.number == slot.number:
            if stretch.glued and (like <= FAINT or (manner and not shouted(text))):
                return 0
            score += 1 - 0.8 * self.stretches.listed(stretch)
            return score if score >= SURE_NUMBERED else 0
        rival = max((one for slot_id, one in likes.items() if slot_id not in others), default=0.0)
        if like < rival or stretch.number or not self._may_lack_number(text, like, manner):
            return 0
        return score if score >= SURE_WORDS else 0

    def _manner(self, stretch: Stretch, slot: Slot, manner: bool) -> float:
        """Return how much a stretch stands and is written as a heading of its slot."""
        text = stretch.text
        score = -0.3 * (text.endswith(_LISTED_END) or self.stretches.leads_in(stretch))
        if manner and text:
            score += 0.5 if shouted(text) else -0.5
        if self.stretches.opens_block(stretch):
            score += 0.2
        if slot.content == "title" and _TAG.search(text):
            score += 0.4
        return score

    def _may_lack_number(self, text: str, like: float, manner: bool) -> bool:
        loud = manner and shouted(text) and sum(map(str.isalpha, text)) > SHORTEST
        valued = like < 0.4 and _VALUE.search(text)
        return (like >= FAINT or loud) and not valued and not self.form.marks.search(text)


def _bounds(
    found: Iterable[Heading], number: int, count: int
) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return the places between which the heading of a section must stand."""
    before = [(h.last_line, h.end - 1) for h in found if 0 < h.slot.section < number]
    behind = [(h.line, h.start) for h in found if h.slot.section >= number]
    return max(before, default=(-1, 0)), min(behind, default=(count, 0))


def _best_chain(candidates: list[_Candidate]) -> list[_Candidate]:
    """Return the surest candidates that stand in the order of their numbers."""
    ordered = sorted(candidates, key=lambda each: (each.stretch.at, each.slot.number))
    best: list[tuple[float, list[_Candidate]]] = []
    for each in ordered:
        before = [
            (score, chain)
            for score, chain in best
            if chain[-1].slot.number < each.slot.number
            and (chain[-1].stretch.last_line, chain[-1].stretch.end) <= each.stretch.at
        ]
        score, chain = max(before, key=lambda one: one[0], default=(0.0, []))
        best.append((score + each.score, [*chain, each]))
    return max(best, key=lambda one: one[0], default=(0.0, []))[1]


def _is_shouted(lines: Sequence[Line], found: Iterable[Heading]) -> bool:
    """Return whether the headings of sections are written in capitals."""
    heads = [
        lines[h.line].text[h.start : h.end]
        for h in found
        if h.slot.number and h.last_line == h.line
    ]
    return sum(map(shouted, heads)) * 2 > len(heads)


def _with_end(heading: Heading, last_line: int, end: int, rest: str) -> Heading:
    tag = _TAG.search(rest)
    found = tag["tag"].lower() if tag else heading.tag
    return replace(heading, last_line=last_line, end=end, tag=found, alone=True)


def _heading(candidate: _Candidate) -> Heading:
    stretch = candidate.stretch
    tag = _TAG.search(stretch.text)
    return Heading(
        slot=candidate.slot,
        line=stretch.line,
        start=stretch.start,
        last_line=stretch.last_line,
        end=stretch.end,
        tag=tag["tag"].lower() if tag else "",
        number=stretch.number,
        alone=stretch.alone,
    )


def without_overlaps(headings: Iterable[Heading]) -> list[Heading]:
    """Return headings in order, of two that overlap the first."""
    ordered = sorted(headings, key=lambda heading: (heading.line, heading.start))
    kept = ordered[:1]
    for _, heading in pairwise(ordered):
        if (kept[-1].last_line, kept[-1].end) <= (heading.line, heading.start):
            kept.append(heading)
    return kept
