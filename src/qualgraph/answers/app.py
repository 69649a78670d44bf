"""The site as an ASGI application: the route table, and what every answer carries."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qualgraph import resources
from qualgraph.answers import dataset, dumps, openapi, query_pages, sparql, things
from qualgraph.answers.pages import Pages
from qualgraph.answers.problem import Problem, problem_response
from qualgraph.answers.settings import Settings
from qualgraph.answers.site import Site, site_of
from qualgraph.answers.variants import Variant
from qualgraph.errors import QualgraphError, UsageError
from qualgraph.release.directory import Release

SECURITY = {
    "content-security-policy": "default-src 'none'; style-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}


OPEN = {
    "access-control-allow-origin": "*",
    "access-control-expose-headers": "Content-Location, Content-Range, ETag, Link, Repr-Digest, "
    "Retry-After, X-Total-Count",
}
PREFLIGHT = {
    "access-control-allow-methods": "GET, HEAD, POST",
    "access-control-allow-headers": "*",
    "access-control-max-age": "86400",
}
# A context keeps its meaning: what changes it gets a new version in its name.
CONTEXT_CACHE = "public, max-age=604800, stale-while-revalidate=2592000"
_HOME = ("/", "/queries", "/sparql", "/def/")


def create_app(release: Release, settings: Settings) -> Starlette:
    """Return the application that serves ``release``."""
    site = Site(release, settings)
    routes = [
        *ROUTES,
        *dataset.ROUTES,
        *dumps.ROUTES,
        *things.ROUTES,
        *query_pages.ROUTES,
        *openapi.ROUTES,
        *sparql.ROUTES,
    ]
    handlers = {Problem: _on_problem, HTTPException: _on_http, Exception: _on_failure}
    app = Starlette(
        routes=routes,
        middleware=[
            Middleware(CommonHeaders),
            Middleware(AddressLimit, settings, site.pages),
        ],
        exception_handlers=handlers,  # type: ignore[arg-type]
        lifespan=_lifespan,
    )
    app.state.site = site
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

    def __init__(self, app: ASGIApp, settings: Settings, pages: Pages) -> None:
        self.app, self.limit, self.pages = app, settings.address_characters, pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 414."""
        app = self.app
        if scope["type"] == "http" and _address_length(scope) > self.limit:
            wrong = Problem(414, UsageError("address-too-long", limit=self.limit))
            request = Request({**scope, "path": scope["path"][:100]})
            app = problem_response(request, wrong, self.pages)
        await app(scope, receive, send)


def _address_length(scope: Scope) -> int:
    return len(scope.get("raw_path") or scope["path"]) + len(scope["query_string"])


def home(request: Request) -> Response:
    """Show what is in the release."""
    site = site_of(request)

    def values(language: str) -> dict[str, Any]:
        return {
            "rows": site.canned(site.queries["qualifications"], {"lang": language}),
            "release": site.release,
            "documents": [f"/doc/document/{name}" for name in site.release.manifest["documents"]],
            "dumps": [entry["file"] for entry in site.release.manifest.get("dumps", [])],
        }

    return site.shown(request, "home.html", values)


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


def style(request: Request) -> Response:
    """Answer with the style sheet."""
    site = site_of(request)
    path = resources.PACKAGE / "answers" / "templates" / "style.css"

    def make() -> Variant:
        return Variant("text/css; charset=utf-8", "", path.read_bytes())

    return site.kept(request, request.url.path, make, {"vary": "Accept-Encoding"})


def health(request: Request) -> Response:
    """Say that the site is up, and with which release."""
    site = site_of(request)
    return JSONResponse(
        {"status": "ok", "release": site.release.id}, 200, {"Cache-Control": "no-store"}
    )


ROUTES = [
    Route("/", home),
    Route("/contexts/{name}", context),
    Route("/style.css", style),
    Route("/health", health),
]


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    yield
    app.state.site.evaluator.close()


def _on_problem(request: Request, problem: Problem) -> Response:
    return problem_response(request, problem, request.app.state.site.pages)


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
