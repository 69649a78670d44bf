"""Markdown as conversion programs write it."""

import html
import re
from collections.abc import Iterator
from itertools import groupby

from bench.corpus.page import Kind, Page
from bench.corpus.render.flow import Cell, Piece, cells, flow

_SPECIAL = re.compile(r"([*<>_\[\]])")
_MENU = ("[Home](/)", "[Nieuws](/nieuws)", "[Europass](/europass)", "[Contact](/contact)")


def markdown(page: Page) -> bytes:
    """Return the page as Markdown in UTF-8."""
    parts = cells(flow(page)) if page.style.pipes else iter(flow(page))
    groups = groupby(parts, key=lambda part: Kind.TABLE if isinstance(part, tuple) else part.kind)
    menu = ["\n".join(f"- {link}" for link in _MENU)] if page.style.site else []
    written = [text for kind, group in groups for text in _written(kind, list(group), page)]
    return ("\n\n".join([*menu, *written]) + "\n").encode()


def _written(kind: Kind, parts: list[Piece | tuple[Cell, ...]], page: Page) -> Iterator[str]:
    if kind is Kind.TABLE:
        yield from (_table(part, page.style.pipes) for part in parts)
        return
    pieces = [part for part in parts if isinstance(part, Piece)]
    tags = page.style.tags
    match kind:
        case Kind.FORM:
            yield from (f"# {_escaped(piece.text, tags)}" for piece in pieces)
        case Kind.SECTION:
            yield from (f"**{_escaped(piece.text, tags)}**" for piece in pieces)
        case Kind.LABEL | Kind.SUBHEAD:
            yield from (f"##### **{_escaped(piece.text, tags)}**" for piece in pieces)
        case Kind.LINE:
            end = "<br>\n" if tags else "  \n"
            yield end.join(f"**{_escaped(piece.text, tags)}**" for piece in pieces)
        case Kind.BULLET:
            end = "\n" if pieces[0].sign in ("-", "*") else "  \n"
            yield end.join(_bullet(piece, tags) for piece in pieces)
        case _:
            yield from (_paragraph(piece, tags) for piece in pieces)


def _paragraph(piece: Piece, tags: bool) -> str:
    text = _escaped(piece.text, tags).replace("\n", "<br/>" if tags else "  \n")
    return f"<p>{text}</p>" if tags else text


def _bullet(piece: Piece, tags: bool) -> str:
    text = _escaped(piece.text, tags)
    return f"{piece.sign} {text}" if piece.sign else text


def _table(piece: Piece | tuple[Cell, ...], pipes: bool) -> str:
    if isinstance(piece, tuple):
        return "\n".join(_row(cell) for cell in piece)
    if not piece.head and not pipes:
        return "\n".join("\t".join(row) for row in piece.rows)
    rows = [f"| {' | '.join(row)} |" for row in piece.rows]
    if piece.head:
        rows.insert(1, "|" + "---|" * len(piece.rows[0]))
    return "\n".join(rows)


def _row(cell: Cell) -> str:
    values = [piece.text.replace("\n", " ") for piece in cell.pieces if not piece.rows]
    values += [" ".join(row) for piece in cell.pieces for row in piece.rows]
    return f"| {' | '.join([cell.label.text, *values])} |"


def _escaped(text: str, tags: bool) -> str:
    return html.escape(text, quote=False) if tags else _SPECIAL.sub(r"\\\1", text)
