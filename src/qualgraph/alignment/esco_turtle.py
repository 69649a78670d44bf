"""The Commission's Turtle dump, read as a stream.

Descriptions are nodes of their own there and may stand before or after their concept, so the
statements that matter wait in a temporary table (memory stays bounded, 700 MB can be read).
"""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from qualgraph.alignment.records import Concept, Kind, Link, Record, Refusal, Relation, Role, Term

_ESCO = "http://data.europa.eu/esco/"
_MODEL = f"{_ESCO}model#"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_DCT = "http://purl.org/dc/terms/"
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_LABELS = {
    f"{_SKOS}prefLabel": Role.PREFERRED,
    f"{_SKOS}altLabel": Role.ALTERNATIVE,
    f"{_SKOS}hiddenLabel": Role.HIDDEN,
}
_LINKS = {
    f"{_SKOS}broader": Relation.BROADER,
    f"{_MODEL}relatedEssentialSkill": Relation.ESSENTIAL,
    f"{_MODEL}relatedOptionalSkill": Relation.OPTIONAL,
}
_INVERSE = {
    f"{_MODEL}isEssentialSkillFor": Relation.ESSENTIAL,
    f"{_MODEL}isOptionalSkillFor": Relation.OPTIONAL,
}
_FACTS = {
    _TYPE: "type",
    f"{_SKOS}notation": "code",
    f"{_DCT}description": "description",
    f"{_DCT}modified": "modified",
    f"{_MODEL}nodeLiteral": "text",
    f"{_MODEL}language": "language",
    f"{_MODEL}skillType": "skill_type",
    f"{_MODEL}skillReuseLevel": "reuse",
    "http://purl.org/iso25964/skos-thes#status": "status",
}


def turtle_records(path: Path) -> Iterator[Record]:
    """Read a dump; a syntax error becomes a ``Refusal``, what stands before it is kept."""
    waiting = sqlite3.connect("")
    waiting.execute("CREATE TABLE fact (subject TEXT, name TEXT, value TEXT)")
    try:
        for triple in parse(path=str(path), format=RdfFormat.TURTLE):
            subject, object_ = triple.subject, triple.object
            if not isinstance(subject, NamedNode) or not isinstance(object_, NamedNode | Literal):
                continue
            predicate = triple.predicate.value
            if predicate in _FACTS:
                row = (subject.value, _FACTS[predicate], object_.value)
                waiting.execute("INSERT INTO fact VALUES (?, ?, ?)", row)
            else:
                yield from _direct(subject.value, predicate, object_)
    except (SyntaxError, ValueError) as error:
        yield Refusal(str(path), getattr(error, "lineno", 0) or 0, str(error))
    waiting.execute("CREATE INDEX fact_subject ON fact (subject, name)")
    yield from _concepts(waiting)
    yield from _descriptions(waiting)
    waiting.close()


def _direct(subject: str, predicate: str, object_: NamedNode | Literal) -> Iterator[Record]:
    if not subject.startswith(_ESCO):
        return
    if isinstance(object_, Literal):
        if predicate in _LABELS and object_.language:
            yield Term(subject, _LABELS[predicate], object_.language[:2], object_.value)
    elif predicate in _LINKS and object_.value.startswith(_ESCO):
        yield Link(subject, _LINKS[predicate], object_.value)
    elif predicate in _INVERSE:
        yield Link(object_.value, _INVERSE[predicate], subject)


def _concepts(waiting: sqlite3.Connection) -> Iterator[Concept]:
    for (iri,) in waiting.execute("SELECT DISTINCT subject FROM fact WHERE name = 'type'"):
        facts = waiting.execute("SELECT name, value FROM fact WHERE subject = ?", (iri,)).fetchall()
        kind = _kind(iri, {value for name, value in facts if name == "type"})
        if kind is None:
            continue
        one = dict(facts)
        code = one.get("code", "")
        yield Concept(
            iri,
            kind,
            code=code,
            isco=code.split(".")[0] if kind is Kind.OCCUPATION else "",
            status=one.get("status", ""),
            modified=one.get("modified", ""),
            skill_type=one.get("skill_type", "").rsplit("/", 1)[-1],
            reuse=one.get("reuse", "").rsplit("/", 1)[-1],
        )


def _kind(iri: str, types: set[str]) -> Kind | None:
    if f"{_MODEL}Occupation" in types:
        return Kind.OCCUPATION
    if f"{_MODEL}Skill" in types:
        return Kind.SKILL
    if f"{_SKOS}Concept" not in types:
        return None
    if iri.startswith(f"{_ESCO}isco/"):
        return Kind.ISCO_GROUP
    return Kind.SKILL_GROUP if iri.startswith((f"{_ESCO}skill/", f"{_ESCO}isced-f/")) else None


def _descriptions(waiting: sqlite3.Connection) -> Iterator[Term]:
    rows = waiting.execute(
        "SELECT about.subject, told.value, spoken.value FROM fact about"
        " JOIN fact told ON told.subject = about.value AND told.name = 'text'"
        " JOIN fact spoken ON spoken.subject = about.value AND spoken.name = 'language'"
        " WHERE about.name = 'description'"
    )
    for iri, text, language in rows:
        yield Term(iri, Role.DESCRIPTION, language[:2], " ".join(text.split()))
