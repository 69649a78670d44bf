"""The reading of one slot by rules: facts, and what became of each stretch."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from qualgraph.facts.evidence import Evidence, Fact
from qualgraph.facts.language import Language, Rule
from qualgraph.facts.placeholders import has_placeholder
from qualgraph.facts.reading import Entry, Share
from qualgraph.facts.rules import RULES, Match, UnclearError
from qualgraph.facts.sentences import Passed
from qualgraph.facts.spelling import signs

# What a sentence says, it says not where it denies; only these rules read a denial.
_READ_DENIAL = frozenset(
    {"regulated-profession", "regulated-education", "document-status", "translation-status"}
)
# These say what is the case: a sentence that denies something is not theirs, however it matches.
_AFFIRMED = frozenset(
    {
        "elective-share",
        "elective-units",
        "electives-on-diploma",
        "follow-ups",
        "growth",
        "higher-education-access",
        "offered-since",
        "week-schedule",
        "work-placement-share",
    }
)
MOST_PARTS = 100  # of one sentence that rules may know
_HAS_WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Spoken:
    """A rule together with the language of the words that it reads."""

    rule: Rule
    tag: str
    language: Language


@dataclass(slots=True)
class Outcome:
    """What a slot gave: facts, what became of each stretch, and what no rule knew."""

    facts: list[Fact] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    left: list[Passed] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class RuleReader:
    """Reads the units of one slot by its rules.

    ``splits`` says whether units that no line rule knows are cut into sentences; ``marks`` is
    put before what has no word in it.
    """

    slot: str
    spoken: tuple[Spoken, ...]
    language: Language
    splits: bool

    def read(self, units: list[Passed], outcome: Outcome) -> Outcome:
        """Add to ``outcome`` what the rules make of the units, and return it."""
        for unit in units:
            for stretch in self._stretches(unit):
                self._read(stretch, outcome)
        return outcome

    def known(self, text: str) -> bool:
        """Return whether ``text`` is boilerplate of the form."""
        known = self.language.boilerplate.get(self.slot)
        return known is not None and signs(text) in known

    def complete(self, text: str) -> bool:
        """Return whether boilerplate or a rule for lines knows ``text`` whole."""
        return self.known(text) or any(
            s.rule.whole_line and s.rule.strict and s.rule.strict.fullmatch(text)
            for s in self.spoken
        )

    def _stretches(self, unit: Passed) -> Iterator[Passed]:
        """Return the units that a line rule or boilerplate knows whole, the others cut up."""
        text = unit.text
        if self.complete(text):
            yield unit
            return
        spans = list(self.language.splitter.spans(text))
        parts = [text[start:end] for start, end in spans]
        if self.splits or any(map(self.known, parts)) or has_placeholder(text):
            yield from (unit.cut(start, end) for start, end in spans)
        else:
            yield unit

    def _read(self, stretch: Passed, outcome: Outcome) -> None:
        text = stretch.text
        if has_placeholder(text):
            outcome.entries.append(Entry(Share.NOT_UNDERSTOOD, self.slot, stretch.places))
        elif facts := self._strict(stretch, text):
            outcome.facts += facts
            outcome.entries.append(Entry(Share.FACT, self.slot, stretch.places))
        elif self.known(text):
            outcome.entries.append(Entry(Share.BOILERPLATE, self.slot, stretch.places))
        else:
            self._loose(stretch, text, outcome)

    def _strict(self, stretch: Passed, text: str) -> list[Fact]:
        denied = bool(self.language.negation.search(text))
        for spoken in self.spoken:
            if denied and spoken.rule.fact in _AFFIRMED:
                continue
            match = spoken.rule.strict and spoken.rule.strict.fullmatch(text)
            if match and (facts := self._facts(spoken, match, stretch, text)):
                return facts
        return []

    def _loose(self, stretch: Passed, text: str, outcome: Outcome) -> None:
        """Take the parts of a stretch that rules know; the rest is filler or left over."""
        denied = bool(self.language.negation.search(text))
        taken: list[tuple[int, int]] = []
        for spoken in self.spoken:
            if not spoken.rule.loose or (denied and spoken.rule.fact not in _READ_DENIAL):
                continue
            for match in spoken.rule.loose.finditer(text):
                start, end = match.span()
                if not _is_free(start, end, taken):
                    continue
                part = stretch.cut(start, end)
                if facts := self._facts(spoken, match, part, text):
                    outcome.facts += facts
                    outcome.entries.append(Entry(Share.FACT, self.slot, part.places))
                    taken.append((start, end))
        if not taken:
            outcome.left.append(stretch)
            return
        at = 0
        for start, end in (*sorted(taken), (len(text), len(text))):
            self._beside(stretch.cut(at, start).trimmed(), outcome)
            at = end

    def _beside(self, part: Passed, outcome: Outcome) -> None:
        """Judge what stands beside a fact in its sentence."""
        if not part.places:
            return
        if _HAS_WORD.search(self.language.filler.sub("", part.text)):
            outcome.left.append(part)
        else:
            outcome.entries.append(Entry(Share.BOILERPLATE, self.slot, part.places))

    def _facts(
        self, spoken: Spoken, match: re.Match[str], part: Passed, sentence: str
    ) -> list[Fact]:
        evidence = Evidence(self.slot, spoken.rule.fact, part.places)
        build = RULES[spoken.rule.fact]
        try:
            return [
                fact
                for groups in spoken.rule.groups(match)
                for fact in build(Match(groups, spoken.tag, spoken.language, evidence, sentence))
            ]
        except UnclearError:
            return []


def _is_free(start: int, end: int, taken: list[tuple[int, int]]) -> bool:
    """Return whether a stretch holds something that is not taken, in a sentence not too full."""
    overlaps = any(start < b and a < end for a, b in taken)
    return start < end and not overlaps and len(taken) < MOST_PARTS
