"""From blocks to pieces: what all forms write alike is settled here."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bench.corpus.page import Block, Kind, Page

_WORDS = (Kind.TEXT, Kind.LINE, Kind.REMARK, Kind.BULLET, Kind.NOTE)
_SHORT = 90


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the document as it is written; ``text`` of a bullet has its sign."""

    kind: Kind
    text: str
    section: int = 0
    rows: tuple[tuple[str, ...], ...] = ()
    head: bool = False
    sign: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A label and the pieces below or beside it."""

    label: Piece
    pieces: tuple[Piece, ...]


def flow(page: Page) -> list[Piece]:
    """Return the pieces of a page in reading order."""
    style, pieces = page.style, list[Piece]()
    blocks = list(_inlined(page.blocks)) if style.inline else page.blocks
    for block in blocks:
        piece = _piece(block, page)
        glued = block.text and block.number in style.glued
        if glued and pieces and _sticky(pieces[-1]):
            pieces[-1] = replace(pieces[-1], text=pieces[-1].text + piece.text)
        else:
            pieces.append(piece)
    return pieces


def _sticky(piece: Piece) -> bool:
    """Whether a number can be stuck to it; after a digit nobody could tell where it begins."""
    return piece.kind in _WORDS and not piece.text[-1:].isdigit()


def cells(pieces: list[Piece]) -> Iterator[Piece | tuple[Cell, ...]]:
    """Yield the pieces, those of sections 5 and 6 that stand under labels as rows of cells."""
    run: list[Cell] = []
    for piece in pieces:
        if piece.kind is Kind.LABEL and piece.section:
            run.append(Cell(piece, ()))
        elif run and piece.kind is not Kind.SECTION and piece.section == run[-1].label.section:
            run[-1] = replace(run[-1], pieces=(*run[-1].pieces, piece))
        else:
            if run:
                yield tuple(run)
                run = []
            yield piece
    if run:
        yield tuple(run)


def _piece(block: Block, page: Page) -> Piece:
    style = page.style
    match block.kind:
        case Kind.SECTION if block.number:
            text = style.number.format(block.number) + block.text
            return Piece(block.kind, text.strip(), block.section)
        case Kind.BULLET:
            return Piece(block.kind, block.text, block.section, sign=style.bullet)
        case _:
            return Piece(block.kind, block.text, block.section, block.rows, block.head)


def _inlined(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """Yield the blocks, a heading with a short value as one line."""
    waiting: Block | None = None
    for block in blocks:
        if waiting is not None:
            if block.kind in (Kind.TEXT, Kind.LINE) and len(block.text) < _SHORT:
                yield replace(waiting, text=f"{waiting.text.rstrip(':')}: {block.text}")
                waiting = None
                continue
            yield waiting
            waiting = None
        if block.kind is Kind.LABEL or (block.kind is Kind.SECTION and block.section < 3):
            waiting = block
        else:
            yield block
    if waiting is not None:
        yield waiting
