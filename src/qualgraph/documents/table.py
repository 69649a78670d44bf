"""Tables with a header line (CSV, TSV) to rows that know their line."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass

from qualgraph.documents.source import Source
from qualgraph.errors import DataError


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its line in the source, the words there, and its cells by column."""

    line: int
    quote: str
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        """Return a cell, trimmed; empty when the table has no such column."""
        return self.cells.get(column, "").strip()


@dataclass(frozen=True, slots=True)
class Table:
    """A header and its rows; ``comments`` are the lines before the header, without their ``#``."""

    source: Source
    header: Row
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    comments: tuple[str, ...]


def read_table(source: Source, delimiter: str = ",") -> Table:
    """Read a table; lines that begin with ``#`` before the header are comments.

    Raises ``DataError`` with the line when a row has more or fewer cells than the header, when a
    quotation mark is not closed, or when a column comes twice.
    """
    lines = source.text.splitlines()
    skipped = next((i for i, line in enumerate(lines) if not line.startswith("#")), len(lines))
    rows = list(_rows(source, lines, skipped, delimiter))
    if not rows:
        raise DataError("table-without-header", name=source.name)
    header, *body = rows
    columns = tuple(cell.strip() for cell in header.cells.values())
    if len(set(columns)) != len(columns):
        raise DataError("table-column-twice", name=source.name, line=header.line)
    comments = tuple(line.removeprefix("#") for line in lines[:skipped])
    return Table(source, header, columns, tuple(_named(source, columns, body)), comments)


def _rows(source: Source, lines: list[str], skipped: int, delimiter: str) -> Iterator[Row]:
    reader = csv.reader(lines[skipped:], delimiter=delimiter, strict=True)
    first = skipped + 1
    try:
        for cells in reader:
            last = skipped + reader.line_num
            if cells:
                quote = "\n".join(lines[first - 1 : last])
                yield Row(first, quote, {str(i): cell for i, cell in enumerate(cells)})
            first = last + 1
    except csv.Error as error:
        raise DataError("table-row", name=source.name, line=first, reason=error) from error


def _named(source: Source, columns: tuple[str, ...], rows: list[Row]) -> Iterator[Row]:
    for row in rows:
        if len(row.cells) != len(columns):
            reason = f"{len(row.cells)} cells, {len(columns)} columns"
            raise DataError("table-row", name=source.name, line=row.line, reason=reason)
        yield Row(row.line, row.quote, dict(zip(columns, row.cells.values(), strict=True)))
