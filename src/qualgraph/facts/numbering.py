"""Sections by their numbers and the layout alone, where headings are unknown or lost."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qualgraph.documents.lines import Line
from qualgraph.facts.form import Form
from qualgraph.facts.headings import Heading

_NUMBERED = re.compile(r"[\s|>*#]*(?P<number>[1-9])\s*[.)]\s*(?P<text>[^\W\d_].{2,160}?)\s*")
_TAG = re.compile(r"\((?P<tag>[A-Za-z]{2})\)")
_VALUE = re.compile(r"[\t|]\s*")
_LAST = 7


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A line that begins with a number: its index, number, and whether it is in capitals."""

    line: int
    number: int
    capitals: bool
    listed: bool


def sections_by_number(lines: Sequence[Line], form: Form) -> list[Heading]:
    """Return headings 1 to 7 of a document in an unknown language; an empty list if it has none."""
    candidates = list(_candidates(lines))
    capitals = [each for each in candidates if each.capitals]
    for known in (capitals, candidates):
        chain = _chain(known)
        if chain and not any(each.number > _LAST and each.line > chain[-1].line for each in known):
            return [_heading(lines, each, form) for each in chain]
    return []


def lost_sections(lines: Sequence[Line], found: list[Heading], form: Form) -> list[Heading]:
    """Return headings that only their number shows, between the numbers that are known."""
    sections = {heading.slot.number: heading for heading in reversed(found) if heading.slot.number}
    if not sections:
        return []
    shouted = any(_shouted(lines[heading.line].text) for heading in sections.values())
    lost = []
    for number in set(range(1, _LAST + 1)) - set(sections):
        before = [heading.line for n, heading in sections.items() if n < number]
        behind = [heading.line for n, heading in sections.items() if n > number]
        first, last = max(before, default=-1), min(behind, default=len(lines))
        between = [
            each
            for each in _candidates(lines)
            if first < each.line < last and each.number == number and not each.listed
        ]
        fitting = [each for each in between if each.capitals or not shouted]
        if fitting:
            lost.append(_heading(lines, fitting[-1], form))
    return lost


def _candidates(lines: Sequence[Line]) -> Iterator[_Candidate]:
    numbered = [_NUMBERED.fullmatch(line.text) for line in lines]
    numbers = [int(match["number"]) if match else 0 for match in numbered]
    for at, match in enumerate(numbered):
        if match and not match["text"].endswith((".", ";", ",")):
            around = numbers[max(at - 1, 0) : at] + numbers[at + 1 : at + 2]
            listed = bool({numbers[at] - 1, numbers[at] + 1} & set(around) - {0})
            yield _Candidate(at, numbers[at], _shouted(match["text"]), listed)


def _chain(candidates: list[_Candidate]) -> list[_Candidate]:
    """Return one candidate for each number from 1 to 7, in order, away from lists if it can."""
    chain: list[_Candidate] = []
    end = float("inf")
    for number in range(_LAST, 0, -1):
        fitting = [each for each in candidates if each.number == number and each.line < end]
        if not fitting:
            return []
        chain.append(max(fitting, key=lambda each: (not each.listed, each.line)))
        end = chain[-1].line
    return chain[::-1]


def _heading(lines: Sequence[Line], candidate: _Candidate, form: Form) -> Heading:
    text = lines[candidate.line].text
    value = _VALUE.search(text, 4)
    end = value.end() if value else len(text)
    tag = _TAG.search(text, 0, end)
    return Heading(
        slot=form.section(candidate.number),
        line=candidate.line,
        start=0,
        last_line=candidate.line,
        end=end,
        tag=tag["tag"].lower() if tag else "",
        number=candidate.number,
        alone=True,
    )


def _shouted(text: str) -> bool:
    cased = [character for character in text if character.islower() or character.isupper()]
    return bool(cased) and sum(map(str.isupper, cased)) > 0.7 * len(cased)
