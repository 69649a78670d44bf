"""The common form of documents with tables: words and rows in reading order."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """A heading, caption or paragraph: its line (from 1) and its text without markup."""

    line: int
    text: str
    heading: bool
    page: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table.

    ``table`` numbers the tables of the document from 1. ``cells`` are trimmed, without markup,
    and repeat what a cell of a row above extends over (HTML ``rowspan``). ``starts`` gives for
    each cell where it begins in ``text``, -1 where the words stand in another row or there are
    none. ``page`` is the sheet of a workbook, from 1, and 0 elsewhere.
    """

    line: int
    table: int
    cells: tuple[str, ...]
    starts: tuple[int, ...]
    text: str
    page: int = 0

    @classmethod
    def of(cls, line: int, table: int, cells: tuple[str, ...], page: int = 0) -> "Row":
        """Return a row whose cells are all its own."""
        return cls.shared(line, table, tuple((cell, True) for cell in cells), page)

    @classmethod
    def shared(
        cls, line: int, table: int, cells: tuple[tuple[str, bool], ...], page: int = 0
    ) -> "Row":
        """Return a row of cells, each with whether its words stand in this row."""
        starts, text = [], ""
        for words, own in cells:
            starts.append(len(text) if own and words else -1)
            text += f"{words}\t" if own else ""
        values = tuple(words for words, _ in cells)
        return cls(line, table, values, tuple(starts), text.rstrip("\t"), page)


Block = Words | Row
