"""The tables of regulations, row by row to facts."""

from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar, Protocol

from qualgraph.documents.layout import Row, Words
from qualgraph.facts import model
from qualgraph.facts.account import Account
from qualgraph.facts.columns import Header
from qualgraph.facts.evidence import Evidence, Text
from qualgraph.facts.law_form import Known, LawForm, Value, key
from qualgraph.facts.reading import Share
from qualgraph.facts.regulation import Regulation, place_of, words_of
from qualgraph.facts.subjects import Kind, Subject


@dataclass(slots=True)
class Setting:
    """Where in a regulation a table stands: its part, from when it holds, and the domain."""

    part: str = ""
    valid_from: date | None = None
    validity: Words | None = None
    four_years: bool = False
    domain: "Domain | None" = None

    def after(self, form: LawForm, words: Words) -> "Setting":
        """Return the setting that holds after ``words``, which end the domain."""
        setting = replace(self, domain=None)
        if part := form.search("part", words.text) or form.search("article", words.text):
            setting = Setting(" ".join(part[0].split()).lower())
        if validity := form.search("valid_from", words.text):
            setting = replace(
                setting, valid_from=form.day(validity["date"]), validity=words, four_years=False
            )
        elif form.search("four_years", words.text):
            setting = replace(setting, four_years=True)
        return setting

    def domain_of(self, form: LawForm, words: Words) -> bool:
        """Go on with the domain that ``words`` are the heading of, if they are one."""
        match = form.list_value("domain", words.text)
        if match is None:
            return False
        subject = Subject(Kind.DOMAIN, form.data["country"], match["code"])
        self.domain = Domain(subject, match["title"], words)
        return True


@dataclass(frozen=True, slots=True)
class Domain:
    """A domain, as the heading of its qualifications names it."""

    subject: Subject
    title: str
    words: Words


def state_domain(account: Account, form: LawForm, setting: Setting, block: Words | Row) -> None:
    """Note what the heading of a domain says: its code has this title."""
    if domain := setting.domain:
        evidence = Evidence("list", "domain", (place_of(block),))
        title = model.Title(Text(domain.title, form.data["language"]), evidence=evidence)
        account.state(domain.subject, title)
        account.share(Share.FACT, "list", block)


class Table(Protocol):
    """A table under its heading row."""

    section: ClassVar[str]
    header: Header

    def heading(self) -> None:
        """Note what became of the heading row, with the names of the rules that mended it."""
        ...

    def row(self, row: Row) -> bool:
        """Note what a row says; return False when it is no row of the table."""
        ...


@dataclass(slots=True)
class TableReading:
    """What all tables know: their columns, the words, the regulation, and where they stand."""

    header: Header
    form: LawForm
    known: Known
    regulation: Regulation
    setting: Setting
    account: Account
    section: ClassVar[str] = ""

    def cell(self, row: Row, column: str) -> str:
        """Return a cell, empty when it is marked as holding nothing."""
        cell = self.header.cell(row, column)
        return "" if self.form.is_none(cell) else cell

    def share(self, row: Row, *unread: str, section: str) -> None:
        """Note that a row became facts, but for some fields and what stands under no heading."""
        columns = {self.header.columns[name] for name in unread if name in self.header}
        none = {at for at, cell in enumerate(row.cells) if self.form.is_none(cell)}
        missed = (columns | self.header.unknown(row)) - none
        self.account.share_cells(section, row, missed, Share.FACT)

    def heading(self) -> None:
        """Note what became of the heading row."""
        row = self.header.row
        self.account.share_cells(self.section, row, self.header.unknown(row), Share.HEADING)

    def subject(self, kind: Kind, code: str) -> Subject:
        """Return the thing with that code, in the country of the law."""
        return Subject(kind, self.form.data["country"], code)

    def code(self, subject: Subject, evidence: Evidence) -> model.Code:
        """Return that the subject has its code, from the register that the law takes them from."""
        register = self.form.data["register"]
        return model.Code(subject.code, register, subject.country, evidence=evidence)

    def text(self, words: str) -> Text:
        """Return words in the language of the law."""
        return Text(words, self.form.data["language"])


@dataclass(slots=True)
class FourYearsTable(TableReading):
    """The programmes for which four years of study may be set: title and code, by domain."""

    section: ClassVar[str] = "four-years"

    def row(self, row: Row) -> bool:
        """Note the programme of a row; a row of one cell may name its domain."""
        code = self.form.matched("code", "code", self.cell(row, "code"))
        if code is None:
            words = words_of(row)
            heading = words and self.form.is_domain_line(words.text)
            if heading:
                self.account.share(Share.HEADING, self.section, row)
            return bool(heading)
        rule = f"row/{code.mend}" if code.mend else "row"
        article = self.regulation.four_years
        places = (*((article.place,) if article else ()), place_of(row))
        evidence = Evidence(self.section, rule, places)
        fact = model.FourYearProgramme(self.setting.part, evidence=evidence)
        self.account.state(self.subject(Kind.QUALIFICATION, code.text), fact)
        self.share(row, section=rule.replace("row", self.section, 1))
        return True


@dataclass(slots=True)
class AdmissionTable(TableReading):
    """Domains by sectors of hbo: a mark where the diploma gives direct admission."""

    section: ClassVar[str] = "admission"
    sectors: tuple[Value | None, ...] = ()
    sector_row: Row | None = None

    def heading(self) -> None:
        """Note what became of the heading row; it may name the sectors itself."""
        row = self.header.row
        if not self._named(row):
            self.account.share(Share.HEADING, self.section, row)

    def row(self, row: Row) -> bool:
        """Note the sectors, once, and from then on the access that a domain gives to each."""
        if not self.sector_row:
            return self._named(row)
        domains, mend = self._domains(row)
        access = self.regulation.access
        if not (domains and access and access.in_force and access.kinds):
            return False
        unread = [at for at, cell in enumerate(row.cells) if at and not self._marked(at, cell)]
        for at, cell in enumerate(row.cells):
            sector = self.sectors[at] if at < len(self.sectors) else None
            if at in unread or not sector:
                continue
            mends = (mend, sector.mend)
            for domain in domains:
                self._admit(row, domain, sector.text, self._is_direct(cell), mends)
        section = f"{self.section}/{mend}" if mend else self.section
        self.account.share_cells(section, row, unread, Share.FACT)
        return True

    def _named(self, row: Row) -> bool:
        """Note which column is which sector, when the row names them; the first is the domain."""
        found = tuple(self._sector(cell) for cell in row.cells)
        if len(row.cells) < 2 or not all(found[1:]):
            return False
        self.sectors, self.sector_row = found, row
        mends = sorted({sector.mend for sector in found if sector and sector.mend})
        self.account.share(Share.HEADING, "/".join((self.section, *mends)), row)
        return True

    def _sector(self, cell: str) -> Value | None:
        for value in self.form.readings("sector", cell):
            if code := self.known.sectors.get(key(value.text)):
                return Value(code, value.mend)
        return None

    def _domains(self, row: Row) -> tuple[tuple[str, ...], str]:
        for value in self.form.readings("domain", self.cell(row, "domain")):
            if codes := self.known.domains.get(key(value.text)):
                return codes, value.mend
        return (), ""

    def _is_direct(self, cell: str) -> bool:
        return cell in self.form.data["admission"]["direct"]

    def _marked(self, at: int, cell: str) -> bool:
        return at < len(self.sectors) and (self._is_direct(cell) or self.form.is_none(cell))

    def _admit(
        self, row: Row, domain: str, sector: str, direct: bool, mends: tuple[str, str]
    ) -> None:
        access = self.regulation.access
        if access is None or access.in_force is None or self.sector_row is None:
            return
        cited = self.form.data["article_and_part"]
        places = (*access.places, place_of(self.sector_row), place_of(row))
        evidence = Evidence(self.section, "/".join(("row", *filter(None, mends))), places)
        fact = model.SectorAdmission(
            domain=self.subject(Kind.DOMAIN, domain),
            sector=self.subject(Kind.SECTOR, sector),
            direct=direct,
            regulation=self.regulation.subject,
            article=cited.format(article=access.article, part=access.part),
            in_force=access.in_force,
            programme_types=access.kinds,
            evidence=evidence,
        )
        self.account.state(self.subject(Kind.ADMISSION, f"{domain}-{sector}"), fact)
