"""``/sparql``: the SPARQL 1.1 Protocol, query operation only, and the service description.

Queries come by GET, by POST (form or direct), and by QUERY, the safe method with a body.
"""

import re
from dataclasses import replace
from functools import lru_cache
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect
from starlette.requests import Request as HTTPRequest
from starlette.routing import Route
from starlette.types import ASGIApp

from qualgraph.answers.http.negotiate import choose
from qualgraph.answers.http.sending import InPieces
from qualgraph.answers.http.variants import Variant
from qualgraph.answers.problem import Problem
from qualgraph.answers.site import HTML, Site, not_acceptable, site_of
from qualgraph.answers.sparql import page as sparql_page
from qualgraph.answers.sparql import service
from qualgraph.answers.sparql.evaluate import BusyError, OverTimeError, Request, TooManyError
from qualgraph.answers.stores.store import DATASETS, GRAPHS, TABLES, Result
from qualgraph.errors import UsageError

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
TRUNCATED = "Qualgraph-Truncated"
# What is asked for by a name that is not its own is answered with its own.
TABLE_FORMS = {
    **{name: name for name in TABLES},
    "application/json": "application/sparql-results+json",
    "application/xml": "application/sparql-results+xml",
    "text/xml": "application/sparql-results+xml",
}
GRAPH_FORMS = {
    **{name: name for name in (*GRAPHS, *DATASETS)},
    "application/json": "application/ld+json",
    "application/xml": "application/rdf+xml",
    "text/xml": "application/rdf+xml",
}
_FIELDS = 1_000
_KNOWN_WORDS = 256
_RETRY = (("Retry-After", "5"),)
_STATUS = {"query-service": 403, "query-too-long": 413, "query-ended-process": 503}
# An answer that is another each time must not be kept.
_CHANGING = re.compile(r"\b(?:now|rand|uuid|struuid|bnode)\s*\(", re.IGNORECASE)
_LARGE = 64_000


async def endpoint(request: HTTPRequest) -> ASGIApp:
    """Answer a query; without a query, describe the service, to a browser with a form."""
    site = site_of(request)
    fields = await _fields(request, site)
    queries = [value for name, value in fields if name == "query"]
    if any(name == "update" for name, _ in fields):
        refused = UsageError("query-and-update") if queries else UsageError("update-refused")
        raise Problem(400 if queries else 403, refused)
    if not queries and request.method in {"GET", "HEAD"}:
        described = await run_in_threadpool(service.description, request, site)
        described.headers["Accept-Query"] = f"{DIRECT}, {FORM}"
        return described
    if len(queries) != 1:
        raise Problem(400, UsageError("query-count", count=len(queries)))
    accept = dict(fields).get("_mediatype") or request.headers.get("accept")
    table, graph = _forms(accept)
    if not table and not graph:
        raise not_acceptable((*TABLES, *GRAPHS, *DATASETS))
    asked = Request(
        queries[0],
        table,
        graph,
        tuple(value for name, value in fields if name == "default-graph-uri"),
        tuple(value for name, value in fields if name == "named-graph-uri"),
        _client(request, site),
    )
    if choose(accept, (*TABLE_FORMS, *GRAPH_FORMS, HTML)) == HTML:
        return await _page(request, site, asked)
    return await _answered(request, site, asked)


@lru_cache(_KNOWN_WORDS)
def _forms(accept: str | None) -> tuple[str, str]:
    """Return the media types of a table and of a graph that are asked for, empty where none is.

    A page is made of what others get who ask for nothing.
    """
    table, graph = choose(accept, tuple(TABLE_FORMS)), choose(accept, tuple(GRAPH_FORMS))
    if not table and not graph and choose(accept, (HTML,)):
        return next(iter(TABLES)), next(iter(GRAPHS))
    return TABLE_FORMS.get(table or "", ""), GRAPH_FORMS.get(graph or "", "")


async def answer(site: Site, request: Request) -> Result:
    """Run a query of a stranger; what goes wrong becomes the problem to answer with."""
    try:
        with site.timed("query", request.text):
            return await site.evaluator.answer(request)
    except (UsageError, OverTimeError, BusyError, TooManyError) as error:
        raise _problem(error, site) from error


def evaluate(site: Site, request: Request) -> Result:
    """Run a query as ``answer`` does, from a thread of the event loop's pool."""
    try:
        with site.timed("query", request.text):
            return site.evaluator.evaluate(request)
    except (UsageError, OverTimeError, BusyError, TooManyError) as error:
        raise _problem(error, site) from error


def _problem(error: Exception, site: Site) -> Problem:
    if isinstance(error, OverTimeError):
        seconds = site.settings.query_seconds
        return Problem(503, UsageError("query-over-time", seconds=seconds), _RETRY)
    if isinstance(error, BusyError):
        return Problem(503, UsageError("busy"), _RETRY)
    if isinstance(error, TooManyError):
        limit = site.settings.client_queries
        return Problem(429, UsageError("client-busy", limit=limit), _RETRY)
    if not isinstance(error, UsageError):
        raise error
    if error.key == "result-form":
        return not_acceptable(tuple(str(error.values["known"]).split(", ")))
    status = _STATUS.get(error.key, 400)
    return Problem(status, error, _RETRY if status == 503 else ())


async def _page(request: HTTPRequest, site: Site, asked: Request) -> ASGIApp:
    """Show the answer, or what is wrong, on the page where the query was written."""
    # A browser accepts XML as well, but a page is made of these.
    shown = replace(asked, table=next(iter(TABLES)), graph=next(iter(GRAPHS)))
    try:
        variant = await _variant(site, shown)
    except Problem as problem:
        return sparql_page.refused(request, site, asked.text, problem)
    return await run_in_threadpool(sparql_page.results, request, site, asked.text, variant)


async def _answered(request: HTTPRequest, site: Site, asked: Request) -> ASGIApp:
    variant = await _variant(site, asked)
    if len(variant.body) < _LARGE:
        return site.respond(request, variant, {})
    # A large body is compressed beside the event loop, and sent as fast as the client takes it.
    response = await run_in_threadpool(site.respond, request, variant, {})
    return InPieces(response, site.evaluator.sending)


async def _variant(site: Site, asked: Request) -> Variant:
    """Return the answer as it is kept, or made for this request."""
    key = "" if site.beside is None or _CHANGING.search(asked.text) else _key(asked)
    variant = _kept(site, key)
    if variant is None:
        if site.evaluator.sending.full:
            raise Problem(503, UsageError("busy"), _RETRY)
        result = await answer(site, asked)
        headers = {} if key else {"cache-control": "no-store"}
        if result.truncated:
            headers[TRUNCATED] = f"{result.truncated}; limit={_limit(site, result)}"
        variant = Variant(result.media_type, "", result.body, key=key, headers=headers)
        if key and len(result.body) < site.settings.cached_bytes // 100:
            site.variants.get(key, lambda: variant)
    return variant


def _key(asked: Request) -> str:
    graphs = " ".join((*asked.default_graphs, "named", *asked.named_graphs))
    return "\n".join(("sparql", asked.table, asked.graph, graphs, asked.text))


def _kept(site: Site, key: str) -> Variant | None:
    def missing() -> Variant:
        raise LookupError

    try:
        return site.variants.get(key, missing) if key else None
    except LookupError:
        return None


def _limit(site: Site, result: Result) -> int:
    settings = site.settings
    return settings.result_rows if result.truncated == "rows" else settings.result_bytes


def _client(request: HTTPRequest, site: Site) -> str:
    """Return who asks: the address, or what a trusted proxy in front of us says of it.

    Of a list the last counts: it is the one that the proxy itself has added.
    """
    told = request.headers.get(site.settings.client_header) if site.settings.client_header else ""
    if told:
        return told.rpartition(",")[2].strip()
    return request.client.host if request.client else "unknown"


async def _fields(request: HTTPRequest, site: Site) -> list[tuple[str, str]]:
    """Return the protocol's parameters from the address and the body."""
    fields = _pairs(request.scope["query_string"])
    if request.method in {"GET", "HEAD"}:
        return fields
    media_type, charset = _media_type(request.headers.get("content-type", ""))
    if media_type not in {FORM, DIRECT}:
        raise Problem(415, UsageError("media-type", known=f"{FORM}, {DIRECT}"), (), (FORM, DIRECT))
    if charset not in {"", "utf-8", "utf8", "us-ascii"}:
        known = tuple(f"{name}; charset=utf-8" for name in (FORM, DIRECT))
        raise Problem(415, UsageError("media-type", known=", ".join(known)), (), known)
    # Each character may take four bytes, and in a form each byte three.
    body = await _body(request, (12 if media_type == FORM else 4) * site.settings.query_characters)
    if media_type == FORM:
        return fields + _pairs(body)
    try:
        return [*fields, ("query", body.decode())]
    except UnicodeDecodeError as error:
        raise Problem(400, UsageError("not-utf-8", place=error.start)) from error


def _pairs(text: bytes) -> list[tuple[str, str]]:
    """Return what is in a form or in the query of an address; raises ``Problem``."""
    try:
        return parse_qsl(
            text.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_FIELDS
        )
    except UnicodeDecodeError as error:
        raise Problem(400, UsageError("not-utf-8", place=error.start)) from error
    except ValueError as error:
        raise Problem(400, UsageError("fields-too-many", limit=_FIELDS)) from error


def _media_type(header: str) -> tuple[str, str]:
    """Return the media type of a body and the ``charset`` that it names, both in small letters."""
    media_type, *parameters = (piece.strip().lower() for piece in header.split(";"))
    named = dict(parameter.partition("=")[::2] for parameter in parameters)
    return media_type, named.get("charset", "").strip('"')


async def _body(request: HTTPRequest, limit: int) -> bytes:
    too_long = Problem(413, UsageError("query-too-long", limit=limit))
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length) > limit:
        raise too_long
    body = bytearray()
    try:
        async for piece in request.stream():
            body += piece
            if len(body) > limit:
                raise too_long
    except ClientDisconnect as error:
        raise Problem(400, UsageError("query-count", count=0)) from error
    return bytes(body)


ROUTES = [Route("/sparql", endpoint, methods=["GET", "POST", "QUERY"])]
