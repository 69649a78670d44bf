"""One file through the first steps of the flow: read, map, and on demand check."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from qualgraph import resources
from qualgraph.check.shapes import Checker, Report
from qualgraph.documents.source import Limits, Source, open_source
from qualgraph.facts.readers import Readers
from qualgraph.facts.reading import Reading
from qualgraph.graph.alignment import Alignment, read_alignments
from qualgraph.graph.codes import Codes
from qualgraph.graph.mapping import DocumentGraph, Mapper
from qualgraph.graph.names import Names

ALIGNMENT_SUFFIX = ".sssom.tsv"


@dataclass(frozen=True)
class Conversion:
    """A document that was read and mapped."""

    source: Source
    reading: Reading
    graph: DocumentGraph


@dataclass(frozen=True)
class Converter:
    """Holds what every conversion needs, loaded once."""

    readers: Readers
    mapper: Mapper
    checker: Checker
    limits: Limits

    @classmethod
    def load(cls, names: Names, limits: Limits | None = None) -> "Converter":
        """Return a converter that mints IRIs with ``names``."""
        mapper = Mapper(names, Codes.load())
        return cls(Readers.load(), mapper, Checker.load(), limits or Limits())

    def read(self, path: Path) -> Iterator[Reading]:
        """Read a file of any known kind, one reading for each document in it.

        Raises ``DataError`` or ``UsageError``.
        """
        return self.readers.read(open_source(path, self.limits))

    def convert(self, path: Path) -> Iterator[Conversion]:
        """Read and map a file, document by document."""
        source = open_source(path, self.limits)
        for reading in self.readers.read(source):
            yield Conversion(source, reading, self.mapper.map(reading))

    def check(self, conversion: Conversion) -> Report:
        """Validate the graph of a document."""
        return self.checker.check(conversion.graph.facts)

    def alignments(self, path: Path) -> tuple[Alignment, ...]:
        """Read an alignment table."""
        return read_alignments(open_source(path, self.limits))


def is_alignment(path: Path) -> bool:
    """Return whether ``path`` is named as an SSSOM table."""
    return path.name.lower().endswith(ALIGNMENT_SUFFIX)


def documents_in(paths: list[Path]) -> Iterator[Path]:
    """Return the files that ``paths`` name, folders searched, in a fixed order.

    Corrections, settings (TOML), what the program itself goes by, and hidden files are not
    documents; a file named by itself is.
    """
    for path in paths:
        if path.is_dir():
            yield from (found for found in sorted(path.rglob("*")) if _is_document(found, path))
        else:
            yield path


def _is_document(path: Path, root: Path) -> bool:
    inside = path.relative_to(root).parts
    hidden = any(part.startswith(".") for part in inside)
    aside = "corrections" in inside[:-1] or path.suffix == ".toml"
    own = any(path.resolve().is_relative_to(folder) for folder in resources.OWN_DATA)
    return path.is_file() and not hidden and not aside and not own
