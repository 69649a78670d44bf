"""The site as an ASGI application: the route table, and what every answer carries."""

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qualgraph import resources
from qualgraph.answers import things
from qualgraph.answers.dataset import about, dumps, static_files
from qualgraph.answers.dataset import description as dataset
from qualgraph.answers.finding import home, reconcile, search
from qualgraph.answers.http.front import Front
from qualgraph.answers.http.tongues import Tongues
from qualgraph.answers.http.variants import Variant
from qualgraph.answers.operations import health
from qualgraph.answers.operations.operations import Operations
from qualgraph.answers.operations.sites import Sites
from qualgraph.answers.pathways import compare, pathways
from qualgraph.answers.problem import Problem, problem_response
from qualgraph.answers.queries import openapi
from qualgraph.answers.queries import pages as query_pages
from qualgraph.answers.settings import Settings
from qualgraph.answers.site import Site, site_of
from qualgraph.answers.sparql import conformance
from qualgraph.answers.sparql import endpoint as sparql
from qualgraph.answers.sparql import terms as query_terms
from qualgraph.answers.stores.remote import RemoteError, RemoteStore
from qualgraph.errors import QualgraphError, UsageError
from qualgraph.release.directory import Release

# The editor sets one style by an attribute, "tab-size: 4"; its hash lets through that one only.
_TAB_SIZE = "'unsafe-hashes' 'sha256-aDW+Y9AWo6Nh0PATo6ylApmuLWaOU8WRb6n5G5EQRkg='"
SECURITY = {
    "content-security-policy": f"default-src 'none'; style-src 'self' {_TAB_SIZE}; "
    "script-src 'self'; "
    "connect-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}


OPEN = {
    "access-control-allow-origin": "*",
    "access-control-expose-headers": "Accept-Query, Content-Location, Content-Range, ETag, Link, "
    "Qualgraph-Truncated, Repr-Digest, Retry-After, X-Total-Count",
}
PREFLIGHT = {
    "access-control-allow-methods": "GET, HEAD, POST, QUERY",
    "access-control-allow-headers": "*",
    "access-control-max-age": "86400",
}
# A context keeps its meaning: what changes it gets a new version in its name.
CONTEXT_CACHE = "public, max-age=604800, stale-while-revalidate=2592000"
ASSETS = {"style.css": "text/css; charset=utf-8", "icon.svg": "image/svg+xml"}
_HOME = ("/", "/queries", "/sparql", "/def/")


def create_app(
    release: Release | None,
    settings: Settings,
    operations: Operations | None = None,
    remote: RemoteStore | None = None,
) -> Starlette:
    """Return the application that serves ``release`` and what follows it, or ``remote`` with a
    release beside it."""
    running = operations or Operations()
    site = Site(release, settings, running.journal, remote)
    sites = Sites(site, running.releases)
    # The first is found first, and this one is asked most.
    routes = [
        *sparql.ROUTES,
        *ROUTES,
        *about.ROUTES,
        *health.routes(lambda: running.metrics.text(running.now(sites))),
        *dataset.ROUTES,
        *dumps.ROUTES,
        *home.ROUTES,
        *things.ROUTES,
        *pathways.ROUTES,
        *compare.ROUTES,
        *query_pages.ROUTES,
        *reconcile.ROUTES,
        *search.ROUTES,
        *query_terms.ROUTES,
        *static_files.ROUTES,
        *conformance.ROUTES,
        *openapi.ROUTES,
    ]
    site.pages.serve(route.path for route in routes)
    handlers = {
        Problem: _on_problem,
        RemoteError: _on_remote,
        HTTPException: _on_http,
        Exception: _on_failure,
    }
    app = Starlette(
        routes=routes,
        middleware=[
            Middleware(Front, sites, running.journal, running.metrics),
            Middleware(CommonHeaders),
            Middleware(AddressLimit, settings),
            Middleware(Tongues),
        ],
        exception_handlers=handlers,  # type: ignore[arg-type]
        lifespan=lambda _: running.attending(sites),
    )
    app.state.sites = sites
    return app


class CommonHeaders:
    """Adds what every answer carries: that a browser runs nothing that is not ours, and that any
    site may read it (CORS, without credentials; told to all, so that no cache has to ask whom)."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.headers = [(k.encode(), v.encode()) for k, v in (SECURITY | OPEN).items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; a browser that asks before it asks is answered here."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *self.headers]
            await send(message)

        app = self.app
        if scope["type"] == "http" and scope["method"] == "OPTIONS":
            asks = any(name == b"access-control-request-method" for name, _ in scope["headers"])
            app = Response(None, 204, PREFLIGHT) if asks else app
        await app(scope, receive, send_with_headers)


class AddressLimit:
    """Refuses an address that is longer than the settings allow."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app, self.limit = app, settings.address_characters

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 414."""
        app = self.app
        if scope["type"] == "http" and _address_length(scope) > self.limit:
            wrong = Problem(414, UsageError("address-too-long", limit=self.limit))
            request = Request({**scope, "path": scope["path"][:100]})
            app = _on_problem(request, wrong)
        await app(scope, receive, send)


def _address_length(scope: Scope) -> int:
    return len(scope.get("raw_path") or scope["path"]) + len(scope["query_string"])


def context(request: Request) -> Response:
    """Answer with a JSON-LD context."""
    site = site_of(request)
    name = request.path_params["name"]
    known = {path.name: path for path in (resources.ONTOLOGY / "contexts").glob("*.jsonld")}
    if name not in known:
        there = tuple(f"/contexts/{each}" for each in sorted(known))
        raise Problem(404, UsageError("thing-unknown", path=request.url.path), (), there)

    def make() -> Variant:
        return Variant("application/ld+json", "", known[name].read_bytes())

    headers = {"cache-control": CONTEXT_CACHE, "vary": "Accept-Encoding"}
    return site.kept(request, request.url.path, make, headers)


def asset(request: Request) -> Response:
    """Answer with a file that the pages need: the style sheet, the icon."""
    site, name = site_of(request), request.url.path.removeprefix("/")
    path = resources.PACKAGE / "answers" / "templates" / name

    def make() -> Variant:
        return Variant(ASSETS[name], "", path.read_bytes())

    return site.kept(request, request.url.path, make, {"vary": "Accept-Encoding"})


ROUTES = [
    Route("/contexts/{name}", context),
    *(Route(f"/{name}", asset) for name in ASSETS),
]


def _on_problem(request: Request, problem: Problem) -> Response:
    site = site_of(request)
    if problem.status != 404:
        return problem_response(request, problem, site.pages)
    near = search.nearby(site, request.url.path, site.pages.language(_spoken(request)))
    return problem_response(request, problem, site.pages, near)


def _spoken(request: Request) -> str | None:
    return request.headers.get("accept-language")


def _on_remote(request: Request, error: RemoteError) -> Response:
    """Tell what the store elsewhere did, not where it is."""
    told = UsageError(error.key, **{**error.values, "endpoint": "SPARQL"})
    return _on_problem(request, Problem(error.status, told, (("Retry-After", "5"),)))


def _on_http(request: Request, error: HTTPException) -> Response:
    key = {404: "thing-unknown", 405: "method"}.get(error.status_code, "failure")
    wrong: QualgraphError = UsageError(key, path=request.url.path, method=request.method)
    allowed = (error.headers or {}).get("Allow", "")
    available = tuple(sorted(allowed.split(", "))) if allowed else _HOME
    headers = tuple((error.headers or {}).items())
    return _on_problem(request, Problem(error.status_code, wrong, headers, available))


def _on_failure(request: Request, _: Exception) -> Response:
    """Answer 500; it is sent from outside of the middleware, so it gets its headers here."""
    answer = _on_problem(request, Problem(500, UsageError("failure", path=request.url.path)))
    answer.headers.update(SECURITY | OPEN)
    return answer
