"""The closed code lists of ``ontology/codes``: which codes there are, and their IRIs."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from qualgraph import resources
from qualgraph.graph.terms import SKOS


class UnknownCodeError(LookupError):
    """A code that its closed list does not have."""

    def __init__(self, scheme: str, code: str) -> None:
        super().__init__(f"{scheme}: {code}")
        self.scheme = scheme
        self.code = code


@dataclass(frozen=True, slots=True)
class Codes:
    """The concepts of the code lists, by list (the name of its file) and notation."""

    concepts: dict[tuple[str, str], NamedNode]

    @classmethod
    def load(cls) -> "Codes":
        """Read the shipped code lists."""
        concepts: dict[tuple[str, str], NamedNode] = {}
        for path in sorted((resources.ONTOLOGY / "codes").glob("*.ttl")):
            triples = parse(path=str(path), format=RdfFormat.TURTLE)
            concepts |= {(path.stem, code): iri for iri, code in _notations(triples)}
        return cls(concepts)

    def __call__(self, scheme: str, code: str) -> NamedNode:
        """Return the concept with ``code`` in the list ``scheme``; ``UnknownCodeError`` if none."""
        try:
            return self.concepts[scheme, code]
        except KeyError:
            raise UnknownCodeError(scheme, code) from None


def ontology_triples() -> Iterator[Triple]:
    """Return the own vocabulary and the code lists."""
    for path in sorted(resources.ONTOLOGY.rglob("*.ttl")):
        for quad in parse(path=str(path), format=RdfFormat.TURTLE):
            yield quad.triple


def _notations(quads: Iterable[object]) -> Iterator[tuple[NamedNode, str]]:
    for quad in quads:
        if quad.predicate == SKOS("notation"):  # type: ignore[attr-defined]
            yield quad.subject, quad.object.value  # type: ignore[attr-defined]
