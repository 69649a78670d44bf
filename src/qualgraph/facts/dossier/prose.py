"""Prose as SBB's system stores it, partly HTML within XML, to plain text (lxml.html)."""

import re

from lxml import etree
from lxml.html import HtmlElement, fromstring

_WRAPPED = re.compile(r"\s*<(?:labeltext|xhtml)\b", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:a|b|br|div|em|h[1-6]|i|li|ol|p|span|strong|sub|sup|table|td|tr|u|ul)\b[^<>]*>",
    re.IGNORECASE,
)
_ROWS = "//br|//li|//tr"
_BLOCKS = "//p|//div|//ul|//ol|//table|//h1|//h2|//h3|//h4|//h5|//h6"
_ROUNDS = 3  # HTML was escaped at most twice; the last round only looks.


def is_markup(text: str) -> bool:
    """Return whether the words are HTML."""
    return bool(_WRAPPED.match(text) or _TAG.search(text))


def plain(text: str) -> str:
    """Return prose without markup, with single spaces and at most one empty line between lines."""
    for _ in range(_ROUNDS):
        if not is_markup(text):
            break
        text = _without_tags(text)
    lines = [" ".join(line.split()) for line in text.splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _without_tags(text: str) -> str:
    """Return the words of HTML, each block on a line; an address stays when no words show it."""
    try:
        tree: HtmlElement = fromstring(f"<div>{text}</div>")
    except (etree.LxmlError, ValueError):
        return text
    for link in tree.xpath("//a[@href]"):
        shown, address = link.text_content().strip(), link.get("href", "")
        if not shown or shown.rstrip("/") not in address:
            link.tail = f" <{address}>{link.tail or ''}"
    for item in tree.xpath("//li"):
        item.text = f"- {item.text or ''}"
    for row in tree.xpath(f"{_ROWS}|{_BLOCKS}"):
        row.tail = f"\n{row.tail or ''}"
    for block in tree.xpath(_BLOCKS):
        block.text = f"\n{block.text or ''}"
    return str(tree.text_content())
