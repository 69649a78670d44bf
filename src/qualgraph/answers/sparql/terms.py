"""``/sparql/terms.json``: what the query editor may complete, the terms that the graph uses."""

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from qualgraph.answers.http.variants import Variant
from qualgraph.answers.site import Site, site_of
from qualgraph.graph.terms import VOCABULARIES

JSON = "application/json"


def terms(request: Request) -> Response:
    """Answer with the prefixes and the prefixed names of classes and properties."""
    site = site_of(request)
    language = site.pages.language(request.headers.get("accept-language"))
    key = f"{request.url.path} {language}"
    return site.kept(request, key, lambda: _terms(site, language))


ROUTES = [Route("/sparql/terms.json", terms)]


def _terms(site: Site, language: str) -> Variant:
    found = []
    for row in site.internal_rows("terms"):
        name = site.pages.short(row["term"]["value"])
        if name.partition(":")[0] in VOCABULARIES:
            label = row[f"label{language.title()}"]["value"]
            found.append({"name": name, "kind": row["kind"]["value"], "label": label})
    body = orjson.dumps({"prefixes": VOCABULARIES, "terms": found})
    return Variant(JSON, language, body)
