"""The common form of every running-text document: numbered lines of plain text."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a document without its markup.

    ``number`` counts the source's lines from 1. Lines with the same ``block`` stand together
    without a blank line between them (a paragraph, a list item, a heading).
    """

    number: int
    text: str
    block: int
