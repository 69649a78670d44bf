"""HTML, bare or inside a web site."""

from collections.abc import Iterator
from html import escape
from itertools import groupby

from bench.corpus.page import Kind, Page
from bench.corpus.render.flow import Cell, Piece, cells, flow

_HEADS = {Kind.FORM: "h1", Kind.SECTION: "h2", Kind.LABEL: "h3", Kind.SUBHEAD: "h3"}
_BEFORE = """<header class="site-header"><a href="/">Portaal</a><form role="search"><input name="q">
<button>Go</button></form></header>
<nav><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li><li><a href="/en">English</a>
</li><li><a href="/login">Login</a></li></ul></nav>
<script>window.dataLayer = window.dataLayer || []; if (1 < 2) { console.log("7. "); }</script>
<main>
"""
_AFTER = """
</main>
<footer><p>Cookies · Privacy · Sitemap</p><ul><li><a href="/contact">Contact</a></li></ul></footer>
<script src="/app.js"></script>
"""


def html(page: Page) -> bytes:
    """Return the page as an HTML document in UTF-8."""
    parts = iter(flow(page)) if page.style.layout == "flow" else cells(flow(page))
    groups = groupby(parts, key=lambda part: Kind.TABLE if isinstance(part, tuple) else part.kind)
    body = "\n".join(text for kind, group in groups for text in _written(kind, list(group), page))
    if page.style.site:
        body = f"{_BEFORE}{body}{_AFTER}"
    title = escape(page.blocks[0].text)
    head = f'<meta charset="utf-8"><title>{title}</title><style>td {{ width: 50% }}</style>'
    return (
        f'<!DOCTYPE html>\n<html lang="{page.language}"><head>{head}</head>\n<body>\n{body}\n'
        "</body></html>\n"
    ).encode()


def _written(kind: Kind, parts: list[Piece | tuple[Cell, ...]], page: Page) -> Iterator[str]:
    pieces = [part for part in parts if isinstance(part, Piece)]
    if kind is Kind.BULLET and pieces[0].sign == "•" and not page.style.detached:
        yield "<ul>" + "".join(f"<li>{_text(piece)}</li>" for piece in pieces) + "</ul>"
        return
    for part in parts:
        yield _grid(part, page) if isinstance(part, tuple) else _piece(part, page)


def _piece(piece: Piece, page: Page) -> str:
    match piece.kind:
        case Kind.FORM | Kind.SECTION | Kind.LABEL | Kind.SUBHEAD:
            tag = _HEADS[piece.kind]
            return f"<{tag}>{_text(piece)}</{tag}>"
        case Kind.LINE:
            return f"<p><strong>{_text(piece)}</strong></p>"
        case Kind.BULLET if piece.sign:
            gap = "<br>" if page.style.detached else " "
            return f"<p>{piece.sign}{gap}{_text(piece)}</p>"
        case Kind.TABLE if page.style.pipes:
            return "".join(f"<p>{escape(' | '.join(row))}</p>" for row in piece.rows)
        case Kind.TABLE:
            return f"<table>{_rows(piece)}</table>"
        case _:
            return f"<p>{_text(piece)}</p>"


def _rows(piece: Piece) -> str:
    tags = ["th" if piece.head and not index else "td" for index in range(len(piece.rows))]
    return "".join(
        "<tr>" + "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in row) + "</tr>\n"
        for tag, row in zip(tags, piece.rows, strict=True)
    )


def _grid(row: tuple[Cell, ...], page: Page) -> str:
    if page.style.pipes:
        return "\n".join(f"<p>{escape(cell.label.text)} | {_flat(cell)}</p>" for cell in row)
    inside = [
        (f"<b>{_text(cell.label)}</b>", "".join(_piece(piece, page) for piece in cell.pieces))
        for cell in row
    ]
    if page.style.layout == "label-value":
        lines = [f"<td>{label}</td><td>{value}</td>" for label, value in inside]
    else:
        both = [f"<td>{label}{value}</td>" for label, value in inside]
        lines = ["".join(both[index : index + 2]) for index in range(0, len(both), 2)]
    return "<table>" + "\n".join(f"<tr>{line}</tr>" for line in lines) + "</table>"


def _flat(cell: Cell) -> str:
    texts = [piece.text for piece in cell.pieces if piece.text]
    texts += [" ".join(row) for piece in cell.pieces for row in piece.rows]
    return escape(" | ".join(texts)).replace("\n", " ")


def _text(piece: Piece) -> str:
    return escape(piece.text, quote=False).replace("\n", "<br>")
