"""SHACL validation by pySHACL, and results that tell a person what to mend."""

from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph
import pyshacl
from pyoxigraph import RdfFormat, Triple
from rdflib import RDF, Graph, Literal
from rdflib.namespace import SH
from rdflib.term import Node

from qualgraph import resources
from qualgraph.graph.codes import ontology_triples


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
    """Validates graphs against the shipped shapes; the code lists are part of every data graph."""

    shapes: Graph
    background: Graph

    @classmethod
    def load(cls) -> "Checker":
        """Read the shapes and the code lists once."""
        shapes = Graph()
        for path in sorted((resources.SHAPES / "own").glob("*.ttl")):
            shapes.parse(path, format="turtle")
        return cls(shapes, to_rdflib(ontology_triples()))

    def check(self, triples: Iterable[Triple]) -> Report:
        """Validate one graph."""
        data = to_rdflib(triples) + self.background
        _, report, _ = pyshacl.validate(data, shacl_graph=self.shapes, inference="none")
        results = sorted(_results(report, self.shapes), key=str)
        return Report(tuple(results), report.serialize(format="turtle"))


def to_rdflib(triples: Iterable[Triple]) -> Graph:
    """Return ``triples`` as an rdflib graph, which pySHACL needs (its path over a store errs)."""
    written = pyoxigraph.serialize(triples, format=RdfFormat.N_TRIPLES)
    return Graph().parse(data=written, format="nt")


def _results(report: Graph, shapes: Graph) -> Iterable[Result]:
    for node in report.subjects(RDF.type, SH.ValidationResult):
        shape = report.value(node, SH.sourceShape)
        yield Result(
            focus=_text(report.value(node, SH.focusNode)),
            path=_text(report.value(node, SH.resultPath)),
            value=_text(report.value(node, SH.value)),
            shape=_text(shape),
            messages={
                str(message.language or "en"): str(message)
                for message in shapes.objects(shape, SH.message)
                if isinstance(message, Literal)
            },
        )


def _text(node: Node | None) -> str:
    return "" if node is None else str(node)
