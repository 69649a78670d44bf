"""The forms in which documents come, told by their content; the name only settles plain text."""

import csv
import re
from enum import StrEnum
from pathlib import Path

from qualgraph.documents.encoding import BinaryContentError, decode
from qualgraph.errors import DataError


class Form(StrEnum):
    """How a document is written down."""

    MARKDOWN = "markdown"
    PLAIN = "plain"
    HTML = "html"
    PDF = "pdf"
    DOCX = "docx"
    ODT = "odt"
    XML = "xml"
    TABLE = "table"
    WORKBOOK = "workbook"


# How many bytes at either end of a document are looked at to tell its form.
HEAD = 65_536
_BY_SUFFIX = {
    ".md": Form.MARKDOWN,
    ".markdown": Form.MARKDOWN,
    ".html": Form.HTML,
    ".htm": Form.HTML,
    ".csv": Form.TABLE,
    ".tsv": Form.TABLE,
}
_DELIMITERS = "\t;,"
_OLD_OFFICE = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf")
# Names of the parts of a zip, uncompressed in the header of each part and in the directory.
_PART = re.compile(
    rb"(?:PK\x03\x04.{26}|PK\x01\x02.{42})"
    rb"(?:(?P<docx>word/)|(?P<workbook>xl/)"
    rb"|(?P<odt>mimetypeapplication/vnd\.oasis\.opendocument\.text|content\.xml)"
    rb"|(?P<other>mimetypeapplication/))",
    re.DOTALL,
)
_HTML = re.compile(
    r"(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*"
    r"(?:<!doctype\s+html|<(?:html|head|body)\b)",
    re.IGNORECASE | re.DOTALL,
)
_HTML_FRAGMENT = re.compile(
    r"(?:<!--.*?-->\s*)*<(?:article|center|div|dl|font|form|h[1-6]|header|link|main|meta|nav|ol|p"
    r"|section|span|style|script|table|title|ul)\b[^<>]*>",
    re.IGNORECASE | re.DOTALL,
)
_ROOT = re.compile(r"(?:<!--.*?-->\s*)*<(?P<name>[^\W\d][\w.:-]*)[\s/>]", re.DOTALL)


def form_of(name: str, head: bytes, tail: bytes = b"") -> Form:
    """Return the form of the document called ``name``, from its first and its last bytes.

    Raises ``DataError`` when it has none of the forms.
    """
    if b"%PDF-" in head[:1024]:
        return Form.PDF
    if head.startswith(b"PK"):
        return _form_of_zip(name, head, tail)
    if head.startswith(_OLD_OFFICE):
        raise DataError("document-old-office", name=name)
    return _form_of_text(Path(name).suffix.lower(), _decoded(name, head), tail)


def delimiter_of(text: str) -> str | None:
    """Return what parts the cells of a table, when its first lines all have as many, three or more.

    Lines that begin with ``#`` before the header are comments.
    """
    lines = [line for line in text.splitlines()[:100] if line and not line.startswith("#")]
    for delimiter in _DELIMITERS:
        try:
            rows = list(csv.reader(lines, delimiter=delimiter, strict=True))
        except csv.Error:
            continue
        widths = {len(row) for row in rows}
        if len(rows) > 2 and len(widths) == 1 and min(widths) > 2 and _is_header(rows[0]):
            return delimiter
    return None


def _form_of_zip(name: str, head: bytes, tail: bytes) -> Form:
    part = _PART.search(head) or _PART.search(tail)
    if not part or not part.lastgroup or part.lastgroup == "other":
        raise DataError("package-unknown", name=name)
    return Form(part.lastgroup)


def _decoded(name: str, head: bytes) -> str:
    """Return the head as text; what cannot be told yet is told when the whole is read."""
    try:
        return _whole_lines(head, decode(head))
    except BinaryContentError as error:
        raise DataError("document-binary", name=name) from error
    except UnicodeDecodeError as error:
        cut = head[: error.start] if len(head) == HEAD and error.start > HEAD - 8 else head
        return _whole_lines(head, cut.decode("utf-8", "replace").removeprefix("\ufeff"))


def _whole_lines(head: bytes, text: str) -> str:
    return text[: text.rfind("\n") + 1] or text if len(head) == HEAD else text


def _form_of_text(suffix: str, head: str, tail: bytes) -> Form:
    start = head.lstrip()
    known = _BY_SUFFIX.get(suffix)
    if _HTML.match(start):
        return Form.HTML
    if start.startswith("<?xml"):
        return Form.XML
    if known is None and start.startswith("<"):
        return _form_of_tags(suffix, start, tail)
    if known or suffix in {".htm", ".html", ".xhtml"}:
        return known or Form.HTML
    return Form.TABLE if delimiter_of(head) else Form.PLAIN


def _form_of_tags(suffix: str, start: str, tail: bytes) -> Form:
    if _HTML_FRAGMENT.match(start) or suffix in {".htm", ".html", ".xhtml"}:
        return Form.HTML
    root = _ROOT.match(start)
    end = tail.replace(b"\0", b"").rstrip()
    if start.startswith("<!DOCTYPE") or suffix == ".xml":
        return Form.XML
    closed = root and re.search(rf"</{re.escape(root['name'])}\s*>$".encode(), end)
    return Form.XML if closed else Form.PLAIN


def _is_header(cells: list[str]) -> bool:
    return len(set(cells)) == len(cells) and all(0 < len(cell) <= 60 for cell in cells)
