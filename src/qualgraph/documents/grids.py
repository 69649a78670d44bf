"""Tables inside a running document, row by row, in order with the words between them.

A law is a text with tables: what a row means depends on the headings, captions and heading rows
before it. So a document comes out as one sequence of words and rows.
"""

import csv
import html
import re
from collections import Counter
from collections.abc import Callable, Iterator

from qualgraph.documents.form import Form
from qualgraph.documents.html_grids import html_blocks
from qualgraph.documents.layout import Block, Row, Words
from qualgraph.documents.source import Source
from qualgraph.documents.workbook import workbook_blocks
from qualgraph.errors import DataError

_EMPHASIS = re.compile(r"(?<![*\w])(\*{1,3})(?=\S)([^*]*[^*\s]) *\1(?![*\w])")
_PIPE = re.compile(r"(?<!\\)\|")
_DELIMITER = re.compile(r":?-{2,}:?")
_DELIMITERS = ",;\t"
_LOOKED_AT = 2_000  # lines, to tell what parts the cells


def blocks(source: Source) -> tuple[Block, ...]:
    """Return the words and rows of a document, in order; nothing for a form without tables.

    Raises ``DataError`` when the content is broken or beyond the limits of the source.
    """
    read = _READERS.get(source.form)
    return tuple(read(source)) if read else ()


def _markdown(source: Source) -> Iterator[Block]:
    table, since = 0, 0
    for number, line in enumerate(source.text.splitlines(), 1):
        stripped = line.strip()
        if not stripped.startswith("|"):
            since = 0
            if stripped:
                yield _words(number, stripped)
            continue
        table, since = table + (since == 0), since + 1
        cells = tuple(_plain(cell) for cell in _cells(stripped))
        if since != 2 or not all(map(_DELIMITER.fullmatch, cells)):
            yield _bounded(source, Row.of(number, table, cells))


def _words(number: int, line: str) -> Words:
    marks = len(line) - len(line.lstrip("#"))
    return Words(number, _plain(line[marks:]), heading=marks > 0)


def _cells(line: str) -> list[str]:
    body = line.removeprefix("|")
    ends = body.endswith("|") and not body.endswith("\\|")
    return _PIPE.split(body[:-1] if ends else body)


def _plain(words: str) -> str:
    """Return Markdown without its emphasis and escapes; an asterisk that stands alone stays."""
    plain = _EMPHASIS.sub(r"\2", html.unescape(words)).replace("\\|", "|")
    return " ".join(plain.split())


def _separated(source: Source) -> Iterator[Block]:
    lines = source.text.splitlines()
    skipped = next((i for i, line in enumerate(lines) if not line.startswith("#")), len(lines))
    for number, line in enumerate(lines[:skipped], 1):
        if line.strip("# "):
            yield Words(number, line.strip("# "), heading=False)
    first = skipped + 1
    try:
        reader = csv.reader(lines[skipped:], delimiter=_delimiter(lines[skipped:]), strict=True)
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield _bounded(source, Row.of(first, 1, tuple(" ".join(c.split()) for c in cells)))
            first = skipped + reader.line_num + 1
    except csv.Error as error:
        raise DataError("table-row", name=source.name, line=first, reason=error) from error


def _delimiter(lines: list[str]) -> str:
    """Return what parts the cells: the sign that most lines have equally many of.

    A law as CSV has sentences full of commas before its tables, and fractions in them.
    """

    def weight(sign: str) -> int:
        counts = Counter(line.count(sign) for line in lines[:_LOOKED_AT])
        return max((number * times for number, times in counts.items()), default=0)

    return max(_DELIMITERS, key=weight)


def _bounded(source: Source, row: Row) -> Row:
    limit = source.limits.table_columns
    if len(row.cells) > limit:
        raise DataError("table-too-wide", name=source.name, line=row.line, limit=limit)
    return row


_READERS: dict[Form, Callable[[Source], Iterator[Block]]] = {
    Form.MARKDOWN: _markdown,
    Form.PLAIN: _markdown,
    Form.HTML: html_blocks,
    Form.TABLE: _separated,
    Form.WORKBOOK: workbook_blocks,
}
