"""What a publisher says of the dataset: a TOML file over the shipped ``configuration.toml``."""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Self, TypeVar

from pyoxigraph import NamedNode

from qualgraph import resources
from qualgraph.errors import UsageError
from qualgraph.texts import LANGUAGES

Words = Mapping[str, str]

_MOST_BYTES = 1_000_000
_IRI = re.compile(r"https?://[^\s<>\"{}|\\^`]+")
_EMAIL = re.compile(r"[A-Za-z0-9._+'-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")

_TEXTS = frozenset({"title", "description", "rights", "name", "notice"})
_LISTS_BY_LANGUAGE = frozenset({"keywords"})
_DAYS = ("created", "issued")
_LISTS = frozenset({"themes", "spatial", "graphs"})
_Table = TypeVar(
    "_Table", bound="Dataset | Organisation | Contact | Licence | DumpSettings | LinkSettings"
)


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
    """Who publishes or made the dataset; nobody when nothing is filled in."""

    name: Words
    iri: str
    homepage: str
    identifier: str


@dataclass(frozen=True, slots=True)
class Contact:
    """Where questions go; nowhere when nothing is filled in."""

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
class LinkSettings:
    """``min_confidence`` (0 to 1): from which a proposal that nobody judged is published."""

    min_confidence: Decimal


@dataclass(frozen=True, slots=True)
class Configuration:
    """How a release describes itself."""

    dataset: Dataset
    publisher: Organisation
    creator: Organisation
    contact: Contact
    dumps: DumpSettings
    links: LinkSettings
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
        known = {"dataset", "publisher", "creator", "contact", "dumps", "links", "licence"}
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
            _table(LinkSettings, "links", tables["links"]),
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
    except (OSError, UnicodeDecodeError, RecursionError, tomllib.TOMLDecodeError) as error:
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
    for key in sorted(known ^ set(values)):
        raise _WrongError(f"{name}.{key}", ", ".join(sorted(known)))
    return kind(**{key: _checked(f"{name}.{key}", key, value) for key, value in values.items()})


def _checked(field: str, key: str, value: Any) -> Any:
    """Return a value of the form that its key asks for."""
    if key in _TEXTS:
        return _texts(field, value)
    if key in _LISTS_BY_LANGUAGE:
        _demand(isinstance(value, dict) and set(value) <= set(LANGUAGES), field, '{ nl = ["..."] }')
        return {tag: _list(field, words) for tag, words in value.items()}
    if key in _LISTS:
        values = _list(field, value)
        _demand(key == "graphs" or all(map(_is_iri, values)), field, "https://...")
        return tuple(values)
    if key == "portal_bytes":
        _demand(type(value) is int and value > 0, field, "1 ...")
        return value
    if key == "min_confidence":
        _demand(type(value) in (int, float) and 0 <= value <= 1, field, "0 ... 1")
        return Decimal(str(value))
    if key in _DAYS and isinstance(value, date):
        value = value.isoformat()[:10]
    _demand(isinstance(value, str) and value.isprintable(), field, '"..."')
    is_one, expected = _FORMS.get(key, (bool, ""))
    _demand(not value or is_one(value), field, expected)
    return value


def _list(field: str, value: Any) -> list[str]:
    fits = isinstance(value, list) and all(isinstance(v, str) and v.isprintable() for v in value)
    _demand(fits, field, '["..."]')
    return [str(word) for word in value if word]


def _texts(field: str, value: Any) -> dict[str, str]:
    fits = isinstance(value, dict) and set(value) <= set(LANGUAGES)
    _demand(fits and all(isinstance(v, str) for v in value.values()), field, '{ nl = "..." }')
    texts = {tag: " ".join(words.split()) for tag, words in value.items() if words.strip()}
    _demand(all(words.isprintable() for words in texts.values()), field, '{ nl = "..." }')
    return texts


def _is_iri(value: str) -> bool:
    try:
        return bool(_IRI.fullmatch(value)) and bool(NamedNode(value))
    except ValueError:
        return False


def _is_day(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _is_email(value: str) -> bool:
    return bool(_EMAIL.fullmatch(value))


def _demand(holds: object, field: str, expected: str | None) -> None:
    if not holds:
        raise _WrongError(field, expected or "")


_FORMS: Mapping[str, tuple[Callable[[str], bool], str]] = {
    **dict.fromkeys(
        ("frequency", "licence", "iri", "homepage", "page", "source"), (_is_iri, "https://...")
    ),
    **dict.fromkeys(_DAYS, (_is_day, "2026-11-23")),
    "email": (_is_email, "naam@example.org"),
}
