"""The titles of a supplement: names, national codes, and remarks under them."""

import re
from dataclasses import dataclass

from qualgraph.facts import model
from qualgraph.facts.reading import Share
from qualgraph.facts.sentences import Passed
from qualgraph.facts.slots import Outcome
from qualgraph.facts.spelling import signs
from qualgraph.facts.unruled import Unruled, add, joined, not_understood

_FOOTNOTE = re.compile(r"(?:\(\s*(?:\d|\*+)\s*\)|\d\)|\*+|[¹²³])\s*")
_TRAILING_FOOTNOTE = re.compile(r"\s*(?:\(\s*(?:\d|\*+)\s*\)|(?<!\d)\d\)|\*+|[¹²³])\s*$")
_IN_BRACKETS = re.compile(r"\s*[(\[]([^()\[\]]+)[)\]]\s*\.?$")
_PIECE = r"(?:\d[\dA-Z]*|[A-Z]{1,2}(?=[ ./-]|\d))"
_CODE = rf"\d[\dA-Z]*(?:[ ./-]{_PIECE})*"
_BEFORE = re.compile(rf"(?P<code>{_CODE})[\s:,–-]+(?P<text>\(?[^\W\d_].+)")
_WORDS = r"(?:[^\W\d_]+[.:]?\s+){0,3}"  # such as 'reference number'
_BEHIND = (
    re.compile(
        rf"(?P<text>.*?[^\W\d_].*?)(?:,\s*|\s*\(\s*|\s[–-]\s|[;:]\s*){_WORDS}(?P<code>{_CODE})\)?\.?"
    ),
    re.compile(rf"(?P<text>.*[^\W\d_])\s+(?P<code>{_CODE})\.?"),
)
_SINGLE_LETTER_CODE = re.compile(r"\d{4} [A-Z](?: \d\d)?")


@dataclass(frozen=True, slots=True)
class Named:
    """A line of a title: the name, and the national code before or behind it, if any."""

    name: str
    code: str


def parted(text: str) -> Named:
    """Part a national code from the name it stands before or behind.

    A code has five digits or more, or four and a letter: a year is none.
    """
    before = _BEFORE.fullmatch(text)
    if before and _is_code(before["code"]):
        return Named(before["text"].strip(), before["code"])
    for pattern in _BEHIND:
        behind = pattern.fullmatch(text)
        if behind and _is_code(behind["code"]):
            return Named(behind["text"].rstrip(" ,;:(–-"), behind["code"])
    return Named(text, "")


def remarks(at: Unruled, units: list[Passed], outcome: Outcome) -> list[Passed]:
    """Account for footnote marks and remarks under the titles; return the other units."""
    others = []
    for unit in units:
        mark = _FOOTNOTE.match(unit.text)
        if mark and mark.end() == len(unit.text):
            outcome.entries.append(at.entry(Share.BOILERPLATE, unit))
            continue
        if mark:
            outcome.entries.append(at.entry(Share.BOILERPLATE, unit.cut(0, mark.end()).trimmed()))
            unit = unit.cut(mark.end(), len(unit.text))  # noqa: PLW2901
        mark = _TRAILING_FOOTNOTE.search(unit.text)
        if mark and mark.start():
            tail = unit.cut(mark.start(), len(unit.text)).trimmed()
            outcome.entries.append(at.entry(Share.BOILERPLATE, tail))
            unit = unit.cut(0, mark.start())  # noqa: PLW2901
        others += _without_disclaimer(at, unit, outcome)
    return others


def read_title(at: Unruled, outcome: Outcome) -> None:
    """Read a title that no rule knows: code and name, and the kind of certificate before it."""
    if any(isinstance(fact, model.Title) for fact in outcome.facts) or not outcome.left:
        not_understood(at, outcome)
        return
    left, outcome.left = outcome.left, []
    named = [parted(unit.text) for unit in left]
    first = next((n for n, one in enumerate(named) if one.code), _behind_certificate(at, left))
    for unit in left[:first]:
        words = at.text(unit.text.rstrip(" :"))
        fact = model.CertificateType(words, evidence=at.evidence("certificate-type", [unit]))
        add(outcome, fact, [at.entry(Share.FACT, unit)])
    rest = left[first:]
    evidence = at.evidence("title", rest)
    name = " ".join(one.name for one in named[first:])
    title = model.Title(at.text(name.strip(' „“”"')), evidence=evidence)
    add(outcome, title, [at.entry(Share.FACT, unit) for unit in rest])
    if code := named[first].code:
        register = "crebo" if at.country == "nl" else "national"
        outcome.facts.append(model.Code(code, register, at.country, evidence=evidence))


def _behind_certificate(at: Unruled, left: list[Passed]) -> int:
    """Return the index of the first line behind those that name the kind of certificate."""
    words = tuple(word.casefold() for word in at.language.list_of("certificate_words"))
    count = 0
    for unit in left[:-1]:
        text = unit.text.casefold()
        if not (text.endswith(":") or text.startswith(words)):
            break
        count += 1
    return count


def _without_disclaimer(at: Unruled, unit: Passed, outcome: Outcome) -> list[Passed]:
    plain = signs(unit.text)
    if plain in at.language.remarks:
        outcome.entries.append(at.entry(Share.BOILERPLATE, unit))
        return []
    if plain in at.language.disclaimers:
        _disclaim(at, unit, outcome)
        return []
    brackets = _IN_BRACKETS.search(unit.text)
    if brackets and signs(brackets[1]) in {*at.language.disclaimers, *at.language.remarks}:
        tail = unit.cut(brackets.start(), len(unit.text)).trimmed()
        if signs(brackets[1]) in at.language.disclaimers:
            _disclaim(at, tail, outcome)
        else:
            outcome.entries.append(at.entry(Share.BOILERPLATE, tail))
        unit = unit.cut(0, brackets.start())
    return [unit] if unit.places else []


def _disclaim(at: Unruled, unit: Passed, outcome: Outcome) -> None:
    fact = model.TranslationStatus(False, evidence=at.evidence("translation-status", [unit]))
    add(outcome, fact, [at.entry(Share.FACT, unit)])


def _is_code(code: str) -> bool:
    digits = sum(map(str.isdigit, code))
    return digits >= 5 or bool(_SINGLE_LETTER_CODE.fullmatch(code))


def title_text(outcome: Outcome) -> str:
    """Return the title that was read, an empty string when none was."""
    titles = (fact.text.value for fact in outcome.facts if isinstance(fact, model.Title))
    return next(titles, "")


__all__ = ["Named", "joined", "parted", "read_title", "remarks", "title_text"]
