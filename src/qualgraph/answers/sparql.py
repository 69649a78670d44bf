"""``/sparql``: the SPARQL 1.1 Protocol, query operation only."""

from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request as HTTPRequest
from starlette.responses import Response
from starlette.routing import Route

from qualgraph.answers.evaluate import BusyError, OverTimeError, Request
from qualgraph.answers.negotiate import choose
from qualgraph.answers.problem import Problem
from qualgraph.answers.site import HTML, Site, not_acceptable, site_of
from qualgraph.answers.static_files import EDITOR, built
from qualgraph.answers.store import GRAPHS, TABLES, Result
from qualgraph.answers.variants import Variant
from qualgraph.errors import UsageError

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"


async def endpoint(request: HTTPRequest) -> Response:
    """Answer a query; a browser without a query gets a form."""
    site = site_of(request)
    fields = await _fields(request, site)
    names = {name for name, _ in fields}
    if "update" in names:
        raise Problem(403, UsageError("update-refused"))
    queries = [value for name, value in fields if name == "query"]
    accept = request.headers.get("accept")
    if not queries and request.method in {"GET", "HEAD"}:
        return _form(request, site)
    if len(queries) != 1:
        raise Problem(400, UsageError("query-count", count=len(queries)))
    table, graph = choose(accept, tuple(TABLES)), choose(accept, tuple(GRAPHS))
    browser = choose(accept, (*TABLES, *GRAPHS, HTML)) == HTML
    if table is None and graph is None and not browser:
        raise not_acceptable((*TABLES, *GRAPHS))
    asked = Request(
        queries[0],
        table or next(iter(TABLES)),
        graph or next(iter(GRAPHS)),
        tuple(value for name, value in fields if name == "default-graph-uri"),
        tuple(value for name, value in fields if name == "named-graph-uri"),
    )
    result = await run_in_threadpool(evaluate, site, asked)
    return site.respond(request, Variant(result.media_type, "", result.body), {})


def evaluate(site: Site, request: Request) -> Result:
    """Run a query of a stranger; what goes wrong becomes the problem to answer with."""
    try:
        return site.evaluator.evaluate(request)
    except UsageError as error:
        status = {"query-service": 403, "query-too-long": 413}.get(error.key, 400)
        raise Problem(status, error) from error
    except OverTimeError as error:
        seconds = site.settings.query_seconds
        wrong = UsageError("query-over-time", seconds=seconds)
        raise Problem(503, wrong, (("Retry-After", "5"),)) from error
    except BusyError as error:
        raise Problem(429, UsageError("busy"), (("Retry-After", "5"),)) from error


async def _fields(request: HTTPRequest, site: Site) -> list[tuple[str, str]]:
    """Return the protocol's parameters from the address and the body."""
    fields = list(request.query_params.multi_items())
    if request.method != "POST":
        return fields
    media_type = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if media_type not in {FORM, DIRECT}:
        raise Problem(415, UsageError("media-type", known=f"{FORM}, {DIRECT}"), (), (FORM, DIRECT))
    body = await _body(request, 4 * site.settings.query_characters)
    if media_type == DIRECT:
        return [*fields, ("query", body)]
    return fields + parse_qsl(body, keep_blank_values=True)


async def _body(request: HTTPRequest, limit: int) -> str:
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > limit:
            raise Problem(413, UsageError("query-too-long", limit=limit))
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise Problem(400, UsageError("query-syntax", line=1, column=error.start)) from error


def _form(request: HTTPRequest, site: Site) -> Response:
    return site.shown(
        request,
        "sparql.html",
        lambda _: {
            "queries": site.queries.values(),
            "editor": EDITOR in built(),
            "text": "SELECT * WHERE { ?s ?p ?o } LIMIT 10",
        },
    )


ROUTES = [Route("/sparql", endpoint, methods=["GET", "POST"])]
