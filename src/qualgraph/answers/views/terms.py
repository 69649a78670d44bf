"""The pages of terms: the vocabulary, its classes and properties, lists of concepts, concepts."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from qualgraph.answers.views.asked import Asked, Said
from qualgraph.answers.views.facts import NOTHING, Facts, Text
from qualgraph.answers.views.listing import ENTRIES_OF_A_PAGE, check_page, near
from qualgraph.graph.terms import OWL, RDFS, SKOS

_PARTS = ("concepts", "classes", "properties")
_PART_OF = {SKOS("Concept").value: "concepts", OWL("Class").value: "classes"}
_NOTES = (SKOS("definition"), RDFS("comment"), SKOS("scopeNote"))


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept in a list, with its code and what it means."""

    code: str
    concept: Said
    meaning: Text


@dataclass(frozen=True, slots=True)
class Member:
    """What belongs to a list or vocabulary: its IRI, the part of the page, its code."""

    iri: str
    part: str
    code: str


@dataclass(frozen=True, slots=True)
class Term:
    """All that the page of a term shows; the lists are empty where it has none.

    ``members`` are how many concepts, classes and properties there are on all pages.
    """

    meaning: Said
    code: str
    schemes: tuple[Said, ...]
    concepts: tuple[Concept, ...]
    matches: tuple[Said, ...]
    classes: tuple[Concept, ...]
    properties: tuple[Concept, ...]
    lists: tuple[Said, ...]
    members: Mapping[str, int]
    page: int
    last: int

    @property
    def numbers(self) -> tuple[int, ...]:
        """The pages that are offered."""
        return near(self.page, self.last)


def view(asked: Asked) -> Term:
    """Return what the page shows; raises ``Problem`` for a page that is not there."""
    meanings = (asked.said(note) for note in _NOTES)
    members = _members(asked)
    last = max(-(-len(members) // ENTRIES_OF_A_PAGE), 1)
    check_page(asked, last)
    start = (asked.page - 1) * ENTRIES_OF_A_PAGE
    shown = _concepts(asked, members[start:][:ENTRIES_OF_A_PAGE])
    counts = Counter(each.part for each in members)
    return Term(
        meaning=next(filter(None, meanings), Said("")),
        code=asked.facts.code(asked.iri),
        concepts=tuple(shown.get("concepts", ())),
        classes=tuple(shown.get("classes", ())),
        properties=tuple(shown.get("properties", ())),
        schemes=tuple(asked.linked(SKOS("inScheme"))),
        matches=tuple(asked.linked(SKOS("exactMatch")) + asked.linked(RDFS("seeAlso"))),
        lists=tuple(asked.thing(iri) for iri in asked.schemes) if asked.page == 1 else (),
        members={name: counts[name] for name in _PARTS},
        page=asked.page,
        last=last,
    )


def _members(asked: Asked) -> list[Member]:
    """Return what belongs to it, in order: by part, by code, numbers first, by IRI."""
    found: dict[str, Member] = {}
    for row in asked.rows("members"):
        iri, kind, code = (row[name]["value"] for name in ("member", "kind", "code"))
        part = _PART_OF.get(kind, "properties")
        found.setdefault(iri, Member(iri, part, code))
    return sorted(found.values(), key=_order)


def _concepts(asked: Asked, members: Iterable[Member]) -> dict[str, list[Concept]]:
    listed = list(members)
    if not listed:
        return {}
    iris = [each.iri for each in listed]
    told, names = asked.more("meanings", iris), asked.more("names", iris)
    found: dict[str, list[Concept]] = {}
    for iri, part, code in ((each.iri, each.part, each.code) for each in listed):
        text = names.label(iri, asked.language) or asked.unnamed(iri)
        said = Said(text.words, text.language, asked.site.pages.link(iri))
        meaning = _meaning(told, iri, asked.language)
        found.setdefault(part, []).append(Concept(code, said, meaning))
    return found


def _meaning(told: Facts, iri: str, language: str) -> Text:
    found = (told.text(iri, note, language) for note in _NOTES)
    return next(filter(None, found), NOTHING)


def _order(member: Member) -> tuple[int, float, str, str]:
    code = member.code
    number = float(code) if code.isascii() and code.isdigit() else float("inf")
    return _PARTS.index(member.part), number, code, member.iri
