"""The service description of the SPARQL endpoint (SPARQL 1.1 Service Description).

What it counts was counted when the release was made; a browser gets a form instead.
"""

from functools import lru_cache
from pathlib import Path

from pyoxigraph import DefaultGraph, Quad, RdfFormat, Store, Triple, parse
from starlette.requests import Request
from starlette.responses import Response

from qualgraph import resources
from qualgraph.answers.http.negotiate import choose
from qualgraph.answers.http.variants import Variant
from qualgraph.answers.site import HTML, Site, not_acceptable
from qualgraph.answers.sparql import page as sparql_page
from qualgraph.answers.stores.store import DATASETS, GRAPHS
from qualgraph.graph.binding import bind_row
from qualgraph.graph.names import Names
from qualgraph.graph.serialise import serialise
from qualgraph.graph.terms import DESCRIPTION_VOCABULARIES, string
from qualgraph.release.description import DESCRIPTION_FILE

FORMS = GRAPHS | DATASETS
_QUERY = resources.QUERIES / "dataset" / "service" / "service.rq"
_CONTEXT = "dataset-1"


def description(request: Request, site: Site) -> Response:
    """Answer with the description as RDF; with a form where that is what the client wants."""
    media_type = choose(request.headers.get("accept"), (*FORMS, HTML))
    if media_type is None:
        raise not_acceptable((*FORMS, HTML))
    if media_type == HTML:
        return sparql_page.form(request, site)

    def make() -> Variant:
        triples = _described(site.release.path / DESCRIPTION_FILE, site.names)
        service = site.names.thing("service", "sparql").value
        body = serialise(
            triples,
            FORMS[media_type],
            site.names,
            DESCRIPTION_VOCABULARIES,
            _CONTEXT,
            roots=[service],
        )
        return Variant(media_type, "", body)

    return site.kept(request, f"{request.url.path} {media_type}", make)


@lru_cache(maxsize=2)
def _described(path: Path, names: Names) -> tuple[Triple, ...]:
    store = Store()
    store.bulk_extend(
        Quad(quad.subject, quad.predicate, quad.object, DefaultGraph())
        for quad in parse(path=str(path), format=RdfFormat.TURTLE)
    )
    return tuple(store.query(bind_row(_QUERY.read_text("utf-8"), [str(string(names.base))])))  # type: ignore[arg-type]
