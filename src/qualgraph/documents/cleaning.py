"""What every form's text goes through: the same words give the same characters."""

import re
import unicodedata
from collections.abc import Iterable

from qualgraph.documents.lines import Line

_LETTERS = {
    "\ufb00": "ff",
    "\ufb01": "fi",
    "\ufb02": "fl",
    "\ufb03": "ffi",
    "\ufb04": "ffl",
    "\ufb05": "st",
    "\ufb06": "st",
    "\u0132": "IJ",
    "\u0133": "ij",
}
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u2069\ufe00-\ufe0f\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
# A soft hyphen at the end of a line is the one that shows.
_SHOWN_HYPHEN = re.compile(r"\xad(?=\s*$)")
_SPACES = re.compile(r"[^\S\t]+")
_CELLS = re.compile(r" ?\t ?")
# Symbol and Wingdings put their signs in the private use area; as a list's mark it is a bullet.
_BULLET = re.compile(r"[\uf076\uf0a7\uf0a8\uf0b7\uf0d8\uf0fc]|^[\uf020-\uf0ff](?=\s|$)")
_MARK = re.compile(
    r"(?P<mark>[•·▪■□●○◦‣∙►➢✓–—*-]|\(?\d{1,2}(?:\.\d{1,2})*[.)]|\d{1,2}(?:\.\d{1,2})+|[a-zA-Z][.)])"
)
_MARK_BEFORE_TAB = re.compile(rf"{_MARK.pattern}\t+")
_TRANSLATION = str.maketrans(_LETTERS)


def clean(text: str) -> str:
    """Return one line of text in NFC, without what cannot be seen, with plain spaces.

    Ligatures become letters, bullets of symbol fonts ``•``; a tab (between two cells) stays,
    except behind the mark of a list item.
    """
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    text = _BULLET.sub("•", text.translate(_TRANSLATION))
    text = _INVISIBLE.sub("", _SHOWN_HYPHEN.sub("-", text))
    text = unicodedata.normalize("NFC", text)
    text = _CELLS.sub("\t", _SPACES.sub(" ", text)).strip()
    return _marked(text)


def is_mark(text: str) -> bool:
    """Return whether ``text`` is just the mark of a list item: ``•``, ``1.``, ``a)``."""
    return bool(_MARK.fullmatch(clean(text)))


def cleaned(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Return the lines with clean text, without those that hold nothing to see."""
    return tuple(
        line if line.text == text else line._replace(text=text)
        for line in lines
        if (text := clean(line.text))
    )


def _marked(text: str) -> str:
    mark = _MARK_BEFORE_TAB.match(text)
    return f"{mark['mark']} {text[mark.end() :]}" if mark else text
