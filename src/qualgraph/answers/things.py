"""Things of the graph: ``/id`` names them, ``/doc`` describes them, ``/def`` has the terms."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from markupsafe import Markup
from pyoxigraph import NamedNode, Triple
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from qualgraph.answers.http.alternates import (
    SUFFIXES,
    XML,
    address,
    alternates,
    kind_of,
    links,
    listed,
    negotiation,
)
from qualgraph.answers.http.negotiate import Offer, Wishes
from qualgraph.answers.http.variants import Variant
from qualgraph.answers.portal import GapReport, gap_report, in_elm
from qualgraph.answers.problem import Problem
from qualgraph.answers.site import CACHE, HTML, Site, site_of
from qualgraph.answers.stores.store import GRAPHS
from qualgraph.answers.views.asked import Asked
from qualgraph.answers.views.page import page
from qualgraph.errors import UsageError
from qualgraph.graph.jsonld import load_terms
from qualgraph.graph.profiles.elm import ElmProfile
from qualgraph.graph.profiles.known import ALT, ELM, OWN, SCHEMA, profiles
from qualgraph.graph.profiles.loqxml import CURRENT, loqxml
from qualgraph.graph.serialise import as_json, serialise
from qualgraph.graph.terms import ELM as LEARNING_MODEL
from qualgraph.graph.terms import QG
from qualgraph.graph.tree import framed, load_frame
from qualgraph.texts import LANGUAGES

_INSTEAD = ("/", "/queries", "/def/")
_JSON = frozenset({"application/json", "application/ld+json"})


@dataclass(frozen=True, slots=True)
class _Thing:
    """A thing that is asked for: its IRI, the path of the document about it, which page of it."""

    iri: str
    path: str
    page: int = 1

    def profiles(self, site: Site) -> tuple[str, ...]:
        """Return the names of the profiles in which it can be had."""
        kind = kind_of(self.path)
        names = (name for name, each in profiles().items() if each.has(kind))
        return tuple(name for name in names if name != ELM or self.iri in site.for_portals)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a path asks for: a thing, and perhaps a fixed format and language."""

    reference: str
    media_type: str = ""
    language: str = ""

    def narrow(self, wishes: Wishes) -> Wishes:
        """Return the wishes with what the path decides."""
        accept, languages = self.media_type or wishes.accept, self.language or wishes.languages
        return replace(wishes, accept=accept, languages=languages)

    def vary(self, query: Mapping[str, str]) -> str:
        """Return the headers that decide which representation is sent."""
        accept = [] if self.media_type or "_mediatype" in query else ["Accept"]
        spoken = self.media_type in {"", HTML} and not (self.language or "_lang" in query)
        profile = [] if {"profile", "_profile"} & query.keys() else ["Accept-Profile"]
        language = ["Accept-Language"] if spoken else []
        return ", ".join((*accept, "Accept-Encoding", *language, *profile))


def identifier(request: Request) -> Response:
    """Answer 303 to the document about a thing."""
    path = f"{request.path_params['kind']}/{request.path_params['reference']}"
    site = site_of(request)
    _check(site, f"{site.names.base}id/{path}", path)
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"/doc/{path}{query}", 303, {"Cache-Control": CACHE})


def document(request: Request) -> Response:
    """Answer with the description of a thing."""
    wanted = _wanted(request.path_params["reference"])
    path = f"{request.path_params['kind']}/{wanted.reference}"
    site = site_of(request)
    thing = _Thing(f"{site.names.base}id/{path}", f"/doc/{path}", _number(request))
    return _answer(request, thing, wanted)


def term(request: Request) -> Response:
    """Answer with the description of a term of the own vocabulary or of a code list."""
    wanted = _wanted(request.path_params.get("term", ""))
    path = f"/def/{wanted.reference}"
    thing = _Thing(f"{QG.iri}{wanted.reference}", path, _number(request))
    return _answer(request, thing, wanted)


def _number(request: Request) -> int:
    """Return which page of a long document is asked for, 0 for what is no number."""
    asked = request.query_params.get("page", "1")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 8 else 0


def _wanted(reference: str) -> _Wanted:
    stem, _, suffix = reference.rpartition(".")
    if suffix not in SUFFIXES:
        return _Wanted(reference)
    base, _, language = stem.rpartition(".")
    if suffix == "html" and language in LANGUAGES:
        return _Wanted(base, HTML, language)
    return _Wanted(stem, SUFFIXES[suffix])


def _answer(request: Request, thing: _Thing, wanted: _Wanted) -> Response:
    site = site_of(request)
    names = thing.profiles(site)
    offered = negotiation(names)
    offer = offered.choose(wanted.narrow(Wishes.of(request.headers, request.query_params)))
    if offer is None:
        _check(site, thing.iri, thing.path)
        known = tuple(address(thing.path, each) for each in offered.offers)
        types = ", ".join(dict.fromkeys(each.media_type for each in offered.offers))
        link = (("Link", links(thing.path, thing.iri, names, None)),)
        raise Problem(406, UsageError("not-acceptable", available=types), link, known)
    key = f"{thing.iri} {thing.path} {offer.profile} {offer.media_type} {offer.language}"
    key += f" {thing.page}" if offer.media_type == HTML and thing.page != 1 else ""
    headers = {"vary": wanted.vary(request.query_params)}
    return site.kept(request, key, lambda: _made(site, thing, offer), headers)


def _made(site: Site, thing: _Thing, offer: Offer) -> Variant:
    """Make a representation; 404 when the release does not know the thing."""
    node, described = _found(site, thing.iri, thing.path)
    names = thing.profiles(site)
    headers = {
        "content-location": _location(thing, offer),
        "link": links(thing.path, thing.iri, names, offer),
    }
    if offer.media_type == HTML:
        body = _html(site, node, thing, offer, described)
        return Variant(f"{HTML}; charset=utf-8", offer.language, body, headers=headers)
    triples = described
    if offer.profile == SCHEMA:
        triples = list(site.schema.of_triples(described, node))
    elif offer.profile == ELM and site.embedded:
        triples = in_elm(site.embedded.store, site.names, node)
    elif offer.profile == ALT:
        triples = alternates(site.names.base, thing.path, thing.iri, names)
    profile = profiles()[offer.profile]
    if offer.media_type in _JSON:
        body = _tree(triples, profile.context, thing.iri, _context(site, profile.context))
    elif offer.media_type == XML:
        body = loqxml(triples, CURRENT)
    else:
        body = serialise(triples, GRAPHS[offer.media_type], site.names)
    return Variant(offer.media_type, "", body, profile.iri, headers=headers)


def _location(thing: _Thing, offer: Offer) -> str:
    paged = offer.media_type == HTML and offer.profile == OWN and thing.page != 1
    return (
        f"{address(thing.path, offer)}?page={thing.page}" if paged else address(thing.path, offer)
    )


def _context(site: Site, name: str) -> str:
    return f"{site.names.base}contexts/{name}.jsonld"


def _tree(triples: list[Triple], context: str, iri: str, named: str) -> bytes:
    """Return the tree of a thing; its context is ``named``, by its address."""
    ordered = sorted(set(triples), key=str)
    tree = framed(ordered, load_terms(context), load_frame(context), [iri])
    return as_json({**tree, "@context": named})


def _check(site: Site, iri: str, path: str) -> NamedNode:
    """Return a thing of the release; 410 when it was in an earlier one, else 404."""
    try:
        thing = NamedNode(iri)
    except ValueError as error:
        raise _unknown(path) from error
    if site.store.knows(thing):
        return thing
    if release := site.earlier(thing):
        told = {"path": path, "release": release.id, "built": release.manifest["built"][:10]}
        raise Problem(410, UsageError("thing-gone", **told), (), _INSTEAD)
    raise _unknown(path)


def _unknown(path: str) -> Problem:
    return Problem(404, UsageError("thing-unknown", path=path), (), _INSTEAD)


def _found(site: Site, iri: str, path: str) -> tuple[NamedNode, list[Triple]]:
    """Return a thing and its description; 404 when the release does not know it."""
    thing = _check(site, iri, path)
    if iri.startswith(f"{site.names.base}id/graph/"):
        triples = site.described("graph", thing)
    else:
        triples = site.described("describe", thing)
        if not any(triple.subject == thing for triple in triples):
            triples = site.described("record", thing)
    if not triples:
        raise _unknown(path)
    return thing, triples


def _html(
    site: Site, node: NamedNode, thing: _Thing, offer: Offer, described: list[Triple]
) -> bytes:
    """Return the page about a thing, or the list of its representations."""
    names = thing.profiles(site)
    if offer.profile != ALT:
        data = _data(site, node, described) if SCHEMA in names else Markup("")
        asked = Asked(site, node, thing.path, offer.language, tuple(described), thing.page)
        return page(asked, names, data)
    gaps = kind_of(thing.path) == "qualification" and _gaps(site, node, described)
    html = site.pages.render(
        "alternates.html",
        offer.language,
        iri=thing.iri,
        path=thing.path,
        rows=[(profiles()[name], each) for name, each in listed(thing.path, names)],
        gaps=gaps or None,
    )
    return html.encode()


def _data(site: Site, thing: NamedNode, described: list[Triple]) -> Markup:
    """Return the thing in the words of schema.org, for a script element of a page."""
    triples = site.schema.of_triples(described, thing)
    body = _tree(list(triples), profiles()[SCHEMA].context, thing.value, "https://schema.org")
    # Nothing in it may end the element or begin another (HTML, 4.12.1.3).
    return Markup(body.decode().replace("<", "\\u003c"))  # noqa: S704


def _gaps(site: Site, thing: NamedNode, described: list[Triple]) -> GapReport | None:
    """Return what an export for portals carries; one that only registers know has none.

    The export is made of a release: a store elsewhere that has none beside it gives none.
    """
    outcome = LEARNING_MODEL("learningOutcome")
    if site.embedded is None:
        return None
    if not any(triple.subject == thing and triple.predicate == outcome for triple in described):
        return None
    return gap_report(ElmProfile(site.names).export(site.embedded.store, thing))


ROUTES = [
    Route("/id/{kind}/{reference:path}", identifier),
    Route("/doc/{kind}/{reference:path}", document),
    Route("/def/", term),
    Route("/def/{term:path}", term),
]
