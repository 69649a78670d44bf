"""The page of what may follow: a programme or specialisation, a sector of higher education."""

from dataclasses import dataclass

from qualgraph.answers.views.asked import Asked, Said
from qualgraph.answers.views.listing import Listing, listing
from qualgraph.graph.terms import QG, SKOS


@dataclass(frozen=True, slots=True)
class Programme:
    """All that the page shows: the sector it is in and why, the programmes in a sector, and the
    qualifications that may come before."""

    also_called: tuple[Said, ...]
    sector: Said
    sector_source: Said
    programmes: tuple[Said, ...]
    qualifications: Listing


def view(asked: Asked) -> Programme:
    """Return what the page shows."""
    others = asked.facts.texts(asked.iri, SKOS("altLabel"))
    within = asked.incoming.get(QG("sector").value, ())
    return Programme(
        also_called=tuple(Said(text.words, text.language) for text in others),
        sector=asked.link(QG("sector")),
        sector_source=asked.said(QG("sectorSource")),
        programmes=tuple(asked.thing(iri) for iri in within if "/id/admission/" not in iri),
        qualifications=listing(asked),
    )
