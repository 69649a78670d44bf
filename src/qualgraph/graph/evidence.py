"""Why a statement stands in the graph: Web Annotation selectors on the source document.

For each statement that a document makes there is a node ``rdf:Statement`` that names it and an
annotation that quotes the words it was read from (https://www.w3.org/TR/annotation-model/).
"""

from collections.abc import Iterable, Iterator

from pyoxigraph import NamedNode, Triple

from qualgraph.facts.evidence import Evidence, Place
from qualgraph.facts.reading import Ledger, Share
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
    names: Names, document: str, evidence: Evidence, stated: Iterable[Triple]
) -> Iterator[Triple]:
    """Return the triples that give ``evidence`` for the statements ``stated`` of a document."""
    annotation = names.thing("evidence", f"{document}-{_digest(evidence)}")
    yield from types(annotation, OA("Annotation"))
    yield Triple(annotation, QG("slot"), string(evidence.section))
    yield Triple(annotation, QG("rule"), string(evidence.rule))
    yield Triple(annotation, QG("mended"), boolean(len(evidence.lines) > 1))
    for place in evidence.places:
        yield Triple(annotation, OA("hasTarget"), _passage_iri(names, document, place))
        yield from _passage(names, document, place)
    for triple in stated:
        if triple.predicate not in _NOT_FROM_THE_DOCUMENT:
            yield from _statement(names, document, annotation, triple)


def account_triples(names: Names, document: str, ledger: Ledger) -> Iterator[Triple]:
    """Return the account of a document: how much became what, and what was not understood."""
    iri = names.thing("document", document)
    for share in Share:
        account = names.thing("account", f"{document}-{share}")
        yield Triple(iri, QG("account"), account)
        yield from types(account, QG("Account"))
        yield Triple(account, QG("share"), string(share))
        yield Triple(account, QG("lineCount"), integer(ledger.lines(share)))
        yield Triple(account, QG("characterCount"), integer(ledger.characters(share)))
    for entry in ledger.of(Share.NOT_UNDERSTOOD):
        for place in entry.places:
            yield Triple(iri, QG("notUnderstood"), _passage_iri(names, document, place))
            yield from _passage(names, document, place)


def _statement(
    names: Names, document: str, annotation: NamedNode, triple: Triple
) -> Iterator[Triple]:
    node = names.thing("statement", f"{document}-{digest(str(triple))}")
    yield from types(node, RDF("Statement"))
    yield Triple(node, RDF("subject"), triple.subject)
    yield Triple(node, RDF("predicate"), triple.predicate)
    yield Triple(node, RDF("object"), triple.object)
    yield Triple(node, PROV("wasDerivedFrom"), annotation)


def _passage_iri(names: Names, document: str, place: Place) -> NamedNode:
    return names.thing("passage", _place(document, place))


def _place(document: str, place: Place) -> str:
    return f"{document}-{place.line}-{place.start}-{len(place.quote)}"


def _passage(names: Names, document: str, place: Place) -> Iterator[Triple]:
    target = _passage_iri(names, document, place)
    selector = names.thing("selector", _place(document, place))
    yield from types(target, OA("SpecificResource"))
    yield Triple(target, OA("hasSource"), names.thing("document", document))
    yield Triple(target, OA("hasSelector"), selector)
    yield Triple(target, QG("line"), integer(place.line))
    if place.page:
        yield Triple(target, QG("page"), integer(place.page))
    yield from types(selector, OA("TextQuoteSelector"))
    yield Triple(selector, OA("exact"), string(place.quote))


def _digest(evidence: Evidence) -> str:
    places = (f"{place.line}:{place.start}:{place.quote}" for place in evidence.places)
    return digest(evidence.section, evidence.rule, *places)
