"""Every shape of shapes/own/dossier.ttl catches what it is meant for."""

import pytest
from rdflib import SH, Graph
from rdflib.namespace import RDF

from qualgraph.release.conversion import Conversion, Converter
from tests.conftest import ROOT
from tests.test_dossier_xml import FICTIONAL
from tests.test_shapes import (
    OTHER,
    SHAPE,
    _thing,
    also,
    as_rdflib,
    broken_shapes,
    codes,
    instead,
    without,
)

pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::PendingDeprecationWarning"),
]

DOSSIER = _thing("dossier", "nl-29990")
QUALIFICATION, HELP = _thing("qualification", "nl-29991"), _thing("qualification", "nl-29992")
TASK, PROCESS = _thing("outcome", "nl-29990-B1-K1"), _thing("outcome", "nl-29990-B1-K1-W1")
KNOWLEDGE = _thing("knowledge", "nl-29990-B1-K1-1")
LANGUAGE = _thing("language-requirement", "nl-29992-engels-listening")
ONE_TEXT = _thing("outcome-text", "nl-29991-B1-K1-complexity")
ONE_USE = _thing("competence-use", "nl-29991-B1-K1-W1-P")
TEXT = _thing("dossier-text", "nl-29990-introduction")
SOURCE = _thing("source-document", "nl-29990-1")
TWICE = '"Anders"@nl'

BREAKING = [
    ("dossier-title", without(DOSSIER, "dct:title")),
    ("dossier-code", also(DOSSIER, "dct:identifier", '"29999"')),
    ("dossier-status", instead(DOSSIER, "qg:dossierStatus", OTHER)),
    ("dossier-adopted-on", instead(DOSSIER, "qg:adoptedOn", '"2029"')),
    ("dossier-advice", also(DOSSIER, "qg:positiveAdvice", '"ja"')),
    ("dossier-outcome", also(DOSSIER, "qg:basisOutcome", OTHER)),
    ("dossier-part", also(DOSSIER, "dct:hasPart", OTHER)),
    ("dossier-valid-from", instead(DOSSIER, "qg:validFrom", '"2030"')),
    ("funded-ministry", also(DOSSIER, "qg:ministry", "1")),
    ("detailed-group", also(QUALIFICATION, "qg:professionalGroup", '"Kust"')),
    ("detailed-special", also(QUALIFICATION, "qg:hasSpecialRequirements", "false")),
    ("detailed-statutory", also(QUALIFICATION, "qg:hasStatutoryRequirements", "false")),
    ("detailed-language", also(HELP, "qg:languageRequirement", OTHER)),
    ("language-requirement-language", without(LANGUAGE, "qg:requiredLanguage")),
    ("language-requirement-skill", instead(LANGUAGE, "qg:languageSkill", OTHER)),
    ("language-requirement-level", without(LANGUAGE, "qg:cefrLevel")),
    ("outcome-competence", also(PROCESS, "qg:competence", OTHER)),
    ("outcome-knowledge", also(TASK, "qg:knowledgeOrSkill", OTHER)),
    ("outcome-complexity", also(TASK, "qg:complexity", TWICE)),
    ("outcome-responsibility", also(TASK, "qg:responsibility", TWICE)),
    ("outcome-description", also(PROCESS, "dct:description", TWICE)),
    ("outcome-result", also(PROCESS, "qg:result", TWICE)),
    ("outcome-behaviour", also(PROCESS, "qg:behaviour", '"Anders"')),
    ("knowledge-title", without(KNOWLEDGE, "dct:title")),
    ("knowledge-position", instead(KNOWLEDGE, "qg:position", "0")),
    ("for-one-profile-only-for", without(ONE_TEXT, "qg:onlyFor")),
    ("for-one-profile-only-for", instead(ONE_USE, "qg:onlyFor", OTHER)),
    ("outcome-text-type", without(ONE_TEXT, "dct:type")),
    ("outcome-text-description", without(ONE_TEXT, "dct:description")),
    ("competence-use-competence", without(ONE_USE, "qg:competence")),
    ("dossier-text-type", instead(TEXT, "dct:type", OTHER)),
    ("dossier-text-description", without(TEXT, "dct:description")),
    ("source-document-title", without(SOURCE, "dct:title")),
    ("source-document-date", instead(SOURCE, "dct:date", '"2024"')),
    ("source-document-address", also(SOURCE, "rdfs:seeAlso", '"geen adres"')),
]


@pytest.fixture(scope="module")
def good(converter: Converter) -> Graph:
    conversion: Conversion = next(iter(converter.convert(FICTIONAL)))
    return as_rdflib(conversion.graph)


@pytest.mark.parametrize(
    ("shape", "change"), BREAKING, ids=[f"{n}-{shape}" for n, (shape, _) in enumerate(BREAKING)]
)
def test_a_shape_catches_its_breaking_example(good: Graph, shape: str, change: str) -> None:
    data = Graph() + good + codes()
    data.update("PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n" + change)
    assert broken_shapes(data) == {shape}


def test_every_shape_has_a_breaking_example() -> None:
    own = Graph().parse(ROOT / "shapes" / "own" / "dossier.ttl")
    names = {str(shape).removeprefix(SHAPE) for shape in own.subjects(RDF.type, SH.PropertyShape)}
    assert names == {shape for shape, _ in BREAKING}
    for shape in own.subjects(RDF.type, SH.PropertyShape):
        languages = sorted(str(text.language) for text in own.objects(shape, SH.message))  # type: ignore[attr-defined]
        assert languages == ["en", "nl"], shape
