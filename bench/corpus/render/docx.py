"""Word documents: python-docx gives the frame with its styles, the body is written here."""

from functools import cache
from html import escape
from io import BytesIO

from docx import Document

from bench.corpus.page import Kind, Page
from bench.corpus.render.archive import timeless
from bench.corpus.render.flow import Cell, Piece, cells, flow

_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STYLES = {Kind.FORM: "Title", Kind.SECTION: "Heading1", Kind.LABEL: "Heading2"}
_BOLD = (Kind.LINE, Kind.SUBHEAD)


def docx(page: Page) -> bytes:
    """Return the page as a Word document."""
    parts = iter(flow(page)) if page.style.layout == "flow" else cells(flow(page))
    body = "".join(_grid(part, page) if isinstance(part, tuple) else _piece(part) for part in parts)
    content = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<w:document xmlns:w="{_MAIN}"><w:body>{body}<w:sectPr/></w:body></w:document>'
    )
    return timeless(_frame(), {"word/document.xml": content.encode()})


@cache
def _frame() -> bytes:
    """Return an empty document as python-docx makes it."""
    target = BytesIO()
    Document().save(target)
    return target.getvalue()


def _piece(piece: Piece) -> str:
    if piece.rows:
        return _table([[_p(cell) for cell in row] for row in piece.rows])
    if piece.kind is Kind.BULLET and piece.sign == "•":
        return _p(piece.text, "ListBullet")
    if piece.kind is Kind.BULLET and piece.sign:
        return _p(f"{piece.sign}\t{piece.text}")
    return _p(piece.text, _STYLES.get(piece.kind, ""), bold=piece.kind in _BOLD)


def _grid(row: tuple[Cell, ...], page: Page) -> str:
    labels = [_p(cell.label.text, bold=True) for cell in row]
    values = ["".join(map(_piece, cell.pieces)) for cell in row]
    if page.style.layout == "label-value":
        return _table([list(pair) for pair in zip(labels, values, strict=True)])
    both = [label + value for label, value in zip(labels, values, strict=True)]
    return _table([both[index : index + 2] for index in range(0, len(both), 2)])


def _table(rows: list[list[str]]) -> str:
    grid = "<w:tblGrid>" + "<w:gridCol/>" * len(rows[0]) + "</w:tblGrid>"
    # A cell must end with a paragraph, so one that ends with a table gets an empty one.
    written = "".join(
        "<w:tr>"
        + "".join(f"<w:tc>{c if c.endswith('</w:p>') else c + '<w:p/>'}</w:tc>" for c in row)
        + "</w:tr>"
        for row in rows
    )
    return f"<w:tbl><w:tblPr/>{grid}{written}</w:tbl>"


def _p(text: str, style: str = "", *, bold: bool = False) -> str:
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    weight = "<w:rPr><w:b/></w:rPr>" if bold else ""
    written = escape(text, quote=False)
    for sign, element in (("\n", "<w:br/>"), ("\t", "<w:tab/>")):
        written = written.replace(sign, f'</w:t>{element}<w:t xml:space="preserve">')
    run = f'<w:r>{weight}<w:t xml:space="preserve">{written}</w:t></w:r>'
    return f"<w:p>{properties}{run}</w:p>"
