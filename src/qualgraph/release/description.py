"""How a release describes itself: DCAT-AP-NL 3, VoID, SHACL prefixes and queries, schema.org.

What needs no clock and no file (the configuration, licences, statistics, prefixes, queries) is
the named graph ``id/graph/dataset`` of the release, so its digest covers it. Dates, version and
downloads are known only when that is done: ``finished`` adds them, and what is said in the words
of schema.org, for the file ``dataset.ttl`` beside it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from qualgraph import resources
from qualgraph.check.shapes import Checker, Result
from qualgraph.graph.binding import bind_row
from qualgraph.graph.canned import CannedQuery, load_queries
from qualgraph.graph.names import Names
from qualgraph.graph.terms import (
    DCAT,
    DCT,
    FOAF,
    QG,
    RDFS,
    SCHEMA,
    SH,
    SPDX,
    TYPE,
    VCARD,
    VOCABULARIES,
    VOID,
    XSD,
    Object,
    Subject,
    string,
    types,
)
from qualgraph.release.configuration import Configuration, Contact, Organisation, Words
from qualgraph.release.dumps import WHOLE, Dump, Part, load_parts

DESCRIPTION_FILE = "dataset.ttl"
GRAPH = "dataset"
KINDS = ("agent", "catalog", "checksum", "contact", "dataset", "distribution", "partition",
         "prefix", "rights", "service")  # fmt: skip
_FOLDER = resources.QUERIES / "dataset"
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_FILE_TYPES = "http://publications.europa.eu/resource/authority/file-type/"
_PUBLIC = "http://publications.europa.eu/resource/authority/access-right/PUBLIC"
_CHECKED = {DCAT("Catalog"), DCAT("Dataset"), DCAT("DataService"), DCAT("Distribution"),
            FOAF("Agent"), VCARD("Kind")}  # fmt: skip
_PROTOCOL = NamedNode("https://www.w3.org/TR/sparql11-protocol/")
_FORM = re.compile(r"^\s*(SELECT|CONSTRUCT|ASK)\b", re.MULTILINE)
_FORMATS = {"text/turtle": "RDF_TURTLE", "application/n-quads": "RDF_N_QUADS"}


def description(store: Store, configuration: Configuration, names: Names) -> set[Quad]:
    """Return the named graph that describes what is in ``store``, and add it there."""
    graph = names.graph(GRAPH)
    stated = [
        *_configured(configuration, names),
        *_licences(configuration, store, names),
        *_prefixes(names),
        *_queries(load_queries(), names),
    ]
    _extend(store, stated, graph)
    for query in _bound("describe", names):
        _extend(store, list(store.query(query)), graph)  # type: ignore[arg-type]
    return set(store.quads_for_pattern(None, None, None, graph))


def finished(
    described: set[Triple], dumps: Sequence[Dump], version: str, day: str, names: Names
) -> set[Triple]:
    """Return a description with dates, version and downloads, also in words of schema.org.

    ``day`` is an ``xsd:date``: when the release was built.
    """
    modified = Literal(day, datatype=XSD("date"))
    whole = names.thing("dataset", WHOLE)
    complete = set(described)
    for dataset in (whole, *(names.thing("dataset", part.name) for part in load_parts())):
        complete.add(Triple(dataset, DCT("modified"), modified))
        complete.add(Triple(dataset, DCAT("version"), string(version)))
    complete.add(Triple(names.thing("catalog", WHOLE), DCT("modified"), modified))
    for dump in dumps:
        complete |= set(_distribution(dump, modified, names))
    complete |= set(_endpoint(names))
    store = Store()
    _extend(store, complete, DefaultGraph())
    for query in _bound("finish", names):
        found = set(store.query(query))  # type: ignore[arg-type]
        _extend(store, found, DefaultGraph())
        complete |= found
    return complete


def missing(complete: set[Triple]) -> tuple[Result, ...]:
    """Return what DCAT-AP-NL 3 demands and the description lacks (``shapes/dataset``)."""
    classes = {t.subject for t in complete if t.predicate == TYPE and t.object in _CHECKED}
    return Checker.load("dataset").check(t for t in complete if t.subject in classes).results


def _bound(folder: str, names: Names) -> Iterator[str]:
    for path in sorted((_FOLDER / folder).glob("*.rq")):
        yield bind_row(path.read_text("utf-8"), [str(string(names.base))])


def _extend(store: Store, triples: Iterable[Triple], graph: NamedNode | DefaultGraph) -> None:
    store.extend(Quad(t.subject, t.predicate, t.object, graph) for t in triples)


def _configured(configuration: Configuration, names: Names) -> Iterator[Triple]:
    dataset, whole = configuration.dataset, names.thing("dataset", WHOLE)
    yield from _dataset(whole, dataset.title, dataset.description)
    for tag, keywords in dataset.keywords.items():
        for keyword in keywords:
            yield Triple(whole, DCAT("keyword"), Literal(keyword, language=tag))
    yield from _links(whole, DCAT("theme"), *dataset.themes)
    yield from _links(whole, DCT("spatial"), *dataset.spatial)
    yield from _links(whole, DCT("accrualPeriodicity"), dataset.frequency)
    yield from _links(whole, DCT("license"), dataset.licence)
    yield from _links(whole, DCT("accessRights"), _PUBLIC)
    yield from _rights(whole, WHOLE, dataset.rights, names)
    for term, day in (("created", dataset.created), ("issued", dataset.issued)):
        if day:
            yield Triple(whole, DCT(term), Literal(day, datatype=XSD("date")))
    for part in load_parts():
        yield from _part(whole, part, names)
    own = configuration.creator
    creator = own if own.name or own.iri else configuration.publisher
    yield from _agent(whole, DCT("publisher"), configuration.publisher, names)
    yield from _agent(whole, DCT("creator"), creator, names)
    yield from _contact(whole, configuration.contact, names)


def _dataset(iri: NamedNode, title: Words, description: Words) -> Iterator[Triple]:
    yield from types(iri, DCAT("Dataset"), VOID("Dataset"))
    yield Triple(iri, DCT("identifier"), string(iri.value))
    yield from _words(iri, DCT("title"), title)
    yield from _words(iri, DCT("description"), description)


def _part(whole: NamedNode, part: Part, names: Names) -> Iterator[Triple]:
    iri = names.thing("dataset", part.name)
    yield from _dataset(iri, part.title, part.description)
    yield Triple(whole, DCT("hasPart"), iri)
    yield Triple(whole, VOID("subset"), iri)
    yield Triple(iri, DCT("isPartOf"), whole)


def _agent(
    whole: NamedNode, role: NamedNode, agent: Organisation, names: Names
) -> Iterator[Triple]:
    if not (agent.name or agent.iri):
        return
    made = names.thing("agent", role.value.removeprefix(DCT.iri))
    iri = NamedNode(agent.iri) if agent.iri else made
    yield Triple(whole, role, iri)
    yield from types(iri, FOAF("Agent"), FOAF("Organization"))
    yield from _words(iri, FOAF("name"), agent.name)
    yield from _links(iri, FOAF("homepage"), agent.homepage)
    if agent.identifier:
        yield Triple(iri, DCT("identifier"), string(agent.identifier))


def _contact(whole: NamedNode, contact: Contact, names: Names) -> Iterator[Triple]:
    if not (contact.name or contact.email or contact.page):
        return
    iri = names.thing("contact", WHOLE)
    yield Triple(whole, DCAT("contactPoint"), iri)
    yield from types(iri, VCARD("Kind"), VCARD("Organization"))
    yield from _words(iri, VCARD("fn"), contact.name)
    yield from _links(iri, VCARD("hasEmail"), contact.email and f"mailto:{contact.email}")
    yield from _links(iri, VCARD("hasURL"), contact.page)


def _licences(configuration: Configuration, store: Store, names: Names) -> Iterator[Triple]:
    """State licence, notice and source of each named graph, where they are known."""
    graphs = {*store.named_graphs(), names.graph(GRAPH)}
    for graph in graphs:
        name = str(graph)[1:-1].removeprefix(names.graph("").value)
        number, licence = next(
            ((n, entry) for n, entry in enumerate(configuration.licences, 1) if entry.fits(name)),
            (0, None),
        )
        if licence and isinstance(graph, NamedNode):
            yield from _links(graph, DCT("license"), licence.licence)
            yield from _links(graph, DCT("source"), licence.source)
            yield from _rights(graph, str(number), licence.notice, names)


def _rights(thing: NamedNode, reference: str, notice: Words, names: Names) -> Iterator[Triple]:
    if notice:
        statement = names.thing("rights", reference)
        yield Triple(thing, DCT("rights"), statement)
        yield from types(statement, DCT("RightsStatement"))
        yield from _words(statement, RDFS("label"), notice)


def _prefixes(names: Names) -> Iterator[Triple]:
    """State the prefixes of the graph as SHACL does, for editors to find."""
    whole = names.thing("dataset", WHOLE)
    for prefix, namespace in sorted(VOCABULARIES.items()):
        declared = names.thing("prefix", prefix)
        yield Triple(whole, SH("declare"), declared)
        yield from types(declared, SH("PrefixDeclaration"))
        yield Triple(declared, SH("prefix"), string(prefix))
        yield Triple(declared, SH("namespace"), Literal(namespace, datatype=XSD("anyURI")))
        yield Triple(whole, VOID("vocabulary"), NamedNode(namespace))


def _queries(queries: Mapping[str, CannedQuery], names: Names) -> Iterator[Triple]:
    """State the canned queries, filled with their example, as SHACL executables."""
    for query in queries.values():
        text = query.bind(query.example, names)
        form = _FORM.search(text)
        if form:
            kind = form[1].lower()
            iri = NamedNode(f"{names.base}queries/{query.name}")
            yield from types(iri, SH("SPARQLExecutable"), SH(f"SPARQL{kind.title()}Executable"))
            yield Triple(iri, SH(kind), string(text))
            yield Triple(iri, SH("prefixes"), names.thing("dataset", WHOLE))
            yield Triple(iri, SCHEMA("target"), NamedNode(f"{names.base}sparql"))
            yield from _words(iri, RDFS("label"), query.title)
            yield from _words(iri, RDFS("comment"), query.summary)


def _distribution(dump: Dump, modified: Literal, names: Names) -> Iterator[Triple]:
    iri = names.thing("distribution", dump.file)
    address = f"{names.base}dumps/{dump.file}"
    checksum = names.thing("checksum", dump.file)
    yield Triple(names.thing("dataset", dump.part), DCAT("distribution"), iri)
    yield from types(iri, DCAT("Distribution"))
    yield from _links(iri, DCAT("accessURL"), address)
    yield from _links(iri, DCAT("downloadURL"), address)
    yield Triple(names.thing("dataset", dump.part), VOID("dataDump"), NamedNode(address))
    yield from _links(iri, DCAT("mediaType"), f"{_MEDIA_TYPES}{dump.media_type}")
    if dump.packed:
        yield from _links(iri, DCAT("compressFormat"), f"{_MEDIA_TYPES}application/gzip")
    if dump.media_type in _FORMATS:
        yield from _links(iri, DCT("format"), f"{_FILE_TYPES}{_FORMATS[dump.media_type]}")
    yield Triple(iri, DCT("conformsTo"), NamedNode(QG.iri))
    yield Triple(iri, DCT("modified"), modified)
    size = Literal(str(dump.size), datatype=XSD("nonNegativeInteger"))
    yield Triple(iri, DCAT("byteSize"), size)
    yield Triple(iri, SPDX("checksum"), checksum)
    yield from types(checksum, SPDX("Checksum"))
    yield Triple(checksum, SPDX("algorithm"), SPDX("checksumAlgorithm_sha256"))
    digest = Literal(dump.sha256, datatype=XSD("hexBinary"))
    yield Triple(checksum, SPDX("checksumValue"), digest)


def _endpoint(names: Names) -> Iterator[Triple]:
    """State the SPARQL endpoint as a distribution of the whole dataset."""
    iri = names.thing("distribution", "sparql")
    yield Triple(names.thing("dataset", WHOLE), DCAT("distribution"), iri)
    yield from types(iri, DCAT("Distribution"))
    yield from _links(iri, DCAT("accessURL"), f"{names.base}sparql")
    yield Triple(iri, DCAT("accessService"), names.thing("service", "sparql"))
    yield Triple(iri, DCT("conformsTo"), _PROTOCOL)
    yield from _links(iri, DCT("format"), f"{_FILE_TYPES}SPARQLQ")


def _words(subject: Subject, predicate: NamedNode, words: Words) -> Iterator[Triple]:
    for tag, value in words.items():
        yield Triple(subject, predicate, Literal(value, language=tag))


def _links(subject: Subject, predicate: NamedNode, *iris: str) -> Iterator[Triple]:
    for iri in iris:
        if iri:
            target: Object = NamedNode(iri)
            yield Triple(subject, predicate, target)
