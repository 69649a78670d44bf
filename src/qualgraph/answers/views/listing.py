"""A long list, a page at a time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from qualgraph.answers.problem import Problem
from qualgraph.answers.views.asked import Asked, Said, text_of
from qualgraph.answers.views.facts import best
from qualgraph.errors import UsageError

ENTRIES_OF_A_PAGE = 100
_NEAR = 3


@dataclass(frozen=True, slots=True)
class Entry:
    """A qualification in a list: its code, its level (mbo, else EQF) as the kind and the number,
    and on what ground it is listed."""

    qualification: Said
    code: str
    level: tuple[str, str]
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a list, by level, the highest first."""

    total: int
    page: int
    last: int
    groups: tuple[tuple[tuple[str, str], tuple[Entry, ...]], ...]

    @property
    def languages(self) -> frozenset[str]:
        """The languages of the names on this page."""
        return frozenset(each.qualification.language for _, found in self.groups for each in found)

    @property
    def numbers(self) -> tuple[int, ...]:
        """The pages that are offered: the first, those near this one, the last."""
        return near(self.page, self.last)


def near(page: int, last: int) -> tuple[int, ...]:
    """Return the pages that are offered on a page: the first, those near this one, the last."""
    first, end = max(page - _NEAR, 1), min(page + _NEAR, last)
    return tuple(sorted({1, *range(first, end + 1), last}))


def listing(asked: Asked) -> Listing:
    """Return the qualifications that a thing has to do with; raises ``Problem`` for a page that
    is not there."""
    entries = sorted(_entries(asked), key=_order)
    last = max(-(-len(entries) // ENTRIES_OF_A_PAGE), 1)
    check_page(asked, last)
    start = (asked.page - 1) * ENTRIES_OF_A_PAGE
    return Listing(len(entries), asked.page, last, _by_level(entries[start:][:ENTRIES_OF_A_PAGE]))


def check_page(asked: Asked, last: int) -> None:
    """Raise ``Problem`` 404 when the page that is asked for is beyond the ``last``."""
    if not 1 <= asked.page <= last:
        wrong = UsageError("page-unknown", path=asked.path, page=asked.page, last=last)
        raise Problem(404, wrong, (), (asked.path, f"{asked.path}?page={last}"))


def _entries(asked: Asked) -> Iterator[Entry]:
    seen = set()
    for row in asked.rows("listed"):
        iri = row["qualification"]["value"]
        key = iri, row["basis"]["value"]
        if key in seen:
            continue
        seen.add(key)
        names = filter(None, map(text_of, (row["nl"], row["en"], row["other"])))
        text = best(names, asked.language) or asked.unnamed(iri)
        said = Said(text.words, text.language, asked.site.pages.link(iri))
        basis = row["basis"]["value"].rpartition("/")[2]
        yield Entry(said, row["code"]["value"], _level(row), basis)


def _level(row: dict[str, Any]) -> tuple[str, str]:
    known = ((kind, row[name]["value"]) for kind, name in (("mbo", "level"), ("eqf", "eqf")))
    return next((each for each in known if each[1]), ("no", ""))


def _order(entry: Entry) -> tuple[bool, int, str, str]:
    kind, number = entry.level
    level = int(number) if number.isdigit() else 0
    return kind != "mbo", -level, entry.qualification.words.casefold(), entry.code


def _by_level(
    entries: Sequence[Entry],
) -> tuple[tuple[tuple[str, str], tuple[Entry, ...]], ...]:
    grouped = groupby(entries, key=lambda each: each.level)
    return tuple((level, tuple(found)) for level, found in grouped)
