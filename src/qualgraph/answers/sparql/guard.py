"""Which queries are let through: reading ones that stay on this machine.

Updates need no search: a store answers them with a syntax error when asked as a query. ``SERVICE``
does: a text without its letters cannot hold it and is let through; any other is decided on the
syntax tree of another parser, never on the text: ``1SERVICE <…>`` is a valid beginning of a
federated call that no word boundary shows, and a string may hold the word harmlessly.
"""

import re
import sys
import threading
from importlib import import_module
from typing import Any

from qualgraph.answers.settings import Settings
from qualgraph.errors import UsageError

_OPEN, _CLOSE = "{([", "})]"
# Strings, comments and escapes, whose brackets do not nest; an IRI, so that its # is no comment.
_QUIET = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""'
    r"|'''(?:[^'\\]|\\.|'(?!''))*'''"
    r'|"(?:[^"\\\n\r]|\\.)*"'
    r"|'(?:[^'\\\n\r]|\\.)*'"
    r"|(<[^<>\"{}|^`\x00-\x20]*>)"
    r"|\\."
    r"|#[^\n\r]*",
    re.DOTALL,
)
_MARKS = re.compile(r"[\"'#\\]")
_BRACKETS = re.compile(r"[{}()\[\]]")
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
# rdflib's parser calls itself some twenty times for each triple and each bracket.
_PARSER_CALLS = 100_000
_PARSER_STACK = 128 * 1024 * 1024


def check_query(text: str, settings: Settings) -> None:
    """Return when ``text`` is a reading query that calls no other host; raises ``UsageError``."""
    check_size(text, settings)
    check_calls(text)


def check_size(text: str, settings: Settings) -> None:
    """Return when ``text`` may be parsed at all: a parser is ended by 10,000 braces.

    Raises ``UsageError``: ``query-too-long``, ``query-too-deep``.
    """
    if len(text) > settings.query_characters:
        raise UsageError("query-too-long", limit=settings.query_characters)
    if _nesting(text) > settings.query_nesting:
        raise UsageError("query-too-deep", limit=settings.query_nesting)


def may_call_others(text: str) -> bool:
    """Return whether the letters of ``SERVICE`` are in ``text``, however they are spelled."""
    return "service" in text.casefold() or "service" in _ESCAPE.sub(_character, text).casefold()


def prepare() -> None:
    """Load the other parser, which takes longer than most queries; most processes never need it."""
    import_module("rdflib.plugins.sparql.parser")


def check_calls(text: str) -> None:
    """Return when ``text`` is a SPARQL 1.1 query that calls no other host.

    Raises ``UsageError``: ``query-service``, or ``query-syntax`` when the parser does not
    understand it, since what is not understood does not run.
    """
    failed: list[UsageError] = []

    def judge() -> None:
        sys.setrecursionlimit(_PARSER_CALLS)
        failed.extend(_judged(text))

    before = threading.stack_size(_PARSER_STACK)
    thread = threading.Thread(target=judge)
    thread.start()
    threading.stack_size(before)
    thread.join()
    if failed:
        raise failed[0]


def _judged(text: str) -> list[UsageError]:
    from pyparsing import ParseException  # noqa: PLC0415
    from rdflib.plugins.sparql.parser import parseQuery  # noqa: PLC0415

    try:
        return [UsageError("query-service")] if _has_service(parseQuery(text)) else []
    except ParseException as error:
        return [UsageError("query-syntax", line=error.lineno, column=error.column)]
    except Exception:
        return [UsageError("query-syntax", line=1, column=1)]


def _nesting(text: str) -> int:
    bare = _QUIET.sub(r"\1", text) if _MARKS.search(text) else text
    depth = deepest = 0
    for bracket in _BRACKETS.findall(bare):
        depth += 1 if bracket in _OPEN else -1
        deepest = max(deepest, depth)
    return deepest


def _character(escape: re.Match[str]) -> str:
    code = int(escape[1] or escape[2], 16)
    return chr(code) if code <= sys.maxunicode else ""


def _has_service(node: Any) -> bool:
    waiting = [node]
    while waiting:
        current = waiting.pop()
        if getattr(current, "name", "") == "ServiceGraphPattern":
            return True
        if hasattr(current, "values") and callable(current.values):
            waiting += list(current.values())
        if isinstance(current, list | tuple) or hasattr(current, "asList"):
            waiting += list(current)
    return False
