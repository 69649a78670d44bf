"""Content negotiation as pure functions: what a client wishes in, what it gets out.

RFC 9110, section 12 (media type, language, coding); W3C Content Negotiation by Profile
(https://www.w3.org/TR/dx-prof-conneg/) for ``Accept-Profile`` and the query string. What is not
well-formed in a header is as if it were not there; nothing in a header raises.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

CODINGS = ("zstd", "br", "gzip", "identity")

_ELEMENT = re.compile(r'(?:[^,"]|"(?:\\.|[^"\\])*"?)+')
_PIECE = re.compile(r'(?:[^;"]|"(?:\\.|[^"\\])*"?)+')
_WEIGHT = re.compile(r"0?\.\d+|0\.?|1(?:\.0*)?")
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+(?:/[!#$%&'*+.^_`|~0-9A-Za-z-]+)?")
# By RFC 6906 a profile does not change what a representation means: one that is unknown here is
# a wish, no condition.
_WISH = "profile"
_KNOWN_WORDS = 256
_LEAST = 0.0001


@dataclass(frozen=True, slots=True)
class Range:
    """One element of a header: ``text/*;q=0.5``, ``en-GB``, ``gzip``, ``<https://schema.org/>``."""

    name: str
    weight: float = 1.0
    parameters: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """A representation that can be had.

    ``profile`` is the name of what it conforms to (``own``), ``language`` is empty where the
    representation speaks none or all.
    """

    media_type: str
    profile: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a request says about the representation it wants; ``profile`` is of the query string."""

    accept: str | None = None
    languages: str | None = None
    profiles: str | None = None
    profile: str = ""

    @classmethod
    def of(cls, headers: Mapping[str, str], query: Mapping[str, str]) -> "Wishes":
        """Read the wishes from headers and query string (``profile``, ``_profile``...)."""
        media_type = query.get("_mediatype", "").replace(" ", "+")
        return cls(
            media_type or headers.get("accept"),
            query.get("_lang") or headers.get("accept-language"),
            headers.get("accept-profile"),
            query.get("profile") or query.get("_profile") or "",
        )


@dataclass(frozen=True, slots=True)
class Negotiation:
    """What is offered, in the server's order of preference, which decides between equals.

    ``profiles`` has the IRI of each profile by its name.
    """

    offers: tuple[Offer, ...]
    profiles: Mapping[str, str] = field(default_factory=dict)

    def choose(self, wishes: Wishes) -> Offer | None:
        """Return the offer that fits best, None when none fits.

        Media type and profile are conditions; a language is a preference, since a page in another
        language is better than none.
        """
        media, profiles = parse(wishes.accept), self._profiles(wishes)
        tongues = parse(wishes.languages)
        best: tuple[float, float, Offer] | None = None
        for offer in self.offers:
            weight = media_weight(offer.media_type, media)
            weight *= profiles.get(offer.profile, profiles.get("*", 0.0))
            if not weight:
                continue
            tongue = language_weight(offer.language, tongues)
            if best is None or (weight, tongue) > best[:2]:
                best = weight, tongue, offer
        return best[2] if best else None

    def _profiles(self, wishes: Wishes) -> dict[str, float]:
        """Return the weight of each profile by its name; ``*`` is any other."""
        if wishes.profile:
            return {self._name(wishes.profile): 1.0}
        wanted = parse(wishes.profiles)
        if not wanted:
            return {"*": 1.0}
        return {self._name(each.name): each.weight for each in wanted}

    def _name(self, profile: str) -> str:
        iri = profile.strip('<>"')
        return next((name for name, known in self.profiles.items() if known == iri), iri)


def choose(header: str | None, offers: Sequence[str]) -> str | None:
    """Return the media type that an ``Accept`` header prefers, None if none fits."""
    found = Negotiation(tuple(map(Offer, offers))).choose(Wishes(header))
    return found.media_type if found else None


def choose_language(header: str | None, offers: Sequence[str]) -> str:
    """Return the language that an ``Accept-Language`` header prefers, the first if none."""
    ranges = parse(header)
    return max(offers, key=lambda offer: language_weight(offer, ranges))


def choose_coding(header: str | None, offers: Sequence[str] = CODINGS) -> str | None:
    """Return the coding that an ``Accept-Encoding`` header prefers, None when none is left.

    ``identity`` is the last choice among equals, and fits unless it is ruled out.
    """
    if header is None:
        return "identity"
    named = {each.name.removeprefix("x-"): each.weight for each in parse(header)}
    rest = named.get("*", 0.0)
    last = rest if "*" in named else _LEAST
    weights = {name: named.get(name, last if name == "identity" else rest) for name in offers}
    best = max(offers, key=lambda name: weights[name])
    return best if weights[best] else None


@lru_cache(_KNOWN_WORDS)
def parse(header: str | None) -> tuple[Range, ...]:
    """Return the elements of a header that are well-formed, in their order."""
    found = (_range(element) for element in _ELEMENT.findall(header or ""))
    return tuple(each for each in found if each)


def _range(element: str) -> Range | None:
    name, *pieces = [piece.strip() for piece in _PIECE.findall(element)] or [""]
    parameters: list[tuple[str, str]] = []
    for piece in pieces:
        key, _, value = (part.strip() for part in piece.partition("="))
        if key.lower() == "q":
            # What follows the weight are extensions, which no one defined.
            good = _WEIGHT.fullmatch(value)
            return _named(name, float(value), parameters) if good else None
        parameters.append((key.lower(), value.strip('"').lower()))
    return _named(name, 1.0, parameters)


def _named(name: str, weight: float, parameters: list[tuple[str, str]]) -> Range | None:
    if name[:1] in {"<", '"'}:
        iri = name.strip('<>"')
        return Range(iri, weight) if iri else None
    return Range(name.lower(), weight, tuple(parameters)) if _NAME.fullmatch(name) else None


def media_weight(offer: str, ranges: Sequence[Range]) -> float:
    """Return how much a media type is wanted, 0 if not; the most specific range decides."""
    if not ranges:
        return 1.0
    nearest = max(ranges, key=lambda each: _specificity(offer, each))
    return nearest.weight if _specificity(offer, nearest) else 0.0


def _specificity(offer: str, wanted: Range) -> int:
    """Return 0 when the range does not fit, else the more the closer it fits."""
    if wanted.name in {"*/*", "*"}:
        return 1
    if wanted.name.endswith("/*"):
        return 2 if offer.startswith(wanted.name[:-1]) else 0
    if wanted.name != offer:
        return 0
    strict = [pair for pair in wanted.parameters if pair[0] != _WISH]
    fits = all(pair == ("charset", "utf-8") for pair in strict)
    return 3 + len(strict) if fits else 0


def language_weight(offer: str, ranges: Sequence[Range]) -> float:
    """Return how much a language is wanted: ``en-GB`` is content with ``en`` (RFC 4647, 3.4)."""
    if not ranges or not offer:
        return 1.0
    by_name = {each.name: each.weight for each in reversed(ranges)}
    near = [each.weight for each in ranges if each.name.startswith(f"{offer}-")]
    if offer in by_name:
        return by_name[offer]
    return max(near) if near else by_name.get("*", 0.0)
