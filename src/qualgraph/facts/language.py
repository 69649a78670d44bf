"""How supplements in one language are worded (``data/languages/*.toml``)."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from qualgraph import resources
from qualgraph.facts.form import Form
from qualgraph.facts.joints import Joints
from qualgraph.facts.sentences import Splitter
from qualgraph.facts.spelling import letters, signs

UNKNOWN = "und"
Entries = tuple[dict[str, Any], ...]  # rules as they stand in a file
_QUALIFICATION = "(?:.{1,120}?)"


@dataclass(frozen=True, slots=True)
class Rule:
    """What words of a slot say.

    ``strict`` is the pattern of a whole line or sentence, ``loose`` of a part of one; ``each``,
    when given, is searched in what matched again and again. ``values`` are added to the named
    groups. A rule with a ``country`` reads only supplements of that country.
    """

    fact: str
    strict: re.Pattern[str] | None
    loose: re.Pattern[str] | None
    each: re.Pattern[str] | None
    whole_line: bool
    country: str
    values: dict[str, str]

    def groups(self, match: re.Match[str]) -> list[dict[str, str]]:
        """Return the groups of a match: one set, or one for each."""
        found = list(self.each.finditer(match[0])) if self.each else [match]
        return [{**self.values, **one.groupdict(default="")} for one in found]


@dataclass(frozen=True)
class Language:
    """One language file: the words of the form, by slot, and lists of words."""

    tag: str
    words: dict[str, Any]
    headings: dict[str, tuple[str, ...]]
    columns: frozenset[str]
    boilerplate: dict[str, frozenset[str]]
    entries: dict[str, tuple[Entries, Entries]]
    compiled: dict[str, tuple[Rule, ...]] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path, form: Form) -> "Language":
        """Read one language file; the rules of the form are put in its words."""
        words = tomllib.loads(path.read_text("utf-8"))
        return cls.of(words.pop("language"), words, form)

    @classmethod
    def of(cls, tag: str, words: dict[str, Any], form: Form) -> "Language":
        """Return the language with those words."""
        slots = words.pop("slot", {})
        splitter = _splitter(words)
        headings = {
            slot_id: tuple(heading["text"] for heading in slot.get("headings", ()))
            for slot_id, slot in slots.items()
        }
        boilerplate = {
            slot_id: _known(slot.get("boilerplate", ()), splitter)
            for slot_id, slot in slots.items()
        }
        columns = (column for slot in slots.values() for column in slot.get("columns", ()))
        rules = {
            slot_id: (tuple(slots.get(slot_id, {}).get("rule", ())), common)
            for slot_id, common in form.rules.items()
        }
        return cls(tag, words, headings, frozenset(map(letters, columns)), boilerplate, rules)

    def rules_for(self, slot_id: str, country: str) -> tuple[Rule, ...]:
        """Return the rules of a slot that read supplements of ``country``."""
        return tuple(r for r in self._rules_of(slot_id) if r.country in ("", country))

    def _rules_of(self, slot_id: str) -> tuple[Rule, ...]:
        """Return the rules of a slot: its own, then the form's; compiled when first asked for.

        Compiling all rules of all languages would take half a second of every start.
        """
        if slot_id not in self.compiled:
            own, common = self.entries.get(slot_id, ((), ()))
            self.compiled[slot_id] = tuple(_rules(own, common, self.words))
        return self.compiled[slot_id]

    def list_of(self, name: str) -> tuple[str, ...]:
        """Return a list of words, an empty one when the language file has none."""
        return tuple(self.words.get(name, ()))

    @cached_property
    def splitter(self) -> Splitter:
        """What splits text of this language into sentences."""
        return _splitter(self.words)

    @cached_property
    def negation(self) -> re.Pattern[str]:
        """The words that deny."""
        return _any_of(self.list_of("negations"))

    @cached_property
    def filler(self) -> re.Pattern[str]:
        """The words and phrases that say nothing of their own beside a fact."""
        return _any_of(self.list_of("filler"))

    @cached_property
    def dangling(self) -> re.Pattern[str]:
        """The end of a line that something must follow: a comma, a hyphen, a small word."""
        small = (word for word in self.list_of("filler") if len(word) <= 5 and word.islower())
        return re.compile(rf"(?:[,-]|\b(?:{_alternatives(tuple(small)) or '(?!)'}))$")

    @cached_property
    def joints(self) -> Joints:
        """What stands between two lines of one unit."""
        return Joints.of(self.list_of("behind_hyphen"), self.list_of("hyphenated"))

    @cached_property
    def titles(self) -> tuple[str, ...]:
        """The names of the form, as letters, longest first."""
        return tuple(sorted(map(letters, self.list_of("titles")), key=len, reverse=True))

    @cached_property
    def remarks(self) -> frozenset[str]:
        """The remarks under the titles, as signs."""
        return frozenset(map(signs, self.list_of("original_language")))

    @cached_property
    def disclaimers(self) -> tuple[str, ...]:
        """What says that the translated title has no legal status, as signs."""
        return tuple(map(signs, self.list_of("no_legal_status")))

    @cached_property
    def intros(self) -> tuple[str, ...]:
        """How the lead-in sentences of section 3 begin, as signs."""
        return tuple(map(signs, self.list_of("outcome_intro")))

    @cached_property
    def categories(self) -> dict[str, str]:
        """The sub-headings of section 3, as signs, and the category they begin."""
        return {
            signs(heading): category
            for category in ("general", "vocational")
            for heading in self.list_of(f"{category}_competences")
        }


def load_languages(form: Form) -> dict[str, Language]:
    """Return the shipped languages by tag."""
    paths = sorted(resources.LANGUAGES.glob("*.toml"))
    languages = (Language.read(path, form) for path in paths)
    return {language.tag: language for language in languages}


def _splitter(words: dict[str, Any]) -> Splitter:
    return Splitter.of(words.get("abbreviations", ()), words.get("months", ()))


def _known(texts: list[str], splitter: Splitter) -> frozenset[str]:
    """Return boilerplate as signs: each text whole, and each sentence of it."""
    parts = [text[a:b] for text in texts for a, b in splitter.spans(text)]
    return frozenset(map(signs, (*texts, *parts)))


def _rules(
    own: Iterable[dict[str, Any]], common: Iterable[dict[str, Any]], words: dict[str, Any]
) -> Iterator[Rule]:
    """Compile the rules of the language, then those of the form."""
    country = words.get("rules_for", "")
    found = [_rule(entry, words, country) for entry in own]
    found += [_rule(entry, words, "") for entry in common]
    return (rule for rule in found if rule)


def _rule(entry: dict[str, Any], words: dict[str, Any], country: str) -> Rule | None:
    strict = _pattern(entry.get("pattern", ""), words, 0)
    loose = _pattern(entry.get("find", ""), words, re.IGNORECASE)
    if not strict and not loose:
        return None
    return Rule(
        fact=entry["fact"],
        strict=strict,
        loose=loose,
        each=_pattern(entry.get("each", ""), words, re.IGNORECASE),
        whole_line=entry.get("unit") == "line",
        country=entry.get("country", country).replace("any", ""),
        values=entry.get("with", {}),
    )


def _pattern(pattern: str, words: dict[str, Any], flags: int) -> re.Pattern[str] | None:
    """Compile a pattern in the words of a language; None when it has no such words.

    A space stands for any space or none: words of a badly extracted text run together.
    """
    if not pattern:
        return None
    pattern = pattern.replace("{qualification}", _QUALIFICATION)
    for name in re.findall(r"\{([a-z_]+)\}", pattern):
        if not words.get(name):
            return None
        pattern = pattern.replace(f"{{{name}}}", _alternatives(words[name]))
    return re.compile(_spaces(pattern), flags)


def _spaces(pattern: str) -> str:
    """Write each space outside a set of characters as ``\\s*``."""
    parts = re.split(r"(\[(?:\\.|[^\]\\])*\])", pattern)
    return "".join(p if p.startswith("[") else re.sub(" [?]?", r"\\s*", p) for p in parts)


def _alternatives(words: Any) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True))).replace(r"\ ", " ")


def _any_of(phrases: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_alternatives(phrases)})\b" if phrases else r"(?!)", re.IGNORECASE)
