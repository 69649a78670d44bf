"""Rows of text in a zone, to the rows of cells that they make. No PDF here, only geometry.

Rows of cells are found by rules, by white space, and by labels: a line that had room for the
first word of the next line is a cell's last.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from qualgraph.documents.pdf_rows import Row, Segment

# In heights of a line of the page.
PADDING = 1.4
_SLACK = 0.3
_SLACK_WITHOUT_VALUE = 1.5
# In distances from line to line of the page.
_PARAGRAPH_GAP = 1.35
# Rules above, below and within.
_RULED = 3
# A share.
_RULE_COVERS = 0.6


@dataclass(frozen=True, slots=True)
class Rule:
    """A horizontal line that is drawn on the page."""

    height: float
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Page:
    """What is known of a page: the height of a line, the distance from line to line, its rules
    (asked only if needed), and whether it is the first: a later may begin with the rest of a cell.
    """

    height: float
    pitch: float
    rules: Callable[[], list[Rule]]
    is_first: bool

    def parts(self, above: Row | Segment, below: Row | Segment) -> bool:
        """Return whether there is white space between two lines."""
        middles = (below.top + below.bottom - above.top - above.bottom) / 2
        return middles > self.pitch * _PARAGRAPH_GAP


class Band(NamedTuple):
    """A row of text in a zone, by column."""

    row: Row
    cells: tuple[tuple[Segment, ...], ...]


@dataclass(frozen=True)
class Zone:
    """Rows that leave the same gutters free."""

    bands: tuple[Band, ...]
    may_continue: bool

    @cached_property
    def edge(self) -> float:
        """Where the second column begins."""
        values = [cell[0].left for band in self.bands for cell in band.cells[1:] if cell]
        return min(values)

    @cached_property
    def right_edges(self) -> list[float]:
        """Where the widest line of each column ends."""
        return [max((line.right for line in column), default=0.0) for column in self.columns]

    @cached_property
    def columns(self) -> list[list[Segment]]:
        """The segments of each column from top to bottom."""
        by_column = zip(*(band.cells for band in self.bands), strict=True)
        return [[segment for cell in column for segment in cell] for column in by_column]


def is_spaced(zone: Zone, page: Page) -> bool:
    """Return whether white space across all columns parts the rows of cells."""
    return any(page.parts(above.row, band.row) for above, band in pairwise(zone.bands))


def is_full(line: Segment, after: Segment, edge: float) -> bool:
    """Return whether the first word of the line ``after`` had no room any more on ``line``."""
    first = len(after.text.split(maxsplit=1)[0]) + 1
    return line.right + (after.right - after.left) * first / len(after.text) > edge


def rules_in(zone: Zone, page: Page) -> list[float]:
    """Return the heights of the rules that part rows of the zone, or frame it."""
    rows = [band.row for band in zone.bands]
    left = min(row.segments[0].left for row in rows)
    right = max(row.segments[-1].right for row in rows)
    widths: dict[int, float] = {}
    highest, lowest = rows[0].top - page.height, rows[-1].bottom + page.height
    for rule in page.rules():
        if highest < rule.height < lowest:
            shared = min(right, rule.right) - max(left, rule.left)
            key = round(rule.height / 2)
            widths[key] = widths.get(key, 0.0) + max(shared, 0.0)
    return [key * 2.0 for key, width in widths.items() if width >= _RULE_COVERS * (right - left)]


def rows_of_cells(zone: Zone, drawn: list[float], page: Page) -> Iterator[list[Band]]:
    """Cut the rows of text into rows of cells: by the rules where each row has one."""
    held = [zone.bands[0]]
    is_ruled = len(drawn) >= _RULED
    spaced = is_spaced(zone, page)
    continues = zone.may_continue
    for above, band in pairwise(zone.bands):
        ruled = any(above.row.middle < rule < band.row.middle for rule in drawn)
        space = page.parts(above.row, band.row)
        begins = space or (not spaced and _begins(band, held, continues, zone, page))
        if ruled or (not is_ruled and begins):
            yield held
            held, continues = [], False
        held.append(band)
    yield held


def _begins(band: Band, held: list[Band], continues: bool, zone: Zone, page: Page) -> bool:
    """Return whether ``band`` brings the label of a new row of cells."""
    if not band.cells[0]:
        return False
    label, edge = band.cells[0][0], zone.edge - page.height * PADDING
    above = [segment for known in held for segment in known.cells[0]]
    if not above:
        # The label stands halfway down its row, or the values are the rest of another page's.
        return continues
    if page.parts(above[-1], label):
        return True
    # A label has a value beside it, so a line without one more likely goes on with the label.
    slack = page.height * (_SLACK if any(band.cells[1:]) else _SLACK_WITHOUT_VALUE)
    if not _has_letters(label) or not is_full(above[-1], label, edge - slack):
        return True
    return not label.text[0].islower() and _value_begins(band, held, zone.right_edges)


def _value_begins(band: Band, held: list[Band], edges: Sequence[float]) -> bool:
    """Return whether the values of ``band`` do not go on with those above."""
    values, before = band.cells[1:], held[-1].cells[1:]
    if not any(before):
        return any(values) and any(any(known.cells[1:]) for known in held)
    return any(
        now and above and not is_full(above[-1], now[0], edge)
        for now, above, edge in zip(values, before, edges[1:], strict=True)
    )


def _has_letters(segment: Segment) -> bool:
    return any(map(str.isalpha, segment.text))
