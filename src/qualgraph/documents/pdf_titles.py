"""Running titles and page numbers of a PDF: they stand in the midst of what goes on over pages.

They are put behind the first title, before the text, so that nothing parts a sentence, a heading
or a cell of a table that a page ends in.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

Block = list[str]
_LONGEST = 100  # characters
_DIGITS = re.compile(r"\d+")
_TOP, _BOTTOM = 0, -1


def without_running_titles(pages: Sequence[Sequence[Block]]) -> list[tuple[int, Block]]:
    """Return the blocks of all pages with the number of the page, running titles first.

    A running title is the first or last line of the first page and of others: the same but for
    digits.
    """
    running = {end: _running(pages, end) for end in (_TOP, _BOTTOM)}
    titles: list[tuple[int, Block]] = []
    others: list[tuple[int, Block]] = []
    for number, blocks in enumerate(pages, 1):
        kept = [list(block) for block in blocks]
        for end, known in running.items():
            if kept and known and _key(kept[end][end]) == known:
                titles.append((number, [kept[end].pop(end)]))
                kept = [block for block in kept if block]
        others += ((number, block) for block in kept)
    return [*titles, *others]


def _running(pages: Sequence[Sequence[Block]], end: int) -> str:
    """Return the title that stands at that end of the first page and of others, if any."""
    keys = list(_keys(pages, end))
    if not pages or not pages[0] or not keys:
        return ""
    known = _key(pages[0][end][end])
    return known if known and Counter(keys)[known] > 1 else ""


def _keys(pages: Sequence[Sequence[Block]], end: int) -> Iterator[str]:
    for blocks in pages:
        if blocks:
            yield _key(blocks[end][end])


def _key(text: str) -> str:
    return _DIGITS.sub("#", text).casefold() if len(text) <= _LONGEST else ""
