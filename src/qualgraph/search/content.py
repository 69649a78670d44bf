"""What is indexed: the answers of ``queries/search/*.rq`` as values."""

import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from pyoxigraph import Store

from qualgraph import resources

_RANKING = Path(__file__).with_name("ranking.toml")


@dataclass(frozen=True, slots=True)
class Name:
    """A name of a thing: ``title`` or ``other``, its language tag (perhaps empty), its text."""

    role: str
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Content:
    """What can be found in a release; things are named by their IRIs.

    ``belongs`` has the qualifications that a thing belongs to, ``facets`` the IRIs of the values
    of each facet of a thing.
    """

    kinds: Mapping[str, str]
    names: Mapping[str, tuple[Name, ...]]
    codes: Mapping[str, tuple[str, ...]]
    schemes: Mapping[str, frozenset[str]]
    belongs: Mapping[str, frozenset[str]]
    facets: Mapping[str, Mapping[str, frozenset[str]]]


@lru_cache(maxsize=1)
def ranking() -> Mapping[str, Mapping[str, float]]:
    """Return the weights of columns and kinds (``ranking.toml``)."""
    return tomllib.loads(_RANKING.read_text("utf-8"))


def content(store: Store) -> Content:
    """Return what can be found in ``store``."""
    kinds, names = _named(store)
    codes: dict[str, set[str]] = defaultdict(set)
    schemes: dict[str, set[str]] = defaultdict(set)
    for row in _rows(store, "codes"):
        codes[row["thing"]].add(row["code"])
        schemes[row["thing"]].update({row["scheme"]} - {""})
    belongs: dict[str, set[str]] = defaultdict(set)
    for row in _rows(store, "belongs"):
        belongs[row["thing"]].add(row["qualification"])
    facets: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in _rows(store, "facets"):
        facets[row["thing"]][row["facet"]].add(row["value"])
    return Content(
        kinds,
        names,
        {thing: tuple(sorted(each)) for thing, each in codes.items()},
        {thing: frozenset(each) for thing, each in schemes.items()},
        {thing: frozenset(each) for thing, each in belongs.items()},
        {t: {f: frozenset(v) for f, v in each.items()} for t, each in facets.items()},
    )


def _named(store: Store) -> tuple[dict[str, str], dict[str, tuple[Name, ...]]]:
    order = list(ranking()["kinds"])
    kinds: dict[str, str] = {}
    found: dict[str, dict[tuple[str, str], str]] = defaultdict(dict)
    for row in _rows(store, "names"):
        thing, kind = row["thing"], row["kind"]
        kinds[thing] = min(kinds.get(thing, kind), kind, key=order.index)
        key = row["text"], row["text@"]
        found[thing][key] = max(found[thing].get(key, ""), row["role"])
    names = {
        thing: tuple(
            Name(role, language, text)
            for role, language, text in sorted(
                ((role, language, text) for (text, language), role in each.items()),
                key=lambda entry: (entry[0] != "title", entry[1], entry[2]),
            )
        )
        for thing, each in found.items()
    }
    return kinds, names


def _rows(store: Store, name: str) -> Iterator[dict[str, str]]:
    """Return the rows of a query: variable to value, ``variable@`` to its language."""
    query = (resources.QUERIES / "search" / f"{name}.rq").read_text("utf-8")
    found: Any = store.query(query)
    variables = [variable.value for variable in found.variables]
    for solution in found:
        terms = {name: solution[name] for name in variables}
        row = {name: term.value if term is not None else "" for name, term in terms.items()}
        row |= {f"{name}@": getattr(term, "language", None) or "" for name, term in terms.items()}
        yield row
