"""A file as bytes and as text, read within bounds."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from qualgraph.documents.encoding import BinaryContentError, decode
from qualgraph.documents.form import HEAD, Form, form_of
from qualgraph.errors import DataError, UsageError


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a document is accepted.

    ``document_bytes``: size of a file that is read whole; ``streamed_bytes``: size of a file
    that is read piece by piece (XML); ``line_characters``: length of one line of text;
    ``table_rows``, ``table_columns``: size of one table; ``text_characters``: all text of a
    document; ``pages``: pages of a PDF; ``page_characters``: text of one page of a PDF;
    ``package_parts``, ``package_bytes``, ``package_ratio``: files in a zip (DOCX, ODT, XLSX), their
    size unpacked, and how many times larger that is than the zip; ``part_bytes``: size of one
    XML file in a zip; ``depth``: elements within elements in HTML and in the XML of a zip. For the
    XML of dossiers: ``dossier_bytes``: size of one dossier, ``value_characters``: length of one
    text or attribute, ``element_depth``: how deep elements may be nested, ``element_attributes``:
    how many attributes one may have; ``dossier_qualifications`` and ``dossier_outcomes``: how many
    qualifications, and core tasks and work processes together, one dossier may have.
    """

    document_bytes: int = 20_000_000
    streamed_bytes: int = 2_000_000_000
    line_characters: int = 20_000
    table_rows: int = 200_000
    table_columns: int = 200
    text_characters: int = 5_000_000
    pages: int = 1_000
    page_characters: int = 100_000
    package_parts: int = 5_000
    package_bytes: int = 200_000_000
    package_ratio: int = 250
    part_bytes: int = 20_000_000
    depth: int = 200
    dossier_bytes: int = 8_000_000
    value_characters: int = 1_000_000
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
        """Return a source that is held in memory.

        Raises ``DataError`` when the content has no known form.
        """
        digest = hashlib.sha256(content).hexdigest()
        return cls(
            name,
            form_of(name, content[:HEAD], content[-HEAD:]),
            digest,
            limits or Limits(),
            partial(BytesIO, content),
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
        """The bytes as text, in the encoding that they show (``encoding.py``).

        Raises ``DataError`` when they are binary, in no known encoding, or have a line beyond
        the limit.
        """
        text = decoded(self.name, self.content)
        _check_lines(self.name, text, self.limits.line_characters)
        return text


def decoded(name: str, content: bytes) -> str:
    """Return the bytes of the document ``name`` as text; raise ``DataError`` if they are none."""
    try:
        return decode(content)
    except BinaryContentError as error:
        raise DataError("document-binary", name=name) from error
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise DataError("document-encoding", name=name, line=line, byte=error.start) from error


def open_source(path: Path, limits: Limits) -> Source:
    """Look at the file ``path``: what form it has and what its digest is.

    Only the head, the tail and, piece by piece, the digest are read. Raises ``UsageError`` when
    there is no such file, ``DataError`` when it is too large, empty or of no known form.
    """
    if not path.exists():
        raise UsageError("file-missing", name=path)
    if not path.is_file():
        raise UsageError("file-not-regular", name=path)
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
            if not head.strip():
                raise DataError("document-empty", name=path)
            file.seek(max(path.stat().st_size - HEAD, 0))
            form = form_of(str(path), head, file.read(HEAD))
            _check_size(path, form, limits)
            file.seek(0)
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise UsageError("file-unreadable", name=path, reason=error.strerror) from error
    return Source(str(path), form, digest, limits, partial(_open, path))


def _open(path: Path) -> BinaryIO:
    return path.open("rb")


def _check_size(path: Path, form: Form, limits: Limits) -> None:
    limit = limits.bytes_of(form)
    setting = "streamed_bytes" if form is Form.XML else "document_bytes"
    if path.stat().st_size > limit:
        raise DataError("document-too-large", name=path, limit=limit, setting=setting)


def _check_lines(name: str, text: str, limit: int) -> None:
    for number, line in enumerate(text.splitlines(), 1):
        if len(line) > limit:
            raise DataError("document-line-too-long", name=name, line=number, limit=limit)
