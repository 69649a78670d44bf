"""The shapes of the Dutch Dataset Register, mended in memory where pySHACL refuses them.

Each patch returns how often it hit, so that a test notices a repaired official file.
"""

from pathlib import Path

from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import RDF, SH

NDE_DATASET = Namespace("https://def.nde.nl/dataset#")
NDE_PROBE = Namespace("https://def.nde.nl/probe#")
SHAPES = ("nde", "shacl.ttl")


def move_constraint_without_path(shapes: Graph) -> int:
    """Move what a property shape without ``sh:path`` says to the node shape that holds it.

    https://www.w3.org/TR/shacl/#property-shapes: a property shape has a path.
    """
    node = NDE_DATASET.DistributionShape
    without = [s for s in shapes.objects(node, SH.property) if not shapes.value(s, SH.path)]
    for shape in without:
        moved = URIRef(f"{node}WithoutPath")
        for predicate, value in shapes.predicate_objects(shape):
            shapes.add((moved, predicate, value))
        shapes.add((moved, RDF.type, SH.NodeShape))
        shapes.add((node, SH.node, moved))
        shapes.remove((node, SH.property, shape))
        shapes.remove((shape, None, None))
    return len(without)


def drop_components_without_validator(shapes: Graph) -> int:
    """Drop the constraint components of probes, which the register does over the network."""
    components = [
        component
        for component in shapes.subjects(RDF.type, SH.ConstraintComponent)
        if not any(shapes.value(component, p) for p in (SH.validator, SH.nodeValidator))
    ]
    for component in components:
        shapes.remove((component, None, None))
    return len(components)


def mended(path: Path) -> Graph:
    """Return the shapes, with every patch."""
    shapes = Graph().parse(path)
    move_constraint_without_path(shapes)
    drop_components_without_validator(shapes)
    return shapes


def found(report: Graph, shapes: Graph, severity: URIRef) -> set[tuple[str, str, str]]:
    """Return focus, path and English message of the results with ``severity``."""
    results = set()
    for result in report.subjects(SH.resultSeverity, severity):
        messages = [m for m in report.objects(result, SH.resultMessage) if isinstance(m, Literal)]
        words = [str(m) for m in messages if m.language == "en"] or [str(m) for m in messages]
        path = report.value(result, SH.resultPath)
        results.add((str(report.value(result, SH.focusNode)), str(path or ""), words[0]))
    return results
