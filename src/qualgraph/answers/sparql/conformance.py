"""``/conformance``: what the tests of the W3C found of the SPARQL endpoint, as page and as EARL.

The report is written by the runner of the tests (``tests/protocol.py``) and shipped with the
program; a test compares it with a fresh run.
"""

from collections import Counter
from typing import Any

from pyoxigraph import RdfFormat, Store
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from qualgraph import resources
from qualgraph.answers.http.negotiate import choose
from qualgraph.answers.http.variants import Variant
from qualgraph.answers.site import HTML, not_acceptable, site_of
from qualgraph.answers.stores.store import EmbeddedStore
from qualgraph.graph.names import Names

PATH = "/conformance"
_TURTLE = "text/turtle"
_QUERY = resources.QUERIES / "conformance" / "outcomes.rq"


def report(request: Request) -> Response:
    """Answer with the report; ``/conformance.ttl`` is always Turtle."""
    site = site_of(request)
    fixed = request.url.path.endswith(".ttl")
    media_type = _TURTLE if fixed else choose(request.headers.get("accept"), (HTML, _TURTLE))
    if media_type is None:
        raise not_acceptable((HTML, _TURTLE))
    if media_type == HTML:
        return site.shown(request, "conformance.html", lambda _: _values(site.names))

    def make() -> Variant:
        return Variant(_TURTLE, "", resources.CONFORMANCE.read_bytes())

    vary = {"vary": "Accept-Encoding"} if fixed else {}
    return site.kept(request, f"{PATH} {media_type}", make, vary)


def _values(names: Names) -> dict[str, Any]:
    store = Store()
    store.load(path=str(resources.CONFORMANCE), format=RdfFormat.TURTLE)
    rows = [
        {name: cell["value"] for name, cell in row.items()}
        for row in EmbeddedStore(store, names).rows(_QUERY.read_text("utf-8"))
    ]
    return {"rows": rows, "counts": Counter(row["outcome"] for row in rows)}


ROUTES = [Route(PATH, report), Route(f"{PATH}.ttl", report)]
