"""Lists of a supplement: what the holder can do, and occupations open to the holder."""

import re

from qualgraph.facts import model
from qualgraph.facts.evidence import Evidence
from qualgraph.facts.language import Language
from qualgraph.facts.reading import Share
from qualgraph.facts.sentences import Passed
from qualgraph.facts.slots import Outcome
from qualgraph.facts.spelling import signs
from qualgraph.facts.unruled import Unruled, add, joined, not_understood

_ENUMERATION = re.compile(r"(?:\d{1,2}[.)]|[a-z]\))\s+")
_CODED = re.compile(r"(?P<code>\d[\d.]{2,11}(?:[-/]\d+)?)[\s|:–-]+(?P<text>\(?[^\W\d_].*)")
_SENTENCE_END = re.compile(r"[.!?]['\"’”)]*$")
_LIST_WORDS = 14
_ALONE_WORDS = 6


def read_outcomes(at: Unruled, outcome: Outcome) -> None:
    """Read each line or bullet as an outcome, in the category of the sub-heading above it."""
    if any(isinstance(fact, model.CoreTask | model.WorkProcess) for fact in outcome.facts):
        not_understood(at, outcome)
        return
    left, outcome.left = outcome.left, []
    stops = not any(unit.text.endswith((";", ",")) for unit in left)
    categories, category, position = at.language.categories, "", 0
    for unit in left:
        text = unit.text
        if signs(text) in categories:
            category = categories[signs(text)]
            outcome.entries.append(at.entry(Share.HEADING, unit))
        elif text.endswith(":"):
            outcome.entries.append(at.entry(Share.NOT_UNDERSTOOD, unit))
        else:
            position += 1
            words = _ENUMERATION.sub("", text, count=1) if _ENUMERATION.match(text) else text
            fact = model.LearningOutcome(
                str(position),
                position,
                category,
                at.text(words.rstrip(" ;," if stops else " ;,.")),
                evidence=at.evidence("learning-outcome", [unit]),
            )
            add(outcome, fact, [at.entry(Share.FACT, unit)])


def introductions(at: Unruled, units: list[Passed], outcome: Outcome) -> list[Passed]:
    """Account for the lead-in sentences of section 3; return the other units."""
    others = []
    for unit in units:
        plain = signs(unit.text)
        begins = any(plain.startswith(intro) for intro in at.language.intros)
        if begins and (unit.text.endswith(":") or plain in at.language.intros):
            outcome.entries.append(at.entry(Share.BOILERPLATE, unit))
        else:
            others.append(unit)
    return others


def read_occupations(at: Unruled, outcome: Outcome) -> None:
    """Read a list of occupations with their national codes, or a description in prose."""
    left, outcome.left = outcome.left, []
    coded = [_CODED.fullmatch(unit.text) for unit in left]
    as_list = _is_list(left) or any(coded)
    prose: list[Passed] = []
    for unit, code in zip(left, coded, strict=True):
        if not code and not (as_list and _is_name(unit)):
            prose.append(unit)
            continue
        name = code["text"] if code else unit.text
        fact = model.ListedOccupation(
            code["code"] if code else "",
            at.text(name.rstrip(" ;,.")),
            evidence=at.evidence("listed-occupation", [unit]),
        )
        add(outcome, fact, [at.entry(Share.FACT, unit)])
    _describe(at, prose, outcome)


def _is_list(units: list[Passed]) -> bool:
    names = [unit for unit in units if _is_name(unit)]
    introduced = any(unit.text.endswith(":") for unit in units)
    if len(units) == 1:
        return bool(names) and (units[0].bulleted or len(units[0].text.split()) <= _ALONE_WORDS)
    return len(names) >= 2 and len(names) >= len(units) - introduced


def _is_name(unit: Passed) -> bool:
    text = unit.text
    short = len(text.split()) <= _LIST_WORDS and not text.endswith(":")
    return short and (unit.bulleted or not _SENTENCE_END.search(text))


def _describe(at: Unruled, prose: list[Passed], outcome: Outcome) -> None:
    """Take prose over as one text, with the kinds of setting that it speaks of."""
    if not prose:
        return
    rule = "occupation-description"
    text = at.text(joined(prose))
    description = model.OccupationDescription(text, evidence=at.evidence(rule, prose))
    add(outcome, description, [at.entry(Share.TEXT, unit) for unit in prose])
    spans = ((unit, span) for unit in prose for span in at.language.splitter.spans(unit.text))
    for unit, span in spans:
        sentence = unit.cut(*span)
        for code in _settings(sentence.text, at.language):
            where = Evidence(at.slot.id, "work-setting", sentence.places)
            outcome.facts.append(model.WorkSetting(code, evidence=where))


def _settings(text: str, language: Language) -> list[str]:
    lower = text.casefold()
    settings = language.words.get("work_settings", {})
    return [code for code, words in settings.items() if any(word.casefold() in lower for word in words)]
