"""A supplement before it is written down: its blocks in order, and the manner of writing."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum

from bench.corpus.keys import Key


class Kind(StrEnum):
    """What a block is."""

    FORM = "form"
    SECTION = "section"
    LABEL = "label"
    SUBHEAD = "subhead"
    REMARK = "remark"
    LINE = "line"
    TEXT = "text"
    BULLET = "bullet"
    TABLE = "table"
    NOTE = "note"
    MENU = "menu"


HEADINGS = (Kind.FORM, Kind.SECTION, Kind.LABEL, Kind.SUBHEAD)


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of the supplement, the section it belongs to, and the facts that it states.

    ``number`` is that of a section; a block of section 0 is outside all of them. A line break
    in ``text`` is meant. The first of ``rows`` is the head of the table where ``head`` says so.
    """

    kind: Kind
    text: str = ""
    section: int = 0
    facts: tuple[Key, ...] = ()
    number: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    head: bool = False

    @property
    def written(self) -> str:
        """All of its words."""
        return "\n".join([self.text, *("\t".join(row) for row in self.rows)]).strip()

    @property
    def body(self) -> str:
        """Its words but for the head of the table, which is a heading."""
        return replace(self, rows=self.rows[1:]).written if self.head else self.written


@dataclass(frozen=True, slots=True)
class Style:
    """The manner of writing.

    ``layout``: ``flow``, or the two columns of the official form: ``label-value`` or ``cells``.
    ``wrap``: characters in a line of plain text, 0 for none. ``glued``: sections whose number is
    stuck to the text before. ``tags``: HTML tags in the text. ``site``: a web site around it.
    ``repeat``: headings again on the next page. ``interleaved``: columns drawn line by line.
    ``ruled``: lines around cells.
    """

    bullet: str = "•"
    number: str = "{}. "
    layout: str = "flow"
    encoding: str = "utf-8"
    wrap: int = 0
    glued: frozenset[str] = frozenset()
    inline: bool = False
    detached: bool = False
    hyphenate: bool = False
    repeat: bool = False
    pipes: bool = False
    tags: bool = False
    site: bool = False
    interleaved: bool = False
    ruled: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A supplement in one language, ready to be written.

    ``unscored``: labels of keys that a reader may or may not find in it. ``placeholders``: what
    stands there unfilled.
    """

    language: str
    blocks: tuple[Block, ...]
    unscored: frozenset[str] = frozenset()
    style: Style = field(default_factory=Style)
    placeholders: tuple[str, ...] = ()

    @property
    def facts(self) -> frozenset[Key]:
        """All facts that it states."""
        return frozenset(fact for block in self.blocks for fact in block.facts)

    def section(self, number: int) -> Iterator[Block]:
        """Yield the blocks of a section that are not headings."""
        for block in self.blocks:
            if block.section == number and block.kind not in HEADINGS:
                yield block

    def styled(self, **changes: object) -> "Page":
        """Return it in another manner."""
        return replace(self, style=replace(self.style, **changes))  # type: ignore[arg-type]

    def written(self, blocks: list[Block]) -> "Page":
        """Return it with other blocks."""
        return replace(self, blocks=tuple(blocks))
