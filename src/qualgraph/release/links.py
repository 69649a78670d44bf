"""Which links of all tables go live, which stand as suggestions, and which were rejected.

What people judged is published with the certainty that they gave it; it wins over what is only
proposed. A proposal is published when its confidence reaches the threshold and people have not
decided about its subject; otherwise it stands as a suggestion. A pair that people rejected is
kept on record and never published.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from pyoxigraph import Triple

from qualgraph.graph.alignment import Alignment
from qualgraph.graph.names import Names

SUGGESTIONS = "suggestions"
REJECTIONS = "rejected-links"


@dataclass(frozen=True, slots=True)
class LinkTable:
    """A table of links: the name of its graph, and whether it is the user's ``own``."""

    name: str
    links: tuple[Alignment, ...]
    own: bool = False


@dataclass
class Standing:
    """What became of the links; the published by the name of their graph."""

    published: dict[str, list[Alignment]] = field(default_factory=lambda: defaultdict(list))
    suggested: list[Alignment] = field(default_factory=list)
    rejected: list[Alignment] = field(default_factory=list)

    def objects(self) -> set[str]:
        """Return the IRIs of the concepts that are referred to, by suggestions too."""
        published = (link for links in self.published.values() for link in links)
        return {link.object.value for link in (*published, *self.suggested)}

    def graphs(self, names: Names) -> Iterator[tuple[str, set[Triple]]]:
        """Return the graphs whose statements are facts: links with their reasons."""
        for name, links in sorted(self.published.items()):
            yield name, {triple for link in links for triple in link.triples(names)}

    def records(self, names: Names) -> Iterator[tuple[str, set[Triple]]]:
        """Return the graphs that are on record only: suggestions, and what was rejected."""
        suggested = {triple for link in self.suggested for triple in link.suggestion(names)}
        rejected = {triple for link in self.rejected for triple in link.record(names)}
        yield from ((SUGGESTIONS, suggested), (REJECTIONS, rejected))


@dataclass(frozen=True, slots=True)
class _Entry:
    """A link and the table that it stands in."""

    table: LinkTable
    link: Alignment

    @property
    def rank(self) -> tuple[bool, date]:
        """The user's own judgement goes before a shipped one, a newer one before an older."""
        return self.table.own, self.link.judged or date.min


def standing(tables: Iterable[LinkTable], least: Decimal) -> Standing:
    """Decide about all links; a proposal is published from confidence ``least`` (0 to 1) on."""
    pairs: dict[tuple[str, str], list[_Entry]] = defaultdict(list)
    for table in tables:
        for link in table.links:
            pairs[link.subject, link.object.value].append(_Entry(table, link))
    result, proposed = Standing(), list[_Entry]()
    decided: set[tuple[str, str]] = set()
    for entries in pairs.values():
        judged = [entry for entry in entries if entry.link.judged_by_people or entry.link.negated]
        if judged:
            decided |= _decide(judged, result)
        else:
            proposed.append(max(entries, key=lambda entry: (entry.rank, entry.link.confidence)))
    for entry in proposed:
        link = entry.link
        if link.confidence >= least and not decided & set(_questions(link)):
            result.published[entry.table.name].append(link)
        else:
            result.suggested.append(link)
    return result


def _decide(judged: list[_Entry], result: Standing) -> set[tuple[str, str]]:
    """Let the highest judgement of a pair stand; return the questions that it answers."""
    highest = max(entry.rank for entry in judged)
    final = [entry for entry in judged if entry.rank == highest]
    rejected = [entry.link for entry in final if entry.link.negated or entry.link.fits_nothing]
    result.rejected += rejected
    if rejected:
        return {(link.subject, "") for link in rejected if link.fits_nothing}
    for entry in final:
        result.published[entry.table.name].append(entry.link)
    return {_question(entry.link) for entry in final}


def _questions(link: Alignment) -> tuple[tuple[str, str], tuple[str, str]]:
    return _question(link), (link.subject, "")


def _question(link: Alignment) -> tuple[str, str]:
    """Return what a link answers: which concept of this kind belongs to this subject."""
    return link.subject, link.object.value.rsplit("/", 1)[0]
