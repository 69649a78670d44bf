"""A reading becomes two graphs: what the document says, and the evidence for it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from pyoxigraph import DefaultGraph, NamedNode, Quad, Triple

from qualgraph.errors import DataError
from qualgraph.facts.evidence import Evidence, Fact
from qualgraph.facts.reading import Document, Reader, Reading

# These modules say how each kind of fact is stated; importing them registers that.
from qualgraph.graph import dossier, law, occupation, qualification, registers  # noqa: F401
from qualgraph.graph.codes import Codes, UnknownCodeError
from qualgraph.graph.context import Context
from qualgraph.graph.evidence import account_triples, evidence_triples
from qualgraph.graph.names import Names
from qualgraph.graph.statements import statements, subject_types
from qualgraph.graph.terms import DCT, PROV, QG, string, text, types

_DOCUMENT_CLASSES = {
    Reader.SUPPLEMENT: QG("CertificateSupplement"),
    Reader.DOSSIER: QG("DossierDocument"),
    Reader.REGISTER: QG("Register"),
}


@dataclass(frozen=True)
class DocumentGraph:
    """The triples of one document and of its evidence, each sorted and without repeats.

    ``stated`` are the statements that each fact makes; the evidence is five times as large as
    the facts, and is made only when it is asked for.
    """

    names: Names
    reading: Reading
    facts: tuple[Triple, ...]
    stated: tuple[tuple[Evidence, tuple[Triple, ...]], ...]

    @cached_property
    def evidence(self) -> tuple[Triple, ...]:
        """Where each statement stands in the document, and the account of its lines."""
        document = self.reading.document.reference
        triples = list(self._provenance())
        for evidence, stated in self.stated:
            triples += evidence_triples(self.names, document, evidence, stated)
        triples += account_triples(self.names, document, self.reading.ledger)
        return ordered(triples)

    def quads(self, with_evidence: bool = True) -> Iterator[Quad]:
        """Return both graphs, or the facts alone, as named graphs."""
        reference = self.reading.document.reference
        yield from _named(self.facts, self.names.graph(reference))
        if with_evidence:
            yield from _named(self.evidence, self.names.evidence_graph(reference))

    def _provenance(self) -> Iterator[Triple]:
        reference = self.reading.document.reference
        graph = self.names.graph(reference)
        yield from types(graph, PROV("Entity"))
        yield Triple(graph, PROV("wasDerivedFrom"), self.names.thing("document", reference))
        yield Triple(graph, PROV("wasAttributedTo"), QG("qualgraph"))


@dataclass(frozen=True, slots=True)
class Mapper:
    """Turns readings into graphs with the IRIs of one base."""

    names: Names
    codes: Codes

    def map(self, reading: Reading) -> DocumentGraph:
        """Return the graphs of one document.

        Raises ``DataError`` when a fact holds a code that its closed list does not have.
        """
        document = reading.document
        facts = list(self._document(document))
        stated: list[tuple[Evidence, tuple[Triple, ...]]] = []
        for record in reading.records:
            at = Context(record.subject, document.reference, self.names, self.codes)
            facts += subject_types(at)
            for fact in record.facts:
                said = self._state(fact, at, document)
                facts += said
                stated.append((fact.evidence, said))
        return DocumentGraph(self.names, reading, ordered(facts), tuple(stated))

    def _state(self, fact: Fact, at: Context, document: Document) -> tuple[Triple, ...]:
        try:
            return tuple(statements(fact, at))
        except UnknownCodeError as error:
            raise DataError(
                "unknown-code",
                name=document.name,
                line=fact.evidence.lines[0],
                scheme=error.scheme,
                code=error.code,
            ) from error

    def _document(self, document: Document) -> Iterator[Triple]:
        iri = self.names.thing("document", document.reference)
        yield from types(iri, PROV("Entity"), _DOCUMENT_CLASSES[document.reader])
        for title in document.titles:
            yield Triple(iri, DCT("title"), text(title))
        yield Triple(iri, DCT("language"), string(document.language))
        yield Triple(iri, QG("sha256"), string(document.sha256))


def ordered(triples: list[Triple]) -> tuple[Triple, ...]:
    """Return ``triples`` without repeats, in the order of their N-Triples form."""
    return tuple(sorted(set(triples), key=str))


def _named(triples: tuple[Triple, ...], graph: NamedNode | DefaultGraph) -> Iterator[Quad]:
    for triple in triples:
        yield Quad(triple.subject, triple.predicate, triple.object, graph)
