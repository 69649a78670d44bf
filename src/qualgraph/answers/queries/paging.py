"""Pages of a result: what is asked, what there is, and the links between them (RFC 8288).

A page is a slice of the whole result, which is kept: the count is true, two pages never overlap,
and the store is asked once. ``LIMIT`` and ``OFFSET`` would have it sort the whole again for each
page, and cannot be bound as terms.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from qualgraph.answers.problem import Problem
from qualgraph.errors import UsageError

# An answer for machines is whole up to this many rows; a page for people is never longer.
MOST_ROWS = 10_000
MOST_SHOWN = 500
MOST_PAGES = 1_000_000
COUNT_HEADER = "x-total-count"
_NUMBER = re.compile(r"[1-9][0-9]{0,6}")


@dataclass(frozen=True, slots=True)
class Asked:
    """Which page is asked: its number (from 1) and its rows; whether the client said so."""

    number: int
    size: int
    said: bool

    @classmethod
    def of(cls, values: Mapping[str, str], size: int, most: int) -> "Asked":
        """Read ``page`` and ``limit``; raises ``Problem`` (400) for what is no such number."""
        number = _read("page", values.get("page", "1"), MOST_PAGES)
        limit = _read("limit", values.get("limit", str(size)), most)
        return cls(number, limit, bool({"page", "limit"} & values.keys()))

    @property
    def clause(self) -> str:
        """The same page in SPARQL, of integers that were read as such."""
        return f"\nLIMIT {self.size:d} OFFSET {(self.number - 1) * self.size:d}"


@dataclass(frozen=True, slots=True)
class Page:
    """A page that is there: rows ``first`` up to ``last`` (from 1) of ``total``.

    ``exact`` is false where the result was cut off: then there are at least ``total``.
    """

    number: int
    size: int
    total: int
    exact: bool
    path: str
    values: tuple[tuple[str, str], ...]

    @property
    def pages(self) -> int:
        """How many pages there are; one without rows when there is nothing."""
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        """The number of its first row."""
        return min((self.number - 1) * self.size + 1, self.total)

    @property
    def last(self) -> int:
        """The number of its last row."""
        return min(self.number * self.size, self.total)

    @property
    def rows(self) -> slice:
        """Its rows of the whole result."""
        return slice((self.number - 1) * self.size, self.number * self.size)

    @property
    def whole(self) -> bool:
        """Whether it is all there is."""
        return self.pages == 1

    def address(self, number: int) -> str:
        """Return the address of another page."""
        return f"{self.path}?{urlencode([*self.values, ('page', number), ('limit', self.size)])}"

    @property
    def relations(self) -> dict[str, str]:
        """The addresses of the pages around it by relation; none when it is all there is."""
        if self.whole:
            return {}
        near = {"first": 1, "prev": self.number - 1, "next": self.number + 1, "last": self.pages}
        return {name: self.address(n) for name, n in near.items() if 1 <= n <= self.pages}

    @property
    def headers(self) -> dict[str, str]:
        """The headers that say how much there is and where the rest is."""
        links = (f'<{address}>; rel="{name}"' for name, address in self.relations.items())
        count = str(self.total) if self.exact else f">={self.total}"
        return {COUNT_HEADER: count, "link": ", ".join((*links, SERVICE))}


SERVICE = '</openapi.json>; rel="service-desc"; type="application/json"'


def check(page: Page) -> Page:
    """Return the page when it is there; raises ``Problem`` (404) that says which are."""
    if page.number > page.pages:
        there = tuple(dict.fromkeys((page.address(1), page.address(page.pages))))
        wrong = UsageError(
            "rows-page-unknown", page=page.number, pages=page.pages, total=page.total
        )
        raise Problem(404, wrong, (), there)
    return page


def _read(name: str, value: str, most: int) -> int:
    if not _NUMBER.fullmatch(value) or int(value) > most:
        wrong = UsageError("paging-value", name=name, value=value[:40], most=most)
        raise Problem(400, wrong)
    return int(value)
