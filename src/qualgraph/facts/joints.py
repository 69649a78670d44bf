"""What stands between the lines of one unit: a space, or nothing where a hyphen broke a word."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

SPACE: Final = " "
NOTHING: Final = ""  # the hyphen stays: business-to-/business
BROKEN: Final = "-"  # the hyphen goes: occu-/pation

_HEAD = re.compile(r"(?P<compound>-)?(?P<head>[^\W\d_]+)-$")
_TAIL = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Joints:
    """The words before and behind which a hyphen at the end of a line belongs to the word.

    A language without such words has every hyphen as it is written.
    """

    behind: frozenset[str]
    prefixes: frozenset[str]

    @classmethod
    def of(cls, behind: Iterable[str], prefixes: Iterable[str]) -> "Joints":
        """Return what a language has: *und* (Garten- und Landschaftsbau), *hbo* (hbo-opleiding)."""
        return cls(frozenset(behind), frozenset(prefixes))

    def between(self, line: str, following: str) -> str:
        """Return what stands between two lines."""
        if not line.endswith("-") or not self.behind:
            return SPACE
        head, tail = _HEAD.search(line), _TAIL.match(following)
        if head is None or tail is None or tail[0] in self.behind:
            return SPACE
        kept = head["compound"] or head["head"].casefold() in self.prefixes
        return NOTHING if kept or tail[0][0].isupper() else BROKEN
