"""Words as keys: what remains of a text when spelling, spacing and case do not count."""

import re
import unicodedata
from functools import lru_cache

_LINE = 200  # characters
_NOT_LETTER = re.compile(r"[\W\d_]+")
_NOT_SIGN = re.compile(r"[\W_]+")
# For ASCII, most of the text, deleting bytes is several times faster than an expression.
_ASCII_NOT_LETTERS = bytes(c for c in range(128) if not chr(c).isalpha())
_ASCII_NOT_SIGNS = bytes(c for c in range(128) if not chr(c).isalnum())
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,80}>")


def letters(text: str) -> str:
    """Return the letters of ``text`` alone: no case, accents, digits, spaces or signs."""
    return _letters_of_line(text) if len(text) <= _LINE else _letters(text)


@lru_cache(maxsize=4096)
def _letters_of_line(text: str) -> str:
    """Return the letters of a text as short as a line, of which several rules ask."""
    return _letters(text)


def _letters(text: str) -> str:
    plain = _plain(text)
    if plain.isascii():
        return plain.encode().translate(None, _ASCII_NOT_LETTERS).decode()
    return _NOT_LETTER.sub("", plain)


def signs(text: str) -> str:
    """Return the letters and digits of ``text``: no case, accents, spaces or punctuation."""
    plain = _plain(text)
    if plain.isascii():
        return plain.encode().translate(None, _ASCII_NOT_SIGNS).decode()
    return _NOT_SIGN.sub("", plain)


def end_of_letters(text: str, count: int) -> int:
    """Return the offset in ``text`` behind its first ``count`` letters (as ``letters`` counts)."""
    for offset, character in enumerate(text):
        if count <= 0:
            return offset
        count -= character.isalpha() if character.isascii() else len(letters(character))
    return len(text)


def _plain(text: str) -> str:
    if "<" in text:
        text = _TAG.sub(" ", text)
    folded = text.casefold()
    return folded if folded.isascii() else unicodedata.normalize("NFKD", folded)
