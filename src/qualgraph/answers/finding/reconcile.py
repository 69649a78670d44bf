"""``/reconcile``: the W3C Reconciliation Service API 0.2, as OpenRefine and others speak it.

https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/. Entities are named
by what follows ``id/`` (``qualification/nl-25132``), their types are the kinds of the search, their
properties its facets and the code. JSON only: a page of another origin may read it (CORS).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl

import orjson
from rapidfuzz import fuzz
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from qualgraph.answers.finding.search import index_of
from qualgraph.answers.http.variants import Variant
from qualgraph.answers.problem import Problem
from qualgraph.answers.site import Site, site_of
from qualgraph.errors import UsageError
from qualgraph.graph.terms import QG
from qualgraph.search.expression import LONGEST
from qualgraph.search.folding import clean, spaced
from qualgraph.search.index import Hit, Question

PATH = "/reconcile"
FORM = "application/x-www-form-urlencoded"
# Names are compared by likeness (0 to 100); what a row says besides counts for a fifth.
_SURE, _AHEAD, _BESIDES = 95.0, 5.0, 0.2
_PROPERTIES = ("code", "level", "domain", "pathway", "sector")
_BATCHES = frozenset({"queries", "extend"})
_BODY, _BATCH, _IDS, _CANDIDATES, _LIMIT = 2_000_000, 100, 1_000, 40, 50


@dataclass(frozen=True)
class _Service:
    """The answers to one request, in the language of its client."""

    site: Site
    language: str

    @classmethod
    def of(cls, request: Request) -> "_Service":
        site = site_of(request)
        return cls(site, site.pages.language(request.headers.get("accept-language")))

    @property
    def space(self) -> str:
        return f"{self.site.names.base}id/"

    def words(self, key: str) -> str:
        return self.site.pages.texts[self.language](key)

    def type(self, kind: str) -> dict[str, str]:
        return {"id": kind, "name": self.words(f"search.kind-{kind}")}

    def property(self, name: str) -> dict[str, str]:
        return {"id": name, "name": self.words(f"search.{_PROPERTY_WORDS[name]}")}

    def manifest(self) -> dict[str, Any]:
        """Say what the service is."""
        root = self.site.names.base.rstrip("/")

        def at(path: str) -> dict[str, str]:
            return {"service_url": root, "service_path": f"{PATH}/{path}"}

        kinds = (value.key for value in index_of(self.site).values("kind"))
        return {
            "versions": ["0.1", "0.2"],
            "name": self.words("page.site"),
            "identifierSpace": self.space,
            "schemaSpace": QG.iri,
            "documentation": f"{root}/dataset",
            "defaultTypes": [self.type(kind) for kind in kinds],
            "view": {"url": f"{root}/doc/{{{{id}}}}"},
            "batchSize": _BATCH,
            "suggest": {
                "entity": at("suggest/entity"),
                "type": at("suggest/type"),
                "property": at("suggest/property"),
            },
            "extend": {"propose_properties": at("properties"), "property_settings": []},
        }

    def answered(self, queries: Mapping[str, Any]) -> dict[str, Any]:
        """Answer a batch of queries by their keys."""
        if len(queries) > _BATCH:
            raise Problem(413, UsageError("reconcile-many", limit=_BATCH))
        return {key: {"result": self._candidates(_Asked.of(q))} for key, q in queries.items()}

    def _candidates(self, asked: "_Asked") -> list[dict[str, Any]]:
        index = index_of(self.site)
        kinds = frozenset(kind for kind in asked.types if index.known("kind", kind))
        if not asked.text or (asked.types and not kinds):
            return []
        question = Question(asked.text, {"kind": kinds}, 1, self.language, _CANDIDATES)
        found = index.ask(question)
        hits = found.hits
        if found.meant:
            hits += index.ask(replace(question, text=found.meant)).hits
        own = {hit.iri: hit for hit in hits if hit.iri.startswith(self.space)}
        scored = sorted(
            ((self._score(hit, asked), hit) for hit in own.values()),
            key=lambda pair: -pair[0],
        )
        ahead = scored[0][0] - scored[1][0] if len(scored) > 1 else 100.0
        return [
            self._candidate(hit, score, match=not place and score >= _SURE and ahead >= _AHEAD)
            for place, (score, hit) in enumerate(scored[: asked.limit])
        ]

    def _score(self, hit: Hit, asked: "_Asked") -> float:
        text = spaced(asked.text)
        codes = {spaced(hit.code), spaced(self._id(hit).partition("/")[2])} - {""}
        alike = max(fuzz.token_sort_ratio(text, spaced(name)) for name in hit.names)
        score = 100.0 if text in codes else alike
        if not asked.properties:
            return score
        fits = [self._fits(hit, name, values) for name, values in asked.properties]
        return (1 - _BESIDES) * score + _BESIDES * 100 * sum(fits) / len(fits)

    def _fits(self, hit: Hit, name: str, values: tuple[str, ...]) -> bool:
        has = {spaced(text) for each in self._values(hit, name) for text in each.values()}
        return any(spaced(value) in has for value in values)

    def _candidate(self, hit: Hit, score: float, match: bool) -> dict[str, Any]:
        return {
            "id": self._id(hit),
            "name": hit.title.text,
            "description": self._about(hit),
            "type": [self.type(hit.kind)],
            "score": round(score, 2),
            "match": match,
        }

    def _about(self, hit: Hit) -> str:
        level = ", ".join(hit.facets["level"])
        parts = [self.words(f"search.kind-{hit.kind}"), hit.code]
        parts += [f"{self.words('search.eqf')} {level}"] if level else []
        return " · ".join(filter(None, parts))

    def _id(self, hit: Hit) -> str:
        return hit.iri.removeprefix(self.space)

    def _values(self, hit: Hit, name: str) -> list[dict[str, str]]:
        """Return the values of a property of a thing, as text or as an entity of this service."""
        if name == "code":
            return [{"str": hit.code}] if hit.code else []
        known = {value.key: value for value in index_of(self.site).values(name)}
        values = [known[key] for key in hit.facets.get(name, ())]
        return [
            {"id": v.iri.removeprefix(self.space), "name": v.labels.get(self.language, v.key)}
            if v.iri.startswith(self.space)
            else {"str": v.key}
            for v in values
        ]

    def extended(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Return properties of things that were reconciled."""
        ids = [each for each in asked.get("ids", ()) if isinstance(each, str)]
        if len(ids) > _IDS:
            raise Problem(413, UsageError("reconcile-many", limit=_IDS))
        listed = (each.get("id") for each in asked.get("properties", ()) if isinstance(each, dict))
        names = [name for name in listed if name in _PROPERTIES]
        iris = {each: f"{self.space}{clean(each)}" for each in ids}
        hits = index_of(self.site).things(list(iris.values()), self.language)
        return {
            "meta": [self.property(name) for name in names],
            "rows": {
                each: {name: self._values(hits[iri], name) if iri in hits else [] for name in names}
                for each, iri in iris.items()
            },
        }

    def suggested(self, what: str, prefix: str) -> dict[str, Any]:
        """Return entities, types or properties whose name begins so."""
        if what == "entity":
            question = Question(prefix, {}, 1, self.language)
            hits = index_of(self.site).ask(question).hits if prefix else ()
            return {
                "result": [
                    {
                        "id": self._id(hit),
                        "name": hit.title.text,
                        "description": self._about(hit),
                        "notable": [self.type(hit.kind)],
                    }
                    for hit in hits
                    if hit.iri.startswith(self.space)
                ]
            }
        if what == "type":
            kinds = (value.key for value in index_of(self.site).values("kind"))
            return {"result": _beginning(map(self.type, kinds), prefix)}
        return {"result": _beginning(map(self.property, _PROPERTIES), prefix)}


_PROPERTY_WORDS = {name: f"by-{name}" if name != "code" else "code" for name in _PROPERTIES}


@dataclass(frozen=True, slots=True)
class _Asked:
    """One query: a name, the kinds it may be of, what else is known, how many answers."""

    text: str
    types: tuple[str, ...]
    properties: tuple[tuple[str, tuple[str, ...]], ...]
    limit: int

    @classmethod
    def of(cls, query: Any) -> "_Asked":
        """Read a query; what has another form than the specification says is not understood."""
        if not isinstance(query, dict) or not isinstance(query.get("query", ""), str):
            raise _misread("query")
        types = query.get("type") or []
        types = [types] if isinstance(types, str) else types
        limit = query.get("limit", 5)
        properties = query.get("properties") or []
        if not (isinstance(types, list) and isinstance(properties, list)):
            raise _misread("type, properties")
        return cls(
            clean(query.get("query", ""))[:LONGEST],
            tuple(each for each in types if isinstance(each, str)),
            tuple(_property(each) for each in properties if _known(each)),
            limit if isinstance(limit, int) and 0 < limit <= _LIMIT else 5,
        )


def _known(given: Any) -> bool:
    return isinstance(given, dict) and given.get("pid") in _PROPERTIES


def _property(given: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
    values = given.get("v")
    values = values if isinstance(values, list) else [values]
    plain = (each.get("id") if isinstance(each, dict) else each for each in values)
    return str(given["pid"]), tuple(clean(str(each)) for each in plain if each is not None)


def _beginning(named: Iterable[dict[str, str]], prefix: str) -> list[dict[str, str]]:
    start = spaced(prefix)
    return [each for each in named if any(spaced(text).startswith(start) for text in each.values())]


async def service(request: Request) -> Response:
    """Answer the manifest, a batch of queries, or an extension."""
    fields = dict(request.query_params)
    if request.method == "POST":
        fields |= await _fields(request)
    asked = {name: _object(text) for name, text in fields.items() if name in _BATCHES}
    return await run_in_threadpool(_answer, request, asked)


def _answer(request: Request, asked: Mapping[str, Mapping[str, Any]]) -> Response:
    service = _Service.of(request)
    index_of(service.site)
    if "queries" in asked:
        return _json(request, service, service.answered(asked["queries"]))
    if "extend" in asked:
        return _json(request, service, service.extended(asked["extend"]))
    return _json(request, service, service.manifest())


def suggest(request: Request) -> Response:
    """Answer the suggestions of entities, types and properties."""
    service = _Service.of(request)
    prefix = clean(request.query_params.get("prefix", ""))[:LONGEST]
    what = request.url.path.rpartition("/")[2]
    return _json(request, service, service.suggested(what, prefix))


def properties(request: Request) -> Response:
    """Propose the properties by which a table can be extended."""
    service = _Service.of(request)
    index_of(service.site)
    kind = clean(request.query_params.get("type", ""))
    told = {"properties": [service.property(name) for name in _PROPERTIES], "type": kind}
    return _json(request, service, told)


def _json(request: Request, service: _Service, told: Mapping[str, Any]) -> Response:
    variant = Variant("application/json", service.language, orjson.dumps(told))
    vary = {"vary": "Accept-Encoding, Accept-Language"}
    return service.site.respond(request, variant, vary)


async def _fields(request: Request) -> dict[str, str]:
    media_type = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if media_type != FORM:
        raise Problem(415, UsageError("media-type", known=FORM), (), (FORM,))
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > _BODY:
            raise Problem(413, UsageError("query-too-long", limit=_BODY))
    return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))


def _object(text: str) -> Mapping[str, Any]:
    try:
        found = orjson.loads(text.encode("utf-8", "replace"))
    except orjson.JSONDecodeError as error:
        raise _misread(str(error)) from error
    if not isinstance(found, dict):
        raise _misread("{}")
    return found


def _misread(reason: str) -> Problem:
    return Problem(400, UsageError("reconcile-syntax", reason=reason))


ROUTES = [
    Route(PATH, service, methods=["GET", "POST"]),
    Route(f"{PATH}/suggest/entity", suggest),
    Route(f"{PATH}/suggest/type", suggest),
    Route(f"{PATH}/suggest/property", suggest),
    Route(f"{PATH}/properties", properties),
]
