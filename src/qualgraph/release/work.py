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
from qualgraph.release.conversion import Converter, documents_in, is_alignment
from qualgraph.release.converted import Converted, converted

_AHEAD = 4


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be done with each file.

    ``seconds`` is the time that one file may take in a process of its own.
    """

    names: Names
    formats: tuple[Format, ...] = ()
    check: bool = False
    with_links: bool = False
    limits: Limits = field(default_factory=Limits)
    seconds: float = 120.0


@dataclass(frozen=True, slots=True)
class Finished:
    """A file that was worked on: its documents, and the error that ended the reading, if any."""

    path: Path
    documents: tuple[Converted, ...]
    error: QualgraphError | None = None


def work(task: Task, paths: Iterable[Path], workers: int) -> Iterator[Finished]:
    """Work on each file and return what came of it, in the order of ``paths``.

    With one worker that is done here, document by document. A bad file ends nothing but itself;
    ``UsageError`` is raised, since then the question is wrong.
    """
    return _together(task, paths, workers) if workers > 1 else _alone(task, paths)


def cores() -> int:
    """Return how many processes can run at once here."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def convert_file(task: Task, path: Path) -> Finished:
    """Do the task with one file; errors of its content become part of what is returned."""
    found: list[Converted] = []
    converter = _converter(task.names, task.limits)
    links = _links(task.names, task.limits) if task.with_links else ()
    try:
        for conversion in converter.convert(path):
            report = converter.check(conversion) if task.check else Report((), "")
            found.append(converted(conversion, task.formats, links, report))
    except UsageError:
        raise
    except QualgraphError as error:
        return Finished(path, tuple(found), error)
    except MemoryError:
        return Finished(path, tuple(found), DataError("document-memory", name=path))
    return Finished(path, tuple(found))


@cache
def _converter(names: Names, limits: Limits) -> Converter:
    """Return the converter of this process, loaded once."""
    return Converter.load(names, limits)


@cache
def _links(names: Names, limits: Limits) -> tuple[Triple, ...]:
    """Return the published alignments that ship with the program."""
    converter = _converter(names, limits)
    return tuple(
        triple
        for path in documents_in(list(resources.SHIPPED_DATA))
        if is_alignment(path)
        for alignment in converter.alignments(path)
        for triple in alignment.triples(names)
    )


def _alone(task: Task, paths: Iterable[Path]) -> Iterator[Finished]:
    for path in paths:
        yield convert_file(task, path)


def _together(task: Task, paths: Iterable[Path], workers: int) -> Iterator[Finished]:
    """Keep a few files ahead of each process, so that results never pile up."""
    waiting: deque[tuple[Path, Future[Finished]]] = deque()
    with ProcessPool(max_workers=workers, context=get_context("spawn")) as pool:
        for path in paths:
            future = pool.schedule(convert_file, args=[task, path], timeout=task.seconds)
            waiting.append((path, future))
            if len(waiting) > _AHEAD * workers:
                yield _result(task, *waiting.popleft())
        while waiting:
            yield _result(task, *waiting.popleft())


def _result(task: Task, path: Path, future: Future[Finished]) -> Finished:
    try:
        return future.result()
    except DeadlineError:
        error = DataError("document-over-time", name=path, seconds=task.seconds)
    except ProcessExpired:
        error = DataError("document-ended-process", name=path)
    return Finished(path, (), error)
