"""Which queries are let through: reading ones that stay on this machine.

Decided on the syntax tree, never on the text: ``1SERVICE <…>`` is a valid beginning of a
federated call that no word boundary shows, and a string may hold the word harmlessly.
"""

from typing import Any

from pyparsing import ParseException
from rdflib.plugins.sparql.parser import parseQuery

from qualgraph.answers.settings import Settings
from qualgraph.errors import UsageError

_OPEN, _CLOSE = "{([", "})]"


def check_query(text: str, settings: Settings) -> None:
    """Return when ``text`` may run.

    Raises ``UsageError`` when it is too long, nested too deep, no SPARQL 1.1 query (an update is
    none), or holds ``SERVICE``. A text that the parser does not understand does not run.
    """
    if len(text) > settings.query_characters:
        raise UsageError("query-too-long", limit=settings.query_characters)
    if _nesting(text) > settings.query_nesting:
        raise UsageError("query-too-deep", limit=settings.query_nesting)
    try:
        tree = parseQuery(text)
    except ParseException as error:
        raise UsageError("query-syntax", line=error.lineno, column=error.column) from error
    except (RecursionError, TypeError, ValueError, AttributeError) as error:
        raise UsageError("query-syntax", line=1, column=1) from error
    if _has_service(tree):
        raise UsageError("query-service")


def _nesting(text: str) -> int:
    depth = deepest = 0
    for character in text:
        depth += (character in _OPEN) - (character in _CLOSE)
        deepest = max(deepest, depth)
    return deepest


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
