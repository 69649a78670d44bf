"""Downloads: the dumps of this release and of older ones, the feed of changes and the sitemap.

``/dumps/{file}`` is the stable address, ``/dumps/{release}/{file}`` that of one release. A
``.gz`` file is a thing of its own (``application/gzip``), not a coded form of another: what is
saved has the size and the digest that are stated, and a range is a range of it.
"""

import base64
import json
import re
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from qualgraph.answers.http.negotiate import choose
from qualgraph.answers.http.variants import Variant
from qualgraph.answers.problem import Problem
from qualgraph.answers.site import HTML, not_acceptable, site_of
from qualgraph.errors import UsageError
from qualgraph.release.changes import CHANGES_FILE, FEED_FILE, SITEMAP_FOLDER
from qualgraph.release.directory import Release
from qualgraph.release.dumps import CHECKSUMS

_RELEASE = re.compile(r"[0-9a-f]{16}")
_ONE_RANGE = re.compile(rb"bytes=(\d+-\d*|-\d+)")
_JSON = "application/json"
_TEXT = "text/plain; charset=utf-8"
_PASSING = "public, max-age=300"
_LASTING = "public, max-age=31536000, immutable"


class DumpResponse(FileResponse):
    """A file that can be resumed: one range is answered with 206, several or others whole.

    A range counts for GET only (RFC 9110, 14.2), and a unit that is not known is ignored.
    """

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer the request."""
        ranges = [value for name, value in scope["headers"] if name == b"range"]
        single = len(ranges) == 1 and _ONE_RANGE.fullmatch(ranges[0].strip().lower())
        if scope["method"] != "GET" or not single:
            kept = [header for header in scope["headers"] if header[0] != b"range"]
            scope = {**scope, "headers": kept}
        await super().__call__(scope, receive, send)


def dump(request: Request) -> Response:
    """Answer with a dump, or with the digests of dumps."""
    site = site_of(request)
    release, name = _release(request), request.path_params["name"]
    dumps = {str(entry["file"]): entry for entry in release.manifest.get("dumps", [])}
    path = release.path / "dumps" / name
    cache = _LASTING if "release" in request.path_params else _PASSING
    if name == CHECKSUMS or name.removesuffix(".sha256") in dumps.keys() - {name}:
        variant = Variant(_TEXT, "", path.read_bytes())
        return site.respond(request, variant, {"Cache-Control": cache})
    if name not in dumps:
        raise Problem(404, UsageError("thing-unknown", path=request.url.path))
    digest = str(dumps[name]["sha256"])
    headers = {
        "ETag": f'"{digest[:32]}"',
        "Cache-Control": cache,
        "Content-Location": f"/dumps/{release.id}/{name}",
        "Link": f'</dumps/{name}.sha256>; rel="related", </dataset>; rel="describedby"',
        "Repr-Digest": f"sha-256=:{base64.b64encode(bytes.fromhex(digest)).decode()}:",
    }
    held = (request.headers.get("if-none-match") or "").replace("W/", "")
    if {headers["ETag"], "*"} & {tag.strip() for tag in held.split(",")}:
        return Response(status_code=304, headers=headers)
    media_type = "application/gzip" if name.endswith(".gz") else str(dumps[name]["media_type"])
    return DumpResponse(path, headers=headers, media_type=media_type)


def index(request: Request) -> Response:
    """List the dumps of a release, as a page or as JSON."""
    site, release = site_of(request), _release(request)
    files = release.manifest.get("dumps", [])
    address = f"/dumps/{release.id}/" if "release" in request.path_params else "/dumps/"
    media_type = choose(request.headers.get("accept"), (HTML, _JSON))
    if media_type is None:
        raise not_acceptable((HTML, _JSON))
    if media_type == HTML:
        return site.page(request, "dumps.html", release=release, files=files, address=address)
    data = {
        "release": release.id,
        "digest": release.manifest["digest"],
        "built": release.manifest["built"],
        "files": [{**entry, "address": f"{address}{entry['file']}"} for entry in files],
    }
    return site.respond(request, Variant(_JSON, "", json.dumps(data).encode()), {})


def feed(request: Request) -> Response:
    """Answer with what changed since the release before, as Atom."""
    return _beside(request, Path(FEED_FILE), "application/atom+xml")


def changes(request: Request) -> Response:
    """Answer with all that changed since the release before, as JSON."""
    return _beside(request, Path(CHANGES_FILE), _JSON)


def sitemap(request: Request) -> Response:
    """Answer with the sitemap or a part of it."""
    number = request.path_params.get("number")
    name = "sitemap.xml" if number is None else f"sitemap-{number}.xml"
    return _beside(request, Path(SITEMAP_FOLDER, name), "application/xml")


def robots(request: Request) -> Response:
    """Tell crawlers where the sitemap is."""
    site = site_of(request)
    sitemap = f"Sitemap: {site.names.base}sitemap.xml\n" if site.beside else ""
    body = f"User-agent: *\nDisallow: /sparql\n{sitemap}"
    return site.respond(request, Variant(_TEXT, "", body.encode()), {})


ROUTES = [
    Route("/dumps/", index),
    Route("/dumps/{name}", dump),
    Route("/dumps/{release}/", index),
    Route("/dumps/{release}/{name}", dump),
    Route(f"/{FEED_FILE}", feed),
    Route(f"/{CHANGES_FILE}", changes),
    Route("/sitemap.xml", sitemap),
    Route("/sitemap-{number:int}.xml", sitemap),
    Route("/robots.txt", robots),
]


def _release(request: Request) -> Release:
    """Return the release that the path names, or the active one; 404 when it is not kept."""
    site = site_of(request)
    asked = request.path_params.get("release", site.release.id)
    if asked == site.release.id:
        return site.release
    path = site.release.path.parent / asked
    if not _RELEASE.fullmatch(asked) or not (path / "manifest.json").is_file():
        raise Problem(404, UsageError("thing-unknown", path=request.url.path))
    return Release(path, json.loads((path / "manifest.json").read_text("utf-8")))


def _beside(request: Request, name: Path, media_type: str) -> Response:
    """Answer with a file that stands in the folder of the release."""
    site = site_of(request)
    path = site.release.path / name
    if not path.is_file():
        raise Problem(404, UsageError("thing-unknown", path=request.url.path))
    return site.respond(request, Variant(media_type, "", path.read_bytes()), {})
