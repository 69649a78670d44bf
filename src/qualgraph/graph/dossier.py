"""Statements that qualification dossiers make: about themselves, and in detail on outcomes."""

from collections.abc import Iterator

from pyoxigraph import NamedNode, Triple

from qualgraph.facts import model
from qualgraph.facts.evidence import Text
from qualgraph.facts.model.outcomes import Outcome
from qualgraph.facts.subjects import Kind, named
from qualgraph.graph.context import Context
from qualgraph.graph.law import organisation
from qualgraph.graph.statements import statements
from qualgraph.graph.terms import (
    DCT,
    ELM,
    OWL,
    QG,
    RDFS,
    boolean,
    day,
    integer,
    string,
    text,
    types,
)

# --- Status and validity ------------------------------------------------------------------


@statements.register
def _(fact: model.ValidFrom, at: Context) -> Iterator[Triple]:
    yield Triple(at.iri, QG("validFrom"), day(fact.day))


@statements.register
def _(fact: model.LastIntake, at: Context) -> Iterator[Triple]:
    yield Triple(at.iri, QG("lastIntake"), day(fact.day))


@statements.register
def _(fact: model.EndsOn, at: Context) -> Iterator[Triple]:
    yield Triple(at.iri, QG("endsOn"), day(fact.day))


@statements.register
def _(fact: model.Ministry, at: Context) -> Iterator[Triple]:
    yield Triple(at.iri, QG("ministry"), string(fact.letters))


@statements.register
def _(fact: model.DossierStatus, at: Context) -> Iterator[Triple]:
    yield Triple(at.iri, QG("dossierStatus"), at.codes("dossier-status", fact.code))


@statements.register
def _(fact: model.DossierVersion, at: Context) -> Iterator[Triple]:
    yield Triple(at.iri, OWL("versionInfo"), string(fact.version))


@statements.register
def _(fact: model.PreviousVersion, at: Context) -> Iterator[Triple]:
    yield Triple(at.iri, QG("previousVersion"), string(fact.number))


@statements.register
def _(fact: model.PositiveAdvice, at: Context) -> Iterator[Triple]:
    yield Triple(at.iri, QG("positiveAdvice"), boolean(fact.positive))


# --- Bodies -------------------------------------------------------------------------------


@statements.register
def _(fact: model.SectorChamber, at: Context) -> Iterator[Triple]:
    yield from _body(at, "sectorChamber", fact.text)


@statements.register
def _(fact: model.AdoptedBy, at: Context) -> Iterator[Triple]:
    yield from _body(at, "adoptedBy", fact.text)


@statements.register
def _(fact: model.AdoptedOn, at: Context) -> Iterator[Triple]:
    yield Triple(at.iri, QG("adoptedOn"), day(fact.day))


@statements.register
def _(fact: model.AdoptedAt, at: Context) -> Iterator[Triple]:
    yield Triple(at.iri, QG("adoptedAt"), string(fact.town))


def _body(at: Context, term: str, name: Text) -> Iterator[Triple]:
    body, described = organisation(at, name)
    yield Triple(at.iri, QG(term), body)
    yield from described


# --- Requirements -------------------------------------------------------------------------


@statements.register
def _(fact: model.StatutoryRequirements, at: Context) -> Iterator[Triple]:
    yield Triple(at.iri, QG("hasStatutoryRequirements"), boolean(fact.apply))


@statements.register
def _(fact: model.SpecialRequirements, at: Context) -> Iterator[Triple]:
    yield Triple(at.iri, QG("hasSpecialRequirements"), boolean(fact.apply))


@statements.register
def _(fact: model.ProfessionalGroup, at: Context) -> Iterator[Triple]:
    yield Triple(at.iri, QG("professionalGroup"), text(fact.text))


@statements.register
def _(fact: model.LanguageRequirement, at: Context) -> Iterator[Triple]:
    slug = named(Kind.CONCEPT, at.subject.country, f"{fact.language.value} {fact.skill}").code
    requirement = at.part("language-requirement", slug)
    yield Triple(at.iri, QG("languageRequirement"), requirement)
    yield from types(requirement, QG("LanguageRequirement"))
    yield Triple(requirement, QG("requiredLanguage"), text(fact.language))
    yield Triple(requirement, QG("languageSkill"), at.codes("language-skill", fact.skill))
    yield Triple(requirement, QG("cefrLevel"), at.codes("cefr", fact.level))


# --- Prose and sources --------------------------------------------------------------------


@statements.register
def _(fact: model.DossierText, at: Context) -> Iterator[Triple]:
    node = at.part("dossier-text", fact.part)
    yield Triple(at.iri, QG("dossierText"), node)
    yield from types(node, QG("DossierText"))
    yield Triple(node, DCT("type"), at.codes("dossier-part", fact.part))
    yield Triple(node, DCT("description"), text(fact.text))


@statements.register
def _(fact: model.SourceDocument, at: Context) -> Iterator[Triple]:
    node = at.part("source-document", str(fact.position))
    yield Triple(at.iri, QG("sourceDocument"), node)
    yield from types(node, QG("SourceDocument"))
    yield Triple(node, DCT("title"), text(fact.text))
    yield Triple(node, QG("position"), integer(fact.position))
    if fact.file_name:
        yield Triple(node, QG("fileName"), string(fact.file_name))
    if fact.kind:
        yield Triple(node, QG("sourceKind"), string(fact.kind))
    if fact.day:
        yield Triple(node, DCT("date"), day(fact.day))
    if fact.address:
        yield Triple(node, RDFS("seeAlso"), NamedNode(fact.address))


# --- Outcomes -----------------------------------------------------------------------------

_ASPECTS = {
    "complexity": QG("complexity"),
    "responsibility": QG("responsibility"),
    "description": DCT("description"),
    "result": QG("result"),
    "behaviour": QG("behaviour"),
}


@statements.register
def _(fact: model.SharedOutcome, at: Context) -> Iterator[Triple]:
    yield Triple(at.iri, ELM("learningOutcome"), _outcome(at, fact.outcome))


@statements.register
def _(fact: model.OutcomeText, at: Context) -> Iterator[Triple]:
    outcome = _outcome(at, fact.outcome)
    if fact.outcome.owner == at.subject:
        yield Triple(outcome, _ASPECTS[fact.aspect], text(fact.text))
        return
    node = at.part("outcome-text", f"{fact.outcome.number}-{fact.aspect}")
    yield Triple(outcome, QG("outcomeText"), node)
    yield from types(node, QG("OutcomeText"))
    yield Triple(node, QG("onlyFor"), at.iri)
    yield Triple(node, DCT("type"), at.codes("outcome-aspect", fact.aspect))
    yield Triple(node, DCT("description"), text(fact.text))


@statements.register
def _(fact: model.KnowledgeOrSkill, at: Context) -> Iterator[Triple]:
    node = at.part("knowledge", f"{fact.outcome.number}-{fact.position}")
    yield Triple(_outcome(at, fact.outcome), QG("knowledgeOrSkill"), node)
    yield from types(node, QG("KnowledgeOrSkill"))
    yield Triple(node, DCT("title"), text(fact.text))
    yield Triple(node, QG("position"), integer(fact.position))
    if fact.heading:
        yield Triple(node, QG("heading"), text(Text(fact.heading, fact.text.language)))
    if fact.outcome.owner != at.subject:
        yield Triple(node, QG("onlyFor"), at.iri)


@statements.register
def _(fact: model.Competence, at: Context) -> Iterator[Triple]:
    outcome, competence = _outcome(at, fact.outcome), at.codes("competence", fact.code)
    if fact.outcome.owner == at.subject:
        yield Triple(outcome, QG("competence"), competence)
        return
    node = at.part("competence-use", f"{fact.outcome.number}-{fact.code}")
    yield Triple(outcome, QG("competenceUse"), node)
    yield from types(node, QG("CompetenceUse"))
    yield Triple(node, QG("onlyFor"), at.iri)
    yield Triple(node, QG("competence"), competence)


def _outcome(at: Context, outcome: Outcome) -> NamedNode:
    return at.names.thing("outcome", f"{outcome.owner.reference}-{outcome.number}")
