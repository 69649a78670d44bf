"""Large answers, sent in pieces: a client that reads slowly holds its own answer, no more."""

from dataclasses import dataclass

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

_PIECE = 64_000


@dataclass
class Sending:
    """How many bytes of large answers are being sent, and how many may be."""

    limit: int
    held: int = 0

    @property
    def full(self) -> bool:
        """Whether no further answer should be made before others have been taken."""
        return self.held >= self.limit


@dataclass(frozen=True, slots=True)
class InPieces:
    """An answer that is handed over piece by piece, as an ASGI application."""

    response: Response
    sending: Sending

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the answer; what is held of it counts until it is sent or the client is gone."""
        body = memoryview(self.response.body)
        self.sending.held += len(body)
        try:
            start = {"type": "http.response.start", "status": self.response.status_code}
            await send({**start, "headers": self.response.raw_headers})
            for begin in range(0, len(body), _PIECE):
                piece = bytes(body[begin : begin + _PIECE])
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        finally:
            self.sending.held -= len(body)
