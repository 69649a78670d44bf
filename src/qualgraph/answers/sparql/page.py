"""The page of the SPARQL endpoint: a form with an editor, and an answer as a table."""

from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from qualgraph.answers.dataset.static_files import EDITOR, built
from qualgraph.answers.http.variants import Variant
from qualgraph.answers.problem import Problem
from qualgraph.answers.queries.chart import bars, chartable
from qualgraph.answers.site import Site
from qualgraph.answers.stores.store import GRAPHS, TABLES

START = "SELECT * WHERE { ?thing a ?class } LIMIT 10"
# A browser becomes slow with more; the downloads have all.
ROWS_SHOWN, CHARACTERS_SHOWN = 500, 100_000


def form(request: Request, site: Site) -> Response:
    """Show the form, with the canned queries as examples."""
    return site.shown(request, "sparql.html", lambda _: _form(site, START))


def results(request: Request, site: Site, text: str, variant: Variant) -> Response:
    """Show an answer (SPARQL JSON or Turtle) under the query that it answers."""
    table = variant.media_type in TABLES
    shown = _table(variant.body) if table else _graph(variant.body)
    forms = tuple(TABLES if table else GRAPHS)
    truncated = "qualgraph-truncated" in {name.lower() for name in variant.headers}
    return site.page(
        request, "sparql.html", **_form(site, text), **shown, forms=forms, truncated=truncated
    )


def refused(request: Request, site: Site, text: str, problem: Problem) -> Response:
    """Show what is wrong with a query under the query itself."""
    words = site.pages.texts[site.page_language(request)]
    told = f"{words(f'status.{problem.status}')}: {words.error(problem.error)}"
    answer = site.page(request, "sparql.html", **_form(site, text), refused=told)
    answer.status_code = problem.status
    answer.headers.update({**dict(problem.headers), "cache-control": "no-store"})
    return answer


def _form(site: Site, text: str) -> dict[str, Any]:
    return {"queries": site.queries.values(), "editor": EDITOR in built(), "text": text}


def _table(body: bytes) -> dict[str, Any]:
    answer = orjson.loads(body)
    if "boolean" in answer:
        return {"boolean": answer["boolean"]}
    columns, found = answer["head"]["vars"], answer["results"]["bindings"]
    empty = {"value": "", "type": ""}
    rows = [{name: row.get(name, empty) for name in columns} for row in found[:ROWS_SHOWN]]
    drawn = chartable(columns, found)
    chart = bars(found, *drawn) if drawn else []
    return {"columns": columns, "rows": rows, "count": len(found), "bars": chart}


def _graph(body: bytes) -> dict[str, Any]:
    text = body.decode()
    return {"graph": text[:CHARACTERS_SHOWN], "cut": len(text) > CHARACTERS_SHOWN}
