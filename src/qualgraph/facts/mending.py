"""Torn lines mended into units: what a line break or a page break parted is one again."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from qualgraph.facts.sentences import Passed, Piece

WIDEST, NARROWEST = 150, 30  # characters of a line in a column of running text
REACH = 50  # units back in which a torn one is sought
LONG = 10  # lines, more than any rule for lines knows
FILLED = 0.7  # of the widest line of its column
BRIMFUL = 0.97  # of it, with the first word of the next: that had no room there

_END = re.compile(r"[.:;!?…]['\"’”)]*$")
_ORDINAL = re.compile(r"(?<!\d)\d{1,2}\.$")
_DAY = re.compile(r"[^\W\d_]\s\d{1,2}$")
_DIGIT = re.compile(r"\d")
_ANSWER = re.compile(r"\d[\d ./-]{2,20}(?!\S)|https?://|www\.")
_LABEL = re.compile(r"[^\W\d_][^:.;]{2,30}:\s*[^\W\d_]")
_SENTENCE_END = re.compile(r"[^\W\d_]{3}[.!?](?=\s|$)")


@dataclass(frozen=True, slots=True)
class Mending:
    """What tells whether a line goes on in the next.

    ``prose``: lines of the slot are running text, not a list; ``complete`` says of a text that it
    is whole, ``alone`` that it stands for itself; ``dangling`` finds a word at the end of a line
    that something must follow; ``joint`` says what stands between two lines; ``labelled``: a
    filled line goes on where a label stands before it, as in *Characteristics: ...*.
    """

    prose: bool
    complete: Callable[[str], bool]
    alone: Callable[[str], bool]
    dangling: re.Pattern[str]
    joint: Callable[[str, str], str]
    labelled: bool = False


def units(pieces: Sequence[Piece], mending: Mending) -> list[Passed]:
    """Mend the lines of one slot.

    A line continues an open one (one without closing punctuation) when it begins in lower case
    and stands in the same block, or in prose, or first after a repeated heading. Any other line
    of the block continues a bullet, and in prose a line that is filled or ends in a dangling word
    or in a colon that a number answers. Of several open ones the last is continued; whole
    sentences that strayed in between stand for themselves.
    """
    width = max((n for n in (len(p.place.quote) for p in pieces) if n <= WIDEST), default=0)
    mender = _Mender(mending, width)
    for piece in pieces:
        mender.take(piece)
    return mender.mended


def has_sentence(piece: Piece) -> bool:
    """Return whether a sentence ends in a line: a list of names has none."""
    return bool(_SENTENCE_END.search(piece.place.quote))


@dataclass(slots=True)
class _Mender:
    """The work of mending: the units so far, those that are closed, and what came before."""

    mending: Mending
    width: int
    mended: list[Passed] = field(default_factory=list)
    closed: set[int] = field(default_factory=set)
    torn: bool = False
    previous: Piece | None = None

    def take(self, piece: Piece) -> None:
        """Put a piece behind the unit that it continues, or begin another."""
        self.torn = self.torn or piece.resumed
        target = self._target(piece)
        if target < 0:
            self.mended.append(Passed((piece.place,), piece.bulleted))
        else:
            found = self.mended[target]
            joint = self.mending.joint(found.places[-1].quote, piece.place.quote)
            self.mended[target] = found.followed(piece.place, joint)
            self.torn = False
        self.previous = piece

    def _target(self, piece: Piece) -> int:
        """Return the index of the unit that a piece goes on with, -1 when there is none."""
        text, mending, above = piece.place.quote, self.mending, self.previous
        if mending.alone(text):
            if not mending.complete(text):
                self.closed.add(len(self.mended))
            return -1
        if piece.bulleted or self._introduces(text):
            return -1
        near = above is not None and above.block == piece.block and not piece.resumed
        if text[0].islower():
            return self._open(near or mending.prose, self.torn)
        return self._below(above, piece) if near and above else -1

    def _below(self, above: Piece, piece: Piece) -> int:
        """Return the target of a piece, not in lower case, right below another."""
        last = len(self.mended) - 1
        unit, line = self.mended[last], above.place.quote
        if self.mending.prose and line.endswith(":") and _ANSWER.match(piece.place.quote):
            return last
        if self.mending.labelled and _describes(unit, piece):
            return last if _no_room(above, piece, self.width) else -1
        return self._open(adjacent=True) if self._goes_on(line, unit) else -1

    def _goes_on(self, line: str, unit: Passed) -> bool:
        """Return whether the next line, not in lower case, continues this one."""
        mending = self.mending
        if unit.bulleted:
            return not line.endswith((",", ";"))
        running = mending.prose or (mending.labelled and _LABEL.match(unit.text))
        if not running or len(line) > WIDEST or (line[-1].isdigit() and not _DAY.search(line)):
            return False
        if mending.dangling.search(line):
            return True
        if self.width < NARROWEST or len(line) < FILLED * self.width:
            return False
        return not mending.prose or len(unit.places) > LONG or not mending.complete(unit.text)

    def _introduces(self, text: str) -> bool:
        """Return whether a line leads in the second half of a list of bullets."""
        last = self.mended[-1] if self.mended else None
        behind_item = bool(last and last.bulleted and last.text.endswith((",", ";")))
        return behind_item and text.endswith(":")

    def _open(self, adjacent: bool, torn: bool = False) -> int:
        """Return the last unit that is open: the very last one, or when torn any within reach."""
        count = len(self.mended)
        lowest = 0 if torn else count - 1 if adjacent else count
        candidates = range(count - 1, max(lowest, count - REACH, 0) - 1, -1)
        return next((i for i in candidates if self._is_open(i)), -1)

    def _is_open(self, index: int) -> bool:
        """Return whether no punctuation closes a unit; *3.* may be the day of a date."""
        if index in self.closed:
            return False
        text = self.mended[index].text
        return not _END.search(text) or bool(_ORDINAL.search(text))


def _describes(unit: Passed, piece: Piece) -> bool:
    """Return whether a line goes on with what a label announces: words, no level of its own."""
    words = piece.place.quote
    return bool(_LABEL.match(unit.text)) and not _LABEL.match(words) and not _DIGIT.search(words)


def _no_room(above: Piece, below: Piece, width: int) -> bool:
    """Return whether the first word of a line did not fit on the line above."""
    line = len(above.place.quote)
    first = len(below.place.quote.split(maxsplit=1)[0])
    return NARROWEST <= line <= WIDEST and line + 1 + first >= BRIMFUL * width
