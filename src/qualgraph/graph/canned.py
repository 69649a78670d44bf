"""Canned queries: ``.rq`` files with ``#+`` metadata (TOML).

A broken file names itself and the line, and stops the start.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn

from pyoxigraph import QuerySolutions, Store

from qualgraph import resources
from qualgraph.errors import DataError, UsageError
from qualgraph.graph.canned_lint import faults, form_of, tokens
from qualgraph.graph.canned_query import PAGE_SIZE, CannedQuery, Chart, Column, Words, find_query
from qualgraph.graph.names import Names
from qualgraph.graph.parameters import TYPES, Choice, Parameter
from qualgraph.texts import LANGUAGES

_COLUMN_TYPES = ("iri", "text", "boolean", "integer", "decimal", "date")
_QUERY = {"title": dict, "summary": dict, "shown_on": list, "parameter": list, "columns": dict,
          "chart": dict, "page_size": int, "cache": int}  # fmt: skip
_PARAMETER = {"name": str, "type": str, "label": dict, "kind": str, "scheme": str,
              "required": bool, "default": str, "example": str, "choices": (list, str),
              "min": (int, float), "max": (int, float), "max_length": int}  # fmt: skip
_BOUNDS = frozenset({"min", "max"})
_COLUMN = {"type": str, "of": str, "words": str, "shown": bool, **dict.fromkeys(LANGUAGES, str)}
_CHOICE = {"value": str, **dict.fromkeys(LANGUAGES, str)}
_CHART = {"label": str, "value": str}
# What pages of a result are asked by.
RESERVED = ("limit", "page")
# Where a key stands: in the table of a parameter by its number, or in one of these.
_NOWHERE, _COLUMNS = -2, -1

__all__ = [
    "RESERVED",
    "CannedQuery",
    "Chart",
    "Column",
    "find_query",
    "load_choices",
    "load_internal_queries",
    "load_queries",
]


def load_queries(folder: Path = resources.QUERIES) -> dict[str, CannedQuery]:
    """Return the canned queries by name; raises ``DataError`` for a file that is not well made."""
    words = _words(folder / "words.toml")
    choices = load_choices(folder / "choices")
    return {
        path.stem: _File(path, _text(path).splitlines(), words, choices).query()
        for path in sorted(folder.glob("*.rq"))
    }


def load_internal_queries() -> dict[str, str]:
    """Return the texts of the pages' own queries (``queries/internal``) by name."""
    folder = resources.QUERIES / "internal"
    return {path.stem: path.read_text("utf-8") for path in sorted(folder.glob("*.rq"))}


def load_choices(folder: Path = resources.QUERIES / "choices") -> dict[str, str]:
    """Return the queries that list the values of a parameter by name.

    Each has the slot ``VALUES (?lang)`` and gives ``?value`` and ``?label``.
    """
    return {path.stem: path.read_text("utf-8") for path in sorted(folder.glob("*.rq"))}


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise DataError("query-file", name=path, line=line, reason="no UTF-8") from error


def _words(path: Path) -> Mapping[str, Mapping[str, Words]]:
    return tomllib.loads(path.read_text("utf-8")) if path.is_file() else {}


@dataclass(frozen=True)
class _File:
    """A file being read: every fault is told with its line."""

    path: Path
    lines: list[str]
    words: Mapping[str, Mapping[str, Words]]
    choices: Mapping[str, str]

    def query(self) -> CannedQuery:
        """Return the query; raises ``DataError``."""
        metadata = self._metadata()
        self._table(metadata, _QUERY, "")
        text = "\n".join(self.lines[self._first - 1 :])
        query = CannedQuery(
            name=self.path.stem,
            title=self._label(metadata, "title"),
            summary=self._label(metadata, "summary"),
            parameters=tuple(
                self._parameter(entry, number)
                for number, entry in enumerate(metadata.get("parameter", ()))
            ),
            shown_on=tuple(metadata.get("shown_on", ())),
            text=text.rstrip(),
            form=form_of(tokens(text)),
            columns=tuple(self._columns(metadata.get("columns", {}))),
            chart=self._chart(metadata),
            page_size=metadata.get("page_size", PAGE_SIZE),
            cache=metadata.get("cache"),
        )
        self._check(query)
        return query

    def _fault(self, line: int, key: str, **values: object) -> NoReturn:
        raise DataError(key, name=self.path, line=line, **values)

    @property
    def _first(self) -> int:
        """The first line of the query itself."""
        lines = enumerate(self.lines, 1)
        return next((n for n, line in lines if line and not line.startswith("#+")), 1)

    def _metadata(self) -> dict[str, Any]:
        head = [line[2:].strip() if line.startswith("#+") else "" for line in self.lines]
        try:
            return tomllib.loads("\n".join(head))
        except tomllib.TOMLDecodeError as error:
            place = re.search(r"at line (\d+)", str(error))
            self._fault(int(place[1]) if place else 1, "query-file", reason=error)

    def _line(self, key: str, parameter: int = _NOWHERE) -> int:
        """Return the line on which a key stands; that of its table when it does not."""
        marker = "[columns]" if parameter == _COLUMNS else "[[parameter]]"
        tables = [n for n, line in enumerate(self.lines, 1) if marker in line] or [1]
        first = tables[max(parameter, 0)] if parameter != _NOWHERE else 1
        for number, line in enumerate(self.lines[first - 1 :], first):
            if re.match(rf"#\+\s*(?:\[+\s*)?{re.escape(key)}\b", line):
                return number
        return first

    def _table(
        self, table: Any, allowed: Mapping[str, Any], where: str, parameter: int = _NOWHERE
    ) -> None:
        if not isinstance(table, dict):
            self._fault(self._line(where, parameter), "query-value", field=where, expected="table")
        for key, value in table.items():
            line = self._line(where or key, parameter)
            if key not in allowed:
                known = ", ".join(allowed)
                self._fault(line, "query-key", field=key, known=known)
            wrong = not isinstance(value, allowed[key])
            if wrong or (isinstance(value, bool) and allowed[key] is not bool):
                self._fault(line, "query-value", field=key, expected=_named(allowed[key]))

    def _label(self, table: Mapping[str, Any], key: str, parameter: int = _NOWHERE) -> Words:
        words = table.get(key, {})
        for language in LANGUAGES:
            if not words.get(language):
                line = self._line(key, parameter)
                self._fault(line, "query-label", field=key, language=language)
        return {language: str(words[language]) for language in LANGUAGES}

    def _parameter(self, entry: Any, number: int) -> Parameter:
        self._table(entry, _PARAMETER, "", number)
        for key in ("name", "type"):
            if key not in entry:
                self._fault(self._line(key, number), "query-value", field=key, expected="text")
        name, kind = entry["name"], entry["type"]
        if kind not in TYPES:
            known = ", ".join(TYPES)
            self._fault(self._line("type", number), "query-value", field="type", expected=known)
        if name in RESERVED or not re.fullmatch(r"[a-z]\w*", name):
            self._fault(self._line("name", number), "query-reserved", parameter=name)
        needed = {"reference": "kind", "code": "scheme", "enum": "choices"}.get(kind)
        if needed and not entry.get(needed):
            self._fault(self._line("type", number), "query-value", field=needed, expected=kind)
        choices = entry.get("choices", ())
        listed = choices if isinstance(choices, list) else ()
        named = choices if isinstance(choices, str) else ""
        if named and named not in self.choices:
            known = ", ".join(self.choices)
            self._fault(
                self._line("choices", number), "query-value", field="choices", expected=known
            )
        made: dict[str, Any] = {key: Decimal(str(entry[key])) for key in _BOUNDS & entry.keys()}
        made |= {k: v for k, v in entry.items() if k not in {"label", "choices", *_BOUNDS}}
        parameter = Parameter(
            **made,
            label=self._label(entry, "label", number),
            choices=tuple(self._choice(each, number) for each in listed),
            choices_from=named,
        )
        self._binds(parameter, number)
        return parameter

    def _choice(self, entry: Any, parameter: int) -> Choice:
        self._table(entry, _CHOICE, "choices", parameter)
        label = self._label({"choices": entry}, "choices", parameter)
        return Choice(str(entry.get("value", "")), label)

    def _binds(self, parameter: Parameter, number: int) -> None:
        """Every value that the metadata name must be one."""
        for key in ("example", "default"):
            value = getattr(parameter, key)
            try:
                if value or (key == "example"):
                    parameter.term(value, Names())
            except UsageError:
                line = self._line(key, number)
                self._fault(line, "query-example", field=key, value=value, parameter=parameter.name)

    def _columns(self, table: Mapping[str, Any]) -> Iterator[Column]:
        for name, entry in table.items():
            line = self._line(name, _COLUMNS)
            self._table(entry, _COLUMN, name, _COLUMNS)
            kind, of, words = entry.get("type"), entry.get("of", ""), entry.get("words", "")
            if kind not in _COLUMN_TYPES:
                known = ", ".join(_COLUMN_TYPES)
                self._fault(line, "query-value", field=f"{name}.type", expected=known)
            if of and of not in table:
                self._fault(line, "query-value", field="of", expected=", ".join(table))
            if words and words not in self.words:
                known = ", ".join(self.words)
                self._fault(line, "query-value", field="words", expected=known)
            label = self._label({name: entry}, name, _COLUMNS)
            said = self.words[words] if words else None
            yield Column(name, kind, label, of, said, entry.get("shown", True))

    def _chart(self, metadata: Mapping[str, Any]) -> Chart | None:
        if "chart" not in metadata:
            return None
        self._table(metadata["chart"], _CHART, "chart")
        columns = metadata.get("columns", {})
        for key in _CHART:
            if metadata["chart"].get(key) not in columns:
                known = ", ".join(columns)
                self._fault(self._line("chart"), "query-value", field=key, expected=known)
        return Chart(**metadata["chart"])

    def _check(self, query: CannedQuery) -> None:
        """Ask an empty store, which parses the query, and look for what it would not tell."""
        first = self._first
        names = [parameter.name for parameter in query.parameters]
        try:
            answer = Store().query(query.text)
        except SyntaxError as error:
            place = re.search(r"at (\d+):\d+", str(error))
            reason = str(error).split("expected one of")[0].strip()
            self._fault(first - 1 + int(place[1]) if place else first, "query-parse", reason=reason)
        if query.form not in {"select", "construct"} or (
            query.form == "construct" and query.shown_on
        ):
            self._fault(first, "query-form")
        found = [v.value for v in answer.variables] if isinstance(answer, QuerySolutions) else []
        stated = [column.name for column in query.columns]
        if found != stated:
            line = self._line("columns")
            self._fault(line, "query-columns", stated=" ".join(stated), found=" ".join(found))
        for fault in faults(query.text, names):
            self._fault(first + fault.line, fault.key, parameter=fault.parameter)


def _named(kind: Any) -> str:
    kinds: Sequence[type] = kind if isinstance(kind, tuple) else (kind,)
    names = {dict: "table", list: "list", str: "text", int: "number", float: "number", bool: "true"}
    return " / ".join(dict.fromkeys(names[each] for each in kinds))
