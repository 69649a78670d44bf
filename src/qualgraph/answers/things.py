"""Things of the graph: ``/id`` names them, ``/doc`` describes them, ``/def`` has the terms."""

from dataclasses import dataclass
from typing import Any

from pyoxigraph import NamedNode, Triple
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from qualgraph.answers.negotiate import choose
from qualgraph.answers.problem import Problem
from qualgraph.answers.site import HTML, Site, Variant
from qualgraph.answers.store import GRAPHS
from qualgraph.errors import UsageError
from qualgraph.graph.canned import CannedQuery
from qualgraph.graph.serialise import serialise
from qualgraph.graph.terms import QG
from qualgraph.texts import LANGUAGES

OFFERS = (HTML, *GRAPHS)
SUFFIXES = {
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "html": HTML,
}


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a path asks for: a thing, and perhaps a fixed format and language."""

    reference: str
    media_type: str = ""
    language: str = ""


def identifier(request: Request) -> Response:
    """Answer 303 to the document about a thing."""
    path = f"{request.path_params['kind']}/{request.path_params['reference']}"
    site: Site = request.app.state.site
    _found(site, f"{site.names.base}id/{path}", path)
    return RedirectResponse(f"/doc/{path}", 303, {"Vary": "Accept"})


def document(request: Request) -> Response:
    """Answer with the description of a thing."""
    wanted = _wanted(request.path_params["reference"])
    path = f"{request.path_params['kind']}/{wanted.reference}"
    site: Site = request.app.state.site
    return _answer(request, f"{site.names.base}id/{path}", f"/doc/{path}", wanted)


def term(request: Request) -> Response:
    """Answer with the description of a term of the own vocabulary or of a code list."""
    wanted = _wanted(request.path_params.get("term", ""))
    return _answer(request, f"{QG.iri}{wanted.reference}", f"/def/{wanted.reference}", wanted)


def _wanted(reference: str) -> _Wanted:
    stem, _, suffix = reference.rpartition(".")
    if suffix not in SUFFIXES:
        return _Wanted(reference)
    base, _, language = stem.rpartition(".")
    if suffix == "html" and language in LANGUAGES:
        return _Wanted(base, HTML, language)
    return _Wanted(stem, SUFFIXES[suffix])


def _answer(request: Request, iri: str, path: str, wanted: _Wanted) -> Response:
    site: Site = request.app.state.site
    thing, triples = _found(site, iri, path)
    media_type = wanted.media_type or choose(request.headers.get("accept"), OFFERS)
    if media_type is None:
        raise Problem(406, UsageError("not-acceptable", available=", ".join(OFFERS)))
    language = wanted.language or site.pages.language(request.headers.get("accept-language"))
    if media_type == HTML:
        variant = Variant(f"{HTML}; charset=utf-8", language, _page(site, thing, path, language))
        location = f"{path}.{language}.html"
    else:
        body = serialise(triples, GRAPHS[media_type], site.names)
        suffix = next(suffix for suffix, known in SUFFIXES.items() if known == media_type)
        variant, location = Variant(media_type, "", body), f"{path}.{suffix}"
    links = (f'<{path}.{s}>; rel="alternate"; type="{m}"' for s, m in SUFFIXES.items())
    headers = {"Content-Location": location, "Link": ", ".join(links)}
    return site.respond(request, variant, headers)


def _found(site: Site, iri: str, path: str) -> tuple[NamedNode, list[Triple]]:
    """Return a thing and its description; 404 when the release does not know it."""
    try:
        thing = NamedNode(iri)
    except ValueError as error:
        raise Problem(404, UsageError("thing-unknown", path=path)) from error
    if iri.startswith(f"{site.names.base}id/graph/"):
        triples = site.described("graph", thing)
    else:
        triples = site.described("describe", thing)
        if not any(triple.subject == thing for triple in triples):
            triples = site.described("record", thing)
    if not triples:
        raise Problem(404, UsageError("thing-unknown", path=path))
    return thing, triples


def _page(site: Site, thing: NamedNode, path: str, language: str) -> bytes:
    kind, _, reference = path.removeprefix("/doc/").partition("/")
    rows = site.internal("properties", thing)
    graph_rows = [] if rows else site.internal("record-properties", thing)
    tables = [
        _table(site, query, {kind: reference}, language)
        for query in site.queries.values()
        if kind in query.shown_on
    ]
    html = site.pages.render(
        "thing.html",
        language,
        iri=thing.value,
        path=path,
        kind=kind,
        title=_title(rows, language) or site.pages.short(thing.value),
        properties=_by_property(rows or graph_rows, language),
        incoming=site.internal("incoming", thing),
        why=site.internal("why", thing),
        also=site.internal("also-stated", thing),
        missed=site.internal("not-understood", thing) if kind == "document" else [],
        tables=tables,
        suffixes=SUFFIXES,
    )
    return html.encode()


def _table(site: Site, query: CannedQuery, values: dict[str, str], language: str) -> dict[str, Any]:
    names = [parameter.name for parameter in query.parameters]
    spoken = {"lang": language} if "lang" in names else {}
    return {"query": query, "rows": site.canned(query, {**values, **spoken}), "values": values}


def _title(rows: list[dict[str, Any]], language: str) -> str:
    labels = [row["object"] for row in rows if row["predicate"]["value"].endswith("schema#label")]
    ranked = sorted(labels, key=lambda label: label.get("xml:lang") != language)
    return ranked[0]["value"] if ranked else ""


def _by_property(rows: list[dict[str, Any]], language: str) -> list[dict[str, Any]]:
    """Group rows by property; a label in the language of the page wins over another."""
    groups: dict[str, dict[str, Any]] = {}
    for row in sorted(rows, key=lambda row: row["labelLanguage"]["value"] == language):
        predicate = row["predicate"]["value"]
        group = groups.setdefault(predicate, {"iri": predicate, "label": "", "values": {}})
        key = (row["object"]["value"], row["object"].get("xml:lang", ""))
        value = group["values"].setdefault(key, {**row["object"], "label": ""})
        value["label"] = row["objectLabel"]["value"] or value["label"]
        group["label"] = row["predicateLabel"]["value"] or group["label"]
    return sorted(groups.values(), key=lambda group: str(group["iri"]))
