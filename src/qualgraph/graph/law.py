"""Statements about authorities, laws, and the document itself."""

import re
from collections.abc import Iterator

from pyoxigraph import NamedNode, Triple

from qualgraph.facts import model
from qualgraph.facts.evidence import Text
from qualgraph.facts.subjects import Kind, Subject, named
from qualgraph.graph.context import Context
from qualgraph.graph.statements import CLASSES, statements
from qualgraph.graph.terms import (
    DCT,
    ELI,
    FOAF,
    QG,
    RDFS,
    boolean,
    day,
    string,
    text,
    types,
    year,
)

# --- Who and by which law -----------------------------------------------------------------


@statements.register
def _(fact: model.AwardingBody, at: Context) -> Iterator[Triple]:
    yield Triple(at.iri, QG("awardedBy"), text(fact.text))


@statements.register
def _(fact: model.RecognisingAuthority, at: Context) -> Iterator[Triple]:
    authority, described = organisation(at, fact.text)
    yield Triple(at.iri, QG("recognisedBy"), authority)
    yield from described


@statements.register
def _(fact: model.ReferencePoint, at: Context) -> Iterator[Triple]:
    point, described = organisation(at, fact.role)
    holder, holder_described = organisation(at, fact.organisation)
    ministry, ministry_described = organisation(at, fact.designated_by)
    yield Triple(at.iri, QG("referencePoint"), point)
    yield Triple(point, QG("heldBy"), holder)
    yield Triple(point, QG("designatedBy"), ministry)
    yield from (*described, *holder_described, *ministry_described)


@statements.register
def _(fact: model.ReferencePointSite, at: Context) -> Iterator[Triple]:
    point, described = organisation(at, fact.role)
    yield Triple(at.iri, QG("referencePoint"), point)
    yield from described
    yield Triple(point, FOAF("homepage"), NamedNode(fact.address))


def organisation(at: Context, name: Text) -> tuple[NamedNode, list[Triple]]:
    """Return an organisation that is known by its name, and what describes it."""
    body = at.names.subject(named(Kind.ORGANISATION, at.subject.country, name.value))
    described = types(body, *CLASSES[Kind.ORGANISATION])
    return body, [*described, Triple(body, FOAF("name"), text(name))]


@statements.register
def _(fact: model.LegalBasis, at: Context) -> Iterator[Triple]:
    law = at.names.subject(Subject(Kind.REGULATION, at.subject.country, fact.abbreviation))
    yield Triple(at.iri, QG("legalBasis"), law)
    yield from types(law, *CLASSES[Kind.REGULATION])
    yield Triple(law, DCT("title"), text(fact.text))
    yield Triple(law, ELI("title_short"), string(fact.abbreviation))


@statements.register
def _(fact: model.RegulatedEducation, at: Context) -> Iterator[Triple]:
    directive = _directive(fact.directive)
    yield Triple(at.iri, QG("regulated"), boolean(fact.regulated))
    yield Triple(at.iri, QG("regulatedUnder"), directive)
    yield from _numbered(directive, fact.directive)
    if fact.amended_by:
        change = _directive(fact.amended_by)
        yield Triple(directive, ELI("changed_by"), change)
        yield from _numbered(change, fact.amended_by)


@statements.register
def _(fact: model.RegulatedAccess, at: Context) -> Iterator[Triple]:
    yield Triple(at.iri, QG("regulatedAccess"), text(fact.text))
    yield Triple(at.iri, QG("directiveArticle"), string(fact.article))


def _numbered(act: NamedNode, number: str) -> Iterator[Triple]:
    yield from types(act, *CLASSES[Kind.REGULATION])
    yield Triple(act, DCT("identifier"), string(number))


def _directive(number: str) -> NamedNode:
    """Return the European Legislation Identifier of ``2005/36/EG``."""
    return _eli("dir", number)


def _eli(kind: str, number: str) -> NamedNode:
    published_year, serial = number.split("/")[:2]
    return NamedNode(f"http://data.europa.eu/eli/{kind}/{published_year}/{serial}/oj")


@statements.register
def _(fact: model.OfferedSince, at: Context) -> Iterator[Triple]:
    yield Triple(at.iri, QG("offeredSince"), day(fact.day))


# --- About the document -------------------------------------------------------------------


@statements.register
def _(fact: model.TranslationStatus, at: Context) -> Iterator[Triple]:
    yield Triple(at.document_iri, QG("translationHasLegalStatus"), boolean(fact.legal))


@statements.register
def _(fact: model.DocumentStatus, at: Context) -> Iterator[Triple]:
    yield Triple(at.document_iri, QG("hasLegalStatus"), boolean(fact.legal))


@statements.register
def _(fact: model.DocumentBasis, at: Context) -> Iterator[Triple]:
    """State the act; only an act with a year and a number of its own has a legislation IRI."""
    numbered = re.fullmatch(r"\d{4}/\d+/\w+", fact.number)
    subject = Subject(Kind.REGULATION, "eu", fact.number)
    act = _eli(fact.act, fact.number) if numbered else at.names.subject(subject)
    yield Triple(at.document_iri, DCT("references"), act)
    yield from types(act, *CLASSES[Kind.REGULATION])
    yield Triple(act, DCT("identifier"), string(fact.number))
    yield Triple(act, ELI("date_document"), day(fact.day))


@statements.register
def _(fact: model.DocumentForm, at: Context) -> Iterator[Triple]:
    yield Triple(at.document_iri, QG("formVersion"), string(fact.version))
    yield Triple(at.document_iri, QG("formRightsHolder"), string(fact.holder))
    yield Triple(at.document_iri, QG("formRightsYear"), year(fact.year))


@statements.register
def _(fact: model.DocumentSite, at: Context) -> Iterator[Triple]:
    yield Triple(at.document_iri, RDFS("seeAlso"), NamedNode(fact.address))


@statements.register
def _(fact: model.SectionsFromDossier, at: Context) -> Iterator[Triple]:
    for section in fact.sections:
        yield Triple(at.document_iri, QG("sectionFromDossier"), string(section))


@statements.register
def _(fact: model.SectionText, at: Context) -> Iterator[Triple]:
    """State the words of a section as a thing of the document that describes the subject."""
    section = at.names.thing("section", f"{at.document}-{fact.slot}")
    yield Triple(at.iri, QG("section"), section)
    yield from types(section, QG("Section"))
    yield Triple(section, DCT("type"), at.codes("section", fact.slot))
    yield Triple(section, DCT("source"), at.document_iri)
    yield Triple(section, DCT("description"), text(fact.text))
