"""What the guard lets through, and that no spelling of SERVICE gets by it."""

import string

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Quad, Store

from qualgraph.answers.settings import Settings
from qualgraph.answers.sparql.guard import check_calls, check_query, check_size, may_call_others
from qualgraph.errors import UsageError

LIMITS = Settings(query_nesting=5, query_characters=1_000)


def verdict(text: str) -> str:
    """Return the key of the error, empty when the text may run."""
    try:
        check_query(text, Settings())
    except UsageError as error:
        return error.key
    return ""


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("{" * 5, True),
        ("{" * 6, False),
        ("{[(" * 2, False),
        ("}" * 9 + "{" * 5, True),
        ('"' + "{" * 50 + '"', True),
        ("'" + "(" * 50 + "'", True),
        ('"""' + '{"{""' * 9 + '"""', True),
        ("'''\n" + "{\n" * 50 + "'''", True),
        ("# " + "{" * 50, True),
        ("# " + "{" * 50 + "\n" + "{" * 6, False),
        ("<x:#" + ">" + "{" * 6, False),
        ("<x:y#z>" + "{" * 6, False),
        ("<x:\\u0041#'>" + "{" * 6, False),
        ("ex:a\\'b " + "{" * 6 + " ex:c\\'d", False),
        ("ex:a\\#b " + "{" * 6, False),
        ('"a\\"' + "{" * 9 + '"', True),
        ('"a\\\\"' + "{" * 6 + '"', False),
        ("?a < ?b # " + "{" * 9, True),
        ("'" + "{" * 6, False),
        ("x" * 1_000, True),
        ("x" * 1_001, False),
    ],
)
def test_only_brackets_of_the_query_itself_count(text: str, fits: bool) -> None:
    try:
        check_size(text, LIMITS)
    except UsageError:
        assert not fits
    else:
        assert fits


@pytest.mark.parametrize(
    "call",
    ["SERVICE <x:y>", "service ?x", "SeRvIcE SILENT <x:y>", "SERVICE<x:y>", "SERVICE#\n<x:y>"],
)
def test_a_call_is_found_however_it_is_written(call: str) -> None:
    assert verdict(f"SELECT * {{ ?s ?p ?o {call} {{ ?a ?b ?c }} }}") == "query-service"
    nested = f"SELECT * {{ {{ SELECT * {{ OPTIONAL {{ {call} {{ ?a ?b ?c }} }} }} }} }}"
    assert verdict(nested) == "query-service"
    assert verdict(f"ASK {{ FILTER EXISTS {{ {call} {{ ?a ?b ?c }} }} }}") == "query-service"


@pytest.mark.parametrize(
    "text",
    [
        'SELECT * { ?s ?p "SERVICE <x:y>" }',
        "PREFIX service: <x:> SELECT * { ?s service:x ?o }",
        "SELECT ?service { ?service ?p ?o } # SERVICE",
        "SELECT * { ?s <x:service> ?o }",
        "SELECT * { " + "?s ?p ?o . " * 400 + '?s ?p "service" }',
        "SELECT * { " + "{" * 38 + '?s ?p "service"' + "}" * 38 + " }",
    ],
)
def test_the_word_alone_is_harmless(text: str) -> None:
    assert may_call_others(text)
    assert verdict(text) == ""


@pytest.mark.parametrize("update", ["DROP ALL", "INSERT DATA { <x:a> <x:b> 1 }", "LOAD <x:y>"])
def test_a_store_refuses_an_update_that_comes_as_a_query(update: str) -> None:
    with pytest.raises(SyntaxError):
        Store().query(update)
    assert verdict(update) == "query-syntax"


@pytest.mark.parametrize("text", ["", "service", "SELECT * { SERVICE", "1SERVICE", "\x00service"])
def test_what_the_parser_does_not_understand_does_not_run(text: str) -> None:
    with pytest.raises(UsageError):
        check_calls(text)


_PIECES = st.sampled_from(
    ["SERVICE", "service", "Service", "\\u0053ERVICE", "SER", "VICE", "SILENT", "<x:y>", "{", "}",
     "?s ?p ?o", ".", ";", "1", "#", "\n", " ", '"', "'", "OPTIONAL", "UNION", "a", "\\u0020", "\t"]
)  # fmt: skip


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(_PIECES | st.text(string.printable, max_size=3), max_size=8))
def test_what_the_guard_lets_through_calls_no_one(pieces: list[str]) -> None:
    """Two parsers judge: what the store takes for a call is never let through."""
    text = "SELECT * { ?s ?p ?o " + " ".join(pieces) + " <http://127.0.0.1:9/> { ?a ?b ?c } }"
    if may_call_others(text) and verdict(text):
        return
    store = Store()
    store.add(Quad(NamedNode("x:s"), NamedNode("x:p"), NamedNode("x:o")))
    try:
        # A call to port 9 is refused by name before anything is sent.
        list(store.query(text))  # type: ignore[arg-type]
    except SyntaxError:
        pass
    except OSError as error:
        pytest.fail(f"{text!r} called: {error}")
