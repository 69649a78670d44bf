"""The limits of the published site, each with a name and a default."""

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from qualgraph.errors import UsageError

ENVIRONMENT = "QUALGRAPH_SERVE_"
# What there may be none of; of everything else there must be something.
_MAY_BE_ZERO = frozenset(
    {"query_waiting", "cached_pages", "cached_bytes", "finished_bytes", "earlier_releases"}
)


@dataclass(frozen=True, slots=True)
class Settings:
    """How much one request may take.

    ``query_seconds``: time for one query; ``query_characters``: its length;
    ``query_nesting``: depth of its brackets; ``query_workers``: processes that evaluate;
    ``query_waiting``: queries that may wait for one; ``result_rows``: rows of a result;
    ``address_characters``: length of an address with its query; ``cached_pages``: rows of queries
    of pages kept in memory, by query; ``cached_bytes``: representations kept in memory, in all
    codings; ``earlier_releases``: releases before this one that are asked what was there once.

    ``result_bytes``: size of a result; ``query_memory``: bytes of memory of one process that
    evaluates; ``waiting_seconds``: how long a query may wait for one; ``client_queries``: queries
    of one client at a time, evaluated or waiting; ``client_header``: the header in
    which a proxy that is trusted says who the client is (the last address of it counts), none by
    default; ``sending_bytes``: results that are being sent, in all; ``request_seconds``: time for
    a request to come in whole; ``sending_seconds``: time in which a client must take something of
    an answer;
    ``finished_bytes``: finished answers kept in memory, as they were sent; ``swap_seconds``: how
    often a newer release is looked for; ``slow_query_seconds``: from when on a query is told as
    slow; ``drain_seconds``: how long the end waits for requests that run; ``head_bytes``: size of
    address and headers of a request;

    ``remote_kept``: seconds for which an answer of a store elsewhere is kept, since nobody tells
    when it changes; ``remote_bytes``, ``remote_together``, ``remote_attempts``: how long such an
    answer may be, how many questions may be on their way at once, how often each is asked.
    """

    query_seconds: float = 10.0
    query_characters: int = 50_000
    query_nesting: int = 40
    query_workers: int = 4
    query_waiting: int = 64
    result_rows: int = 100_000
    address_characters: int = 32_000
    cached_pages: int = 2_000
    cached_bytes: int = 96_000_000
    earlier_releases: int = 2
    result_bytes: int = 16_000_000
    query_memory: int = 512_000_000
    waiting_seconds: float = 5.0
    client_queries: int = 32
    client_header: str = ""
    sending_bytes: int = 128_000_000
    request_seconds: float = 20.0
    sending_seconds: float = 20.0
    finished_bytes: int = 64_000_000
    swap_seconds: float = 1.0
    slow_query_seconds: float = 1.0
    drain_seconds: float = 30.0
    head_bytes: int = 65_536
    remote_kept: float = 60.0
    remote_bytes: int = 64_000_000
    remote_together: int = 8
    remote_attempts: int = 3


def load_settings(file: Path | None, environment: Mapping[str, str]) -> Settings:
    """Return the settings of a TOML file, with those of the environment over them.

    ``query_seconds = 5`` in the file is ``QUALGRAPH_SERVE_QUERY_SECONDS=5`` there. Raises
    ``UsageError`` for a name that is none, and for a value that cannot be.
    """
    given: dict[str, object] = _of_file(file) if file else {}
    for name, value in environment.items():
        if name.startswith(ENVIRONMENT):
            given[name.removeprefix(ENVIRONMENT).lower()] = value
    defaults = {field.name: field.default for field in fields(Settings)}
    for name in given.keys() - defaults.keys():
        raise UsageError("setting-unknown", name=name, known=", ".join(defaults))
    return Settings(**{name: _value(name, given[name], defaults[name]) for name in given})  # type: ignore[arg-type]


def _of_file(file: Path) -> dict[str, object]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError("settings-file", name=file, reason=error) from error


def _value(name: str, value: object, default: object) -> object:
    """Return a value in the type of its default; the environment has texts only."""
    kind = type(default)
    wrong = UsageError("setting-value", name=name, value=value, example=default)
    if kind is str:
        if isinstance(value, str):
            return value
        raise wrong
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise wrong
    try:
        number: int | float = int(str(value)) if kind is int else float(value)
    except ValueError as error:
        raise wrong from error
    if not math.isfinite(number) or number < 0 or (not number and name not in _MAY_BE_ZERO):
        raise wrong
    return number
