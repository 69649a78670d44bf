"""HTML to words and rows in reading order, by lxml; ``colspan`` and ``rowspan`` are filled in."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from qualgraph.documents.layout import Block, Row, Words
from qualgraph.documents.source import Source
from qualgraph.errors import DataError

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_UNSEEN = frozenset({"head", "script", "style", "template", "noscript"})
_INLINE = frozenset(
    "a abbr b code em font i mark q s small span strong sub sup u".split()  # noqa: SIM905
)


@dataclass
class _Gathered:
    """Words that are being gathered until a block ends."""

    pieces: list[str] = field(default_factory=list)
    line: int = 0

    def add(self, text: str | None, line: int) -> None:
        if text and text.strip() and not self.line:
            self.line = line
        self.pieces.append(text or "")

    def take(self, heading: bool) -> Iterator[Words]:
        text, line = " ".join("".join(self.pieces).split()), self.line
        self.pieces, self.line = [], 0
        if text:
            yield Words(line, text, heading)


def html_blocks(source: Source) -> Iterator[Block]:
    """Return the words and rows of an HTML document; scripts and styles are no words of it.

    A table that holds tables lays out the page: its cells are blocks, the tables in it are read.
    Raises ``DataError`` when it cannot be parsed or a table is larger than the limits allow.
    """
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(source.text.encode(), parser)
    except etree.XMLSyntaxError as error:
        raise DataError("html-broken", name=source.name, reason=error) from error
    if root is None:
        return
    gathered, tables = _Gathered(), 0
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        tag, line = str(element.tag).lower(), _line(element)
        if tag not in _INLINE:
            yield from gathered.take(heading=event == "end" and tag in _HEADINGS)
        if event == "end":
            gathered.add(element.tail, line)
        elif tag in _UNSEEN:
            walk.skip_subtree()
        elif tag == "table" and element.find(".//table") is None:
            tables += 1
            yield from _rows(source, element, tables)
            walk.skip_subtree()
        else:
            gathered.add(element.text, line)
    yield from gathered.take(heading=False)


@dataclass(slots=True)
class _Cell:
    """A cell that reaches into rows below: its words, and how many rows are left."""

    words: str
    rows: int


def _rows(source: Source, table: etree._Element, number: int) -> Iterator[Block]:
    limits = source.limits
    for caption in table.iterchildren("caption"):
        if words := _text(caption):
            yield Words(_line(caption), words, heading=False)
    above: dict[int, _Cell] = {}
    for count, row in enumerate(table.iter("tr"), 1):
        if count > limits.table_rows:
            raise DataError("table-too-long", name=source.name, limit=limits.table_rows)
        cells: list[tuple[str, bool]] = []
        for cell in row.iterchildren("td", "th"):
            _from_above(cells, above)
            _place(cell, cells, above)
            if len(cells) > limits.table_columns:
                limit, line = limits.table_columns, _line(row)
                raise DataError("table-too-wide", name=source.name, line=line, limit=limit)
        _from_above(cells, above)
        if any(words for words, _ in cells):
            yield Row.shared(_line(row), number, tuple(cells))


def _from_above(cells: list[tuple[str, bool]], above: dict[int, _Cell]) -> None:
    while spanned := above.get(len(cells)):
        spanned.rows -= 1
        if not spanned.rows:
            del above[len(cells)]
        cells.append((spanned.words, False))


def _place(cell: etree._Element, cells: list[tuple[str, bool]], above: dict[int, _Cell]) -> None:
    """Put a cell in the row: its words in the first column, none in the others it spans."""
    words, rows = _text(cell), _span(cell, "rowspan", 65_534)
    for offset in range(_span(cell, "colspan", 1_000)):
        if rows > 1:
            above[len(cells)] = _Cell("" if offset else words, rows - 1)
        cells.append(("" if offset else words, not offset))


def _span(cell: etree._Element, name: str, most: int) -> int:
    value = cell.get(name, "1").strip()
    return min(max(int(value), 1), most) if value.isascii() and value.isdecimal() else 1


def _line(element: etree._Element) -> int:
    line: Any = element.sourceline  # the stubs leave its type open
    return int(line or 0)


def _text(element: etree._Element) -> str:
    pieces: list[str] = []
    for event, inner in etree.iterwalk(element, events=("start", "end")):
        pieces.append("" if str(inner.tag).lower() in _INLINE else " ")
        if event == "start":
            pieces.append(inner.text or "")
        elif inner is not element:
            pieces.append(inner.tail or "")
    return " ".join("".join(pieces).split())
