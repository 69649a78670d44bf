"""Which reader takes which document: decided by form and content, never by name alone."""

from collections.abc import Iterator
from dataclasses import dataclass

from qualgraph.documents.form import Form
from qualgraph.documents.grids import blocks
from qualgraph.documents.layout import Row
from qualgraph.documents.source import Source
from qualgraph.errors import DataError
from qualgraph.facts.code_lists import CodeListReader
from qualgraph.facts.dossier import DossierReader
from qualgraph.facts.law import LawReader
from qualgraph.facts.reading import Reading
from qualgraph.facts.registers import is_register, read_register
from qualgraph.facts.supplement import SupplementReader


@dataclass(frozen=True, slots=True)
class Readers:
    """All readers, loaded once."""

    supplements: SupplementReader
    dossiers: DossierReader
    laws: LawReader
    code_lists: CodeListReader

    @classmethod
    def load(cls) -> "Readers":
        """Return the readers with the shipped language files and forms."""
        laws = LawReader.load()
        return cls(
            SupplementReader.load(), DossierReader.load(), laws, CodeListReader.load(laws.form)
        )

    def read(self, source: Source) -> Iterator[Reading]:
        """Return what the source says: one reading for each document in it.

        Raises ``DataError`` when no reader knows the document, or it is broken.
        """
        match source.form:
            case Form.XML:
                yield from self.dossiers.read(source)
            case Form.TABLE | Form.WORKBOOK:
                yield self._table(source)
            case Form.MARKDOWN | Form.HTML:
                yield self._law(source) or self.supplements.read(source)
            case _:
                yield self.supplements.read(source)

    def _law(self, source: Source) -> Reading | None:
        found = blocks(source)
        return self.laws.read(source, found) if self.laws.takes(source, found) else None

    def _table(self, source: Source) -> Reading:
        """Return the reading of a register of our own, of a law's table, or of a code list."""
        found = blocks(source)
        rows = [block for block in found if isinstance(block, Row)]
        if source.form is Form.TABLE and rows and is_register(rows[0].cells):
            return read_register(source)
        for reader in (self.laws, self.code_lists):
            if reader.takes(source, found):
                return reader.read(source, found)
        if source.form is Form.TABLE:
            return read_register(source)
        raise DataError("workbook-unknown", name=source.name)
