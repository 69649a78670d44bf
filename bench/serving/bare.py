"""The bare parts: the same answers from the same store without guard, cache, log, negotiation.

``python -m bench.serving.bare PORT STORE BASE``, or with ``raw`` in place of a store: one ASGI
function that sends a fixed body.
"""

import sys
from typing import Any
from urllib.parse import parse_qsl

import uvicorn
from pyoxigraph import NamedNode, QueryResultsFormat, RdfFormat, Store, serialize
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from qualgraph.graph.binding import bind_row
from qualgraph.graph.canned import load_internal_queries, load_queries
from qualgraph.graph.names import Names
from qualgraph.graph.terms import VOCABULARIES

BODY = b"x" * 8_300


async def raw(scope: Any, _: Any, send: Any) -> None:
    """Send the fixed body, the least that an ASGI server can do."""
    if scope["type"] == "http":
        headers = [(b"content-type", b"text/turtle"), (b"content-length", b"%d" % len(BODY))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": BODY})


def starlette(path: str, base: str) -> Starlette:
    """Return an application with one route for each row of the table."""
    store, names = Store.read_only(path), Names(base)
    describe, queries = load_internal_queries()["describe"], load_queries()

    async def fixed(_: Request) -> Response:
        return Response(BODY, media_type="text/turtle")

    async def resource(request: Request) -> Response:
        thing = NamedNode(f"{base}id/qualification/{request.path_params['reference']}")
        triples: Any = store.query(bind_row(describe, [str(thing)]))
        ordered = sorted(set(triples), key=str)
        body = serialize(ordered, format=RdfFormat.TURTLE, prefixes=VOCABULARIES)
        return Response(body, media_type="text/turtle")

    async def canned(request: Request) -> Response:
        text = queries[request.path_params["name"]].bind(dict(request.query_params), names)
        return _table(store.query(text))

    async def sparql(request: Request) -> Response:
        given = dict(parse_qsl(request.scope["query_string"].decode()))
        return _table(store.query(given["query"]))

    routes = {
        "/fixed": fixed,
        "/doc/qualification/{reference}.ttl": resource,
        "/queries/{name}.json": canned,
        "/sparql": sparql,
    }
    return Starlette(routes=[Route(path, endpoint) for path, endpoint in routes.items()])


def _table(found: Any) -> Response:
    body = found.serialize(format=QueryResultsFormat.JSON)
    return Response(body, media_type="application/sparql-results+json")


if __name__ == "__main__":
    port, store, base = sys.argv[1:]
    app: Any = raw if store == "raw" else starlette(store, base)
    uvicorn.run(app, port=int(port), log_level="error", lifespan="off")
