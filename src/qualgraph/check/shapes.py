"""SHACL validation by pySHACL, and results that tell a person what to mend."""

from collections.abc import Iterable
from dataclasses import dataclass

import pyshacl
from pyoxigraph import BlankNode, Literal, NamedNode, Triple
from rdflib import RDF, BNode, Graph, URIRef
from rdflib import Literal as RdflibLiteral
from rdflib.namespace import SH
from rdflib.term import Node

from qualgraph import resources
from qualgraph.check.fixed import FixedGraph
from qualgraph.graph.codes import ontology_triples
from qualgraph.graph.terms import XSD

Term = NamedNode | BlankNode | Literal | Triple
_STRING = XSD("string")


@dataclass(frozen=True, slots=True)
class Result:
    """One violation: the thing, the property, the value, the shape, and messages by language."""

    focus: str
    path: str
    value: str
    shape: str
    messages: dict[str, str]

    def message(self, language: str) -> str:
        """Return the message in ``language``, or in whatever language there is one."""
        return self.messages.get(language) or next(iter(self.messages.values()), self.shape)


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a validation: its results, and the SHACL report as Turtle."""

    results: tuple[Result, ...]
    turtle: str

    @classmethod
    def of(cls, reports: Iterable["Report"]) -> "Report":
        """Return several reports as one."""
        found = list(reports)
        results = tuple(result for report in found for result in report.results)
        return cls(results, "\n".join(report.turtle for report in found))

    @property
    def conforms(self) -> bool:
        """Whether there is no violation."""
        return not self.results


@dataclass(frozen=True)
class Checker:
    """Validates graphs against the shipped shapes, with what the code lists say of used codes."""

    shapes: Graph
    background: dict[str, tuple[Triple, ...]]

    @classmethod
    def load(cls, folder: str = "own") -> "Checker":
        """Read the shapes in that folder of ``shapes`` and the code lists, once."""
        return cls(shipped_shapes(folder), _by_subject(ontology_triples()))

    @classmethod
    def of(cls, shapes: Graph) -> "Checker":
        """Return a checker with ``shapes`` for graphs that themselves describe their codes."""
        return cls(shapes, {})

    def check(self, triples: Iterable[Triple]) -> Report:
        """Validate one graph."""
        data = to_rdflib(self._with_codes(triples))
        _, report, _ = pyshacl.validate(data, shacl_graph=self.shapes, inference="none")
        results = sorted(_results(report, self.shapes), key=str)
        return Report(tuple(results), report.serialize(format="turtle"))

    def _with_codes(self, triples: Iterable[Triple]) -> list[Triple]:
        """Add what the code lists say of the codes that are used; the rest only takes time."""
        stated = list(triples)
        used = dict.fromkeys(str(triple.object) for triple in stated)
        return stated + [about for code in used for about in self.background.get(code, ())]


def shipped_shapes(folder: str) -> Graph:
    """Return the shapes that ship in ``shapes/{folder}``."""
    shapes = FixedGraph()
    for path in sorted((resources.SHAPES / folder).glob("*.ttl")):
        shapes.parse(path, format="turtle")
    return shapes


def _by_subject(triples: Iterable[Triple]) -> dict[str, tuple[Triple, ...]]:
    table: dict[str, list[Triple]] = {}
    for triple in triples:
        table.setdefault(str(triple.subject), []).append(triple)
    return {subject: tuple(about) for subject, about in table.items()}


def to_rdflib(triples: Iterable[Triple]) -> Graph:
    """Return ``triples`` as an rdflib graph, which pySHACL needs (its path over a store errs)."""
    graph, terms = Graph(), _Terms()
    graph.addN((terms[t.subject], terms[t.predicate], terms[t.object], graph) for t in triples)
    return graph


class _Terms(dict[Term, Node]):
    """The rdflib form of a term, made once: writing and parsing would take five times as long."""

    def __missing__(self, term: Term) -> Node:
        self[term] = _rdflib_term(term)
        return self[term]


def _rdflib_term(term: Term) -> Node:
    if isinstance(term, NamedNode):
        return URIRef(term.value)
    if isinstance(term, BlankNode):
        return BNode(term.value)
    if isinstance(term, Literal):
        if term.language:
            return RdflibLiteral(term.value, lang=term.language)
        datatype = None if term.datatype == _STRING else URIRef(term.datatype.value)
        return RdflibLiteral(term.value, datatype=datatype, normalize=False)
    raise TypeError(f"no term of RDF 1.1: {term}")


def _results(report: Graph, shapes: Graph) -> Iterable[Result]:
    for node in report.subjects(RDF.type, SH.ValidationResult):
        shape = report.value(node, SH.sourceShape)
        yield Result(
            focus=_text(report.value(node, SH.focusNode)),
            path=_text(report.value(node, SH.resultPath)),
            value=_text(report.value(node, SH.value)),
            shape=_text(shape),
            messages=_messages(shapes.objects(shape, SH.message))
            or _messages(report.objects(node, SH.resultMessage)),
        )


def _messages(found: Iterable[Node]) -> dict[str, str]:
    """Return messages by language; shapes of others have none, then the engine's own serve."""
    texts = (message for message in found if isinstance(message, RdflibLiteral))
    return {str(message.language or "en"): str(message) for message in texts}


def _text(node: Node | None) -> str:
    return "" if node is None else str(node)
