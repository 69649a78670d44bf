"""The page of a dossier: its qualifications, its common tasks, its texts, and how it came about."""

from collections.abc import Iterator
from dataclasses import dataclass

from qualgraph.answers.views.asked import Asked, Said
from qualgraph.answers.views.listing import Listing, listing
from qualgraph.answers.views.outcome import number_order
from qualgraph.graph.terms import DCT, QG

_FACTS = ("establishedBy", "dossierStatus", "domain", "sectorChamber", "adoptedBy")
_DATES = ("validFrom", "adoptedOn")


@dataclass(frozen=True, slots=True)
class Dossier:
    """All that the page of a dossier shows."""

    code: Said
    facts: tuple[tuple[Said, Said], ...]
    qualifications: Listing
    tasks: tuple[tuple[str, Said], ...]
    texts: tuple[tuple[Said, Said], ...]
    sources: tuple[Said, ...]


def view(asked: Asked) -> Dossier:
    """Return what the page shows."""
    common = asked.facts.things(asked.iri, QG("basisOutcome"))
    tasks = [(asked.facts.code(iri), asked.thing(iri)) for iri in common]
    return Dossier(
        code=asked.said(DCT("identifier")),
        facts=tuple(_facts(asked)),
        qualifications=listing(asked),
        tasks=tuple(sorted(tasks, key=lambda each: number_order(each[0]))),
        texts=tuple(_texts(asked)),
        sources=tuple(asked.linked(QG("sourceDocument"))),
    )


def _facts(asked: Asked) -> Iterator[tuple[Said, Said]]:
    for name in _FACTS:
        for said in asked.linked(QG(name)):
            yield asked.thing(QG(name).value), said
    for name in _DATES:
        if said := asked.said(QG(name)):
            yield asked.thing(QG(name).value), said


def _texts(asked: Asked) -> Iterator[tuple[Said, Said]]:
    for iri in asked.facts.things(asked.iri, QG("dossierText")):
        kind = asked.facts.thing(iri, DCT("type"))
        yield asked.thing(kind or iri), asked.said(DCT("description"), iri)
