"""How supplements in one language are laid out and worded (``data/languages/*.toml``)."""

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from qualgraph import resources


@dataclass(frozen=True, slots=True)
class Rule:
    """What a whole line or sentence says.

    ``pattern`` matches it from end to end; ``each``, when given, is searched in it again and
    again. ``values`` are added to the named groups. ``{qualification}`` in a pattern stands for
    the document's own title.
    """

    fact: str
    pattern: str
    whole_line: bool
    values: dict[str, str]
    each: str

    def match(self, text: str, qualification: str) -> list[dict[str, str]]:
        """Return the groups found in ``text``: one set, or one for each; none when no match."""
        name = re.escape(qualification) if qualification else r"(?!)"
        whole = re.fullmatch(self.pattern.replace("{qualification}", name), text)
        if not whole:
            return []
        matches = list(re.finditer(self.each, text)) if self.each else [whole]
        return [{**self.values, **match.groupdict(default="")} for match in matches]


@dataclass(frozen=True, slots=True)
class Slot:
    """A section (``number``) or a sub-section (``within`` a section) of the form."""

    id: str
    number: int = 0
    within: int = 0
    heading: str = ""
    prose: str = ""
    rules: tuple[Rule, ...] = ()
    boilerplate: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Language:
    """One language file: its slots in the order of the form, and its lists of words."""

    tag: str
    slots: tuple[Slot, ...]
    words: dict[str, Any]

    def slot(self, slot_id: str) -> Slot:
        """Return the slot with that id, an empty one when the language has none."""
        return next((slot for slot in self.slots if slot.id == slot_id), Slot(slot_id))

    @classmethod
    def read(cls, path: Path) -> "Language":
        """Read one language file."""
        content = tomllib.loads(path.read_text("utf-8"))
        slots = tuple(_slot(entry) for entry in content.pop("slot"))
        return cls(content.pop("language"), slots, content)


def load_languages() -> dict[str, Language]:
    """Return the shipped languages by tag."""
    languages = map(Language.read, sorted(resources.LANGUAGES.glob("*.toml")))
    return {language.tag: language for language in languages}


def _slot(entry: dict[str, Any]) -> Slot:
    rules = tuple(_rule(rule) for rule in entry.pop("rule", ()))
    boilerplate = frozenset(entry.pop("boilerplate", ()))
    return Slot(rules=rules, boilerplate=boilerplate, **entry)


def _rule(entry: dict[str, Any]) -> Rule:
    return Rule(
        fact=entry["fact"],
        pattern=entry["pattern"],
        whole_line=entry.get("unit") == "line",
        values=entry.get("with", {}),
        each=entry.get("each", ""),
    )
