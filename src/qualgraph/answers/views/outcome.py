"""The page of a core task or a work process."""

from collections.abc import Iterator
from dataclasses import dataclass

from qualgraph.answers.views.asked import Asked, Said
from qualgraph.answers.views.links import Link, links_of
from qualgraph.answers.views.listing import Listing, listing
from qualgraph.graph.terms import DCT, QG, SKOS

_TEXTS = {
    "description": DCT("description"),
    "result": QG("result"),
    "behaviour": QG("behaviour"),
    "complexity": QG("complexity"),
    "responsibility": QG("responsibility"),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """All that the page of an outcome shows."""

    number: str
    whole: Said
    parts: tuple[tuple[str, Said], ...]
    texts: tuple[tuple[str, Said], ...]
    knowledge: tuple[Said, ...]
    competences: tuple[Said, ...]
    links: tuple[Link, ...]
    qualifications: Listing
    dossiers: tuple[Said, ...]


def view(asked: Asked) -> Outcome:
    """Return what the page shows."""
    within = asked.incoming.get(QG("basisOutcome").value, ())
    return Outcome(
        number=asked.facts.code(asked.iri),
        whole=asked.link(SKOS("broader")),
        parts=tuple(_parts(asked)),
        texts=tuple((name, text) for name, each in _TEXTS.items() if (text := asked.said(each))),
        knowledge=tuple(_ordered(asked, asked.facts.things(asked.iri, QG("knowledgeOrSkill")))),
        competences=tuple(asked.linked(QG("competence"))),
        links=links_of(asked, asked.iri),
        qualifications=listing(asked),
        dossiers=tuple(asked.thing(iri) for iri in within),
    )


def _parts(asked: Asked) -> Iterator[tuple[str, Said]]:
    parts = asked.incoming.get(SKOS("broader").value, ())
    found = [(asked.facts.code(iri), asked.thing(iri)) for iri in parts]
    yield from sorted(found, key=lambda each: number_order(each[0]))


def _ordered(asked: Asked, things: list[str]) -> Iterator[Said]:
    def position(iri: str) -> int:
        return int(asked.facts.value(iri, QG("position")) or 0)

    for iri in sorted(things, key=position):
        yield asked.thing(iri, asked.evidence.about(iri))


def number_order(number: str) -> tuple[tuple[int, str], ...]:
    """Return a key that sorts 1.2 before 1.10, and W9 before W10."""
    pieces = "".join(c if c.isdigit() else f" {c} " for c in number).split()
    return tuple((int(piece), "") if piece.isdigit() else (0, piece) for piece in pieces)
