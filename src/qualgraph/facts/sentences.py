"""Running text: torn lines mended into units, units split into sentences."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from qualgraph.facts.evidence import Place
from qualgraph.facts.joints import BROKEN, NOTHING, SPACE

WIDEST, NARROWEST = 150, 30  # characters of a line in a column of running text
REACH = 50  # units back in which a torn one is sought
LONG = 10  # lines, more than any rule for lines knows
FILLED = 0.7  # of the widest line of its column

_END = re.compile(r"[.:;!?…]['\"’”)]*$")
_ANSWER = re.compile(r"\d[\d ./-]{2,20}(?!\S)|https?://|www\.")
_DIGIT = re.compile(r"\d")
_LABEL = re.compile(r"[^\W\d_][^:.;]{2,30}:\s*[^\W\d_]")
_ORDINAL = re.compile(r"(?<!\d)\d{1,2}\.$")
_BOUNDARY = re.compile(r"(?<=[.!?])\s+(?=['\"‘“(]*[A-ZÀ-ÖØ-Þ0-9Α-ΩА-Я])")


@dataclass(frozen=True, slots=True)
class Splitter:
    """Splits text into sentences: a full stop of an abbreviation or of a date ends none."""

    abbreviations: tuple[str, ...]
    months: tuple[str, ...]

    @classmethod
    def of(cls, abbreviations: Iterable[str], months: Iterable[str]) -> "Splitter":
        """Return a splitter that knows those abbreviations and names of months."""
        return cls(tuple(abbreviations), tuple(month.casefold() for month in months))

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Return where the sentences of ``text`` begin and end."""
        start = 0
        for boundary in _BOUNDARY.finditer(text):
            if self._ends(text[start : boundary.start()], text[boundary.end() :]):
                yield start, boundary.start()
                start = boundary.end()
        yield start, len(text)

    def _ends(self, before: str, behind: str) -> bool:
        if before.endswith(self.abbreviations):
            return False
        dated = bool(_ORDINAL.search(before))
        return not (dated and behind[:20].casefold().startswith(self.months))


@dataclass(frozen=True, slots=True)
class Passed:
    """A stretch of text with the places where its pieces stand; ``bulleted`` in a list.

    ``joints``: what stands between the pieces, where it is not a space everywhere.
    """

    places: tuple[Place, ...]
    bulleted: bool = False
    joints: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The words, pieces joined by a space or, where a hyphen broke a word, by nothing."""
        if len(self.places) == 1:
            return self.places[0].quote
        if not self.joints:
            return " ".join(place.quote for place in self.places)
        pairs = zip_longest(self.places, self.joints, fillvalue=NOTHING)
        return "".join(
            place.quote[:-1] if joint == BROKEN else place.quote + joint  # type: ignore[union-attr]
            for place, joint in pairs
        )

    def cut(self, start: int, end: int) -> "Passed":
        """Return the part from ``start`` up to ``end`` of ``text``."""
        places, joints, offset = [], list[str](), 0
        for index, place in enumerate(self.places):
            joint = self.joints[index] if index < len(self.joints) else SPACE
            shown = len(place.quote) - (joint == BROKEN)
            first, last = max(start - offset, 0), min(end - offset, shown)
            if first < last:
                quote = place.quote[first : last if last < shown else None]
                places.append(Place(place.line, place.start + first, quote, place.page))
                joints.append(joint)
            offset += shown + (joint == SPACE)
        between = tuple(joints[:-1]) if self.joints else ()
        return Passed(tuple(places), self.bulleted, between)

    def followed(self, place: Place, joint: str) -> "Passed":
        """Return the same with one more piece behind it."""
        joints = self.joints
        if joints or joint != SPACE:
            missing = len(self.places) - 1 - len(joints)
            joints = (*joints, *(SPACE,) * missing, joint)
        return Passed((*self.places, place), self.bulleted, joints)

    def trimmed(self) -> "Passed":
        """Return the same without spaces at its ends."""
        text = self.text
        return self.cut(len(text) - len(text.lstrip()), len(text.rstrip()))


@dataclass(frozen=True, slots=True)
class Piece:
    """What one line holds of a slot, its bullet taken off.

    ``block`` as in ``Line``; ``resumed`` says that it stands first behind a heading that came
    again.
    """

    place: Place
    block: int
    bulleted: bool = False
    resumed: bool = False


@dataclass(frozen=True, slots=True)
class Mending:
    """What tells whether a line goes on in the next.

    ``prose``: lines of the slot are running text, not a list; ``complete`` says of a text that it
    is whole, ``alone`` that it stands for itself; ``dangling`` finds a word at the end of a line
    that something must follow; ``joint`` says what stands between two lines; ``labelled``: a filled line goes on where a label stands before it,
    as in *Characteristics: ...*.
    """

    prose: bool
    complete: Callable[[str], bool]
    alone: Callable[[str], bool]
    dangling: re.Pattern[str]
    joint: Callable[[str, str], str]
    labelled: bool = False


def units(pieces: Sequence[Piece], mending: Mending) -> list[Passed]:
    """Mend the lines of one slot: what a line break or a page break tore apart is one unit again.

    A line continues an open one (one without closing punctuation) when it begins in lower case
    and stands in the same block, or first after a repeated heading. Any other line of the block
    continues a bullet, and in prose a line that is filled or ends in a dangling word. Of several
    open ones the last is continued; whole sentences that strayed in between stand for themselves.
    """
    mended: list[Passed] = []
    width = max((n for n in (len(p.place.quote) for p in pieces) if n <= WIDEST), default=0)
    torn, previous = False, None
    for piece in pieces:
        torn = torn or piece.resumed
        near = previous is not None and previous.block == piece.block and not piece.resumed
        target = -1
        if piece.bulleted or mending.alone(piece.place.quote) or _introduces(piece, mended):
            pass
        elif piece.place.quote[0].islower():
            target = _continued(mended, torn, near)
        elif near and previous and mending.prose and _answers(previous.place.quote, piece):
            target = len(mended) - 1
        elif near and mending.labelled and _describes(mended[-1], piece):
            target = len(mended) - 1
        elif near and previous and _goes_on(previous.place.quote, mended[-1], width, mending):
            target = _continued(mended, False, True)
        if target < 0:
            mended.append(Passed((piece.place,), piece.bulleted))
        else:
            found = mended[target]
            joint = mending.joint(found.places[-1].quote, piece.place.quote)
            mended[target] = found.followed(piece.place, joint)
            torn = False
        previous = piece
    return mended


def _answers(line: str, piece: Piece) -> bool:
    """Return whether a number or an address stands behind the colon that ends the line before."""
    return line.endswith(":") and bool(_ANSWER.match(piece.place.quote))


def _describes(unit: Passed, piece: Piece) -> bool:
    """Return whether a line goes on with what a label announces: words, no level of its own."""
    words = piece.place.quote
    return bool(_LABEL.match(unit.text)) and not _LABEL.match(words) and not _DIGIT.search(words)


def _goes_on(line: str, unit: Passed, width: int, mending: Mending) -> bool:
    """Return whether the next line, not in lower case, continues this one."""
    if unit.bulleted:
        return not line.endswith((",", ";"))
    running = mending.prose or (mending.labelled and _LABEL.match(unit.text))
    if not running or len(line) > WIDEST or line[-1].isdigit():
        return False
    if mending.dangling.search(line):
        return True
    if width < NARROWEST or len(line) < FILLED * width:
        return False
    return not mending.prose or len(unit.places) > LONG or not mending.complete(unit.text)


def _introduces(piece: Piece, mended: list[Passed]) -> bool:
    """Return whether a line leads in the second half of a list of bullets."""
    last = mended[-1] if mended else None
    behind_item = bool(last and last.bulleted and last.text.endswith((",", ";")))
    return behind_item and not piece.bulleted and piece.place.quote.endswith(":")


def _continued(mended: list[Passed], torn: bool, adjacent: bool) -> int:
    """Return the index of the unit that a line goes on with, -1 when there is none."""
    lowest = 0 if torn else len(mended) - 1 if adjacent else len(mended)
    candidates = range(len(mended) - 1, max(lowest, len(mended) - REACH, 0) - 1, -1)
    return next((i for i in candidates if _is_open(mended[i].text)), -1)


def _is_open(text: str) -> bool:
    """Return whether no punctuation closes the text; *3.* may be the day of a date."""
    return not _END.search(text) or bool(_ORDINAL.search(text))
