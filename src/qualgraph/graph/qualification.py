"""Statements about a qualification: its names, levels, grades, and how it is earned."""

from collections.abc import Iterator

from pyoxigraph import NamedNode, Triple

from qualgraph.facts import model
from qualgraph.facts.subjects import Kind
from qualgraph.graph.context import Context
from qualgraph.graph.statements import CLASSES, CONCEPTS, statements
from qualgraph.graph.terms import (
    ADMS,
    DCT,
    ELM,
    QG,
    SKOS,
    boolean,
    decimal,
    integer,
    string,
    text,
    types,
)

LEVELS = {
    "mbo-level": QG("mboLevel"),
    "nlqf": ELM("NQFLevel"),
    "eqf": ELM("EQFLevel"),
    "isced-1997": ELM("educationLevel"),
    "isced-2011": QG("isced2011Level"),
}

# --- Names and codes ----------------------------------------------------------------------


@statements.register
def _(fact: model.Title, at: Context) -> Iterator[Triple]:
    label = text(fact.text)
    if at.subject.kind in CONCEPTS:
        yield Triple(at.iri, SKOS("prefLabel"), label)
        return
    yield Triple(at.iri, DCT("title"), label)
    if at.subject.kind is Kind.QUALIFICATION:
        yield Triple(at.iri, QG("preparesFor"), at.occupation)
        yield from types(at.occupation, *CLASSES[Kind.OCCUPATION])
        yield Triple(at.occupation, SKOS("prefLabel"), label)


@statements.register
def _(fact: model.OtherTitle, at: Context) -> Iterator[Triple]:
    yield Triple(at.iri, SKOS("altLabel"), text(fact.text))


@statements.register
def _(fact: model.Code, at: Context) -> Iterator[Triple]:
    identifier = at.part("identifier")
    yield Triple(at.iri, DCT("identifier"), string(fact.code))
    yield Triple(at.iri, ADMS("identifier"), identifier)
    yield from types(identifier, ELM("Identifier"))
    yield Triple(identifier, SKOS("notation"), string(fact.code))
    yield Triple(identifier, ELM("schemeName"), string(fact.register))


@statements.register
def _(fact: model.NamedAfter, at: Context) -> Iterator[Triple]:
    yield Triple(at.iri, QG("namedAfter"), string(fact.name))


@statements.register
def _(fact: model.CertificateType, at: Context) -> Iterator[Triple]:
    yield Triple(at.iri, ELM("category"), text(fact.text))


@statements.register
def _(fact: model.DossierTitle, at: Context) -> Iterator[Triple]:
    yield Triple(at.iri, QG("dossierTitle"), text(fact.text))


# --- Level and assessment -----------------------------------------------------------------


@statements.register
def _(fact: model.Level, at: Context) -> Iterator[Triple]:
    yield Triple(at.iri, LEVELS[fact.framework], at.codes(fact.framework, fact.code))


@statements.register
def _(fact: model.NationalLevel, at: Context) -> Iterator[Triple]:
    yield Triple(at.iri, QG("nationalLevel"), text(fact.text))


@statements.register
def _(fact: model.LevelCharacteristics, at: Context) -> Iterator[Triple]:
    yield Triple(at.iri, QG("levelCharacteristics"), text(fact.text))


@statements.register
def _(fact: model.Grade, at: Context) -> Iterator[Triple]:
    scheme, grade = at.part("grading"), at.part("grade", str(fact.value))
    yield Triple(at.iri, QG("gradingScheme"), scheme)
    yield from types(scheme, ELM("GradingScheme"), SKOS("ConceptScheme"))
    yield from types(grade, QG("Grade"), SKOS("Concept"))
    yield Triple(grade, SKOS("inScheme"), scheme)
    yield Triple(grade, SKOS("notation"), string(str(fact.value)))
    yield Triple(grade, SKOS("prefLabel"), text(fact.text))
    yield Triple(grade, QG("rank"), integer(fact.value))
    national = (f"grade-{at.subject.country}", str(fact.value))
    if national in at.codes.concepts:
        yield Triple(grade, SKOS("exactMatch"), at.codes(*national))
    if fact.pass_mark:
        yield Triple(scheme, QG("passMark"), grade)


# --- How it is earned ---------------------------------------------------------------------


@statements.register
def _(fact: model.Pathway, at: Context) -> Iterator[Triple]:
    pathway = at.part("pathway", fact.code)
    yield Triple(at.iri, QG("pathway"), pathway)
    yield from types(pathway, QG("Pathway"))
    yield Triple(pathway, DCT("type"), at.codes("pathway", fact.code))


@statements.register
def _(fact: model.PathwayDescription, at: Context) -> Iterator[Triple]:
    yield Triple(at.part("pathway", fact.code), DCT("description"), text(fact.text))


@statements.register
def _(fact: model.WorkPlacementShare, at: Context) -> Iterator[Triple]:
    pathway = at.part("pathway", fact.code)
    bound = "workPlacementMoreThan" if fact.more_than else "workPlacementMinimum"
    yield Triple(pathway, QG(bound), decimal(fact.minimum))
    if fact.maximum is not None:
        yield Triple(pathway, QG("workPlacementMaximum"), decimal(fact.maximum))


@statements.register
def _(fact: model.WeekSchedule, at: Context) -> Iterator[Triple]:
    pathway = at.part("pathway", fact.code)
    yield Triple(pathway, QG("workDaysPerWeek"), integer(fact.work_days))
    yield Triple(pathway, QG("schoolDaysPerWeek"), integer(fact.school_days))


@statements.register
def _(fact: model.PathwayAvailability, at: Context) -> Iterator[Triple]:
    yield Triple(at.iri, QG("pathwayAvailability"), text(fact.text))


@statements.register
def _(fact: model.Duration, at: Context) -> Iterator[Triple]:
    if fact.years is not None:
        yield Triple(at.iri, QG("durationYears"), decimal(fact.years))
    if fact.study_load_hours is not None:
        yield Triple(at.iri, QG("studyLoadHours"), integer(fact.study_load_hours))
    if fact.reservation.value:
        yield Triple(at.iri, QG("durationReservation"), text(fact.reservation))


@statements.register
def _(fact: model.AdmissionDiploma, at: Context) -> Iterator[Triple]:
    yield Triple(at.iri, QG("admissionDiploma"), at.codes("diploma", fact.code))


@statements.register
def _(fact: model.ComparableAdmission, at: Context) -> Iterator[Triple]:
    yield Triple(at.iri, QG("comparableAdmission"), boolean(True))


@statements.register
def _(fact: model.ElectiveUnits, at: Context) -> Iterator[Triple]:
    yield Triple(at.iri, QG("hasElectiveUnits"), boolean(True))


@statements.register
def _(fact: model.ElectiveShare, at: Context) -> Iterator[Triple]:
    yield Triple(at.iri, QG("electiveShare"), decimal(fact.share))


@statements.register
def _(fact: model.ElectivesOnDiploma, at: Context) -> Iterator[Triple]:
    yield Triple(at.iri, QG("electivesOnDiploma"), boolean(True))


@statements.register
def _(fact: model.DossierSite, at: Context) -> Iterator[Triple]:
    yield Triple(at.iri, QG("dossierSite"), NamedNode(fact.address))
