"""Representations that are made once and kept; a request only selects."""

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock

import brotli
import zstandard

# Levels at which a page of 100 kB takes a few milliseconds: some variants are used once.
_ENCODE: dict[str, Callable[[bytes], bytes]] = {
    "identity": bytes,
    "gzip": lambda body: gzip.compress(body, 6, mtime=0),
    "br": lambda body: brotli.compress(body, quality=5),
    "zstd": lambda body: zstandard.compress(body, 9),
}


@dataclass(frozen=True)
class Variant:
    """One representation: its media type, language, body, and what profile it conforms to.

    ``key`` names it within a release and a version of the program; where it is empty the body
    stands for itself. ``headers`` are those that only it has.
    """

    media_type: str
    language: str
    body: bytes
    profile: str = ""
    key: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    _coded: dict[str, bytes] = field(default_factory=dict, compare=False, repr=False)
    _lock: Lock = field(default_factory=Lock, compare=False, repr=False)

    def coded(self, coding: str) -> bytes:
        """Return the body in a content coding, made once."""
        if coding == "identity":
            return self.body
        with self._lock:
            if coding not in self._coded:
                self._coded[coding] = _ENCODE[coding](self.body)
            return self._coded[coding]

    def etag(self, seed: str, coding: str) -> str:
        """Return the strong entity tag: no two variants, and no two codings of one, share it."""
        told = "\n".join((seed, self.media_type, self.language, self.profile, self.key))
        digest = hashlib.sha256(told.encode() + (b"" if self.key else self.body))
        mark = "" if coding == "identity" else f"-{coding}"
        return f'"{digest.hexdigest()[:24]}{mark}"'

    @property
    def size(self) -> int:
        """How many bytes are kept of it, in all codings."""
        return len(self.body) + sum(map(len, tuple(self._coded.values())))


@dataclass
class _Place:
    """Where a variant is made: whoever comes while it is being made waits for it."""

    lock: Lock = field(default_factory=Lock)
    variant: Variant | None = None
    counted: int = 0


class Variants:
    """Variants by key, those that were used last, up to ``limit`` bytes."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.size = 0
        self._places: OrderedDict[str, _Place] = OrderedDict()
        self._lock = Lock()

    def get(self, key: str, make: Callable[[], Variant]) -> Variant:
        """Return the variant, made when it is not there; what ``make`` raises is not kept."""
        with self._lock:
            place = self._places.setdefault(key, _Place())
            self._places.move_to_end(key)
        try:
            with place.lock:
                variant = place.variant = place.variant or make()
        finally:
            self._count(key, place)
        return variant

    def _count(self, key: str, place: _Place) -> None:
        """Bring the size up to date (a coding may have come), and let the oldest go."""
        with self._lock:
            if self._places.get(key) is not place:
                return
            if place.variant is None:
                del self._places[key]
                return
            self.size += place.variant.size - place.counted
            place.counted = place.variant.size
            while self.size > self.limit and self._places:
                _, oldest = self._places.popitem(last=False)
                self.size -= oldest.counted
