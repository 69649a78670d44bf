"""``/static``: the files that pages load, built into the package (``web/``)."""

from mimetypes import guess_type
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from qualgraph import resources
from qualgraph.answers.http.variants import Variant
from qualgraph.answers.problem import Problem
from qualgraph.answers.site import site_of
from qualgraph.errors import UsageError

FOLDER = resources.PACKAGE / "answers" / "static"
EDITOR = "query-editor.js"


def built() -> frozenset[str]:
    """Return the names of the files that were built into this package."""
    return frozenset(path.name for path in FOLDER.glob("*") if path.is_file())


def static(request: Request) -> Response:
    """Answer with a file; 404 for a name that was not built."""
    name = request.path_params["name"]
    if name not in built():
        raise Problem(404, UsageError("thing-unknown", path=request.url.path))
    headers = {"vary": "Accept-Encoding"}
    return site_of(request).kept(request, request.url.path, lambda: _read(FOLDER / name), headers)


ROUTES = [Route("/static/{name}", static)]


def _read(path: Path) -> Variant:
    """Return the file; no key, so that its tag is that of its bytes, whatever release it is."""
    media_type = guess_type(path.name)[0] or "application/octet-stream"
    text = "; charset=utf-8" if media_type.startswith("text/") else ""
    return Variant(media_type + text, "", path.read_bytes())
