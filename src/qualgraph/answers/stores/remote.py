"""A store elsewhere: any SPARQL endpoint, asked through SPARQLWrapper.

Only ever asked, never told: the request is that of a query (``query=``) whatever its text is. What
comes back is bounded in time and size, and parsed, so that a page is made of a whole answer or not
at all.
"""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from http.client import HTTPException, HTTPResponse
from threading import BoundedSemaphore
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import (
    HTTPBasicAuthHandler,
    HTTPDigestAuthHandler,
    HTTPPasswordMgrWithDefaultRealm,
    HTTPRedirectHandler,
    OpenerDirector,
    build_opener,
)

from pyoxigraph import NamedNode, Triple
from SPARQLWrapper import POST, SPARQLWrapper

from qualgraph import resources
from qualgraph.answers.stores import results
from qualgraph.answers.stores.store import DATASETS, GRAPHS, TABLES, Result, Rows
from qualgraph.endpoints import AGENT, PASSING, Credentials, checked, pause, short, shown
from qualgraph.errors import DataError, UsageError
from qualgraph.graph.binding import bind_row
from qualgraph.graph.names import Names
from qualgraph.graph.serialise import serialise
from qualgraph.graph.terms import string

TABLE, GRAPH = "application/sparql-results+json", "application/n-triples"
_SKIP = r"(?:\s|#[^\r\n]*(?:[\r\n]|\Z))*"
# SPARQL 1.1, rules 4 to 6: what may stand before the word that says what is asked.
_FORM = re.compile(
    rf"{_SKIP}(?:(?:BASE{_SKIP}<[^<>]*>|PREFIX{_SKIP}[^\s:<]*{_SKIP}:{_SKIP}<[^<>]*>){_SKIP})*"
    r"(SELECT|ASK|CONSTRUCT|DESCRIBE)\b",
    re.IGNORECASE,
)
_OWN_DATASET = re.compile(r"(?<![?$:\w-])FROM\s*(?:NAMED\s*)?(?:<|[\w.-]*:)", re.IGNORECASE)
_PIECE = 65_536
_ERROR_BYTES = 4_000
_INTERNAL = resources.QUERIES / "internal"


class RemoteError(DataError):
    """A store elsewhere did not answer, or not well; ``status`` is what a gateway says of it."""

    @property
    def status(self) -> int:
        """504 when it took too long, else 502 (RFC 9110, 15.6.3 and 15.6.5)."""
        return 504 if self.key == "endpoint-late" else 502


def form_of(text: str) -> str:
    """Return ``SELECT``, ``ASK``, ``CONSTRUCT`` or ``DESCRIBE``; empty for all other texts."""
    found = _FORM.match(text)
    return found[1].upper() if found else ""


@dataclass(frozen=True)
class RemoteStore:
    """A SPARQL endpoint that holds things named by ``names``.

    ``default_graph``: the named graph that holds what is a release's default graph, for a store
    that has none of its own (Virtuoso); ``seconds``: how long an answer may take, with all
    attempts; ``most_bytes``: how long it may be; ``attempts``: how often to ask; ``together``: how
    many questions may be on their way at once.
    """

    endpoint: str
    names: Names
    default_graph: str = ""
    credentials: Credentials | None = None
    seconds: float = 30.0
    most_bytes: int = 64_000_000
    attempts: int = 3
    together: int = 8
    _places: BoundedSemaphore = field(init=False, repr=False, compare=False)
    _opener: OpenerDirector = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        checked(self.endpoint)
        object.__setattr__(self, "_places", BoundedSemaphore(self.together))
        object.__setattr__(self, "_opener", _opener(self.endpoint, self.credentials))

    def __reduce__(self) -> tuple[type["RemoteStore"], tuple[Any, ...]]:
        """Cross to another process by what it is made of: that one opens connections of its own."""
        return type(self), tuple(getattr(self, each.name) for each in fields(self) if each.init)

    def query(
        self,
        text: str,
        table: str = TABLE,
        graph: str = "text/turtle",
        default_graphs: tuple[str, ...] = (),
        named_graphs: tuple[str, ...] = (),
    ) -> Result:
        """Answer a query; raises ``RemoteError`` when the endpoint does not, or not whole."""
        makes_graph = form_of(text) in {"CONSTRUCT", "DESCRIBE"}
        if not (graph if makes_graph else table):
            forms = (*GRAPHS, *DATASETS) if makes_graph else TABLES
            raise UsageError("result-form", known=", ".join(forms))
        if makes_graph:
            found = self._triples(text, default_graphs, named_graphs)
            return Result(graph, serialise(found, (GRAPHS | DATASETS)[graph], self.names))
        body = self._asked(text, TABLE, default_graphs, named_graphs)
        with self._understood():
            return Result(table, results.written(results.read(body), table))

    def rows(self, text: str) -> Rows:
        """Answer a SELECT query with its rows: variable to value, language and type."""
        body = self._asked(text, TABLE)
        with self._understood():
            return results.rows(results.read(body))

    def triples(self, text: str) -> list[Triple]:
        """Answer a CONSTRUCT query with its triples."""
        return self._triples(text)

    def knows(self, thing: NamedNode) -> bool:
        """Return whether anything is said of ``thing``, or in it as a named graph."""
        return bool(self.rows(bind_row(_internal("known"), [str(thing)])))

    def graphs(self, beginning: str) -> set[str]:
        """Return the named graphs whose IRI begins so."""
        found = self.rows(bind_row(_internal("graphs"), [str(string(beginning))]))
        return {row["graph"]["value"] for row in found}

    def _triples(
        self, text: str, default_graphs: tuple[str, ...] = (), named_graphs: tuple[str, ...] = ()
    ) -> list[Triple]:
        body = self._asked(text, GRAPH, default_graphs, named_graphs)
        with self._understood():
            return results.triples(body)

    def _asked(
        self,
        text: str,
        accept: str,
        default_graphs: tuple[str, ...] = (),
        named_graphs: tuple[str, ...] = (),
    ) -> bytes:
        """Return the body of the answer, asked again when what goes wrong may pass by itself."""
        own = default_graphs or named_graphs or _OWN_DATASET.search(text)
        graphs = {
            "default-graph-uri": default_graphs
            if own
            else tuple(filter(None, [self.default_graph])),
            "named-graph-uri": named_graphs,
        }
        deadline = time.monotonic() + self.seconds
        if not self._places.acquire(timeout=self.seconds):
            raise self._error("endpoint-late")
        try:
            return self._insistent(_Question(text, accept, graphs), deadline)
        finally:
            self._places.release()

    def _insistent(self, question: "_Question", deadline: float) -> bytes:
        """Ask up to ``attempts`` times; a query changes nothing, so that asking again is safe."""
        for attempt in range(1, self.attempts + 1):
            try:
                return self._once(question, deadline)
            except _PassingError as error:
                wait = pause(attempt, error.retry_after)
                if attempt == self.attempts or time.monotonic() + wait >= deadline:
                    raise self._error(error.key, error.reason) from error
                time.sleep(wait)
        raise AssertionError("there is one attempt at least")

    def _once(self, question: "_Question", deadline: float) -> bytes:
        seconds = max(0.05, deadline - time.monotonic())
        call = _Call(self.endpoint, self._opener, question, seconds)
        try:
            response: HTTPResponse = call.query().response
            with response:
                return self._whole(response, deadline)
        except HTTPError as error:
            with error:
                raise self._refused(error) from error
        except TimeoutError as error:
            raise self._error("endpoint-late") from error
        except (URLError, HTTPException, OSError) as error:
            reason = getattr(error, "reason", error)
            if isinstance(reason, TimeoutError):
                raise self._error("endpoint-late") from error
            raise _PassingError("endpoint-away", reason) from error

    def _whole(self, response: HTTPResponse, deadline: float) -> bytes:
        """Read the body; raises ``RemoteError`` for one that is too long, too slow or cut off."""
        # Virtuoso: rows cut off at ResultSetMaxRows, and what was found when its time was over.
        if response.headers.get("X-SPARQL-MaxRows") or response.headers.get("X-SQL-State"):
            raise self._error("endpoint-partial")
        pieces, size = [], 0
        while piece := response.read1(_PIECE):
            pieces.append(piece)
            size += len(piece)
            if size > self.most_bytes:
                raise self._error("endpoint-large", limit=self.most_bytes)
            if time.monotonic() > deadline:
                raise self._error("endpoint-late")
        stated = response.headers.get("Content-Length", "")
        if stated.isdigit() and size != int(stated):
            raise _PassingError("endpoint-away", "the answer broke off")
        return b"".join(pieces)

    def _refused(self, error: HTTPError) -> Exception:
        try:
            reason = f"{error.code} {short(error.read(_ERROR_BYTES))}"
        except (OSError, HTTPException):
            reason = str(error.code)
        if error.code in PASSING:
            key = "endpoint-late" if error.code == 504 else "endpoint-refused"
            return _PassingError(key, reason, error.headers.get("Retry-After"))
        return self._error("endpoint-refused", reason)

    def _error(self, key: str, reason: object = "", **values: object) -> RemoteError:
        told = {"reason": short(reason), "seconds": f"{self.seconds:g}", **values}
        return RemoteError(key, endpoint=shown(self.endpoint), **told)

    @contextmanager
    def _understood(self) -> Iterator[None]:
        try:
            yield
        except (SyntaxError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise self._error("endpoint-answer", error) from error


@dataclass(frozen=True, slots=True)
class _Question:
    text: str
    accept: str
    graphs: dict[str, tuple[str, ...]]


class _PassingError(Exception):
    """What may go better in a moment, and when the store wants to be asked again."""

    def __init__(self, key: str, reason: object, retry_after: str | None = None) -> None:
        super().__init__(key)
        self.key, self.reason, self.retry_after = key, reason, retry_after


class _Call(SPARQLWrapper):
    """One request. SPARQLWrapper makes it; it is sent through an opener of our own, since the
    library follows redirects, installs credentials for the whole process and reads what an error
    says to its end, however long."""

    def __init__(
        self, endpoint: str, opener: OpenerDirector, question: _Question, seconds: float
    ) -> None:
        super().__init__(endpoint, agent=AGENT)
        self._opener, self._seconds = opener, seconds
        # Its setter guesses by regular expression whether this is an update; here nothing is.
        self.queryString, self.queryType = question.text, "SELECT"
        self.setMethod(POST)
        self.setOnlyConneg(True)
        self.addCustomHttpHeader("Accept", question.accept)
        for name, values in question.graphs.items():
            for value in values:
                self.addParameter(name, value)

    def _query(self) -> tuple[Any, str]:
        return self._opener.open(self._createRequest(), timeout=self._seconds), self.returnFormat


class _NoRedirect(HTTPRedirectHandler):
    """A store that has moved is a wrong address: what is sent to it goes nowhere else."""

    def redirect_request(self, *_: Any) -> None:
        """Follow none."""


def _opener(endpoint: str, credentials: Credentials | None) -> OpenerDirector:
    if credentials is None:
        return build_opener(_NoRedirect)
    known = HTTPPasswordMgrWithDefaultRealm()
    known.add_password(None, endpoint, credentials.user, credentials.password)
    return build_opener(_NoRedirect, HTTPBasicAuthHandler(known), HTTPDigestAuthHandler(known))


def _internal(name: str) -> str:
    return (_INTERNAL / f"{name}.rq").read_text("utf-8")
