"""Statements that only registers make: establishment, domains, admission, status, vocabularies."""

from collections.abc import Iterator

from pyoxigraph import NamedNode, Triple

from qualgraph.facts import model
from qualgraph.graph.context import Context
from qualgraph.graph.statements import CLASSES, statements
from qualgraph.graph.terms import (
    DCT,
    ELI,
    ELM,
    ESCO,
    OWL,
    QG,
    RDFS,
    SKOS,
    boolean,
    day,
    decimal,
    string,
    text,
    types,
    year,
)

_ESCO_CLASSES = {"occupation": ESCO("Occupation"), "skill": ESCO("Skill")}
_ESCO_SCHEMES = {
    "occupation": NamedNode("http://data.europa.eu/esco/concept-scheme/occupations"),
    "skill": NamedNode("http://data.europa.eu/esco/concept-scheme/skills"),
}
_ISCO_SCHEME = NamedNode("http://data.europa.eu/esco/concept-scheme/isco")
_ISCO = "http://data.europa.eu/esco/isco/C"


@statements.register
def _(fact: model.EstablishedBy, at: Context) -> Iterator[Triple]:
    yield Triple(at.iri, QG("establishedBy"), at.names.subject(fact.regulation))
    if fact.part:
        yield Triple(at.iri, QG("establishedIn"), string(fact.part))
    if fact.valid_from:
        yield Triple(at.iri, QG("validFrom"), day(fact.valid_from))


@statements.register
def _(fact: model.ProgrammeType, at: Context) -> Iterator[Triple]:
    yield Triple(at.iri, QG("programmeType"), at.codes("programme-type", fact.code))


@statements.register
def _(fact: model.InDomain, at: Context) -> Iterator[Triple]:
    yield Triple(at.iri, QG("domain"), at.names.subject(fact.domain))


@statements.register
def _(fact: model.InDossier, at: Context) -> Iterator[Triple]:
    dossier = at.names.subject(fact.dossier)
    yield Triple(at.iri, DCT("isPartOf"), dossier)
    yield from types(dossier, *CLASSES[fact.dossier.kind])
    yield Triple(dossier, DCT("identifier"), string(fact.dossier.code))
    yield Triple(dossier, DCT("title"), text(fact.text))
    yield Triple(dossier, DCT("hasPart"), at.iri)


@statements.register
def _(fact: model.ProfessionalRequirements, at: Context) -> Iterator[Triple]:
    yield Triple(at.iri, QG("professionalRequirements"), string(fact.ministry))


@statements.register
def _(fact: model.PriceFactor, at: Context) -> Iterator[Triple]:
    yield Triple(at.iri, QG("priceFactor"), decimal(fact.factor))


@statements.register
def _(fact: model.FourYearProgramme, at: Context) -> Iterator[Triple]:
    yield Triple(at.iri, QG("fourYearsAllowedIn"), string(fact.part))


@statements.register
def _(fact: model.Cohort, at: Context) -> Iterator[Triple]:
    yield Triple(at.iri, QG("cohort"), year(fact.year))


@statements.register
def _(fact: model.Status, at: Context) -> Iterator[Triple]:
    if fact.last_intake:
        yield Triple(at.iri, QG("lastIntake"), day(fact.last_intake))
    if fact.end:
        yield Triple(at.iri, QG("endsOn"), day(fact.end))
    for successor in fact.successors:
        yield Triple(at.iri, DCT("isReplacedBy"), at.names.subject(successor))
    yield Triple(at.iri, QG("statusSource"), string(fact.source))


@statements.register
def _(fact: model.FieldOfStudy, at: Context) -> Iterator[Triple]:
    yield Triple(at.iri, ELM("ISCEDFCode"), at.codes("isced-f", fact.code))
    yield Triple(at.iri, QG("fieldSource"), string(fact.source))


@statements.register
def _(fact: model.SectorAdmission, at: Context) -> Iterator[Triple]:
    condition = "diploma" if fact.direct else "declaration"
    yield Triple(at.iri, QG("domain"), at.names.subject(fact.domain))
    yield Triple(at.iri, QG("sector"), at.names.subject(fact.sector))
    yield Triple(at.iri, QG("directAdmission"), boolean(fact.direct))
    yield Triple(at.iri, QG("condition"), at.codes("admission-condition", condition))
    for code in fact.programme_types:
        yield Triple(at.iri, QG("programmeType"), at.codes("programme-type", code))
    yield Triple(at.iri, DCT("source"), at.names.subject(fact.regulation))
    yield Triple(at.iri, QG("article"), string(fact.article))
    yield Triple(at.iri, QG("validFrom"), day(fact.in_force))


@statements.register
def _(fact: model.InSector, at: Context) -> Iterator[Triple]:
    yield Triple(at.iri, QG("sector"), at.names.subject(fact.sector))
    yield Triple(at.iri, QG("sectorSource"), string(fact.source))


@statements.register
def _(fact: model.RegulationDetails, at: Context) -> Iterator[Triple]:
    if fact.identifier:
        yield Triple(at.iri, DCT("identifier"), string(fact.identifier))
    if fact.signed:
        yield Triple(at.iri, ELI("date_document"), day(fact.signed))
    if fact.in_force:
        yield Triple(at.iri, ELI("first_date_entry_in_force"), day(fact.in_force))
    yield Triple(at.iri, QG("consolidatedVersion"), string(fact.version or "unknown"))
    if fact.address:
        yield Triple(at.iri, RDFS("seeAlso"), NamedNode(fact.address))


@statements.register
def _(fact: model.EscoConcept, at: Context) -> Iterator[Triple]:
    concept = NamedNode(fact.iri)
    kind = fact.iri.rsplit("/", 2)[-2]
    yield from types(concept, SKOS("Concept"), _ESCO_CLASSES[kind])
    yield Triple(concept, SKOS("inScheme"), _ESCO_SCHEMES[kind])
    yield Triple(concept, OWL("versionInfo"), string(fact.version))
    for label in fact.labels:
        yield Triple(concept, SKOS("prefLabel"), text(label))
    if fact.notation:
        yield Triple(concept, SKOS("notation"), string(fact.notation))
    if fact.isco_group:
        yield Triple(concept, SKOS("broader"), NamedNode(_ISCO + fact.isco_group))


@statements.register
def _(fact: model.IscoGroup, at: Context) -> Iterator[Triple]:
    group = NamedNode(fact.iri)
    yield from types(group, SKOS("Concept"))
    yield Triple(group, SKOS("inScheme"), _ISCO_SCHEME)
    yield Triple(group, SKOS("notation"), string(fact.notation))
    for label in fact.labels:
        yield Triple(group, SKOS("prefLabel"), text(label))
