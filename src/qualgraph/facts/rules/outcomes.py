"""Reading rules: what the holder can do, may become, and may learn next."""

import re
from collections.abc import Iterator

from qualgraph.facts import model
from qualgraph.facts.evidence import Fact, Text
from qualgraph.facts.rules.match import Match, UnclearError, named
from qualgraph.facts.subjects import Kind


def core_task(m: Match) -> Iterator[Fact]:
    number = m.groups["number"]
    yield model.CoreTask(number, _last(number), m.text(), evidence=m.evidence)


def work_process(m: Match) -> Iterator[Fact]:
    """Read ``1.2`` as the second of task 1, ``B1-K1-W2`` as the second of task ``B1-K1``."""
    number = m.groups["number"]
    task = re.split(r"[.-](?=W?\d+$)", number)[0]
    yield model.WorkProcess(number, _last(number), task, m.text(), evidence=m.evidence)


def growth(m: Match) -> Iterator[Fact]:
    for name in re.split(m.language.words["listing"], m.groups["list"].strip()):
        yield model.GrowthOccupation(Text(name, m.tag), evidence=m.evidence)


def higher_education_access(m: Match) -> Iterator[Fact]:
    yield model.HigherEducationAccess(Text(m.sentence, m.tag), evidence=m.evidence)


def follow_ups(m: Match) -> Iterator[Fact]:
    """Split a list of programmes by the words that say what kind comes next.

    ``name_split`` of the language parts the names within a kind: names hold commas seldom, but
    words for 'and' often (*Small business en retailmanagement*). After a word in the plural
    (``plural_follow_ups``) the last 'and' parts as well, but behind a hyphen (*Garten- und
    Landschaftsbau*), and but in a list with commas that goes on with another kind: *the
    programmes A, B and C and the specialisation D*.
    """
    words = m.language.words
    kinds = {word: kind for kind, marks in words["follow_ups"].items() for word in marks}
    markers = "|".join(sorted(map(re.escape, kinds), key=len, reverse=True))
    conjunction = words["conjunction"]
    parts = re.split(
        rf"(?:^|,\s*|\s+)(?:{conjunction}\s+)?({markers})\s+", m.groups["list"].strip()
    )
    if parts[0]:
        raise UnclearError(parts[0])
    last = rf"(?<!-)\s+{conjunction}\s+(?!.*[^-\s]\s+{conjunction}\s)"
    for place, marker in enumerate(parts[1::2]):
        names = re.split(words["name_split"], parts[2 * place + 2].strip(" ,;"))
        goes_on = 2 * place + 3 < len(parts)
        if marker in words.get("plural_follow_ups", ()) and not (goes_on and len(names) > 1):
            names[-1:] = re.split(last, names[-1])
        for name in names:
            plain = name.strip("'\"‘’“”„ ")
            yield model.FollowUp(Kind(kinds[marker]), Text(plain, m.tag), evidence=m.evidence)


def regulated_profession(m: Match) -> Iterator[Fact]:
    yield model.RegulatedProfession(not m.denied, evidence=m.evidence)


def _last(number: str) -> int:
    return int(re.findall(r"\d+", number)[-1])


RULES = named(
    core_task,
    work_process,
    growth,
    higher_education_access,
    follow_ups,
    regulated_profession,
)
