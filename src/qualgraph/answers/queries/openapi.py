"""``/openapi.json``: every public address, with its parameters and answers, as OpenAPI 3.1.

What is said of canned queries comes from their metadata; the rest stands in ``openapi.toml``.
"""

import tomllib
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from qualgraph import __version__, resources
from qualgraph.answers.http.variants import Variant
from qualgraph.answers.queries.pages import suffixes
from qualgraph.answers.queries.paging import COUNT_HEADER, MOST_PAGES, MOST_ROWS
from qualgraph.answers.site import Site, site_of
from qualgraph.graph.canned import CannedQuery
from qualgraph.graph.canned_query import Column
from qualgraph.graph.parameters import Parameter

PATH = "/openapi.json"
_FRAME = resources.PACKAGE / "answers" / "queries" / "openapi.toml"
_JSON = frozenset({"application/sparql-results+json", "application/json"})
_XSD = "http://www.w3.org/2001/XMLSchema#"
_SCHEMAS: dict[str, dict[str, str]] = {
    "integer": {"type": "integer"},
    "decimal": {"type": "number"},
}
_LANGUAGE = "en"


def openapi(request: Request) -> Response:
    """Answer with the description of the interface."""
    site = site_of(request)

    def make() -> Variant:
        return Variant("application/json", "", orjson.dumps(described(site)))

    return site.kept(request, PATH, make, {"vary": "Accept-Encoding"})


def described(site: Site) -> dict[str, Any]:
    """Return the description as data."""
    frame = tomllib.loads(_FRAME.read_text("utf-8"))
    frame["info"]["version"] = __version__
    frame["servers"] = [{"url": site.names.base.rstrip("/")}]
    for name, most in (("limit", MOST_ROWS), ("page", MOST_PAGES)):
        frame["components"]["parameters"][name]["schema"]["maximum"] = most
    for query in site.queries.values():
        path = f"/queries/{query.name}.{{format}}"
        frame["paths"][path] = {"get": _operation(query)}
        if query.columns:
            frame["components"]["schemas"][query.name] = _results(query)
    for path in frame["paths"].values():
        for operation in path.values():
            _add_problems(operation)
    return frame


def _operation(query: CannedQuery) -> dict[str, Any]:
    endings = suffixes(query)
    paging = ["limit", "page"] if query.form == "select" else []
    return {
        "operationId": query.name,
        "tags": ["queries"],
        "summary": query.title[_LANGUAGE],
        "description": query.summary[_LANGUAGE],
        "parameters": [
            _format(list(endings)),
            *map(_parameter, query.parameters),
            *({"$ref": f"#/components/parameters/{name}"} for name in paging),
        ],
        "responses": {
            "200": {
                "description": query.title[_LANGUAGE],
                "headers": _headers(query),
                "content": {media: _content(query, media) for media in endings.values()},
            },
            "x-problems": ["400", "404"],
        },
    }


def _headers(query: CannedQuery) -> dict[str, Any]:
    names = ["Link", COUNT_HEADER] if query.form == "select" else ["Link"]
    return {name: {"$ref": f"#/components/headers/{name.lower()}"} for name in names}


def _format(endings: list[str]) -> dict[str, Any]:
    return {
        "name": "format",
        "in": "path",
        "required": True,
        "description": "The form of the answer.",
        "schema": {"type": "string", "enum": endings},
        "example": endings[0],
    }


def _parameter(parameter: Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "in": "query",
        "required": parameter.required,
        "description": parameter.label[_LANGUAGE],
        "schema": _schema(parameter),
        "example": _json(parameter, parameter.example),
    }


def _schema(parameter: Parameter) -> dict[str, Any]:
    """Return what a value must look like: the very pattern that the server checks by."""
    default = {"default": _json(parameter, parameter.default)} if parameter.default else {}
    if parameter.type in _SCHEMAS:
        least, most = (float(bound) for bound in parameter.bounds)
        least, most = (int(b) if b.is_integer() else b for b in (least, most))
        return {**_SCHEMAS[parameter.type], "minimum": least, "maximum": most, **default}
    if parameter.values:
        return {"type": "string", "enum": list(parameter.values), **default}
    longest = parameter.max_length
    return {"type": "string", "pattern": parameter.pattern, "maxLength": longest, **default}


def _json(parameter: Parameter, value: str) -> str | int | float:
    if parameter.type == "integer":
        return int(value)
    return float(value) if parameter.type == "decimal" else value


def _content(query: CannedQuery, media_type: str) -> dict[str, Any]:
    if media_type in _JSON and query.columns:
        return {"schema": {"$ref": f"#/components/schemas/{query.name}"}}
    if media_type.endswith("json"):
        return {"schema": {"type": "object"}}
    return {"schema": {"type": "string"}}


def _results(query: CannedQuery) -> dict[str, Any]:
    """Return the schema of SPARQL 1.1 results in JSON with the columns of the query."""
    names = [column.name for column in query.columns]
    rows = {column.name: _binding(column) for column in query.columns}
    return _object(
        head=_object(vars={"type": "array", "const": names}),
        results=_object(
            bindings={
                "type": "array",
                "items": {"type": "object", "properties": rows, "additionalProperties": False},
            }
        ),
    )


def _binding(column: Column) -> dict[str, Any]:
    kind = "uri" if column.type == "iri" else "literal"
    told: dict[str, Any] = {"type": {"const": kind}, "value": {"type": "string"}}
    if column.type in {"boolean", "integer", "decimal", "date"}:
        told["datatype"] = {"const": f"{_XSD}{column.type}"}
    return {
        "type": "object",
        "description": column.label[_LANGUAGE],
        "properties": told,
        "required": list(told),
    }


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _add_problems(operation: dict[str, Any]) -> None:
    """Add the errors of an operation, which all have one shape."""
    responses = operation["responses"]
    statuses = ["406", "414", *responses.pop("x-problems", [])]
    for status in sorted(statuses):
        responses[status] = {"$ref": f"#/components/responses/{status}"}


ROUTES = [Route(PATH, openapi)]
