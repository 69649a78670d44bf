"""Markdown to lines of plain text, by markdown-it (CommonMark)."""

from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

from qualgraph.documents.lines import Line

_MARKUP_ONLY = frozenset("#*_-=`~> \t")
_BREAKS = frozenset({"softbreak", "hardbreak"})


def markdown_lines(text: str) -> tuple[Line, ...]:
    """Return the lines of ``text`` that hold something to read, in order.

    Every source line with more than markup on it comes out, also where CommonMark itself would
    show nothing (a link reference definition, an HTML comment): nothing is lost here.
    """
    source = text.splitlines()
    found: dict[int, Line] = {}
    number = ""
    for block, token in enumerate(MarkdownIt().parse("\n".join(source))):
        if token.type == "list_item_open":
            number = f"{token.info}{token.markup} " if token.info else ""
        for line, plain in _token_lines(token):
            found.setdefault(line, Line(line, (number + plain).strip(), block))
            number = ""
    for line, raw in enumerate(source, 1):
        if line not in found and set(raw) - _MARKUP_ONLY:
            found[line] = Line(line, raw.strip(), -line)
    return tuple(found[line] for line in sorted(found) if found[line].text)


def _token_lines(token: Token) -> Iterator[tuple[int, str]]:
    if not token.map or not token.content:
        return
    texts = _inline_texts(token) if token.type == "inline" else token.content.splitlines()
    fence = 1 if token.type == "fence" else 0
    yield from enumerate(texts, token.map[0] + 1 + fence)


def _inline_texts(token: Token) -> list[str]:
    """Return the text of each line; a link's address stays when the text does not show it."""
    texts, address = [""], ""
    for child in token.children or ():
        if child.type in _BREAKS:
            texts.append("")
        elif child.type == "link_open":
            address = str(child.attrs["href"])
        elif child.type == "link_close":
            shown = texts[-1].rstrip("/")
            texts[-1] += (
                "" if shown.endswith(address.split("//")[-1].rstrip("/")) else f" <{address}>"
            )
        else:
            texts[-1] += child.content
    return texts
