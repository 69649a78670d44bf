"""Regulations with tables: the list of qualifications, and the admission from mbo to hbo.

The tables are those of the Dutch regulations that establish qualification dossiers (bijlage 1 and
4 of BWBR0036352) and of the one on admission to higher education (bijlage C of BWBR0035059), and
of later regulations that are made alike; their words stand in ``data/form/law.toml``.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from qualgraph.documents.form import Form
from qualgraph.documents.layout import Block, Row, Words
from qualgraph.documents.source import Source
from qualgraph.errors import DataError
from qualgraph.facts.account import Account
from qualgraph.facts.columns import Header
from qualgraph.facts.evidence import Text
from qualgraph.facts.law_form import Known, LawForm
from qualgraph.facts.law_list import ListTable
from qualgraph.facts.law_tables import (
    AdmissionTable,
    FourYearsTable,
    Setting,
    Table,
    state_domain,
)
from qualgraph.facts.reading import Reading, Share
from qualgraph.facts.registers import register_document
from qualgraph.facts.regulation import Regulation, read_regulation, words_of


@dataclass(frozen=True, slots=True)
class LawReader:
    """Reads regulations."""

    form: LawForm
    known: Known

    @classmethod
    def load(cls) -> "LawReader":
        """Return a reader with the shipped words and registers."""
        form = LawForm.load()
        return cls(form, Known.load(form))

    def takes(self, source: Source, blocks: tuple[Block, ...]) -> bool:
        """Return whether the document is a regulation with a table that is read here.

        A table by itself is one only when it says of which regulation; a list with the same
        columns may come from elsewhere.
        """
        rows = [block for block in blocks if isinstance(block, Row)]
        listed = self.form.list_columns.find(rows)
        if listed and source.form not in {Form.TABLE, Form.WORKBOOK}:
            return True
        headed = listed or self.form.admission_columns.find(rows)
        return bool(headed and self._regulation(source, blocks))

    def read(self, source: Source, blocks: tuple[Block, ...]) -> Reading:
        """Return what the regulation says.

        Raises ``DataError`` when it does not say which regulation it is.
        """
        regulation = self._regulation(source, blocks)
        if regulation is None:
            raise DataError("law-without-regulation", name=source.name)
        language = self.form.data["language"]
        walk = _Walk(self.form, self.known, regulation)
        walk.account.state(regulation.subject, *regulation.facts(language))
        for block in blocks:
            walk.take(block)
        document = register_document(source, (Text(regulation.title, language),))
        return Reading(document, walk.account.records, walk.account.ledger)

    def _regulation(self, source: Source, blocks: tuple[Block, ...]) -> Regulation | None:
        return read_regulation(self.form, self.known, source.name, blocks)


@dataclass(slots=True)
class _Walk:
    """One pass over a regulation: the place in the law, and the table that is being read."""

    form: LawForm
    known: Known
    regulation: Regulation
    account: Account = field(default_factory=Account)
    setting: Setting = field(default_factory=Setting)
    table: Table | None = None

    def take(self, block: Block) -> None:
        if isinstance(block, Words):
            self._words(block)
        elif table := self._headed(block):
            self.table = table
            table.heading()
        elif not (self.table and self.table.row(block)):
            self._other(block)

    def _words(self, words: Words) -> None:
        """Note where in the law the next table stands; a domain heading leaves the table open."""
        if self.setting.domain_of(self.form, words):
            state_domain(self.account, self.form, self.setting, words)
            return
        self.table = None
        self.setting = self.setting.after(self.form, words)
        self.account.share(self._share(words), "text", words)

    def _share(self, words: Words) -> Share:
        if (words.page, words.line) in self.regulation.lines or words is self.setting.validity:
            return Share.FACT
        if self.form.known("heading", words.text):
            return Share.HEADING
        known = self.form.known("boilerplate", words.text)
        return Share.BOILERPLATE if known else Share.NOT_UNDERSTOOD

    def _headed(self, row: Row) -> Table | None:
        """Return the table that a heading row begins, or goes on with when it is repeated."""
        form = self.form
        if header := form.list_columns.header(row):
            if isinstance(self.table, ListTable):
                self.table.header = header
                return self.table
            return self._table(ListTable, header)
        if self._allows_four_years() and (header := form.four_years_columns.header(row)):
            return self._table(FourYearsTable, header)
        access = self.regulation.access
        if (
            access
            and self._stands_in(access.part)
            and (header := form.admission_columns.header(row))
        ):
            return self._table(AdmissionTable, header)
        return None

    def _allows_four_years(self) -> bool:
        rule = self.regulation.four_years
        return self.setting.four_years or bool(rule and self._stands_in(rule.part))

    def _stands_in(self, part: str) -> bool:
        return part.casefold() == self.setting.part.casefold()

    def _table(self, kind: Callable[..., Table], header: Header) -> Table:
        return kind(header, self.form, self.known, self.regulation, self.setting, self.account)

    def _other(self, row: Row) -> None:
        """Account for a row that no table reads: a caption in a cell, marks of nothing, or lost."""
        words = words_of(row)
        if all(map(self.form.is_none, row.cells)):
            self.account.share(Share.BOILERPLATE, "table", row)
        elif words and (not self.table or self.setting.after(self.form, words) != self.setting):
            self._words(words)
        else:
            self.account.share(Share.NOT_UNDERSTOOD, "table", row)
