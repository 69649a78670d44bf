"""Content negotiation as pure functions (RFC 9110, section 12.5)."""

from collections.abc import Sequence

_WILDCARD = "*/*"


def choose(header: str | None, offers: Sequence[str]) -> str | None:
    """Return the offer that an ``Accept`` or ``Accept-Language`` header prefers, None if none.

    Offers are in the server's order of preference, which decides between equals. An absent or
    empty header accepts the first; the most specific range that fits an offer gives its weight.
    """
    ranges = parse(header or "")
    if not ranges:
        return offers[0]
    weighted = [(_weight(offer, ranges), -index) for index, offer in enumerate(offers)]
    weight, index = max(weighted)
    return offers[-index] if weight > 0 else None


def parse(header: str) -> list[tuple[str, float]]:
    """Return the ranges of a header with their weights; a malformed weight counts as 0."""
    return [_range(part) for part in header.split(",") if part.strip()]


def _range(part: str) -> tuple[str, float]:
    name, *parameters = (piece.strip().lower() for piece in part.split(";"))
    weight = next((p[2:] for p in parameters if p.startswith("q=")), "1")
    try:
        number = float(weight)
    except ValueError:
        number = 0.0
    return name, number if 0 <= number <= 1 else 0.0


def _weight(offer: str, ranges: Sequence[tuple[str, float]]) -> float:
    fits = [(_specificity(offer, name), weight) for name, weight in ranges]
    best = max(fits, key=lambda fit: fit[0])
    return best[1] if best[0] else 0.0


def _specificity(offer: str, name: str) -> int:
    """Return 3 for an exact fit, 2 for ``text/*`` or a language of the offer, 1 for any, else 0."""
    if name == offer:
        return 3
    if name.endswith("/*") and name != _WILDCARD and offer.startswith(name[:-1]):
        return 2
    if "/" not in offer and name.split("-", maxsplit=1)[0] == offer:
        return 2
    return 1 if name in {_WILDCARD, "*"} else 0
