"""What is gathered for a release: documents, alignments, corrections, and what is set aside."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from qualgraph import resources
from qualgraph.documents.source import open_source
from qualgraph.errors import DataError, QualgraphError
from qualgraph.graph.alignment import check_objects, is_known
from qualgraph.graph.serialise import Format
from qualgraph.release.conversion import Converter, documents_in, is_alignment
from qualgraph.release.converted import Converted
from qualgraph.release.corrections import Correction, read_corrections
from qualgraph.release.fingerprint import fingerprint
from qualgraph.release.kept import Kept
from qualgraph.release.links import LinkTable
from qualgraph.release.work import Finished, Task, work


@dataclass(frozen=True, slots=True)
class SetAside:
    """A document that did not go live, and why."""

    name: str
    error: QualgraphError
    report: str = ""


@dataclass
class Batch:
    """What was gathered; documents by their reference."""

    documents: dict[str, Converted] = field(default_factory=dict)
    links: dict[str, LinkTable] = field(default_factory=dict)
    corrections: list[Correction] = field(default_factory=list)
    set_aside: list[SetAside] = field(default_factory=list)

    def take(self, document: Converted, replaces: bool = False) -> None:
        """Take in a document; one that does not conform, or says it is another, is set aside.

        The same document in another form (the PDF beside the text) is taken once. With
        ``replaces`` it takes the place of the one with the same reference.
        """
        known = self.documents.get(document.reference)
        if document.results:
            error = DataError("document-invalid", name=document.name, count=len(document.results))
            self.set_aside.append(SetAside(document.name, error, document.report))
        elif known is None or replaces:
            self.documents[document.reference] = document
        elif known.says != document.says:
            error = DataError(
                "document-twice", name=document.name, other=known.name, document=document.reference
            )
            self.set_aside.append(SetAside(document.name, error))

    def take_alignment(
        self,
        converter: Converter,
        path: Path,
        own: bool = False,
        knows: Callable[[str], bool] = is_known,
    ) -> None:
        """Take in an alignment table, the user's ``own`` or one that ships.

        One that cannot be read, or points to a concept that the vocabulary does not have
        (``knows``), is set aside with the line.
        """
        try:
            table = LinkTable(
                f"alignments-{path.name.split('.')[0]}", converter.alignments(path), own
            )
            check_objects(path, table.links, knows)
            self.links[table.name] = table
        except QualgraphError as error:
            self.set_aside.append(SetAside(str(path), error))


def gather(
    converter: Converter,
    folder: Path,
    with_shipped: bool,
    kept: Kept | None = None,
    workers: int = 1,
    knows: Callable[[str], bool] = is_known,
) -> Batch:
    """Read, map and check everything; what fails is set aside, the rest goes on.

    A document of ``folder`` takes the place of a shipped one with the same reference. Raises
    ``DataError`` for corrections that cannot be read: they are never left out silently.
    """
    batch = Batch()
    task = Task(converter.mapper.names, (Format.NQUADS,), check=True, limits=converter.limits)
    shipped = _files(list(resources.SHIPPED_DATA)) if with_shipped else []
    own = [path for path in _files([folder]) if path not in set(shipped)]
    for paths, replaces in ((shipped, False), (own, True)):
        shipped_references = set(batch.documents)
        for path in paths:
            if is_alignment(path):
                batch.take_alignment(converter, path, replaces, knows if replaces else is_known)
        documents = [path for path in paths if not is_alignment(path)]
        for finished in _converted(task, documents, kept, workers):
            for document in finished.documents:
                batch.take(document, replaces and document.reference in shipped_references)
            if finished.error:
                batch.set_aside.append(SetAside(str(finished.path), finished.error))
    for path in sorted(folder.rglob("corrections/*.csv")):
        batch.corrections += read_corrections(open_source(path, converter.limits))
    return batch


def _files(roots: list[Path]) -> list[Path]:
    return list(dict.fromkeys(found.resolve() for found in documents_in(roots)))


def _converted(
    task: Task, paths: list[Path], kept: Kept | None, workers: int
) -> Iterator[Finished]:
    """Return what comes of each file; what did not change since an earlier run is kept."""
    known: dict[Path, tuple[Converted, ...]] = {}
    keys: dict[Path, str] = {}
    for path in paths if kept else ():
        keys[path] = fingerprint(path, task.limits, task.names.base)
        found = kept.get(keys[path]) if kept else None
        if found:
            known[path] = found
    changed = [path for path in paths if path not in known]
    fresh = _whole(work(task, changed, min(workers, len(changed))))
    for path in paths:
        if path in known:
            yield Finished(path, known[path])
            continue
        finished = next(fresh)
        if kept and not finished.error and not any(d.results for d in finished.documents):
            kept.put(keys[path], finished.documents)
        yield finished


def _whole(pieces: Iterator[Finished]) -> Iterator[Finished]:
    """Put the pieces of each file together: a release holds all of it anyway."""
    documents: list[Converted] = []
    for piece in pieces:
        documents += piece.documents
        if not piece.more:
            yield replace(piece, documents=tuple(documents))
            documents = []
