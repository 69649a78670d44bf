"""Many files on all cores: each is worked on in a process that ends at a deadline."""

import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from concurrent.futures import TimeoutError as DeadlineError
from dataclasses import dataclass, field
from functools import cache
from multiprocessing import get_context
from pathlib import Path

from pebble import ProcessExpired, ProcessPool
from pyoxigraph import Triple

from qualgraph import resources
from qualgraph.check.shapes import Report
from qualgraph.documents.source import Limits
from qualgraph.errors import DataError, QualgraphError, UsageError
from qualgraph.graph.names import Names
from qualgraph.graph.serialise import Format
from qualgraph.release.configuration import Configuration
from qualgraph.release.conversion import Converter, documents_in, is_alignment
from qualgraph.release.converted import Converted, converted
from qualgraph.release.links import LinkTable, standing

_AHEAD = 4


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be done with each file.

    N-Quads hold the evidence, five times as large as the facts, unless ``evidence`` is off;
    ``seconds`` is the time that one file may take in a process of its own.
    """

    names: Names
    formats: tuple[Format, ...] = ()
    check: bool = False
    with_links: bool = False
    evidence: bool = True
    limits: Limits = field(default_factory=Limits)
    seconds: float = 120.0


@dataclass(frozen=True, slots=True)
class Finished:
    """A file that was worked on: its documents, and the error that ended the reading, if any.

    A large file comes in several pieces; all but the last say that there is ``more``.
    """

    path: Path
    documents: tuple[Converted, ...]
    error: QualgraphError | None = None
    more: bool = False


def work(task: Task, paths: Iterable[Path], workers: int) -> Iterator[Finished]:
    """Work on each file and return what came of it, in the order of ``paths``.

    With one worker that is done here. A file that is too large to be read whole is passed on
    document by document, so that it is never in memory as a whole. A bad file ends nothing but
    itself; ``UsageError`` is raised, since then the question is wrong.
    """
    return _together(task, paths, workers) if workers > 1 else _alone(task, paths)


def cores() -> int:
    """Return how many processes can run at once here."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def convert_file(task: Task, path: Path) -> Finished:
    """Do the task with one file; errors of its content become part of what is returned."""
    pieces = list(_pieces(task, path))
    documents = tuple(document for piece in pieces for document in piece.documents)
    return Finished(path, documents, pieces[-1].error)


def _pieces(task: Task, path: Path) -> Iterator[Finished]:
    """Do the task with each document of a file; the last piece has no document."""
    converter = _converter(task.names, task.limits)
    links = _links(task.names, task.limits) if task.with_links else ()
    error: QualgraphError | None = None
    try:
        for conversion in converter.convert(path):
            report = converter.check(conversion) if task.check else Report((), "")
            document = converted(conversion, task.formats, links, report, task.evidence)
            yield Finished(path, (document,), more=True)
    except UsageError:
        raise
    except QualgraphError as found:
        error = found
    except MemoryError:
        error = DataError("document-memory", name=path)
    yield Finished(path, (), error)


@cache
def _converter(names: Names, limits: Limits) -> Converter:
    """Return the converter of this process, loaded once."""
    return Converter.load(names, limits)


@cache
def _links(names: Names, limits: Limits) -> tuple[Triple, ...]:
    """Return the published alignments that ship with the program."""
    converter, batch = _converter(names, limits), list[LinkTable]()
    for path in filter(is_alignment, documents_in(list(resources.SHIPPED_DATA))):
        batch.append(LinkTable(path.name, converter.alignments(path)))
    published = standing(batch, Configuration.load().links.min_confidence).graphs(names)
    return tuple(triple for _, triples in published for triple in sorted(triples, key=str))


def _alone(task: Task, paths: Iterable[Path]) -> Iterator[Finished]:
    for path in paths:
        if _is_large(task, path):
            yield from _pieces(task, path)
        else:
            yield convert_file(task, path)


def _is_large(task: Task, path: Path) -> bool:
    return path.is_file() and path.stat().st_size > task.limits.document_bytes


def _together(task: Task, paths: Iterable[Path], workers: int) -> Iterator[Finished]:
    """Keep a few files ahead of each process, so that results never pile up."""
    waiting: deque[tuple[Path, Future[Finished] | None]] = deque()
    with ProcessPool(max_workers=workers, context=get_context("spawn")) as pool:
        for path in paths:
            if _is_large(task, path):
                waiting.append((path, None))
            else:
                future = pool.schedule(convert_file, args=[task, path], timeout=task.seconds)
                waiting.append((path, future))
            if len(waiting) > _AHEAD * workers:
                yield from _result(task, *waiting.popleft())
        while waiting:
            yield from _result(task, *waiting.popleft())


def _result(task: Task, path: Path, future: Future[Finished] | None) -> Iterator[Finished]:
    if future is None:
        yield from _pieces(task, path)
        return
    try:
        yield future.result()
    except DeadlineError:
        error = DataError("document-over-time", name=path, seconds=task.seconds)
        yield Finished(path, (), error)
    except ProcessExpired:
        yield Finished(path, (), DataError("document-ended-process", name=path))
