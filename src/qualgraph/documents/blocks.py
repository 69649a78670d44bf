"""Blocks of lines to numbered lines: the last step of every form that has no lines of its own."""

from collections.abc import Iterable, Iterator, Sequence

from qualgraph.documents.lines import Line

SHORT_CELL = 120

Block = list[str]


def numbered(blocks: Iterable[Sequence[str]]) -> tuple[Line, ...]:
    """Number the lines of ``blocks`` from 1; lines of one block stand together."""
    return tuple(_numbered(blocks))


def row_blocks(cells: Sequence[Sequence[Block]]) -> Iterator[Block]:
    """Return the blocks of one table row, whose cells are given as blocks.

    Short cells of one line each stand on one line, parted by tabs; a cell with more to say
    keeps its own lines, the cells in order.
    """
    texts = [[line.strip() for block in cell for line in block if line.strip()] for cell in cells]
    if all(len(lines) <= 1 and len("".join(lines)) <= SHORT_CELL for lines in texts):
        row = "\t".join("".join(lines) for lines in texts).rstrip("\t")
        yield [row] if row.strip() else []
    else:
        for cell in cells:
            yield from cell


def with_address(shown: str, address: str) -> str:
    """Return a link's text, its address behind it when the text does not show it already."""
    bare = address.removeprefix("mailto:").split("//")[-1].rstrip("/")
    return shown if shown.rstrip().rstrip("/").endswith(bare) else f"{shown} <{address}>"


def _numbered(blocks: Iterable[Sequence[str]]) -> Iterator[Line]:
    number = 0
    for block, lines in enumerate(blocks):
        for text in lines:
            if text.strip():
                number += 1
                yield Line(number, text, block)
