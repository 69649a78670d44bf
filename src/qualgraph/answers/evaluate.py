"""Queries of strangers run in processes of their own, which end at the deadline."""

from concurrent.futures import TimeoutError as DeadlineError
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from threading import BoundedSemaphore

from pebble import ProcessExpired, ProcessPool

from qualgraph.answers.guard import check_query
from qualgraph.answers.settings import Settings
from qualgraph.answers.store import EmbeddedStore, Result
from qualgraph.errors import UsageError
from qualgraph.graph.names import Names


class OverTimeError(Exception):
    """The query took more than its time and was ended."""


class BusyError(Exception):
    """Too many queries wait already."""


@dataclass(frozen=True, slots=True)
class Request:
    """One query with the formats to answer in and the graphs to ask."""

    text: str
    table: str
    graph: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()


class Evaluator:
    """Processes that hold the store open; one that runs over its time is killed and replaced."""

    def __init__(self, path: Path, names: Names, settings: Settings) -> None:
        self.settings = settings
        self._pool = ProcessPool(
            max_workers=settings.query_workers,
            initializer=_open,
            initargs=[path, names],
            context=get_context("spawn"),
        )
        self._places = BoundedSemaphore(settings.query_workers + settings.query_waiting)

    def evaluate(self, request: Request) -> Result:
        """Answer a query; blocks until then.

        Raises ``UsageError`` for a query that may not or cannot run, ``OverTimeError``, or
        ``BusyError``.
        """
        if not self._places.acquire(blocking=False):
            raise BusyError
        try:
            future = self._pool.schedule(
                _answer, args=[request, self.settings], timeout=self.settings.query_seconds
            )
            result: Result = future.result()
        except DeadlineError as error:
            raise OverTimeError from error
        except ProcessExpired as error:
            raise UsageError("query-ended-process") from error
        finally:
            self._places.release()
        return result

    def close(self) -> None:
        """End the processes."""
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()


# One worker process holds one store: it is opened once, when the process starts.
_opened: list[EmbeddedStore] = []


def _open(path: Path, names: Names) -> None:
    _opened.append(EmbeddedStore.open(path, names))


def _answer(request: Request, settings: Settings) -> Result:
    check_query(request.text, settings)
    return _opened[0].query(
        request.text,
        request.table,
        request.graph,
        request.default_graphs,
        request.named_graphs,
    )
