"""Running text in any form to lines: which reader takes which form."""

from collections.abc import Callable

from qualgraph.documents.cleaning import cleaned
from qualgraph.documents.docx import docx_lines
from qualgraph.documents.form import Form
from qualgraph.documents.html import html_lines
from qualgraph.documents.lines import Line
from qualgraph.documents.markdown import markdown_lines
from qualgraph.documents.odt import odt_lines
from qualgraph.documents.pdf import pdf_lines
from qualgraph.documents.plain import plain_lines
from qualgraph.documents.source import Source
from qualgraph.errors import DataError

_READERS: dict[Form, Callable[[Source], tuple[Line, ...]]] = {
    Form.DOCX: docx_lines,
    Form.HTML: html_lines,
    Form.MARKDOWN: lambda source: markdown_lines(source.text),
    Form.ODT: odt_lines,
    Form.PDF: pdf_lines,
    Form.PLAIN: lambda source: plain_lines(source.text),
}


def read_lines(source: Source) -> tuple[Line, ...]:
    """Return the lines of a document of running text, in reading order.

    Raises ``DataError`` when the form has no running text, or the content is broken or beyond
    the limits of the source.
    """
    reader = _READERS.get(source.form)
    if reader is None:
        raise DataError("form-without-text", name=source.name, form=source.form)
    lines = cleaned(reader(source))
    _check(source, lines)
    return lines


def _check(source: Source, lines: tuple[Line, ...]) -> None:
    limits = source.limits
    if not lines:
        raise DataError("document-without-text", name=source.name)
    if sum(len(line.text) for line in lines) > limits.text_characters:
        limit = limits.text_characters
        raise DataError(
            "document-too-large", name=source.name, limit=limit, setting="text_characters"
        )
    for line in lines:
        if len(line.text) > limits.line_characters:
            raise DataError(
                "document-line-too-long",
                name=source.name,
                line=line.number,
                limit=limits.line_characters,
            )
