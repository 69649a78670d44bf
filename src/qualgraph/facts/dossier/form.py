"""The layout and the words of SBB's dossier XML (``data/form/sbb.toml``)."""

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from qualgraph import resources

_DAY = re.compile(r"(\d{1,2})-(\d{1,2})-(\d{4})")
_HOURS = re.compile(r"\d{1,3}(?:\.?\d{3})?")
_FACTOR = re.compile(r"\d{1,3}(?:[.,]\d{1,6})?")
_PCHAR = r"(?:[\w.~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*"  # RFC 3987, narrowed to word characters
_ADDRESS = re.compile(
    rf"https?://[\w.-]+(?::\d{{1,5}})?(?:/{_PCHAR})?(?:\?{_PCHAR})?(?:\#{_PCHAR})?"
)
_NUMBER = re.compile(r"[1-9]\d{0,3}")
_CODE = re.compile(r"[0-9A-Z][0-9A-Z.-]{2,14}")
_CEFR = frozenset({"A1", "A2", "B1", "B2", "C1", "C2"})


@dataclass(frozen=True, slots=True)
class Form:
    """The words of the form; each method reads one value, and raises ``ValueError`` if unclear."""

    words: dict[str, Any]

    @classmethod
    def load(cls) -> "Form":
        """Return the shipped form."""
        return cls(tomllib.loads((resources.FORM / "sbb.toml").read_text("utf-8")))

    @property
    def language(self) -> str:
        """The language that dossiers are written in."""
        return str(self.words["language"])

    @property
    def country(self) -> str:
        """The country that the codes are of."""
        return str(self.words["country"])

    def says_nothing(self, text: str) -> bool:
        """Return whether the words only say that there is nothing to say."""
        return _plain(text) in self.words["nothing"]

    def meaning(self, table: str) -> Callable[[str], str]:
        """Return the reader of words that a table of the form gives the codes of."""

        def code(text: str) -> str:
            return str(self._look_up(table, text))

        return code

    def yes(self, text: str) -> bool:
        """Read ``Ja`` or ``Nee``."""
        return bool(self._look_up("answers", text))

    def _look_up(self, table: str, text: str) -> Any:
        try:
            return self.words[table][_plain(text)]
        except KeyError as error:
            raise ValueError(f"{table}: {text}") from error

    @staticmethod
    def title(text: str) -> str:
        """Read a title: one line, single spaces."""
        return " ".join(text.split())

    @staticmethod
    def code(text: str) -> str:
        """Read a national code."""
        return _matched(_CODE, text)[0]

    @staticmethod
    def number(text: str) -> int:
        """Read a number of order, from 1."""
        return int(_matched(_NUMBER, text)[0])

    @staticmethod
    def day(text: str) -> date:
        """Read ``dd-mm-yyyy``."""
        day, month, year = map(int, _matched(_DAY, text).groups())
        return date(year, month, day)

    @staticmethod
    def hours(text: str) -> int:
        """Read a number of hours, with or without a point between the thousands."""
        return int(_matched(_HOURS, text)[0].replace(".", ""))

    @staticmethod
    def factor(text: str) -> Decimal:
        """Read a factor with a comma or a point."""
        return Decimal(_matched(_FACTOR, text)[0].replace(",", "."))

    @staticmethod
    def address(text: str) -> str:
        """Read a web address."""
        return _matched(_ADDRESS, text)[0]

    @staticmethod
    def cefr(text: str) -> str:
        """Read a level of the CEFR."""
        if text.upper() not in _CEFR:
            raise ValueError(text)
        return text.upper()


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _matched(pattern: re.Pattern[str], text: str) -> re.Match[str]:
    found = pattern.fullmatch(text)
    if not found:
        raise ValueError(text)
    return found
