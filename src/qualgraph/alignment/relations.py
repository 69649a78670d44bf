"""Which SKOS relation a proposal has: read off how the two names contain each other."""

from qualgraph.alignment.records import Role
from qualgraph.alignment.words import words

_SAME = 0.95


def relation_of(name: str, label: str, role: Role, near: float) -> str:
    """Return ``exactMatch`` to ``relatedMatch`` for a name and the label of a concept next to it.

    An alternative name may belong to a part of the concept only, so it says no more than close.
    """
    ours, theirs = set(words(name)), set(words(label))
    if near >= _SAME:
        return "exactMatch" if role is Role.PREFERRED else "closeMatch"
    if theirs and theirs < ours:
        return "broadMatch"
    if ours and ours < theirs:
        return "narrowMatch"
    return "closeMatch"
