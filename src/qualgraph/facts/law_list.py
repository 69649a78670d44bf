"""The law's list of qualifications, row by row to facts."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import ClassVar

from qualgraph.documents.layout import Row, Words
from qualgraph.facts import model
from qualgraph.facts.evidence import Evidence, Fact
from qualgraph.facts.law_tables import TableReading, state_domain
from qualgraph.facts.regulation import place_of, words_of
from qualgraph.facts.subjects import Kind


@dataclass(frozen=True, slots=True)
class _Dossier:
    """The dossier that rows belong to until another is named."""

    code: str
    title: str
    row: Row


@dataclass(slots=True)
class ListTable(TableReading):
    """The list of qualifications: one row each, under heading rows for the domains."""

    section: ClassVar[str] = "list"
    dossier: _Dossier | None = None
    mended: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    def row(self, row: Row) -> bool:
        """Note what a row says: a domain, its price factor, or a qualification."""
        words = words_of(row)
        if words and self.setting.domain_of(self.form, words):
            self.dossier = None
            state_domain(self.account, self.form, self.setting, row)
            return True
        if not self.header.covers(row):
            return False
        self.mended, self.unread = [], []
        code = self._value("code", "code", row)
        if code:
            self._qualification(row, code)
        elif not self._domain_row(row):
            return False
        self.share(row, *self.unread, section="/".join((self.section, *self.mended)))
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
        self.account.state(subject, self.code(subject, evidence))
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
            subject = self.subject(Kind.DOSSIER, dossier.code)
            evidence = self._evidence(row, dossier.row)
            yield model.InDossier(subject, self.text(dossier.title), evidence=evidence)

    def _dossier(self, row: Row) -> _Dossier | None:
        """Return the dossier of the row: its own, else that above, if the title is the same."""
        title, code = self.cell(row, "dossier_title"), self._value("dossier", "dossier", row)
        if code and title:
            self.dossier = _Dossier(code, title, row)
            self._dossier_facts(row, self.dossier)
            return self.dossier
        if self.cell(row, "dossier") or not self.dossier or self.dossier.title != title:
            self.dossier = None
            self.unread += ["dossier", "dossier_title"]
        if self.cell(row, "dossier_price_factor"):
            self.unread.append("dossier_price_factor")
        return self.dossier

    def _dossier_facts(self, row: Row, dossier: _Dossier) -> None:
        subject, evidence = self.subject(Kind.DOSSIER, dossier.code), self._evidence(row)
        self.account.state(
            subject,
            self.code(subject, evidence),
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
