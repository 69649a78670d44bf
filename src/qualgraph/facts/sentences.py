"""Running text: torn lines mended into units, units split into sentences."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from qualgraph.facts.evidence import Place
from qualgraph.facts.sections import Passage

_END = re.compile(r"[.:;!?…]['\"’”)]*$")
_BOUNDARY = re.compile(r"(?<=[.!?])\s+(?=['\"‘“(]*[A-ZÀ-ÖØ-Þ0-9])")


@dataclass(frozen=True, slots=True)
class Passed:
    """A stretch of text with the places where its pieces stand."""

    places: tuple[Place, ...]

    @property
    def text(self) -> str:
        """The words, pieces joined by a space."""
        return " ".join(place.quote for place in self.places)

    def cut(self, start: int, end: int) -> "Passed":
        """Return the part from ``start`` up to ``end`` of ``text``."""
        places, offset = [], 0
        for place in self.places:
            first, last = max(start - offset, 0), min(end - offset, len(place.quote))
            if first < last:
                quote = place.quote[first:last]
                places.append(replace(place, start=place.start + first, quote=quote))
            offset += len(place.quote) + 1
        return Passed(tuple(places))


def units(passages: Iterable[Passage]) -> list[Passed]:
    """Mend the lines of one slot: what a line break or a page break tore apart is one unit again.

    A line continues an open one (one without closing punctuation) when it begins in lower case
    and stands in the same block, or first after a repeated heading. Of several open ones the
    last is continued; whole sentences that strayed in between stand for themselves.
    """
    mended: list[Passed] = []
    for number, passage in enumerate(passages):
        torn, block = number > 0, None
        for line in passage.lines:
            piece = Passed((Place(line.number, 0, line.text, line.page),))
            target = _continued(mended, torn, line.block == block) if line.text[0].islower() else -1
            if target < 0:
                mended.append(piece)
            else:
                mended[target] = Passed(mended[target].places + piece.places)
                torn = False
            block = line.block
    return mended


def sentences(unit: Passed, abbreviations: Iterable[str]) -> Iterator[Passed]:
    """Split ``unit`` where a sentence ends; a full stop of an abbreviation ends none."""
    text, start = unit.text, 0
    known = tuple(abbreviations)
    for boundary in _BOUNDARY.finditer(text):
        if not text[start : boundary.start()].endswith(known):
            yield unit.cut(start, boundary.start())
            start = boundary.end()
    yield unit.cut(start, len(text))


def _continued(mended: list[Passed], torn: bool, adjacent: bool) -> int:
    """Return the index of the unit that a line goes on with, -1 when there is none."""
    lowest = 0 if torn else len(mended) - 1 if adjacent else len(mended)
    candidates = range(len(mended) - 1, max(lowest, 0) - 1, -1)
    return next((i for i in candidates if not _END.search(mended[i].text)), -1)
