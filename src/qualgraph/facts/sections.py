"""Lines to slots: which section of the form each stretch of a line stands in."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from qualgraph.documents.lines import Line
from qualgraph.facts.evidence import Place
from qualgraph.facts.form import Slot
from qualgraph.facts.headings import Heading
from qualgraph.facts.sentences import Piece

PREAMBLE, REST = "preamble", "rest"
ROWS = frozenset({"grading", "occupations", "title"})  # contents whose table rows stay together
CONTENTS_RUN = 4  # headings without text between them are a table of contents
MENU_WORDS, MENU_RUN = 5, 3
LONGEST_RUNNING = 120  # characters of a line that stands on every page
COLUMNS = 64  # of a table: cells of one row stand in different blocks

_CELL = re.compile(r"[^\t|]+")
_EDGE = re.compile(r"[\s|]*")
# A tag that was left in the text; others may be the placeholder of a name.
_TAG = re.compile(r"</?(?:p|br|div|li|ul|ol|td|th|tr|table|tbody|thead|h[1-6]|hr)\b[^<>]{0,80}>")
_BULLET = re.compile(r"(?:[•●▪■◦○‣∙·➢➤✓]\s*|[*–—-]\s+|[–—-](?=[A-ZÀ-Þ]))+(?=\S)")
_DIGIT = re.compile(r"\d")
_ONLY_SIGNS = re.compile(r"[^\w©{}<>\[\]…_]+")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+$")
_MENU_END = re.compile(r"[.:;!?,)]$|\d|@|www|http|©")


@dataclass(slots=True)
class Layout:
    """A document cut up: pieces of slots in order, headings, and marks that only lay out.

    ``tags`` has the language behind the heading of a slot.
    """

    pieces: dict[str, list[Piece]] = field(default_factory=dict)
    slots: dict[str, Slot] = field(default_factory=dict)
    headings: list[tuple[str, Place]] = field(default_factory=list)
    marks: list[tuple[str, Place]] = field(default_factory=list)
    tags: dict[str, str] = field(default_factory=dict)

    def add(self, slot: Slot, piece: Piece) -> None:
        """Add a piece to its slot."""
        self.slots.setdefault(slot.id, slot)
        self.pieces.setdefault(slot.id, []).append(piece)


def in_order(found: list[Heading]) -> list[Heading]:
    """Return the headings that the order of the form allows.

    A numbered heading is worth more than the same words without a number, as in a menu; headings
    without text between them that come again later are a table of contents.
    """
    found = _without_contents(found)
    numbered = {h.slot.id for h in found if h.number and h.number == h.slot.number}
    seen: set[str] = set()
    kept: list[Heading] = []
    section = 0
    for at, heading in enumerate(found):
        slot = heading.slot
        if slot.number and slot.id in numbered and slot.id not in seen and not heading.number:
            continue
        if not _allowed(heading, section, seen) and not _begins(heading, section, found[at + 1 :]):
            continue
        seen.add(slot.id)
        section = slot.section or section
        kept.append(heading)
    return kept


def lay_out(
    lines: Sequence[Line], headings: list[Heading], running: Callable[[str], bool]
) -> Layout:
    """Return the document cut up by its headings.

    ``running`` tells the lines that stand on every page.
    """
    return _Cutting(lines, headings, running).cut()


def _without_contents(found: list[Heading]) -> list[Heading]:
    run: list[Heading] = []
    dropped: set[int] = set()
    for at, heading in enumerate(found):
        if run and not (run[-1].alone and heading.line - run[-1].last_line == 1):
            run = []
        run.append(heading)
        later = {other.slot.id for other in found[at + 1 :]}
        if len(run) >= CONTENTS_RUN and all(other.slot.id in later for other in run):
            dropped |= {id(other) for other in run}
    return [heading for heading in found if id(heading) not in dropped]


def _allowed(heading: Heading, section: int, seen: set[str]) -> bool:
    slot = heading.slot
    if not slot.section:
        return section > 0
    if slot.number:
        return slot.number >= section or (slot.id not in seen and heading.number == slot.number)
    return section == slot.within or (0 < section < slot.within and heading.alone)


def _begins(heading: Heading, section: int, later: list[Heading]) -> bool:
    """Return whether a sub-heading stands where no heading of a section is known before it."""
    within = heading.slot.within
    before = (other for other in later if 0 < other.slot.number <= within)
    return not section and within > 0 and heading.alone and not any(before)


@dataclass(slots=True)
class _Cutting:
    """The work of cutting: which slot is open, and what came before."""

    lines: Sequence[Line]
    headings: list[Heading]
    running: Callable[[str], bool]
    layout: Layout = field(default_factory=Layout)
    slot: Slot = field(default_factory=lambda: Slot(PREAMBLE))
    columns: tuple[Slot, ...] = ()
    at: int = 0
    torn: bool = False
    bulleted: bool = False

    def cut(self) -> Layout:
        at, offset = 0, 0
        resumed: dict[int, Slot] = {}
        for heading in self.headings:
            self._text(at, offset, heading.line, heading.start)
            self._open(heading, resumed)
            at, offset = heading.last_line, heading.end
        self._text(at, offset, len(self.lines), 0)
        self._set_rest_apart()
        return self.layout

    def _open(self, heading: Heading, resumed: dict[int, Slot]) -> None:
        slot = heading.slot
        # A section heading that comes again is a page break: its last sub-section goes on.
        self.slot = resumed.get(slot.section, slot) if slot.number else slot
        if slot.section:
            resumed[slot.section] = self.slot
        self.columns = self._columns(heading)
        self.torn, self.bulleted = self.slot.id in self.layout.pieces, False
        self.layout.slots.setdefault(self.slot.id, self.slot)
        if heading.tag:
            self.layout.tags.setdefault(slot.id, heading.tag)
        for index in range(heading.line, heading.last_line + 1):
            line = self.lines[index]
            start = heading.start if index == heading.line else 0
            end = heading.end if index == heading.last_line else _end_of_cell(line.text, start)
            if place := _place(line, start, end):
                self.layout.headings.append((slot.id, place))
            # Beside a heading of several lines stands its value, in the next column.
            if index < heading.last_line and end < len(line.text):
                self.at = index
                self._stretch(line, end, len(line.text))

    def _columns(self, heading: Heading) -> tuple[Slot, ...]:
        """Return the slots of a row of headings without values: the rows below hold the values."""
        row = [other for other in self.headings if other.line == heading.line]
        text = self.lines[heading.line].text
        ends = (*(other.start for other in row[1:]), len(text))
        if len(row) < 2 or heading is not row[-1] or heading.last_line != heading.line:
            return ()
        values = (text[one.end : end].strip(" \t|") for one, end in zip(row, ends, strict=True))
        return () if any(values) else tuple(other.slot for other in row)

    def _text(self, at: int, offset: int, until: int, end: int) -> None:
        """Take the text from one heading up to the next."""
        for index in range(at, min(until + 1, len(self.lines))):
            line = self.lines[index]
            start = offset if index == at else 0
            stop = end if index == until else len(line.text)
            if start < stop:
                self.at = index
                self._stretch(line, start, stop)

    def _stretch(self, line: Line, start: int, stop: int) -> None:
        for tag in _TAG.finditer(line.text, start, stop):
            self._words(line, start, tag.start())
            self._mark(self.slot, line, *tag.span())
            start = tag.end()
        self._words(line, start, stop)

    def _words(self, line: Line, start: int, stop: int) -> None:
        cells = list(_cells(line.text, start, stop))
        if stop - start < LONGEST_RUNNING and self.running(line.text[start:stop].strip()):
            self._mark(self.slot, line, start, stop)
            return
        if self.slot.content == "text" and self._heads_table(line, cells):
            self._head_cells(line, start, stop, cells)
            return
        if self.columns and len(cells) == len(self.columns):
            slots = self.columns
        else:
            slots = (self.slot,) * len(cells)
        if cells and slots[0].content in ROWS:
            cells, slots = [(cells[0][0], cells[-1][1])], slots[:1]
        edge = start
        for column, (slot, (first, last)) in enumerate(zip(slots, cells, strict=True)):
            self._mark(slot, line, edge, first)
            self._piece(slot, line, first, last, column)
            edge = last
        self._mark(self.slot, line, edge, stop)

    def _heads_table(self, line: Line, cells: list[tuple[int, int]]) -> bool:
        """Return whether a row names columns: words alone, with numbers in the row below."""
        if len(cells) < 2 or _DIGIT.search(line.text):
            return False
        behind = (other.text for other in self.lines[self.at + 1 : self.at + 3])
        below = next((text for text in behind if not _ONLY_SIGNS.fullmatch(text)), "")
        rows = list(_cells(below, 0, len(below)))
        return len(rows) == len(cells) and any(_DIGIT.search(below, a, b) for a, b in rows[1:])

    def _head_cells(self, line: Line, start: int, stop: int, cells: list[tuple[int, int]]) -> None:
        edge = start
        for first, last in cells:
            self._mark(self.slot, line, edge, first)
            if place := _place(line, first, last):
                self.layout.headings.append((self.slot.id, place))
            edge = last
        self._mark(self.slot, line, edge, stop)

    def _piece(self, slot: Slot, line: Line, start: int, stop: int, column: int) -> None:
        bullet = _BULLET.match(line.text, start, stop)
        if bullet:
            self._mark(slot, line, start, bullet.end())
            start = bullet.end()
        place = _place(line, start, stop)
        if place is None:
            return
        if _ONLY_SIGNS.fullmatch(place.quote):
            self.layout.marks.append((slot.id, place))
            self.bulleted = True
            return
        piece = Piece(
            place,
            line.block * COLUMNS + column,
            bulleted=bool(bullet) or self.bulleted,
            resumed=self.torn,
        )
        self.torn = self.bulleted = False
        self.layout.add(slot, piece)

    def _mark(self, slot: Slot, line: Line, start: int, stop: int) -> None:
        if start < stop and (place := _place(line, start, stop)):
            self.layout.marks.append((slot.id, place))

    def _set_rest_apart(self) -> None:
        """Take what follows the end of the form, such as a web site's menu, off the last slot."""
        pieces = self.layout.pieces.get(self.slot.id, [])
        if self.slot.section not in (0, 7) or self.slot.id == PREAMBLE:
            return
        end = next((n + 1 for n, p in enumerate(pieces) if "©" in p.place.quote), len(pieces))
        start = end
        while start > 1 and _is_menu(pieces[start - 1].place.quote):
            start -= 1
        behind_address = 0 < start < end and _ADDRESS.search(pieces[start - 1].place.quote)
        end = start if end - start >= (2 if behind_address else MENU_RUN) else end
        for piece in pieces[end:]:
            self.layout.add(Slot(REST), piece._replace(resumed=False))
        del pieces[end:]


def _cells(text: str, start: int, stop: int) -> Iterator[tuple[int, int]]:
    for cell in _CELL.finditer(text, start, stop):
        quote = cell[0]
        if quote.strip():
            first = cell.start() + len(quote) - len(quote.lstrip())
            yield first, cell.start() + len(quote.rstrip())


def _end_of_cell(text: str, start: int) -> int:
    """Return where the cell ends that begins at ``start`` (with its own separator, if any)."""
    edge = _EDGE.match(text, start)
    cell = _CELL.match(text, edge.end() if edge else start)
    return cell.end() if cell else len(text)


def _place(line: Line, start: int, stop: int) -> Place | None:
    """Return the stretch without the spaces around it, None when it is empty."""
    quote = line.text[start:stop]
    stripped = quote.strip()
    if not stripped:
        return None
    first = start + len(quote) - len(quote.lstrip())
    return Place(line.number, first, stripped, line.page)


def _is_menu(text: str) -> bool:
    return len(text.split()) <= MENU_WORDS and not _MENU_END.search(text)
