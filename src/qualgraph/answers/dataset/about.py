"""What this site is and promises, and the releases of its data with what changed in each."""

import json
from collections import Counter
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from qualgraph.answers.dataset import description as dataset
from qualgraph.answers.problem import Problem
from qualgraph.answers.site import Site, site_of
from qualgraph.answers.views.asked import Crumb
from qualgraph.errors import UsageError
from qualgraph.release.changes import CHANGES_FILE
from qualgraph.release.directory import Release, Releases

PROMISES = ("lost", "invented", "invalid", "same", "open")
CHANGES_OF_A_PAGE = 200


@dataclass(frozen=True, slots=True)
class Kept:
    """A release that is kept, and how many things it changed since the one before."""

    release: Release
    counts: dict[str, int]
    since: str
    served: bool


def about(request: Request) -> Response:
    """Say what this is, where it comes from, under which licence, and how to cite it."""
    site = site_of(request)

    def values(language: str) -> dict[str, Any]:
        words = site.pages.texts[language]
        return {
            "told": dataset.about(site, language),
            "promises": PROMISES,
            "documents": sorted(site.release.manifest["documents"]),
            "crumbs": (Crumb(words("layout.about")),),
        }

    return site.shown(request, "about.html", values)


def releases(request: Request) -> Response:
    """List the releases that are kept, the newest first."""
    site = site_of(request)
    kept = [_kept(release, site) for release in Releases(site.release.path.parent)]
    words = site.pages.texts[site.page_language(request)]
    return site.page(request, "releases.html", kept=kept, crumbs=(Crumb(words("layout.releases")),))


def release(request: Request) -> Response:
    """Show what a release changed."""
    site, name = site_of(request), request.path_params["release"]
    found = next((r for r in Releases(site.release.path.parent) if r.id == name), None)
    if found is None:
        raise Problem(404, UsageError("thing-unknown", path=request.url.path), (), ("/releases",))
    changes, page = _told(found)["changes"], request.query_params.get("page", "1")
    last = max(-(-len(changes) // CHANGES_OF_A_PAGE), 1)
    if not page.isdecimal() or not page.isascii() or not 1 <= int(page[:9]) <= last:
        told = {"path": request.url.path, "page": page[:9], "last": last}
        raise Problem(404, UsageError("page-unknown", **told), (), (request.url.path,))
    start = (int(page) - 1) * CHANGES_OF_A_PAGE
    words = site.pages.texts[site.page_language(request)]
    return site.page(
        request,
        "release.html",
        kept=_kept(found, site),
        changes=changes[start : start + CHANGES_OF_A_PAGE],
        listing={"page": int(page), "last": last, "numbers": range(1, last + 1)},
        crumbs=(Crumb(words("layout.releases"), "/releases"), Crumb(found.id)),
    )


def _kept(found: Release, site: Site) -> Kept:
    told = _told(found)
    counts = Counter(change["kind"] for change in told["changes"])
    kinds = {kind: counts[kind] for kind in ("new", "changed", "gone")}
    return Kept(found, kinds, told["since"], found.id == site.release.id)


def _told(found: Release) -> dict[str, Any]:
    path = found.path / CHANGES_FILE
    if not path.is_file():
        return {"changes": [], "since": ""}
    told: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return told


ROUTES = [
    Route("/about", about),
    Route("/releases", releases),
    Route("/releases/{release}", release),
]
