"""HTTP/1.1 below the application: what uvicorn's parser has no limits of.

The head of a request has a size, a request has a time to come in whole, and a client a time to
take of its answer; without them a few hundred slow clients hold a server. What is refused here
has no request yet to negotiate with: it is answered in JSON and the connection is closed.
"""

import asyncio
from http import HTTPStatus
from typing import Any

import orjson
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from qualgraph.answers.settings import Settings

# What must be taken of an answer within a deadline: less is a client that stands still.
_LEAST = 16_000


class BoundedProtocol(HttpToolsProtocol):
    """uvicorn's protocol; ``head_bytes``, ``request_seconds`` and ``sending_seconds`` bound it."""

    def __init__(self, settings: Settings, **given: Any) -> None:
        super().__init__(**given)
        self._settings = settings
        self._size = 0
        self._heading = True
        self._coming: asyncio.TimerHandle | None = None
        self._going: asyncio.TimerHandle | None = None
        self._complete: object = None
        self._left = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Expect a request."""
        super().connection_made(transport)
        self._expect()

    def connection_lost(self, exc: Exception | None) -> None:
        """Expect nothing any more."""
        self._expect_no_more()
        self.resume_writing()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what came, and refuse a head that is too long; the rest is expected in time."""
        super().data_received(data)
        if self._heading:
            self._size += len(data)
            if self._size > self._settings.head_bytes:
                self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
                return
        cycle = self.cycle
        if cycle is not None and cycle is not self._complete and not cycle.more_body:
            self._complete = cycle
            self._expect_no_more()
        elif self._coming is None:
            self._expect()

    def on_message_begin(self) -> None:
        """Note that a head begins."""
        super().on_message_begin()
        self._heading, self._size = True, 0

    def on_headers_complete(self) -> None:
        """Note that the head is there."""
        self._heading = False
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP, in the shape of all errors."""
        self._refuse(HTTPStatus.BAD_REQUEST)

    def pause_writing(self) -> None:
        """Expect that the client takes something of what is written."""
        super().pause_writing()
        self._left = self.transport.get_write_buffer_size()
        self._going = self.loop.call_later(self._settings.sending_seconds, self._stands_still)

    def resume_writing(self) -> None:
        """Write on."""
        if self._going is not None:
            self._going.cancel()
            self._going = None
        super().resume_writing()

    def _expect(self) -> None:
        self._coming = self.loop.call_later(self._settings.request_seconds, self._overdue)

    def _expect_no_more(self) -> None:
        if self._coming is not None:
            self._coming.cancel()
            self._coming = None

    def _overdue(self) -> None:
        """End a connection whose request did not come, unless it is we who are not done."""
        cycle = self.cycle
        if cycle is not None and not cycle.more_body and not cycle.response_complete:
            self._expect()
            return
        self._coming = None
        if cycle is None or cycle.response_complete:
            self._refuse(HTTPStatus.REQUEST_TIMEOUT)
        else:
            self.transport.abort()

    def _stands_still(self) -> None:
        """End a connection of which nothing is taken."""
        left = self.transport.get_write_buffer_size()
        if left > self._left - _LEAST:
            self.transport.abort()
            return
        self._left = left
        self._going = self.loop.call_later(self._settings.sending_seconds, self._stands_still)

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
