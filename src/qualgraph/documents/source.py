"""A file as bytes and as text, read within bounds."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from qualgraph.documents.form import Form, form_of
from qualgraph.errors import DataError, UsageError

_HEAD = 4096


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a document is accepted.

    ``document_bytes``: size of a file that is read whole; ``streamed_bytes``: size of a file
    that is read piece by piece (XML); ``line_characters``: length of one line of text;
    ``unpacked_bytes``: size of an archive's parts together; ``unpacked_ratio``: how many times
    larger they may be than the archive; ``table_rows``, ``table_columns``: size of one table.
    For XML: ``part_bytes``: size of one dossier, ``text_characters``: length of one text or
    attribute, ``element_depth``: how deep elements may be nested, ``element_attributes``: how many
    attributes one may have; ``dossier_qualifications`` and ``dossier_outcomes``: how many
    qualifications, and core tasks and work processes together, one dossier may have.
    """

    document_bytes: int = 20_000_000
    streamed_bytes: int = 2_000_000_000
    line_characters: int = 20_000
    unpacked_bytes: int = 100_000_000
    unpacked_ratio: int = 200
    table_rows: int = 200_000
    table_columns: int = 200
    part_bytes: int = 8_000_000
    text_characters: int = 1_000_000
    element_depth: int = 40
    element_attributes: int = 100
    dossier_qualifications: int = 100
    dossier_outcomes: int = 2_000

    def bytes_of(self, form: Form) -> int:
        """Return how large a file of that form may be."""
        return self.streamed_bytes if form is Form.XML else self.document_bytes


@dataclass(frozen=True)
class Source:
    """One file: its name as given, its form, the SHA-256 of its bytes (hex), and a way in."""

    name: str
    form: Form
    sha256: str
    limits: Limits
    open: Callable[[], BinaryIO]

    @classmethod
    def of(cls, name: str, content: bytes, limits: Limits | None = None) -> "Source":
        """Return a source that is held in memory."""
        digest = hashlib.sha256(content).hexdigest()
        return cls(
            name, form_of(name, content), digest, limits or Limits(), partial(BytesIO, content)
        )

    @property
    def stem(self) -> str:
        """The file's name without folder and without any of its endings."""
        return Path(self.name).name.split(".")[0]

    @cached_property
    def content(self) -> bytes:
        """The bytes of a file that is read whole."""
        with self.open() as file:
            return file.read(self.limits.document_bytes)

    @cached_property
    def text(self) -> str:
        """The bytes as UTF-8 text, with or without byte order mark.

        Raises ``DataError`` when they are binary, not UTF-8, or have a line beyond the limit.
        """
        if b"\0" in self.content:
            raise DataError("document-binary", name=self.name)
        try:
            text = self.content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = self.content.count(b"\n", 0, error.start) + 1
            raise DataError(
                "document-encoding", name=self.name, line=line, byte=error.start
            ) from error
        _check_lines(self.name, text, self.limits.line_characters)
        return text


def open_source(path: Path, limits: Limits) -> Source:
    """Look at the file ``path``: what form it has and what its digest is.

    Raises ``UsageError`` when there is no such file, ``DataError`` when it is too large or empty.
    """
    if not path.exists():
        raise UsageError("file-missing", name=path)
    if not path.is_file():
        raise UsageError("file-not-regular", name=path)
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
            if not head.strip():
                raise DataError("document-empty", name=path)
            form = form_of(path.name, head)
            _check_size(path, limits.bytes_of(form))
            file.seek(0)
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise UsageError("file-unreadable", name=path, reason=error.strerror) from error
    return Source(str(path), form, digest, limits, partial(_open, path))


def _open(path: Path) -> BinaryIO:
    return path.open("rb")


def _check_size(path: Path, limit: int) -> None:
    if path.stat().st_size > limit:
        raise DataError("document-too-large", name=path, limit=limit, setting="document_bytes")


def _check_lines(name: str, text: str, limit: int) -> None:
    for number, line in enumerate(text.splitlines(), 1):
        if len(line) > limit:
            raise DataError("document-line-too-long", name=name, line=number, limit=limit)
