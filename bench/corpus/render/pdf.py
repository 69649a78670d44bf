"""PDF: the official form with its two columns, its headers on each page, its broken passages."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from bench.corpus.page import Kind, Page
from bench.corpus.render.flow import Cell, Piece, cells, flow
from bench.corpus.render.fonts import Face, faces
from bench.corpus.render.wrapping import wrapped

_WIDTH, _HEIGHT = A4
_LEFT, _TOP, _BOTTOM = 50.0, _HEIGHT - 60, 60.0
_FULL = _WIDTH - 2 * _LEFT
_GUTTER = 16.0
_SIZES = {Kind.FORM: 14.0, Kind.SECTION: 10.0, Kind.NOTE: 7.0}
_BOLD = (Kind.FORM, Kind.SECTION, Kind.LABEL, Kind.SUBHEAD)
_GAP_BEFORE = (Kind.FORM, Kind.SECTION, Kind.LABEL, Kind.TEXT, Kind.TABLE)


@dataclass(frozen=True, slots=True)
class _Line:
    """Words at a place across the page."""

    x: float
    text: str
    size: float
    bold: bool


@dataclass(frozen=True, slots=True)
class _Row:
    """What stands at one height: a line, or one in each column; and the section it is in.

    ``joined`` says that it goes on with what stands side by side in the row before.
    """

    lines: tuple[_Line, ...]
    height: float
    section: int = 0
    gap: float = 0.0
    joined: bool = False


def pdf(page: Page) -> bytes:
    """Return the page as a PDF with a text layer."""
    writer = _Writer(page)
    target = BytesIO()
    canvas = Canvas(target, pagesize=A4, invariant=1, pageCompression=1)
    sheets = list(writer.sheets())
    for number, sheet in enumerate(sheets, 1):
        writer.draw(canvas, sheet, number, len(sheets))
        canvas.showPage()
    canvas.save()
    return target.getvalue()


class _Writer:
    """Lays one supplement out on sheets."""

    def __init__(self, page: Page) -> None:
        self.page, self.style = page, page.style
        self.regular, self.bold = faces()
        self.headings: dict[int, _Row] = {}

    def sheets(self) -> Iterator[list[tuple[float, _Row]]]:
        """Yield for each sheet its rows with their heights."""
        sheet, y = list[tuple[float, _Row]](), _TOP
        for row in self._rows():
            if y - row.gap - row.height < _BOTTOM:
                yield sheet
                sheet, y = [], _TOP
                heading = self.headings.get(row.section)
                if heading and self.style.repeat and heading is not row:
                    sheet.append((y, heading))
                    y -= heading.height + 4
            y -= row.gap
            sheet.append((y, row))
            y -= row.height
        yield sheet

    def draw(
        self, canvas: Canvas, sheet: list[tuple[float, _Row]], number: int, count: int
    ) -> None:
        """Draw a sheet: running header, rows, footer."""
        form = self.page.blocks[0].text
        self._draw(canvas, _HEIGHT - 36, _Line(_LEFT, form, 7.0, bold=False))
        band = list[tuple[float, _Row]]()
        for place in sheet:
            if not place[1].joined:
                self._band(canvas, band)
                band = []
            band.append(place)
        self._band(canvas, band)
        self._draw(canvas, 32, _Line(_WIDTH - 80, f"{number} / {count}", 7.0, bold=False))

    def _band(self, canvas: Canvas, band: list[tuple[float, _Row]]) -> None:
        """Draw rows that stand side by side: column by column, or line by line."""
        lines = [(line.x, y, line) for y, row in band for line in row.lines]
        columns = sorted({x for x, *_ in lines})
        if not self.style.interleaved:
            lines.sort(key=lambda place: place[0])
        for _, y, line in lines:
            self._draw(canvas, y, line)
        if self.style.ruled and len(columns) > 1:
            top, bottom = band[0][0] + 10, band[-1][0] - 4
            canvas.rect(_LEFT - 4, bottom, _FULL + 8, top - bottom)
            for x in columns[1:]:
                canvas.line(x - _GUTTER / 2, bottom, x - _GUTTER / 2, top)

    def _draw(self, canvas: Canvas, y: float, line: _Line) -> None:
        if line.text:
            face = self.bold if line.bold else self.regular
            canvas.setFont(face.name, line.size)
            canvas.drawString(line.x, y, face.drawable(line.text))

    def _rows(self) -> Iterator[_Row]:
        pieces = flow(self.page)
        for part in iter(pieces) if self.style.layout == "flow" else cells(pieces):
            if isinstance(part, tuple):
                yield from self._grid(part)
            elif part.rows:
                yield from self._table(part)
            else:
                yield from self._piece(part)

    def _piece(self, piece: Piece) -> Iterator[_Row]:
        gap = 7.0 if piece.kind in _GAP_BEFORE else 0.0
        for line in self._lines(piece, _LEFT, _FULL):
            row = _Row((line,), line.size * 1.25, piece.section, gap)
            if piece.kind is Kind.SECTION:
                self.headings.setdefault(piece.section, row)
            yield row
            gap = 0.0

    def _table(self, piece: Piece) -> Iterator[_Row]:
        if not piece.head:
            for row in piece.rows:
                places = (_LEFT, _LEFT + 30)
                pairs = zip(places, row, strict=True)
                lines = tuple(_Line(x, text, 9.0, bold=False) for x, text in pairs)
                yield _Row(lines, 11.5, piece.section)
            return
        width = _FULL / len(piece.rows[0])
        for number, row in enumerate(piece.rows):
            columns = [
                [
                    _Line(_LEFT + place * width, text, 9.0, bold=not number)
                    for text in self._wrapped(cell, width - _GUTTER, 9.0, bold=not number)
                ]
                for place, cell in enumerate(row)
            ]
            yield from _beside(columns, piece.section)

    def _grid(self, row: tuple[Cell, ...]) -> Iterator[_Row]:
        if self.style.layout == "label-value":
            for cell in row:
                label = list(self._lines(cell.label, _LEFT, 165))
                value = list(self._values(cell, _LEFT + 185, _FULL - 185))
                yield from _beside([label, value], cell.label.section)
            return
        width = (_FULL - _GUTTER) / 2
        for index in range(0, len(row), 2):
            columns = [
                [*self._lines(cell.label, x, width), *self._values(cell, x, width)]
                for cell, x in zip(
                    row[index : index + 2], (_LEFT, _LEFT + width + _GUTTER), strict=False
                )
            ]
            yield from _beside(columns, row[index].label.section)

    def _values(self, cell: Cell, x: float, width: float) -> Iterator[_Line]:
        for piece in cell.pieces:
            if piece.rows:
                yield from (_Line(x, "  ".join(row), 9.0, bold=False) for row in piece.rows)
            else:
                yield from self._lines(piece, x, width)

    def _lines(self, piece: Piece, x: float, width: float) -> Iterator[_Line]:
        size, bold = _SIZES.get(piece.kind, 9.0), piece.kind in _BOLD
        text = piece.text
        if piece.kind is Kind.BULLET and piece.sign:
            if self.style.detached:
                yield _Line(x, piece.sign, size, bold)
            else:
                text = f"{piece.sign} {text}"
        for part in text.split("\n"):
            for line in self._wrapped(part, width, size, bold=bold):
                yield _Line(x, line, size, bold)

    def _wrapped(self, text: str, width: float, size: float, *, bold: bool) -> list[str]:
        face: Face = self.bold if bold else self.regular
        hyphenate = self.style.hyphenate and not bold
        return wrapped(text, width, hyphenate=hyphenate, measure=lambda t: face.width(t, size))


def _beside(columns: list[list[_Line]], section: int) -> Iterator[_Row]:
    """Yield the rows of columns that stand side by side."""
    for index in range(max(map(len, columns))):
        lines = tuple(column[index] for column in columns if index < len(column))
        height = max(line.size for line in lines) * 1.25
        yield _Row(lines, height, section, 0.0 if index else 7.0, joined=index > 0)
