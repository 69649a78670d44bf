"""What is asked of a document: a concept for each occupation and for each of its tasks."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from qualgraph.alignment.gold import Question
from qualgraph.alignment.matcher import Query
from qualgraph.documents.form import Form
from qualgraph.documents.source import Source
from qualgraph.facts import model
from qualgraph.facts.evidence import Fact, Text
from qualgraph.facts.reading import Reading, Record
from qualgraph.facts.subjects import Kind, Subject

_Fact = TypeVar("_Fact", bound=Fact)
LANGUAGE = "nl"
"""The language of the names that can be matched."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and the ``subject`` that a link would start from (``occupation/nl-25132``).

    ``kind``: ``occupation``, ``skill`` or ``field``.
    """

    subject: str
    kind: str
    question: Question


def holds_rows(source: Source) -> bool:
    """Return whether a source is a table of questions rather than a document."""
    return source.form is Form.TABLE


def of_question(question: Question) -> Asked:
    """Return what a row of a table asks: the occupation that its qualification prepares for."""
    return Asked(f"occupation/nl-{question.code}", "occupation", question)


def field_of(asked: Asked) -> Asked:
    """Return the same question for the field of education: the qualification has it."""
    return replace(asked, subject=f"qualification/{asked.subject.partition('/')[2]}", kind="field")


def of_reading(reading: Reading) -> Iterator[Asked]:
    """Return what a document asks, with its own words as context; none without a Dutch name.

    The occupation comes before the tasks. Tasks that a dossier gives to all its qualifications
    are asked once, as those of the dossier.
    """
    records = [r for r in reading.records if r.subject.kind in (Kind.QUALIFICATION, Kind.DOSSIER)]
    for record in records:
        context = _context(reading, record)
        if not context.name:
            continue
        if record.subject.kind is Kind.QUALIFICATION:
            tasks = _with_shared(reading, record)
            question = Question(0, record.subject.code, replace(context, tasks=tasks))
            yield Asked(f"occupation/{record.subject.reference}", "occupation", question)
        own = record.subject.kind is Kind.QUALIFICATION
        for fact in _tasks(record):
            query = replace(context, name=fact.text.value)
            question = Question(0, record.subject.code, query, context.name if own else "")
            reference = f"{record.subject.reference}-{fact.number}"
            yield Asked(f"outcome/{reference}", "skill", question)


def _context(reading: Reading, record: Record) -> Query:
    """Return the name, level, dossier and domain of a qualification or a dossier."""
    levels = [f.code for f in _of(record, model.Level) if f.framework == "mbo-level"]
    name = _dutch(f.text for f in _of(record, model.Title))
    named = [f.text for f in _of(record, model.DossierTitle)]
    dossier = _dutch([*named, *(f.text for f in _of(record, model.InDossier))])
    domains = [f.domain for f in _of(record, model.InDomain)]
    domain = _title_of(reading, domains[0]) if domains else ""
    level = int(levels[0]) if levels and levels[0].isdigit() else 0
    if record.subject.kind is Kind.DOSSIER:
        dossier = name
    return Query(name, level, dossier, domain)


def _title_of(reading: Reading, subject: Subject) -> str:
    found = (r for r in reading.records if r.subject == subject)
    return next((_dutch(f.text for f in _of(r, model.Title)) for r in found), "")


def _tasks(record: Record) -> list[model.CoreTask | model.WorkProcess | model.LearningOutcome]:
    kinds = (model.CoreTask, model.WorkProcess, model.LearningOutcome)
    tasks = [fact for fact in record.facts if isinstance(fact, kinds)]
    return [fact for fact in tasks if fact.text.language == LANGUAGE]


def _with_shared(reading: Reading, record: Record) -> tuple[str, ...]:
    """Return the titles of the work processes of a qualification, those of its dossier included."""
    shared = {(f.outcome.owner, f.outcome.number) for f in _of(record, model.SharedOutcome)}
    whole = [(r.subject, fact) for r in reading.records for fact in _tasks(r)]
    mine = [
        fact for owner, fact in whole if owner == record.subject or (owner, fact.number) in shared
    ]
    steps = [fact for fact in mine if not isinstance(fact, model.CoreTask)]
    return tuple(dict.fromkeys(fact.text.value for fact in steps or mine))


def _of(record: Record, kind: type[_Fact]) -> list[_Fact]:
    return [fact for fact in record.facts if isinstance(fact, kind)]


def _dutch(texts: Iterable[Text]) -> str:
    return next((text.value for text in texts if text.language == LANGUAGE), "")
