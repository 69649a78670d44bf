"""PDF to lines in reading order: words and boxes by PDFium, the order by ``pdf_layout``.

PDFium is not thread safe: one thread of a process reads at a time.
"""

import ctypes
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from qualgraph.documents.lines import Line
from qualgraph.documents.pdf_cells import Rule
from qualgraph.documents.pdf_layout import page_blocks
from qualgraph.documents.pdf_rows import Segment
from qualgraph.documents.pdf_titles import without_running_titles
from qualgraph.documents.source import Source
from qualgraph.errors import DataError

# PDFium puts its own sign for a hyphen at the end of a line, and no line end behind it.
_HYPHEN = "\ufffe"
_LINE = re.compile(rf"[^\r\n{_HYPHEN}]+{_HYPHEN}?|{_HYPHEN}")
_WORD = re.compile(r"\S+")
# What PDFium makes of a glyph that the file gives no letter for.
_UNREADABLE = re.compile("[\x00-\x08\x0e-\x1f\ue000-\uefff\uf100-\uf8ff\ufffd]")
_MOST_UNREADABLE = 0.3
_WIDE_GAP = 1.2
_SPARSE = 1.15
_THIN = 2.0


def pdf_lines(source: Source) -> tuple[Line, ...]:
    """Return the lines of a PDF, page by page.

    Raises ``DataError`` when it is broken, encrypted, has too many pages or too much text, has
    no text layer, or fonts that do not tell their letters.
    """
    with _opened(source) as document:
        lines = tuple(_lines(source, document))
    if not lines:
        raise DataError("pdf-without-text", name=source.name)
    text = "".join(line.text for line in lines)
    if len(_UNREADABLE.findall(text)) > _MOST_UNREADABLE * len(text):
        raise DataError("pdf-without-letters", name=source.name)
    return lines


@contextmanager
def _opened(source: Source) -> Iterator[Any]:
    content = source.content
    document = pdfium.FPDF_LoadMemDocument64(content, len(content), None)
    if not document:
        locked = pdfium.FPDF_GetLastError() in {
            pdfium.FPDF_ERR_PASSWORD,
            pdfium.FPDF_ERR_SECURITY,
        }
        raise DataError("document-password" if locked else "pdf-broken", name=source.name)
    try:
        yield document
    finally:
        pdfium.FPDF_CloseDocument(document)


def _lines(source: Source, document: Any) -> Iterator[Line]:
    limits = source.limits
    pages = pdfium.FPDF_GetPageCount(document)
    if pages > limits.pages:
        raise DataError("pdf-pages", name=source.name, pages=pages, limit=limits.pages)
    read, characters = list[list[list[str]]](), 0
    for page in range(1, pages + 1):
        read.append(_page(source, document, page))
        characters += sum(len(text) for block in read[-1] for text in block)
        if characters > limits.text_characters:
            limit = limits.text_characters
            raise DataError(
                "document-too-large", name=source.name, limit=limit, setting="text_characters"
            )
    number = 0
    for block, (page, texts) in enumerate(without_running_titles(read), 1):
        for text in texts:
            number += 1
            yield Line(number, text, block, page)


def _page(source: Source, document: Any, number: int) -> list[list[str]]:
    page = pdfium.FPDF_LoadPage(document, number - 1)
    if not page:
        raise DataError("pdf-page-broken", name=source.name, page=number)
    try:
        words = pdfium.FPDFText_LoadPage(page)
        if not words:
            raise DataError("pdf-page-broken", name=source.name, page=number)
        try:
            count = pdfium.FPDFText_CountChars(words)
            if count > source.limits.page_characters:
                limit, setting = source.limits.page_characters, "page_characters"
                raise DataError(
                    "document-too-large", name=source.name, limit=limit, setting=setting
                )
            rotation = pdfium.FPDFPage_GetRotation(page)
            segments = _Page.of(words, count, rotation).segments()
            return list(page_blocks(segments, partial(_rules, page, rotation), number == 1))
        finally:
            pdfium.FPDFText_ClosePage(words)
    finally:
        pdfium.FPDF_ClosePage(page)


class _Stretch(NamedTuple):
    """A line as PDFium has it: characters one after another, and the box around them."""

    start: int
    text: str
    box: Segment
    is_torn: bool

    @property
    def width(self) -> float:
        """The width of the box."""
        return self.box.right - self.box.left

    @property
    def height(self) -> float:
        """The height of the box."""
        return self.box.bottom - self.box.top


@dataclass(frozen=True, slots=True)
class _Page:
    """The text of a page with what PDFium knows of its characters.

    ``is_plain``: the position of a character in the text is its index (no letter beyond the
    Basic Multilingual Plane, no character without text). ``corners`` take what PDFium writes.
    """

    words: Any
    text: str
    rotation: int
    is_plain: bool
    corners: ctypes.Array[ctypes.c_double]
    pointers: tuple[Any, ...]

    @classmethod
    def of(cls, words: Any, count: int, rotation: int) -> "_Page":
        buffer = (ctypes.c_ushort * (max(count, 0) + 1))()
        written = max(pdfium.FPDFText_GetText(words, 0, count, buffer) - 1, 0)
        text = bytes(buffer)[: written * 2].decode("utf-16-le", "replace")
        corners = (ctypes.c_double * 4)()
        places = range(0, ctypes.sizeof(corners), ctypes.sizeof(ctypes.c_double))
        pointers = tuple(ctypes.byref(ctypes.c_double.from_buffer(corners, at)) for at in places)
        return cls(words, text, rotation, written == count == len(text), corners, pointers)

    def segments(self) -> list[Segment]:
        """Return the words of the page, cut where a wide gap parts them."""
        stretches = list(self._stretches())
        if not stretches:
            return []
        widths = sorted(stretch.width / len(stretch.text) for stretch in stretches)
        usual = widths[len(widths) // 4] * _SPARSE
        segments = []
        for stretch in stretches:
            # One piece of text may leap over a gutter: then it is wider than its letters are.
            leaps = stretch.width - usual * len(stretch.text) > stretch.height * _WIDE_GAP
            if stretch.is_torn or leaps:
                segments += self._cut(stretch)
            else:
                segments.append(stretch.box)
        return segments

    def _stretches(self) -> Iterator[_Stretch]:
        for match in _LINE.finditer(self.text):
            words = match[0].replace(_HYPHEN, "-")
            if not words.isspace():
                first, last = self._index(match.start()), self._index(match.end() - 1)
                boxes = self._boxes(words, first, last)
                if boxes:
                    yield _Stretch(match.start(), words, _around(words, boxes), _is_torn(boxes))

    def _index(self, position: int) -> int:
        """Return the index of a character from its position in the text."""
        if self.is_plain:
            return position
        found = pdfium.FPDFText_GetCharIndexFromTextIndex(self.words, position)
        return found if found >= 0 else position

    def _boxes(self, text: str, first: int, last: int) -> list[Segment]:
        count = pdfium.FPDFText_CountRects(self.words, first, last - first + 1)
        boxes = []
        for i in range(count):
            pdfium.FPDFText_GetRect(self.words, i, *self.pointers)
            boxes.append(self._turned(text))
        return boxes

    def _cut(self, stretch: _Stretch) -> list[Segment]:
        """Return the words of a line, those without a wide gap between them joined."""
        cut: list[Segment] = []
        for match in _WORD.finditer(stretch.text):
            start = stretch.start + match.start()
            ends = [self._box(start, match[0]), self._box(stretch.start + match.end() - 1, "")]
            word = _around(match[0], ends)
            if cut and _follows(cut[-1], word):
                cut[-1] = _around(f"{cut[-1].text} {word.text}", [cut[-1], word])
            else:
                cut.append(word)
        return cut

    def _box(self, position: int, text: str) -> Segment:
        left, top, right, bottom = self.pointers
        pdfium.FPDFText_GetCharBox(self.words, self._index(position), left, right, bottom, top)
        return self._turned(text)

    def _turned(self, text: str) -> Segment:
        """Return the box in the corners as it stands on the page that a reader sees."""
        left, top, right, bottom = self.corners[:]
        if not self.rotation:
            return Segment(text, left, right, -top, -bottom)
        match self.rotation:
            case 1:
                return Segment(text, bottom, top, left, right)
            case 2:
                return Segment(text, -right, -left, bottom, top)
        return Segment(text, -top, -bottom, -right, -left)


def _around(text: str, boxes: list[Segment]) -> Segment:
    if len(boxes) == 1:
        [box] = boxes
        return box if box.text == text else Segment(text, box.left, box.right, box.top, box.bottom)
    _, lefts, rights, tops, bottoms = zip(*boxes, strict=True)
    return Segment(text, min(lefts), max(rights), min(tops), max(bottoms))


def _is_torn(boxes: list[Segment]) -> bool:
    return len(boxes) > 1 and not all(map(_follows, boxes, boxes[1:]))


def _follows(first: Segment, second: Segment) -> bool:
    """Return whether ``second`` goes on where ``first`` ends, on the same line."""
    height = max(first.bottom - first.top, second.bottom - second.top)
    gap = second.left - first.right
    apart = max(first.top, second.top) - min(first.bottom, second.bottom)
    return -height < gap < height * _WIDE_GAP and apart < height / 2


def _rules(page: Any, rotation: int) -> list[Rule]:
    """Return the horizontal lines, also those drawn as the borders of rectangles.

    On a page that is turned none are looked for.
    """
    found: list[Rule] = []
    if rotation:
        return found
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    for i in range(pdfium.FPDFPage_CountObjects(page)):
        drawn = pdfium.FPDFPage_GetObject(page, i)
        if pdfium.FPDFPageObj_GetType(drawn) != pdfium.FPDF_PAGEOBJ_PATH:
            continue
        if not pdfium.FPDFPageObj_GetBounds(drawn, left, bottom, right, top):
            continue
        heights = {-top.value, -bottom.value}
        if top.value - bottom.value < _THIN:
            heights = {-(top.value + bottom.value) / 2}
        found += [Rule(height, left.value, right.value) for height in sorted(heights)]
    return found
