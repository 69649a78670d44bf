"""Pathways as pictures: boxes in columns with arrows between them, laid out on the server.

A picture has two layouts: columns side by side, and one column for a narrow screen, where a box
says which one it comes from instead of an arrow. Lengths are in units of the drawing (SVG user
units), which are pixels where it is shown at its full width.
"""

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, replace

WIDE, NARROW = 1080, 340
_CHARACTER = 9.1  # a letter at 16 units in the widest of the common sans-serif fonts, on average
_LINE, _PADDING, _GAP, _TITLE, _GROUP_GAP, _COLUMN_GAP = 20, 9, 10, 26, 18, 84
_MOST_LINES = 4


@dataclass(frozen=True, slots=True)
class Box:
    """A thing in the picture: ``language`` is that of its label, ``note`` is said beside it."""

    key: str
    label: str
    href: str = ""
    language: str = ""
    note: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Boxes under one heading."""

    key: str
    title: str
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Arrow:
    """From one box or group to another, by their keys."""

    start: str
    end: str


@dataclass(frozen=True, slots=True)
class Picture:
    """What is drawn: columns of groups from left to right, and the arrows between them."""

    title: str
    description: str
    columns: tuple[tuple[Group, ...], ...]
    arrows: tuple[Arrow, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """A box or the heading of a group (where ``box`` is empty) with its place and lines."""

    key: str
    x: float
    y: float
    width: float
    height: float
    lines: tuple[str, ...]
    note: tuple[str, ...] = ()
    box: Box | None = None

    @property
    def text(self) -> Iterator[tuple[float, str, str]]:
        """Yield each line with its baseline and its class."""
        for place, line in enumerate((*self.lines, *self.note)):
            kind = "label" if place < len(self.lines) else "note"
            yield self.y + _PADDING + 15 + place * _LINE, line, kind


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture laid out: its size, what stands where, and the path of each arrow (SVG 2, 9.3)."""

    width: float
    height: float
    placed: tuple[Placed, ...]
    paths: tuple[str, ...]


def wide(picture: Picture) -> Drawing:
    """Lay the columns side by side."""
    count = len(picture.columns)
    width = (WIDE - _COLUMN_GAP * (count - 1)) / count
    placed: list[Placed] = []
    for number, groups in enumerate(picture.columns):
        placed += _stacked(groups, number * (width + _COLUMN_GAP), width)
    return Drawing(WIDE, _bottom(placed), tuple(placed), tuple(_paths(picture.arrows, placed)))


def narrow(picture: Picture) -> Drawing:
    """Lay all groups below each other; a box says where it comes from, unless from the first."""
    first = picture.columns[0][0].boxes[0].key
    labels = {box.key: box.label for box in _boxes(picture)}
    origins: dict[str, list[str]] = {}
    for arrow in picture.arrows:
        if arrow.start in labels and arrow.start != first:
            origins.setdefault(arrow.end, []).append(labels[arrow.start])
    groups = tuple(
        replace(group, boxes=tuple(_told(box, origins) for box in group.boxes))
        for column in picture.columns
        for group in column
    )
    placed = _stacked(groups, 1, NARROW - 2)
    return Drawing(NARROW, _bottom(placed), tuple(placed), ())


def _boxes(picture: Picture) -> Iterator[Box]:
    for column in picture.columns:
        for group in column:
            yield from group.boxes


def _told(box: Box, origins: dict[str, list[str]]) -> Box:
    if box.key not in origins:
        return box
    told = f"← {', '.join(origins[box.key])}"
    return replace(box, note=" · ".join(filter(None, (told, box.note))))


def _bottom(placed: list[Placed]) -> float:
    return max(each.y + each.height for each in placed) + 2


def _stacked(groups: tuple[Group, ...], x: float, width: float) -> list[Placed]:
    placed: list[Placed] = []
    y = 1.0
    for group in groups:
        if group.title:
            lines = _wrapped(group.title, width)
            height = _TITLE + _LINE * (len(lines) - 1)
            # An arrow meets a heading at the middle of its words.
            around = 2 * (_PADDING + _LINE * len(lines) / 2)
            wide = _CHARACTER * max(map(len, lines))
            placed.append(Placed(group.key, x, y - _PADDING, wide, around, lines))
            y += height
        for box in group.boxes:
            lines, note = _wrapped(box.label, width), _wrapped(box.note, width)
            height = 2 * _PADDING + _LINE * (len(lines) + len(note))
            placed.append(Placed(box.key, x + 1, y, width - 2, height, lines, note, box))
            y += height + _GAP
        y += _GROUP_GAP
    return placed


def _wrapped(text: str, width: float) -> tuple[str, ...]:
    """Return ``text`` in lines that fit; what is longer ends in an ellipsis (the table has all)."""
    room = int((width - 2 * _PADDING) / _CHARACTER)
    return tuple(textwrap.wrap(text, room, max_lines=_MOST_LINES, placeholder=" …"))


def _paths(arrows: tuple[Arrow, ...], placed: list[Placed]) -> Iterator[str]:
    """Yield a curve from the right edge of each start to the left edge of each end."""
    places = {each.key: each for each in placed}
    for arrow in arrows:
        start, end = places.get(arrow.start), places.get(arrow.end)
        if start is None or end is None:
            continue
        x1, y1 = start.x + start.width, start.y + start.height / 2
        x2, y2 = end.x - 7, end.y + end.height / 2
        middle = (x1 + x2) / 2
        yield f"M{x1:.1f} {y1:.1f}C{middle:.1f} {y1:.1f} {middle:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"
