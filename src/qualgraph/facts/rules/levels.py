"""Reading rules: level and assessment."""

import re
from collections.abc import Iterator

from qualgraph.facts import model
from qualgraph.facts.evidence import Fact
from qualgraph.facts.rules.match import Match, named


def level(m: Match) -> Iterator[Fact]:
    for group, code in m.groups.items():
        if code:
            framework = re.sub(r"_[2-9]$", "", group).replace("_", "-")
            plain = code.replace(" ", "").upper()
            yield model.Level(framework, plain, evidence=m.evidence)


def level_characteristics(m: Match) -> Iterator[Fact]:
    yield model.LevelCharacteristics(m.text(), evidence=m.evidence)


def grade(m: Match) -> Iterator[Fact]:
    words = m.text()
    passes = words.value.lower() in m.language.list_of("pass_words")
    yield model.Grade(int(m.groups["value"]), words, passes, evidence=m.evidence)


RULES = named(
    level,
    level_characteristics,
    grade,
)
