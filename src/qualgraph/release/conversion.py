"""One document through the first steps of the flow: read, map, and on demand check."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from qualgraph.check.shapes import Checker, Report
from qualgraph.documents.source import Limits, Source, read_source
from qualgraph.errors import UsageError
from qualgraph.facts.reading import Reading
from qualgraph.facts.registers import read_register
from qualgraph.facts.supplement import SupplementReader
from qualgraph.graph.alignment import Alignment, read_alignments
from qualgraph.graph.codes import Codes
from qualgraph.graph.mapping import DocumentGraph, Mapper
from qualgraph.graph.names import Names

SUPPLEMENT_SUFFIXES = frozenset({".md", ".markdown", ".txt"})
REGISTER_SUFFIX = ".csv"
ALIGNMENT_SUFFIX = ".sssom.tsv"
NOT_YET = frozenset({".pdf", ".docx", ".odt", ".html", ".htm", ".xml", ".xlsx"})


@dataclass(frozen=True)
class Conversion:
    """A document that was read and mapped."""

    source: Source
    reading: Reading
    graph: DocumentGraph


@dataclass(frozen=True)
class Converter:
    """Holds what every conversion needs, loaded once."""

    supplements: SupplementReader
    mapper: Mapper
    checker: Checker
    limits: Limits

    @classmethod
    def load(cls, names: Names, limits: Limits | None = None) -> "Converter":
        """Return a converter that mints IRIs with ``names``."""
        mapper = Mapper(names, Codes.load())
        return cls(SupplementReader.load(), mapper, Checker.load(), limits or Limits())

    def read(self, path: Path) -> tuple[Source, Reading]:
        """Read a document of any known kind; raises ``DataError`` or ``UsageError``."""
        suffix = path.suffix.lower()
        if suffix in NOT_YET:
            raise UsageError("source-not-yet", name=path, suffix=suffix)
        source = read_source(path, self.limits)
        register = suffix == REGISTER_SUFFIX
        return source, read_register(source) if register else self.supplements.read(source)

    def convert(self, path: Path) -> Conversion:
        """Read and map a document."""
        source, reading = self.read(path)
        return Conversion(source, reading, self.mapper.map(reading))

    def check(self, conversion: Conversion) -> Report:
        """Validate the graph of a document."""
        return self.checker.check(conversion.graph.facts)

    def alignments(self, path: Path) -> tuple[Alignment, ...]:
        """Read an alignment table."""
        return read_alignments(read_source(path, self.limits))


def is_alignment(path: Path) -> bool:
    """Return whether ``path`` is named as an SSSOM table."""
    return path.name.lower().endswith(ALIGNMENT_SUFFIX)


def documents_in(paths: list[Path]) -> Iterator[Path]:
    """Return the documents that ``paths`` name, folders searched, in a fixed order.

    Corrections and language files are not documents; a file named by itself always is.
    """
    for path in paths:
        if path.is_dir():
            yield from (found for found in sorted(path.rglob("*")) if _is_document(found, path))
        else:
            yield path


def _is_document(path: Path, root: Path) -> bool:
    inside = path.relative_to(root).parts[:-1]
    if "corrections" in inside or path.name.startswith(".") or not path.is_file():
        return False
    known = SUPPLEMENT_SUFFIXES | NOT_YET | {REGISTER_SUFFIX}
    return is_alignment(path) or path.suffix.lower() in known
