"""A real Virtuoso for the tests: an empty database of its own, on free ports, ended after them."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest

PROGRAM = "virtuoso-t"
ABSENT = f"{PROGRAM} is not installed (Debian: apt-get install virtuoso-opensource)"
# A password that everybody knows, of a database that only this computer reaches.
CREDENTIALS = 'user = "dba"\npassword = "dba"\n'
_SETTINGS = """\
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/temporary.db
TransactionFile = {folder}/temporary.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
ServerThreads = 10
CheckpointInterval = 0
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {folder}
ServerThreads = 10
[SPARQL]
ResultSetMaxRows = 20000
MaxQueryExecutionTime = 60
"""


@dataclass(frozen=True, slots=True)
class Virtuoso:
    """The addresses of one that runs; it has no default graph to write."""

    port: int
    credentials: Path

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}/sparql"

    @property
    def graph_store(self) -> str:
        return f"http://127.0.0.1:{self.port}/sparql-graph-crud-auth"


@contextmanager
def virtuoso(folder: Path) -> Iterator[Virtuoso]:
    """Run one in ``folder``; the test is skipped where it is not installed."""
    if not shutil.which(PROGRAM):
        pytest.skip(ABSENT)
    sql, http = _free_port(), _free_port()
    settings = folder / "virtuoso.ini"
    settings.write_text(_SETTINGS.format(folder=folder, sql=sql, http=http), "utf-8")
    credentials = folder / "credentials.toml"
    credentials.write_text(CREDENTIALS, "utf-8")
    command = [PROGRAM, "+foreground", "+configfile", str(settings)]
    quiet = {**os.environ, "TZ": "UTC"}
    with (folder / "said.txt").open("wb") as said:
        process = subprocess.Popen(command, cwd=folder, env=quiet, stdout=said, stderr=said)
    try:
        found = Virtuoso(http, credentials)
        _wait(process, found.endpoint, folder)
        yield found
    finally:
        process.kill()  # its database is thrown away
        process.wait()


def _wait(process: "subprocess.Popen[bytes]", address: str, folder: Path) -> None:
    for _ in range(600):
        if process.poll() is not None:
            break
        try:
            httpx2.get(address, timeout=1)
        except httpx2.TransportError:
            time.sleep(0.1)
        else:
            return
    process.kill()
    pytest.fail(f"Virtuoso does not start: {(folder / 'said.txt').read_text('utf-8', 'replace')}")


def _free_port() -> int:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
