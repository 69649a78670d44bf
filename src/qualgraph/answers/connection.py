"""Connections with deadlines, which uvicorn has none of: for a request to come in whole, and for
a client to take of its answer. Without them a few hundred slow clients hold a server."""

import asyncio
from typing import TYPE_CHECKING, Any

from uvicorn.protocols.http.auto import AutoHTTPProtocol

from qualgraph.answers.settings import Settings

if TYPE_CHECKING:
    from uvicorn.protocols.http.h11_impl import H11Protocol as _Protocol
else:
    _Protocol = AutoHTTPProtocol

_TIMEOUT = b"HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
# What must be taken of an answer within a deadline: less is a client that stands still.
_LEAST = 16_000


def connection_options(settings: Settings) -> dict[str, Any]:
    """Return the options with which uvicorn serves: deadlines, and room for a long address.

    An address that is longer than the settings allow must be read, to be refused with 414.
    """
    room = 2 * settings.address_characters + 16_000
    return {"http": TimedConnection.limited(settings), "h11_max_incomplete_event_size": room}


class TimedConnection(_Protocol):
    """A connection of one client; ``request_seconds`` and ``sending_seconds`` are its deadlines."""

    request_seconds = 20.0
    sending_seconds = 20.0

    @classmethod
    def limited(cls, settings: Settings) -> type["TimedConnection"]:
        """Return the class of connections with the deadlines of ``settings``, for uvicorn."""
        deadlines = {
            "request_seconds": settings.request_seconds,
            "sending_seconds": settings.sending_seconds,
        }
        return type(cls.__name__, (cls,), deadlines)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
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
        """Take what came; when it does not complete a request, the rest is expected in time."""
        super().data_received(data)
        cycle = self.cycle
        if cycle is not None and cycle is not self._complete and not cycle.more_body:
            self._complete = cycle
            self._expect_no_more()
        elif self._coming is None:
            self._expect()

    def pause_writing(self) -> None:
        """Expect that the client takes something of what is written."""
        super().pause_writing()
        self._left = self.transport.get_write_buffer_size()
        self._going = self.loop.call_later(self.sending_seconds, self._stands_still)

    def resume_writing(self) -> None:
        """Write on."""
        if self._going is not None:
            self._going.cancel()
            self._going = None
        super().resume_writing()

    def _expect(self) -> None:
        self._coming = self.loop.call_later(self.request_seconds, self._overdue)

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
            self.transport.write(_TIMEOUT)
            self.transport.close()
        else:
            self.transport.abort()

    def _stands_still(self) -> None:
        """End a connection of which nothing is taken."""
        left = self.transport.get_write_buffer_size()
        if left > self._left - _LEAST:
            self.transport.abort()
            return
        self._left = left
        self._going = self.loop.call_later(self.sending_seconds, self._stands_still)
