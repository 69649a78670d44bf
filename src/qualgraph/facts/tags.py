"""HTML tags that were left in the text of a document: they lay out, and say nothing."""

import re
from collections.abc import Sequence

from qualgraph.facts.evidence import Place
from qualgraph.facts.sentences import Piece

# Only names of elements: `<name of the school>` is a place that nobody filled in.
_TAG = re.compile(
    r"</?(?:a|b|br|center|div|em|font|h[1-6]|hr|i|img|li|ol|p|small|span|strong|sub|sup"
    r"|table|tbody|td|th|thead|tr|u|ul)(?:\s[^<>]{0,200})?/?>",
    re.IGNORECASE,
)


def without_tags(pieces: Sequence[Piece]) -> tuple[list[Piece], list[Place]]:
    """Return the pieces, cut up at the tags in them, and the tags."""
    found: list[Piece] = []
    tags: list[Place] = []
    for piece in pieces:
        quote = piece.place.quote
        if "<" not in quote or not (matches := list(_TAG.finditer(quote))):
            found.append(piece)
            continue
        tags += [_part(piece.place, *match.span()) for match in matches]
        starts = [0, *(match.end() for match in matches)]
        ends = [*(match.start() for match in matches), len(quote)]
        for start, end in zip(starts, ends, strict=True):
            part = _part(piece.place, start, end)
            if part.quote:
                found.append(piece._replace(place=part))
    return found, tags


def _part(place: Place, start: int, end: int) -> Place:
    quote = place.quote[start:end]
    inner = quote.strip()
    first = place.start + start + len(quote) - len(quote.lstrip())
    return Place(place.line, first, inner, place.page)
