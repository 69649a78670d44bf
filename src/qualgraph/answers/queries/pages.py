"""Canned queries: a page, a form and an API at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request as HTTPRequest
from starlette.responses import Response
from starlette.routing import Route

from qualgraph.answers.http.negotiate import choose
from qualgraph.answers.http.variants import Variant
from qualgraph.answers.problem import Problem
from qualgraph.answers.queries.chart import bars
from qualgraph.answers.queries.form import calls, cell, fields, headings
from qualgraph.answers.queries.paging import MOST_ROWS, MOST_SHOWN, SERVICE, Asked, Page, check
from qualgraph.answers.queries.results import JSON, graph, whole
from qualgraph.answers.site import HTML, Site, not_acceptable, site_of
from qualgraph.answers.stores.store import GRAPHS, TABLES
from qualgraph.errors import UsageError
from qualgraph.graph.canned import RESERVED, CannedQuery, find_query

QUERY = "application/sparql-query"
TABLE_SUFFIXES = {
    "json": JSON,
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "xml": "application/sparql-results+xml",
    "rq": QUERY,
}
GRAPH_SUFFIXES = {
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "rq": QUERY,
}
_TABLES = (HTML, *TABLES, "application/json", QUERY)
_GRAPHS = (HTML, *GRAPHS, QUERY)
# A graph that is longer is for downloading, not for reading.
_SHOWN_CHARACTERS = 60_000


@dataclass(frozen=True, slots=True)
class _Call:
    """A canned query as it was asked: the values given, and those of the page asked for."""

    query: CannedQuery
    path: str
    values: Mapping[str, str]
    paging: Mapping[str, str]

    @property
    def key(self) -> str:
        """What an answer depends on, beside its form."""
        return f"{self.path}?{urlencode({**self.values, **self.paging})}"

    @property
    def headers(self) -> dict[str, str]:
        """How long an answer may be kept, where the query says so."""
        seconds = self.query.cache
        return {} if seconds is None else {"cache-control": f"public, max-age={seconds}"}


def suffixes(query: CannedQuery) -> dict[str, str]:
    """Return the endings that a canned query answers to, with their media types."""
    return TABLE_SUFFIXES if query.form == "select" else GRAPH_SUFFIXES


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
        there = tuple(f"/queries/{known}" for known in site.queries)
        raise Problem(404, error, (), there) from error
    known = suffixes(query)
    if suffix and suffix not in known:
        there = tuple(f"/queries/{name}.{each}" for each in known)
        raise Problem(
            404, UsageError("query-format", suffix=suffix, known=", ".join(known)), (), there
        )
    offers = _TABLES if query.form == "select" else _GRAPHS
    media_type = known.get(suffix) or choose(request.headers.get("accept"), offers)
    if media_type is None:
        raise not_acceptable(offers)
    call = _call(request, query, lenient=media_type == HTML)
    if media_type == HTML:
        return _page(request, site, call)
    vary = {"vary": "Accept-Encoding" if suffix else "Accept, Accept-Encoding, Accept-Language"}
    return _data(request, site, call, media_type, vary)


def _call(request: HTTPRequest, query: CannedQuery, *, lenient: bool) -> _Call:
    """Read the address; a form sends empty fields, and people copy spaces with a code."""
    given = request.query_params.multi_items()
    if lenient:
        given = [(name, value.strip()) for name, value in given if value.strip()]
    names = [name for name, _ in given]
    for name, value in given:
        if names.count(name) > 1:
            raise Problem(400, UsageError("parameter-twice", name=name[:100]))
        if not value:
            raise Problem(400, UsageError("parameter-empty", name=name[:100]))
    paged = RESERVED if query.form == "select" else ()
    values = {name: value for name, value in given if name not in paged}
    paging = {name: value for name, value in given if name in paged}
    return _Call(query, request.url.path, values, paging)


def _bind(site: Site, query: CannedQuery, values: Mapping[str, str]) -> str:
    try:
        return query.bind(values, site.names)
    except UsageError as error:
        raise Problem(400, error) from error


def _data(
    request: HTTPRequest, site: Site, call: _Call, media_type: str, vary: dict[str, str]
) -> Response:
    text = _bind(site, call.query, call.values)
    headers = {**call.headers, **vary, "link": SERVICE}
    if call.query.form == "construct" and media_type != QUERY:
        return site.kept(
            request,
            f"{media_type} {call.key}",
            lambda: Variant(media_type, "", graph(site, text, media_type)),
            headers,
        )
    asked = Asked.of(call.paging, MOST_ROWS, MOST_ROWS)
    if media_type == QUERY:
        written = f"{text}{asked.clause if asked.said else ''}\n"
        return site.kept(
            request,
            f"{media_type} {call.key}",
            lambda: Variant(media_type, "", written.encode()),
            headers,
        )
    found = whole(site, text)
    page = _there(call, asked, found.total, found.exact, call.values)
    return site.kept(
        request,
        f"{media_type} {call.key}",
        lambda: Variant(media_type, "", found.written(page, media_type)),
        {**headers, **page.headers},
    )


def _there(call: _Call, asked: Asked, total: int, exact: bool, values: Mapping[str, str]) -> Page:
    return check(Page(asked.number, asked.size, total, exact, call.path, tuple(values.items())))


def _page(request: HTTPRequest, site: Site, call: _Call) -> Response:
    query, language = call.query, site.page_language(request)
    spoken = {"lang": language} if query.spoken else {}
    values = {**query.example, **spoken, **call.values}
    try:
        text = query.bind(values, site.names)
    except UsageError as error:
        return _again(request, site, query, values, error)
    if query.form == "construct":
        return site.shown(
            request,
            "query.html",
            lambda language: _graph_page(site, call, values, text, language),
            call.key,
        )
    asked = Asked.of(call.paging, query.page_size, MOST_SHOWN)
    found = whole(site, text)
    page = _there(call, asked, found.total, found.exact, values)

    def filled(language: str) -> dict[str, Any]:
        rows = found.rows(page)
        columns = headings(query, rows)
        cells = [[cell(site.pages, column, row, language) for column in columns] for row in rows]
        chart = query.chart
        drawn = bars(rows, chart.label, chart.value) if chart else []
        shown = {"columns": columns, "rows": cells, "page": page, "bars": drawn}
        return {**_around(site, query, values, text, language), "turtle": None, **shown}

    answer = site.shown(request, "query.html", filled, call.key)
    if answer.status_code == 200:
        answer.headers.update(page.headers)
    return answer


def _graph_page(
    site: Site, call: _Call, values: Mapping[str, str], text: str, language: str
) -> dict[str, Any]:
    turtle = graph(site, text, "text/turtle").decode()
    shown = turtle if len(turtle) <= _SHOWN_CHARACTERS else ""
    return {**_around(site, call.query, values, text, language), "turtle": shown, "page": None}


def _around(
    site: Site, query: CannedQuery, values: Mapping[str, str], text: str, language: str
) -> dict[str, Any]:
    """Return what a page shows around the result: form, downloads, how to call it."""
    return {
        "query": query,
        "values": values,
        "text": text,
        "suffixes": suffixes(query),
        "fields": fields(site, query, values, language),
        "calls": calls(site.names.base, query, values),
        "fault": "",
    }


def _again(
    request: HTTPRequest,
    site: Site,
    query: CannedQuery,
    values: Mapping[str, str],
    error: UsageError,
) -> Response:
    """Show the form again with what is wrong at its field."""
    language = site.page_language(request)
    said = site.pages.texts[language].error(error)
    name = str(error.values.get("name", ""))
    if name not in {parameter.name for parameter in query.parameters}:
        raise Problem(400, error) from error
    body = site.pages.render(
        "query.html",
        language,
        query=query,
        values=values,
        text=query.text,
        suffixes={},
        fields=fields(site, query, values, language, (name, said)),
        calls={},
        fault=said,
        turtle=None,
        page=None,
    )
    headers = {"cache-control": "no-store", "content-language": language}
    return Response(body, 400, headers, f"{HTML}; charset=utf-8")


ROUTES = [Route("/queries", index), Route("/queries/{name}", run)]
