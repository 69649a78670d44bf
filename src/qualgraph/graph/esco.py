"""ESCO's concepts and ISCO's groups, as far as a graph refers to them."""

from collections.abc import Iterator

from pyoxigraph import NamedNode, Triple

from qualgraph.facts.evidence import Text
from qualgraph.graph.terms import ESCO, OWL, SKOS, string, text, types

BASE = "http://data.europa.eu/esco/"
ISCO = f"{BASE}isco/C"
_CLASSES = {"occupation": ESCO("Occupation"), "skill": ESCO("Skill")}
_SCHEMES = {
    "occupation": NamedNode(f"{BASE}concept-scheme/occupations"),
    "skill": NamedNode(f"{BASE}concept-scheme/skills"),
}
_ISCO_SCHEME = NamedNode(f"{BASE}concept-scheme/isco")


def esco_concept(
    iri: str, version: str, labels: tuple[Text, ...], notation: str = "", isco: str = ""
) -> Iterator[Triple]:
    """State an occupation or a skill with its version, labels, code and ISCO group."""
    concept, kind = NamedNode(iri), iri.rsplit("/", 2)[-2]
    yield from types(concept, SKOS("Concept"), _CLASSES[kind])
    yield Triple(concept, SKOS("inScheme"), _SCHEMES[kind])
    if version:
        yield Triple(concept, OWL("versionInfo"), string(version))
    for label in labels:
        yield Triple(concept, SKOS("prefLabel"), text(label))
    if notation:
        yield Triple(concept, SKOS("notation"), string(notation))
    if isco:
        yield Triple(concept, SKOS("broader"), NamedNode(ISCO + isco))


def isco_group(iri: str, notation: str, labels: tuple[Text, ...]) -> Iterator[Triple]:
    """State a group of occupations with its code and labels."""
    group = NamedNode(iri)
    yield from types(group, SKOS("Concept"))
    yield Triple(group, SKOS("inScheme"), _ISCO_SCHEME)
    yield Triple(group, SKOS("notation"), string(notation))
    for label in labels:
        yield Triple(group, SKOS("prefLabel"), text(label))
