"""A process that evaluates queries, seen from the server: asked over a socket, killed when late."""

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import Coroutine
from contextlib import suppress
from pathlib import Path
from typing import Any

from qualgraph.answers.sparql.bounded import Limits
from qualgraph.answers.sparql.frames import Frame, frame, missing, opened

_START_SECONDS = 30.0
_PIECE = 1 << 18


class EndedError(Exception):
    """The process ended before it answered: killed by its limits, or by a fault of a library."""


class Process:
    """One process with a store open. It answers one query at a time."""

    def __init__(self, path: Path, base: str, limits: Limits, memory: int) -> None:
        self._socket, theirs = socket.socketpair()
        self._socket.setblocking(False)
        with theirs:
            number = theirs.fileno()
            numbers = map(str, (number, limits.rows, limits.size, memory))
            command = [sys.executable, "-m", "qualgraph.answers.sparql.worker"]
            self._process = subprocess.Popen(  # noqa: S603
                [*command, str(path.resolve()), base, *numbers],
                stdin=subprocess.PIPE,
                pass_fds=[number],
                # The same modules as here, wherever they were found.
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            )
        self._sealed: str | None = None
        self._prepared = False

    async def ready(self) -> str:
        """Return, when it has started, what keeps it from the network, empty if nothing does.

        Raises ``EndedError``, also when that takes too long.
        """
        if self._sealed is None:
            self._sealed = (await self._in_time(self._receive()))[0]["sealed"]
        return self._sealed or ""

    async def prepared(self) -> None:
        """Return when it has what it takes to judge a text; raises ``EndedError``."""
        if not self._prepared:
            await self._in_time(self.ask({"prepare": True}))
            self._prepared = True

    async def _in_time(self, coming: Coroutine[Any, Any, Frame]) -> Frame:
        """Wait for what no query can make longer."""
        try:
            async with asyncio.timeout(_START_SECONDS):
                return await coming
        except TimeoutError as error:
            raise EndedError from error

    async def ask(self, request: dict[str, Any]) -> Frame:
        """Send a request and return the answer; raises ``EndedError``.

        Whoever stops to wait must kill the process: its next answer would be to the last question.
        """
        try:
            await asyncio.get_running_loop().sock_sendall(self._socket, frame(request, b""))
        except OSError as error:
            raise EndedError from error
        return await self._receive()

    async def _receive(self) -> Frame:
        loop = asyncio.get_running_loop()
        data = bytearray()
        try:
            while missing(data) > 0:
                piece = await loop.sock_recv(self._socket, _PIECE)
                if not piece:
                    raise EndedError
                data += piece
        except OSError as error:
            raise EndedError from error
        return opened(data)

    @property
    def id(self) -> int:
        """The number that the system gave it."""
        return self._process.pid

    def kill(self) -> None:
        """End it at once, whatever it does; do not wait for it."""
        self._socket.close()
        with suppress(OSError):
            self._process.kill()
        if self._process.stdin:
            self._process.stdin.close()

    def gone(self) -> bool:
        """Return whether it has ended."""
        return self._process.poll() is not None

    def end(self) -> None:
        """End it and wait until the system has cleared it away."""
        self.kill()
        self._process.wait()
