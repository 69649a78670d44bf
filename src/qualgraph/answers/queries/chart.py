"""Bars for the counts of a result, drawn on the server."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_BAR = 44
_WIDEST = 88  # per cent: room for the number beside it
_MOST = 60
_NUMBERS = frozenset(
    f"http://www.w3.org/2001/XMLSchema#{name}"
    for name in ("integer", "decimal", "double", "float", "int", "long", "nonNegativeInteger")
)
Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a chart: its label and number, and where it stands (pixels, per cent)."""

    label: str
    value: str
    top: int
    width: float


def bars(rows: Rows, label: str, value: str) -> list[Bar]:
    """Return a bar for each row, from the column of its label and that of its number."""
    numbers = [float(row.get(value, {}).get("value") or 0) for row in rows]
    most = max(numbers, default=0) or 1
    return [
        Bar(
            row.get(label, {}).get("value", ""),
            row.get(value, {}).get("value", ""),
            place * _BAR,
            round(max(number, 0) / most * _WIDEST, 2),
        )
        for place, (row, number) in enumerate(zip(rows, numbers, strict=True))
    ]


def chartable(columns: Sequence[str], rows: Rows) -> tuple[str, str] | None:
    """Return the columns of label and number when a result can be drawn at a glance.

    That is: one column holds numbers everywhere, none below zero, and one before it holds names.
    """
    if not 2 <= len(rows) <= _MOST:
        return None
    numeric = [name for name in columns if all(_number(row.get(name, {})) for row in rows)]
    named = [
        name
        for name in columns
        if name not in numeric and all(row.get(name, {}).get("type") == "literal" for row in rows)
    ]
    return (named[0], numeric[0]) if len(numeric) == 1 and named else None


def _number(value: Mapping[str, str]) -> bool:
    if value.get("datatype") not in _NUMBERS:
        return False
    try:
        return 0 <= float(value["value"]) < float("inf")
    except ValueError:
        return False
