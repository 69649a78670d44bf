"""Judged answers to measure with, and the tables of questions to answer."""

from collections.abc import Iterator
from dataclasses import dataclass

from qualgraph.alignment.matcher import Query
from qualgraph.documents.source import Source
from qualgraph.documents.table import Row, Table, read_table
from qualgraph.errors import DataError

NONE = "NONE"
QUESTION = ("crebo", "name", "level", "dossier", "domain")
_JUDGED = ("name", "best_uri", "also_uris")
_KNOWN = ("http://data.europa.eu/esco/", "http://data.europa.eu/snb/isced-f/")


@dataclass(frozen=True, slots=True)
class Question:
    """One row: its line, its own code, and what is asked."""

    line: int
    code: str
    query: Query
    profile: str = ""
    """The qualification that a task belongs to; empty for a task of the whole dossier."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A question and the concepts that are right answers; none when ESCO has none."""

    question: Question
    accepted: frozenset[str]


def read_questions(source: Source) -> tuple[Question, ...]:
    """Read rows of ``crebo,name,level,dossier,domain``; a column ``tasks`` (titles,
    separated by ``;``) is evidence too, further columns are left alone.

    Raises ``DataError`` when a column is missing or a level is no number of 0 to 8.
    """
    table = read_table(source)
    _demand(table, QUESTION)
    return tuple(_question(table, row) for row in table.rows)


def read_gold(source: Source) -> tuple[Judged, ...]:
    """Read judged rows: a question with ``best_uri`` (or NONE) and ``also_uris``.

    Raises ``DataError`` with the line when a URI is neither ESCO's nor ISCED-F's.
    """
    table = read_table(source)
    _demand(table, _JUDGED)
    return tuple(
        Judged(_question(table, row), frozenset(_accepted(source.name, row))) for row in table.rows
    )


def _demand(table: Table, columns: tuple[str, ...]) -> None:
    missing = [column for column in columns if column not in table.columns]
    if missing:
        raise DataError("vocabulary-columns", name=table.source.name, missing=", ".join(missing))


def _question(table: Table, row: Row) -> Question:
    level = row["level"] or "0"
    if not row["name"] or level not in {str(n) for n in range(9)}:
        reason = f"name {row['name']!r}, level {level!r}"
        raise DataError("table-row", name=table.source.name, line=row.line, reason=reason)
    tasks = tuple(task.strip() for task in row["tasks"].split(";") if task.strip())
    query = Query(row["name"], int(level), row["dossier"], row["domain"], tasks)
    return Question(row.line, row["crebo"] or row["id"], query, row["profile"])


def _accepted(name: str, row: Row) -> Iterator[str]:
    for uri in (row["best_uri"], *row["also_uris"].split(";")):
        if uri in ("", NONE):
            continue
        if not uri.startswith(_KNOWN):
            raise DataError("table-row", name=name, line=row.line, reason=f"URI {uri!r}")
        yield uri
