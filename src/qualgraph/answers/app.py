"""The site as an ASGI application: the route table, and what every answer carries."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qualgraph import resources
from qualgraph.answers import dataset, dumps, query_pages, sparql, things
from qualgraph.answers.problem import Problem, problem_response
from qualgraph.answers.settings import Settings
from qualgraph.answers.site import Site, Variant
from qualgraph.errors import QualgraphError, UsageError
from qualgraph.release.directory import Release

SECURITY = {
    "content-security-policy": "default-src 'none'; style-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}


def create_app(release: Release, settings: Settings) -> Starlette:
    """Return the application that serves ``release``."""
    site = Site(release, settings)
    routes = [
        Route("/", home),
        *dataset.ROUTES,
        *dumps.ROUTES,
        Route("/id/{kind}/{reference:path}", things.identifier),
        Route("/doc/{kind}/{reference:path}", things.document),
        Route("/def/", things.term),
        Route("/def/{term:path}", things.term),
        Route("/queries", query_pages.index),
        Route("/queries/{name}", query_pages.run),
        Route("/sparql", sparql.endpoint, methods=["GET", "POST"]),
        Route("/contexts/{name}", context),
        Route("/style.css", style),
        Route("/health", health),
    ]
    cors = Middleware(
        CORSMiddleware,
        allow_origins=["*"],
        allow_methods=["GET", "HEAD", "POST"],
        expose_headers=["Content-Location", "Content-Range", "ETag", "Link", "Repr-Digest"],
    )
    handlers = {Problem: _on_problem, HTTPException: _on_http, Exception: _on_failure}
    app = Starlette(
        routes=routes,
        middleware=[cors, Middleware(SecurityHeaders)],
        exception_handlers=handlers,  # type: ignore[arg-type]
        lifespan=_lifespan,
    )
    app.state.site = site
    return app


class SecurityHeaders:
    """Adds the headers that keep a browser from running anything that is not ours."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.headers = [(name.encode(), value.encode()) for name, value in SECURITY.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *self.headers]
            await send(message)

        await self.app(scope, receive, send_with_headers)


def home(request: Request) -> Response:
    """Show what is in the release."""
    site: Site = request.app.state.site
    language = site.pages.language(request.headers.get("accept-language"))
    query = site.queries["qualifications"]
    return site.page(
        request,
        "home.html",
        rows=site.canned(query, {"lang": language}),
        release=site.release,
        documents=[f"/doc/document/{name}" for name in site.release.manifest["documents"]],
        dumps=[entry["file"] for entry in site.release.manifest.get("dumps", [])],
    )


def context(request: Request) -> Response:
    """Answer with a JSON-LD context."""
    site: Site = request.app.state.site
    folder = resources.ONTOLOGY / "contexts"
    path = folder / request.path_params["name"]
    if path.parent != folder or not path.is_file():
        raise Problem(404, UsageError("thing-unknown", path=request.url.path))
    return site.respond(request, Variant("application/ld+json", "", path.read_bytes()), {})


def style(request: Request) -> Response:
    """Answer with the style sheet."""
    site: Site = request.app.state.site
    content = (resources.PACKAGE / "answers" / "templates" / "style.css").read_bytes()
    return site.respond(request, Variant("text/css; charset=utf-8", "", content), {})


def health(request: Request) -> Response:
    """Say that the site is up, and with which release."""
    site: Site = request.app.state.site
    return JSONResponse({"status": "ok", "release": site.release.id})


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    yield
    app.state.site.evaluator.close()


def _on_problem(request: Request, problem: Problem) -> Response:
    return problem_response(request, problem, request.app.state.site.pages)


def _on_http(request: Request, error: HTTPException) -> Response:
    key = {404: "thing-unknown", 405: "method"}.get(error.status_code, "failure")
    wrong: QualgraphError = UsageError(key, path=request.url.path, method=request.method)
    headers = tuple((error.headers or {}).items())
    return _on_problem(request, Problem(error.status_code, wrong, headers))


def _on_failure(request: Request, _: Exception) -> Response:
    return _on_problem(request, Problem(500, UsageError("failure", path=request.url.path)))
