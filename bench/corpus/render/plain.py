"""Plain text in several encodings."""

import codecs
from collections.abc import Iterator

from bench.corpus.page import Kind, Page
from bench.corpus.render.flow import Piece, cells, flow
from bench.corpus.render.wrapping import wrapped

_LOOSE = (Kind.FORM, Kind.SECTION, Kind.LABEL, Kind.NOTE, Kind.TEXT)


def plain(page: Page) -> bytes:
    """Return the page as text in the encoding of its style, UTF-8 where that has no room."""
    text = "\n".join(_lines(page)) + "\n"
    encoding = page.style.encoding
    try:
        return text.replace("\n", "\r\n" if encoding == "cp1252" else "\n").encode(encoding)
    except UnicodeEncodeError:
        return text.encode()


def decoded(content: bytes) -> str:
    """Return the text of a plain document, whichever of the encodings it was given."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252")


def _lines(page: Page) -> Iterator[str]:
    grouped = cells(flow(page)) if page.style.pipes else iter(flow(page))
    for part in grouped:
        if isinstance(part, tuple):
            for cell in part:
                values = [line for piece in cell.pieces for line in _written(piece, page)]
                yield " | ".join([cell.label.text, *values])
        else:
            if part.kind in _LOOSE:
                yield ""
            for line in _written(part, page):
                yield from wrapped(line, page.style.wrap, hyphenate=page.style.hyphenate)


def _written(piece: Piece, page: Page) -> Iterator[str]:
    if piece.kind is Kind.BULLET and piece.sign:
        yield from (
            [piece.sign, piece.text] if page.style.detached else [f"{piece.sign} {piece.text}"]
        )
    elif piece.rows:
        for row in piece.rows:
            yield (" | " if page.style.pipes else "\t").join(row)
    else:
        yield from piece.text.split("\n")
