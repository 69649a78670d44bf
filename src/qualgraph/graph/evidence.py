"""Why a statement stands in the graph: Web Annotation selectors on the source document.

For each statement that a document makes there is a node ``rdf:Statement`` that names it and an
annotation that quotes the words it was read from (https://www.w3.org/TR/annotation-model/).
"""

from collections.abc import Iterator

from pyoxigraph import NamedNode, Triple

from qualgraph.facts.evidence import Evidence, Place
from qualgraph.graph.names import Names, digest
from qualgraph.graph.terms import (
    OA,
    PROV,
    QG,
    RDF,
    SKOS,
    TYPE,
    boolean,
    integer,
    string,
    types,
)

# What the program says about the words, not what the words say.
_NOT_FROM_THE_DOCUMENT = frozenset({TYPE, SKOS("inScheme")})


def evidence_triples(
    names: Names, document: str, evidence: Evidence, stated: list[Triple]
) -> Iterator[Triple]:
    """Return the triples that give ``evidence`` for the statements ``stated`` of a document."""
    annotation = names.thing("evidence", f"{document}-{_digest(evidence)}")
    yield from types(annotation, OA("Annotation"))
    yield Triple(annotation, QG("slot"), string(evidence.section))
    yield Triple(annotation, QG("rule"), string(evidence.rule))
    yield Triple(annotation, QG("mended"), boolean(len(evidence.lines) > 1))
    for place in evidence.places:
        yield from _target(names, document, annotation, place)
    for triple in stated:
        if triple.predicate not in _NOT_FROM_THE_DOCUMENT:
            yield from _statement(names, document, annotation, triple)


def _statement(
    names: Names, document: str, annotation: NamedNode, triple: Triple
) -> Iterator[Triple]:
    node = names.thing("statement", f"{document}-{digest(str(triple))}")
    yield from types(node, RDF("Statement"))
    yield Triple(node, RDF("subject"), triple.subject)
    yield Triple(node, RDF("predicate"), triple.predicate)
    yield Triple(node, RDF("object"), triple.object)
    yield Triple(node, PROV("wasDerivedFrom"), annotation)


def _target(names: Names, document: str, annotation: NamedNode, place: Place) -> Iterator[Triple]:
    reference = f"{document}-{place.line}-{place.start}-{len(place.quote)}"
    target, selector = names.thing("passage", reference), names.thing("selector", reference)
    yield Triple(annotation, OA("hasTarget"), target)
    yield from types(target, OA("SpecificResource"))
    yield Triple(target, OA("hasSource"), names.thing("document", document))
    yield Triple(target, OA("hasSelector"), selector)
    yield Triple(target, QG("line"), integer(place.line))
    yield from types(selector, OA("TextQuoteSelector"))
    yield Triple(selector, OA("exact"), string(place.quote))


def _digest(evidence: Evidence) -> str:
    places = (f"{place.line}:{place.start}:{place.quote}" for place in evidence.places)
    return digest(evidence.section, evidence.rule, *places)
