"""A graph of rdflib that is asked the same again and again."""

from collections.abc import Generator
from typing import Any, Self

from rdflib import Graph

_MOST = 20_000  # patterns whose triples are held


class FixedGraph(Graph):
    """Shapes: pySHACL asks them the same for every node of every graph that it validates.

    Each pattern of triples is sought once, which takes nearly half of the time of a validation
    off; a new triple makes the graph forget what it found.
    """

    def __init__(self) -> None:
        """Make an empty graph."""
        self._found: dict[Any, list[Any]] = {}
        super().__init__()

    def triples(self, triple: Any) -> Generator[Any, None, None]:
        """Yield the triples that fit a pattern, in the same order each time."""
        found = self._found.get(triple)
        if found is None:
            found = list(super().triples(triple))
            if len(self._found) < _MOST:
                self._found[triple] = found
        yield from found

    def add(self, triple: Any) -> Self:
        """Add a triple."""
        if triple not in self:
            super().add(triple)
            self._found.clear()
        return self

    def addN(self, quads: Any) -> Self:  # noqa: N802 (rdflib names it)
        """Add the triples of several quads."""
        super().addN(quads)
        self._found.clear()
        return self

    def remove(self, triple: Any) -> Self:
        """Remove the triples that fit a pattern."""
        super().remove(triple)
        self._found.clear()
        return self
