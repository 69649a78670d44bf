"""Text to words: small letters without marks, of any script; what stands between them is lost."""

import re
import unicodedata
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+")
# Letters that Unicode does not take apart.
_LETTERS = str.maketrans(
    {"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ŋ": "n"}
)
_LONGEST = 64


def fold(text: str) -> str:
    """Return ``text`` in small letters without diacritics."""
    small = text.casefold()
    if small.isascii():
        return small
    apart = unicodedata.normalize("NFKD", small.translate(_LETTERS))
    return "".join(c for c in apart if not unicodedata.combining(c))


@lru_cache(maxsize=100_000)
def words(text: str) -> tuple[str, ...]:
    """Return the words of ``text``, folded, each at most 64 characters long."""
    return tuple(word[:_LONGEST] for word in _WORD.findall(fold(text)))


def compact(text: str) -> str:
    """Return the words of ``text`` in one: ``account-manager`` is ``Accountmanager``."""
    return "".join(words(text))


def spaced(text: str) -> str:
    """Return the words of ``text`` with a space between them: ``NL-25132`` is ``nl 25132``."""
    return " ".join(words(text))


def clean(text: str) -> str:
    """Return what a person typed without control characters and halves of characters."""
    whole = text.encode("utf-8", "replace").decode()
    shown = (" " if unicodedata.category(c) in {"Cc", "Cs"} else c for c in whole)
    return " ".join("".join(shown).split())


def folded_places(text: str) -> tuple[str, list[int]]:
    """Return ``text`` folded and, of each character of that, its place in ``text``."""
    if text.isascii():
        return text.lower(), list(range(len(text) + 1))
    pieces = [fold(character) for character in text]
    places = [place for place, piece in enumerate(pieces) for _ in piece]
    return "".join(pieces), [*places, len(text)]
