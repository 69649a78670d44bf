"""Registers: tables of the law and of vocabularies, row by row, to the same facts.

Which register a table is, is known from its columns. Days are ISO 8601; an empty cell means that
the source does not say.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from qualgraph.documents.source import Source
from qualgraph.documents.table import Row, Table, read_table
from qualgraph.errors import DataError
from qualgraph.facts import model
from qualgraph.facts.evidence import Evidence, Fact, Place, Text
from qualgraph.facts.reading import Document, Entry, Ledger, Reader, Reading, Record, Share
from qualgraph.facts.subjects import Kind, Subject, named


@dataclass(frozen=True, slots=True)
class Register:
    """A kind of register: its name, its titles, its columns, its subject and facts per row.

    A table may leave out the columns of ``optional``.
    """

    name: str
    titles: tuple[Text, Text]
    columns: tuple[str, ...]
    subject: Callable[[Row], Subject]
    facts: Callable[[Row, Evidence], Iterator[Fact]]
    optional: tuple[str, ...] = ()

    def fits(self, columns: set[str]) -> bool:
        """Return whether a table with these columns is a register of this kind."""
        return set(self.columns) <= columns <= {*self.columns, *self.optional}


def register_document(source: Source, titles: tuple[Text, ...]) -> Document:
    """Return a document of registers; its reference is the name of its file."""
    reference = Subject(Kind.REGULATION, Reader.REGISTER, source.stem).reference
    return Document(reference, Reader.REGISTER, titles, "nl", source.name, source.sha256)


def is_register(columns: tuple[str, ...]) -> bool:
    """Return whether a table with these columns is a register of a known kind."""
    return any(register.fits(set(columns)) for register in REGISTERS)


def read_register(source: Source) -> Reading:
    """Return what a register says.

    Raises ``DataError`` for a table of no known kind and for a row that cannot be understood.
    """
    table = read_table(source)
    register = _register(table)
    document = register_document(source, register.titles)
    records = tuple(_record(register, table, row) for row in table.rows)
    header = Entry(Share.HEADING, register.name, _places(table.header))
    rows = (Entry(Share.FACT, register.name, _places(row)) for row in table.rows)
    return Reading(document, records, Ledger((header, *rows)))


def _register(table: Table) -> Register:
    columns = set(table.columns)
    for register in REGISTERS:
        if register.fits(columns):
            return register
    known = "; ".join(f"{register.name}: {','.join(register.columns)}" for register in REGISTERS)
    raise DataError(
        "register-unknown", name=table.source.name, columns=",".join(table.columns), known=known
    )


def _record(register: Register, table: Table, row: Row) -> Record:
    evidence = Evidence(register.name, "row", _places(row))
    try:
        return Record(register.subject(row), tuple(register.facts(row, evidence)))
    except ValueError as error:
        name = table.source.name
        raise DataError("table-row", name=name, line=row.line, reason=error) from error


def _places(row: Row) -> tuple[Place, ...]:
    return tuple(Place(row.line + i, 0, line) for i, line in enumerate(row.quote.split("\n")))


def _day(value: str) -> date | None:
    return date.fromisoformat(value) if value else None


def _decimal(value: str) -> Decimal:
    try:
        return Decimal(value)
    except InvalidOperation:
        raise ValueError(f"price_factor: {value!r}") from None


def _known_day(value: str) -> date:
    return date.fromisoformat(value)


def _coded(kind: Kind, column: str = "code") -> Callable[[Row], Subject]:
    def subject(row: Row) -> Subject:
        if not row[column]:
            raise ValueError(f"{column}: empty")
        return Subject(kind, row["country"] or "nl", row[column])

    return subject


# --- Qualifications of the law's list ---------------------------------------------------------


def _qualification(row: Row, evidence: Evidence) -> Iterator[Fact]:
    yield from _named(row, evidence)
    yield from _kind(row, evidence)
    yield from _belonging(row, evidence)
    if row["four_years"]:
        yield model.FourYearProgramme(row["four_years"], evidence=evidence)
    for cohort in row["cohorts"].split():
        yield model.Cohort(int(cohort), evidence=evidence)
    yield from _established(row, evidence)


def _kind(row: Row, evidence: Evidence) -> Iterator[Fact]:
    for framework in ("mbo-level", "nlqf", "eqf") if row["level"] else ():
        yield model.Level(framework, row["level"], evidence=evidence)
    if row["programme_type"]:
        yield model.ProgrammeType(row["programme_type"], evidence=evidence)
    for code in row["pathways"].lower().split("/") if row["pathways"] else ():
        yield model.Pathway(code, evidence=evidence)
    if row["requirements"]:
        yield model.ProfessionalRequirements(row["requirements"], evidence=evidence)


def _belonging(row: Row, evidence: Evidence) -> Iterator[Fact]:
    if row["domain"]:
        domain = Subject(Kind.DOMAIN, "nl", row["domain"])
        yield model.InDomain(domain, evidence=evidence)
    if row["dossier"]:
        dossier = Subject(Kind.DOSSIER, "nl", row["dossier"])
        yield model.InDossier(dossier, Text(row["dossier_title"], "nl"), evidence=evidence)


def _dossier(row: Row, evidence: Evidence) -> Iterator[Fact]:
    yield from _named(row, evidence)
    yield from _established(row, evidence)


def _named(row: Row, evidence: Evidence) -> Iterator[Fact]:
    yield model.Code(row["code"], "crebo", "nl", evidence=evidence)
    if row["title"]:
        yield model.Title(Text(row["title"], "nl"), evidence=evidence)
    yield from _price_factor(row, evidence)


def _price_factor(row: Row, evidence: Evidence) -> Iterator[Fact]:
    if row["price_factor"]:
        yield model.PriceFactor(_decimal(row["price_factor"]), evidence=evidence)


def _established(row: Row, evidence: Evidence) -> Iterator[Fact]:
    if row["regulation"]:
        regulation = Subject(Kind.REGULATION, "nl", row["regulation"])
        valid_from = _day(row["valid_from"])
        yield model.EstablishedBy(regulation, row["part"], valid_from, evidence=evidence)


def _status(row: Row, evidence: Evidence) -> Iterator[Fact]:
    successors = row["successor"].split()
    yield model.Status(
        _day(row["last_intake"]),
        _day(row["end"]),
        tuple(Subject(Kind.QUALIFICATION, "nl", code) for code in successors),
        row["source"],
        evidence=evidence,
    )


def _field(row: Row, evidence: Evidence) -> Iterator[Fact]:
    for column in ("isced_f", "source"):
        if not row[column]:
            raise ValueError(f"{column}: empty")
    yield model.FieldOfStudy(row["isced_f"], row["source"], evidence=evidence)


# --- Domains, sectors, and the admission between them ------------------------------------------


def _titled(row: Row, evidence: Evidence) -> Iterator[Fact]:
    yield model.Title(Text(row["title"], "nl"), evidence=evidence)
    if row["title_en"]:
        yield model.Title(Text(row["title_en"], "en"), evidence=evidence)
    yield from _price_factor(row, evidence)


def _admission_subject(row: Row) -> Subject:
    return Subject(Kind.ADMISSION, "nl", f"{row['domain']}-{row['sector']}")


def _admission(row: Row, evidence: Evidence) -> Iterator[Fact]:
    if row["direct"] not in {"yes", "no"}:
        raise ValueError(f"direct: {row['direct']!r} (yes, no)")
    yield model.SectorAdmission(
        domain=Subject(Kind.DOMAIN, "nl", row["domain"]),
        sector=Subject(Kind.SECTOR, "nl", row["sector"]),
        direct=row["direct"] == "yes",
        regulation=Subject(Kind.REGULATION, "nl", row["regulation"]),
        article=row["article"],
        in_force=_known_day(row["in_force"]),
        programme_types=tuple(row["programme_types"].split()),
        evidence=evidence,
    )


def _programme(row: Row, evidence: Evidence) -> Iterator[Fact]:
    yield model.Title(Text(row["name"], "nl"), evidence=evidence)
    for other in dict.fromkeys((row["official_name"], row["newer_name"])):
        if other and other != row["name"]:
            yield model.OtherTitle(Text(other, "nl"), evidence=evidence)
    if row["code"]:
        yield model.Code(row["code"], "croho", "nl", evidence=evidence)
    if row["sector"]:
        sector = Subject(Kind.SECTOR, "nl", row["sector"])
        yield model.InSector(sector, row["source"], evidence=evidence)


# --- Regulations and ESCO ----------------------------------------------------------------------


def _regulation(row: Row, evidence: Evidence) -> Iterator[Fact]:
    yield model.Title(Text(row["title"], "nl"), evidence=evidence)
    yield model.RegulationDetails(
        row["identifier"],
        _day(row["signed"]),
        _day(row["in_force"]),
        row["version"],
        row["address"],
        evidence=evidence,
    )


def _labels(row: Row) -> tuple[Text, ...]:
    columns = (("nl", "label_nl"), ("en", "label_en"))
    return tuple(Text(row[column], tag) for tag, column in columns if row[column])


def _esco(row: Row, evidence: Evidence) -> Iterator[Fact]:
    yield model.EscoConcept(
        row["iri"], row["version"], _labels(row), row["notation"], row["isco"], evidence=evidence
    )


def _isco(row: Row, evidence: Evidence) -> Iterator[Fact]:
    yield model.IscoGroup(row["iri"], row["isco"], _labels(row), evidence=evidence)


def _concept(row: Row) -> Subject:
    return named(Kind.CONCEPT, "eu", row["iri"])


REGISTERS = (
    Register(
        "qualifications",
        (
            Text("Kwalificaties van een regeling of codelijst", "nl"),
            Text("Qualifications of a regulation or code list", "en"),
        ),
        (
            "code",
            "title",
            "level",
            "programme_type",
            "pathways",
            "domain",
            "dossier",
            "dossier_title",
            "requirements",
            "regulation",
            "part",
            "valid_from",
        ),
        _coded(Kind.QUALIFICATION),
        _qualification,
        ("price_factor", "four_years", "cohorts", "source"),
    ),
    Register(
        "dossiers",
        (
            Text("Kwalificatiedossiers van een regeling", "nl"),
            Text("Qualification dossiers of a regulation", "en"),
        ),
        ("code", "title", "price_factor", "regulation", "part", "valid_from"),
        _coded(Kind.DOSSIER),
        _dossier,
        ("source",),
    ),
    Register(
        "status",
        (Text("Status van kwalificaties", "nl"), Text("Status of qualifications", "en")),
        ("code", "last_intake", "end", "successor", "source"),
        _coded(Kind.QUALIFICATION),
        _status,
    ),
    Register(
        "fields",
        (
            Text("Studiegebieden (ISCED-F) van kwalificaties", "nl"),
            Text("Fields of study (ISCED-F) of qualifications", "en"),
        ),
        ("code", "isced_f", "source"),
        _coded(Kind.QUALIFICATION),
        _field,
    ),
    Register(
        "domains",
        (Text("Opleidingsdomeinen", "nl"), Text("Domains of vocational education", "en")),
        ("domain", "title", "title_en"),
        _coded(Kind.DOMAIN, "domain"),
        _titled,
        ("price_factor", "source"),
    ),
    Register(
        "sectors",
        (
            Text("Sectoren van het hbo", "nl"),
            Text("Sectors of higher professional education", "en"),
        ),
        ("sector", "title", "title_en"),
        _coded(Kind.SECTOR, "sector"),
        _titled,
    ),
    Register(
        "admissions",
        (Text("Toelating van mbo naar hbo", "nl"), Text("Admission from mbo to hbo", "en")),
        ("domain", "sector", "direct", "programme_types", "regulation", "article", "in_force"),
        _admission_subject,
        _admission,
        ("source",),
    ),
    Register(
        "hbo-programmes",
        (
            Text("Hbo-opleidingen die dossiers noemen", "nl"),
            Text("Hbo programmes that dossiers name", "en"),
        ),
        ("name", "kind", "official_name", "newer_name", "code", "sector", "source"),
        lambda row: named(Kind(row["kind"]), "nl", row["name"]),
        _programme,
    ),
    Register(
        "regulations",
        (Text("Wetten en regelingen", "nl"), Text("Laws and regulations", "en")),
        ("id", "title", "identifier", "signed", "in_force", "version", "address"),
        _coded(Kind.REGULATION, "id"),
        _regulation,
    ),
    Register(
        "esco",
        (
            Text("ESCO-begrippen waarnaar wordt verwezen", "nl"),
            Text("ESCO concepts that are referred to", "en"),
        ),
        ("iri", "version", "label_nl", "label_en", "notation", "isco", "label_source"),
        _concept,
        _esco,
    ),
    Register(
        "isco",
        (
            Text("ISCO-groepen waarnaar wordt verwezen", "nl"),
            Text("ISCO groups that are referred to", "en"),
        ),
        ("iri", "isco", "label_nl", "label_en"),
        _concept,
        _isco,
    ),
)
