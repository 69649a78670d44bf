"""Lists of national codes, and tables that couple old codes to their successors.

Such lists come in many makes; which heading means what stands in ``data/form/code-lists.toml`` and
in a file of the user's beside the table.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from qualgraph import resources
from qualgraph.documents.layout import Block, Row, Words
from qualgraph.documents.source import Source, open_source
from qualgraph.errors import DataError
from qualgraph.facts import model
from qualgraph.facts.account import Account
from qualgraph.facts.columns import Columns, Header
from qualgraph.facts.evidence import Evidence, Fact, Text
from qualgraph.facts.law_form import LawForm
from qualgraph.facts.reading import Reading, Share
from qualgraph.facts.registers import register_document
from qualgraph.facts.regulation import place_of
from qualgraph.facts.subjects import Kind, Subject

COLUMNS_SUFFIX = ".columns.toml"
_DAYS = ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y", "%Y%m%d")
_TITLES = (Text("Lijst van codes", "nl"), Text("List of codes", "en"))


def columns_file(table: Path) -> Path:
    """Return where the user may say what the columns of ``table`` are: a file beside it."""
    return table.with_name(table.name.rsplit(".", 1)[0] + COLUMNS_SUFFIX)


@dataclass(frozen=True, slots=True)
class CodeListReader:
    """Reads code lists and coupling tables."""

    data: Mapping[str, Any]
    law: LawForm

    @classmethod
    def load(cls, law: LawForm) -> "CodeListReader":
        """Return a reader with the shipped headings; kinds and pathways are those of the law."""
        path = resources.FORM / "code-lists.toml"
        return cls(tomllib.loads(path.read_text("utf-8")), law)

    def takes(self, source: Source, blocks: tuple[Block, ...]) -> bool:
        """Return whether one of the tables is a code list.

        Raises ``DataError`` when the file beside the table cannot be read.
        """
        columns = self._columns(source)
        rows = (block for block in blocks if isinstance(block, Row))
        return any(self._header(columns, row) for row in rows)

    def read(self, source: Source, blocks: tuple[Block, ...]) -> Reading:
        """Return what the list says, row by row under its heading rows."""
        walk = _Walk(self.data, self.law, source)
        columns = self._columns(source)
        for block in blocks:
            header = self._header(columns, block) if isinstance(block, Row) else None
            walk.take(block, header)
        for subject, statuses in walk.statuses.items():
            walk.account.state(subject, statuses.fact(source))
        return Reading(
            register_document(source, _TITLES), walk.account.records, walk.account.ledger
        )

    def _header(self, columns: Columns, row: Row) -> Header | None:
        header = columns.header(row)
        return header if header and any(name in header for name in self.data["telling"]) else None

    def _columns(self, source: Source) -> Columns:
        shipped = Columns.of(self.data)
        path = Path(source.name)
        beside = columns_file(path)
        if not beside.is_file():
            return shipped
        try:
            own = tomllib.loads(open_source(beside, source.limits).text)
            known = self.data["names"]
            names = {name: list(map(str, own["names"][name])) for name in own["names"]}
        except (tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError) as error:
            raise DataError("columns-file", name=beside, reason=error) from error
        if unknown := sorted(set(names) - set(known)):
            reason, every = ", ".join(unknown), ", ".join(known)
            raise DataError("columns-unknown", name=beside, reason=reason, known=every)
        extra = Columns.of({"needed": shipped.needed, "names": names})
        mapped = set(names)
        kept = {key: name for key, name in shipped.names.items() if name not in mapped}
        return Columns(shipped.needed, {**kept, **extra.names})


@dataclass(slots=True)
class _Status:
    """What the rows about one code say of its life."""

    last_intake: date | None = None
    end: date | None = None
    successors: dict[Subject, None] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)

    def fact(self, source: Source) -> Fact:
        lines = ", ".join(str(row.line) for row in self.rows)
        evidence = Evidence("status", "row", tuple(place_of(row) for row in self.rows))
        where = f"{Path(source.name).name}:{lines}"
        successors = tuple(self.successors)
        return model.Status(self.last_intake, self.end, successors, where, evidence=evidence)


@dataclass(slots=True)
class _Walk:
    """One pass over a list."""

    data: Mapping[str, Any]
    law: LawForm
    source: Source
    account: Account = field(default_factory=Account)
    statuses: dict[Subject, _Status] = field(default_factory=dict)
    titles: dict[Subject, str] = field(default_factory=dict)
    header: Header | None = None
    read: set[str] = field(default_factory=set)

    def take(self, block: Block, header: Header | None) -> None:
        if isinstance(block, Row) and header:
            self.header = header
            unknown = header.unknown(block)
            self.account.share_cells("code-list", block, unknown, Share.HEADING)
        elif isinstance(block, Words) or not self._row(block):
            self.account.share(Share.NOT_UNDERSTOOD, "code-list", block)

    def _row(self, row: Row) -> bool:
        """Note what a row says of its code; a cell that is not understood is left as such."""
        code = self.header and self._value("code", "code", row)
        if self.header is None or not code or not self.header.covers(row):
            return False
        self.read = {"code"}
        subject = Subject(Kind.QUALIFICATION, self.data["country"], code.replace(".", ""))
        evidence = Evidence("code-list", "row", (place_of(row),))
        self.account.state(subject, *self._facts(subject, row, evidence))
        self._status(subject, row)
        columns = {self.header.columns[name] for name in self.read}
        unread = [
            at
            for at, cell in enumerate(row.cells)
            if at not in columns and cell.casefold() not in self.data["none"]
        ]
        self.account.share_cells("code-list", row, unread, Share.FACT)
        return True

    def _cell(self, column: str, row: Row) -> str:
        cell = self.header.cell(row, column) if self.header else ""
        return "" if cell.casefold() in self.data["none"] else cell

    def _value(self, name: str, column: str, row: Row) -> str:
        cell = self._cell(column, row)
        match = re.fullmatch(self.data["values"][name], cell) if cell else None
        return self._kept(column, match[1] if match.re.groups else match[0]) if match else ""

    def _kept(self, column: str, value: str) -> str:
        if value:
            self.read.add(column)
        return value

    def _facts(self, subject: Subject, row: Row, evidence: Evidence) -> Iterator[Fact]:
        register = self.data["register"]
        yield model.Code(subject.code, register, subject.country, evidence=evidence)
        yield from self._titles(subject, row, evidence)
        yield from self._kind(row, evidence)
        if factor := self._value("factor", "price_factor", row):
            yield model.PriceFactor(Decimal(factor.replace(",", ".")), evidence=evidence)
        cohort = self._value("cohort", "cohort", row) or self._value("school_year", "cohort", row)
        if cohort:
            yield model.Cohort(int(cohort), evidence=evidence)
        yield from self._dossier(row, evidence)

    def _titles(self, subject: Subject, row: Row, evidence: Evidence) -> Iterator[Fact]:
        """Return the name; where rows differ, the first is the title, others stand beside it."""
        title = self._kept("title", self._cell("title", row))
        if not title:
            return
        first = self.titles.setdefault(subject, title)
        kind = model.Title if title == first else model.OtherTitle
        yield kind(self._text(title), evidence=evidence)

    def _dossier(self, row: Row, evidence: Evidence) -> Iterator[Fact]:
        """Return the dossier; another name than the first that its code has is left as not read."""
        code, title = self._value("code", "dossier", row), self._cell("dossier_title", row)
        if not (code and title):
            return
        dossier = Subject(Kind.DOSSIER, self.data["country"], code.replace(".", ""))
        first = self.titles.setdefault(dossier, title)
        if title == first:
            self.read.add("dossier_title")
        yield model.InDossier(dossier, self._text(first), evidence=evidence)

    def _kind(self, row: Row, evidence: Evidence) -> Iterator[Fact]:
        if level := self._value("level", "level", row):
            for framework in ("mbo-level", "nlqf", "eqf"):
                yield model.Level(framework, level, evidence=evidence)
        for kind in self._named("programme_type", row, self.law.kinds):
            yield model.ProgrammeType(kind, evidence=evidence)
        for pathway in self._named("pathways", row, self.law.pathways):
            yield model.Pathway(pathway, evidence=evidence)

    def _text(self, words: str) -> Text:
        return Text(words, self.law.data["language"])

    def _named(
        self, column: str, row: Row, known: Callable[[str], tuple[str, ...]]
    ) -> tuple[str, ...]:
        named = known(self._cell(column, row))
        if named:
            self.read.add(column)
        return named

    def _status(self, subject: Subject, row: Row) -> None:
        last_intake, end = self._day("last_intake", row), self._day("end", row)
        successors = self._successors(subject, row)
        if last_intake or end or successors:
            status = self.statuses.setdefault(subject, _Status())
            status.last_intake = status.last_intake or last_intake
            status.end = status.end or end
            status.successors |= dict.fromkeys(successors)
            status.rows.append(row)

    def _successors(self, subject: Subject, row: Row) -> tuple[Subject, ...]:
        """Return the successors in a cell, none when one of them is no code.

        A code that stays is no successor of itself.
        """
        cell = self._cell("successors", row)
        codes = [code for code in re.split(self.data["values"]["separator"], cell) if code]
        if not codes or not all(re.fullmatch(self.data["values"]["code"], code) for code in codes):
            return ()
        self.read.add("successors")
        found = (
            Subject(Kind.QUALIFICATION, subject.country, code.replace(".", "")) for code in codes
        )
        return tuple(each for each in found if each != subject)

    def _day(self, column: str, row: Row) -> date | None:
        cell = self._cell(column, row)
        for form in _DAYS if cell else ():
            try:
                found = datetime.strptime(cell, form).date()
            except ValueError:
                continue
            self.read.add(column)
            return found
        return None
