"""What a fact needs to know to become statements: its subject and the names around it."""

from dataclasses import dataclass

from pyoxigraph import NamedNode

from qualgraph.facts.subjects import Subject
from qualgraph.graph.codes import Codes
from qualgraph.graph.names import Names


@dataclass(frozen=True, slots=True)
class Context:
    """The subject of a record, the document that speaks, the names and the code lists."""

    subject: Subject
    document: str
    names: Names
    codes: Codes

    @property
    def iri(self) -> NamedNode:
        """The IRI of the subject."""
        return self.names.subject(self.subject)

    @property
    def document_iri(self) -> NamedNode:
        """The IRI of the document."""
        return self.names.thing("document", self.document)

    def part(self, kind: str, suffix: str = "") -> NamedNode:
        """Return the IRI of a thing named after the subject: ``id/{kind}/{ref}-{suffix}``."""
        reference = self.subject.reference
        return self.names.thing(kind, f"{reference}-{suffix}" if suffix else reference)

    @property
    def occupation(self) -> NamedNode:
        """The IRI of the national occupation that the qualification prepares for."""
        return self.part("occupation")
