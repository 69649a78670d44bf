"""Which reader takes which document: decided by form and content, never by name alone."""

from collections.abc import Iterator
from dataclasses import dataclass

from qualgraph.documents.form import Form
from qualgraph.documents.source import Source
from qualgraph.facts.dossier import DossierReader
from qualgraph.facts.reading import Reading
from qualgraph.facts.registers import read_register
from qualgraph.facts.supplement import SupplementReader


@dataclass(frozen=True, slots=True)
class Readers:
    """All readers, loaded once."""

    supplements: SupplementReader
    dossiers: DossierReader

    @classmethod
    def load(cls) -> "Readers":
        """Return the readers with the shipped language files and forms."""
        return cls(SupplementReader.load(), DossierReader.load())

    def read(self, source: Source) -> Iterator[Reading]:
        """Return what the source says: one reading for each document in it.

        Raises ``DataError`` when no reader knows the document, or it is broken.
        """
        match source.form:
            case Form.TABLE:
                yield read_register(source)
            case Form.XML:
                yield from self.dossiers.read(source)
            case _:
                yield self.supplements.read(source)
