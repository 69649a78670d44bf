"""Every shape of shapes/own is met by the good graphs and catches what it is meant for."""

from functools import cache
from pathlib import Path

import pyoxigraph
import pyshacl
import pytest
from rdflib import RDF, SH, Graph, Literal, URIRef
from rdflib.term import Node

from qualgraph.documents.source import Limits, open_source
from qualgraph.facts.registers import read_register
from qualgraph.facts.supplement import SupplementReader
from qualgraph.graph.codes import Codes
from qualgraph.graph.mapping import DocumentGraph, Mapper
from qualgraph.graph.names import Names

pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::PendingDeprecationWarning"),
]

ROOT = Path(__file__).parents[1]
SHAPE = "https://w3id.org/qualgraph/def/shape/"
SUPPLEMENTS = sorted((ROOT / "tests" / "supplements").glob("*.txt"))
CZECH_SUPPLEMENT = ROOT / "tests" / "supplements" / "cz-65-99-H-01-en.txt"
REGISTERS = sorted(
    path for folder in ("registers", "vocabularies") for path in (ROOT / "data" / folder).glob("*")
)

PREFIXES = """
PREFIX adms: <http://www.w3.org/ns/adms#>
PREFIX code: <https://w3id.org/qualgraph/def/programme-type/>
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX elm: <http://data.europa.eu/snb/model/elm/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX qg: <https://w3id.org/qualgraph/def/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""


def _thing(kind: str, reference: str) -> str:
    return f"<http://localhost:8000/id/{kind}/{reference}>"


QUALIFICATION = _thing("qualification", "nl-25132")
DOCUMENT = _thing("document", "nl-25132-supplement-nl-2015-08-01")
TASK, PROCESS = _thing("outcome", "nl-25132-1"), _thing("outcome", "nl-25132-1.1")
OCCUPATION = _thing("occupation", "nl-25132")
BOL, BBL = _thing("pathway", "nl-25132-bol"), _thing("pathway", "nl-25132-bbl")
FOLLOW_UP = _thing("follow-up", "nl-25132-commerciele-economie")
PROGRAMME = _thing("programme", "nl-commerciele-economie")
SPECIALISATION = _thing("specialisation", "nl-sales-en-accountmanagement")
GRADE, GRADING = _thing("grade", "nl-25132-6"), _thing("grading", "nl-25132")
ADMISSION = _thing("admission", "nl-79090-economie")
DOSSIER = _thing("dossier", "nl-23064")
DOMAIN, SECTOR = _thing("domain", "nl-79090"), _thing("sector", "nl-economie")
SBB, WEB = _thing("organisation", "nl-sbb"), _thing("regulation", "nl-WEB")
CZECH = _thing("qualification", "cz-65-99-H-01")
CZECH_OUTCOME = _thing("outcome", "cz-65-99-H-01-1")
CZECH_SECTION = _thing("section", "cz-65-99-H-01-supplement-en-access")
OTHER = "<http://example.org/other>"


def without(subject: str, predicate: str) -> str:
    return PREFIXES + f"DELETE WHERE {{ {subject} {predicate} ?value }} ;"


def also(subject: str, predicate: str, value: str) -> str:
    return PREFIXES + f"INSERT DATA {{ {subject} {predicate} {value} }} ;"


def instead(subject: str, predicate: str, value: str) -> str:
    return without(subject, predicate) + also(subject, predicate, value)


BREAKING = [
    ("described-title", without(QUALIFICATION, "dct:title")),
    ("described-code", without(QUALIFICATION, "dct:identifier")),
    ("described-code", also(QUALIFICATION, "dct:identifier", '"25133"')),
    ("described-code", instead(QUALIFICATION, "dct:identifier", "25132")),
    ("described-identifier", without(QUALIFICATION, "adms:identifier")),
    ("described-identifier", also(QUALIFICATION, "adms:identifier", OTHER)),
    ("described-occupation", without(QUALIFICATION, "qg:preparesFor")),
    ("described-occupation", instead(QUALIFICATION, "qg:preparesFor", DOMAIN)),
    ("supplement-level", without(QUALIFICATION, "qg:mboLevel")),
    ("supplement-core-task", without(QUALIFICATION, "elm:learningOutcome")),
    ("supplement-core-task", instead(QUALIFICATION, "elm:learningOutcome", PROCESS)),
    ("qualification-title-language", also(QUALIFICATION, "dct:title", '"Anders"@nl')),
    ("qualification-title-language", instead(QUALIFICATION, "dct:title", '"Zonder taal"')),
    ("qualification-mbo-level", also(QUALIFICATION, "qg:mboLevel", "<{mbo-level/3}>")),
    ("qualification-mbo-level", instead(QUALIFICATION, "qg:mboLevel", "<{mbo-level/5}>")),
    ("qualification-eqf-level", instead(QUALIFICATION, "elm:EQFLevel", "<{mbo-level/4}>")),
    ("qualification-nlqf-level", instead(QUALIFICATION, "elm:NQFLevel", "<{mbo-level/4}>")),
    ("qualification-isced-level", instead(QUALIFICATION, "elm:educationLevel", "<{isced-1997/9}>")),
    ("qualification-field", also(QUALIFICATION, "elm:ISCEDFCode", "<{mbo-level/4}>")),
    ("qualification-field", also(QUALIFICATION, "elm:ISCEDFCode", '"0416"')),
    ("qualification-study-load", instead(QUALIFICATION, "qg:studyLoadHours", "0")),
    ("qualification-study-load", instead(QUALIFICATION, "qg:studyLoadHours", "20001")),
    ("qualification-study-load", instead(QUALIFICATION, "qg:studyLoadHours", '"4800"')),
    ("qualification-study-load", also(QUALIFICATION, "qg:studyLoadHours", "3200")),
    ("qualification-duration", instead(QUALIFICATION, "qg:durationYears", "0.0")),
    ("qualification-offered-since", instead(QUALIFICATION, "qg:offeredSince", '"2015-08"')),
    ("qualification-last-intake", also(QUALIFICATION, "qg:lastIntake", '"2019"')),
    ("qualification-ends-on", also(QUALIFICATION, "qg:endsOn", '"2019"')),
    ("qualification-elective-share", instead(QUALIFICATION, "qg:electiveShare", "15.0")),
    ("qualification-pathway", also(QUALIFICATION, "qg:pathway", OTHER)),
    ("qualification-outcome", also(QUALIFICATION, "elm:learningOutcome", OTHER)),
    ("qualification-follow-up", also(QUALIFICATION, "qg:followUp", PROGRAMME)),
    ("qualification-programme-type", also(QUALIFICATION, "qg:programmeType", "code:cursus")),
    ("qualification-diploma", also(QUALIFICATION, "qg:admissionDiploma", "<{diploma/havo}>")),
    ("qualification-domain", also(QUALIFICATION, "qg:domain", f"{DOMAIN} , {OTHER}")),
    ("qualification-domain", also(QUALIFICATION, "qg:domain", '"79090"')),
    ("qualification-isced-2011", instead(CZECH, "qg:isced2011Level", "<{isced-2011/999}>")),
    ("qualification-national-level", also(CZECH, "qg:nationalLevel", '"Zonder taal"')),
    ("qualification-listed-occupation", also(CZECH, "qg:listedOccupation", OTHER)),
    ("qualification-section", also(CZECH, "qg:section", OTHER)),
    ("unnumbered-outcome-title", without(CZECH_OUTCOME, "dct:title")),
    ("unnumbered-outcome-position", instead(CZECH_OUTCOME, "qg:position", "0")),
    ("unnumbered-outcome-category", also(CZECH_OUTCOME, "dct:type", OTHER)),
    ("section-kind", without(CZECH_SECTION, "dct:type")),
    ("section-text", instead(CZECH_SECTION, "dct:description", '"Zonder taal"')),
    ("section-source", without(CZECH_SECTION, "dct:source")),
    ("core-task-title", without(TASK, "dct:title")),
    ("core-task-title", also(TASK, "dct:title", '"Anders"@nl')),
    ("core-task-number", also(TASK, "skos:notation", '"9"')),
    ("core-task-position", instead(TASK, "qg:position", "0")),
    ("core-task-position", also(TASK, "qg:position", "7")),
    ("core-task-broader", also(TASK, "skos:broader", OTHER)),
    ("work-process-title", without(PROCESS, "dct:title")),
    ("work-process-number", without(PROCESS, "skos:notation")),
    ("work-process-position", without(PROCESS, "qg:position")),
    ("work-process-broader", without(PROCESS, "skos:broader")),
    ("work-process-broader", instead(PROCESS, "skos:broader", PROCESS)),
    ("occupation-label", without(OCCUPATION, "skos:prefLabel")),
    ("occupation-label", also(OCCUPATION, "skos:prefLabel", '"Anders"@nl')),
    ("pathway-type", without(BOL, "dct:type")),
    ("pathway-type", instead(BOL, "dct:type", "<{pathway/avond}>")),
    ("pathway-minimum", also(BBL, "qg:workPlacementMinimum", "60.0")),
    ("pathway-order", instead(BOL, "qg:workPlacementMinimum", "0.7")),
    ("pathway-maximum", instead(BOL, "qg:workPlacementMaximum", "60.0")),
    ("pathway-more-than", instead(BBL, "qg:workPlacementMoreThan", '"-0.6"^^xsd:decimal')),
    ("pathway-work-days", instead(BBL, "qg:workDaysPerWeek", "8")),
    ("pathway-school-days", instead(BBL, "qg:schoolDaysPerWeek", "-1")),
    ("follow-up-target", without(FOLLOW_UP, "qg:target")),
    ("follow-up-target", also(FOLLOW_UP, "qg:target", SPECIALISATION)),
    ("follow-up-basis", without(FOLLOW_UP, "qg:basis")),
    ("follow-up-basis", instead(FOLLOW_UP, "qg:basis", "<{follow-up-basis/by-hearsay}>")),
    ("follow-up-source", without(FOLLOW_UP, "dct:source")),
    ("grade-rank", without(GRADE, "qg:rank")),
    ("grade-rank", instead(GRADE, "qg:rank", "6.5")),
    ("grade-label", without(GRADE, "skos:prefLabel")),
    ("grade-notation", without(GRADE, "skos:notation")),
    ("grading-pass-mark", also(GRADING, "qg:passMark", _thing("grade", "nl-25132-7"))),
    ("grading-pass-mark", instead(GRADING, "qg:passMark", OTHER)),
    ("admission-domain", without(ADMISSION, "qg:domain")),
    ("admission-sector", also(ADMISSION, "qg:sector", OTHER)),
    ("admission-direct", instead(ADMISSION, "qg:directAdmission", '"ja"')),
    ("admission-condition", instead(ADMISSION, "qg:condition", OTHER)),
    ("admission-article", without(ADMISSION, "qg:article")),
    ("admission-source", without(ADMISSION, "dct:source")),
    ("admission-valid-from", instead(ADMISSION, "qg:validFrom", '"2015"')),
    ("admission-programme-type", without(ADMISSION, "qg:programmeType")),
    ("admission-programme-type", also(ADMISSION, "qg:programmeType", "code:cursus")),
    ("domain-dutch", instead(DOMAIN, "skos:prefLabel", '"Trade"@en')),
    ("domain-dutch", without(SECTOR, "skos:prefLabel")),
    ("domain-language", also(DOMAIN, "skos:prefLabel", '"Anders"@nl')),
    ("programme-title", without(PROGRAMME, "dct:title")),
    ("programme-title", without(SPECIALISATION, "dct:title")),
    ("organisation-name", without(SBB, "foaf:name")),
    ("law-named", without(WEB, "dct:title")),
    ("priced-factor", also(QUALIFICATION, "qg:priceFactor", "0.0")),
    ("priced-factor", also(DOSSIER, "qg:priceFactor", "1.1 , 1.2")),
    ("priced-factor", also(DOMAIN, "qg:priceFactor", '"1,10"')),
    ("registered-four-years", also(QUALIFICATION, "qg:fourYearsAllowedIn", "true")),
    ("registered-cohort", also(QUALIFICATION, "qg:cohort", "2015")),
    ("registered-successor", also(QUALIFICATION, "dct:isReplacedBy", '"25700"')),
    ("named-dossier-title", also(DOSSIER, "a", "qg:Dossier ; dct:title 'Een'@nl , 'Twee'@nl")),
    ("named-dossier-title", also(DOSSIER, "a", "qg:Dossier ; dct:title 'Zonder taal'")),
    ("document-sha256", without(DOCUMENT, "qg:sha256")),
    ("document-sha256", instead(DOCUMENT, "qg:sha256", '"A7B3"')),
]


@cache
def shapes() -> Graph:
    graph = Graph()
    for path in sorted((ROOT / "shapes" / "own").glob("*.ttl")):
        graph.parse(path)
    return graph


@cache
def codes() -> Graph:
    graph = Graph()
    for path in sorted((ROOT / "ontology" / "codes").glob("*.ttl")):
        graph.parse(path)
    return graph


def as_rdflib(document: DocumentGraph) -> Graph:
    lines = pyoxigraph.serialize(document.facts, format=pyoxigraph.RdfFormat.N_TRIPLES)
    assert lines is not None
    return Graph().parse(data=lines.decode(), format="nt")


@cache
def supplement(path: Path = ROOT / "data" / "dossiers" / "25132-nl.md") -> Graph:
    source = open_source(path, Limits())
    return as_rdflib(Mapper(Names(), Codes.load()).map(SupplementReader.load().read(source)))


@cache
def register(path: Path) -> Graph:
    return as_rdflib(Mapper(Names(), Codes.load()).map(read_register(open_source(path, Limits()))))


@cache
def good() -> Graph:
    """Return a Dutch and a Czech supplement, an admission, a domain and a sector."""
    graph = Graph() + supplement() + supplement(CZECH_SUPPLEMENT)
    for name, thing in (
        ("hbo-admissions-2014.csv", ADMISSION),
        ("domains.csv", DOMAIN),
        ("hbo-sectors.csv", SECTOR),
    ):
        rows = register(ROOT / "data" / "registers" / name)
        triples = list(rows.triples((URIRef(thing.strip("<>")), None, None)))
        assert triples, thing
        for triple in triples:
            graph.add(triple)
    return graph


def broken_shapes(data: Graph) -> set[str]:
    conforms, results, text = pyshacl.validate(
        data, shacl_graph=shapes(), inference="none", advanced=False
    )
    assert isinstance(results, Graph), text
    found = {str(shape).removeprefix(SHAPE) for shape in results.objects(None, SH.sourceShape)}
    assert conforms is not bool(found)
    return found


def constrained() -> set[Node]:
    """Return the shapes that hold constraints of their own."""
    structure = {RDF.type, SH.targetClass, SH.targetSubjectsOf, SH.property, SH.path, SH.message}
    kinds = (SH.NodeShape, SH.PropertyShape)
    every = {shape for kind in kinds for shape in shapes().subjects(RDF.type, kind)}
    return {shape for shape in every if set(shapes().predicates(shape)) - structure}


def test_the_good_graph_conforms() -> None:
    assert broken_shapes(good() + codes()) == set()


def test_the_supplement_conforms() -> None:
    assert broken_shapes(supplement() + codes()) == set()


@pytest.mark.parametrize("path", SUPPLEMENTS, ids=lambda path: path.stem)
def test_supplements_of_other_languages_and_countries_conform(path: Path) -> None:
    assert broken_shapes(supplement(path) + codes()) == set()


@pytest.mark.parametrize("path", REGISTERS, ids=lambda path: path.name)
def test_every_register_conforms(path: Path) -> None:
    assert broken_shapes(register(path) + codes()) == set()


def test_a_status_needs_no_description() -> None:
    data = Graph()
    data.update(
        PREFIXES + f"INSERT DATA {{ {QUALIFICATION} a elm:Qualification ;"
        ' qg:lastIntake "2020-09-30"^^xsd:date ; qg:endsOn "2024-09-30"^^xsd:date ;'
        f' dct:isReplacedBy {OTHER} ; qg:statusSource "Regeling" }}'
    )
    assert broken_shapes(data) == set()


@pytest.mark.parametrize(
    ("shape", "change"),
    BREAKING,
    ids=[f"{number}-{shape}" for number, (shape, _) in enumerate(BREAKING)],
)
def test_a_shape_catches_its_breaking_example(shape: str, change: str) -> None:
    data = Graph() + good()
    change = change.replace("<{", "<https://w3id.org/qualgraph/def/").replace("}>", ">")
    data.update(change)
    assert broken_shapes(data) == {shape}


def test_every_shape_has_a_breaking_example() -> None:
    # A shape that says which values another shape counts never is the source of a result.
    counted = set(shapes().objects(None, SH.qualifiedValueShape))
    # Those of dossiers have a test of their own, on a dossier.
    dossiers = Graph().parse(ROOT / "shapes" / "own" / "dossier.ttl")
    others = constrained() - counted - set(dossiers.subjects())
    assert {str(shape).removeprefix(SHAPE) for shape in others} == {shape for shape, _ in BREAKING}


def test_every_shape_says_in_both_languages_what_is_wrong() -> None:
    for shape in constrained():
        messages = list(shapes().objects(shape, SH.message))
        languages = [text.language for text in messages if isinstance(text, Literal)]
        assert sorted(map(str, languages)) == ["en", "nl"], shape


def test_every_property_shape_has_a_name_and_stays_within_shacl_core() -> None:
    properties = set(shapes().objects(None, SH.property))
    assert properties == set(shapes().subjects(RDF.type, SH.PropertyShape))
    assert all(str(shape).startswith(SHAPE) for shape in properties)
    assert not list(shapes().triples((None, SH.sparql, None)))
