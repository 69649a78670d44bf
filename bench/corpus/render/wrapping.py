"""Breaking lines, with or without hyphens."""

import re
from collections.abc import Callable

_PLAIN_WORD = re.compile(r"[^\W\d_]{8,}[.,;:]?")
_VOWEL = re.compile(r"[aeiouyàáâäãåæèéêëęěėēìíîïīòóôöõøőùúûüűųůūαεηιουωάέήίόύώаеиоуъюя]", re.I)


def wrapped(
    text: str, width: float, *, hyphenate: bool, measure: Callable[[str], float] = len
) -> list[str]:
    """Return ``text`` in lines of at most ``width`` in terms of ``measure``; 0 breaks nothing.

    Only words without a hyphen of their own are broken, between letters well inside them.
    """
    if not width or measure(text) <= width:
        return [text]
    lines, line = list[str](), ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if not line or measure(longer) <= width:
            line = longer
            continue
        head = _head(line, word, width, measure) if hyphenate else ""
        if head:
            lines.append(f"{line} {head}-")
            line = word[len(head) :]
        else:
            lines.append(line)
            line = word
    return [*lines, line]


def _head(line: str, word: str, width: float, measure: Callable[[str], float]) -> str:
    """Return the longest part of ``word`` that fits with a hyphen: after a vowel, of 3 letters."""
    if not _PLAIN_WORD.fullmatch(word):
        return ""
    for end in range(len(word) - 4, 2, -1):
        if _VOWEL.match(word[end - 1]) and measure(f"{line} {word[:end]}-") <= width:
            return word[:end]
    return ""
