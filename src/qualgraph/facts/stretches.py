"""Where in a document headings may stand: lines, cells, and what follows a number in a line."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from qualgraph.documents.lines import Line
from qualgraph.facts.headings import Start, number_alone
from qualgraph.facts.numbering import shouted

MORE_LINES = 3  # over which a heading may go on

END_OF_HEADING = re.compile(r"\t|\||:(?=\s|$)")
TAIL = re.compile(r"[\s|:*]*")
BULLET = re.compile(r"\s*[•●▪■◦○‣∙·➢➤✓–—-]\s")


class Stretch(NamedTuple):
    """Where a heading may stand: from line and offset to line and offset."""

    line: int
    start: int
    last_line: int
    end: int
    text: str
    number: int
    glued: bool
    alone: bool

    @property
    def at(self) -> tuple[int, int]:
        """Its place: line and offset."""
        return self.line, self.start


@dataclass(frozen=True, slots=True)
class Stretches:
    """The stretches of one document; ``may_start`` has the starts of each line."""

    lines: Sequence[Line]
    may_start: Sequence[Sequence[Start]]

    def between(
        self, first: tuple[int, int], last: tuple[int, int], number: int
    ) -> Iterator[Stretch]:
        """Yield where a heading may stand between two places."""
        for at in range(max(first[0], 0), min(last[0] + 1, len(self.lines))):
            text = self.lines[at].text
            lone, end = number_alone(text) if number else (0, 0)
            if lone and lone == number and first < (at, 0) < last:
                yield Stretch(at, 0, at, end, "", number, False, True)
                continue
            for start in self.may_start[at]:
                if not first < (at, start.start) < last or start.number not in (0, number):
                    continue
                if start.word < len(text):
                    yield from self.of_start(at, start, last)

    def of_start(self, at: int, start: Start, last: tuple[int, int]) -> Iterator[Stretch]:
        """Yield what begins at a start: on one line, and going on in the next ones."""
        text = self.lines[at].text
        cut = END_OF_HEADING.search(text, start.word)
        end = cut.start() if cut else len(text)
        words = text[start.word : end].strip()
        if not words:
            return
        yield self._stretch(at, start, at, end, words)
        for more in range(at + 1, at + 1 + MORE_LINES):
            torn = words.count("(") > words.count(")")
            if more >= len(self.lines) or (more, 0) >= last:
                return
            if not torn and (cut or self.lines[more].block != self.lines[at].block):
                return
            text = self.lines[more].text
            if any(begin.number for begin in self.may_start[more]) or BULLET.match(text):
                return
            cut = END_OF_HEADING.search(text)
            end = cut.start() if cut else len(text)
            part = text[:end].strip()
            if not part or not (part[0].islower() or (shouted(words) and shouted(part))):
                return
            words = f"{words} {part}"
            yield self._stretch(at, start, more, end, words)

    def _stretch(self, at: int, start: Start, last: int, end: int, words: str) -> Stretch:
        text = self.lines[last].text
        tail = TAIL.match(text, end)
        behind = tail.end() if tail else end
        alone = behind > end or behind == len(text)
        return Stretch(at, start.start, last, behind, words, start.number, start.glued, alone)

    def leads_in(self, stretch: Stretch) -> bool:
        """Return whether a line ends in a colon: it leads in what follows."""
        return self.lines[stretch.last_line].text.rstrip().endswith(":")

    def opens_block(self, stretch: Stretch) -> bool:
        """Return whether a blank line, or the like, stands before a stretch."""
        at = stretch.line
        return at == 0 or self.lines[at - 1].block != self.lines[at].block

    def listed(self, stretch: Stretch) -> bool:
        """Return whether the lines around count on: then it is an item of a list."""
        around = (stretch.line - 1, stretch.last_line + 1)
        beside = {stretch.number - 1, stretch.number + 1} - {0}
        return any(
            start.number in beside and not start.glued
            for at in around
            if 0 <= at < len(self.lines)
            for start in self.may_start[at]
        )
