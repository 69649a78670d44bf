"""The common form of every running-text document: numbered lines of plain text."""

from typing import NamedTuple


class Line(NamedTuple):
    """One line of a document without its markup.

    ``number`` counts the document's lines from 1. Lines with the same ``block`` stand together
    without a blank line between them (a paragraph, a list item, a heading). Cells of one table
    row that stand on one line are parted by a tab. ``page`` counts from 1 in a form that has
    pages, and is 0 elsewhere.
    """

    number: int
    text: str
    block: int
    page: int = 0
