"""Many documents, one answer: the default graph of a release.

Where documents disagree on a single-valued property, the first in ``PRECEDENCE`` decides; what
the others say stays in their own named graphs.
"""

from collections import defaultdict
from collections.abc import Iterable

from pyoxigraph import Literal, NamedNode, Triple

from qualgraph.graph.codes import ontology_triples
from qualgraph.graph.terms import DCT, ELM, OWL, SKOS, TYPE

PRECEDENCE = ("supplement", "dossier", "register")
# One level each in a release, though the European Learning Model sets no such bound.
_LEVELS = frozenset({ELM("EQFLevel"), ELM("NQFLevel")})
_ONE_PER_LANGUAGE = frozenset({DCT("title"), SKOS("prefLabel"), DCT("description")})

Key = tuple[str, NamedNode, str]


def single_valued() -> frozenset[NamedNode]:
    """Return the properties of which a thing has one value: functional ones of the ontology."""
    functional = OWL("FunctionalProperty")
    return _LEVELS | frozenset(
        NamedNode(str(triple.subject).strip("<>"))
        for triple in ontology_triples()
        if triple.predicate == TYPE and triple.object == functional
    )


def merge(stated: Iterable[tuple[str, str, Iterable[Triple]]]) -> set[Triple]:
    """Return the merged facts of documents given as (kind, reference, triples)."""
    merged: set[Triple] = set()
    rivals: dict[Key, list[tuple[int, str, Triple]]] = defaultdict(list)
    singles = single_valued()
    for kind, reference, triples in stated:
        rank = PRECEDENCE.index(kind)
        for triple in triples:
            key = _key(triple, singles)
            if key is None:
                merged.add(triple)
            else:
                rivals[key].append((rank, reference, triple))
    merged |= {min(found, key=_order)[2] for found in rivals.values()}
    return merged


def _key(triple: Triple, singles: frozenset[NamedNode]) -> Key | None:
    subject, predicate, value = str(triple.subject), triple.predicate, triple.object
    if predicate in singles:
        return subject, predicate, ""
    if predicate in _ONE_PER_LANGUAGE and isinstance(value, Literal):
        return subject, predicate, value.language or ""
    return None


def _order(rival: tuple[int, str, Triple]) -> tuple[int, str, str]:
    rank, reference, triple = rival
    return rank, reference, str(triple)
