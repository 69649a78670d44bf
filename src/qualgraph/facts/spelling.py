"""Words as keys: what remains of a text when spelling, spacing and case do not count."""

import re
import unicodedata

_NOT_LETTER = re.compile(r"[\W\d_]+")
_NOT_SIGN = re.compile(r"[\W_]+")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,80}>")


def letters(text: str) -> str:
    """Return the letters of ``text`` alone: no case, accents, digits, spaces or signs."""
    return _NOT_LETTER.sub("", _plain(text))


def signs(text: str) -> str:
    """Return the letters and digits of ``text``: no case, accents, spaces or punctuation."""
    return _NOT_SIGN.sub("", _plain(text))


def end_of_letters(text: str, count: int) -> int:
    """Return the offset in ``text`` behind its first ``count`` letters (as ``letters`` counts)."""
    for offset, character in enumerate(text):
        if count <= 0:
            return offset
        count -= len(letters(character))
    return len(text)


def _plain(text: str) -> str:
    if "<" in text:
        text = _TAG.sub(" ", text)
    folded = text.casefold()
    return folded if folded.isascii() else unicodedata.normalize("NFKD", folded)
