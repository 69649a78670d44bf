"""Servers as processes on ports of this machine, started and ended by the bench."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from bench.serving.data import BASE, COMMAND, Made

_START_SECONDS = 120.0
_PAUSE = 0.005
NOT_KEPT = {
    "QUALGRAPH_SERVE_CACHED_BYTES": "0",
    "QUALGRAPH_SERVE_CACHED_PAGES": "0",
    "QUALGRAPH_SERVE_FINISHED_BYTES": "0",
}


@dataclass(frozen=True, slots=True)
class Server:
    """A process that answers at ``address``; ``started`` seconds after it was begun."""

    address: str
    process: int
    started: float

    @property
    def megabytes(self) -> float:
        """Its resident memory."""
        status = Path(f"/proc/{self.process}/status").read_text("ascii")
        return next(int(line.split()[1]) for line in status.splitlines() if "VmRSS" in line) / 1e3


@contextmanager
def ours(made: Made, limits: dict[str, str] | None = None) -> Iterator[Server]:
    """Serve a release as users do, one process, with an access log."""
    port = free_port()
    with tempfile.NamedTemporaryFile() as log:
        options = ["--releases", str(made.root), "--host", "127.0.0.1", "--port", str(port)]
        command = [*COMMAND, "serve", *options, "--log", log.name]
        with started(command, port, "/health/ready", limits or {}) as server:
            yield server


@contextmanager
def bare(made: Made | None) -> Iterator[Server]:
    """Start the bare part over a release, or without one the raw function."""
    port = free_port()
    what = [str(made.release.store), BASE] if made else ["raw", ""]
    command = [sys.executable, "-m", "bench.serving.bare", str(port), *what]
    with started(command, port, "/fixed", {}) as server:
        yield server


@contextmanager
def started(
    command: Sequence[str], port: int, ready: str, environment: dict[str, str]
) -> Iterator[Server]:
    """Start a process and wait until ``ready`` is answered with 200."""
    began = time.perf_counter()
    known = {**os.environ, **environment}
    # The same modules as here; the peer has an environment of its own.
    if command[0] == sys.executable:
        known["PYTHONPATH"] = os.pathsep.join(filter(None, sys.path))
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, env=known, **quiet) as process:  # type: ignore[call-overload]
        try:
            while not _answers(port, ready):
                if process.poll() is not None or time.perf_counter() - began > _START_SECONDS:
                    raise RuntimeError(f"{command[0]} does not answer: {process.poll()}")
                time.sleep(_PAUSE)
            took = time.perf_counter() - began
            yield Server(f"http://127.0.0.1:{port}", process.pid, took)
        finally:
            process.terminate()


def _answers(port: int, path: str) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port
