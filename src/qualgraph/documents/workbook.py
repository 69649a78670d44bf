"""Workbooks (XLSX) to rows, by openpyxl; formulas give the value that was stored with them."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from zipfile import ZipFile, ZipInfo

from qualgraph.documents.layout import Block, Row
from qualgraph.documents.package import DAMAGE, open_package
from qualgraph.documents.source import Source
from qualgraph.errors import DataError

_DECLARATION = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_CHUNK = 1 << 20
_LAST_ROW = 1 << 20  # of any sheet, by the format


def workbook_blocks(source: Source) -> Iterator[Block]:
    """Return the rows of all sheets, in order; rows are numbered as the sheet does.

    Raises ``DataError`` when the file is broken or protected, unpacks to more than the limits
    allow, or holds an XML declaration of types or entities (openpyxl itself expands those).
    """
    import openpyxl  # noqa: PLC0415 (80 ms, for workbooks only)

    _check_package(source)
    try:
        with source.open() as file:
            book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
            _check_sheets(source, book.worksheets)
            for page, sheet in enumerate(book.worksheets, 1):
                sheet.reset_dimensions()
                yield from _rows(source, sheet.iter_rows(values_only=True), page)
    except DataError:
        raise
    # openpyxl lets whatever a broken part makes of its code come through: there is no base class.
    except Exception as error:
        reason = f"{type(error).__name__}: {error}"
        raise DataError("workbook-broken", name=source.name, reason=reason) from error


def _check_sheets(source: Source, sheets: list[Any]) -> None:
    """Refuse sheets that are the same part: each would be parsed again."""
    parts = [getattr(sheet, "_worksheet_path", number) for number, sheet in enumerate(sheets)]
    if len(set(parts)) < len(parts):
        raise DataError("workbook-broken", name=source.name, reason="one part, several sheets")


def _rows(source: Source, rows: Iterator[tuple[object, ...]], page: int) -> Iterator[Row]:
    """Return the rows that hold something; rows and columns that are only laid out are passed."""
    limits, found = source.limits, 0
    for line, values in enumerate(rows, 1):
        beyond = values[limits.table_columns :]
        if beyond.count(None) < len(beyond):
            limit = limits.table_columns
            raise DataError("table-too-wide", name=source.name, line=line, limit=limit)
        cells = tuple(_words(value) for value in values[: limits.table_columns])
        found += any(cells)
        if found > limits.table_rows or line > _LAST_ROW:
            raise DataError("table-too-long", name=source.name, limit=limits.table_rows)
        if any(cells):
            yield Row.of(line, page, cells, page)


def _words(value: object) -> str:
    """Return a cell as a person reads it: whole numbers without point, days as ISO 8601."""
    match value:
        case None:
            return ""
        case datetime() if value.time() == datetime.min.time():
            return value.date().isoformat()
        case date():
            return value.isoformat()
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return " ".join(str(value).split())


def _check_package(source: Source) -> None:
    with open_package(source) as package:
        try:
            for member in package.zip.infolist():
                _check_member(source, package.zip, member)
        except DAMAGE as error:
            raise DataError("workbook-broken", name=source.name, reason=error) from error


def _check_member(source: Source, archive: ZipFile, member: ZipInfo) -> None:
    """Refuse declarations; written in two bytes a sign they are seen with the zeros left out."""
    if not member.filename.lower().endswith((".xml", ".rels")):
        return
    tail = b""
    with archive.open(member) as part:
        while chunk := part.read(_CHUNK):
            seen = tail + chunk.replace(b"\0", b"")
            if _DECLARATION.search(seen):
                raise DataError("archive-declaration", name=source.name, part=member.filename)
            tail = seen[-16:]
