"""The own vocabulary, the code lists and the JSON-LD context fit the code and each other."""

import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from pyld import jsonld
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse, serialize

from qualgraph import resources
from qualgraph.documents.source import Limits, open_source
from qualgraph.facts.registers import read_register
from qualgraph.facts.supplement import SupplementReader
from qualgraph.graph.codes import Codes
from qualgraph.graph.mapping import Mapper
from qualgraph.graph.names import Names
from qualgraph.graph.terms import OWL, PROV, QG, RDFS, SKOS, TYPE, VOCABULARIES

ROOT = Path(__file__).parent.parent
DOSSIER = ROOT / "data" / "dossiers" / "25132-nl.md"
SUPPLEMENTS = sorted((ROOT / "tests" / "supplements").glob("*.txt"))
REGISTERS = sorted((ROOT / "data" / "registers").glob("*.csv"))
CODE_LISTS = sorted((resources.ONTOLOGY / "codes").glob("*.ttl"))
CONTEXT = resources.ONTOLOGY / "contexts" / "own-1.jsonld"

KINDS = {
    OWL("Class"),
    OWL("ObjectProperty"),
    OWL("DatatypeProperty"),
    PROV("SoftwareAgent"),
}
# Terms that the code names without writing ``QG("...")`` around them.
DYNAMIC = {
    "CoreTask",
    "WorkProcess",
    "UnnumberedOutcome",
    "workPlacementMinimum",
    "workPlacementMoreThan",
}
# The whole list is shipped; its owner names the fields in English only.
ENGLISH_ONLY = {"isced-f": {"en"}}
USE = re.compile(r'(?:QG\("|\bqg:)([A-Za-z0-9]+)(?![A-Za-z0-9/-])')


def read(path: Path) -> list[Triple]:
    return [quad.triple for quad in parse(path=str(path), format=RdfFormat.TURTLE)]


def iri(node: object) -> str:
    assert isinstance(node, NamedNode)
    return node.value


ONTOLOGY = read(resources.ONTOLOGY / "qualgraph.ttl")
DECLARED = sorted({iri(t.subject) for t in ONTOLOGY if t.predicate == TYPE and t.object in KINDS})


def used() -> set[str]:
    folders = (ROOT / "src", resources.QUERIES, resources.SHAPES)
    files = (path for folder in folders for path in folder.rglob("*") if path.is_file())
    texts = (path.read_text("utf-8") for path in files if path.suffix != ".pyc")
    return {term for text in texts for term in USE.findall(text)} | DYNAMIC


# A long register says the same kind of thing in every row; JSON-LD tools take seconds for all.
SAMPLE = 16


def graph(path: Path, every: int = 1) -> tuple[Triple, ...]:
    source = open_source(path, Limits())
    register = path.suffix == ".csv"
    reading = read_register(source) if register else SupplementReader.load().read(source)
    records = reading.records[::every] if len(reading.records) > 100 else reading.records
    mapped = Mapper(Names(), Codes.load()).map(replace(reading, records=records))
    return (*mapped.facts, *mapped.evidence)


def languages(triples: Iterable[Triple], subject: str, predicate: NamedNode) -> set[str | None]:
    return {
        t.object.language
        for t in triples
        if t.subject == NamedNode(subject)
        and t.predicate == predicate
        and isinstance(t.object, Literal)
        and t.object.value.strip()
    }


def test_every_used_term_is_declared() -> None:
    missing = {QG(term).value for term in used()} - set(DECLARED)
    assert not missing


@pytest.mark.parametrize("path", [DOSSIER, *SUPPLEMENTS, *REGISTERS], ids=lambda path: path.stem)
def test_every_own_property_and_class_in_a_graph_is_declared(path: Path) -> None:
    triples = graph(path)
    classes = (t.object for t in triples if t.predicate == TYPE)
    terms = {iri(term) for term in chain((t.predicate for t in triples), classes)}
    assert not {term for term in terms if term.startswith(VOCABULARIES["qg"])} - set(DECLARED)


@pytest.mark.parametrize("term", DECLARED)
def test_term_is_explained_in_both_languages(term: str) -> None:
    assert languages(ONTOLOGY, term, RDFS("label")) == {"nl", "en"}
    assert languages(ONTOLOGY, term, RDFS("comment")) == {"nl", "en"}


@pytest.mark.parametrize(
    "path", [resources.ONTOLOGY / "qualgraph.ttl", *CODE_LISTS], ids=lambda path: path.stem
)
def test_no_blank_nodes(path: Path) -> None:
    nodes = chain.from_iterable((t.subject, t.object) for t in read(path))
    assert not [node for node in nodes if isinstance(node, BlankNode)]


@pytest.mark.parametrize("path", CODE_LISTS, ids=lambda path: path.stem)
def test_code_list_is_complete(path: Path) -> None:
    triples = read(path)
    types = [t for t in triples if t.predicate == TYPE]
    schemes = {t.subject for t in types if t.object == SKOS("ConceptScheme")}
    concepts = {t.subject for t in types if t.object == SKOS("Concept")}
    assert len(schemes) == 1
    assert concepts
    needed = ENGLISH_ONLY.get(path.stem, {"nl", "en"})
    for concept in concepts:
        assert languages(triples, iri(concept), SKOS("prefLabel")) >= needed, concept
        about = [t for t in triples if t.subject == concept]
        assert {t.object for t in about if t.predicate == SKOS("inScheme")} == schemes, concept
        assert [t for t in about if t.predicate == SKOS("notation")], concept
    notations = Counter(str(t.object) for t in triples if t.predicate == SKOS("notation"))
    assert [code for code, count in notations.items() if count > 1] == []


def test_context_names_every_term_once() -> None:
    """Only what a tree nests has a second name, for things that are written out elsewhere in it."""
    context = json.loads(CONTEXT.read_text("utf-8"))["@context"]
    names = [value.get("@id") if isinstance(value, dict) else value for value in context.values()]
    repeated = [name for name, count in Counter(filter(None, names)).items() if count > 1]
    assert repeated == ["elm:learningOutcome"]
    backwards = {name for name, value in context.items() if "@reverse" in str(value)}
    assert backwards == {"workProcess", "grade"}


@pytest.mark.parametrize("path", [DOSSIER, *REGISTERS], ids=lambda path: path.stem)
def test_context_round_trips(path: Path) -> None:
    triples = graph(path, every=SAMPLE)
    expanded = json.loads(serialize(triples, format=RdfFormat.JSON_LD) or b"")
    context = json.loads(CONTEXT.read_text("utf-8"))
    compacted = jsonld.compact([typed(node) for node in expanded], context)
    quads = jsonld.to_rdf(compacted, {"format": "application/n-quads"})
    assert {quad.triple for quad in parse(quads, format=RdfFormat.N_QUADS)} == set(triples)
    assert prefixed_keys(compacted) == set()


def typed(node: dict[str, Any]) -> dict[str, Any]:
    """Return an expanded node with ``@type``, which the serializer writes as ``rdf:type``."""
    classes = node.pop(TYPE.value, [])
    return {**node, "@type": [each["@id"] for each in classes]} if classes else node


def prefixed_keys(node: Any) -> set[str]:
    """Return the keys that the context has no word for."""
    if isinstance(node, list):
        return set().union(*map(prefixed_keys, node))
    if not isinstance(node, dict):
        return set()
    return {key for key in node if ":" in key}.union(*map(prefixed_keys, node.values()))
