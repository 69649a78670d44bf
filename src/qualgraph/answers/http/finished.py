"""Answers that are finished: whoever sends exactly the same request gets exactly the same bytes."""

from collections import OrderedDict
from dataclasses import dataclass

from starlette.types import Message, Scope

Key = tuple[str | bytes, ...]

# All that an answer may depend on beside method and address. What reads a request is shown these
# headers and no others, so that an answer cannot depend on one that is not in its key.
SHOWN = frozenset(
    {
        b"accept",
        b"accept-encoding",
        b"accept-language",
        b"accept-profile",
        b"host",
        b"if-modified-since",
        b"if-none-match",
    }
)
_PARTIAL = frozenset({b"range", b"if-range"})
_READING = frozenset({"GET", "HEAD"})
_OVERHEAD = 1_000
_SHARE = 8


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it is sent: the two messages of ASGI, how many bytes its body has on the wire,
    and its line of the log without time and duration."""

    start: Message
    end: Message
    sent: int
    line: bytes

    @property
    def weight(self) -> int:
        """How many bytes it keeps, about."""
        headers = sum(len(name) + len(value) for name, value in self.start["headers"])
        return len(self.end["body"]) + headers + len(self.line) + _OVERHEAD


def exact(scope: Scope) -> Key | None:
    """Return a request as a key, None for one whose answer is not kept."""
    if scope["method"] not in _READING:
        return None
    shown: list[str | bytes] = []
    for name, value in scope["headers"]:
        if name in SHOWN:
            shown += (name, value)
        elif name in _PARTIAL:
            return None
    address = scope.get("raw_path") or scope["path"]
    return (scope["method"], address, scope["query_string"], *shown)


def narrowed(scope: Scope, who: bytes) -> Scope:
    """Return the scope with the headers of the key alone, and ``who`` asks (for limits)."""
    shown = [pair for pair in scope["headers"] if pair[0] in SHOWN or pair[0] == who]
    return {**scope, "headers": shown}


class Finished:
    """Answers of one release by request, those that were used last, up to ``limit`` bytes.

    The loop of the server alone reads and writes it.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.size = 0
        self._answers: OrderedDict[Key, Answer] = OrderedDict()

    def get(self, key: Key) -> Answer | None:
        """Return the answer to a request, None when it is not here."""
        answer = self._answers.get(key)
        if answer is not None:
            self._answers.move_to_end(key)
        return answer

    def put(self, key: Key, answer: Answer) -> None:
        """Keep an answer, unless it alone would drive out many others."""
        weight = _weight(key, answer)
        if weight * _SHARE > self.limit or key in self._answers:
            return
        self._answers[key] = answer
        self.size += weight
        while self.size > self.limit:
            self.size -= _weight(*self._answers.popitem(last=False))


def _weight(key: Key, answer: Answer) -> int:
    return sum(map(len, key)) + answer.weight
