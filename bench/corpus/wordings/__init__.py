"""The wording of supplements, from the tables beside this file: never from the reader's."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

HERE = Path(__file__).parent
SPOKEN = ("nl", "en", "de")


@dataclass(frozen=True)
class Dutch:
    """The wording of the Dutch form in one language."""

    language: str
    table: dict[str, Any]

    def say(self, rng: Random, name: str, **values: object) -> str:
        """Return one variant of the sentence ``name`` with its values filled in."""
        return self.variant(rng, name).format(**values)

    def variant(self, rng: Random, name: str) -> str:
        """Return one variant of the sentence ``name``."""
        return str(rng.choice(self.table["sentence"][name]))

    def word(self, name: str) -> Any:
        """Return an entry of the table of words."""
        return self.table["words"][name]


@dataclass(frozen=True, slots=True)
class Template:
    """The wording of the Europass template in one language; the fields as the table says."""

    language: str
    form: str
    sections: tuple[str, ...]
    remarks: tuple[str, str]
    basis: tuple[str, ...]
    ways: tuple[str, ...]
    rows: tuple[str, ...]
    profile: tuple[str, str, str]
    note: tuple[str, str]
    years: str
    countries: dict[str, str]
    letters: str
    counts: tuple[str, ...] = ()


@cache
def dutch(language: str) -> Dutch:
    """Return the wording of the Dutch form in ``language`` (nl, en, de)."""
    return Dutch(language, _load(f"dutch-{language}"))


@cache
def templates() -> dict[str, Template]:
    """Return the wording of the Europass template by language."""
    return {language: _template(language, table) for language, table in _load("europass").items()}


@cache
def vocabulary() -> dict[str, list[list[str]]]:
    """Return the words of the field: by topic, rows of (nl, en, de)."""
    return _load("vocabulary")


def _template(language: str, table: dict[str, Any]) -> Template:
    fields: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in table.items()
    }
    return Template(language=language, **fields)


@cache
def _load(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))
