"""The pages of terms: the vocabulary, its classes and properties, lists of concepts, concepts."""

from collections.abc import Iterable
from dataclasses import dataclass

from qualgraph.answers.views.asked import Asked, Said
from qualgraph.answers.views.facts import NOTHING, Facts, Text
from qualgraph.graph.terms import OWL, RDFS, SKOS, TYPE

_NOTES = (SKOS("definition"), RDFS("comment"), SKOS("scopeNote"))


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept in a list, with its code and what it means."""

    code: str
    concept: Said
    meaning: Text


@dataclass(frozen=True, slots=True)
class Term:
    """All that the page of a term shows; the lists are empty where it has none."""

    meaning: Said
    code: str
    schemes: tuple[Said, ...]
    concepts: tuple[Concept, ...]
    matches: tuple[Said, ...]
    classes: tuple[Concept, ...]
    properties: tuple[Concept, ...]
    lists: tuple[Said, ...]


def view(asked: Asked) -> Term:
    """Return what the page shows."""
    meanings = (asked.said(note) for note in _NOTES)
    whole = asked.facts.is_a(asked.iri, OWL("Ontology"))
    defined = asked.incoming.get(RDFS("isDefinedBy").value, ()) if whole else ()
    return Term(
        meaning=next(filter(None, meanings), Said("")),
        code=asked.facts.code(asked.iri),
        schemes=tuple(asked.linked(SKOS("inScheme"))),
        concepts=_concepts(asked, asked.incoming.get(SKOS("inScheme").value, ())),
        matches=tuple(asked.linked(SKOS("exactMatch")) + asked.linked(RDFS("seeAlso"))),
        classes=_concepts(asked, _of(asked, defined, OWL("Class").value)),
        properties=_concepts(
            asked,
            _of(asked, defined, OWL("ObjectProperty").value, OWL("DatatypeProperty").value),
        ),
        lists=tuple(asked.thing(iri) for iri in asked.schemes) if whole else (),
    )


def _of(asked: Asked, things: Iterable[str], *kinds: str) -> list[str]:
    return [iri for iri in things if set(kinds) & set(asked.facts.things(iri, TYPE))]


def _concepts(asked: Asked, things: Iterable[str]) -> tuple[Concept, ...]:
    listed = list(things)
    if not listed:
        return ()
    told = asked.more("meanings", listed)
    found = [
        Concept(asked.facts.code(iri), asked.thing(iri), _meaning(told, iri, asked.language))
        for iri in listed
    ]
    return tuple(sorted(found, key=_order))


def _meaning(told: Facts, iri: str, language: str) -> Text:
    found = (told.text(iri, note, language) for note in _NOTES)
    return next(filter(None, found), NOTHING)


def _order(found: Concept) -> tuple[float, str, str]:
    number = float(found.code) if found.code.isdigit() else float("inf")
    return number, found.code, found.concept.words.casefold()
