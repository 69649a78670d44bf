"""Statements about what the holder can do, may become, and may learn next."""

import re
from collections.abc import Iterator

from pyoxigraph import Triple

from qualgraph.facts import model
from qualgraph.facts.evidence import Text
from qualgraph.facts.subjects import Kind, named
from qualgraph.graph.context import Context
from qualgraph.graph.statements import CLASSES, statements
from qualgraph.graph.terms import (
    DCT,
    ELM,
    QG,
    SKOS,
    boolean,
    integer,
    string,
    text,
    types,
)

# --- What the holder can do ---------------------------------------------------------------


@statements.register
def _(fact: model.CoreTask, at: Context) -> Iterator[Triple]:
    yield from _outcome(at, "CoreTask", fact.number, fact.position, fact.text)


@statements.register
def _(fact: model.WorkProcess, at: Context) -> Iterator[Triple]:
    yield from _outcome(at, "WorkProcess", fact.number, fact.position, fact.text)
    broader = at.part("outcome", fact.core_task)
    yield Triple(at.part("outcome", fact.number), SKOS("broader"), broader)


@statements.register
def _(fact: model.LearningOutcome, at: Context) -> Iterator[Triple]:
    yield from _outcome(at, "UnnumberedOutcome", fact.number, fact.position, fact.text)
    if fact.category:
        category = at.codes("competence-category", fact.category)
        yield Triple(at.part("outcome", fact.number), DCT("type"), category)


def _outcome(at: Context, kind: str, number: str, position: int, words: Text) -> Iterator[Triple]:
    """State an outcome of a qualification, or of a dossier for all its qualifications."""
    outcome = at.part("outcome", number)
    of_dossier = at.subject.kind is Kind.DOSSIER
    has = QG("basisOutcome") if of_dossier else ELM("learningOutcome")
    yield Triple(at.iri, has, outcome)
    yield from types(outcome, ELM("LearningOutcome"), SKOS("Concept"), QG(kind))
    yield Triple(outcome, DCT("title"), text(words))
    yield Triple(outcome, SKOS("prefLabel"), text(words))
    yield Triple(outcome, SKOS("notation"), string(number))
    yield Triple(outcome, QG("position"), integer(position))


# --- The occupation -----------------------------------------------------------------------


@statements.register
def _(fact: model.OccupationDescription, at: Context) -> Iterator[Triple]:
    yield Triple(at.occupation, DCT("description"), text(fact.text))


@statements.register
def _(fact: model.WorkSetting, at: Context) -> Iterator[Triple]:
    yield Triple(at.occupation, QG("workSetting"), at.codes("work-setting", fact.code))


@statements.register
def _(fact: model.GrowthOccupation, at: Context) -> Iterator[Triple]:
    plain = Text(re.sub(r"[()]", "", fact.text.value), fact.text.language)
    subject = named(Kind.OCCUPATION, at.subject.country, plain.value)
    occupation = at.names.subject(subject)
    yield Triple(at.iri, QG("growthOccupation"), occupation)
    yield from types(occupation, *CLASSES[Kind.OCCUPATION])
    yield Triple(occupation, SKOS("prefLabel"), text(plain))
    if plain != fact.text:
        yield Triple(occupation, SKOS("altLabel"), text(fact.text))


@statements.register
def _(fact: model.ListedOccupation, at: Context) -> Iterator[Triple]:
    subject = named(Kind.OCCUPATION, at.subject.country, fact.text.value)
    occupation = at.names.subject(subject)
    yield Triple(at.iri, QG("listedOccupation"), occupation)
    yield from types(occupation, *CLASSES[Kind.OCCUPATION])
    yield Triple(occupation, SKOS("prefLabel"), text(fact.text))
    if fact.code:
        yield Triple(occupation, SKOS("notation"), string(fact.code))


@statements.register
def _(fact: model.RegulatedProfession, at: Context) -> Iterator[Triple]:
    yield Triple(at.occupation, QG("regulated"), boolean(fact.regulated))


# --- What comes next ----------------------------------------------------------------------


@statements.register
def _(fact: model.HigherEducationAccess, at: Context) -> Iterator[Triple]:
    yield Triple(at.iri, QG("accessTo"), at.codes("education", "hbo"))


@statements.register
def _(fact: model.FollowUp, at: Context) -> Iterator[Triple]:
    subject = named(fact.kind, at.subject.country, fact.text.value)
    # A programme of hbo and one of mbo may have one name.
    suffix = f"mbo-{subject.code}" if fact.kind is Kind.MBO_PROGRAMME else subject.code
    target, follow_up = at.names.subject(subject), at.part("follow-up", suffix)
    yield from types(target, *CLASSES[fact.kind])
    yield Triple(target, DCT("title"), text(fact.text))
    yield Triple(at.iri, QG("followUp"), follow_up)
    yield from types(follow_up, QG("FollowUp"))
    yield Triple(follow_up, QG("target"), target)
    yield Triple(follow_up, QG("basis"), at.codes("follow-up-basis", "by-name"))
    yield Triple(follow_up, DCT("source"), at.document_iri)
