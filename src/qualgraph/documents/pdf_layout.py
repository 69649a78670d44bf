"""Rows of text on a page, to the order in which they are read. No PDF here, only geometry.

Rows with a common gutter make a zone. In a zone of running text the columns are read one after
another; else it is a form or table, read cell by cell (``pdf_cells``).
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from qualgraph.documents.cleaning import is_mark
from qualgraph.documents.pdf_cells import (
    PADDING,
    Band,
    Page,
    Rule,
    Zone,
    is_full,
    rows_of_cells,
    rules_in,
)
from qualgraph.documents.pdf_rows import GUTTER, Row, Segment, rows_of

# In heights of a line of the page.
_LONE_GUTTER = 2.5
_ZONE_GAP = 2.0
_LEAST_PITCH = 1.05
_MOST_PITCH = 1.8
# Shares.
_FULL_LINES = 0.55
_LIKE_WIDTHS = 0.6
# Letters: a column with shorter lines is no running text.
_LINE_OF_TEXT = 20

Block = list[str]


def page_blocks(
    segments: Sequence[Segment], rules: Callable[[], list[Rule]], is_first: bool
) -> Iterator[Block]:
    """Return the blocks of lines of a page in reading order."""
    if not segments:
        return
    heights = sorted(segment.bottom - segment.top for segment in segments)
    height = heights[len(heights) * 3 // 4] or 1.0
    rows = rows_of(segments, height)
    page = Page(height, _pitch(rows, height), rules, is_first)
    held: list[Row] = []
    index, zones = 0, 0
    while index < len(rows):
        found = _zone(rows, index, height) if len(rows[index].segments) > 1 else None
        if not found:
            held.append(rows[index])
            index += 1
            continue
        gutters, end = found
        above = _cells_above(held, rows[index], gutters[0], page)
        yield from _paragraphs(held[: len(held) - above], page)
        bands = tuple(_band(row, gutters) for row in (*held[len(held) - above :], *rows[index:end]))
        yield from _zone_blocks(Zone(bands, not is_first and not zones), page)
        held, index, zones = [], end, zones + 1
    yield from _paragraphs(held, page)


def _pitch(rows: list[Row], height: float) -> float:
    """Return the usual distance of lines of one paragraph, the smaller ones of a page."""
    steps = sorted(below.middle - above.middle for above, below in pairwise(rows))
    usual = steps[len(steps) // 3] if steps else height
    return min(max(usual, height * _LEAST_PITCH), height * _MOST_PITCH)


def _zone(rows: list[Row], start: int, height: float) -> tuple[list[float], int] | None:
    """Return the middles of the gutters that the rows from ``start`` on share, and where they end.

    None when there is just a wide space in the row.
    """
    free = [(a.right, b.left) for a, b in pairwise(rows[start].segments)]
    widest = max(right - left for left, right in free)
    end, several = start + 1, 1
    while end < len(rows) and rows[end].top - rows[end - 1].bottom < height * _ZONE_GAP:
        narrowed = _narrowed(free, rows[end], height * GUTTER)
        if not narrowed:
            break
        free = narrowed
        several += len(rows[end].segments) > 1
        end += 1
    if several == 1 and widest < height * _LONE_GUTTER:
        return None
    return [(left + right) / 2 for left, right in free], end


def _narrowed(free: list[tuple[float, float]], row: Row, least: float) -> list[tuple[float, float]]:
    """Return the gutters that ``row`` leaves free too."""
    left_over = []
    for gutter in free:
        left, right = gutter
        for segment in row.segments:
            if segment.right <= left or segment.left >= right:
                continue
            if segment.left + segment.right < sum(gutter):
                left = max(left, segment.right)
            else:
                right = min(right, segment.left)
        if right - left >= least:
            left_over.append((left, right))
    return left_over


def _cells_above(held: list[Row], first: Row, gutter: float, page: Page) -> int:
    """Return how many rows above ``first`` belong to its cells, one of which is halfway down."""
    count, below = 0, first
    edge = first.segments[1].left - page.height * PADDING
    for row in reversed(held):
        segment = row.segments[0]
        is_label = row.segments[-1].right < gutter and is_full(segment, below.segments[0], edge)
        if page.parts(row, below) or not (is_label or segment.left > gutter):
            break
        count, below = count + 1, row
    return count


def _band(row: Row, gutters: list[float]) -> Band:
    cells: list[list[Segment]] = [[] for _ in range(len(gutters) + 1)]
    for segment in row.segments:
        cells[bisect_left(gutters, (segment.left + segment.right) / 2)].append(segment)
    return Band(row, tuple(map(tuple, cells)))


def _zone_blocks(zone: Zone, page: Page) -> Iterator[Block]:
    if len(zone.bands) == 1:
        yield from _cells(zone.bands, page)
        return
    columns = zone.columns
    drawn = rules_in(zone, page)
    if not drawn and all(map(_is_running_text, columns)) and _alike(columns):
        for column in columns:
            yield from _paragraphs([Row.of((segment,)) for segment in column], page)
        return
    for bands in rows_of_cells(zone, drawn, page):
        yield from _cells(bands, page)


def _is_running_text(column: list[Segment]) -> bool:
    """Return whether most lines of a column are full, or items of a list."""
    if len(column) < 3 or sum(len(line.text) for line in column) < _LINE_OF_TEXT * len(column):
        return False
    if sum(is_mark(line.text.split(maxsplit=1)[0]) for line in column) * 2 >= len(column):
        return True
    edge = max(line.right for line in column)
    full = sum(is_full(line, after, edge) for line, after in pairwise(column))
    return full >= _FULL_LINES * (len(column) - 1)


def _alike(columns: list[list[Segment]]) -> bool:
    widths = [
        max(line.right for line in column) - min(line.left for line in column) for column in columns
    ]
    return min(widths) >= _LIKE_WIDTHS * max(widths)


def _cells(bands: Sequence[Band], page: Page) -> Iterator[Block]:
    """Return a row of cells: on one line when each has one, else cell by cell."""
    if len(bands) == 1:
        cells = (" ".join(segment.text for segment in cell) for cell in bands[0].cells)
        yield ["\t".join(cells).strip("\t")]
        return
    for column in range(len(bands[0].cells)):
        rows = [Row.of(band.cells[column]) for band in bands if band.cells[column]]
        yield from _paragraphs(rows, page)


def _paragraphs(rows: Sequence[Row], page: Page) -> Iterator[Block]:
    """Return rows as lines; white space between two rows parts the blocks."""
    block: Block = []
    above = rows[0] if rows else None
    for row in rows:
        if block and above and page.parts(above, row):
            yield block
            block = []
        block.append(_text_of(row, page.height))
        above = row
    if block:
        yield block


def _text_of(row: Row, height: float) -> str:
    """Return what stands on a row; only a wide gap is one between cells."""
    text = row.segments[0].text
    for left, right in pairwise(row.segments):
        text += ("\t" if right.left - left.right >= height * _LONE_GUTTER else " ") + right.text
    return text
