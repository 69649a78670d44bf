"""The forms in which documents come, told by their content; the name only settles plain text."""

from enum import StrEnum
from pathlib import Path


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


_BY_SUFFIX = {
    ".md": Form.MARKDOWN,
    ".markdown": Form.MARKDOWN,
    ".html": Form.HTML,
    ".htm": Form.HTML,
    ".csv": Form.TABLE,
    ".tsv": Form.TABLE,
}


def form_of(name: str, head: bytes) -> Form:
    """Return the form of the document called ``name`` that begins with the bytes ``head``."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith((b"<?xml", b"<sbb")):
        return Form.XML
    if start.startswith((b"<!doctype html", b"<html")):
        return Form.HTML
    if start.startswith(b"pk\3\4") and (b"xl/" in start or name.lower().endswith(".xlsx")):
        return Form.WORKBOOK
    return _BY_SUFFIX.get(Path(name).suffix.lower(), Form.PLAIN)
