"""One fact becomes the triples that say the same."""

from collections.abc import Iterator
from functools import singledispatch

from pyoxigraph import Triple

from qualgraph.facts.evidence import Fact
from qualgraph.facts.subjects import Kind
from qualgraph.graph.context import Context
from qualgraph.graph.terms import ELI, ELM, FOAF, QG, SKOS, types

CLASSES = {
    Kind.QUALIFICATION: (ELM("Qualification"),),
    Kind.DOSSIER: (QG("Dossier"),),
    Kind.DOMAIN: (QG("Domain"), SKOS("Concept")),
    Kind.SECTOR: (QG("Sector"), SKOS("Concept")),
    Kind.ADMISSION: (QG("SectorAdmission"),),
    Kind.PROGRAMME: (QG("Programme"),),
    Kind.SPECIALISATION: (QG("Specialisation"),),
    Kind.MBO_PROGRAMME: (QG("VocationalProgramme"),),
    Kind.OCCUPATION: (QG("Occupation"), SKOS("Concept")),
    Kind.REGULATION: (ELI("LegalResource"),),
    Kind.ORGANISATION: (FOAF("Organization"),),
}

CONCEPTS = frozenset({Kind.DOMAIN, Kind.SECTOR, Kind.OCCUPATION})


@singledispatch
def statements(fact: Fact, at: Context) -> Iterator[Triple]:
    """Return the triples of ``fact`` about the subject ``at``.

    Each kind of fact has its own function in ``qualification.py`` or ``registers.py``.
    Raises ``UnknownCodeError`` when the fact holds a code that its closed list does not have.
    """
    raise NotImplementedError(type(fact).__name__)


def subject_types(at: Context) -> list[Triple]:
    """Return the triples that say what kind of thing the subject is."""
    return types(at.iri, *CLASSES.get(at.subject.kind, ()))
