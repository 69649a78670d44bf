"""HTTP/1.1 below the application: the head of a request has a size and a time.

The parser has limits of neither. What is refused here has no request yet to negotiate with: it is
answered in JSON and the connection is closed.
"""

import asyncio
from http import HTTPStatus
from typing import Any

import orjson
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol


class BoundedProtocol(HttpToolsProtocol):
    """uvicorn's protocol; ``head_bytes`` and ``head_seconds`` are for address and headers."""

    def __init__(self, head_bytes: int, head_seconds: float, **given: Any) -> None:
        super().__init__(**given)
        self._bytes, self._seconds = head_bytes, head_seconds
        self._size = 0
        self._heading = True
        self._since = self.loop.time()
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a head."""
        super().connection_made(transport)
        self._since = self.loop.time()
        self._timer = self.loop.call_at(self._since + self._seconds, self._check)

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        if self._timer:
            self._timer.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Parse what comes, and refuse a head that is too long."""
        super().data_received(data)
        if self._heading:
            self._size += len(data)
            if self._size > self._bytes:
                self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)

    def on_message_begin(self) -> None:
        """Note that a head begins."""
        super().on_message_begin()
        self._heading, self._size, self._since = True, 0, self.loop.time()

    def on_headers_complete(self) -> None:
        """Note that the head is there."""
        self._heading = False
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP, in the shape of all errors."""
        self._refuse(HTTPStatus.BAD_REQUEST)

    def _check(self) -> None:
        now = self.loop.time()
        due = (self._since if self._heading else now) + self._seconds
        if now >= due:
            self._refuse(HTTPStatus.REQUEST_TIMEOUT)
        else:
            self._timer = self.loop.call_at(due, self._check)

    def _refuse(self, status: HTTPStatus) -> None:
        if self.transport.is_closing():
            return
        told = {"type": "about:blank", "title": status.phrase, "status": int(status)}
        body = orjson.dumps(told)
        headers = (
            *self.server_state.default_headers,
            (b"content-type", b"application/problem+json"),
            (b"content-length", str(len(body)).encode()),
            (b"connection", b"close"),
        )
        lines = (STATUS_LINE[status], *(b"%b: %b\r\n" % header for header in headers), b"\r\n")
        self.transport.write(b"".join((*lines, body)))
        self.transport.close()
