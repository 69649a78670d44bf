"""Qualifications for a European portal: documents and what registers add, in the profile ``elm``.

The export is made from the same answer that a release would give for these documents: they alone
do not say everything (fields of study, names of ESCO concepts and admission by law come from the
shipped registers and alignments), and where sources disagree the release decides.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, Triple, parse

from qualgraph import resources
from qualgraph.errors import QualgraphError
from qualgraph.facts.reading import Reader
from qualgraph.graph.names import Names
from qualgraph.graph.profiles.elm import NAME, REQUIRED, ElmProfile, Exported
from qualgraph.graph.profiles.loqxml import CURRENT, loqxml
from qualgraph.graph.profiles.schema import SchemaProfile
from qualgraph.graph.serialise import Format, serialise
from qualgraph.graph.terms import ELM, TYPE
from qualgraph.release.batch import Batch
from qualgraph.release.conversion import Converter, documents_in, is_alignment
from qualgraph.release.converted import Converted
from qualgraph.release.publish import release_quads
from qualgraph.release.work import Finished, Task, work

CONTEXT = "elm-1"
FORMATS = (Format.TURTLE, Format.JSONLD, Format.NTRIPLES, Format.RDFXML, Format.LOQXML)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A qualification that stays out: what the profile misses, and the documents about it."""

    reference: str
    missing: tuple[str, ...]
    documents: tuple[str, ...]

    @property
    def register_only(self) -> bool:
        """Whether only registers know it: that is no fault of a document."""
        return not self.documents


@dataclass(frozen=True)
class Portal:
    """The qualifications that go out, by reference, and those that stay out."""

    names: Names
    exported: dict[str, Exported]
    left_out: tuple[LeftOut, ...]

    @property
    def total(self) -> int:
        """How many qualifications the documents and registers speak of."""
        return len(self.exported) + len(self.left_out)

    @property
    def failed(self) -> tuple[LeftOut, ...]:
        """Those that stay out though a document describes them."""
        return tuple(entry for entry in self.left_out if not entry.register_only)

    @property
    def missing(self) -> dict[str, int]:
        """How many qualifications miss what, in the order of the profile's demands."""
        counts = Counter(name for entry in self.left_out for name in entry.missing)
        return {name: counts[name] for name in REQUIRED if counts[name]}

    def triples(self) -> set[Triple]:
        """Return all qualifications as one graph."""
        return {triple for entry in self.exported.values() for triple in entry.triples}

    def write(self, triples: Iterable[Triple], form: Format, loq_version: str = CURRENT) -> bytes:
        """Return ``triples`` of this export in ``form``."""
        if form is Format.LOQXML:
            return loqxml(triples, loq_version)
        return serialise(triples, form, self.names, context=CONTEXT)


@dataclass
class Gathered:
    """Documents for an export with what ships with the program, and how reading them went."""

    names: Names
    batch: Batch = field(default_factory=Batch)
    given: list[Converted] = field(default_factory=list)
    finished: list[Finished] = field(default_factory=list)

    @property
    def errors(self) -> list[QualgraphError]:
        """What ended the reading of a file, or set a document aside."""
        ended = [entry.error for entry in self.finished if entry.error]
        return ended + [entry.error for entry in self.batch.set_aside]

    def portal(self, profile: ElmProfile) -> Portal:
        """Return the qualifications that the given documents speak of, in the profile."""
        documents = self._documents()
        store, exported, left_out = self._store(), {}, []
        for reference in sorted(documents):
            iri = self.names.thing("qualification", reference)
            absent = () if documents[reference] else _absent(store, iri)
            found = None if absent else profile.export(store, iri)
            if found and not found.missing:
                exported[reference] = found
            else:
                missing = found.missing if found else absent
                left_out.append(LeftOut(reference, missing, documents[reference]))
        return Portal(self.names, exported, tuple(left_out))

    def in_schema(self, profile: SchemaProfile) -> dict[str, tuple[Triple, ...]]:
        """Return the qualifications that the given documents speak of, in words of schema.org."""
        store, names = self._store(), self.names
        found = {
            reference: profile.export(store, names.thing("qualification", reference))
            for reference in sorted(self._documents())
        }
        return {reference: triples for reference, triples in found.items() if triples}

    def _documents(self) -> dict[str, tuple[str, ...]]:
        """Return the qualifications by reference, each with its documents that are no registers."""
        known: dict[str, list[str]] = {}
        for document in self.given:
            register = document.reader == Reader.REGISTER
            for reference in self._qualifications(document):
                known.setdefault(reference, []).extend([] if register else [document.name])
        return {reference: tuple(names) for reference, names in known.items()}

    def _qualifications(self, document: Converted) -> Iterator[str]:
        graph, start = self.names.graph(document.reference), f"{self.names.base}id/qualification/"
        for quad in parse(document.contents[Format.NQUADS], format=RdfFormat.N_QUADS):
            is_type = quad.predicate == TYPE and quad.object == ELM("Qualification")
            if is_type and quad.graph_name == graph:
                yield str(quad.subject)[1:-1].removeprefix(start)

    def _store(self) -> Store:
        """Return a store with the answer of a release of these documents."""
        store = Store()
        answer = (quad for quad in release_quads(self.names, self.batch))
        store.bulk_extend(quad for quad in answer if quad.graph_name == DefaultGraph())
        return store


def gather_for_portal(
    converter: Converter, paths: list[Path], task: Task, workers: int = 1
) -> Gathered:
    """Read the documents and alignments of ``paths``, and what ships with the program."""
    gathered = Gathered(converter.mapper.names)
    own = list(documents_in(paths))
    known = {path.resolve() for path in own}
    found = documents_in(list(resources.SHIPPED_DATA))
    shipped = [path for path in found if path.resolve() not in known]
    for path in filter(is_alignment, (*shipped, *own)):
        gathered.batch.take_alignment(converter, path, path in own)
    for finished in work(task, [path for path in shipped if not is_alignment(path)], 1):
        for document in finished.documents:
            gathered.batch.take(document)
    references = set(gathered.batch.documents)
    for finished in work(task, [path for path in own if not is_alignment(path)], workers):
        gathered.finished.append(finished)
        for document in finished.documents:
            gathered.batch.take(document, replaces=document.reference in references)
            gathered.given.append(document)
    return gathered


def export_name(reference: str, form: Format) -> str:
    """Return the name of the file of one qualification: ``nl-25132.elm.ttl``."""
    return f"{reference}.{NAME}.{form.suffix}"


def _absent(store: Store, qualification: NamedNode) -> tuple[str, ...]:
    """Return the demands for which the graph has nothing at all; the language follows outcomes."""
    return tuple(
        name
        for name, predicate in REQUIRED.items()
        if name != "language" and not _says(store, qualification, predicate)
    )


def _says(store: Store, subject: NamedNode, predicate: NamedNode) -> bool:
    found: Iterator[Quad] = store.quads_for_pattern(subject, predicate, None, DefaultGraph())
    return next(found, None) is not None
