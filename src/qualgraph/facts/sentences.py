"""Running text: stretches of it, pieces of lines, and where sentences end."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import NamedTuple

from qualgraph.facts.evidence import Place
from qualgraph.facts.joints import BROKEN, NOTHING, SPACE

_ORDINAL = re.compile(r"(?<!\d)\d{1,2}\.$")
# Between sentences, also where they run together; but not in the name of a site.
_BOUNDARY = re.compile(
    r"(?<=[.!?])\s+(?=['\"‘“(]*[A-ZÀ-ÖØ-Þ0-9Α-ΩА-Я])"
    r"|(?<=[a-zà-öø-ÿ%)\d][.!?])(?=[A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ ])"
)
_IN_ADDRESS = re.compile(r"(?:www\.|//|@)\S*$")
_WHOLE_ADDRESS = re.compile(r"(?:www\.|//|@)[\w./-]*\.[a-z]{2,4}/?\.$")


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
        if not behind or (_IN_ADDRESS.search(before) and not _WHOLE_ADDRESS.search(before)):
            return False
        dated = bool(_ORDINAL.search(before))
        return not (dated and behind[:20].casefold().startswith(self.months))


class Passed(NamedTuple):
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


class Piece(NamedTuple):
    """What one line holds of a slot, its bullet taken off.

    ``block`` as in ``Line``; ``resumed`` says that it stands first behind a heading that came
    again.
    """

    place: Place
    block: int
    bulleted: bool = False
    resumed: bool = False
