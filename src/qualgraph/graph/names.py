"""IRIs of things: minted from a base and a reference, Dutch URI strategy."""

import hashlib
import re
from dataclasses import dataclass

from pyoxigraph import NamedNode

from qualgraph.errors import UsageError
from qualgraph.facts.subjects import Subject

DEMONSTRATION_BASE = "http://localhost:8000/"
_BASE = re.compile(r"https?://[^\s/<>\"{}|\\^`?#]+(?:/[^\s<>\"{}|\\^`?#]*)?/")
_LOCAL = re.compile(r"https?://(?:localhost|127\.|\[::1\])")


@dataclass(frozen=True, slots=True)
class Names:
    """Names things under ``base`` (an http IRI that ends in ``/``)."""

    base: str = DEMONSTRATION_BASE

    def __post_init__(self) -> None:
        if not _BASE.fullmatch(self.base):
            raise UsageError("base-iri", base=self.base)

    @property
    def local(self) -> bool:
        """Whether the names answer on this computer only."""
        return bool(_LOCAL.match(self.base))

    def thing(self, kind: str, reference: str) -> NamedNode:
        """Return ``{base}id/{kind}/{reference}``."""
        return NamedNode(f"{self.base}id/{kind}/{reference}")

    def subject(self, subject: Subject) -> NamedNode:
        """Return the IRI of a subject of facts."""
        return self.thing(subject.kind, subject.reference)

    def graph(self, reference: str) -> NamedNode:
        """Return the IRI of the named graph of a document."""
        return self.thing("graph", reference)

    def evidence_graph(self, reference: str) -> NamedNode:
        """Return the IRI of the named graph that holds the evidence of a document."""
        return self.graph(f"{reference}-evidence")


def digest(*parts: str) -> str:
    """Return a short name for ``parts``: 16 hexadecimal digits of their SHA-256."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]
