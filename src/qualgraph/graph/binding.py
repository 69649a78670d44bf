"""Queries with a slot: values enter only the ``VALUES`` row that stands first in them."""

import re
from collections.abc import Iterable

SLOT = re.compile(r"VALUES\s*\((?P<names>[^)]*)\)\s*\{\s*\((?P<row>(?:\s*UNDEF)+\s*)\)\s*\}")

_LIST = re.compile(r"(VALUES\s*\?\w+\s*)\{\s*UNDEF\s*\}")


def bind_row(text: str, row: list[str]) -> str:
    """Return ``text`` with its ``VALUES`` row filled with terms in N-Triples form or ``UNDEF``."""
    slot = SLOT.search(text)
    if not slot:
        raise ValueError("no VALUES slot")
    return text[: slot.start("row")] + " ".join(row) + text[slot.end("row") :]


def bind_list(text: str, terms: Iterable[str]) -> str:
    """Return ``text`` with its ``VALUES ?name { UNDEF }`` filled with terms in N-Triples form."""
    filled, count = _LIST.subn(lambda slot: f"{slot[1]}{{ {' '.join(terms)} }}", text, count=1)
    if not count:
        raise ValueError("no VALUES slot")
    return filled
