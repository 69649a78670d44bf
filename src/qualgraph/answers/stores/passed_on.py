"""Queries of strangers to a store elsewhere: judged here, then passed on.

A text is judged whole, in a process that ends at the deadline, whatever it looks like: the store
may carry out an update that comes as a query (Virtuoso does, for who may), and may call others.
"""

from concurrent.futures import TimeoutError as DeadlineError
from multiprocessing import get_context
from threading import BoundedSemaphore

from anyio import to_thread
from pebble import ProcessExpired, ProcessPool

from qualgraph.answers.http.sending import Sending
from qualgraph.answers.settings import Settings
from qualgraph.answers.sparql.evaluate import BusyError, OverTimeError, Request
from qualgraph.answers.sparql.guard import check_query
from qualgraph.answers.stores.remote import RemoteStore, form_of
from qualgraph.answers.stores.store import Result
from qualgraph.errors import UsageError


class RemoteEvaluator:
    """Answers queries of strangers from a store elsewhere, as ``Evaluator`` does from a release."""

    def __init__(self, store: RemoteStore, settings: Settings) -> None:
        self.store, self.settings = store, settings
        context = get_context("spawn")
        self._judge = ProcessPool(max_workers=1, initializer=_ready, context=context)
        self._places = BoundedSemaphore(store.together + settings.query_waiting)
        self.sending = Sending(settings.sending_bytes)
        # What evaluates is elsewhere; what judges here reaches out nowhere.
        self.sealed = False

    async def start(self) -> bool:
        """Ask nothing: the store elsewhere may come up later than we do."""
        return True

    async def answer(self, request: Request) -> Result:
        """Answer a query on a thread, as ``evaluate`` does."""
        return await to_thread.run_sync(self.evaluate, request)

    def evaluate(self, request: Request) -> Result:
        """Answer a query; blocks until then, so that it belongs on a thread.

        Raises ``UsageError`` for a query that may not run, ``OverTimeError`` when judging it takes
        too long, ``BusyError``, and ``RemoteError`` for what the store does.
        """
        if not self._places.acquire(blocking=False):
            raise BusyError
        try:
            self._judged(request.text)
            return self.store.query(
                request.text,
                request.table,
                request.graph,
                request.default_graphs,
                request.named_graphs,
            )
        finally:
            self._places.release()

    def _judged(self, text: str) -> None:
        seconds = self.settings.query_seconds
        try:
            self._judge.schedule(_judge, args=[text, self.settings], timeout=seconds).result()
        except DeadlineError as error:
            raise OverTimeError from error
        except ProcessExpired as error:
            raise UsageError("query-ended-process") from error

    def close(self) -> None:
        """End the process that judges."""
        self._judge.stop()  # type: ignore[no-untyped-call]
        self._judge.join()


def _ready() -> None:
    """Do nothing: that the process has loaded this module by now is the point, since loading takes
    longer than judging, and the first query would pay for it."""


def _judge(text: str, settings: Settings) -> None:
    check_query(text, settings)
    if not form_of(text):
        raise UsageError("query-syntax", line=1, column=1)
