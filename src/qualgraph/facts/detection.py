"""Which language a supplement is in: that of its headings."""

from collections import Counter
from collections.abc import Sequence

from qualgraph.documents.lines import Line
from qualgraph.facts.headings import BEGINNING, PREFIX, Start
from qualgraph.facts.spelling import letters

_WHOLE, _BEGUN = 3, 1


def languages_of(
    lines: Sequence[Line],
    may_start: Sequence[Sequence[Start]],
    prefixes: dict[str, list[tuple[str, str, int]]],
) -> list[str]:
    """Return the languages whose headings begin lines of the document, the likeliest first."""
    score: Counter[str] = Counter()
    for line, starts in zip(lines, may_start, strict=True):
        for start in starts:
            at = start.word
            candidates = prefixes.get(letters(line.text[at : at + BEGINNING])[:PREFIX])
            if not candidates:
                continue
            key = letters(line.text[at : at + 200])
            weight = 2 if start.number else 1
            for tag, known, _ in candidates:
                if key.startswith(known):
                    score[tag] += weight * _WHOLE
                elif len(key) > 8 and known.startswith(key):
                    score[tag] += weight * _BEGUN
    return [tag for tag, _ in sorted(score.items(), key=lambda entry: (-entry[1], entry[0]))]
