"""Words on a page to rows of text. No PDF here, only geometry.

Lengths are in points; ``top`` and ``bottom`` grow downwards. Segments and rows are tuples: a
page makes hundreds, and a frozen dataclass takes three times as long to make.
"""

from collections.abc import Sequence
from typing import NamedTuple

from qualgraph.documents.cleaning import is_mark

# In heights of a line of the page: narrower gaps are spaces or less, not gutters.
GUTTER = 0.6
_SPACE = 0.12
# The share of the lower of two heights that two segments of one row have in common.
_SAME_ROW = 0.3


class Segment(NamedTuple):
    """Words on one line without a wide gap between them."""

    text: str
    left: float
    right: float
    top: float
    bottom: float


class Row(NamedTuple):
    """Segments side by side, from left to right, and their highest and lowest point."""

    segments: Sequence[Segment]
    top: float
    bottom: float

    @classmethod
    def of(cls, segments: Sequence[Segment]) -> "Row":
        """Return the row of ``segments``."""
        if len(segments) == 1:
            return cls(segments, segments[0].top, segments[0].bottom)
        return cls(
            segments,
            min(segment.top for segment in segments),
            max(segment.bottom for segment in segments),
        )

    @property
    def middle(self) -> float:
        """The height halfway."""
        return (self.top + self.bottom) / 2


def rows_of(segments: Sequence[Segment], height: float) -> list[Row]:
    """Return the rows of a page from top to bottom; ``height`` is that of its usual line."""
    ordered = sorted(segments, key=lambda segment: segment.top + segment.bottom)
    groups: list[list[Segment]] = []
    for segment in ordered:
        if groups and _overlap(groups[-1][0], segment) > _SAME_ROW:
            groups[-1].append(segment)
        else:
            groups.append([segment])
    return [Row.of(_joined(group, height)) for group in groups]


def _overlap(first: Segment, second: Segment) -> float:
    shared = min(first.bottom, second.bottom) - max(first.top, second.top)
    return shared / (min(first.bottom - first.top, second.bottom - second.top) or 1.0)


def _joined(group: list[Segment], height: float) -> list[Segment]:
    """Join what has no gutter between it, and the mark of a list item with its item."""
    if len(group) == 1:
        return group
    group.sort(key=lambda segment: segment.left)
    joined = group[:1]
    for segment in group[1:]:
        last = joined[-1]
        gap = segment.left - last.right
        if gap < height * GUTTER or is_mark(last.text):
            joined[-1] = _join(last, segment, " " if gap > height * _SPACE else "")
        else:
            joined.append(segment)
    return joined


def _join(first: Segment, second: Segment, between: str) -> Segment:
    return Segment(
        first.text + between + second.text,
        first.left,
        max(first.right, second.right),
        min(first.top, second.top),
        max(first.bottom, second.bottom),
    )
