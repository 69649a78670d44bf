"""A file as bytes and as text, read within bounds."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from qualgraph.errors import DataError, UsageError


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a document is accepted.

    ``document_bytes``: size of the file; ``line_characters``: length of one line of its text.
    """

    document_bytes: int = 20_000_000
    line_characters: int = 20_000


@dataclass(frozen=True, slots=True)
class Source:
    """One file: its name as the user gave it, its text, and the SHA-256 of its bytes (hex)."""

    name: str
    text: str
    sha256: str

    @property
    def stem(self) -> str:
        """The file's name without folder and without any of its endings."""
        return Path(self.name).name.split(".")[0]


def read_source(path: Path, limits: Limits) -> Source:
    """Read ``path`` as UTF-8 text, with or without byte order mark.

    Raises ``UsageError`` when there is no such file, ``DataError`` when it is too large, empty,
    binary, not UTF-8, or has a line beyond the limit.
    """
    content = _bytes(path, limits.document_bytes)
    if not content.strip():
        raise DataError("document-empty", name=path)
    if b"\0" in content:
        raise DataError("document-binary", name=path)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise DataError("document-encoding", name=path, line=line, byte=error.start) from error
    _check_lines(path, text, limits.line_characters)
    return Source(str(path), text, hashlib.sha256(content).hexdigest())


def _bytes(path: Path, limit: int) -> bytes:
    if not path.exists():
        raise UsageError("file-missing", name=path)
    if not path.is_file():
        raise UsageError("file-not-regular", name=path)
    try:
        with path.open("rb") as file:
            content = file.read(limit + 1)
    except OSError as error:
        raise UsageError("file-unreadable", name=path, reason=error.strerror) from error
    if len(content) > limit:
        raise DataError("document-too-large", name=path, limit=limit, setting="document_bytes")
    return content


def _check_lines(path: Path, text: str, limit: int) -> None:
    for number, line in enumerate(text.splitlines(), 1):
        if len(line) > limit:
            raise DataError("document-line-too-long", name=path, line=number, limit=limit)
