"""What all endpoints share: one release, its store, the queries, the pages, and the answers."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from email.utils import format_datetime
from functools import cached_property, lru_cache
from threading import Lock
from time import monotonic, perf_counter
from typing import Any

from pyoxigraph import NamedNode, Triple
from starlette.requests import Request
from starlette.responses import Response

from qualgraph.answers.http.conditional import KEPT_IN_304, not_modified
from qualgraph.answers.http.finished import Finished
from qualgraph.answers.http.negotiate import CODINGS, Negotiation, Offer, Wishes, choose_coding
from qualgraph.answers.http.tongues import place
from qualgraph.answers.http.variants import Variant, Variants
from qualgraph.answers.operations.journal import Journal
from qualgraph.answers.operations.spent import spent
from qualgraph.answers.pages import Pages
from qualgraph.answers.problem import Problem
from qualgraph.answers.settings import Settings
from qualgraph.answers.sparql.evaluate import Evaluator
from qualgraph.answers.sparql.evaluate import Request as Asked
from qualgraph.answers.stores.passed_on import RemoteEvaluator
from qualgraph.answers.stores.remote import RemoteStore
from qualgraph.answers.stores.store import EmbeddedStore, QueryStore, Rows
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
from qualgraph.search.index import SearchIndex
from qualgraph.texts import LANGUAGES

HTML = "text/html"
# Where a request carries the site that answers it, from its beginning to its end.
SITE = "qualgraph.site"
# A CDN may answer at once with what it has while it asks again, and for a day when we are down.
CACHE = "public, max-age=300, stale-while-revalidate=600, stale-if-error=86400"
VARY = "Accept, Accept-Encoding, Accept-Language, Accept-Profile"
_PAGE = Negotiation(tuple(Offer(HTML, "", language) for language in LANGUAGES))

__all__ = ["HTML", "SITE", "Rows", "Site", "not_acceptable", "site_of"]


class Site:
    """A release opened for reading, or a store elsewhere, perhaps with its release beside it.

    ``beside`` is the release, if there is one; ``embedded`` its store. Exports need it.
    """

    def __init__(
        self,
        release: Release | None,
        settings: Settings,
        journal: Journal | None = None,
        remote: RemoteStore | None = None,
    ) -> None:
        self.beside = release
        self.remote = remote
        self.settings = settings
        self.journal = journal or Journal()
        self.embedded: EmbeddedStore | None = None
        self.built: datetime | None = None
        if release:
            self.embedded = EmbeddedStore.open(release.store, Names(release.base))
            self.built = datetime.fromisoformat(release.manifest["built"])
        store: QueryStore | None = remote or self.embedded
        if store is None:
            raise ValueError("neither a release nor a store")
        self.store = store
        self.names = store.names
        self.queries: dict[str, CannedQuery] = load_queries()
        self.choices = load_choices()
        self._internal = load_internal_queries()
        built = release.manifest["built"] if release else ""
        self.pages = Pages.load(self.names, self.id, built)
        self.schema = SchemaProfile()
        self.search = SearchIndex.of(release.path) if release else None
        self.evaluator: Evaluator | RemoteEvaluator
        if remote:
            self.evaluator = RemoteEvaluator(remote, settings)
        else:
            self.evaluator = Evaluator(self.release.store, self.names, settings)
        self.rows: Callable[[str], Rows] = self._rows
        if release:
            self.rows = lru_cache(settings.cached_pages)(self._rows)
        self.variants = Variants(settings.cached_bytes)
        self._once = Lock()
        # Nobody tells when a store elsewhere changes: its answers are kept for a short time only.
        self.finished = Finished(settings.finished_bytes if release else 0)
        self._seed = f"{release.manifest['digest'] if release else ''} {fingerprint.site()}"

    @property
    def id(self) -> str:
        """The name of the release, empty where there is none."""
        return self.beside.id if self.beside else ""

    @property
    def release(self) -> Release:
        """The release; raises ``Problem`` 404 where a store elsewhere is served without one."""
        if self.beside is None:
            raise Problem(404, UsageError("release-beside"), (), ("/", "/queries", "/sparql"))
        return self.beside

    async def start(self) -> None:
        """Answer a first query, so that its processes run; raises when they do not."""
        await self.evaluator.start()
        if self.remote is None:
            await self.evaluator.answer(Asked("ASK { ?s ?p ?o }", "text/csv", "text/turtle"))

    async def stop(self) -> None:
        """End its processes; no request may need it any more."""
        self.evaluator.close()
        if self.search:
            self.search.close()

    @contextmanager
    def timed(self, part: str, text: str) -> Iterator[None]:
        """Count the time of a query as that part, and tell when it was slow."""
        began = perf_counter()
        try:
            with spent(part):
                yield
        finally:
            took = perf_counter() - began
            if took >= self.settings.slow_query_seconds:
                mark = self.journal.hash(text.encode()).hexdigest()
                self.journal.event("slow-query", query=mark, ms=round(took * 1000), part=part)

    def _rows(self, text: str) -> list[dict[str, Any]]:
        with self.timed("store", text):
            return self.store.rows(text)

    def internal(self, name: str, thing: NamedNode) -> Rows:
        """Answer an own SELECT query of the pages about ``thing``."""
        return self.rows(bind_row(self._internal[name], [str(thing)]))

    def internal_rows(self, name: str) -> Rows:
        """Answer an own SELECT query that is about nothing in particular."""
        return self.rows(self._internal[name])

    def internal_query(self, name: str) -> str:
        """Return the text of an own query of the pages."""
        return self._internal[name]

    def listed(self, name: str, terms: Iterable[str]) -> Rows:
        """Answer an own SELECT query of the pages about things in N-Triples form."""
        return self._rows(bind_list(self._internal[name], terms))

    def described(self, name: str, thing: NamedNode) -> list[Triple]:
        """Answer an own CONSTRUCT query of the pages about ``thing``."""
        text = bind_row(self._internal[name], [str(thing)])
        with self.timed("store", text):
            return self.store.triples(text)

    def canned(self, query: CannedQuery, values: Mapping[str, str]) -> list[dict[str, Any]]:
        """Answer a canned query in this process; for pages, whose values are the site's own."""
        return self.rows(query.bind(values, self.names))

    @property
    def for_portals(self) -> frozenset[str]:
        """The IRIs of the qualifications that can be had in the profile ``elm``."""
        # Asked by all first requests at once, and half a second's work in a large release.
        with self._once:
            return self._for_portals

    @cached_property
    def _for_portals(self) -> frozenset[str]:
        if self.embedded is None:
            return frozenset()
        rows = self.embedded.rows(self._internal["for-portals"])
        return frozenset(row["qualification"]["value"] for row in rows)

    @cached_property
    def _earlier(self) -> tuple[tuple[Release, EmbeddedStore], ...]:
        """The releases before this one that are still kept, opened when first asked for."""
        if self.beside is None:
            return ()
        known = Releases(self.release.path.parent)
        older = [each for each in known if each.manifest["built"] < self.release.manifest["built"]]
        return tuple(self._opened(older[: self.settings.earlier_releases]))

    def _opened(self, releases: list[Release]) -> Iterator[tuple[Release, EmbeddedStore]]:
        for each in releases:
            # A newer publication may have removed it meanwhile.
            with suppress(OSError):
                yield each, EmbeddedStore.open(each.store, self.names)

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
        language, here = self.page_language(request), place(request)

        def make() -> Variant:
            body = self.pages.render(template, language, here=here, **values(language)).encode()
            return Variant(f"{HTML}; charset=utf-8", language, body)

        return self.kept(request, f"{request.url.path} {language} {key}", make)

    def page(self, request: Request, template: str, **values: Any) -> Response:
        """Answer with a page in the language that the client prefers, made for this request."""
        language = self.page_language(request)
        here = place(request)
        body = self.pages.render(template, language, here=here, **values).encode()
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
        """Answer with the variant of that key, made on its first use.

        Without a release nobody tells when a store elsewhere changes: its answers are kept for a
        short time, and their tag is that of their bytes.
        """
        if self.beside is None:
            while_kept = int(monotonic() // self.settings.remote_kept)
            variant = self.variants.get(f"{key} {while_kept}", make)
        else:
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
            **({"last-modified": _date(self.built)} if self.built else {}),
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


def _date(moment: datetime) -> str:
    return format_datetime(moment.replace(microsecond=0), usegmt=True)


def site_of(request: Request) -> Site:
    """Return the site that ``request`` began with."""
    site: Site = request.scope[SITE]
    return site


def not_acceptable(offers: tuple[str, ...]) -> Problem:
    """Return the problem that the client wants none of ``offers``."""
    return Problem(406, UsageError("not-acceptable", available=", ".join(offers)), (), offers)
