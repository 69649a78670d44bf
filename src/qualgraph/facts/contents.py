"""How the words of a slot are read that no rule knows: one small function for each content."""

import re
from dataclasses import replace
from itertools import accumulate, pairwise

from qualgraph.facts import model
from qualgraph.facts.duration import hours_of, quantities, reservation_of, years_of
from qualgraph.facts.evidence import Fact
from qualgraph.facts.listed import read_occupations, read_outcomes
from qualgraph.facts.reading import Share
from qualgraph.facts.sentences import Passed
from qualgraph.facts.slots import Outcome
from qualgraph.facts.titles import read_title
from qualgraph.facts.unruled import ReadUnruled, Unruled, add, joined, not_understood

_ROW = re.compile(
    r"\(?(?P<value>\d{1,3})\)?(?!\s?%|[-–]\d)[\s|:=–.)-]+(?P<text>[^\W\d_][^\d|]*?)[\s|;,.]*"
)
_ROW_BEHIND = re.compile(r"(?P<text>[^\W\d_][^\d|]*?)[\s|:=–(-]+(?P<value>\d{1,3})\)?[\s|;,.]*")
_NEXT_ROW = re.compile(r"[\s,;|]+(?=\d{1,3}\s*[=:–-]?\s*[^\W\d_])")
# Words and a number, or two words: what stands beside other levels may be no level at all.
_NAMES_LEVEL = re.compile(r"[^\W\d_]{2,}.*\d|\d.*[^\W\d_]{2,}|[^\W\d_]{3,}[\s-]+\W*[^\W\d_]{2,}")
MOST_PARTS = 40  # lines and sentences that a duration can have
_SCALE = 3  # rows that make a scale

CELLS = {"awarding-body": model.AwardingBody, "recognising-authority": model.RecognisingAuthority}


def read_text(at: Unruled, outcome: Outcome) -> None:
    """Take the words over as they are, unless rules of the language should have known them."""
    if at.ruled:
        not_understood(at, outcome)
    elif left := outcome.left:
        outcome.left = []
        evidence = at.evidence("section-text", left)
        fact = model.SectionText(at.slot.id, at.text(joined(left)), evidence=evidence)
        add(outcome, fact, [at.entry(Share.TEXT, each) for each in left])


def read_cell(at: Unruled, outcome: Outcome) -> None:
    """Take the whole cell as the name it holds."""
    left = outcome.left
    if outcome.facts or not left:
        not_understood(at, outcome)
        return
    outcome.left = []
    evidence = at.evidence(at.slot.fact, left)
    fact = CELLS[at.slot.fact](at.text(joined(left).rstrip(" .")), evidence=evidence)
    add(outcome, fact, [at.entry(Share.FACT, each) for each in left])


def read_level(at: Unruled, outcome: Outcome) -> None:
    """Take the words beside the levels of frameworks as the country's own level."""
    if at.ruled:
        not_understood(at, outcome)
        return
    left = [each for each in outcome.left if _NAMES_LEVEL.search(each.text)]
    others = [each for each in outcome.left if each not in left]
    outcome.left = others
    not_understood(at, outcome)
    if left:
        words = at.text(joined(left).strip(" ,;(–-"))
        fact = model.NationalLevel(words, evidence=at.evidence("national-level", left))
        add(outcome, fact, [at.entry(Share.FACT, each) for each in left])


def read_grading(at: Unruled, outcome: Outcome) -> None:
    """Read a numeric scale row by row; the words around it are text."""
    rows = [row for unit in outcome.left for row in _rows(unit)]
    scale = [row for row in rows if row[1]]
    if len(scale) >= _SCALE:
        outcome.left = [part for part, match in rows if not match]
        passing = at.language.list_of("pass_words")
        for part, match in scale:
            if match:
                words = at.text(match["text"].strip(" ,;(–-"))
                passes = re.sub(r"\s*\(.*", "", words.value.casefold()) in passing
                fact = model.Grade(
                    int(match["value"]), words, passes, evidence=at.evidence("grade", [part])
                )
                add(outcome, fact, [at.entry(Share.FACT, part)])
    read_text(at, outcome)


def with_one_pass_mark(facts: list[Fact]) -> list[Fact]:
    """Return the facts with one pass mark at most: the one nearest to the failing end.

    On scales of ten and more a higher number is better; on shorter ones the other way round.
    """
    passing = [fact.value for fact in facts if isinstance(fact, model.Grade) and fact.pass_mark]
    if len(passing) < 2:
        return facts
    best = max(fact.value for fact in facts if isinstance(fact, model.Grade))
    lowest = min(passing) if best >= 10 else max(passing)
    return [
        replace(fact, pass_mark=fact.value == lowest) if isinstance(fact, model.Grade) else fact
        for fact in facts
    ]


def read_duration(at: Unruled, outcome: Outcome) -> None:
    """Read the years and the hours; what stands beside them is filler or not understood."""
    whole = Passed(tuple(place for unit in outcome.left for place in unit.places))
    text = whole.text
    found = quantities(text, at.language)
    years, hours = years_of(found, text), hours_of(found)
    if (years is None and hours is None) or len(outcome.left) > MOST_PARTS:
        not_understood(at, outcome)
        return
    bounds, outcome.left = _bounds(outcome.left), []
    spans = [(q.start, q.end) for q in found if (hours if q.unit == "hours" else years) is not None]
    reservation = reservation_of(text, found, at.language)
    reserved = whole.cut(*reservation).text if reservation else ""
    spans = sorted([*spans, reservation] if reservation else spans)
    taken = [whole.cut(start, end) for start, end in spans]
    fact = model.Duration(years, hours, at.text(reserved), evidence=at.evidence("duration", taken))
    add(outcome, fact, [at.entry(Share.FACT, part) for part in taken])
    edge = 0
    for start, end in sorted([*spans, *((bound, bound) for bound in bounds)]):
        beside = whole.cut(edge, start).trimmed()
        if beside.places:
            filler = not re.search(r"\w", at.language.filler.sub("", beside.text))
            share = Share.BOILERPLATE if filler else Share.NOT_UNDERSTOOD
            outcome.entries.append(at.entry(share, beside))
        edge = end


def _bounds(units: list[Passed]) -> list[int]:
    """Return where each unit ends in the text of all of them."""
    ends = accumulate(len(unit.text) + 1 for unit in units)
    return [end - 1 for end in ends]


def _rows(unit: Passed) -> list[tuple[Passed, re.Match[str] | None]]:
    """Return the rows of a scale that a line holds, or the line as it is."""
    edges = [0, *(gap.start() for gap in _NEXT_ROW.finditer(unit.text)), len(unit.text)]
    parts = [unit.cut(start, end).trimmed() for start, end in pairwise(edges)]
    parts = [part for part in parts if part.places]
    matches = [_ROW.fullmatch(part.text.lstrip(" ,;|")) for part in parts]
    if len(parts) > 1 and not all(matches):
        return [(unit, None)]
    return [
        (part, match or _ROW_BEHIND.fullmatch(part.text))
        for part, match in zip(parts, matches, strict=True)
    ]


CONTENTS: dict[str, ReadUnruled] = {
    "title": read_title,
    "outcomes": read_outcomes,
    "occupations": read_occupations,
    "cell": read_cell,
    "level": read_level,
    "grading": read_grading,
    "duration": read_duration,
    "text": read_text,
    "facts": not_understood,
}
