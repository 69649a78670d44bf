"""A release to a store elsewhere, by the SPARQL 1.1 Graph Store HTTP Protocol.

https://www.w3.org/TR/sparql11-http-rdf-update/: each graph is replaced with its first piece (PUT),
the others are added to it (POST). A release has no blank nodes, so a piece that is sent twice adds
nothing, and all of it may be sent again after a failure. The default graph comes last: it is what
a plain query asks, and it changes when the record behind it is there.
"""

import time
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass
from types import TracebackType

import httpx2
from pyoxigraph import DefaultGraph, NamedNode, Quad, Store

from qualgraph.endpoints import AGENT, PASSING, Credentials, checked, pause, short, shown
from qualgraph.errors import DataError, UsageError
from qualgraph.release.directory import Release

TURTLE = "text/turtle; charset=utf-8"  # N-Triples is Turtle, and every graph store reads that
_DONE = frozenset({200, 201, 202, 204})
_NO_SUCH_GRAPH = 404
_ERROR_CHARACTERS = 4_000


@dataclass(frozen=True, slots=True)
class Pushed:
    """What a push did; ``removed`` are the graphs of an earlier one that are gone."""

    graphs: int
    triples: int
    removed: tuple[str, ...]
    seconds: float

    @property
    def data(self) -> dict[str, object]:
        """What it did, for JSON."""
        return {
            "graphs": self.graphs,
            "triples": self.triples,
            "removed": list(self.removed),
            "seconds": round(self.seconds, 3),
        }


class GraphStore:
    """The graphs of a store elsewhere, to be written.

    ``default_graph`` is the named graph for what is a release's default graph, where the store has
    no default graph that can be written; ``seconds`` is how long one piece may take; ``attempts``
    how often it is sent.
    """

    def __init__(
        self,
        address: str,
        default_graph: str = "",
        credentials: Credentials | None = None,
        seconds: float = 120.0,
        attempts: int = 5,
    ) -> None:
        self.address, self.default_graph = checked(address), default_graph
        self.seconds, self.attempts = seconds, attempts
        self._client = httpx2.Client(
            auth=Challenged(credentials) if credentials else None,
            headers={"user-agent": AGENT},
            timeout=httpx2.Timeout(seconds, connect=10.0),
        )

    def __enter__(self) -> "GraphStore":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._client.close()

    def replace(self, graph: str, pieces: Iterable[bytes]) -> None:
        """Make the triples of ``pieces`` all that is in ``graph`` (empty: the default graph).

        Raises ``DataError`` when the store refuses, or does not answer after all attempts.
        """
        for number, piece in enumerate(pieces):
            self._send("POST" if number else "PUT", graph, piece)

    def remove(self, graph: str) -> None:
        """Remove a graph; one that is not there is no error."""
        self._send("DELETE", graph, b"")

    def _send(self, method: str, graph: str, body: bytes) -> None:
        for attempt in range(1, self.attempts + 1):
            failure, wait = self._once(method, graph, body)
            if failure is None:
                return
            if wait is None or attempt == self.attempts:
                raise failure
            time.sleep(pause(attempt, wait))

    def _once(self, method: str, graph: str, body: bytes) -> tuple[DataError | None, str | None]:
        """Send once; return what went wrong, and, when it may pass, what ``Retry-After`` says."""
        target = graph or self.default_graph
        query = {"graph": target} if target else {"default": ""}
        try:
            answer = self._client.request(
                method,
                httpx2.URL(self.address).copy_merge_params(query),
                content=body or None,
                headers={"content-type": TURTLE} if body else {},
            )
        except (httpx2.ReadTimeout, httpx2.WriteTimeout):
            # What it did not take in all that time, it will not take a second time.
            return self._error("push-late", target, f"{self.seconds:g} s"), None
        except httpx2.TransportError as error:
            return self._error("push-away", target, f"{type(error).__name__} {error}"), ""
        status = answer.status_code
        if status in _DONE or (method == "DELETE" and status == _NO_SUCH_GRAPH):
            return None, None
        reason = f"{status} {short(answer.text[:_ERROR_CHARACTERS])}"
        if status in PASSING:
            return self._error("push-away", target, reason), answer.headers.get("retry-after", "")
        return self._error(_REFUSED.get(status, "push-refused"), target, reason), None

    def _error(self, key: str, graph: str, reason: str) -> DataError:
        graph = graph or "default"
        return DataError(key, endpoint=shown(self.address), graph=graph, reason=short(reason))


_REFUSED = {
    401: "push-who",
    403: "push-who",
    404: "push-where",
    405: "push-where",
    413: "push-pieces",
    501: "push-where",
}


class Challenged(httpx2.Auth):
    """Answers the challenge of a store, Digest where it asks for that, else Basic (RFC 9110, 11).

    Nothing of the password is sent before the store asks who it is.
    """

    def __init__(self, credentials: Credentials) -> None:
        self._basic = httpx2.BasicAuth(credentials.user, credentials.password)
        self._digest = httpx2.DigestAuth(credentials.user, credentials.password)
        self._chosen: httpx2.Auth | None = None

    def auth_flow(
        self, request: httpx2.Request
    ) -> Generator[httpx2.Request, httpx2.Response, None]:
        """Send as before, else bare; then as the challenge asks."""
        if self._chosen is None:
            answer = yield request
            if answer.status_code != 401:
                return
            schemes = " ".join(answer.headers.get_list("www-authenticate")).lower()
            self._chosen = self._digest if "digest " in schemes else self._basic
        yield from self._chosen.auth_flow(request)


def push(
    release: Release,
    target: GraphStore,
    known: Iterable[str],
    piece_bytes: int,
    step: Callable[[], None] = lambda: None,
) -> Pushed:
    """Make ``target`` hold ``release``; of the graphs ``known``, what is not in it is removed.

    ``step`` is called after each graph. Raises ``UsageError`` when the named graph for the default
    graph is one of the release, and ``DataError``; pushing again then mends it.
    """
    started, store, count = time.monotonic(), Store.read_only(str(release.store)), 0
    named = sorted(graph.value for graph in store.named_graphs() if isinstance(graph, NamedNode))
    if target.default_graph in named:
        raise UsageError("push-default-graph", graph=target.default_graph)

    def counted(quads: Iterable[Quad]) -> Iterator[Quad]:
        nonlocal count
        for quad in quads:
            count += 1
            yield quad

    for name in [*named, ""]:
        graph = NamedNode(name) if name else DefaultGraph()
        quads = counted(store.quads_for_pattern(None, None, None, graph))
        target.replace(name, pieces(quads, piece_bytes))
        step()
    gone = tuple(sorted(set(known) - {*named, target.default_graph}))
    for name in gone:
        target.remove(name)
    return Pushed(len(named) + 1, count, gone, time.monotonic() - started)


def pieces(quads: Iterable[Quad], most: int) -> Iterator[bytes]:
    """Yield the triples as N-Triples of up to ``most`` bytes; a longer triple stands alone."""
    lines: list[bytes] = []
    size = 0
    for quad in quads:
        line = f"{quad.triple} .\n".encode()
        if lines and size + len(line) > most:
            yield b"".join(lines)
            lines, size = [], 0
        lines.append(line)
        size += len(line)
    yield b"".join(lines)
