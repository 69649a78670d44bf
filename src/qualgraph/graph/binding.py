"""Queries with a slot: values enter only the ``VALUES`` row that stands first in them.

The same text goes to every store, embedded or remote. No other way is used: ``substitutions`` of
pyoxigraph is unknown to remote stores and lets ``BOUND`` and sub-selects answer wrongly.
"""

import re
from collections.abc import Iterable

SLOT = re.compile(r"VALUES\s*\((?P<names>[^)]*)\)\s*\{\s*\((?P<row>(?:\s*UNDEF)+\s*)\)\s*\}")

LIST = re.compile(r"(VALUES\s*\?\w+\s*)\{\s*UNDEF\s*\}")
_ESCAPE = re.compile(r"\\\\([uU])|\\.", re.DOTALL)


def written(term: object) -> str:
    """Return a term in its N-Triples form, so that every SPARQL parser reads the same.

    SPARQL 1.1 (section 19.2) has ``\\u0022`` replaced before the query is parsed, and some parsers
    (rdflib is one) do so without looking whether the backslash is itself escaped: then a text that
    holds a backslash and ``u0022`` is read with a quotation mark. So a ``u`` after a backslash is
    written as its code point, which all of them read as that ``u``.
    """
    return _ESCAPE.sub(
        lambda found: f"\\\\\\U{ord(found[1]):08X}" if found[1] else found[0], str(term)
    )


def bind_row(text: str, row: list[str]) -> str:
    """Return ``text`` with its ``VALUES`` row filled with terms in N-Triples form or ``UNDEF``."""
    slot = SLOT.search(text)
    if not slot:
        raise ValueError("no VALUES slot")
    return text[: slot.start("row")] + " ".join(row) + text[slot.end("row") :]


def bind_list(text: str, terms: Iterable[str]) -> str:
    """Return ``text`` with its ``VALUES ?name { UNDEF }`` filled with terms in N-Triples form."""
    filled, count = LIST.subn(lambda slot: f"{slot[1]}{{ {' '.join(terms)} }}", text, count=1)
    if not count:
        raise ValueError("no VALUES slot")
    return filled
