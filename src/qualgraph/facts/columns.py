"""Columns of foreign tables: what their headings mean is data, since headings vary."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from qualgraph.documents.layout import Row

_OTHER = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Header:
    """A heading row that was understood: which column holds which field."""

    row: Row
    columns: Mapping[str, int]

    def cell(self, row: Row, field_name: str) -> str:
        """Return the cell of a field, empty when the table has no such column or cell."""
        at = self.columns.get(field_name, len(row.cells))
        return row.cells[at] if at < len(row.cells) else ""

    def unknown(self, row: Row) -> set[int]:
        """Return the columns of ``row`` whose heading is not understood."""
        return set(range(len(row.cells))) - set(self.columns.values())

    def covers(self, row: Row) -> bool:
        """Return whether every cell of ``row`` stands under a heading: else which is which?"""
        return not any(row.cells[len(self.row.cells) :])

    def __contains__(self, field_name: str) -> bool:
        """Return whether the table has a column for the field."""
        return field_name in self.columns


@dataclass(frozen=True, slots=True)
class Columns:
    """The headings known for each field, and the fields that a table must have.

    ``repeated`` gives the fields of columns that have the same heading, from left to right.
    """

    needed: frozenset[str]
    names: Mapping[str, str]
    repeated: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> "Columns":
        """Return the columns that a data file describes (``needed``, ``names``, ``repeated``)."""
        names = {_key(name): field for field, known in data["names"].items() for name in known}
        repeated = {_key(name): tuple(to) for name, to in data.get("repeated", {}).items()}
        return cls(frozenset(data["needed"]), names, repeated)

    def header(self, row: Row) -> Header | None:
        """Return what the columns under ``row`` hold, None when it is no heading row."""
        seen: dict[str, int] = {}
        columns: dict[str, int] = {}
        keys = [_key(cell) for cell in row.cells]
        for at, key in enumerate(keys):
            fields = self.repeated.get(key, ()) if keys.count(key) > 1 else ()
            turn = seen[key] = seen.get(key, -1) + 1
            name = fields[turn] if turn < len(fields) else self.names.get(key, "")
            if name:
                columns.setdefault(name, at)
        return Header(row, columns) if self.needed <= set(columns) else None

    def find(self, rows: Iterable[Row]) -> Header | None:
        """Return the first heading row."""
        return next((header for row in rows if (header := self.header(row))), None)


def _key(heading: str) -> str:
    return _OTHER.sub("", heading).casefold()
