"""``/compare``: two qualifications beside each other, as a page and as JSON."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from pyoxigraph import NamedNode
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from qualgraph.answers.http.negotiate import choose
from qualgraph.answers.http.variants import Variant
from qualgraph.answers.problem import Problem
from qualgraph.answers.site import HTML, Site, not_acceptable, site_of
from qualgraph.errors import UsageError
from qualgraph.graph.parameters import Parameter

JSON = "application/json"
ASPECTS = ("level", "field", "task", "skill", "occupation", "esco-occupation", "growth",
           "follow-up", "pathway", "years", "hours", "admission")  # fmt: skip
# Things that belong to one qualification: two of them are the same when they are called the same.
_BY_NAME = frozenset({"task", "occupation"})
_EXAMPLE = {"a": "25132", "b": "25133"}
_QUALIFICATION = Parameter("qualification", "reference", {}, "qualification", example="nl-25132")


@dataclass(frozen=True, slots=True)
class Value:
    """A value of an aspect: its IRI or number, its names by language, its number as a task."""

    value: str
    names: Mapping[str, str]
    notation: str = ""

    def name(self, language: str) -> tuple[str, str]:
        """Return the name to show and its language: the page's, else any that there is."""
        for spoken in (language, "nl", "en", *sorted(self.names)):
            if spoken in self.names:
                return self.names[spoken], spoken
        return "", ""

    def key(self, aspect: str) -> frozenset[str]:
        """Return by what it is the same as a value of the other qualification."""
        if aspect in _BY_NAME and self.names:
            return frozenset(name.casefold() for name in self.names.values())
        return frozenset({self.value})


@dataclass(frozen=True, slots=True)
class Aspect:
    """An aspect of both: what only the first has, what both have, what only the second has."""

    name: str
    first: tuple[Value, ...]
    both: tuple[Value, ...]
    second: tuple[Value, ...]


def compare(request: Request) -> Response:
    """Answer with a comparison; without two qualifications, with a form."""
    site = site_of(request)
    accept = request.headers.get("accept")
    fixed = request.url.path.endswith(".json")
    media_type = JSON if fixed else choose(accept, (HTML, JSON))
    if media_type is None:
        raise not_acceptable((HTML, JSON))
    asked = {name: request.query_params.get(name, "").strip() for name in _EXAMPLE}
    things = {name: _thing(site, text) for name, text in asked.items() if text}
    if media_type == JSON:
        return _json(request, site, things)

    def values(language: str) -> dict[str, Any]:
        read = {name: _read(site, thing) for name, thing in things.items()}
        titles = {name: _title(site, thing).name(language) for name, thing in things.items()}
        both = len(read) == 2
        return {
            "asked": asked,
            "things": {name: thing.value for name, thing in things.items()},
            "titles": titles,
            "aspects": list(_aspects(read["a"], read["b"])) if both else [],
            "example": _EXAMPLE,
        }

    return site.shown(request, "compare.html", values, f"{asked['a']} {asked['b']}")


ROUTES = [Route("/compare", compare), Route("/compare.json", compare)]


def _json(request: Request, site: Site, things: dict[str, NamedNode]) -> Response:
    for name, example in _EXAMPLE.items():
        if name not in things:
            raise Problem(400, UsageError("parameter-missing", name=name, example=example))
    first, second = things.values()

    def make() -> Variant:
        told = {
            "a": {"iri": first.value, "title": _title(site, first).names},
            "b": {"iri": second.value, "title": _title(site, second).names},
            "aspects": [_told(each) for each in _aspects(_read(site, first), _read(site, second))],
        }
        return Variant(JSON, "", orjson.dumps(told, option=orjson.OPT_INDENT_2))

    return site.kept(request, f"/compare {JSON} {first.value} {second.value}", make)


def _told(aspect: Aspect) -> dict[str, Any]:
    parts = {"only_a": aspect.first, "both": aspect.both, "only_b": aspect.second}
    return {
        "aspect": aspect.name,
        **{
            name: [{"value": each.value, "label": each.names} for each in values]
            for name, values in parts.items()
        },
    }


def _thing(site: Site, text: str) -> NamedNode:
    """Return the qualification of a code, a reference or an IRI; raises 400 or 404."""
    try:
        thing = _QUALIFICATION.term(text, site.names)
    except UsageError as error:
        raise Problem(400, error) from error
    if not isinstance(thing, NamedNode) or not site.store.knows(thing):
        raise Problem(404, UsageError("thing-unknown", path=text), (), ("/compare", "/queries"))
    return thing


def _title(site: Site, thing: NamedNode) -> Value:
    rows = site.internal("called", thing)
    return Value(
        thing.value, {row["label"].get("xml:lang", ""): row["label"]["value"] for row in rows}
    )


def _read(site: Site, thing: NamedNode) -> dict[str, tuple[Value, ...]]:
    """Return the values of a qualification by aspect, in the order of the query."""
    found: dict[str, dict[str, Value]] = {aspect: {} for aspect in ASPECTS}
    for row in site.internal("compare", thing):
        values, key = found[row["aspect"]["value"]], row["value"]["value"]
        value = values.setdefault(key, Value(key, {}, row["notation"]["value"]))
        if row["label"]["value"]:
            spoken = row["label"].get("xml:lang", "")
            values[key] = Value(key, {**value.names, spoken: row["label"]["value"]}, value.notation)
    return {aspect: tuple(values.values()) for aspect, values in found.items()}


def _aspects(
    first: Mapping[str, tuple[Value, ...]], second: Mapping[str, tuple[Value, ...]]
) -> Iterable[Aspect]:
    for name in ASPECTS:
        a, b = first[name], second[name]
        if a or b:
            in_a = frozenset().union(*(each.key(name) for each in a))
            in_b = frozenset().union(*(each.key(name) for each in b))
            yield Aspect(
                name,
                tuple(each for each in a if not each.key(name) & in_b),
                tuple(each for each in a if each.key(name) & in_b),
                tuple(each for each in b if not each.key(name) & in_a),
            )
