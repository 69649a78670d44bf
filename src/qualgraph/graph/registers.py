"""Statements that only registers make: establishment, domains, admission, status, vocabularies."""

from collections.abc import Iterator

from pyoxigraph import NamedNode, Triple

from qualgraph.facts import model
from qualgraph.graph.context import Context
from qualgraph.graph.esco import esco_concept, isco_group
from qualgraph.graph.statements import CLASSES, statements
from qualgraph.graph.terms import (
    DCT,
    ELI,
    ELM,
    QG,
    RDFS,
    boolean,
    day,
    decimal,
    string,
    text,
    types,
    year,
)


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
    yield from esco_concept(fact.iri, fact.version, fact.labels, fact.notation, fact.isco_group)


@statements.register
def _(fact: model.IscoGroup, at: Context) -> Iterator[Triple]:
    yield from isco_group(fact.iri, fact.notation, fact.labels)
