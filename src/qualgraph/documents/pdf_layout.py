"""Where words stand on a page, to the order in which they are read. No PDF here, only geometry.

Lengths are in points; ``top`` and ``bottom`` grow downwards. A page is read in rows. Rows with
a common gutter make a zone. In a zone of running text the columns are read one after another;
else it is a form or table, read cell by cell, and the rows of text that make one row of cells
are found by rules, white space, and by labels: a line that had room for the first word of the
next line is a cell's last.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from statistics import median

from qualgraph.documents.cleaning import is_mark

# All in heights of a line of the page.
_GUTTER = 0.6
_LONE_GUTTER = 2.5
_PARAGRAPH_GAP = 0.75
_ZONE_GAP = 2.0
# Shares.
_SAME_ROW = 0.3
_RULE_COVERS = 0.6
_FULL_LINES = 0.55
_LIKE_WIDTHS = 0.6


@dataclass(frozen=True, slots=True)
class Segment:
    """Words on one line without a wide gap between them."""

    text: str
    left: float
    right: float
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Rule:
    """A horizontal line that is drawn on the page."""

    height: float
    left: float
    right: float


@dataclass(frozen=True)
class Row:
    """Segments side by side, from left to right."""

    segments: tuple[Segment, ...]

    @cached_property
    def top(self) -> float:
        """The highest point."""
        return min(segment.top for segment in self.segments)

    @cached_property
    def bottom(self) -> float:
        """The lowest point."""
        return max(segment.bottom for segment in self.segments)


@dataclass(frozen=True, slots=True)
class Zone:
    """Rows that leave the same gutters free; ``gutters`` are the middles of these."""

    rows: tuple[Row, ...]
    gutters: tuple[float, ...]

    def cells(self, row: Row) -> list[list[Segment]]:
        """Return the segments of ``row`` by column."""
        cells: list[list[Segment]] = [[] for _ in range(len(self.gutters) + 1)]
        for segment in row.segments:
            cells[bisect_left(self.gutters, (segment.left + segment.right) / 2)].append(segment)
        return cells


Block = list[str]


def page_blocks(segments: Sequence[Segment], rules: Callable[[], list[Rule]]) -> Iterator[Block]:
    """Return the blocks of lines of a page in reading order; ``rules`` is asked only if needed."""
    if not segments:
        return
    height = median(segment.bottom - segment.top for segment in segments) or 1.0
    rows = _rows(segments, height)
    held: list[Row] = []
    index = 0
    while index < len(rows):
        zone = _zone(rows, index, height) if len(rows[index].segments) > 1 else None
        if zone:
            yield from _paragraphs(held, height)
            held = []
            yield from _zone_blocks(zone, height, rules)
            index += len(zone.rows)
        else:
            held.append(rows[index])
            index += 1
    yield from _paragraphs(held, height)


def _rows(segments: Sequence[Segment], height: float) -> list[Row]:
    ordered = sorted(segments, key=lambda segment: segment.top + segment.bottom)
    groups: list[list[Segment]] = []
    for segment in ordered:
        if groups and _overlap(groups[-1][0], segment) > _SAME_ROW:
            groups[-1].append(segment)
        else:
            groups.append([segment])
    return [Row(tuple(_joined(group, height))) for group in groups]


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
        if gap < height * _GUTTER or is_mark(last.text):
            joined[-1] = _join(last, segment, " " if gap > height * 0.12 else "")
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


def _zone(rows: list[Row], start: int, height: float) -> Zone | None:
    """Return the rows from ``start`` on that share a gutter; None when it is just a wide space."""
    free = [(a.right, b.left) for a, b in pairwise(rows[start].segments)]
    widest = max(right - left for left, right in free)
    end, several = start + 1, 1
    while end < len(rows) and rows[end].top - rows[end - 1].bottom < height * _ZONE_GAP:
        narrowed = _narrowed(free, rows[end], height * _GUTTER)
        if not narrowed:
            break
        free = narrowed
        several += len(rows[end].segments) > 1
        end += 1
    if several == 1 and widest < height * _LONE_GUTTER:
        return None
    return Zone(tuple(rows[start:end]), tuple((left + right) / 2 for left, right in free))


def _narrowed(
    free: list[tuple[float, float]], row: Row, least: float
) -> list[tuple[float, float]]:
    """Return the gutters that ``row`` leaves free too."""
    left_over = []
    for left, right in free:
        middle = (left + right) / 2
        for segment in row.segments:
            if segment.right > left and segment.left < right:
                if segment.left + segment.right < 2 * middle:
                    left = max(left, segment.right)  # noqa: PLW2901
                else:
                    right = min(right, segment.left)  # noqa: PLW2901
        if right - left >= least:
            left_over.append((left, right))
    return left_over


def _zone_blocks(zone: Zone, height: float, rules: Callable[[], list[Rule]]) -> Iterator[Block]:
    columns = _columns(zone)
    if len(zone.rows) == 1:
        yield from _cells_of_band(zone, zone.rows, height)
        return
    drawn = _rules_in(zone, rules())
    if not drawn and all(_is_running_text(column) for column in columns) and _alike(columns):
        for column in columns:
            yield from _paragraphs([Row((segment,)) for segment in column], height)
        return
    for band in _bands(zone, drawn, height, columns[0]):
        yield from _cells_of_band(zone, band, height)


def _columns(zone: Zone) -> list[list[Segment]]:
    rows = [zone.cells(row) for row in zone.rows]
    return [
        [segment for row in rows for segment in row[i]] for i in range(len(zone.gutters) + 1)
    ]


def _is_running_text(column: list[Segment]) -> bool:
    """Return whether most lines of a column are full, or items of a list."""
    if len(column) < 3:
        return False
    if sum(is_mark(line.text.split(maxsplit=1)[0]) for line in column) * 2 >= len(column):
        return True
    edge = max(line.right for line in column)
    full = sum(_is_full(line, after, edge) for line, after in pairwise(column))
    return full >= _FULL_LINES * (len(column) - 1)


def _is_full(line: Segment, after: Segment, edge: float) -> bool:
    """Return whether the first word of the line ``after`` had no room any more on ``line``."""
    first = len(after.text.split(maxsplit=1)[0]) + 1
    return line.right + (after.right - after.left) * first / len(after.text) > edge


def _alike(columns: list[list[Segment]]) -> bool:
    widths = [
        max(line.right for line in column) - min(line.left for line in column)
        for column in columns
    ]
    return min(widths) >= _LIKE_WIDTHS * max(widths)


def _rules_in(zone: Zone, rules: list[Rule]) -> list[float]:
    """Return the heights of the rules that part rows of the zone."""
    left = min(segment.left for row in zone.rows for segment in row.segments)
    right = max(segment.right for row in zone.rows for segment in row.segments)
    heights: dict[int, float] = {}
    for rule in rules:
        if zone.rows[0].top < rule.height < zone.rows[-1].bottom:
            shared = min(right, rule.right) - max(left, rule.left)
            key = round(rule.height / 2)
            heights[key] = heights.get(key, 0.0) + max(shared, 0.0)
    return [key * 2.0 for key, width in heights.items() if width >= _RULE_COVERS * (right - left)]


def _bands(
    zone: Zone, drawn: list[float], height: float, labels: list[Segment]
) -> Iterator[list[Row]]:
    """Cut the rows of text into rows of cells."""
    edge = max((label.right for label in labels), default=0.0)
    band = [zone.rows[0]]
    first = True
    for above, row in pairwise(zone.rows):
        if len(drawn) > 1:
            cut = any(_middle(above) < rule < _middle(row) for rule in drawn)
        else:
            gap = row.top - above.bottom > height * _PARAGRAPH_GAP
            ruled = any(_middle(above) < rule < _middle(row) for rule in drawn)
            cut = gap or ruled or _begins_row(zone, band, row, (edge, height, first))
        if cut:
            yield band
            band, first = [], False
        band.append(row)
    yield band


def _begins_row(
    zone: Zone, band: list[Row], row: Row, how: tuple[float, float, bool]
) -> bool:
    """Return whether ``row`` brings the label of a new row of cells."""
    edge, height, first = how
    label = zone.cells(row)[0]
    if not label:
        return False
    before = [segment for known in band for segment in zone.cells(known)[0]]
    if not before:
        # White space or a rule set this row of cells off: its label stands halfway down.
        return first
    last = before[-1]
    if label[0].top - last.bottom > height * _PARAGRAPH_GAP:
        return True
    return not _is_full(last, label[0], edge)


def _cells_of_band(zone: Zone, band: Sequence[Row], height: float) -> Iterator[Block]:
    """Return a row of cells: on one line when each has one, else cell by cell."""
    if len(band) == 1:
        cells = zone.cells(band[0])
        yield ["\t".join("\t".join(part.text for part in cell) for cell in cells).strip("\t")]
        return
    by_row = [zone.cells(row) for row in band]
    for column in range(len(zone.gutters) + 1):
        yield from _paragraphs([Row(tuple(row[column])) for row in by_row if row[column]], height)


def _paragraphs(rows: Sequence[Row], height: float) -> Iterator[Block]:
    """Return rows as lines; white space between two rows parts the blocks."""
    block: Block = []
    bottom = 0.0
    for row in rows:
        if block and row.top - bottom > height * _PARAGRAPH_GAP:
            yield block
            block = []
        block.append(_text_of(row, height))
        bottom = row.bottom
    if block:
        yield block


def _text_of(row: Row, height: float) -> str:
    """Return what stands on a row; only a wide gap is one between cells."""
    text = row.segments[0].text
    for left, right in pairwise(row.segments):
        text += ("\t" if right.left - left.right >= height * _LONE_GUTTER else " ") + right.text
    return text


def _middle(row: Row) -> float:
    return (row.top + row.bottom) / 2
