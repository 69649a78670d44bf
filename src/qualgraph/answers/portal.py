"""A qualification in the profile ``elm`` as the site gives it, and what that leaves out."""

from dataclasses import dataclass

from pyoxigraph import NamedNode, Store, Triple

from qualgraph.graph.names import Names
from qualgraph.graph.profiles.crosswalk import How
from qualgraph.graph.profiles.elm import ElmProfile, Exported


def in_elm(store: Store, names: Names, qualification: NamedNode) -> list[Triple]:
    """Return the export of a qualification; empty when the profile misses something in it."""
    exported = ElmProfile(names).export(store, qualification)
    return [] if exported.missing else list(exported.triples)


@dataclass(frozen=True, slots=True)
class GapReport:
    """What an export carries: statements by the way they go out, and what it misses or drops."""

    counts: dict[str, int]
    dropped: dict[str, int]
    missing: tuple[str, ...]


def gap_report(exported: Exported) -> GapReport:
    """Return the gap report of one qualification for its page."""
    counts = {how.value: exported.gaps.count(how) for how in How}
    return GapReport(counts, exported.gaps.carried[How.NOT], exported.missing)
