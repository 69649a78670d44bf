"""Who may come in: this computer, with the token of this start, and writing from our own page.

A page elsewhere can make a browser ask this address. It does not know the token; a name that
it lets point here (DNS rebinding) is no name of ours in ``Host``; what it sends bears its own
``Origin`` (Fetch, section 3.2; Fetch Metadata Request Headers, W3C).
"""

import hmac
import socket
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import parse_qsl

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qualgraph.errors import UsageError
from qualgraph.texts import Texts

SECURITY = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; style-src 'self'; script-src 'self'; "
    "img-src data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    # With no-referrer browsers would send forms with `Origin: null`.
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
_READ = ("GET", "HEAD")
_NAMES = ("127.0.0.1", "localhost", "[::1]")
_BODY = 16_384
_FIELDS = 20


class RefusedError(Exception):
    """The request is not let in: a status, and the key of what to say."""

    def __init__(self, status: int, key: str) -> None:
        super().__init__(status, key)
        self.status = status
        self.key = key


@dataclass(frozen=True, slots=True)
class Door:
    """What this start lets in: its token and its port."""

    token: str
    port: int

    def check(self, method: str, headers: Headers) -> None:
        """Raise ``RefusedError`` for another ``Host``, or a write that another page sends."""
        host = headers.getlist("host")
        if len(host) != 1 or host[0].lower() not in {f"{name}:{self.port}" for name in _NAMES}:
            raise RefusedError(421, "review.host")
        if method in _READ:
            return
        if headers.getlist("origin") != [f"http://{host[0].lower()}"]:
            raise RefusedError(403, "review.origin")
        if headers.get("sec-fetch-site", "same-origin") != "same-origin":
            raise RefusedError(403, "review.origin")

    def admit(self, token: str) -> None:
        """Raise ``RefusedError`` unless ``token`` is that of this start."""
        if not hmac.compare_digest(token.encode(), self.token.encode()):
            raise RefusedError(403, "review.token")


class Guarded:
    """Lets through what the door lets in, and gives every answer its headers."""

    def __init__(self, app: ASGIApp, door: Door, words: Texts) -> None:
        self.app = app
        self.door = door
        self.words = words
        self.headers = [(k.encode(), v.encode()) for k, v in SECURITY.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or say why not."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *self.headers]
            await send(message)

        try:
            self.door.check(scope["method"], Headers(scope=scope))
        except RefusedError as refused:
            answer = PlainTextResponse(self.words(refused.key), refused.status)
            await answer(scope, receive, sent)
            return
        await self.app(scope, receive, sent)


async def form_of(request: Request) -> dict[str, str]:
    """Return the fields of a form; the first of each name.

    Raises ``RefusedError`` when it is of another type, too large, or not well made.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise RefusedError(415, "review.form")
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > _BODY:
            raise RefusedError(413, "review.form")
    try:
        pairs = parse_qsl(
            body.decode(), keep_blank_values=True, errors="strict", max_num_fields=_FIELDS
        )
    except ValueError as error:
        raise RefusedError(400, "review.form") from error
    return dict(reversed(pairs))


def bound(host: str, port: int) -> socket.socket:
    """Return a socket that listens at ``host``, which must be this computer for itself.

    Raises ``UsageError`` for any other address, and when the port cannot be had.
    """
    try:
        address = ip_address("127.0.0.1" if host == "localhost" else host.strip("[]"))
    except ValueError as error:
        raise UsageError("review-address", host=host) from error
    if not address.is_loopback:
        raise UsageError("review-address", host=host)
    family = socket.AF_INET6 if address.version == 6 else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((str(address), port))
        listening.listen()  # who opens the address at once waits until it is served
    except OSError as error:
        listening.close()
        raise UsageError("review-port", host=host, port=port, reason=error.strerror) from error
    return listening
