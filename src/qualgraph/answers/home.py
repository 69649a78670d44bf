"""The home page: what is here, where to begin, what is new."""

import json
from collections import Counter
from itertools import islice
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from qualgraph.answers.search import PATH, choices
from qualgraph.answers.site import Site, site_of
from qualgraph.answers.tongues import spoken
from qualgraph.release.changes import CHANGES_FILE
from qualgraph.search.index import Question

_NEWEST = 6
_QUALIFICATIONS = {"kind": frozenset({"qualification"})}
_COUNTED = ("qualification", "dossier", "occupation", "outcome", "programme", "document")


def home(request: Request) -> Response:
    """Show the search, what it can be narrowed by, and what is in the release."""
    site = site_of(request)
    return site.shown(request, "home.html", lambda language: _values(site, language))


def _values(site: Site, language: str) -> dict[str, Any]:
    question = Question(chosen=_QUALIFICATIONS, language=language, size=1)
    offered = choices(site, question, site.search.ask(question)) if site.search else {}
    figures = site.search.figures if site.search else {}
    counts = [(kind, figures[kind]) for kind in _COUNTED if figures.get(kind)]
    return {
        "path": spoken(PATH, language),
        "choices": {f: each for f, each in offered.items() if f != "kind" and each},
        "counts": counts,
        "quads": site.release.manifest.get("quads", 0),
        "documents": len(site.release.manifest["documents"]),
        **_changes(site),
    }


def _changes(site: Site) -> dict[str, Any]:
    """Return the newest changes: how many of each kind, and some of them by title."""
    path = site.release.path / CHANGES_FILE
    told = json.loads(path.read_text("utf-8")) if path.is_file() else {"changes": []}
    there = (each for each in told["changes"] if each["kind"] != "gone" and each["title"])
    ranked = sorted(there, key=lambda each: "/id/qualification/" not in each["thing"])
    return {
        "changed": sorted(Counter(each["kind"] for each in told["changes"]).items()),
        "newest": list(islice(ranked, _NEWEST)),
        "since": told.get("since", ""),
    }


ROUTES = [Route("/", home)]
