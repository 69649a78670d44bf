"""The description of the dataset: complete, counted, without a clock, and fit for the registers."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyshacl
import pytest
from pyld import jsonld
from pyoxigraph import DefaultGraph, Literal, NamedNode, RdfFormat, Store, Triple, parse
from rdflib import Graph, URIRef
from rdflib.namespace import DCAT, DCTERMS, SH
from starlette.testclient import TestClient

from qualgraph.answers.app import create_app
from qualgraph.answers.settings import Settings
from qualgraph.check.shapes import Checker
from qualgraph.graph.names import Names
from qualgraph.release.batch import gather
from qualgraph.release.configuration import Configuration
from qualgraph.release.conversion import Converter
from qualgraph.release.directory import Release, Releases
from qualgraph.release.publish import publish
from tests import nde
from tests.conftest import ROOT, shared

BASE = "https://data.example.org/"
COMPLETE = """
[dataset]
created = 2026-01-05
issued = "2026-02-01"
[publisher]
name = { nl = "Voorbeeldorganisatie", en = "Example organisation" }
iri = "https://example.org/id/organisation"
homepage = "https://example.org/"
identifier = "12345678"
[contact]
name = { nl = "Team gegevens", en = "Data team" }
email = "data@example.org"
"""
VOCAB = {"@context": {"@vocab": "https://schema.org/"}}
OWNER = {"publisher", "creator", "contactPoint"}
FORMATS = {
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "rdf": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
}


def released(folder: Path, documents: Path = ROOT / "data", configuration: str = "") -> Release:
    """Publish documents under another base, with a configuration file of that content."""
    path = folder / "configuration.toml"
    path.write_text(configuration, "utf-8")
    converter = Converter.load(Names(BASE))
    batch = gather(converter, documents, with_shipped=documents == ROOT / "data")
    return publish(converter, batch, Releases(folder / "releases"), Configuration.load(path))


@pytest.fixture(scope="session")
def complete(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return released(tmp_path_factory.mktemp("complete"), configuration=COMPLETE)


@pytest.fixture(scope="session")
def unconfigured(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return released(tmp_path_factory.mktemp("unconfigured"))


@pytest.fixture(scope="session")
def site(complete: Release) -> Iterator[TestClient]:
    app = create_app(complete, Settings())
    with TestClient(app, base_url=BASE.rstrip("/"), follow_redirects=False) as client:
        yield client


@pytest.fixture(scope="session")
def described(site: TestClient) -> Store:
    """The description as it is served, in a store to ask."""
    store = Store()
    store.load(site.get("/dataset.ttl").content, format=RdfFormat.TURTLE)
    return store


@pytest.fixture(scope="session")
def nde_shapes() -> Graph:
    return nde.mended(shared(*nde.SHAPES))


def ask(store: Store, query: str) -> list[list[str]]:
    """Answer a SELECT query with the values of its rows."""
    prefixes = (
        "PREFIX dcat: <http://www.w3.org/ns/dcat#> PREFIX dct: <http://purl.org/dc/terms/> "
        "PREFIX sd: <http://www.w3.org/ns/sparql-service-description#> "
        "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
        "PREFIX sh: <http://www.w3.org/ns/shacl#> PREFIX void: <http://rdfs.org/ns/void#> "
    )
    rows: Any = store.query(prefixes + query)
    return [[term.value if term else "" for term in row] for row in rows]


def stated(release: Release) -> set[str]:
    return {str(q.triple) for q in parse(path=str(release.path / "dataset.ttl"))}


def validate(data: Graph, shapes: Graph) -> Graph:
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none")
    assert isinstance(report, Graph)
    return report


def no_network(url: str, _: dict[str, Any]) -> dict[str, Any]:
    """Load the context of schema.org, and no other, from here."""
    assert url.rstrip("/") == "https://schema.org"
    return {"document": VOCAB, "documentUrl": url, "contextUrl": None}


def graph_of(document: dict[str, Any]) -> Graph:
    """Return JSON-LD as an rdflib graph, its contexts from the local loader."""
    quads = jsonld.to_rdf(document, {"format": "application/n-quads", "documentLoader": no_network})
    return Graph().parse(data=quads, format="nt")


def embedded(page: str) -> dict[str, Any]:
    [block] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    document: dict[str, Any] = json.loads(block)
    return document


# --- The registers -------------------------------------------------------------------------------


def test_each_patch_of_the_nde_shapes_still_hits() -> None:
    shapes = Graph().parse(shared(*nde.SHAPES))
    assert nde.move_constraint_without_path(shapes) == 1
    assert nde.drop_components_without_validator(shapes) == 2


def test_the_mended_shapes_accept_the_valid_example_of_nde(nde_shapes: Graph) -> None:
    example = json.loads(shared("nde", "dataset-schema-org-valid.jsonld").read_text("utf-8"))
    # The context of schema.org makes IRIs and dates of some values; the local one does not.
    context: dict[str, Any] = {"@vocab": "https://schema.org/"}
    links = ("license", "contentUrl", "usageInfo", "documentation", "sameAs", "url")
    context |= {name: {"@type": "@id"} for name in links}
    context |= {
        name: {"@type": "https://schema.org/Date"} for name in ("dateModified", "datePublished")
    }
    report = validate(graph_of({**example, "@context": context}), nde_shapes)
    assert nde.found(report, nde_shapes, SH.Violation) == set()


def test_a_complete_description_passes_the_nde_shapes_without_warning(
    site: TestClient, nde_shapes: Graph
) -> None:
    data = Graph().parse(data=site.get("/dataset.ttl").content, format="turtle")
    report = validate(data, nde_shapes)
    assert nde.found(report, nde_shapes, SH.Violation) == set()
    assert nde.found(report, nde_shapes, SH.Warning) == set()


def test_the_block_in_the_page_passes_the_nde_shapes_without_warning(
    site: TestClient, nde_shapes: Graph
) -> None:
    page = site.get("/dataset", headers={"Accept": "text/html"}).text
    data = graph_of(embedded(page))
    assert (None, None, URIRef("https://schema.org/Dataset")) in data
    report = validate(data, nde_shapes)
    assert nde.found(report, nde_shapes, SH.Violation) == set()
    assert nde.found(report, nde_shapes, SH.Warning) == set()


@pytest.mark.parametrize(
    ("removed", "told"),
    [
        (("license",), "license"),
        (("encodingFormat", "usageInfo"), "distribution"),
        (("name",), "name"),
    ],
)
def test_the_mended_nde_shapes_still_refuse(
    site: TestClient, nde_shapes: Graph, removed: tuple[str, ...], told: str
) -> None:
    data = Graph().parse(data=site.get("/dataset.ttl").content, format="turtle")
    for term in removed:
        data.remove((None, URIRef(f"https://schema.org/{term}"), None))
    found = nde.found(validate(data, nde_shapes), nde_shapes, SH.Violation)
    assert any(told in where or told in focus for focus, where, _ in found)


def test_without_configuration_only_what_the_owner_must_fill_in_is_reported(
    unconfigured: Release, nde_shapes: Graph
) -> None:
    data = Graph().parse(unconfigured.path / "dataset.ttl")
    report = validate(data, nde_shapes)
    found = nde.found(report, nde_shapes, SH.Violation) | nde.found(report, nde_shapes, SH.Warning)
    assert {re.split("[/#]", path)[-1] for _, path, _ in found} == OWNER


def test_without_configuration_nobody_is_invented(unconfigured: Release) -> None:
    said = {q.predicate.value for q in parse(path=str(unconfigured.path / "dataset.ttl"))}
    for term in ("0.1/name", "ns#fn", "ns#hasEmail", "terms/publisher", "schema.org/publisher"):
        assert not any(predicate.endswith(term) for predicate in said)
    lacking = " ".join(entry["en"] for entry in unconfigured.manifest["to_fill_in"])
    assert "[publisher]" in lacking
    assert "[contact]" in lacking


MANDATORY = [
    (DCAT.Catalog, DCTERMS.title),
    (DCAT.Catalog, DCTERMS.description),
    (DCAT.Catalog, DCTERMS.publisher),
    (DCAT.Catalog, DCAT.contactPoint),
    (DCAT.Catalog, DCAT.dataset),
    (DCAT.Dataset, DCTERMS.title),
    (DCAT.Dataset, DCTERMS.description),
    (DCAT.Dataset, DCTERMS.identifier),
    (DCAT.Dataset, DCTERMS.publisher),
    (DCAT.Dataset, DCTERMS.creator),
    (DCAT.Dataset, DCTERMS.accessRights),
    (DCAT.Dataset, DCAT.contactPoint),
    (DCAT.Dataset, DCAT.theme),
    (DCAT.Distribution, DCAT.accessURL),
    (DCAT.Distribution, DCTERMS.license),
    (DCAT.DataService, DCAT.endpointURL),
    (DCAT.DataService, DCAT.endpointDescription),
    (DCAT.DataService, DCTERMS.license),
]


@pytest.fixture(scope="session")
def dcat() -> Checker:
    return Checker.load("dataset")


def test_a_complete_description_has_what_dcat_ap_nl_demands(
    described: Store, complete: Release, dcat: Checker
) -> None:
    assert dcat.check(quad.triple for quad in described).results == ()
    assert complete.manifest["to_fill_in"] == []


@pytest.mark.parametrize(
    ("kind", "term"),
    MANDATORY,
    ids=[f"{re.split('[/#]', k)[-1]}-{re.split('[/#]', t)[-1]}" for k, t in MANDATORY],
)
def test_a_description_without_a_mandatory_property_is_told_so(
    described: Store, dcat: Checker, kind: URIRef, term: URIRef
) -> None:
    rows = ask(described, f"SELECT ?s {{ ?s a <{kind}> }} ORDER BY ?s LIMIT 1")
    thing = NamedNode(rows[0][0])
    about = [q.triple for q in described.quads_for_pattern(thing, None, None, DefaultGraph())]
    classes = [q.triple for q in described if q.predicate.value.endswith("#type")]
    cut = [t for t in (*about, *classes) if (t.subject, t.predicate.value) != (thing, str(term))]
    paths = {(result.focus, result.path) for result in dcat.check(cut).results}
    assert (thing.value, str(term)) in paths


# --- What is said --------------------------------------------------------------------------------


def test_the_statistics_are_those_of_the_default_graph(site: TestClient, described: Store) -> None:
    def count(query: str) -> int:
        answer = site.get("/sparql", params={"query": query, "format": "json"})
        return int(answer.json()["results"]["bindings"][0]["n"]["value"])

    whole = f"<{BASE}id/dataset/all>"
    [[triples, subjects, entities]] = ask(
        described,
        f"SELECT ?t ?s ?e {{ {whole} void:triples ?t ; void:distinctSubjects ?s ; "
        "void:entities ?e }",
    )
    assert int(triples) == count("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert int(subjects) == count("SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }")
    assert int(entities) == count("SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s a ?c }")
    partitions = f"{whole} void:propertyPartition ?p . ?p void:property ?of ; void:triples ?n"
    properties = ask(described, f"SELECT ?of ?n {{ {partitions} }}")
    assert sum(int(n) for _, n in properties) == int(triples)
    classes = ask(
        described,
        f"SELECT ?class ?n {{ {whole} void:classPartition ?p . "
        "?p void:class ?class ; void:entities ?n }",
    )
    assert len(classes) > 20
    for iri, number in classes[:5]:
        assert int(number) == count(f"SELECT (COUNT(*) AS ?n) {{ ?s a <{iri}> }}")


def test_every_named_graph_has_its_size_and_says_what_may_be_done_with_it(
    complete: Release, described: Store
) -> None:
    sizes: dict[str, int] = {}
    for quad in parse(path=str(complete.path / "graph.nq"), format=RdfFormat.N_QUADS):
        if isinstance(quad.graph_name, NamedNode):
            sizes[quad.graph_name.value] = sizes.get(quad.graph_name.value, 0) + 1
    del sizes[f"{BASE}id/graph/dataset"]
    rows = ask(described, "SELECT ?g ?n { ?g a sd:NamedGraph ; void:triples ?n }")
    assert {graph: int(number) for graph, number in rows} == sizes
    noticed = ask(described, "SELECT DISTINCT ?g { ?g a sd:NamedGraph ; dct:rights/rdfs:label ?l }")
    assert {graph for [graph] in noticed} == set(sizes)


@pytest.mark.parametrize(
    ("graph", "licence", "notice"),
    ids=["register", "esco", "alignments", "document"],
    argvalues=[
        ("register-domains", "https://creativecommons.org/publicdomain/mark/1.0/", "law"),
        ("register-esco", "", "ESCO classification of the European Commission"),
        ("alignments-nl-25132", "https://creativecommons.org/licenses/by/4.0/", "this project"),
        ("nl-25132-supplement-nl-2015-08-01", "", "source document"),
    ],
)
def test_the_licence_of_a_graph_covers_only_what_is_known(
    described: Store, graph: str, licence: str, notice: str
) -> None:
    [[found, words]] = ask(
        described,
        f"SELECT ?licence ?words {{ VALUES ?g {{ <{BASE}id/graph/{graph}> }} "
        '?g dct:rights/rdfs:label ?words FILTER(LANG(?words) = "en") '
        "OPTIONAL { ?g dct:license ?licence } }",
    )
    assert found == licence
    assert notice in words


def test_a_graph_names_the_document_it_was_read_from(described: Store) -> None:
    reference = "nl-25132-supplement-nl-2015-08-01"
    rows = ask(described, f"SELECT ?d {{ <{BASE}id/graph/{reference}> dct:source ?d }}")
    assert rows == [[f"{BASE}id/document/{reference}"]]


def test_the_prefixes_are_declared_and_the_queries_answer(
    site: TestClient, described: Store
) -> None:
    prefixes = dict(ask(described, "SELECT ?p ?n { ?d sh:prefix ?p ; sh:namespace ?n }"))
    assert prefixes["elm"] == "http://data.europa.eu/snb/model/elm/"
    queries = ask(
        described, "SELECT ?q ?text { ?q a sh:SPARQLExecutable ; sh:select|sh:construct ?text }"
    )
    assert {iri.rsplit("/", 1)[1] for iri, _ in queries} == {
        path.stem for path in (ROOT / "queries").glob("*.rq")
    }
    for iri, text in queries:
        assert site.get(iri.removeprefix(BASE.rstrip("/"))).status_code == 200
        assert site.get("/sparql", params={"query": text}).status_code == 200


def test_the_description_can_be_asked_at_the_endpoint(site: TestClient) -> None:
    query = (
        "PREFIX void: <http://rdfs.org/ns/void#> SELECT ?n WHERE "
        f"{{ GRAPH <{BASE}id/graph/dataset> {{ <{BASE}id/dataset/all> void:triples ?n }} }}"
    )
    answer = site.get("/sparql", params={"query": query})
    assert len(answer.json()["results"]["bindings"]) == 1


def test_each_distribution_is_there_with_its_size_and_digest(
    site: TestClient, described: Store
) -> None:
    rows = ask(
        described,
        "SELECT ?url ?size ?type { ?d dcat:downloadURL ?url ; dcat:byteSize ?size ; "
        "dcat:mediaType ?type }",
    )
    assert len(rows) >= 9
    for url, size, media_type in rows:
        answer = site.get(url.removeprefix(BASE.rstrip("/")))
        assert (answer.status_code, len(answer.content)) == (200, int(size))
        assert media_type.startswith("https://www.iana.org/assignments/media-types/")


# --- No clock, same in same out ------------------------------------------------------------------


def test_what_is_configured_is_in_the_digest_and_the_clock_is_not(
    complete: Release, unconfigured: Release, tmp_path: Path
) -> None:
    again = released(tmp_path, configuration=COMPLETE)
    assert again.id == complete.id
    assert again.id != unconfigured.id
    quads = parse(path=str(complete.path / "graph.nq"))
    own = [q.object for q in quads if q.graph_name == Names(BASE).graph("dataset")]
    literals = [term for term in own if isinstance(term, Literal)]
    dated = {term.value for term in literals if term.datatype.value.endswith("#date")}
    assert dated == {"2026-01-05", "2026-02-01"}
    dataset = parse((complete.path / "dataset.ttl").read_bytes(), format=RdfFormat.TURTLE)
    modified = {q.object.value for q in dataset if q.predicate.value.endswith("/terms/modified")}
    assert modified == {complete.manifest["built"][:10]}


# --- The doors -----------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_format_says_the_same(site: TestClient, complete: Release, suffix: str) -> None:
    answer = site.get(f"/dataset.{suffix}")
    triples = {str(q.triple) for q in parse(answer.content, format=FORMATS[suffix])}
    assert triples == stated(complete)
    negotiated = site.get("/dataset", headers={"Accept": answer.headers["content-type"]})
    assert negotiated.content == answer.content
    assert negotiated.headers["content-location"] == f"/dataset.{suffix}"
    held = site.get(f"/dataset.{suffix}", headers={"If-None-Match": answer.headers["etag"]})
    assert held.status_code == 304


def test_a_json_ld_processor_reads_the_same(site: TestClient, complete: Release) -> None:
    document = site.get("/dataset.jsonld").json()
    read = jsonld.to_rdf(document, {"format": "application/n-quads", "documentLoader": no_network})
    triples = {str(q.triple) for q in parse(read.encode(), format=RdfFormat.N_QUADS)}
    assert triples == stated(complete)
    assert site.get("/contexts/dataset-1.jsonld").json()["@context"] == document["@context"]


@pytest.mark.parametrize(("language", "words"), [("nl", "Uitgever"), ("en", "Publisher")])
def test_the_page_speaks_dutch_and_english(site: TestClient, language: str, words: str) -> None:
    fixed = site.get(f"/dataset.{language}.html")
    asked = {"Accept": "text/html", "Accept-Language": language}
    assert words in fixed.text
    assert site.get("/dataset", headers=asked).text == fixed.text
    assert fixed.headers["content-language"] == language


@pytest.mark.parametrize("path", ["/dataset.exe", "/dataset.fr.html", "/dataset.nl.ttl"])
def test_another_form_is_404(site: TestClient, path: str) -> None:
    assert site.get(path).status_code == 404


def test_a_form_that_is_not_there_is_406(site: TestClient) -> None:
    assert site.get("/dataset", headers={"Accept": "image/png"}).status_code == 406


@pytest.mark.parametrize("name", ["void", "datacatalog"])
@pytest.mark.parametrize(
    ("accept", "location"),
    [
        ("*/*", "/dataset.ttl"),
        ("application/ld+json", "/dataset.jsonld"),
        ("text/html,*/*;q=0.1", "/dataset"),
    ],
)
def test_well_known_addresses_lead_to_the_description(
    site: TestClient, name: str, accept: str, location: str
) -> None:
    answer = site.get(f"/.well-known/{name}", headers={"Accept": accept})
    assert (answer.status_code, answer.headers["location"]) == (302, location)
    assert site.get(location).status_code == 200


@pytest.mark.parametrize(
    "thing", ["dataset/all", "dataset/qualifications", "catalog/all", "distribution/sparql"]
)
def test_what_is_described_has_an_address(site: TestClient, thing: str) -> None:
    answer = site.get(f"/id/{thing}")
    assert (answer.status_code, answer.headers["location"]) == (303, "/dataset")
    assert site.get(f"/id/{thing}-not").status_code == 404


def test_every_page_leads_to_the_description(site: TestClient) -> None:
    for path in ("/", "/queries", "/doc/qualification/nl-25132", "/nowhere"):
        page = site.get(path, headers={"Accept": "text/html"}).text
        head, _, foot = page.partition("<main")
        assert '<link rel="describedby" href="/dataset">' in head
        assert '<a href="/dataset">' in foot.partition("<footer")[2]


def test_triples_of_the_description_are_of_iris_and_literals_only(described: Store) -> None:
    assert all(isinstance(q.subject, NamedNode) for q in described)
    assert not any(isinstance(q.object, Triple) for q in described)
