"""Bytes to text: Unicode in its encodings, else the 8-bit encoding that explains the letters.

General detectors were measured first: on two-page texts charset-normalizer 3.5 took Polish in
cp1250 for cp1252 and knew nothing of longer ISO 8859-2. The languages here are few and known.
"""

import codecs
import re
import tomllib
from functools import cache
from itertools import pairwise
from pathlib import Path

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
# A sign inside a word (`potwierdzaj¹ce`) is a letter that was read wrongly.
_FOREIGN = re.compile(
    r"[^\W\d_]|(?<=[^\W\d_])[^\w\s’‘·](?=[^\W\d_])|[²³¹º¼-¾]|[¢¤¥¦¬¯¶¸](?=[^\W\d_])"
)
# Latin and another script in one word, or a capital within a word: the letter was read wrongly.
_MIXED = re.compile(r"[a-z][^\W\d_\x00-\u024f]|[^\W\d_\x00-\u024f][a-z]")
_FOOTNOTE = re.compile(r"(?<=[^\W\d_])[¹²³](?![^\W_])")
_FEW = 8
_SAMPLE = 200_000
EXPLAINED = 0.97


class BinaryContentError(ValueError):
    """The bytes are no text in any known encoding."""


def decode(content: bytes) -> str:
    """Return ``content`` as text, without its byte order mark.

    Raises ``BinaryContentError`` when it is no text at all, ``UnicodeDecodeError`` when it is
    text that is broken or of an encoding that cannot be told.
    """
    for mark, name in _MARKS:
        if content.startswith(mark):
            return content.decode(name)
    if b"\0" in content:
        return _without_mark(content)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        return _eight_bit(content, error)
    if is_binary(text):
        raise BinaryContentError
    return text


def is_binary(text: str) -> bool:
    """Return whether so many control characters stand in ``text`` that it cannot be text."""
    sample = text[:_SAMPLE]
    return len(_CONTROLS.findall(sample)) > max(len(sample) / 100, 4)


def _without_mark(content: bytes) -> str:
    """Decode UTF-16 without a mark: its spaces and line ends have all zeros on one side."""
    zeros = [content[side::2].count(0) for side in (0, 1)]
    if min(zeros) * 20 > max(zeros) or max(zeros) * 40 < len(content):
        raise BinaryContentError
    text = content.decode("utf-16-be" if zeros[0] > zeros[1] else "utf-16-le")
    if is_binary(text):
        raise BinaryContentError
    return text


def _eight_bit(content: bytes, error: UnicodeDecodeError) -> str:
    if is_binary(content[:_SAMPLE].decode("latin-1")):
        raise BinaryContentError from error
    if error.reason == "unexpected end of data":
        raise error
    high = b"\n".join(line for line in content.splitlines() if not line.isascii())[:_SAMPLE]
    scores = {name: _explained(high, name) for name in _alphabets()}
    best = max(scores, key=lambda name: scores[name])
    if scores[best] < EXPLAINED:
        raise error
    return content.decode(best)


def _explained(sample: bytes, encoding: str) -> float:
    """Return which share of the letters beyond ASCII one language of ``encoding`` knows."""
    try:
        text = sample.decode(encoding)
    except UnicodeDecodeError:
        return 0.0
    letters = [letter for letter in _FOREIGN.findall(text.lower()) if not letter.isascii()]
    if not letters:
        return 0.0 if re.search(r"[\x80-\x9f]", text) else 1.0
    # A few raised numbers behind words are marks of footnotes.
    raised = sum(letter in "¹²³" for letter in letters)
    if raised == len(_FOOTNOTE.findall(text)) < len(letters) / _FEW:
        letters = [letter for letter in letters if letter not in "¹²³"]
    known = max(sum(map(letters_of.__contains__, letters)) for letters_of in _alphabets()[encoding])
    wrong = len(_MIXED.findall(text.lower())) + sum(
        after.isupper() and not after.isascii() and before.islower()
        for before, after in pairwise(text)
    )
    return (known - wrong) / len(letters)


@cache
def _alphabets() -> dict[str, tuple[frozenset[str], ...]]:
    path = Path(__file__).with_name("encodings.toml")
    languages = tomllib.loads(path.read_text("utf-8"))
    return {name: tuple(map(frozenset, known.values())) for name, known in languages.items()}
