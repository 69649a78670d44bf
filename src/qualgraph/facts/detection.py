"""Which language a supplement is in: that of its headings."""

import re
from collections import Counter
from collections.abc import Sequence

from qualgraph.documents.lines import Line
from qualgraph.facts.headings import BEGINNING, PREFIX, START
from qualgraph.facts.spelling import letters

_WHOLE, _BEGUN = 3, 1
_LONG = 400


def languages_of(
    lines: Sequence[Line], prefixes: dict[str, list[tuple[str, str, int]]]
) -> list[str]:
    """Return the languages whose headings begin lines of the document, the likeliest first."""
    score: Counter[str] = Counter()
    for line in lines:
        if len(line.text) > _LONG and not re.search(r"[1-7]\s*[.)]", line.text):
            continue
        for start in START.finditer(line.text):
            at = start.end()
            candidates = prefixes.get(letters(line.text[at : at + BEGINNING])[:PREFIX])
            if not candidates:
                continue
            key = letters(line.text[at : at + 200])
            weight = 2 if start["number"] or start["glued"] else 1
            for tag, known, _ in candidates:
                if key.startswith(known):
                    score[tag] += weight * _WHOLE
                elif len(key) > 8 and known.startswith(key):
                    score[tag] += weight * _BEGUN
    return [tag for tag, _ in sorted(score.items(), key=lambda entry: (-entry[1], entry[0]))]
