"""Facts back to registers: what a law or a code list says, as the tables that ship.

A law's tables are read once and kept as CSV with the place in the law that each row comes from;
reading those tables gives the same facts as reading the law.
"""

import csv
import io
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from qualgraph.facts import model
from qualgraph.facts.evidence import Fact
from qualgraph.facts.reading import Document, Reading, Record
from qualgraph.facts.registers import REGISTERS
from qualgraph.facts.subjects import Kind

F = TypeVar("F", bound=Fact)
Cells = dict[str, str]


def register_tables(readings: Iterable[Reading]) -> dict[str, str]:
    """Return the CSV text of each register that ``readings`` give, by file name.

    The facts of a law go to files named by the year of its signing, those of a code list to
    files named after it; what a list says of the life of qualifications goes to ``status.csv``.
    """
    found: dict[tuple[str, str], list[Cells]] = defaultdict(list)
    for reading in readings:
        suffix = _suffix(reading)
        for record in reading.records:
            for register, file, cells in _rows(record, reading.document):
                found[register, file.format(suffix)].append(cells)
    return {f"{file}.csv": _text(register, rows) for (register, file), rows in found.items()}


def _suffix(reading: Reading) -> str:
    for record in reading.records:
        if (details := _one(record, model.RegulationDetails)) and details.signed:
            return str(details.signed.year)
    return Path(reading.document.name).name.split(".")[0]


def _rows(record: Record, document: Document) -> Iterator[tuple[str, str, Cells]]:
    """Return the rows of a record: its register, the name of the file, the cells."""
    match record.subject.kind:
        case Kind.QUALIFICATION:
            if any(not isinstance(fact, model.Code | model.Status) for fact in record.facts):
                yield "qualifications", "qualifications-{}", _qualification(record, document)
            if status := _one(record, model.Status):
                yield "status", "status", _status(record, status)
        case Kind.DOSSIER:
            yield "dossiers", "dossiers-{}", _dossier(record, document)
        case Kind.DOMAIN:
            yield "domains", "domains-{}", _domain(record, document)
        case Kind.ADMISSION:
            yield "admissions", "hbo-admissions-{}", _admission(record, document)
        case Kind.REGULATION:
            yield "regulations", "regulations-{}", _regulation(record)
        case _:
            raise NotImplementedError(record.subject.kind)


def _text(register: str, rows: list[Cells]) -> str:
    kind = next(kind for kind in REGISTERS if kind.name == register)
    optional = [column for column in kind.optional if any(column in row for row in rows)]
    stream = io.StringIO(newline="")
    columns = [*kind.columns, *optional]
    writer = csv.DictWriter(stream, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(sorted(rows, key=lambda row: [row.get(column, "") for column in columns]))
    return stream.getvalue()


def _one(record: Record, kind: type[F]) -> F | None:
    return next((fact for fact in record.facts if isinstance(fact, kind)), None)


def _cell(record: Record, kind: type[F], value: Callable[[F], object]) -> str:
    fact = _one(record, kind)
    found = value(fact) if fact else None
    return "" if found is None else str(found)


def _source(record: Record, document: Document) -> str:
    """Return the file and line of the row, and the rules that mended it."""
    evidence = record.facts[0].evidence
    mended = ", ".join(evidence.rule.split("/")[1:])
    place = f"{Path(document.name).name}:{evidence.places[-1].line}"
    return f"{place}, mended: {mended}" if mended else place


def _established(record: Record) -> Cells:
    return {
        "regulation": _cell(record, model.EstablishedBy, lambda fact: fact.regulation.code),
        "part": _cell(record, model.EstablishedBy, lambda fact: fact.part),
        "valid_from": _cell(record, model.EstablishedBy, lambda fact: fact.valid_from),
    }


def _named(record: Record, document: Document) -> Cells:
    return {
        "title": _cell(record, model.Title, lambda fact: fact.text.value),
        "price_factor": _cell(record, model.PriceFactor, lambda fact: fact.factor),
        "source": _source(record, document),
    }


def _qualification(record: Record, document: Document) -> Cells:
    pathways = (fact.code for fact in record.facts if isinstance(fact, model.Pathway))
    cohorts = sorted({fact.year for fact in record.facts if isinstance(fact, model.Cohort)})
    cells = {
        "code": record.subject.code,
        "level": _cell(record, model.Level, lambda fact: fact.code),
        "programme_type": _cell(record, model.ProgrammeType, lambda fact: fact.code),
        "pathways": "/".join(pathways).upper(),
        "domain": _cell(record, model.InDomain, lambda fact: fact.domain.code),
        "dossier": _cell(record, model.InDossier, lambda fact: fact.dossier.code),
        "dossier_title": _cell(record, model.InDossier, lambda fact: fact.text.value),
        "requirements": _cell(record, model.ProfessionalRequirements, lambda fact: fact.ministry),
        "four_years": _cell(record, model.FourYearProgramme, lambda fact: fact.part),
        **_named(record, document),
        **_established(record),
    }
    return {**cells, "cohorts": " ".join(map(str, cohorts))} if cohorts else cells


def _status(record: Record, status: model.Status) -> Cells:
    return {
        "code": record.subject.code,
        "last_intake": status.last_intake.isoformat() if status.last_intake else "",
        "end": status.end.isoformat() if status.end else "",
        "successor": " ".join(successor.code for successor in status.successors),
        "source": status.source,
    }


def _dossier(record: Record, document: Document) -> Cells:
    return {
        "code": record.subject.code,
        **_named(record, document),
        **_established(record),
    }


def _domain(record: Record, document: Document) -> Cells:
    return {"domain": record.subject.code, "title_en": "", **_named(record, document)}


def _admission(record: Record, document: Document) -> Cells:
    fact = _one(record, model.SectorAdmission)
    if fact is None:
        return {}
    return {
        "domain": fact.domain.code,
        "sector": fact.sector.code,
        "direct": "yes" if fact.direct else "no",
        "programme_types": " ".join(fact.programme_types),
        "regulation": fact.regulation.code,
        "article": fact.article,
        "in_force": fact.in_force.isoformat(),
        "source": _source(record, document),
    }


def _regulation(record: Record) -> Cells:
    return {
        "id": record.subject.code,
        "title": _cell(record, model.Title, lambda fact: fact.text.value),
        "identifier": _cell(record, model.RegulationDetails, lambda fact: fact.identifier),
        "signed": _cell(record, model.RegulationDetails, lambda fact: fact.signed),
        "in_force": _cell(record, model.RegulationDetails, lambda fact: fact.in_force),
        "version": _cell(record, model.RegulationDetails, lambda fact: fact.version),
        "address": _cell(record, model.RegulationDetails, lambda fact: fact.address),
    }
