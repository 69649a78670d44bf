"""What several documents together show: warnings, each a query of ``queries/checks``.

A warning stops nothing: where sources disagree both stand, with their sources, and people are told.
"""

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad, QuerySolution, QuerySolutions, Store

from qualgraph import resources


@dataclass(frozen=True, slots=True)
class Check:
    """A query for warnings: its name, its message by language (columns in braces), its text."""

    name: str
    messages: dict[str, str]
    text: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A warning: the check that found it, and the columns of its row."""

    check: Check
    values: dict[str, str]

    def message(self, language: str) -> str:
        """Return the warning in ``language`` (``nl`` or ``en``)."""
        return self.check.messages[language].format_map(self.values)

    @property
    def data(self) -> dict[str, Any]:
        """The warning for machines."""
        return {"check": self.check.name, **self.values}


def message_of(data: dict[str, str], language: str) -> str:
    """Return in ``language`` a warning that was kept as data."""
    [check] = [check for check in load_checks() if check.name == data["check"]]
    return Finding(check, data).message(language)


def findings(store: Store) -> Iterator[Finding]:
    """Return the warnings about a store that holds a release, or documents and their merger."""
    for check in load_checks():
        rows = store.query(check.text)
        if not isinstance(rows, QuerySolutions):
            raise TypeError(check.name)
        columns = [variable.value for variable in rows.variables]
        for row in rows:
            yield Finding(check, {column: _shown(row, column) for column in columns})


def findings_among(quads: Iterable[Quad]) -> list[Finding]:
    """Return the warnings about the statements of a release that is not built."""
    store = Store()
    store.bulk_extend(quads)
    return list(findings(store))


@cache
def load_checks() -> tuple[Check, ...]:
    """Return the shipped checks, in the order of their names."""
    return tuple(map(_read, sorted((resources.QUERIES / "checks").glob("*.rq"))))


def _read(path: Path) -> Check:
    text = path.read_text("utf-8")
    head = "\n".join(line[2:] for line in text.splitlines() if line.startswith("#+"))
    return Check(path.stem, tomllib.loads(head)["message"], text)


def _shown(row: QuerySolution, column: str) -> str:
    term = row[column]
    return term.value if isinstance(term, NamedNode | Literal) else str(term or "")
