"""Queries with a slot: values enter only the ``VALUES`` row that stands first in them."""

import re

SLOT = re.compile(r"VALUES\s*\((?P<names>[^)]*)\)\s*\{\s*\((?P<row>(?:\s*UNDEF)+\s*)\)\s*\}")


def bind_row(text: str, row: list[str]) -> str:
    """Return ``text`` with its ``VALUES`` row filled with terms in N-Triples form or ``UNDEF``."""
    slot = SLOT.search(text)
    if not slot:
        raise ValueError("no VALUES slot")
    return text[: slot.start("row")] + " ".join(row) + text[slot.end("row") :]
