"""Processes that serve: one, or several on one port."""

import errno
import os
import secrets
import signal
import socket
import tempfile
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import Multiprocess

from qualgraph.answers.app import create_app
from qualgraph.answers.http.protocol import BoundedProtocol
from qualgraph.answers.operations.journal import Journal
from qualgraph.answers.operations.metrics import Metrics
from qualgraph.answers.operations.operations import Operations
from qualgraph.answers.settings import Settings
from qualgraph.answers.stores.remote import RemoteStore
from qualgraph.errors import UsageError
from qualgraph.release.directory import Releases

_BACKLOG = 2048


@dataclass(frozen=True, slots=True)
class Serving:
    """What a process makes its application of; it crosses to the processes that do.

    ``log`` is where the journal goes; ``key`` hides in it what people asked; ``counts`` is the
    folder where several processes add up what they counted, ``parent`` the one that began them.
    """

    releases: Path | None
    settings: Settings
    log: str
    remote: RemoteStore | None = None
    key: bytes = b""
    counts: Path | None = None
    parent: int = 0

    def __call__(self) -> Starlette:
        """Open the active release, or the store elsewhere."""
        known = Releases(self.releases) if self.releases else None
        journal, metrics = Journal(self.log, self.key), Metrics(self.counts)
        operations = Operations(known, journal, metrics, self.parent)
        release = known.active() if known else None
        return create_app(release, self.settings, operations, self.remote)


def run(serving: Serving, sockets: list[socket.socket], workers: int) -> bool:
    """Serve until SIGTERM or SIGINT; return whether all went well.

    Requests that run are then answered, for ``drain_seconds`` at most. SIGHUP looks at once for
    a newer release, and begins a new file for the log.
    """
    # Until its process is ready for it, the signal must not end it.
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    with ExitStack() as stack:
        made = replace(serving, key=secrets.token_bytes(16))
        if workers > 1:
            counts = stack.enter_context(tempfile.TemporaryDirectory(prefix="qualgraph-"))
            made = replace(made, counts=Path(counts), parent=os.getpid())
        config = _config(made, workers)
        stack.enter_context(suppress(KeyboardInterrupt))
        if workers == 1:
            uvicorn.Server(config).run(sockets)
            return True
        several = _Several(config, sockets)
        several.run()
        return all(each.exitcode != STARTUP_FAILURE for each in several.processes)
    return True


def listen(host: str, port: int) -> list[socket.socket]:
    """Return sockets that listen on all addresses of ``host``; port 0 is any free one.

    Raises ``UsageError`` when the address is taken or not of this machine.
    """
    found: list[socket.socket] = []
    failed = OSError(errno.EADDRNOTAVAIL, os.strerror(errno.EADDRNOTAVAIL))
    try:
        places = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except OSError as error:
        places, failed = [], error
    for family, *_, place in places:
        address = str(place[0]), found[0].getsockname()[1] if found else port
        try:
            found.append(socket.create_server(address, family=family, backlog=_BACKLOG))
        except OSError as error:
            failed = error
            # A name may have an address of a kind that this machine has not.
            if error.errno not in {errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL}:
                found.clear()
                break
    if not found:
        raise UsageError("address-taken", host=host, port=port, reason=failed.strerror)
    return found


class _Several(Multiprocess):
    """Several processes on one port; one that ends is replaced."""

    def handle_hup(self) -> None:
        """Pass the signal on: each looks for a newer release by itself."""
        for process in self.processes:
            if process.pid:
                with suppress(ProcessLookupError):
                    os.kill(process.pid, signal.SIGHUP)


def _config(serving: Serving, workers: int) -> uvicorn.Config:
    settings = serving.settings
    return uvicorn.Config(
        serving,
        factory=True,
        http=partial(BoundedProtocol, settings),  # type: ignore[arg-type]
        ws="none",
        log_level="warning",
        access_log=False,
        server_header=False,
        workers=workers,
        timeout_graceful_shutdown=settings.drain_seconds,  # type: ignore[arg-type]
    )
