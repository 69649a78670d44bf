"""The description of the dataset: a page, RDF by negotiation, and the well-known addresses."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from qualgraph import resources
from qualgraph.answers.http import alternates
from qualgraph.answers.http.negotiate import choose
from qualgraph.answers.http.variants import Variant
from qualgraph.answers.problem import Problem
from qualgraph.answers.site import HTML, Rows, Site, not_acceptable, site_of
from qualgraph.answers.stores.store import GRAPHS, EmbeddedStore
from qualgraph.errors import UsageError
from qualgraph.graph.binding import bind_row
from qualgraph.graph.names import Names
from qualgraph.graph.serialise import Format, serialise
from qualgraph.graph.terms import DESCRIPTION_VOCABULARIES, SCHEMA, TYPE
from qualgraph.release.description import DESCRIPTION_FILE, KINDS
from qualgraph.texts import LANGUAGES

PATH = "/dataset"
OFFERS = (HTML, *GRAPHS)
SUFFIXES = {suffix: each for suffix, each in alternates.SUFFIXES.items() if each in OFFERS}
_CONTEXT = "dataset-1"
_PAGE = resources.QUERIES / "dataset" / "page"


def description(request: Request) -> Response:
    """Answer with the description of the dataset; ``/dataset.ttl`` and the like fix the format."""
    site = site_of(request)
    language, media_type = _fixed(request.path_params.get("form", ""))
    media_type = media_type or choose(request.headers.get("accept"), OFFERS) or ""
    if not media_type:
        raise not_acceptable(OFFERS)
    language = language or site.pages.language(request.headers.get("accept-language"))
    path = site.release.path / DESCRIPTION_FILE
    if media_type == HTML:
        body, location = _page(site, path, language), f"{PATH}.{language}.html"
        variant = Variant(f"{HTML}; charset=utf-8", language, body)
    else:
        variant = Variant(media_type, "", _written(path, GRAPHS[media_type], site.names))
        suffix = next(suffix for suffix, known in SUFFIXES.items() if known == media_type)
        location = f"{PATH}.{suffix}"
    links = (f'<{PATH}.{s}>; rel="alternate"; type="{m}"' for s, m in SUFFIXES.items())
    return site.respond(request, variant, {"Content-Location": location, "Link": ", ".join(links)})


def identified(request: Request) -> Response:
    """Answer 303 to the description for a thing that it describes."""
    site = site_of(request)
    iri = f"{site.names.base}{request.url.path.removeprefix('/')}"
    if iri not in _subjects(site.release.path / DESCRIPTION_FILE):
        raise Problem(404, UsageError("thing-unknown", path=request.url.path))
    return RedirectResponse(PATH, 303, {"Vary": "Accept"})


def well_known(request: Request) -> Response:
    """Redirect to the description; to Turtle unless another form is asked for.

    https://www.w3.org/TR/void/#well-known: a client asks here for RDF.
    """
    media_type = choose(request.headers.get("accept"), (*GRAPHS, HTML)) or "text/turtle"
    suffix = next(suffix for suffix, known in SUFFIXES.items() if known == media_type)
    location = PATH if media_type == HTML else f"{PATH}.{suffix}"
    return RedirectResponse(location, 302, {"Vary": "Accept"})


ROUTES = [
    Route(PATH, description),
    Route(f"{PATH}.{{form}}", description),
    Route("/.well-known/void", well_known),
    Route("/.well-known/datacatalog", well_known),
    *(Route(f"/id/{kind}/{{reference:path}}", identified) for kind in KINDS),
]


def about(site: Site, language: str) -> dict[str, Any]:
    """Return what the description says of the data set as a whole: publisher, contact, licence."""
    rows = _rows(site.release.path / DESCRIPTION_FILE, language, site.names)
    return rows["about"][0]


def _fixed(form: str) -> tuple[str, str]:
    """Return the language and media type that ``nl.html`` or ``ttl`` fix, each perhaps empty."""
    if not form:
        return "", ""
    language, _, suffix = form.rpartition(".")
    if suffix not in SUFFIXES or (language and (suffix != "html" or language not in LANGUAGES)):
        raise Problem(404, UsageError("thing-unknown", path=f"{PATH}.{form}"))
    return language, SUFFIXES[suffix]


@lru_cache(maxsize=32)
def _written(path: Path, form: Format, names: Names) -> bytes:
    return serialise(_triples(path), form, names, DESCRIPTION_VOCABULARIES, _CONTEXT)


@lru_cache(maxsize=4)
def _triples(path: Path) -> tuple[Triple, ...]:
    return tuple(quad.triple for quad in parse(path=str(path), format=RdfFormat.TURTLE))


@lru_cache(maxsize=4)
def _subjects(path: Path) -> frozenset[str]:
    return frozenset(str(triple.subject)[1:-1] for triple in _triples(path))


@lru_cache(maxsize=16)
def _rows(path: Path, language: str, names: Names) -> dict[str, Rows]:
    """Answer the queries of the page; a result stays on the thread that asked."""
    store = Store()
    store.bulk_extend(
        Quad(t.subject, t.predicate, t.object, DefaultGraph()) for t in _triples(path)
    )
    asked = EmbeddedStore(store, names)
    row = [str(Literal(language))]
    return {
        query.stem: asked.rows(bind_row(query.read_text("utf-8"), row))
        for query in sorted(_PAGE.glob("*.rq"))
    }


def _page(site: Site, path: Path, language: str) -> bytes:
    rows = _rows(path, language, site.names)
    return site.pages.render(
        "dataset.html",
        language,
        about=rows["about"][0],
        downloads=rows["downloads"],
        classes=rows["classes"],
        graphs=rows["graphs"],
        queries=site.queries,
        lacking=[entry[language] for entry in site.release.manifest.get("to_fill_in", [])],
        suffixes=SUFFIXES,
        linked=schema_block(_triples(path)),
    ).encode()


def schema_block(triples: tuple[Triple, ...]) -> dict[str, Any]:
    """Return what is said in the words of schema.org, for search engines, as JSON-LD.

    Every value is written out (``@id``, ``@value``), so that it means the same under the context
    of schema.org and under ``{"@vocab": "https://schema.org/"}``.
    """
    nodes: dict[str, dict[str, Any]] = {}
    for triple in triples:
        said = [triple.predicate.value]
        if triple.predicate == TYPE and isinstance(triple.object, NamedNode):
            said = [triple.object.value]
        if not all(iri.startswith(SCHEMA.iri) for iri in said):
            continue
        node = nodes.setdefault(str(triple.subject)[1:-1], {"@id": str(triple.subject)[1:-1]})
        name = said[0].removeprefix(SCHEMA.iri)
        if triple.predicate == TYPE:
            node.setdefault("@type", []).append(name)
        else:
            node.setdefault(name, []).append(_value(triple.object))
    described = [nodes[iri] for iri in sorted(nodes) if "@type" in nodes[iri]]
    return {"@context": "https://schema.org", "@graph": described}


def _value(term: Any) -> dict[str, str]:
    if not isinstance(term, Literal):
        return {"@id": str(term)[1:-1]}
    if term.language:
        return {"@value": term.value, "@language": term.language}
    if term.datatype.value.endswith("#string"):
        return {"@value": term.value}
    return {"@value": term.value, "@type": term.datatype.value}
