"""Places of a form that nobody filled in: they never become (part of) a fact."""

import re

_PLACEHOLDER = re.compile(
    r"\{[^{}]*\}"  # {p5_08_x}, the name of a field
    r"|<<[^<>]*>>|<(?!/?[a-z]+/?>|https?:|www|mailto)[A-Za-z_ ]{2,40}>"  # <<name>>, <name>
    r"|\[(?:[^\]\d][^\]]*)?\]"  # [...], [name]; [1] is a footnote
    r"|\b[Xx]{3,}\b"
    r"|\.{4,}|(?:\. ){3,}\.|…{2,}|…\s?\.{2,}|\.…|_{3,}"  # lines to write on
)

_SIGNS = ("{", "<", "[", "....", ". . ", "…", "___")


def has_placeholder(text: str) -> bool:
    """Return whether ``text`` holds a place that was not filled in."""
    begun = any(sign in text for sign in _SIGNS) or "xxx" in text.casefold()
    return begun and bool(_PLACEHOLDER.search(text))
