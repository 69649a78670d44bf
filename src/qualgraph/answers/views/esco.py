"""Judged links to ESCO: what they link, how sure, by whom, and why."""

from dataclasses import dataclass

from qualgraph.answers.views.asked import Asked, Said
from qualgraph.answers.views.elsewhere import Elsewhere, elsewhere
from qualgraph.graph.terms import OWL, RDFS, SKOS, SSSOM

_RELATIONS = ("exactMatch", "closeMatch", "narrowMatch", "broadMatch", "relatedMatch")
_ESCO = "http://data.europa.eu/esco/"


@dataclass(frozen=True, slots=True)
class EscoLink:
    """A concept in ESCO: how it relates, how sure that is (0 to 1, empty when not told), and what
    the one who judged said."""

    target: Said
    code: str
    relation: str
    confidence: str
    comment: str
    author: str
    mapping: Said
    portal: tuple[Elsewhere, ...]


def esco_links(asked: Asked, source: str) -> tuple[EscoLink, ...]:
    """Return the links of a thing to ESCO, the nearest and surest first."""
    mappings = mapped(asked)
    found = [
        _link(asked, relation, target, mappings.get((source, target), ""))
        for relation in _RELATIONS
        for target in asked.facts.things(source, SKOS(relation))
        if target.startswith(_ESCO)
    ]
    order = {relation: place for place, relation in enumerate(_RELATIONS)}
    return tuple(sorted(found, key=lambda e: (order[e.relation], -float(e.confidence or 0))))


def mapped(asked: Asked) -> dict[tuple[str, str], str]:
    """Return the IRIs of judged links by what they link."""
    source, target = OWL("annotatedSource"), OWL("annotatedTarget")
    return {
        (asked.facts.thing(iri, source), asked.facts.thing(iri, target)): iri
        for iri in asked.facts.subjects
        if asked.facts.objects(iri, source)
    }


def _link(asked: Asked, relation: str, target: str, mapping: str) -> EscoLink:
    kind = "esco-skill" if target.startswith(f"{_ESCO}skill/") else "esco-occupation"
    return EscoLink(
        target=asked.thing(target),
        code=asked.facts.code(target),
        relation=relation,
        confidence=asked.facts.value(mapping, SSSOM("confidence")),
        comment=asked.facts.value(mapping, RDFS("comment")),
        author=asked.facts.value(mapping, SSSOM("author_label")),
        mapping=asked.thing(mapping) if mapping else Said(""),
        portal=elsewhere(kind, "elsewhere", asked.language, iri=target),
    )
