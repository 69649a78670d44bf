"""What changed between two releases."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import DefaultGraph, Quad, RdfFormat, parse

from qualgraph.release.directory import GRAPH_FILE, Release


@dataclass(frozen=True, slots=True)
class Difference:
    """The statements of the default graph that one release has and the other has not."""

    removed: tuple[Quad, ...]
    added: tuple[Quad, ...]

    @property
    def by_subject(self) -> dict[str, tuple[int, int]]:
        """How many statements were removed and added, by subject."""
        removed = Counter(_name(quad) for quad in self.removed)
        added = Counter(_name(quad) for quad in self.added)
        return {subject: (removed[subject], added[subject]) for subject in sorted(removed | added)}


def compare(old: Release, new: Release) -> Difference:
    """Return what ``new`` changed."""
    return difference(set(_merged(old)), set(_merged(new)))


def difference(before: set[Quad], after: set[Quad]) -> Difference:
    """Return what changed between two default graphs."""
    return Difference(
        tuple(sorted(before - after, key=str)), tuple(sorted(after - before, key=str))
    )


def _merged(release: Release) -> Iterator[Quad]:
    for quad in parse(path=str(release.path / GRAPH_FILE), format=RdfFormat.N_QUADS):
        if quad.graph_name == DefaultGraph():
            yield quad


def _name(quad: Quad) -> str:
    return str(quad.subject).strip("<>")
