"""The log: one line of JSON for each request and each event.

What people asked stands in it as a mark only: a keyed hash that is the same for the same text as
long as the server runs, and that nobody can look up. A thread writes the lines, so that a disk or
a reader that is slow never holds up an answer.
"""

import os
import time
from collections import Counter, deque
from contextlib import suppress
from hashlib import blake2b
from threading import Event, Lock, Thread

import orjson

STDOUT = "-"
# Several processes write to one pipe: it takes as much as this in one piece (POSIX, PIPE_BUF).
_PIECE = 4096
_WAITING_PIECES = 5_000
_PAUSE_SECONDS = 0.2


class Journal:
    """Where lines go: a file, standard output (``-``), or nowhere (empty).

    ``events`` counts what happened by name, ``lost`` the lines that were not written.
    """

    def __init__(self, place: str = "", key: bytes = b"") -> None:
        self.events: Counter[str] = Counter()
        self.lost = 0
        self._place, self._key = place, key
        self._pieces: deque[list[bytes]] = deque()
        self._last: list[bytes] = []
        self._length = 0
        self._lock, self._ending, self._moved = Lock(), Event(), Event()
        self._thread = Thread(target=self._write, name="journal", daemon=True)
        self._second = (0, b"")

    def start(self) -> None:
        """Begin to write."""
        if self._place:
            self._thread.start()

    def close(self) -> None:
        """Write what waits, and end."""
        self._ending.set()
        if self._thread.is_alive():
            self._thread.join(timeout=2)

    def reopen(self) -> None:
        """Begin a new file: someone moved the old one away."""
        self._moved.set()

    def line(self, line: bytes) -> None:
        """Add a line of JSON, without its end."""
        if not self._place:
            return
        with self._lock:
            self._length += len(line) + 1
            if self._length > _PIECE:
                self._end_piece()
                self._length = len(line) + 1
            self._last.append(line)

    def event(self, name: str, **values: object) -> None:
        """Count and tell that something happened."""
        with self._lock:
            self.events[name] += 1
        self.line(orjson.dumps({"time": self.now().decode(), "event": name, **values}))

    def hash(self, text: bytes = b"") -> blake2b:
        """Return the hash that stands in the log for a text of a user; more can be added to it."""
        return blake2b(text, digest_size=8, key=self._key)

    def now(self) -> bytes:
        """Return the time in UTC to the millisecond (RFC 3339)."""
        now = time.time()
        second = int(now)
        known, written = self._second
        if known != second:
            written = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(second)).encode()
            self._second = second, written
        return b"%b.%03dZ" % (written, int((now - second) * 1000))

    def _write(self) -> None:
        target = self._open()
        ending = False
        while not ending:
            ending = self._ending.wait(_PAUSE_SECONDS)
            if self._moved.is_set():
                self._moved.clear()
                self._shut(target)
                target = self._open()
            self._empty(target)
        self._shut(target)

    def _end_piece(self) -> None:
        if len(self._pieces) < _WAITING_PIECES:
            self._pieces.append(self._last)
        else:
            self.lost += len(self._last)
        self._last, self._length = [], 0

    def _empty(self, target: int) -> None:
        with self._lock:
            self._end_piece()
        while self._pieces:
            lines = self._pieces.popleft()
            rest = b"".join(line + b"\n" for line in lines)
            try:
                while rest:
                    rest = rest[os.write(target, rest) :]
            except OSError:
                self.lost += len(lines)

    def _open(self) -> int:
        if self._place == STDOUT:
            return 1
        with suppress(OSError):
            return os.open(self._place, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
        return -1

    def _shut(self, target: int) -> None:
        if target > 1:
            os.close(target)
