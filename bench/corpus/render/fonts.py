"""Fonts for PDFs: Roboto from the package font-roboto, else DejaVu of the system, else Vera.

Roboto and DejaVu have Latin, Greek and Cyrillic; Vera, which comes with reportlab, has Latin-1.
"""

from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

_SYSTEM = Path("/usr/share/fonts/truetype/dejavu")
_INSTEAD = {"▪": "•", "‑": "-", "‐": "-", "—": "–", "’": "'", "¹": "1", "\u00a0": " "}


@dataclass(frozen=True)
class Face:
    """A font that is ready to be drawn with."""

    name: str
    widths: dict[int, float]
    default: float
    glyphs: frozenset[int]

    def width(self, text: str, size: float) -> float:
        """Return how wide ``text`` is, in points."""
        widths, default = self.widths, self.default
        return sum(widths.get(ord(letter), default) for letter in text) * size / 1000

    def drawable(self, text: str) -> str:
        """Return ``text`` with a plainer sign for what the font does not have."""
        if all(ord(letter) in self.glyphs for letter in text):
            return text
        return "".join(
            letter if ord(letter) in self.glyphs else _INSTEAD.get(letter, letter)
            for letter in text
        )

    def covers(self, text: str) -> bool:
        """Return whether the font has every letter of ``text``."""
        return all(ord(letter) in self.glyphs for letter in self.drawable(text) if letter != "\n")


@cache
def faces() -> tuple[Face, Face]:
    """Return the regular and the bold face."""
    for number, pair in enumerate(_candidates()):
        try:
            return _face(f"Corpus{number}", pair[0]), _face(f"Corpus{number}Bold", pair[1])
        except TTFError:
            continue
    raise RuntimeError("no TrueType font found: pip install font-roboto")


def _candidates() -> list[tuple[str, str]]:
    spec = find_spec("font_roboto")
    roboto = Path(spec.origin).parent / "files" if spec and spec.origin else Path()
    return [
        (str(roboto / "Roboto-Regular.ttf"), str(roboto / "Roboto-Bold.ttf")),
        (str(_SYSTEM / "DejaVuSans.ttf"), str(_SYSTEM / "DejaVuSans-Bold.ttf")),
        ("Vera.ttf", "VeraBd.ttf"),
    ]


def _face(name: str, path: str) -> Face:
    font = TTFont(name, path)
    pdfmetrics.registerFont(font)
    face = font.face
    return Face(name, face.charWidths, face.defaultWidth, frozenset(face.charToGlyph))
