"""The official LOQ shapes, read from a directory and mended in memory.

The files of the European Learning Model 3.1 contradict each other and hold patterns that no
SHACL engine in Python takes. Each patch says what is wrong; one that no longer hits raises
``DataError``, so that a repaired file is noticed. The numbers are those of the tests.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.namespace import SH
from rdflib.term import Node

from qualgraph.check.shapes import shipped_shapes
from qualgraph.errors import DataError, UsageError

BASE, CODE_LISTS = "LOQ-constraints.ttl", "LOQ-constraints-mdr.ttl"
_ELM = "http://data.europa.eu/snb/model/elm/"
_MDR = "http://data.europa.eu/snb/model/ap/loq-constraints-mdr/"
_ESCO = "http://data.europa.eu/esco/concept-scheme/"


@dataclass(frozen=True, slots=True)
class Patch:
    """A mended fault: ``apply`` returns how many places it hit, of ``hits`` that it should."""

    name: str
    reason: str
    hits: int
    apply: Callable[[Graph], int]


def official_shapes(folder: Path, patches: tuple["Patch", ...] | None = None) -> Graph:
    """Return base and ``-mdr`` shapes of ``folder`` with the patches applied.

    Raises ``UsageError`` when a file is not there, ``DataError`` when one cannot be read or a
    patch does not hit as it should.
    """
    shapes = Graph()
    for name in (BASE, CODE_LISTS):
        path = find(folder, name)
        try:
            shapes.parse(path, format="turtle")
        except Exception as error:  # rdflib's parsers raise what they like
            raise DataError("rdf-syntax", name=path, reason=error) from error
    for patch in PATCHES if patches is None else patches:
        count = patch.apply(shapes)
        if count != patch.hits:
            raise DataError("patch-misses", name=patch.name, count=count, expected=patch.hits)
    return shapes


def find(folder: Path, name: str) -> Path:
    """Return the file ``name`` in ``folder`` or below; ``UsageError`` when there is none."""
    found = sorted(folder.rglob(name)) if folder.is_dir() else []
    if not found:
        raise UsageError("shapes-missing", folder=folder, name=name)
    return found[0]


def _plain_patterns(shapes: Graph) -> int:
    """P1: patterns in the dialect of Java become plain ones that say the same of real addresses."""
    found = [(s, str(o)) for s, o in shapes.subject_objects(SH.pattern) if "\\p{" in str(o)]
    for shape, pattern in found:
        web = "http|https" in pattern
        shapes.set((shape, SH.pattern, Literal(r"^https?://\S+$" if web else r"^\S+$")))
        if web:
            shapes.set((shape, SH.flags, Literal("i")))
    return len(found)


def _entitlement_status(shapes: Graph) -> int:
    """P2: -mdr restricts elm:status, which base makes a string; elm:entitlementStatus is meant."""
    shape = URIRef(f"{_MDR}LearningEntitlementSpecificationShapeCV")
    found = [
        each
        for each in shapes.objects(shape, SH.property)
        if (each, SH.path, URIRef(f"{_ELM}status")) in shapes
    ]
    for each in found:
        shapes.set((each, SH.path, URIRef(f"{_ELM}entitlementStatus")))
    return len(found)


def _esco_lists(shapes: Graph) -> int:
    """P5: the restrictions on ESCO name schemes that do not exist; the real ones are these."""
    real = {
        "EscoSkillRestriction": "(member-)?skills",
        "EscoOccupationRestriction": "(member-)?occupations",
    }
    hits = 0
    for name, schemes in real.items():
        for each in shapes.objects(URIRef(_MDR + name), SH.property):
            hits += (each, SH.pattern, None) in shapes
            shapes.set((each, SH.pattern, Literal(f"^{_ESCO}{schemes}$")))
    return hits


def _closed_lists(shapes: Graph) -> int:
    """P6: a concept counts as one of a list when it says so itself; here the list decides."""
    hits = 0
    for scheme, concepts in closed_lists().items():
        for restriction in list(shapes.subjects(SH.hasValue, scheme)):
            for shape in list(shapes.subjects(SH.property, restriction)):
                shapes.add((shape, SH["in"], _list(shapes, concepts)))
                hits += 1
    return hits


def closed_lists() -> dict[Node, list[Node]]:
    """Return the codes of the lists in ``shapes/elm/lists.ttl``, by their scheme."""
    own = shipped_shapes("elm")
    lists: dict[Node, list[Node]] = {}
    for shape, members in own.subject_objects(SH["in"]):
        for claim in own.objects(shape, SH.property):
            for scheme in own.objects(claim, SH.hasValue):
                lists[scheme] = list(Collection(own, members))
    return lists


def _list(shapes: Graph, members: list[Node]) -> Node:
    return Collection(shapes, BNode(), members).uri


PATCHES = (
    Patch("P1", "patterns", 3, _plain_patterns),
    Patch("P2", "status of entitlements", 1, _entitlement_status),
    Patch("P5", "schemes of ESCO", 2, _esco_lists),
    Patch("P6", "closed lists", 11, _closed_lists),
)
