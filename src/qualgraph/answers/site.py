"""What all endpoints share: one release, its store, the queries, the pages, and the answers."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from email.utils import format_datetime
from functools import cached_property, lru_cache
from typing import Any

from pyoxigraph import NamedNode, Triple
from starlette.requests import Request
from starlette.responses import Response

from qualgraph.answers.conditional import KEPT_IN_304, not_modified
from qualgraph.answers.evaluate import Evaluator
from qualgraph.answers.negotiate import CODINGS, Negotiation, Offer, Wishes, choose_coding
from qualgraph.answers.pages import Pages
from qualgraph.answers.problem import Problem
from qualgraph.answers.settings import Settings
from qualgraph.answers.store import EmbeddedStore, Rows
from qualgraph.answers.variants import Variant, Variants
from qualgraph.errors import UsageError
from qualgraph.graph.binding import bind_list, bind_row
from qualgraph.graph.canned import (
    CannedQuery,
    load_choices,
    load_internal_queries,
    load_queries,
)
from qualgraph.graph.names import Names
from qualgraph.graph.profiles.schema import SchemaProfile
from qualgraph.release import fingerprint
from qualgraph.release.directory import Release, Releases
from qualgraph.texts import LANGUAGES

HTML = "text/html"
# A CDN may answer at once with what it has while it asks again, and for a day when we are down.
CACHE = "public, max-age=300, stale-while-revalidate=600, stale-if-error=86400"
VARY = "Accept, Accept-Encoding, Accept-Language, Accept-Profile"
_PAGE = Negotiation(tuple(Offer(HTML, "", language) for language in LANGUAGES))

__all__ = ["HTML", "Rows", "Site", "not_acceptable", "site_of"]


class Site:
    """A release opened for reading."""

    def __init__(self, release: Release, settings: Settings) -> None:
        self.release = release
        self.settings = settings
        self.names = Names(release.base)
        self.store = EmbeddedStore.open(release.store, self.names)
        self.queries: dict[str, CannedQuery] = load_queries()
        self.choices = load_choices()
        self._internal = load_internal_queries()
        self.pages = Pages.load(self.names)
        self.schema = SchemaProfile()
        self.evaluator = Evaluator(release.store, self.names, settings)
        self.rows: Callable[[str], Rows] = lru_cache(settings.cached_pages)(self._rows)
        self.variants = Variants(settings.cached_bytes)
        self.built = datetime.fromisoformat(release.manifest["built"])
        self._seed = f"{release.manifest['digest']} {fingerprint.site()}"

    def _rows(self, text: str) -> list[dict[str, Any]]:
        return self.store.rows(text)

    def internal(self, name: str, thing: NamedNode) -> Rows:
        """Answer an own SELECT query of the pages about ``thing``."""
        return self.rows(bind_row(self._internal[name], [str(thing)]))

    def about(self, name: str, things: Iterable[NamedNode]) -> Rows:
        """Answer an own SELECT query of the pages about several things."""
        return self.rows(bind_list(self._internal[name], map(str, things)))

    def described(self, name: str, thing: NamedNode) -> list[Triple]:
        """Answer an own CONSTRUCT query of the pages about ``thing``."""
        return self.store.triples(bind_row(self._internal[name], [str(thing)]))

    def canned(self, query: CannedQuery, values: Mapping[str, str]) -> list[dict[str, Any]]:
        """Answer a canned query in this process; for pages, whose values are the site's own."""
        return self.rows(query.bind(values, self.names))

    @cached_property
    def for_portals(self) -> frozenset[str]:
        """The IRIs of the qualifications that can be had in the profile ``elm``."""
        return frozenset(
            row["qualification"]["value"] for row in self._rows(self._internal["for-portals"])
        )

    @cached_property
    def _earlier(self) -> tuple[tuple[Release, EmbeddedStore], ...]:
        """The releases before this one that are still kept, opened when first asked for."""
        known = Releases(self.release.path.parent)
        older = [each for each in known if each.manifest["built"] < self.release.manifest["built"]]
        kept = older[: self.settings.earlier_releases]
        return tuple((each, EmbeddedStore.open(each.store, self.names)) for each in kept)

    def earlier(self, thing: NamedNode) -> Release | None:
        """Return the newest release before this one that knows ``thing``."""
        return next((release for release, store in self._earlier if store.knows(thing)), None)

    def shown(
        self,
        request: Request,
        template: str,
        values: Callable[[str], Mapping[str, Any]],
        key: str = "",
    ) -> Response:
        """Answer with a page, filled with ``values`` of a language when it is not made yet.

        ``key`` is what it depends on beside path and language, if anything.
        """
        language = self.page_language(request)

        def make() -> Variant:
            body = self.pages.render(template, language, **values(language)).encode()
            return Variant(f"{HTML}; charset=utf-8", language, body)

        return self.kept(request, f"{request.url.path} {language} {key}", make)

    def page(self, request: Request, template: str, **values: Any) -> Response:
        """Answer with a page in the language that the client prefers, made for this request."""
        language = self.page_language(request)
        body = self.pages.render(template, language, **values).encode()
        return self.respond(request, Variant(f"{HTML}; charset=utf-8", language, body), {})

    def page_language(self, request: Request) -> str:
        """Return the language of a page; raises ``Problem`` for a client that wants no HTML."""
        offer = _PAGE.choose(Wishes.of(request.headers, {}))
        if offer is None:
            raise not_acceptable((HTML,))
        return offer.language

    def kept(
        self,
        request: Request,
        key: str,
        make: Callable[[], Variant],
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """Answer with the variant of that key, made on its first use."""
        variant = self.variants.get(key, lambda: replace(make(), key=key))
        return self.respond(request, variant, headers or {})

    def respond(self, request: Request, variant: Variant, headers: Mapping[str, str]) -> Response:
        """Return ``variant`` as the client can read it, or 304 when it holds this very variant."""
        coding = choose_coding(request.headers.get("accept-encoding"))
        if coding is None:
            raise not_acceptable(CODINGS)
        etag = variant.etag(self._seed, coding)
        said = {
            "cache-control": CACHE,
            "vary": VARY,
            "last-modified": format_datetime(self.built.replace(microsecond=0), usegmt=True),
            **variant.headers,
            **{name.lower(): value for name, value in headers.items()},
            "etag": etag,
            **({"content-language": variant.language} if variant.language else {}),
            **({"content-encoding": coding} if coding != "identity" else {}),
        }
        asked = request.headers.get("if-none-match"), request.headers.get("if-modified-since")
        if request.method in {"GET", "HEAD"} and not_modified(*asked, etag, self.built):
            return Response(None, 304, {k: said[k] for k in said.keys() & KEPT_IN_304})
        return Response(variant.coded(coding), 200, said, variant.media_type)


def site_of(request: Request) -> Site:
    """Return the site that answers ``request``."""
    site: Site = request.app.state.site
    return site


def not_acceptable(offers: tuple[str, ...]) -> Problem:
    """Return the problem that the client wants none of ``offers``."""
    return Problem(406, UsageError("not-acceptable", available=", ".join(offers)), (), offers)
