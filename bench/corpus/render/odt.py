"""OpenDocument text."""

from functools import cache
from html import escape
from io import BytesIO

from odfdo import Document

from bench.corpus.page import Kind, Page
from bench.corpus.render.archive import timeless
from bench.corpus.render.flow import Cell, Piece, cells, flow

_LEVELS = {Kind.FORM: 1, Kind.SECTION: 2, Kind.LABEL: 3}
_NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "style", "text", "table")
)
_BULLETS = (
    '<office:automatic-styles><text:list-style style:name="L1">'
    '<text:list-level-style-bullet text:level="1" text:bullet-char="•"/>'
    "</text:list-style></office:automatic-styles>"
)
_META = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<office:document-meta '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:version="1.2">'
    "<office:meta/></office:document-meta>"
)


def odt(page: Page) -> bytes:
    """Return the page as an OpenDocument text."""
    parts = iter(flow(page)) if page.style.layout == "flow" else cells(flow(page))
    body = "".join(
        _grid(part, page) if isinstance(part, tuple) else _piece(part, page) for part in parts
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-content {_NAMES} '
        f'office:version="1.2">{_BULLETS}<office:body><office:text>{body}</office:text></office:body>'
        "</office:document-content>"
    )
    changes = {"content.xml": content.encode(), "meta.xml": _META.encode()}
    return timeless(_template(), changes)


@cache
def _template() -> bytes:
    """Return an empty document as odfdo makes it: the frame of each page."""
    target = BytesIO()
    Document("text").save(target)
    return target.getvalue()


def _piece(piece: Piece, page: Page) -> str:
    if piece.rows:
        return _table([[_p(cell) for cell in row] for row in piece.rows])
    if piece.kind in _LEVELS:
        level = _LEVELS[piece.kind]
        return f'<text:h text:outline-level="{level}">{_text(piece.text)}</text:h>'
    if piece.kind is Kind.BULLET and piece.sign == "•":
        item = f"<text:list-item>{_p(piece.text)}</text:list-item>"
        return f'<text:list text:style-name="L1">{item}</text:list>'
    if piece.kind is Kind.BULLET and piece.sign:
        return _p(f"{piece.sign} {piece.text}")
    return _p(piece.text)


def _grid(row: tuple[Cell, ...], page: Page) -> str:
    values = ["".join(_piece(piece, page) for piece in cell.pieces) for cell in row]
    labels = [_p(cell.label.text) for cell in row]
    if page.style.layout == "label-value":
        return _table([list(pair) for pair in zip(labels, values, strict=True)])
    both = [label + value for label, value in zip(labels, values, strict=True)]
    return _table([both[index : index + 2] for index in range(0, len(both), 2)])


def _table(rows: list[list[str]]) -> str:
    columns = f'<table:table-column table:number-columns-repeated="{len(rows[0])}"/>'
    written = "".join(
        "<table:table-row>"
        + "".join(f"<table:table-cell>{cell}</table:table-cell>" for cell in row)
        + "</table:table-row>"
        for row in rows
    )
    return f"<table:table>{columns}{written}</table:table>"


def _p(text: str) -> str:
    return f"<text:p>{_text(text)}</text:p>"


def _text(text: str) -> str:
    """Return the text with what OpenDocument would collapse written as elements."""
    written = escape(text, quote=False).replace("  ", " <text:s/>")
    return written.replace("\n", "<text:line-break/>").replace("\t", "<text:tab/>")
