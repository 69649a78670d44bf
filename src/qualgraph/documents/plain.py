"""Plain text to lines: blank lines part blocks, a form feed ends a page, tabs part cells."""

import re
from collections.abc import Iterator

from qualgraph.documents.lines import Line

# Like an editor counts: not at every separator that `str.splitlines` knows.
_LINE_END = re.compile("((?:\r\n|[\r\n])?\f|\r\n|[\r\n\x0b\x85\u2028\u2029])")


def plain_lines(text: str) -> tuple[Line, ...]:
    """Return the lines of ``text`` that hold something to read, by their number in the file."""
    return tuple(_lines(text))


def _lines(text: str) -> Iterator[Line]:
    block, page = 0, 1 if "\f" in text else 0
    pieces = _LINE_END.split(text)
    for number, (raw, end) in enumerate(zip(pieces[::2], [*pieces[1::2], ""], strict=True), 1):
        if raw.strip():
            yield Line(number, raw.strip(), block, page)
        else:
            block += 1
        if end.endswith("\f"):
            page, block = page + 1, block + 1
