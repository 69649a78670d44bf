"""The home page: what is here, where to begin, what is new."""

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from qualgraph.answers.finding.search import PATH, choices
from qualgraph.answers.http.tongues import spoken
from qualgraph.answers.site import Site, site_of
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
    manifest = site.beside.manifest if site.beside else {}
    return {
        "path": spoken(PATH, language),
        "choices": {f: each for f, each in offered.items() if f != "kind" and each},
        "counts": counts,
        "quads": manifest.get("quads", 0),
        "documents": len(manifest.get("documents", ())),
        **_changes(site, language),
    }


def _changes(site: Site, language: str) -> dict[str, Any]:
    """Return the newest changes: how many of each sort, and some things that changed."""
    path = site.beside.path / CHANGES_FILE if site.beside else None
    told = json.loads(path.read_text("utf-8")) if path and path.is_file() else {"changes": []}
    sorts = {each["thing"]: each["kind"] for each in told["changes"]}
    hits = site.search.things(_foremost(site, sorts), language) if site.search else {}
    return {
        "changed": sorted(Counter(sorts.values()).items()),
        "newest": [(hit, sorts[iri]) for iri, hit in hits.items()],
        "since": told.get("since", ""),
    }


def _foremost(site: Site, changed: Iterable[str]) -> list[str]:
    """Return the things that people look for first, by what their IRIs say they are."""
    kinds = {kind: place for place, kind in enumerate(site.search.kinds if site.search else ())}
    of = {iri: iri.removeprefix(f"{site.names.base}id/").partition("/")[0] for iri in changed}
    ranked = sorted((kinds[kind], iri) for iri, kind in of.items() if kind in kinds)
    return [iri for _, iri in ranked[:_NEWEST]]


ROUTES = [Route("/", home)]
