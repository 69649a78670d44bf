"""Runs the W3C manifests of the SPARQL 1.1 Protocol and Service Description against a server.

What comes out is an EARL report (https://www.w3.org/TR/EARL10-Schema/). Its committed form is
``conformance/sparql.ttl``, which the site shows; ``python -m tests.protocol DIR`` writes it anew,
with the active release of ``DIR``.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx2
from pyoxigraph import Literal as Text
from pyoxigraph import NamedNode, RdfFormat, Triple, parse
from rdflib import RDF, Graph, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.query import Result

from qualgraph.answers.settings import Settings
from qualgraph.graph.names import Names
from qualgraph.graph.serialise import Format, serialise
from qualgraph.graph.terms import TYPE
from qualgraph.release.directory import Releases
from qualgraph.resources import CONFORMANCE
from tests.conftest import shared
from tests.served import copied, free_port, served

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
_EARL = "http://www.w3.org/ns/earl#"
_DCT = "http://purl.org/dc/terms/"
PROGRAM = NamedNode("https://w3id.org/qualgraph/")
REPORT = "https://w3id.org/qualgraph/conformance#"
# Refusing to write is what this server promises; a case that must write cannot apply to it.
REFUSED = {403, 415}
MANIFESTS = ("protocol", "service-description")
TABLES = {
    "application/sparql-results+json": "json",
    "application/sparql-results+xml": "xml",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
}
GRAPHS = {
    "text/turtle": RdfFormat.TURTLE,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/n-triples": RdfFormat.N_TRIPLES,
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one test: ``passed``, ``failed`` or ``inapplicable``, and why."""

    test: str
    title: str
    outcome: str
    why: str = ""


class _WrongError(Exception):
    pass


def run_protocol(manifest: Path, endpoint: str) -> list[Outcome]:
    """Run each case of the manifest of the protocol, in its order."""
    graph, entries = _entries(manifest)
    with httpx2.Client(timeout=30) as client:
        return [_case(graph, case, client, endpoint) for case in entries]


def _entries(manifest: Path) -> tuple[Graph, list[Any]]:
    graph = Graph().parse(manifest, publicID=manifest.as_uri())
    listed: Any = graph.value(URIRef(manifest.as_uri()), MF.entries)
    return graph, list(Collection(graph, listed))


def _case(graph: Graph, case: Any, client: httpx2.Client, endpoint: str) -> Outcome:
    title = str(graph.value(case, MF.name))
    requests = graph.value(graph.value(case, MF.action), HT.requests)
    for request in Collection(graph, requests):
        answer = _send(graph, request, client, endpoint)
        expected = graph.value(request, HT.resp)
        statuses = {str(s)[-3] for s in graph.objects(expected, MF.expectedStatus)}
        if answer.status_code in REFUSED and _writes(answer.request) and "2" in statuses:
            why = f"{answer.status_code}: updates are refused"
            return Outcome(str(case), title, "inapplicable", why)
        try:
            _check(graph, expected, answer, statuses)
        except _WrongError as wrong:
            return Outcome(str(case), title, "failed", str(wrong))
    return Outcome(str(case), title, "passed")


def _send(graph: Graph, request: Any, client: httpx2.Client, endpoint: str) -> httpx2.Response:
    path = str(graph.value(request, HT.absolutePath)).removeprefix("/sparql/")
    headers = {}
    if (listed := graph.value(request, HT.headers)) is not None:
        for header in Collection(graph, listed):
            name, value = graph.value(header, HT.fieldName), graph.value(header, HT.fieldValue)
            headers[str(name)] = str(value)
    content = b""
    if (body := graph.value(request, HT.body)) is not None:
        encoding = str(graph.value(body, CNT.characterEncoding))
        content = str(graph.value(body, CNT.chars)).encode(encoding)
    method = str(graph.value(request, HT.methodName))
    return client.request(method, endpoint + path, headers=headers, content=content)


def _writes(request: httpx2.Request) -> bool:
    media_type = request.headers.get("content-type", "")
    return media_type.startswith("application/sparql-update") or b"update=" in request.content


def _check(graph: Graph, expected: Any, answer: httpx2.Response, statuses: set[str]) -> None:
    if str(answer.status_code)[0] not in statuses:
        raise _WrongError(f"status {answer.status_code}")
    form = str(graph.value(expected, MF.expectedFormat) or "")
    media_type = answer.headers["content-type"].split(";")[0]
    if form == "RDF":
        if media_type not in GRAPHS:
            raise _WrongError(f"media type {media_type}")
        list(parse(answer.content, format=GRAPHS[media_type]))
    elif form:
        if media_type not in TABLES:
            raise _WrongError(f"media type {media_type}")
        result = Result.parse(source=BytesIO(answer.content), format=TABLES[media_type])
        if result.type != {"boolean": "ASK", "tabular": "SELECT"}[form]:
            raise _WrongError(f"form {result.type}")
        wanted = graph.value(expected, MF.expectedBoolean)
        if wanted is not None and result.askAnswer != wanted.toPython():
            raise _WrongError(f"boolean {result.askAnswer}")


def run_description(manifest: Path, endpoint: str) -> list[Outcome]:
    """Run the cases of the manifest of the service description."""
    graph, entries = _entries(manifest)
    answer = httpx2.get(endpoint, timeout=30)
    media_type = answer.headers["content-type"].split(";")[0]
    described = Graph()
    if answer.status_code == 200 and media_type in GRAPHS:
        described.parse(answer.content, format=media_type)
    holds = {
        "returns-rdf": len(described) > 0,
        "has-endpoint-triple": any(described.subjects(SD.endpoint, URIRef(endpoint))),
        "conforms-to-schema": bool(described) and not list(_faults(described)),
    }
    outcomes = []
    for case in entries:
        passed = holds[str(case).rpartition("#")[2]]
        title = str(graph.value(case, MF.name))
        outcomes.append(Outcome(str(case), title, "passed" if passed else "failed"))
    return outcomes


# Domain and range of each property of https://www.w3.org/ns/sparql-service-description.
_SCHEMA = {
    "endpoint": ("Service", ""),
    "feature": ("Service", ""),
    "supportedLanguage": ("Service", ""),
    "languageExtension": ("Service", ""),
    "propertyFeature": ("Service", ""),
    "resultFormat": ("Service", ""),
    "inputFormat": ("Service", ""),
    "extensionFunction": ("Service", ""),
    "extensionAggregate": ("Service", ""),
    "defaultEntailmentRegime": ("Service", ""),
    "defaultDataset": ("Service", "Dataset"),
    "availableGraphs": ("Service", "GraphCollection"),
    "defaultGraph": ("Dataset", "Graph"),
    "namedGraph": ("Dataset", "NamedGraph"),
    "name": ("NamedGraph", ""),
    "graph": ("NamedGraph", "Graph"),
}
_CLASSES = {"Service", "Dataset", "Graph", "NamedGraph", "GraphCollection", "Feature", "Language"}
_LANGUAGES = {SD.SPARQL10Query, SD.SPARQL11Query, SD.SPARQL11Update}


def _faults(described: Graph) -> Iterator[str]:
    """Yield what the schema does not allow: unknown terms, and what is of another class."""
    services = list(described.subjects(RDF.type, SD.Service))
    if len(services) != 1 or len(list(described.objects(services[0], SD.endpoint))) != 1:
        yield "one service with one endpoint"
    triples: Any = described
    for subject, predicate, value in triples:
        if predicate == RDF.type and value in SD and value.removeprefix(SD) not in _CLASSES:
            yield f"class {value}"
        if predicate not in SD:
            continue
        domain, values = _SCHEMA.get(predicate.removeprefix(SD), ("unknown", ""))
        if (subject, RDF.type, SD[domain]) not in described:
            yield f"{subject} is no {domain}"
        if values and (value, RDF.type, SD[values]) not in described:
            yield f"{value} is no {values}"
        if predicate == SD.supportedLanguage and value not in _LANGUAGES:
            yield f"language {value}"


def report(outcomes: list[Outcome]) -> bytes:
    """Return the EARL report as Turtle."""
    triples = []
    for outcome in outcomes:
        test, name = NamedNode(outcome.test), outcome.test.rpartition("#")[2]
        assertion, result = NamedNode(REPORT + name), NamedNode(f"{REPORT}{name}-result")
        triples += [
            Triple(assertion, TYPE, _earl("Assertion")),
            Triple(assertion, _earl("assertedBy"), NamedNode(f"{REPORT}runner")),
            Triple(assertion, _earl("mode"), _earl("automatic")),
            Triple(assertion, _earl("subject"), PROGRAM),
            Triple(assertion, _earl("test"), test),
            Triple(assertion, _earl("result"), result),
            Triple(test, TYPE, _earl("TestCase")),
            Triple(test, NamedNode(f"{_DCT}title"), Text(outcome.title, language="en")),
            Triple(result, TYPE, _earl("TestResult")),
            Triple(result, _earl("outcome"), _earl(outcome.outcome)),
        ]
        if outcome.why:
            triples.append(Triple(result, _earl("info"), Text(outcome.why, language="en")))
    prefixes = {"earl": _EARL, "dct": _DCT}
    return serialise(triples, Format.TURTLE, Names(), prefixes)


def _earl(term: str) -> NamedNode:
    return NamedNode(_EARL + term)


def manifests() -> tuple[Path, Path, dict[str, Path]]:
    """Return the two manifests, and the graphs of the first by the names that it gives them."""
    folder = shared("w3c")
    graphs = {
        f"http://kasei.us/2009/09/sparql/data/data{n}.rdf": folder / "protocol" / f"data{n}.nt"
        for n in (1, 2, 3)
    }
    protocol, described = (folder / name / "manifest.ttl" for name in MANIFESTS)
    return protocol, described, graphs


def run(endpoint: str) -> list[Outcome]:
    """Run both manifests."""
    protocol, described, _ = manifests()
    return [*run_protocol(protocol, endpoint), *run_description(described, endpoint)]


def write(releases: Path) -> None:
    """Write the committed report anew."""
    *_, graphs = manifests()
    port = free_port()
    base = f"http://127.0.0.1:{port}/"
    with TemporaryDirectory() as folder:
        release = copied(Releases(releases).active(), Path(folder) / "r", base, graphs)
        with served(release, Settings(), port) as address:
            CONFORMANCE.write_bytes(report(run(f"{address}/sparql")))


if __name__ == "__main__":
    write(Path(sys.argv[1]))
