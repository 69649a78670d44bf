"""What a server and its query processes say to each other: a head in JSON, and bytes.

Nothing is unpickled: a process that a query has taken over can only send words and bytes.
"""

import socket
import struct
from typing import Any

import orjson

_LENGTHS = struct.Struct("!II")
_PIECE = 1 << 18

Frame = tuple[dict[str, Any], bytes]


def frame(head: dict[str, Any], body: bytes) -> bytes:
    """Return a message as it is sent."""
    told = orjson.dumps(head)
    return b"".join((_LENGTHS.pack(len(told), len(body)), told, body))


def write_frame(to: socket.socket, head: dict[str, Any], body: bytes) -> None:
    """Send a message; blocks."""
    to.sendall(frame(head, body))


def read_frame(source: socket.socket) -> Frame | None:
    """Receive a message, ``None`` at the end; blocks."""
    data = bytearray()
    while (still := missing(data)) > 0:
        piece = source.recv(min(still, _PIECE))
        if not piece:
            return None
        data += piece
    return opened(data)


def missing(data: bytearray) -> int:
    """Return how many bytes must still come, at least one where that is not known yet."""
    if len(data) < _LENGTHS.size:
        return _LENGTHS.size - len(data)
    head, body = _LENGTHS.unpack_from(data)
    whole: int = _LENGTHS.size + head + body
    return whole - len(data)


def opened(data: bytearray) -> Frame:
    """Return the message that ``data`` is."""
    head, body = _LENGTHS.unpack_from(data)
    start = _LENGTHS.size + head
    told = memoryview(data)
    return orjson.loads(told[_LENGTHS.size : start]), bytes(told[start : start + body])
