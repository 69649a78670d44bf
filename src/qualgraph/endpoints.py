"""Another computer's store: its address, who asks, and how long to go on asking."""

import os
import random
import re
import tomllib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urlsplit

from qualgraph import __version__
from qualgraph.errors import UsageError

AGENT = f"qualgraph/{__version__}"
USER, PASSWORD = "QUALGRAPH_STORE_USER", "QUALGRAPH_STORE_PASSWORD"
# What passes by itself: too many requests, and a server that is away, late or behind one.
PASSING = frozenset({429, 502, 503, 504})
_LONGEST_REASON = 200
_MARKUP = re.compile(r"<(?:head|style|script)\b.*?</(?:head|style|script)>|<[^<>]*>", re.I | re.S)


def checked(address: str) -> str:
    """Return ``address`` when it is one of the web, without a user or password in it.

    Raises ``UsageError``: what stands on a command line is read by every user of the computer.
    """
    try:
        parts = urlsplit(address)
        host, known = parts.hostname, parts.scheme in {"http", "https"} and (parts.port or 1) > 0
    except ValueError as error:
        raise UsageError("endpoint-address", address=address) from error
    if "@" in parts.netloc:
        raise UsageError("endpoint-secret", user=USER, password=PASSWORD)
    if not known or not host or any(c.isspace() or not c.isprintable() for c in address):
        raise UsageError("endpoint-address", address=address)
    return address


def shown(address: str) -> str:
    """Return ``address`` as it may be told: a query string can hold a key."""
    return urlsplit(address)._replace(query="", fragment="").geturl()


def short(reason: object) -> str:
    """Return what a store said in one line of 200 characters at most."""
    text = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
    if text.lstrip()[:1] == "<":
        text = _MARKUP.sub(" ", text)
    # Virtuoso repeats the whole query after its complaint.
    words = " ".join(text.split("SPARQL query:")[0].split())
    plain = "".join(character for character in words if character.isprintable())
    return plain if len(plain) <= _LONGEST_REASON else f"{plain[: _LONGEST_REASON - 1]}…"


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who asks; the password is never shown."""

    user: str
    password: str = field(repr=False)

    @classmethod
    def load(cls, path: Path | None) -> "Credentials | None":
        """Read a TOML file with ``user`` and ``password``, else the environment.

        Returns ``None`` when neither names a user; raises ``UsageError`` for a file that lacks one.
        """
        if path is None:
            user = os.environ.get(USER, "")
            return cls(user, os.environ.get(PASSWORD, "")) if user else None
        try:
            told = tomllib.loads(path.read_text("utf-8"))
            return cls(str(told["user"]), str(told["password"]))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError) as error:
            # The reason may hold a line of the file.
            raise UsageError("endpoint-credentials", name=path) from error


def pause(attempt: int, retry_after: str | None) -> float:
    """Return how many seconds to wait after the ``attempt``-th failure (from 1).

    What the store asks for (RFC 9110, 10.2.3), else twice as long each time, with some chance so
    that many who wait do not come back at once.
    """
    asked = _seconds(retry_after)
    return asked if asked is not None else 0.2 * 2 ** (attempt - 1) * random.uniform(0.8, 1.2)  # noqa: S311


def _seconds(header: str | None) -> float | None:
    if not header:
        return None
    if header.strip().isascii() and header.strip().isdigit():
        return float(header.strip()[:9])
    try:
        moment = parsedate_to_datetime(header)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
