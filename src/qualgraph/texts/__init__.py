"""What the program says to people, in Dutch and in English."""

import locale
import tomllib
from dataclasses import dataclass
from typing import Any

from qualgraph import resources
from qualgraph.errors import QualgraphError

LANGUAGES = ("nl", "en")


@dataclass(frozen=True, slots=True)
class Texts:
    """The messages of one language, by section and key (``texts/{language}.toml``)."""

    language: str
    messages: dict[str, Any]

    @classmethod
    def load(cls, language: str) -> "Texts":
        """Read the messages of ``language`` (``nl`` or ``en``)."""
        path = resources.TEXTS / f"{language}.toml"
        return cls(language, tomllib.loads(path.read_text("utf-8")))

    def __call__(self, key: str, /, **values: object) -> str:
        """Return the message at ``section.key`` with its braces filled."""
        section, name = key.split(".", 1)
        template: str = self.messages[section][name]
        return template.format_map(values)

    def knows(self, key: str) -> bool:
        """Return whether there is a message at ``section.key``."""
        section, name = key.split(".", 1)
        return name in self.messages.get(section, {})

    def of_country(self, country: str) -> "Texts":
        """Return these messages with those in their place that hold for a country only.

        They stand under ``[country.nl.section]``; what is said of all countries, elsewhere.
        """
        own: dict[str, dict[str, str]] = self.messages["country"].get(country, {})
        merged = {name: {**self.messages.get(name, {}), **said} for name, said in own.items()}
        return Texts(self.language, {**self.messages, **merged})

    def error(self, error: QualgraphError) -> str:
        """Return what to tell a person about ``error``."""
        return self(f"errors.{error.key}", **error.values)


def language_of_locale() -> str:
    """Return the language of the user's locale when the program speaks it, else English."""
    name = locale.getlocale()[0] or ""
    return next((language for language in LANGUAGES if name.lower().startswith(language)), "en")
