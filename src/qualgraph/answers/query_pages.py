"""Canned queries: a page, a form and an API at once."""

import json
from typing import Any

from starlette.requests import Request as HTTPRequest
from starlette.responses import Response
from starlette.routing import Route

from qualgraph.answers.evaluate import Request
from qualgraph.answers.negotiate import choose
from qualgraph.answers.problem import Problem
from qualgraph.answers.site import HTML, Site, not_acceptable, site_of
from qualgraph.answers.sparql import evaluate
from qualgraph.answers.store import TABLES
from qualgraph.answers.variants import Variant
from qualgraph.errors import UsageError
from qualgraph.graph.canned import CannedQuery, find_query

SUFFIXES = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "rq": "application/sparql-query",
}


def index(request: HTTPRequest) -> Response:
    """List the canned queries."""
    site = site_of(request)
    return site.shown(request, "queries.html", lambda _: {"queries": site.queries.values()})


def run(request: HTTPRequest) -> Response:
    """Answer a canned query in the format that the path or ``Accept`` asks for."""
    site = site_of(request)
    name, _, suffix = request.path_params["name"].partition(".")
    try:
        query = find_query(site.queries, name)
    except UsageError as error:
        raise Problem(404, error) from error
    if suffix and suffix not in SUFFIXES:
        raise Problem(404, UsageError("query-format", suffix=suffix, known=", ".join(SUFFIXES)))
    media_type = SUFFIXES.get(suffix) or choose(request.headers.get("accept"), (HTML, *TABLES))
    if media_type is None:
        raise not_acceptable((HTML, *TABLES))
    values = {name: value for name, value in request.query_params.items() if value}
    if media_type == HTML:
        return _page(request, site, query, values)
    text = _bind(site, query, values)
    vary = {"vary": "Accept-Encoding" if suffix else "Accept, Accept-Encoding, Accept-Language"}

    def make() -> Variant:
        if media_type == SUFFIXES["rq"]:
            return Variant(media_type, "", text.encode())
        result = evaluate(site, Request(text, media_type, "text/turtle"))
        return Variant(result.media_type, "", result.body)

    return site.kept(request, f"{media_type} {text}", make, vary)


def _bind(site: Site, query: CannedQuery, values: dict[str, str]) -> str:
    try:
        return query.bind(values, site.names)
    except UsageError as error:
        raise Problem(400, error) from error


def _page(request: HTTPRequest, site: Site, query: CannedQuery, values: dict[str, str]) -> Response:
    def filled(language: str) -> dict[str, Any]:
        names = [parameter.name for parameter in query.parameters]
        shown = {**query.example, **({"lang": language} if "lang" in names else {}), **values}
        text = _bind(site, query, shown)
        result = evaluate(site, Request(text, SUFFIXES["json"], "text/turtle"))
        rows, columns = _rows(result.body)
        return {
            "query": query,
            "values": shown,
            "rows": rows,
            "columns": columns,
            "text": text,
            "suffixes": list(SUFFIXES),
        }

    return site.shown(request, "query.html", filled, json.dumps(values, sort_keys=True))


def _rows(body: bytes) -> tuple[list[dict[str, Any]], list[str]]:
    answer = json.loads(body)
    columns: list[str] = answer["head"]["vars"]
    rows = [
        {name: row.get(name, {"value": "", "type": ""}) for name in columns}
        for row in answer["results"]["bindings"]
    ]
    return rows, columns


ROUTES = [Route("/queries", index), Route("/queries/{name}", run)]
