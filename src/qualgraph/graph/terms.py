"""The vocabularies that the graph speaks, and literals in canonical form.

A store keeps the canonical form of a literal, so only canonical forms are made here: then the
converted document, the dumps and the store say the same, byte for byte.
"""

from datetime import date
from decimal import Decimal
from functools import lru_cache

from pyoxigraph import Literal, NamedNode, Triple

from qualgraph.facts.evidence import Text

Subject = NamedNode
Object = NamedNode | Literal


class Namespace:
    """A vocabulary: ``DCT("title")`` is the IRI of its term ``title``."""

    def __init__(self, iri: str) -> None:
        self.iri = iri

    def __call__(self, term: str) -> NamedNode:
        """Return the IRI of ``term``."""
        return _named(self.iri + term)


@lru_cache(maxsize=2048)
def _named(iri: str) -> NamedNode:
    return NamedNode(iri)


QG = Namespace("https://w3id.org/qualgraph/def/")

ADMS = Namespace("http://www.w3.org/ns/adms#")
DCAT = Namespace("http://www.w3.org/ns/dcat#")
DCT = Namespace("http://purl.org/dc/terms/")
ELI = Namespace("http://data.europa.eu/eli/ontology#")
ELM = Namespace("http://data.europa.eu/snb/model/elm/")
ESCO = Namespace("http://data.europa.eu/esco/model#")
FOAF = Namespace("http://xmlns.com/foaf/0.1/")
HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")
OA = Namespace("http://www.w3.org/ns/oa#")
OWL = Namespace("http://www.w3.org/2002/07/owl#")
PROV = Namespace("http://www.w3.org/ns/prov#")
RDF = Namespace("http://www.w3.org/1999/02/22-rdf-syntax-ns#")
RDFS = Namespace("http://www.w3.org/2000/01/rdf-schema#")
SCHEMA = Namespace("https://schema.org/")
SEMAPV = Namespace("https://w3id.org/semapv/vocab/")
SH = Namespace("http://www.w3.org/ns/shacl#")
SKOS = Namespace("http://www.w3.org/2004/02/skos/core#")
SPDX = Namespace("http://spdx.org/rdf/terms#")
SSSOM = Namespace("https://w3id.org/sssom/")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
VOID = Namespace("http://rdfs.org/ns/void#")
XSD = Namespace("http://www.w3.org/2001/XMLSchema#")

VOCABULARIES: dict[str, str] = {
    "adms": ADMS.iri,
    "dct": DCT.iri,
    "eli": ELI.iri,
    "elm": ELM.iri,
    "eqf": "http://data.europa.eu/snb/eqf/",
    "esco": ESCO.iri,
    "esco-occupation": "http://data.europa.eu/esco/occupation/",
    "esco-skill": "http://data.europa.eu/esco/skill/",
    "foaf": FOAF.iri,
    "isced-f": "http://data.europa.eu/snb/isced-f/",
    "isco": "http://data.europa.eu/esco/isco/",
    "nlqf": "http://data.europa.eu/snb/qdr/",
    "oa": OA.iri,
    "owl": OWL.iri,
    "prov": PROV.iri,
    "qg": QG.iri,
    "rdf": RDF.iri,
    "rdfs": RDFS.iri,
    "rov": "http://www.w3.org/ns/regorg#",
    "schema": SCHEMA.iri,
    "semapv": SEMAPV.iri,
    "skos": SKOS.iri,
    "sssom": SSSOM.iri,
    "xsd": XSD.iri,
}

# What a release needs besides to describe itself.
DESCRIPTION_VOCABULARIES: dict[str, str] = {
    **VOCABULARIES,
    "dcat": DCAT.iri,
    "schema": SCHEMA.iri,
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "sh": SH.iri,
    "spdx": SPDX.iri,
    "vcard": VCARD.iri,
    "void": VOID.iri,
    "void-ext": "http://ldf.fi/void-ext#",
}

TYPE = RDF("type")


def types(subject: Subject, *classes: NamedNode) -> list[Triple]:
    """Return the triples that type ``subject``."""
    return [Triple(subject, TYPE, each) for each in classes]


def text(words: Text) -> Literal:
    """Return words as a language-tagged string."""
    return Literal(words.value, language=words.language)


def string(value: str) -> Literal:
    """Return a plain string."""
    return Literal(value)


def integer(value: int) -> Literal:
    """Return an ``xsd:integer``."""
    return Literal(str(value), datatype=XSD("integer"))


def decimal(value: Decimal) -> Literal:
    """Return an ``xsd:decimal`` in the form that stores keep: ``0.2``, ``3``."""
    return Literal(f"{value.normalize():f}", datatype=XSD("decimal"))


def boolean(value: bool) -> Literal:
    """Return an ``xsd:boolean``."""
    return Literal("true" if value else "false", datatype=XSD("boolean"))


def day(value: date) -> Literal:
    """Return an ``xsd:date`` without time zone: a calendar day of the law."""
    return Literal(value.isoformat(), datatype=XSD("date"))


def year(value: int) -> Literal:
    """Return an ``xsd:gYear``."""
    return Literal(f"{value:04}", datatype=XSD("gYear"))
