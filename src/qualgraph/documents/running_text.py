"""Running text in any form to lines: which reader takes which form."""

from collections.abc import Callable

from qualgraph.documents.form import Form
from qualgraph.documents.lines import Line
from qualgraph.documents.markdown import markdown_lines
from qualgraph.documents.source import Source
from qualgraph.errors import DataError

_READERS: dict[Form, Callable[[Source], tuple[Line, ...]]] = {
    Form.MARKDOWN: lambda source: markdown_lines(source.text),
    Form.PLAIN: lambda source: markdown_lines(source.text),
}


def read_lines(source: Source) -> tuple[Line, ...]:
    """Return the lines of a document of running text, in reading order.

    Raises ``DataError`` when the form has no running text, or the content is broken or beyond
    the limits of the source.
    """
    reader = _READERS.get(source.form)
    if reader is None:
        raise DataError("form-without-text", name=source.name, form=source.form)
    return reader(source)
