"""What a publisher says of the dataset: a TOML file over the shipped ``configuration.toml``."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Self, TypeVar

from qualgraph import resources
from qualgraph.errors import UsageError
from qualgraph.texts import LANGUAGES

Words = Mapping[str, str]

_MOST_BYTES = 1_000_000
_IRI = re.compile(r"https?://[^\s<>\"{}|\\^`]+")
_EMAIL = re.compile(r"[^\s@<>\"]+@[^\s@<>\"]+\.[^\s@<>\"]+")
_DAY = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")

_TEXTS = frozenset({"title", "description", "rights", "name", "notice"})
_LISTS_BY_LANGUAGE = frozenset({"keywords"})
_LISTS = frozenset({"themes", "spatial", "graphs"})
_FORMS: Mapping[str, tuple[re.Pattern[str], str]] = {
    **dict.fromkeys(
        ("frequency", "licence", "iri", "homepage", "page", "source"), (_IRI, "https://...")
    ),
    **dict.fromkeys(("created", "issued"), (_DAY, "2026-11-23")),
    "email": (_EMAIL, "naam@example.org"),
}
_Table = TypeVar("_Table", bound="Dataset | Organisation | Contact | Licence | DumpSettings")


@dataclass(frozen=True, slots=True)
class Dataset:
    """What is said of the dataset as a whole; days are ``xsd:date`` or empty."""

    title: Words
    description: Words
    keywords: Mapping[str, list[str]]
    themes: tuple[str, ...]
    spatial: tuple[str, ...]
    frequency: str
    licence: str
    rights: Words
    created: str
    issued: str


@dataclass(frozen=True, slots=True)
class Organisation:
    """Who publishes or made the dataset; nobody when there is no name."""

    name: Words
    iri: str
    homepage: str
    identifier: str


@dataclass(frozen=True, slots=True)
class Contact:
    """Where questions go; nowhere when there is no name."""

    name: Words
    email: str
    page: str


@dataclass(frozen=True, slots=True)
class Licence:
    """What holds for the named graphs whose name fits one of the patterns ``graphs``."""

    graphs: tuple[str, ...]
    licence: str
    source: str
    notice: Words

    def fits(self, graph: str) -> bool:
        """Return whether this holds for the graph with that name."""
        return any(fnmatchcase(graph, pattern) for pattern in self.graphs)


@dataclass(frozen=True, slots=True)
class DumpSettings:
    """``portal_bytes``: the size that a file for portals stays below, not compressed."""

    portal_bytes: int


@dataclass(frozen=True, slots=True)
class Configuration:
    """How a release describes itself."""

    dataset: Dataset
    publisher: Organisation
    creator: Organisation
    contact: Contact
    dumps: DumpSettings
    licences: tuple[Licence, ...]

    @classmethod
    def load(cls, path: Path | None = None) -> Self:
        """Read ``path`` over the shipped file; raises ``UsageError`` for what cannot be."""
        shipped = _read(resources.CONFIGURATION)
        own = _read(path) if path else {}
        try:
            return cls._of({**shipped, **{k: _over(shipped, own, k) for k in own}})
        except _WrongError as error:
            raise UsageError(
                "configuration-value", name=path, field=error.field, expected=error.expected
            ) from error

    @classmethod
    def _of(cls, tables: Mapping[str, Any]) -> Self:
        known = {"dataset", "publisher", "creator", "contact", "dumps", "licence"}
        if unknown := set(tables) - known:
            raise _WrongError(min(unknown), ", ".join(sorted(known)))
        if not isinstance(tables["licence"], list):
            raise _WrongError("licence", "[[licence]]")
        return cls(
            _table(Dataset, "dataset", tables["dataset"]),
            _table(Organisation, "publisher", tables["publisher"]),
            _table(Organisation, "creator", tables["creator"]),
            _table(Contact, "contact", tables["contact"]),
            _table(DumpSettings, "dumps", tables["dumps"]),
            tuple(_table(Licence, "licence", entry) for entry in tables["licence"]),
        )


class _WrongError(Exception):
    """A field that does not hold what it should."""

    def __init__(self, field: str, expected: str) -> None:
        super().__init__(field, expected)
        self.field = field
        self.expected = expected


def _read(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise UsageError("configuration-syntax", name=path, reason=f"> {_MOST_BYTES} bytes")
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError as error:
        raise UsageError("file-missing", name=path) from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError("configuration-syntax", name=path, reason=error) from error


def _over(shipped: Mapping[str, Any], own: Mapping[str, Any], key: str) -> Any:
    """Return a table of the user's file over the shipped one; a list takes its place whole."""
    if isinstance(own[key], dict) and isinstance(shipped.get(key), dict):
        return {**shipped[key], **own[key]}
    return own[key]


def _table(kind: type[_Table], name: str, values: Any) -> _Table:
    known = {field.name for field in fields(kind)}
    if not isinstance(values, dict):
        raise _WrongError(name, f"[{name}]")
    for key in known ^ set(values):
        raise _WrongError(f"{name}.{key}", ", ".join(sorted(known)))
    return kind(**{key: _checked(f"{name}.{key}", key, value) for key, value in values.items()})


def _checked(field: str, key: str, value: Any) -> Any:
    """Return a value of the form that its key asks for."""
    if key in _TEXTS:
        return _by_language(field, value, str)
    if key in _LISTS_BY_LANGUAGE:
        return _by_language(field, value, list)
    if key in _LISTS:
        _demand(
            isinstance(value, list) and all(isinstance(v, str) for v in value), field, '["..."]'
        )
        _demand(key == "graphs" or all(map(_IRI.fullmatch, value)), field, "https://...")
        return tuple(value)
    if key == "portal_bytes":
        _demand(type(value) is int and value > 0, field, "1 ...")
        return value
    if isinstance(value, date):
        value = value.isoformat()[:10]
    _demand(isinstance(value, str), field, '"..."')
    pattern = _FORMS.get(key)
    _demand(not value or not pattern or pattern[0].fullmatch(value), field, pattern and pattern[1])
    return value


def _by_language(field: str, value: Any, kind: type) -> Any:
    fits = isinstance(value, dict) and set(value) <= set(LANGUAGES)
    _demand(
        fits and all(isinstance(v, kind) for v in value.values()), field, "{ nl = ..., en = ... }"
    )
    if kind is list:
        words = [word for words in value.values() for word in words]
        _demand(all(isinstance(word, str) for word in words), field, '{ nl = ["..."] }')
    if kind is str:
        return {tag: " ".join(words.split()) for tag, words in value.items() if words.strip()}
    return value


def _demand(holds: object, field: str, expected: str | None) -> None:
    if not holds:
        raise _WrongError(field, expected or "")
