"""Canned queries: ``.rq`` files with metadata, bound with typed terms.

The only place where a value enters a query is the ``VALUES`` row that stands first in it; the
value is the N-Triples form of a term, never other text.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode

from qualgraph import resources
from qualgraph.errors import DataError, UsageError
from qualgraph.graph.binding import SLOT, bind_row
from qualgraph.graph.names import Names
from qualgraph.graph.terms import decimal, integer, string

_SAFE_REFERENCE = re.compile(r"[A-Za-z]{2}-[A-Za-z0-9.-]+")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A typed parameter: ``reference`` (to a thing of ``kind``), ``iri``, ``integer``,
    ``decimal``, ``language`` or ``string``."""

    name: str
    type: str
    label: dict[str, str]
    kind: str = ""
    required: bool = False
    default: str = ""
    example: str = ""

    def term(self, value: str, names: Names) -> NamedNode | Literal:
        """Return ``value`` as a term; raises ``UsageError`` when it is not of the type."""
        try:
            return self._term(value.strip(), names)
        except (ValueError, InvalidOperation) as error:
            raise UsageError(
                "parameter-value", name=self.name, type=self.type, value=value, example=self.example
            ) from error

    def _term(self, value: str, names: Names) -> NamedNode | Literal:
        if self.type == "reference":
            return self._reference(value, names)
        if self.type == "iri":
            if ":" not in value:
                raise ValueError(value)
            return NamedNode(value)
        if self.type == "integer":
            return integer(int(value))
        if self.type == "decimal":
            return decimal(Decimal(value))
        if self.type == "language" and value not in {"nl", "en"}:
            raise ValueError(value)
        return string(value)

    def _reference(self, value: str, names: Names) -> NamedNode:
        """Accept ``25132``, ``nl-25132`` and the IRI."""
        if "://" in value:
            return NamedNode(value)
        reference = value if re.match(r"[A-Za-z]{2}-", value) else f"nl-{value}"
        if not _SAFE_REFERENCE.fullmatch(reference):
            raise ValueError(value)
        return names.thing(self.kind, reference)


@dataclass(frozen=True, slots=True)
class CannedQuery:
    """One canned query: its metadata, its text, and how to fill its slot."""

    name: str
    title: dict[str, str]
    summary: dict[str, str]
    parameters: tuple[Parameter, ...]
    shown_on: tuple[str, ...]
    text: str

    @property
    def example(self) -> dict[str, str]:
        """Values with which the query answers."""
        return {p.name: p.default or p.example for p in self.parameters if p.required or p.default}

    def bind(self, values: Mapping[str, str], names: Names) -> str:
        """Return the query with the values bound.

        Raises ``UsageError`` for an unknown or missing parameter or a value of another type.
        """
        known = {parameter.name: parameter for parameter in self.parameters}
        for name in values:
            if name not in known:
                raise UsageError("parameter-unknown", name=name, known=", ".join(known) or "-")
        row = [self._bound(parameter, values, names) for parameter in self.parameters]
        return bind_row(self.text, row) if row else self.text

    def _bound(self, parameter: Parameter, values: Mapping[str, str], names: Names) -> str:
        value = values.get(parameter.name, "") or parameter.default
        if value:
            return str(parameter.term(value, names))
        if parameter.required:
            raise UsageError("parameter-missing", name=parameter.name, example=parameter.example)
        return "UNDEF"


def load_queries(folder: Path = resources.QUERIES) -> dict[str, CannedQuery]:
    """Return the canned queries by name; raises ``DataError`` for a file that is not well made."""
    return {path.stem: _read(path) for path in sorted(folder.glob("*.rq"))}


def load_internal_queries() -> dict[str, str]:
    """Return the texts of the pages' own queries (``queries/internal``) by name."""
    folder = resources.QUERIES / "internal"
    return {path.stem: path.read_text("utf-8") for path in sorted(folder.glob("*.rq"))}


def find_query(queries: Mapping[str, CannedQuery], name: str) -> CannedQuery:
    """Return the query with that name; raises ``UsageError`` that lists the known ones."""
    if name not in queries:
        raise UsageError("query-unknown", name=name, known=", ".join(queries))
    return queries[name]


def _read(path: Path) -> CannedQuery:
    text = path.read_text("utf-8")
    head = [line[2:].strip() for line in text.splitlines() if line.startswith("#+")]
    try:
        metadata: dict[str, Any] = tomllib.loads("\n".join(head))
        parameters = tuple(Parameter(**entry) for entry in metadata.get("parameter", ()))
        query = CannedQuery(
            name=path.stem,
            title=metadata["title"],
            summary=metadata["summary"],
            parameters=parameters,
            shown_on=tuple(metadata.get("shown_on", ())),
            text="\n".join(line for line in text.splitlines() if not line.startswith("#+")).strip(),
        )
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise DataError("query-file", name=path, reason=error) from error
    _lint(path, query)
    return query


def _lint(path: Path, query: CannedQuery) -> None:
    slot = SLOT.search(query.text)
    names = re.findall(r"\?(\w+)", slot["names"]) if slot else []
    if names != [parameter.name for parameter in query.parameters]:
        raise DataError("query-file", name=path, reason="VALUES row and parameters differ")
    tested = re.findall(r"\bBOUND\s*\(\s*[?$](\w+)", query.text, re.IGNORECASE)
    if set(tested) & set(names):
        raise DataError("query-file", name=path, reason="BOUND() misleads on a parameter")
