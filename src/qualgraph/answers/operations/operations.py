"""What goes on beside the answers: newer releases, signals, the log, the counts."""

import asyncio
import os
import signal
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from qualgraph.answers.operations.journal import Journal
from qualgraph.answers.operations.metrics import Metrics
from qualgraph.answers.operations.sites import Sites
from qualgraph.release.directory import Releases


@dataclass(frozen=True, slots=True)
class Operations:
    """How a process is run: where newer releases appear, where it tells, where it counts.

    ``parent`` is the process whose worker it is: it ends when that one is gone.
    """

    releases: Releases | None = None
    journal: Journal = field(default_factory=Journal)
    metrics: Metrics = field(default_factory=Metrics)
    parent: int = 0

    @asynccontextmanager
    async def attending(self, sites: Sites) -> AsyncIterator[None]:
        """Attend to all of it while the server runs."""
        await sites.current.start()
        self.journal.start()
        watching = asyncio.create_task(self._watch(sites))
        try:
            yield
        finally:
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching
            await sites.close()
            self.metrics.save(self.now(sites))
            self.journal.close()

    def now(self, sites: Sites) -> dict[str, str | int]:
        """Return how things are in this process, and bring its counts up to date."""
        for name, count in (*self.journal.events.items(), ("log-lines-lost", self.journal.lost)):
            self.metrics.sums["events", name] = count
        site = sites.current
        kept = site.variants.size + site.finished.size
        return {"release": site.id, "kept": kept, "open": sites.open}

    async def _watch(self, sites: Sites) -> None:
        """Look for what is new, every so often and on SIGHUP."""
        called = asyncio.Event()
        if threading.current_thread() is threading.main_thread():
            asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, called.set)
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(called.wait(), sites.current.settings.swap_seconds)
            if again := called.is_set():
                called.clear()
                self.journal.reopen()
            await sites.renew(again)
            self.metrics.save(self.now(sites))
            if self.parent and os.getppid() != self.parent:
                signal.raise_signal(signal.SIGTERM)
