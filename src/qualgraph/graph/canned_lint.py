"""What a canned query must not do, found before it is ever asked.

Each rule is a fault that a store does not report: it answers, but wrongly. All work on the tokens
of the text, so that the server starts at once; a full parse is left to the store.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

_TOKEN = re.compile(
    r"""(?P<space>\s+)|(?P<iri><[^<>"{}|^`\\\s]*>)|(?P<string>\"\"\".*?\"\"\"|'''.*?'''|"""
    r"""\"(?:[^"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*')|(?P<comment>\#[^\n]*)|"""
    r"""(?P<variable>[?$]\w+)|(?P<word>[\w-]*:[\w.-]*|\w+)|(?P<mark>.)""",
    re.DOTALL,
)
_SILENT = {"space", "comment"}
_EXPRESSIONS = {"FILTER", "BIND"}
_GROUP = "group"


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a query: its kind, its text, and its line in the query (from 0)."""

    kind: str
    text: str
    line: int

    @property
    def word(self) -> str:
        """The keyword that it may be."""
        return self.text.upper() if self.kind == "word" else self.text


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault: the key of its message (``errors`` of the texts), its line, what to fill in."""

    key: str
    line: int
    parameter: str = ""


@dataclass
class _Group:
    """A group in braces; ``open`` when its filters see the parameters, ``root`` when it has them.

    A ``VALUES`` row binds in the group that it stands in. The filter of an ``OPTIONAL`` there sees
    it too, and what stands in ``EXISTS``; any other group is evaluated by itself and joined after.
    """

    opener: str
    open: bool
    root: bool = False
    exists: bool = False
    projected: set[str] | None = None
    bound: set[str] = field(default_factory=set)
    asked: list[tuple[str, int]] = field(default_factory=list)


def tokens(text: str) -> list[Token]:
    """Return the tokens of a query, without space and comments."""
    found, line = [], 0
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or ""
        if kind not in _SILENT:
            found.append(Token(kind, match[0], line))
        line += match[0].count("\n")
    return found


def form_of(found: Sequence[Token]) -> str:
    """Return ``select``, ``construct``, or what else the query is."""
    forms = {"SELECT", "CONSTRUCT", "ASK", "DESCRIBE"}
    return next((token.text.lower() for token in found if token.word in forms), "")


def faults(text: str, names: Sequence[str]) -> Iterator[Fault]:
    """Return the faults in a query with these parameters."""
    found = tokens(text)
    start = next((n for n, token in enumerate(found) if token.word == "WHERE"), -1)
    if names:
        yield from _slot(found, start, names)
        yield from _unused(found, names)
    yield from _tests(found, names)
    yield from _scopes(found[start + 1 :], set(names))
    if form_of(found) == "select" and not _ordered(found):
        yield Fault("query-order", found[-1].line if found else 0)


def _slot(found: Sequence[Token], start: int, names: Sequence[str]) -> Iterator[Fault]:
    """The row must stand first in the outermost group, and have the parameters in their order."""
    row = ["{", "VALUES", "(", *(f"?{name}" for name in names), ")", "{", "("]
    row += ["UNDEF"] * len(names) + [")", "}"]
    there = [token.word for token in found[start + 1 : start + 1 + len(row)]]
    if start < 0 or there != row:
        yield Fault("query-slot", found[start].line if found else 0, ", ".join(names))


def _unused(found: Sequence[Token], names: Sequence[str]) -> Iterator[Fault]:
    body = [t.text[1:] for t in found if t.kind == "variable"]
    projected = (_projected(found) or set()) if form_of(found) == "select" else set()
    for name in names:
        # Once it stands in the row, and once in the projection where it is a column.
        if body.count(name) <= 1 + (name in projected):
            yield Fault("query-unused", 0, name)


def _tests(found: Sequence[Token], names: Sequence[str]) -> Iterator[Fault]:
    """``BOUND`` of a parameter means another thing to each way of binding."""
    for number, token in enumerate(found[:-2]):
        name = found[number + 2].text[1:]
        if token.word == "BOUND" and found[number + 2].kind == "variable" and name in names:
            yield Fault("query-bound", token.line, name)


def _scopes(found: Sequence[Token], names: set[str]) -> Iterator[Fault]:
    """A parameter is not seen in a group of its own, nor in a sub-select that hides it."""
    groups: list[_Group] = []
    inside: list[str] = []
    for number, token in enumerate(found):
        if token.text in {"{", "("}:
            inside.append(_opened(found, number, groups, inside))
        elif token.text in {"}", ")"} and inside:
            if inside.pop() == _GROUP:
                yield from _closed(groups.pop())
        elif token.kind == "variable" and token.text[1:] in names and groups:
            named = found[number - 1].word == "AS"
            yield from _used(groups, "" if named else inside[-1], token)


def _opened(
    found: Sequence[Token], number: int, groups: list[_Group], inside: Sequence[str]
) -> str:
    """Return what a brace or a parenthesis opens; a group is put with the ``groups``."""
    if found[number].text == "(":
        around = inside[-1] if inside else ""
        return _expression(found, number) or ("" if around == _GROUP else around)
    if _is_rows(found, number):
        return "VALUES"
    groups.append(_group(found, number, groups))
    return _GROUP


def _expression(found: Sequence[Token], number: int) -> str:
    """Return what the parenthesis belongs to: ``FILTER (``, ``FILTER REGEX (``, ``BIND (``."""
    before = [token.word for token in found[max(number - 2, 0) : number]]
    return next((word for word in reversed(before) if word in _EXPRESSIONS), "")


def _is_rows(found: Sequence[Token], number: int) -> bool:
    """Return whether the brace opens the rows of a ``VALUES``."""
    back = number - 1
    while back >= 0 and (found[back].kind == "variable" or found[back].text in {"(", ")"}):
        back -= 1
    return back >= 0 and found[back].word == "VALUES"


def _group(found: Sequence[Token], number: int, groups: Sequence[_Group]) -> _Group:
    opener = found[number - 1].word if number else "WHERE"
    selects = len(found) > number + 1 and found[number + 1].word == "SELECT"
    projected = _projected(found[number + 1 :]) if selects else None
    if not groups:
        return _Group("WHERE", open=True, root=True)
    parent = groups[-1]
    exists = (opener == "EXISTS" and parent.open) or parent.exists
    return _Group(
        opener,
        open=exists or (opener == "OPTIONAL" and parent.root),
        exists=exists,
        projected=projected,
    )


def _projected(found: Sequence[Token]) -> set[str] | None:
    """Return the variables that the first ``SELECT`` gives on, None for all."""
    names: set[str] = set()
    depth = 0
    start = next(n for n, token in enumerate(found) if token.word == "SELECT")
    for before, token in pairwise(found[start:]):
        if token.text in {"{"} or token.word == "WHERE":
            break
        if token.text == "*" and not depth:
            return None
        depth += (token.text == "(") - (token.text == ")")
        if token.kind == "variable" and (not depth or before.word == "AS"):
            names.add(token.text[1:])
    return names


def _used(groups: Sequence[_Group], where: str, token: Token) -> Iterator[Fault]:
    name, group = token.text[1:], groups[-1]
    for each in groups:
        if each.projected is not None and name not in each.projected:
            yield Fault("query-subselect", token.line, name)
            return
    if where not in _EXPRESSIONS:
        group.bound.add(name)
    elif not group.open or (where == "BIND" and not (group.root or group.exists)):
        group.asked.append((name, token.line))


def _closed(group: _Group) -> Iterator[Fault]:
    for name, line in group.asked:
        if name not in group.bound:
            yield Fault("query-scope", line, name)


def _ordered(found: Sequence[Token]) -> bool:
    """Return whether the outermost query has an order, without which pages would overlap."""
    depth = 0
    for token, after in pairwise(found):
        depth += (token.text == "{") - (token.text == "}")
        if not depth and token.word == "ORDER" and after.word == "BY":
            return True
    return False
