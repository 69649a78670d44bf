"""Word documents (DOCX, ECMA-376) to lines: what a reader of the printed page sees."""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from qualgraph.documents.blocks import Block, numbered, row_blocks, with_address
from qualgraph.documents.docx_numbering import Numbering, W, int_of
from qualgraph.documents.lines import Line
from qualgraph.documents.package import Package, open_package
from qualgraph.documents.source import Source

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_DEFAULT_PART = "word/document.xml"
# Deleted text, the formulas behind fields, the older twin of a drawing: not on the page.
_UNSEEN = frozenset(
    f"{W}{name}"
    for name in ("del", "moveFrom", "delText", "delInstrText", "instrText", "pPr", "rPr", "tblPr")
) | {"{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
_SIGNS = {
    f"{W}tab": "\t",
    f"{W}ptab": "\t",
    f"{W}br": "\n",
    f"{W}cr": "\n",
    f"{W}noBreakHyphen": "-",
    f"{W}softHyphen": "\xad",
}
_TEXT = frozenset({f"{W}t", "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"})
_NOTES = {f"{W}footnoteReference": "footnotes", f"{W}endnoteReference": "endnotes"}


def docx_lines(source: Source) -> tuple[Line, ...]:
    """Return the lines of a DOCX: headers, body, footnotes and endnotes, footers.

    Raises ``DataError`` when the package or its XML is damaged, hostile or beyond the limits.
    """
    with open_package(source) as package:
        return numbered(_Document.of(package).blocks())


@dataclass(frozen=True, slots=True)
class _Document:
    package: Package
    part: str
    relations: dict[str, tuple[str, str]]
    numbering: Numbering

    @classmethod
    def of(cls, package: Package) -> "_Document":
        parts = dict(package.relations("").values())
        part = parts.get("officeDocument", _DEFAULT_PART)
        relations = package.relations(part)
        kinds = dict(relations.values())
        numbering = Numbering.of(
            package.optional_xml(kinds.get("numbering", "")),
            package.optional_xml(kinds.get("styles", "")),
        )
        return cls(package, part, relations, numbering)

    def blocks(self) -> Iterator[Block]:
        body = self.package.xml(self.part)
        yield from self._parts("header")
        yield from self._walk(body)
        for kind in ("footnotes", "endnotes"):
            yield from self._notes(kind)
        yield from self._parts("footer")

    def _parts(self, kind: str) -> Iterator[Block]:
        """Return headers or footers; those of several sections that say the same, once."""
        seen: list[list[Block]] = []
        for known, target in self.relations.values():
            root = self.package.optional_xml(target) if known == kind else None
            blocks = [] if root is None else list(self._walk(root))
            if blocks not in seen:
                seen.append(blocks)
                yield from blocks

    def _notes(self, kind: str) -> Iterator[Block]:
        target = next((part for known, part in self.relations.values() if known == kind), "")
        root = self.package.optional_xml(target)
        for note in () if root is None else root:
            number = int_of(note.get(f"{W}id", ""), 0)
            if note.get(f"{W}type", "normal") != "normal":
                continue
            for i, block in enumerate(self._walk(note)):
                yield [f"({number}) {block[0]}", *block[1:]] if i == 0 and block else block

    def _walk(self, parent: etree._Element) -> Iterator[Block]:
        for element in parent:
            if element.tag == f"{W}p":
                yield from self._paragraph(element)
            elif element.tag == f"{W}tbl":
                for row in _rows(element):
                    yield from row_blocks([list(self._walk(cell)) for cell in _cells(row)])
            elif element.tag not in _UNSEEN:
                yield from self._walk(element)

    def _paragraph(self, paragraph: etree._Element) -> Iterator[Block]:
        boxes: list[etree._Element] = []
        text = "".join(self._texts(paragraph, boxes))
        mark = self.numbering.mark(paragraph) if text.strip() else ""
        yield (f"{mark} {text}" if mark else text).splitlines()
        for box in boxes:
            yield from self._walk(box)

    def _texts(self, parent: etree._Element, boxes: list[etree._Element]) -> Iterator[str]:
        """Return the pieces of a paragraph's text; its text boxes are put aside in ``boxes``."""
        for element in parent:
            tag = element.tag
            if tag in _UNSEEN or (tag == f"{W}r" and _is_hidden(element)):
                continue
            if tag in _TEXT:
                yield (element.text or "").replace("\n", " ")
            elif tag == f"{W}txbxContent":
                boxes.append(element)
            elif tag == f"{W}hyperlink":
                yield self._link(element, boxes)
            else:
                yield _sign(element)
                yield from self._texts(element, boxes)

    def _link(self, link: etree._Element, boxes: list[etree._Element]) -> str:
        shown = "".join(self._texts(link, boxes))
        _, address = self.relations.get(link.get(f"{_R}id", ""), ("", ""))
        return with_address(shown, address) if shown.strip() else shown


def _sign(element: etree._Element) -> str:
    if element.tag in _NOTES:
        return f"({element.get(f'{W}id', '')})"
    if element.tag == f"{W}sym":
        return _symbol(element.get(f"{W}char", ""))
    return _SIGNS.get(str(element.tag), "")


def _symbol(code: str) -> str:
    try:
        return chr(int(code, 16))
    except (ValueError, OverflowError):
        return ""


def _is_hidden(run: etree._Element) -> bool:
    found = run.find(f"{W}rPr/{W}vanish")
    return found is not None and found.get(f"{W}val", "true") not in {"0", "false", "off"}


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    return _within(table, f"{W}tr")


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    return _within(row, f"{W}tc")


def _within(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Return the rows of a table or the cells of a row, also inside content controls."""
    for element in parent:
        if element.tag == tag:
            yield element
        elif element.tag not in _UNSEEN:
            yield from _within(element, tag)
