"""In which forms a thing can be had, and how that is told: ``Link`` headers, the profile alt."""

from collections.abc import Iterator
from functools import lru_cache

from pyoxigraph import NamedNode, Triple

from qualgraph.answers.http.negotiate import Negotiation, Offer
from qualgraph.graph.profiles.known import ALT, ELM, OWN, profiles
from qualgraph.graph.terms import DCT, string, types
from qualgraph.texts import LANGUAGES

HTML = "text/html"
XML = "application/xml"
SUFFIXES = {
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "json": "application/json",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "html": HTML,
    "xml": XML,
}
_BY_TYPE = {media_type: suffix for suffix, media_type in SUFFIXES.items()}
_DATA = tuple(media_type for media_type in SUFFIXES.values() if media_type not in {HTML, XML})
_ALTR = "http://www.w3.org/ns/dx/connegp/altr#"


def kind_of(path: str) -> str:
    """Return the kind of the thing that the document at ``path`` is about, empty for a term."""
    return path.split("/")[2] if path.startswith("/doc/") else ""


@lru_cache(16)
def negotiation(names: tuple[str, ...]) -> Negotiation:
    """Return what is offered of a thing that can be had in the profiles of those names."""
    offers = tuple(offer for name in names for offer in _offers(name))
    return Negotiation(offers, {name: profiles()[name].iri for name in names})


def _offers(profile: str) -> Iterator[Offer]:
    """Yield the forms of a profile: pages are for people, so the own one and the list have them."""
    if profile in {OWN, ALT}:
        yield from (Offer(HTML, profile, language) for language in LANGUAGES)
    data = ("application/ld+json", *(each for each in _DATA if each != "application/ld+json"))
    yield from (Offer(each, profile) for each in (_DATA if profile == OWN else data))
    if profile == ELM:
        yield Offer(XML, ELM)


def address(path: str, offer: Offer) -> str:
    """Return where exactly this representation is."""
    language = f".{offer.language}" if offer.language else ""
    query = "" if offer.profile == OWN else f"?profile={offer.profile}"
    return f"{path}{language}.{_BY_TYPE[offer.media_type]}{query}"


def listed(path: str, names: tuple[str, ...]) -> list[tuple[str, tuple[Offer, str]]]:
    """Return the representations of the thing at ``path``: profile, form and address."""
    offers = negotiation(names).offers
    return [(each.profile, (each, address(path, each))) for each in offers]


def links(path: str, iri: str, names: tuple[str, ...], chosen: Offer | None) -> str:
    """Return the ``Link`` header of a representation (none is chosen: of a problem)."""
    known = profiles()
    told = [f'<{iri}>; rel="describes"'] if chosen else []
    if chosen and chosen.profile:
        told.append(f'<{known[chosen.profile].iri}>; rel="profile"')
    for name, (offer, place) in listed(path, names):
        if offer != chosen:
            language = f'; hreflang="{offer.language}"' if offer.language else ""
            form = f'type="{offer.media_type}"; profile="{known[name].iri}"{language}'
            told.append(f'<{place}>; rel="alternate"; {form}')
    return ", ".join(told)


def alternates(base: str, path: str, iri: str, names: tuple[str, ...]) -> list[Triple]:
    """Return the list of representations as RDF (W3C Content Negotiation by Profile)."""
    thing, triples = NamedNode(iri), []
    for name, (offer, place) in listed(path, names):
        node = NamedNode(f"{base.rstrip('/')}{place}")
        triples += [
            Triple(thing, NamedNode(f"{_ALTR}hasRepresentation"), node),
            *types(node, NamedNode(f"{_ALTR}Representation")),
            Triple(node, DCT("conformsTo"), NamedNode(profiles()[name].iri)),
            Triple(node, DCT("format"), string(offer.media_type)),
        ]
        if offer.language:
            triples.append(Triple(node, DCT("language"), string(offer.language)))
    first = negotiation(names).offers[0]
    default = NamedNode(f"{base.rstrip('/')}{address(path, first)}")
    return [*triples, Triple(thing, NamedNode(f"{_ALTR}hasDefaultRepresentation"), default)]
