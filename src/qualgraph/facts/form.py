"""What the supplement's forms in all languages share (``data/form/europass.toml``)."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qualgraph import resources


@dataclass(frozen=True, slots=True)
class Slot:
    """A section (``number``) or a sub-section (``within`` a section) of the form.

    ``content`` says how words are read that no rule knows; ``fact`` which fact a cell makes.
    """

    id: str
    number: int = 0
    within: int = 0
    content: str = "facts"
    fact: str = ""

    @property
    def section(self) -> int:
        """The number of the section that the slot is or belongs to, 0 for the note."""
        return self.number or self.within


@dataclass(frozen=True, slots=True)
class Form:
    """The slots in the order of the form, and what holds in every language."""

    name: str
    slots: dict[str, Slot]
    rules: dict[str, tuple[dict[str, Any], ...]]
    marks: re.Pattern[str]
    page_number: re.Pattern[str]
    country_languages: dict[str, str]
    main_countries: dict[str, str]
    registers: dict[str, str]
    several_languages: dict[str, tuple[str, ...]]

    @classmethod
    def read(cls, path: Path) -> "Form":
        """Read the file of the form."""
        content = tomllib.loads(path.read_text("utf-8"))
        rules = {slot["id"]: tuple(slot.pop("rule", ())) for slot in content["slot"]}
        return cls(
            name=content["name"],
            slots={slot["id"]: Slot(**slot) for slot in content["slot"]},
            rules=rules,
            marks=re.compile("|".join(content["marks"]), re.IGNORECASE),
            page_number=re.compile(content["page_number"], re.IGNORECASE),
            country_languages=content["country_languages"],
            main_countries=content["main_countries"],
            registers=content["registers"],
            several_languages={c: tuple(of) for c, of in content["several_languages"].items()},
        )

    @classmethod
    def load(cls) -> "Form":
        """Return the shipped form."""
        return cls.read(resources.FORM / "europass.toml")

    def section(self, number: int) -> Slot:
        """Return the section with that number."""
        return next(slot for slot in self.slots.values() if slot.number == number)

    def language_of(self, tag: str) -> str:
        """Return the language that the tag behind a heading means, as in ``(CZ)``."""
        return self.country_languages.get(tag, tag)

    def official_languages(self, country: str) -> tuple[str, ...]:
        """Return the languages in which a country writes the titles of its certificates."""
        return self.several_languages.get(country, (self.language_of(country),))

    def country_of(self, language: str) -> str:
        """Return the main country of a language."""
        return self.main_countries.get(language, language)
