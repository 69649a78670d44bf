"""OpenDocument texts (ODT, ODF 1.3) to lines: what a reader of the printed page sees."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from qualgraph.documents.blocks import Block, numbered, row_blocks, with_address
from qualgraph.documents.lines import Line
from qualgraph.documents.odt_styles import DRAW, OFFICE, TABLE, TEXT, XLINK, Styles, repeat_of
from qualgraph.documents.package import open_package
from qualgraph.documents.source import Source

_PARAGRAPHS = frozenset({f"{TEXT}p", f"{TEXT}h"})
# Deleted text, remarks, alternative texts, declarations: not on the page.
_UNSEEN = frozenset(
    {
        f"{TEXT}tracked-changes",
        f"{TEXT}sequence-decls",
        f"{TEXT}variable-decls",
        f"{TEXT}hidden-text",
        f"{TEXT}index-source",
        f"{OFFICE}annotation",
        f"{OFFICE}forms",
        f"{OFFICE}scripts",
        f"{TABLE}covered-table-cell",
        "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}title",
        "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}desc",
    }
    | {
        f"{TEXT}{name}-source"
        for name in ("table-of-content", "illustration-index", "table-index", "user-index")
    }
)
_SPACE = re.compile(r"[ \t\r\n]+")


def odt_lines(source: Source) -> tuple[Line, ...]:
    """Return the lines of an ODT: headers, body, footnotes and endnotes, footers.

    Raises ``DataError`` when the package or its XML is damaged, hostile or beyond the limits.
    """
    with open_package(source) as package:
        content, styles = package.xml("content.xml"), package.optional_xml("styles.xml")
        return numbered(_Document(Styles.of(content, styles)).blocks(content, styles))


@dataclass(slots=True)
class _Document:
    styles: Styles
    counts: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    notes: list[Block] = field(default_factory=list)

    def blocks(self, content: etree._Element, styles: etree._Element | None) -> Iterator[Block]:
        yield from self._page_parts(styles, "header")
        for body in content.iter(f"{OFFICE}text"):
            yield from self._walk(body)
        yield from self.notes
        yield from self._page_parts(styles, "footer")

    def _page_parts(self, styles: etree._Element | None, kind: str) -> Iterator[Block]:
        seen: list[list[Block]] = []
        for name in (kind, f"{kind}-left", f"{kind}-first"):
            style = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}" + name
            for part in () if styles is None else styles.iter(style):
                blocks = list(self._walk(part))
                if blocks not in seen:
                    seen.append(blocks)
                    yield from blocks

    def _walk(self, parent: Iterable[etree._Element], mark: str = "") -> Iterator[Block]:
        for element in parent:
            tag = str(element.tag)
            if tag in _UNSEEN or self.styles.hides(element):
                continue
            if tag in _PARAGRAPHS:
                own = self._heading_mark(element) if tag == f"{TEXT}h" else ""
                yield from self._paragraph(element, mark or own)
                mark = ""
            elif tag == f"{TEXT}list":
                yield from self._list(element)
            elif tag == f"{TABLE}table-row":
                yield from self._row(element)
            else:
                yield from self._walk(element)

    def _row(self, row: etree._Element) -> Iterator[Block]:
        cells = [
            blocks
            for cell in row.iter(f"{TABLE}table-cell")
            if cell.getparent() is row
            for blocks in [list(self._walk(cell))] * repeat_of(cell)
        ]
        for _ in range(_rows_of(row, cells)):
            yield from row_blocks(cells)

    def _list(self, element: etree._Element, style: str = "", depth: int = 0) -> Iterator[Block]:
        style = element.get(f"{TEXT}style-name", "") or style
        if element.get(f"{TEXT}continue-numbering") != "true" and depth < len(self.counts[style]):
            del self.counts[style][depth:]
        for item in element:
            # A list header has no number of its own.
            mark = self._count(style, depth, item) if item.tag == f"{TEXT}list-item" else ""
            for child in item:
                if child.tag == f"{TEXT}list":
                    yield from self._list(child, style, depth + 1)
                else:
                    yield from self._walk([child], mark)
                    mark = ""

    def _count(self, style: str, depth: int, item: etree._Element) -> str:
        start = item.get(f"{TEXT}start-value", "")
        return self.styles.count(self.counts[style], style, depth, start)

    def _heading_mark(self, heading: etree._Element) -> str:
        if heading.get(f"{TEXT}is-list-header") == "true":
            return ""
        level = heading.get(f"{TEXT}outline-level", "1")
        depth = int(level) - 1 if level in set("123456789") else 0
        return self.styles.count(self.counts[""], "", depth, "")

    def _paragraph(self, paragraph: etree._Element, mark: str) -> Iterator[Block]:
        boxes: list[etree._Element] = []
        text = "".join(self._texts(paragraph, boxes))
        yield (f"{mark} {text}" if mark and text.strip() else text).splitlines()
        for box in boxes:
            yield from self._walk(box)

    def _texts(self, parent: etree._Element, boxes: list[etree._Element]) -> Iterator[str]:
        """Return the pieces of a paragraph's text; its text boxes are put aside in ``boxes``."""
        yield _SPACE.sub(" ", parent.text or "")
        for element in parent:
            if element.tag not in _UNSEEN and not self.styles.hides(element):
                yield from self._inline(element, boxes)
            yield _SPACE.sub(" ", element.tail or "")

    def _inline(self, element: etree._Element, boxes: list[etree._Element]) -> Iterator[str]:
        match str(element.tag).removeprefix(TEXT):
            case "s":
                yield " "
            case "tab":
                yield "\t"
            case "line-break":
                yield "\n"
            case "a":
                shown = "".join(self._texts(element, boxes))
                yield with_address(shown, element.get(f"{XLINK}href", "")) if shown else ""
            case "note":
                yield self._note(element)
            case name if name == f"{DRAW}text-box":
                boxes.append(element)
            case _:
                yield from self._texts(element, boxes)

    def _note(self, note: etree._Element) -> str:
        citation = "".join(
            str(text) for found in note.iter(f"{TEXT}note-citation") for text in found.itertext()
        )
        body = note.find(f"{TEXT}note-body")
        blocks = [] if body is None else [block for block in self._walk(body) if block]
        if blocks:
            blocks[0] = [f"({citation}) {blocks[0][0]}", *blocks[0][1:]]
        self.notes += blocks
        return f"({citation})"


def _rows_of(row: etree._Element, cells: list[list[Block]]) -> int:
    """Return how often a row stands there; empty rows repeat up to the end of a sheet."""
    return repeat_of(row) if any(any(cell) for cell in cells) else 1
