"""The page of a domain: its qualifications by level, and what the law gives access to."""

from dataclasses import dataclass

from qualgraph.answers.views.asked import Asked, Said
from qualgraph.answers.views.listing import Listing, listing
from qualgraph.graph.terms import QG


@dataclass(frozen=True, slots=True)
class Domain:
    """All that the page of a domain shows."""

    code: str
    admissions: tuple[Said, ...]
    qualifications: Listing


def view(asked: Asked) -> Domain:
    """Return what the page shows."""
    pointing = asked.incoming.get(QG("domain").value, ())
    return Domain(
        code=asked.reference.partition("-")[2],
        admissions=tuple(asked.thing(iri) for iri in pointing if "/id/admission/" in iri),
        qualifications=listing(asked),
    )
