"""What a store elsewhere answered: read strictly, written in the format that is asked.

Stores differ in how they write results, so only two formats are asked of them, JSON and N-Triples,
and all others are made here.
"""

from typing import Any

import orjson
from pyoxigraph import (
    Literal,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Triple,
    parse,
    parse_query_results,
)

from qualgraph.answers.stores.store import TABLES, Rows

_BOOLEAN = "http://www.w3.org/2001/XMLSchema#boolean"
_CANONICAL = {"1": "true", "0": "false"}
# Virtuoso 7 answers ASK with a table of this variable: a row with 1, or no row.
_ASKED = "__ASK_RETVAL"
_MEMBERS: tuple[str, ...] = ("type", "value", "xml:lang", "datatype")

Table = dict[str, Any]


def read(body: bytes) -> Table:
    """Return results in JSON as one object, in the form of the standard.

    https://www.w3.org/TR/sparql11-results-json/; raises ``ValueError`` when they are not.
    """
    found = orjson.loads(body)
    if isinstance(found.get("boolean"), bool):
        return {"head": {}, "boolean": found["boolean"]}
    names, rows = found["head"]["vars"], found["results"]["bindings"]
    if names == [_ASKED]:
        return {"head": {}, "boolean": any(int(row[_ASKED]["value"]) for row in rows)}
    if any("value" not in term for row in rows for term in row.values()):
        raise ValueError("a term without a value")
    solutions = [{name: _term(term) for name, term in row.items()} for row in rows]
    return {"head": {"vars": names}, "results": {"bindings": solutions}}


def _term(term: dict[str, str]) -> dict[str, str]:
    """Return a term with its canonical value: Virtuoso writes ``true`` as ``1``."""
    known = {key: str(term[key]) for key in _MEMBERS if key in term}
    if known["type"] == "typed-literal":
        known["type"] = "literal"
    if known.get("datatype") == _BOOLEAN:
        known["value"] = _CANONICAL.get(known["value"], known["value"])
    return known


def written(found: Table, media_type: str) -> bytes:
    """Write results as ``media_type``."""
    if "boolean" in found and media_type.startswith("text/"):
        return b"true\n" if found["boolean"] else b"false\n"
    parsed = parse_query_results(orjson.dumps(found), format=QueryResultsFormat.JSON)
    if not isinstance(parsed, QueryBoolean | QuerySolutions):
        raise TypeError("no results")
    return parsed.serialize(format=TABLES[media_type]) or b""


def rows(found: Table) -> Rows:
    """Return the rows of a SELECT query; what is unbound is an empty value."""
    names = found["head"]["vars"]
    return [
        {name: row.get(name, {"value": "", "type": ""}) for name in names}
        for row in found["results"]["bindings"]
    ]


def triples(body: bytes) -> list[Triple]:
    """Return the triples of N-Triples; raises ``SyntaxError`` when it is something else."""
    return [_canonical(quad.triple) for quad in parse(body, format=RdfFormat.N_TRIPLES)]


def _canonical(triple: Triple) -> Triple:
    value = triple.object
    if isinstance(value, Literal) and value.datatype.value == _BOOLEAN and value.value in "01":
        said = Literal(_CANONICAL[value.value], datatype=value.datatype)
        return Triple(triple.subject, triple.predicate, said)
    return triple
