"""Queries of strangers run in processes of their own, which end at the deadline.

Own workers over pyoxigraph, and not the server that Oxigraph ships: there one fault of a query
(a stack that overflows, memory) ends all queries, a result has no limit of rows or bytes, and
``SERVICE`` connects.
"""

import asyncio
import logging
from collections import Counter, OrderedDict, deque
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from anyio import from_thread

from qualgraph.answers.http.sending import Sending
from qualgraph.answers.settings import Settings
from qualgraph.answers.sparql.bounded import Limits
from qualgraph.answers.sparql.frames import Frame
from qualgraph.answers.sparql.guard import check_size, may_call_others
from qualgraph.answers.sparql.process import EndedError, Process
from qualgraph.answers.stores.store import Result
from qualgraph.errors import UsageError
from qualgraph.graph.names import Names

_VERDICTS = 1_000
_LOG = logging.getLogger(__name__)


class OverTimeError(Exception):
    """The query took more than its time and was ended."""


class BusyError(Exception):
    """Too many queries wait already, or the query waited too long."""


class TooManyError(Exception):
    """The client has too many queries at a time."""


@dataclass(frozen=True, slots=True)
class Request:
    """One query with the formats to answer in, the graphs to ask, and who asks.

    An empty ``table`` or ``graph`` is a form that is not taken; an empty ``client`` is ourselves.
    """

    text: str
    table: str
    graph: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    client: str = ""


class Evaluator:
    """Processes that hold the store open, and the queries that wait for them.

    All of it belongs to one event loop. One client never has all processes, so that a slow
    question of one does not stop the others.
    """

    def __init__(self, path: Path, names: Names, settings: Settings) -> None:
        self.settings = settings
        limits = Limits(settings.result_rows, settings.result_bytes)
        self._given = path, names.base, limits, settings.query_memory
        self._idle: deque[Process] = deque()
        self._waiting: deque[tuple[str, asyncio.Future[Process]]] = deque()
        self._running: Counter[str] = Counter()
        self._asked: Counter[str] = Counter()
        self._verdicts: OrderedDict[bytes, UsageError | None] = OrderedDict()
        self._alive = 0
        self._killed: list[Process] = []
        self._closing = False
        self.sending = Sending(settings.sending_bytes)
        self.sealed: bool | None = None  # known when the processes have started

    async def start(self) -> bool:
        """Start all processes at once, where a server begins; otherwise one is when it is needed.

        Returns whether they are kept from the network.
        """
        while self._alive < self.settings.query_workers:
            self._add()
        self.sealed = all([await process.ready() for process in self._idle])
        if not self.sealed:
            _LOG.warning("queries run in processes that could reach the network: "
                         "neither seccomp nor a namespace works here")  # fmt: skip
        return self.sealed

    def evaluate(self, request: Request) -> Result:
        """Answer a query from a thread of the event loop's pool, as ``answer`` does."""
        return from_thread.run(self.answer, request)

    async def answer(self, request: Request) -> Result:
        """Answer a query.

        Raises ``UsageError`` for a query that may not or cannot run, ``OverTimeError``,
        ``BusyError``, or ``TooManyError``.
        """
        check_size(request.text, self.settings)
        digest = sha256(request.text.encode()).digest() if may_call_others(request.text) else b""
        if known := self._verdicts.get(digest):
            raise known
        check = bool(digest) and digest not in self._verdicts
        with self._place(request.client):
            async with self._process(request.client) as process:
                head, body = await self._exchange(process, request, check)
        if "error" not in head:
            self._remember(digest, None)
            return Result(head["media_type"], body, head["truncated"])
        wrong = UsageError(head["error"], **head["values"])
        if wrong.key == "query-service":
            self._remember(digest, wrong)
        raise wrong

    async def _exchange(self, process: Process, request: Request, check: bool) -> Frame:
        asked = {
            "text": request.text,
            "table": request.table,
            "graph": request.graph,
            "default": request.default_graphs,
            "named": request.named_graphs,
            "check": check,
        }
        try:
            await process.ready()
            if check:
                await process.prepared()
            async with asyncio.timeout(self.settings.query_seconds):
                return await process.ask(asked)
        except TimeoutError as error:
            raise OverTimeError from error
        except EndedError as error:
            raise UsageError("query-ended-process") from error

    def _remember(self, digest: bytes, verdict: UsageError | None) -> None:
        if digest:
            self._verdicts[digest] = verdict
            while len(self._verdicts) > _VERDICTS:
                self._verdicts.popitem(last=False)

    @contextmanager
    def _place(self, client: str) -> Iterator[None]:
        """Count a query from its arrival to its answer."""
        settings = self.settings
        if client and self._asked[client] >= settings.client_queries:
            raise TooManyError
        if self._asked.total() >= settings.query_workers + settings.query_waiting:
            raise BusyError
        self._asked[client] += 1
        try:
            yield
        finally:
            self._asked[client] -= 1
            if not self._asked[client]:
                del self._asked[client]

    @asynccontextmanager
    async def _process(self, client: str) -> AsyncIterator[Process]:
        """Lend a process; one that did not come to an answer is killed and replaced."""
        process = self._free(client) or await self._wait(client)
        try:
            yield process
        except BaseException:
            process = self._replaced(process)
            raise
        finally:
            self._take_back(process, client)

    def _may_run(self, client: str) -> bool:
        return not client or self._running[client] < max(1, self.settings.query_workers - 1)

    def _free(self, client: str) -> Process | None:
        if not self._may_run(client):
            return None
        if not self._idle and self._alive < (1 if self._closing else self.settings.query_workers):
            self._add()
        if not self._idle:
            return None
        self._running[client] += 1
        return self._idle.pop()

    def _add(self) -> None:
        self._alive += 1
        self._idle.append(Process(*self._given))

    async def _wait(self, client: str) -> Process:
        turn: asyncio.Future[Process] = asyncio.get_running_loop().create_future()
        waiting = client, turn
        self._waiting.append(waiting)
        try:
            async with asyncio.timeout(self.settings.waiting_seconds):
                return await turn
        except BaseException as error:
            if turn.done() and not turn.cancelled():
                self._take_back(turn.result(), client)
            if isinstance(error, TimeoutError):
                raise BusyError from error
            raise
        finally:
            self._waiting.remove(waiting)

    def _take_back(self, process: Process, client: str) -> None:
        """Give a process to the first that waits and may have it, or keep it."""
        self._running[client] -= 1
        if not self._running[client]:
            del self._running[client]
        self._idle.append(process)
        for other, turn in self._waiting:
            if not turn.done() and (free := self._free(other)):
                turn.set_result(free)
                return
        self._let_go()

    def _replaced(self, process: Process) -> Process:
        process.kill()
        self._killed = [each for each in (*self._killed, process) if not each.gone()]
        return Process(*self._given)

    def _let_go(self) -> None:
        """End what is idle when no more is to come."""
        while self._closing and self._idle and not self._waiting:
            self._alive -= 1
            self._killed.append(self._idle.pop())
        while self._closing and self._killed:
            self._killed.pop().end()

    def close(self) -> None:
        """End the processes, those that evaluate when they have answered.

        Who comes later, since the request began before, is still answered.
        """
        self._closing = True
        self._let_go()
