"""On what the time of a request goes: ``store``, ``query``, ``render``."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import perf_counter

# Seconds by part, of the request that is answered here; a thread that works for it shares them.
PARTS: ContextVar[dict[str, float] | None] = ContextVar("parts", default=None)


@contextmanager
def spent(part: str) -> Iterator[None]:
    """Count the time of a block, or of a function, as that part."""
    began = perf_counter()
    try:
        yield
    finally:
        parts = PARTS.get()
        if parts is not None:
            parts[part] = parts.get(part, 0.0) + perf_counter() - began
