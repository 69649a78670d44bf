"""The first that sees a request: gives it its site, knows finished answers, tells and counts."""

from time import perf_counter
from typing import Any

import orjson
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qualgraph.answers.http.finished import Answer, Key, exact, narrowed
from qualgraph.answers.operations.journal import Journal
from qualgraph.answers.operations.metrics import Metrics
from qualgraph.answers.operations.sites import Sites
from qualgraph.answers.operations.spent import PARTS
from qualgraph.answers.site import SITE, Site

# Redirects and 304 as well: what is no error and does not change within a release.
_KEPT = frozenset({200, 302, 303, 304})
_HIT = (b"server-timing", b"cache;desc=hit")
_PATH_CHARACTERS = 1_000


class Front:
    """An application around the others. A request keeps the site that it began with; an answer
    that is ``public`` is kept as it was sent, under all that it can depend on."""

    def __init__(self, app: ASGIApp, sites: Sites, journal: Journal, metrics: Metrics) -> None:
        self.app, self.sites, self.journal, self.metrics = app, sites, journal, metrics
        self._who = sites.current.settings.client_header.lower().encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from what is finished, or let the application answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = perf_counter()
        key = exact(scope)
        answer = key and self.sites.current.finished.get(key)
        if not answer:
            await self._made(_Exchange(scope, receive, send, began, self.journal), key)
            return
        await send(answer.start)
        await send(answer.end)
        took = perf_counter() - began
        self.metrics.request(scope["method"], answer.start["status"], "hit", answer.sent, took)
        self.journal.line(_line(self.journal, took, answer.line))

    async def _made(self, exchange: "_Exchange", key: Key | None) -> None:
        site, scope = self.sites.begin(), exchange.scope
        scope[SITE] = site
        shown = scope if key is None else narrowed(scope, self._who)
        token = PARTS.set(exchange.parts)
        try:
            await self.app(shown, exchange.receive, exchange.send)
        finally:
            PARTS.reset(token)
            self.sites.end(site)
            self._told(exchange, site)
        if key is not None and (answer := exchange.answer(site)):
            site.finished.put(key, answer)

    def _told(self, exchange: "_Exchange", site: Site) -> None:
        took = perf_counter() - exchange.began
        method, status = exchange.scope["method"], exchange.status
        self.metrics.request(method, status, "miss", exchange.sent, took)
        self.journal.line(_line(self.journal, took, exchange.line(site, "miss")))


class _Exchange:
    """A request and what goes back to it."""

    def __init__(
        self, scope: Scope, receive: Receive, send: Send, began: float, journal: Journal
    ) -> None:
        self.scope, self.began, self.journal = scope, began, journal
        self.parts: dict[str, float] = {}
        self.sent = 0
        self.status = 500  # an application that fails says nothing
        self._receive, self._send = receive, send
        self._messages: list[Message] = []
        self._asked = journal.hash(scope["query_string"])
        self._asks = bool(scope["query_string"])

    async def receive(self) -> Message:
        """Pass on what comes; a query may be in it."""
        message = await self._receive()
        if body := message.get("body"):
            self._asks = True
            self._asked.update(body)
        return message

    async def send(self, message: Message) -> None:
        """Pass on what goes, with where the time went."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self._messages.append(message)
            timing = (b"server-timing", self._timing())
            message = {**message, "headers": [*message["headers"], timing]}
        elif message["type"] == "http.response.body":
            whole = len(self._messages) == 1 and not message.get("more_body")
            self._messages = [*self._messages, message] if whole else []
            if self.scope["method"] != "HEAD":
                self.sent += len(message.get("body", b""))
        await self._send(message)

    def answer(self, site: Site) -> Answer | None:
        """Return the answer as it is to be sent again, None when it is not for all, or in parts."""
        if len(self._messages) != 2 or self.status not in _KEPT:
            return None
        start, end = self._messages
        if not any(name == b"cache-control" and b"public" in v for name, v in start["headers"]):
            return None
        body = b"" if self.scope["method"] == "HEAD" else end.get("body", b"")
        return Answer(
            {**start, "headers": [*start["headers"], _HIT]},
            {"type": "http.response.body", "body": body},
            self.sent,
            self.line(site, "hit"),
        )

    def line(self, site: Site, cache: str) -> bytes:
        """Return the line of the log, without time and duration."""
        told: dict[str, Any] = {
            "method": self.scope["method"],
            "path": self.scope["path"][:_PATH_CHARACTERS],
            "status": self.status,
            "bytes": self.sent,
            "release": site.id,
            "cache": cache,
        }
        if self._asks:
            told["query"] = self._asked.hexdigest()
        return orjson.dumps(told)

    def _timing(self) -> bytes:
        parts = {"total": perf_counter() - self.began, **self.parts}
        told = [f"{name};dur={seconds * 1000:.2f}" for name, seconds in parts.items()]
        return ", ".join((*told, "cache;desc=miss")).encode()


def _line(journal: Journal, took: float, rest: bytes) -> bytes:
    return b'{"time":"%b","ms":%.3f,%b' % (journal.now(), took * 1000, rest[1:])
