"""No value that a stranger gives changes what is asked: neither as text nor as algebra."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pyoxigraph import Store
from rdflib import BNode
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import Literal
from starlette.testclient import TestClient

from qualgraph.errors import UsageError
from qualgraph.graph.canned import CannedQuery, load_queries
from qualgraph.graph.names import Names
from qualgraph.graph.parameters import TYPES, Choice, Parameter

QUERIES = load_queries()
NAMES = Names()
LABEL = {"nl": "a", "en": "a"}

HOSTILE = (
    '"', "'", "\\", ">", "}", "{", ")", "(", "#", "?x", "UNDEF", "\n", "\r", "\t", " ", "\0",
    "\\u0022", "\\U00000022", "\\u003e", "\\\\u0022", "\u202e", "\u2066", "\ufeff", "\ud800",
    "\udfff", "\U0001f600", "25132", "nl-", "http://a/", "urn:x:y", "4", "-1", "1e999", "nl", "%22",
)  # fmt: skip
PIECES = st.sampled_from(HOSTILE) | st.characters(exclude_categories=())
VALUES = st.lists(PIECES, max_size=8).map("".join) | st.text(max_size=30)
OFTEN = settings(max_examples=150, deadline=None, derandomize=True, database=None)
SOME = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def one(kind: str) -> CannedQuery:
    """A query with a parameter of that type."""
    choices = tuple(Choice(value, LABEL) for value in ('a"b', "c\\u0022d", "e"))
    parameter = Parameter(
        "value", kind, LABEL, kind="qualification", scheme="http://example.org/", choices=choices
    )
    text = """SELECT ?thing WHERE {
  VALUES (?value) { (UNDEF) }
  ?thing <http://example.org/says> ?value .
  FILTER(?value != "a")
} ORDER BY ?thing"""
    return CannedQuery("one", LABEL, LABEL, (parameter,), (), text)


@pytest.mark.parametrize("kind", TYPES)
def test_no_value_changes_the_algebra(kind: str) -> None:
    query = one(kind)
    harmless = {"reference": "25132", "iri": "urn:x:y", "language": "nl", "enum": "e"}.get(
        kind, "4"
    )
    expected = outline(query.bind({"value": harmless}, NAMES))

    @OFTEN
    @example("c\\u0022d")
    @example("\\u0022 } #")
    @example("\\\\u0022")
    @example("\\U00000022")
    @given(VALUES)
    def check(value: str) -> None:
        if not value:
            return
        try:
            text = query.bind({"value": value}, NAMES)
        except UsageError:
            return
        assert outline(text) == expected
        Store().query(text)
        if kind == "string":
            assert term_in(text) == Literal(value)

    check()


EVERY = [
    (name, parameter.name) for name, query in QUERIES.items() for parameter in query.parameters
]


@pytest.mark.parametrize(("name", "parameter"), EVERY)
def test_no_value_of_a_shipped_query_changes_its_text(name: str, parameter: str) -> None:
    query = QUERIES[name]
    given_values = {p.name: p.example for p in query.parameters}
    harmless = query.bind(given_values, NAMES)

    @SOME
    @given(VALUES)
    def check(value: str) -> None:
        try:
            text = query.bind({**given_values, parameter: value}, NAMES)
        except UsageError:
            return
        assert row_of(text).count("(") == 1
        assert [term_less(token) for token in tokens(text)] == [
            term_less(token) for token in tokens(harmless)
        ] or not value
        Store().query(text)

    check()


@pytest.mark.parametrize(("name", "parameter"), EVERY)
def test_the_algebra_of_a_shipped_query_does_not_depend_on_the_value(
    name: str, parameter: str
) -> None:
    query = QUERIES[name]
    values = {p.name: p.example for p in query.parameters}
    by_type = {"language": "nl", "decimal": "0.1", "code": "x", "iri": "urn:x:y"}
    kind = next(p.type for p in query.parameters if p.name == parameter)
    other = {**values, parameter: by_type.get(kind, "xx-1")}
    assert outline(query.bind(values, NAMES)) == outline(query.bind(other, NAMES))


@SOME
@given(st.sampled_from(EVERY), VALUES.filter(lambda value: value.isprintable() or "\0" in value))
def test_no_value_gives_a_server_error(
    client: TestClient, place: tuple[str, str], value: str
) -> None:
    name, parameter = place
    values = {p.name: p.example for p in QUERIES[name].parameters}
    sent = {**values, parameter: value.encode("utf-8", "replace").decode()}
    for suffix in ("", ".rq"):
        answer = client.get(f"/queries/{name}{suffix}", params=sent)
        assert answer.status_code in {200, 400}


@pytest.mark.parametrize("raw", ["%ED%A0%80", "%00", "%FF", "%E2%80%AE", "%22%7D%23", "%5Cu0022"])
def test_raw_bytes_in_an_address_give_no_server_error(client: TestClient, raw: str) -> None:
    for path in (f"tasks.json?qualification={raw}", f"tasks.json?{raw}=1", f"tasks.{raw}", raw):
        assert client.get(f"/queries/{path}").status_code in {400, 404}


# What follows reads queries as another parser does.


def tokens(text: str) -> list[str]:
    """Return terms and all else, roughly, but the same way for both texts."""
    before, row, after = text.partition(row_of(text))
    return [before, *re.findall(r'"(?:[^"\\]|\\.)*"|<[^>]*>|[()]|[^\s()<"]+', row), after]


def term_less(token: str) -> str:
    return "" if token.startswith(('"', "<")) else token


def row_of(text: str) -> str:
    """Return the row of values, up to the end of its line, which no term can hold."""
    found = re.search(r"VALUES \([^)]*\) \{ (\(.*\)) \}\n", text)
    assert found
    return found[1]


@lru_cache(64)
def outline(text: str) -> Any:
    """Return the algebra with the terms of the first ``VALUES`` taken out."""
    algebra = translateQuery(parseQuery(text)).algebra
    return _plain(algebra, _table(algebra))


def term_in(text: str) -> Any:
    [row] = _table(translateQuery(parseQuery(text)).algebra).res
    [found] = row.values()
    return found


def _table(algebra: Any) -> Any:
    """Return the first table of values, which is that of the parameters."""
    return next(node for node in _nodes(algebra) if node.name == "values")


def _nodes(node: Any) -> Iterator[CompValue]:
    if isinstance(node, CompValue):
        yield node
        for value in node.values():
            yield from _nodes(value)
    elif isinstance(node, list | tuple):
        for value in node:
            yield from _nodes(value)


def _plain(node: Any, table: Any) -> Any:
    if node is table:
        return [sorted(map(str, row)) for row in node.res]
    if isinstance(node, CompValue):
        inner = {key: _plain(value, table) for key, value in node.items() if key != "_vars"}
        return node.name, sorted(inner.items())
    if isinstance(node, dict):
        return sorted((str(key), _plain(value, table)) for key, value in node.items())
    if isinstance(node, list | tuple | set):
        return [_plain(value, table) for value in node]
    return "a blank node" if isinstance(node, BNode) else repr(node)
