"""The result of a canned query, once and whole, and a page of it in a format."""

from dataclasses import dataclass
from typing import Any

import orjson
from pyoxigraph import QueryResultsFormat, QuerySolutions, parse_query_results

from qualgraph.answers.http.variants import Variant
from qualgraph.answers.queries.paging import Page
from qualgraph.answers.site import Site
from qualgraph.answers.sparql.endpoint import evaluate
from qualgraph.answers.sparql.evaluate import Request
from qualgraph.answers.stores.store import TABLES

JSON = "application/sparql-results+json"
_COUNT = "rows"


@dataclass(frozen=True, slots=True)
class Whole:
    """The whole result of a SELECT query as JSON, how many rows, and whether that is all."""

    body: bytes
    total: int
    exact: bool

    def rows(self, page: Page) -> list[dict[str, Any]]:
        """Return the rows of a page: column to binding; what is not bound is not there."""
        found: list[dict[str, Any]] = orjson.loads(self.body)["results"]["bindings"][page.rows]
        return found

    def written(self, page: Page, media_type: str) -> bytes:
        """Return a page in a format of SPARQL results."""
        body = self.body if page.whole else self._part(page)
        if media_type in {JSON, "application/json"}:
            return body
        found = parse_query_results(body, format=QueryResultsFormat.JSON)
        if not isinstance(found, QuerySolutions):
            raise TypeError("a canned query gives a table")
        return found.serialize(format=TABLES[media_type]) or b""

    def _part(self, page: Page) -> bytes:
        answer = orjson.loads(self.body)
        answer["results"]["bindings"] = answer["results"]["bindings"][page.rows]
        return orjson.dumps(answer)


def whole(site: Site, text: str) -> Whole:
    """Return the whole result of a bound query; the store is asked once."""

    def make() -> Variant:
        body = evaluate(site, Request(text, JSON, "text/turtle")).body
        count = len(orjson.loads(body)["results"]["bindings"])
        return Variant(JSON, "", body, headers={_COUNT: str(count)})

    kept = site.variants.get(f"whole {text}", make)
    count = int(kept.headers[_COUNT])
    return Whole(kept.body, count, count < site.settings.result_rows)


def graph(site: Site, text: str, media_type: str) -> bytes:
    """Return the result of a bound CONSTRUCT query in a format."""

    def make() -> Variant:
        return Variant(media_type, "", evaluate(site, Request(text, JSON, media_type)).body)

    return site.variants.get(f"graph {media_type} {text}", make).body
