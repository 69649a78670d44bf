"""For machines that look after the server: is it alive, is it ready, what has it counted."""

from collections.abc import Callable

from pyoxigraph import NamedNode
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from qualgraph.answers.problem import Problem
from qualgraph.answers.site import site_of
from qualgraph.errors import UsageError

_NOW = {"Cache-Control": "no-store"}
_TEXT = "text/plain; version=1.0.0; charset=utf-8"


async def live(request: Request) -> Response:
    """Say that the process answers, and with which release; asks nothing of anything."""
    site = site_of(request)
    told = {"status": "ok", "release": site.id, "queries-without-network": site.evaluator.sealed}
    return JSONResponse(told, 200, _NOW)


def ready(request: Request) -> Response:
    """Say that the store answers; 503 when it does not (one elsewhere: 502 or 504)."""
    site = site_of(request)
    try:
        site.store.knows(NamedNode(f"{site.names.base}id/"))
    except (OSError, RuntimeError) as error:
        raise Problem(503, UsageError("not-ready"), (("Retry-After", "5"),)) from error
    return JSONResponse({"status": "ready", "release": site.id}, 200, _NOW)


def routes(metrics: Callable[[], bytes]) -> list[Route]:
    """Return the routes; ``metrics`` writes what was counted."""

    async def counted(_: Request) -> Response:
        return Response(metrics(), 200, _NOW, _TEXT)

    return [
        Route("/health", live),
        Route("/health/live", live),
        Route("/health/ready", ready),
        Route("/metrics", counted),
    ]
