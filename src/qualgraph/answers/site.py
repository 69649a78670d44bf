"""What all endpoints share: one release, its store, the queries, and the pages."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pyoxigraph import NamedNode, Triple
from starlette.requests import Request
from starlette.responses import Response

from qualgraph.answers.canned import CannedQuery, load_internal_queries, load_queries
from qualgraph.answers.evaluate import Evaluator
from qualgraph.answers.pages import Pages
from qualgraph.answers.settings import Settings
from qualgraph.answers.store import EmbeddedStore
from qualgraph.graph.binding import bind_row
from qualgraph.graph.names import Names
from qualgraph.release.directory import Release

HTML = "text/html"

Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Variant:
    """One representation: its media type, language, body, and strong entity tag."""

    media_type: str
    language: str
    body: bytes

    @property
    def etag(self) -> str:
        """A strong entity tag: no two variants share one, since media type and language count."""
        content = b"\n".join((self.media_type.encode(), self.language.encode(), self.body))
        return f'"{hashlib.sha256(content).hexdigest()[:24]}"'


class Site:
    """A release opened for reading."""

    def __init__(self, release: Release, settings: Settings) -> None:
        self.release = release
        self.settings = settings
        self.names = Names(release.base)
        self.store = EmbeddedStore.open(release.store, self.names)
        self.queries: dict[str, CannedQuery] = load_queries()
        self._internal = load_internal_queries()
        self.pages = Pages.load(self.names)
        self.evaluator = Evaluator(release.store, self.names, settings)
        self.rows: Callable[[str], Rows] = lru_cache(settings.cached_pages)(self._rows)

    def _rows(self, text: str) -> list[dict[str, Any]]:
        """Answer an own SELECT query with its rows: variable to value, language and type."""
        answer = json.loads(self.store.query(text).body)
        names = answer["head"]["vars"]
        return [
            {n: row.get(n, {"value": "", "type": ""}) for n in names}
            for row in answer["results"]["bindings"]
        ]

    def internal(self, name: str, thing: NamedNode) -> Rows:
        """Answer an own SELECT query of the pages about ``thing``."""
        return self.rows(bind_row(self._internal[name], [str(thing)]))

    def described(self, name: str, thing: NamedNode) -> list[Triple]:
        """Answer an own CONSTRUCT query of the pages about ``thing``."""
        return self.store.triples(bind_row(self._internal[name], [str(thing)]))

    def page(self, request: Request, template: str, **values: Any) -> Response:
        """Answer with a page in the language that the client prefers."""
        language = self.pages.language(request.headers.get("accept-language"))
        body = self.pages.render(template, language, **values).encode()
        return self.respond(request, Variant(f"{HTML}; charset=utf-8", language, body), {})

    def canned(self, query: CannedQuery, values: Mapping[str, str]) -> list[dict[str, Any]]:
        """Answer a canned query in this process; for pages, whose values are the site's own."""
        return self.rows(query.bind(values, self.names))

    def respond(self, request: Request, variant: Variant, headers: Mapping[str, str]) -> Response:
        """Return ``variant``, or 304 when the client holds this very variant."""
        common = {
            **headers,
            "ETag": variant.etag,
            "Vary": "Accept, Accept-Language",
            "Cache-Control": "public, max-age=300",
            **({"Content-Language": variant.language} if variant.language else {}),
        }
        if _holds(request.headers.get("if-none-match"), variant.etag):
            return Response(status_code=304, headers=common)
        return Response(variant.body, headers=common, media_type=variant.media_type)


def _holds(header: str | None, etag: str) -> bool:
    """Return whether ``If-None-Match`` names the tag; weak comparison, RFC 9110 13.1.2."""
    tags = {tag.strip().removeprefix("W/") for tag in (header or "").split(",")}
    return bool(tags & {etag, "*"})
