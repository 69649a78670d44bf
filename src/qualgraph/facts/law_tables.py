"""The tables of regulations, row by row to facts."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import ClassVar, Protocol

from qualgraph.documents.layout import Row, Words
from qualgraph.facts import model
from qualgraph.facts.account import Account
from qualgraph.facts.columns import Header
from qualgraph.facts.evidence import Evidence, Fact, Text
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

    def head(self) -> str:
        """Return the section of the heading row, with the names of the rules that mended it."""
        ...

    def row(self, row: Row) -> bool:
        """Note what a row says; return False when it is no row of the table."""
        ...


@dataclass(slots=True)
class _Reading:
    """What all tables know: their columns, the words, the regulation, and where they stand."""

    header: Header
    form: LawForm
    known: Known
    regulation: Regulation
    setting: Setting
    account: Account
    section: ClassVar[str] = ""

    def head(self) -> str:
        return self.section

    def cell(self, row: Row, column: str) -> str:
        """Return a cell, empty when it is marked as holding nothing."""
        cell = self.header.cell(row, column)
        return "" if self.form.is_none(cell) else cell

    def subject(self, kind: Kind, code: str) -> Subject:
        return Subject(kind, self.form.data["country"], code)

    def text(self, words: str) -> Text:
        return Text(words, self.form.data["language"])


@dataclass(frozen=True, slots=True)
class _Dossier:
    """The dossier that rows belong to until another is named."""

    code: Value
    title: str
    row: Row


@dataclass(slots=True)
class ListTable(_Reading):
    """The list of qualifications: one row each, under heading rows for the domains."""

    section: ClassVar[str] = "list"
    dossier: _Dossier | None = None
    mended: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    def row(self, row: Row) -> bool:
        words = words_of(row)
        if words and self.setting.domain_of(self.form, words):
            self.dossier = None
            state_domain(self.account, self.form, self.setting, row)
            return True
        self.mended, self.unread = [], []
        code = self._value("code", "code", row)
        if code:
            self._qualification(row, code)
        elif not self._domain_row(row):
            return False
        columns = [self.header.columns[name] for name in self.unread]
        section = "/".join((self.section, *self.mended))
        self.account.share_cells(section, row, columns, Share.FACT)
        return True

    def _value(self, name: str, column: str, row: Row) -> str:
        """Return a cell as a value of its kind; note it when it is none or was mended."""
        cell = self.cell(row, column)
        value = self.form.matched(name, column, cell) if cell else None
        if cell and value is None:
            self.unread.append(column)
        if value and value.mend:
            self.mended.append(value.mend)
        return value.text if value else ""

    def _evidence(self, row: Row, *also: Words | Row | None) -> Evidence:
        blocks = [*(block for block in also if block not in {None, row}), row]
        rule = "/".join(("row", *self.mended))
        return Evidence(self.section, rule, tuple(place_of(block) for block in blocks if block))

    def _domain_row(self, row: Row) -> bool:
        """Read the row that gives the price factor of the domain itself."""
        domain, code = self.setting.domain, self._value("dossier", "dossier", row)
        if domain is None or domain.subject.code != code or self.cell(row, "title"):
            return False
        self.account.state(
            domain.subject, *self._price("price_factor", row, self._evidence(row, domain.words))
        )
        return True

    def _price(self, column: str, row: Row, evidence: Evidence) -> Iterator[Fact]:
        if factor := self._value("factor", column, row):
            yield model.PriceFactor(Decimal(factor.replace(",", ".")), evidence=evidence)

    def _qualification(self, row: Row, code: str) -> None:
        subject, evidence = self.subject(Kind.QUALIFICATION, code), self._evidence(row)
        self.account.state(subject, model.Code(code, "crebo", subject.country, evidence=evidence))
        if title := self.cell(row, "title"):
            self.account.state(subject, model.Title(self.text(title), evidence=evidence))
        facts = (*self._kind(row, evidence), *self._price("price_factor", row, evidence))
        self.account.state(subject, *facts, *self._belonging(row), self._established(row))

    def _kind(self, row: Row, evidence: Evidence) -> Iterator[Fact]:
        """Return level, kind, pathways, requirements; the law's level is the NLQF and EQF level."""
        if level := self._value("level", "level", row):
            for framework in ("mbo-level", "nlqf", "eqf"):
                yield model.Level(framework, level, evidence=evidence)
        kinds = self.form.kinds(self.cell(row, "programme_type"))
        for kind in kinds:
            yield model.ProgrammeType(kind, evidence=evidence)
        if self.cell(row, "programme_type") and not kinds:
            self.unread.append("programme_type")
        pathways, cell = self.form.pathways(self.cell(row, "pathways")), "pathways"
        for pathway in pathways:
            yield model.Pathway(pathway, evidence=evidence)
        if self.cell(row, cell) and not pathways:
            self.unread.append(cell)
        if ministry := self.cell(row, "requirements"):
            yield model.ProfessionalRequirements(ministry, evidence=evidence)

    def _belonging(self, row: Row) -> Iterator[Fact]:
        if domain := self.setting.domain:
            yield model.InDomain(domain.subject, evidence=self._evidence(row, domain.words))
        dossier = self._dossier(row)
        if dossier:
            subject = self.subject(Kind.DOSSIER, dossier.code.text)
            evidence = self._evidence(row, dossier.row)
            yield model.InDossier(subject, self.text(dossier.title), evidence=evidence)

    def _dossier(self, row: Row) -> _Dossier | None:
        """Return the dossier of the row: its own, else that above, if the title is the same."""
        title, code = self.cell(row, "dossier_title"), self._value("dossier", "dossier", row)
        if code and title:
            self.dossier = _Dossier(Value(code), title, row)
            self._dossier_facts(row, self.dossier)
        elif "dossier" in self.unread or not self.dossier or self.dossier.title != title:
            self.unread.append("dossier_title")
            return None
        return self.dossier

    def _dossier_facts(self, row: Row, dossier: _Dossier) -> None:
        subject, evidence = self.subject(Kind.DOSSIER, dossier.code.text), self._evidence(row)
        self.account.state(
            subject,
            model.Code(subject.code, "crebo", subject.country, evidence=evidence),
            model.Title(self.text(dossier.title), evidence=evidence),
            *self._price("dossier_price_factor", row, evidence),
            self._established(row),
        )

    def _established(self, row: Row) -> Fact:
        setting = self.setting
        evidence = self._evidence(row, setting.validity)
        return model.EstablishedBy(
            self.regulation.subject, setting.part, setting.valid_from, evidence=evidence
        )


@dataclass(slots=True)
class FourYearsTable(_Reading):
    """The programmes for which four years of study may be set: title and code, by domain."""

    section: ClassVar[str] = "four-years"

    def row(self, row: Row) -> bool:
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
        self.account.share(Share.FACT, self.section, row)
        return True


@dataclass(slots=True)
class AdmissionTable(_Reading):
    """Domains by sectors of hbo: a mark where the diploma gives direct admission."""

    section: ClassVar[str] = "admission"
    sectors: tuple[Value | None, ...] = ()
    sector_row: Row | None = None

    def head(self) -> str:
        if not self.sector_row:
            self._sectors(self.header.row)
        mends = sorted({sector.mend for sector in self.sectors if sector and sector.mend})
        return "/".join((self.section, *mends))

    def row(self, row: Row) -> bool:
        if not self.sector_row:
            if named := self._sectors(row):
                self.account.share(Share.HEADING, self.head(), row)
            return named
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

    def _sectors(self, row: Row) -> bool:
        """Note which column is which sector, when the row names them; the first is the domain."""
        found = tuple(self._sector(cell) for cell in row.cells)
        if len(row.cells) < 2 or not all(found[1:]):
            return False
        self.sectors, self.sector_row = found, row
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
        places = (*access.places, place_of(self.sector_row), place_of(row))
        evidence = Evidence(self.section, "/".join(("row", *filter(None, mends))), places)
        fact = model.SectorAdmission(
            domain=self.subject(Kind.DOMAIN, domain),
            sector=self.subject(Kind.SECTOR, sector),
            direct=direct,
            regulation=self.regulation.subject,
            article=f"{access.article} en {access.part}",
            in_force=access.in_force,
            programme_types=access.kinds,
            evidence=evidence,
        )
        self.account.state(self.subject(Kind.ADMISSION, f"{domain}-{sector}"), fact)
