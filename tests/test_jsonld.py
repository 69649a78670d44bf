"""JSON-LD: the trees that the standard's framing makes, and the same triples in every format."""

import hashlib
import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
from pyld import jsonld
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple
from starlette.testclient import TestClient

from qualgraph import resources
from qualgraph.graph.jsonld import load_terms
from qualgraph.graph.names import Names
from qualgraph.graph.profiles.schema import SchemaProfile
from qualgraph.graph.serialise import Format, serialise
from qualgraph.graph.terms import ELM, XSD
from qualgraph.graph.tree import framed, load_frame
from qualgraph.release.conversion import Conversion, Converter, documents_in, is_alignment
from tests.conftest import ROOT
from tests.jsonld_js import to_rdf

DOCUMENTS = [path for path in documents_in([ROOT / "data"]) if not is_alignment(path)]
MADE = ROOT / "tests" / "documents" / "fictional-dossiers.xml"
THING = "/doc/qualification/nl-25132"
CONTEXTS = {
    f"http://localhost:8000/contexts/{path.name}": json.loads(path.read_text("utf-8"))
    for path in (resources.ONTOLOGY / "contexts").glob("*.jsonld")
}
RDF = {
    Format.TURTLE: RdfFormat.TURTLE,
    Format.JSONLD: RdfFormat.JSON_LD,
    Format.NTRIPLES: RdfFormat.N_TRIPLES,
    Format.RDFXML: RdfFormat.RDF_XML,
}


def digest(nquads: str | bytes) -> str:
    """Return the RDFC-1.0 digest of N-Quads.

    Without blank nodes there is nothing to name, so it is that of the sorted canonical lines.
    """
    quads = list(pyoxigraph.parse(nquads, format=RdfFormat.N_QUADS))
    assert not any(isinstance(q.subject, pyoxigraph.BlankNode) for q in quads)
    lines = sorted({f"{quad} .\n" for quad in quads})
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def load(url: str, _options: object = None) -> dict[str, object]:
    return {"contextUrl": None, "documentUrl": url, "document": CONTEXTS[url]}


def by_pyld(document: Any) -> str:
    options = {"format": "application/n-quads", "documentLoader": load}
    return str(jsonld.to_rdf(document, options))


def facts(converter: Converter, path: Path) -> list[Triple]:
    return [triple for each in converter.convert(path) for triple in each.graph.facts]


@pytest.mark.parametrize("path", [*DOCUMENTS, MADE], ids=lambda path: path.stem)
def test_a_tree_holds_the_triples_and_no_others(converter: Converter, path: Path) -> None:
    stated = set(facts(converter, path))
    names = converter.mapper.names
    for form, kind in RDF.items():
        written = serialise(stated, form, names)
        assert {quad.triple for quad in pyoxigraph.parse(written, format=kind)} == stated, form


def test_two_processors_read_what_turtle_says(
    converter: Converter, dossier: Conversion, client: TestClient
) -> None:
    names = converter.mapper.names
    iri = NamedNode(f"{names.base}id/qualification/nl-25132")
    in_schema = SchemaProfile().of_triples(dossier.graph.facts, iri)
    made = [
        (dossier.graph.facts, "own-1"),
        (facts(converter, MADE), "own-1"),
        (facts(converter, ROOT / "data" / "registers" / "regulations-2015.csv"), "own-1"),
        (in_schema, "schema-1"),
    ]
    turtle = [serialise(triples, Format.TURTLE, names) for triples, _ in made]
    trees = [json.loads(serialise(t, Format.JSONLD, names, context=context)) for t, context in made]
    for query in ("", "?profile=schema", "?profile=alt"):
        turtle.append(client.get(f"{THING}.ttl{query}").content)
        trees.append(client.get(f"{THING}.jsonld{query}").json())
    expected = [digest(_nquads(each)) for each in turtle]
    assert [digest(by_pyld(tree)) for tree in trees] == expected
    assert [digest(each) for each in to_rdf(trees, CONTEXTS)] == expected


def _nquads(turtle: bytes) -> bytes:
    quads = pyoxigraph.parse(turtle, format=RdfFormat.TURTLE)
    return pyoxigraph.serialize(quads, format=RdfFormat.N_QUADS) or b""


@pytest.mark.parametrize("source", ["supplement", "page"])
def test_framing_is_that_of_the_standard(
    dossier: Conversion, client: TestClient, source: str
) -> None:
    """Compare expanded trees: which of two names a property has is not the frame's to say."""
    if source == "page":
        parsed = pyoxigraph.parse(client.get(f"{THING}.ttl").content, format=RdfFormat.TURTLE)
        triples = [quad.triple for quad in parsed]
    else:
        triples = list(dossier.graph.facts)
    frame = _rules(json.loads((resources.ONTOLOGY / "frames" / "own-1.jsonld").read_text("utf-8")))
    context = CONTEXTS["http://localhost:8000/contexts/own-1.jsonld"]["@context"]
    tree = framed(sorted(triples, key=str), load_terms("own-1"), load_frame("own-1"))
    given = _expanded(tree)
    options = {"documentLoader": load, "pruneBlankNodeIdentifiers": True}
    theirs = jsonld.frame(given, {**frame, "@context": context}, options)
    ours = {key: value for key, value in tree.items() if key != "included"}
    assert _sorted(_expanded(ours)) == _sorted(_expanded(theirs))


def _rules(frame: dict[str, Any]) -> dict[str, Any]:
    """Leave out ``{}``, which rules nothing (it gives a name its place), where PyLD stumbles."""
    inner = {k: _rules(v) if isinstance(v, dict) else v for k, v in frame.items()}
    named = {"workProcess", "grade"}
    return {key: value for key, value in inner.items() if value != {} or key in named}


def test_each_qualification_of_a_dossier_is_complete(converter: Converter) -> None:
    document = json.loads(serialise(facts(converter, MADE), Format.JSONLD, converter.mapper.names))
    trees = [node for node in document["@graph"] if node["type"] == "Qualification"]
    assert len(trees) > 2
    for tree in trees:
        for outcome in _list(tree.get("learningOutcome", [])):
            assert outcome["title"], "an outcome that qualifications share is written out in each"


@pytest.mark.parametrize("path", DOCUMENTS[:6], ids=lambda path: path.stem)
def test_compaction_is_that_of_the_standard(converter: Converter, path: Path) -> None:
    written = serialise(facts(converter, path), Format.JSONLD, converter.mapper.names)
    tree = json.loads(written)
    theirs = jsonld.compact(_expanded(tree), {"@context": tree["@context"]})
    assert _sorted(_one_name(tree)) == _sorted(_one_name(theirs))


def _expanded(document: Any) -> Any:
    return jsonld.expand(document, {"documentLoader": load})


def _one_name(value: Any) -> Any:
    """Give a property its first name where it has two, and each array of one its value."""
    if isinstance(value, list):
        return [_one_name(each) for each in value]
    if not isinstance(value, dict):
        return value
    node = {key: _one_name(each) for key, each in value.items() if key != "@context"}
    nested = node.pop("nestedLearningOutcome", [])
    if nested:
        node["learningOutcome"] = _list(node.get("learningOutcome", [])) + _list(nested)
    return {key: each[0] if _single(each) else each for key, each in node.items()}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _single(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 1


def _sorted(value: Any) -> Any:
    """Return JSON in which the order of values does not count, as it does not in RDF."""
    if isinstance(value, dict):
        return {key: _sorted(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return sorted(map(_sorted, value), key=lambda each: json.dumps(each, sort_keys=True))
    return value


def test_a_web_developer_reads_one_object(client: TestClient) -> None:
    tree = client.get(THING, headers={"Accept": "application/json"}).json()
    assert tree["@context"] == "http://localhost:8000/contexts/own-1.jsonld"
    assert list(tree)[1:5] == ["id", "type", "identifier", "title"]
    assert tree["studyLoadHours"] == 4800
    assert tree["preparesFor"]["regulated"] is False
    assert tree["electiveShare"] == "0.15"
    assert (tree["eqfLevel"]["notation"], tree["eqfLevel"]["label"]["nl"]) == ("4", "EQF-niveau 4")
    tasks = tree["learningOutcome"]
    assert [task["notation"] for task in tasks] == ["1", "2", "3", "4"]
    assert [step["notation"] for step in tasks[1]["workProcess"]] == [
        "2.1", "2.2", "2.3", "2.4", "2.5",
    ]  # fmt: skip
    assert [grade["rank"] for grade in tree["gradingScheme"]["grade"]] == list(range(1, 11))
    assert tree["gradingScheme"]["passMark"].endswith("grade/nl-25132-6")
    named = {
        each["target"]["label"]["nl"] for each in tree["followUp"] if "label" in each["target"]
    }
    assert "Commerciële economie" in named
    assert all(isinstance(each, str) for each in tree["nestedLearningOutcome"])


def test_contexts_are_served_as_they_are_embedded(client: TestClient) -> None:
    for address, context in CONTEXTS.items():
        assert client.get(address.removeprefix("http://localhost:8000")).json() == context


@pytest.mark.parametrize("form", RDF)
def test_hours_are_not_rewritten_to_days(form: Format) -> None:
    hours = Literal("PT4800H", datatype=XSD("duration"))
    triple = Triple(NamedNode("http://example.org/a"), ELM("volumeOfLearning"), hours)
    written = serialise([triple], form, Names(), context="elm-1")
    assert b"PT4800H" in written
    if form is Format.JSONLD:
        assert "PT4800H" in by_pyld(json.loads(written))
        assert "PT4800H" in to_rdf([json.loads(written)])[0]


def test_a_long_chain_is_no_deep_tree() -> None:
    nodes = [NamedNode(f"http://example.org/{number:05}") for number in range(5000)]
    broader = NamedNode("http://www.w3.org/2004/02/skos/core#broader")
    chain = {Triple(a, broader, b) for a, b in pairwise(nodes)}
    written = serialise(chain, Format.JSONLD, Names())
    assert {q.triple for q in pyoxigraph.parse(written, format=RdfFormat.JSON_LD)} == chain
