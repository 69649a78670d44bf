"""The server as processes: signals, sudden death, heads without end, publishing that is killed."""

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from qualgraph.release.batch import gather
from qualgraph.release.conversion import Converter
from qualgraph.release.directory import Releases
from qualgraph.release.publish import publish
from qualgraph.release.verify import faults_of
from tests.conftest import DOSSIER, ROOT
from tests.test_convert import qualgraph

COMMAND = (sys.executable, "-c", "from qualgraph.cli import main; main()")
QUICK = {"QUALGRAPH_SERVE_QUERY_WORKERS": "1", "QUALGRAPH_SERVE_SWAP_SECONDS": "0.1"}
ASK = b"ASK { ?s ?p ?o }"


@pytest.fixture(scope="module")
def small(converter: Converter, tmp_path_factory: pytest.TempPathFactory) -> Releases:
    """A release of one document."""
    folder = tmp_path_factory.mktemp("in")
    (folder / "a.md").write_bytes(DOSSIER.read_bytes())
    releases = Releases(tmp_path_factory.mktemp("out"))
    publish(converter, gather(converter, folder, with_shipped=False), releases)
    return releases


class Server:
    """A server of its own, with its address and its log."""

    def __init__(self, releases: Path, log: Path, *options: str, **environment: str) -> None:
        self.log = log
        command = [*COMMAND, "serve", "--port", "0", "--host", "127.0.0.1", "--log", str(log),
                   "--lang", "en", "--releases", str(releases), *options]  # fmt: skip
        self.process = subprocess.Popen(
            command,
            env={**os.environ, **QUICK, **environment},
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
        )
        assert self.process.stderr
        found = re.search(r"http://[^:]+:(\d+)/", self.process.stderr.readline())
        assert found
        self.port = int(found[1])
        self.until_ready()

    def until_ready(self) -> None:
        deadline = time.monotonic() + 60
        while True:
            try:
                if self.get("/health/ready")[0] == 200:
                    return
            except OSError:
                assert time.monotonic() < deadline
            time.sleep(0.05)

    def get(self, path: str) -> tuple[int, bytes]:
        with contextlib.closing(HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read()

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=60)

    def ends(self, seconds: float) -> int:
        return self.process.wait(seconds)

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log.read_text("utf-8").splitlines()]


@contextlib.contextmanager
def server(releases: Path, log: Path, *options: str, **environment: str) -> Iterator[Server]:
    found = Server(releases, log, *options, **environment)
    try:
        yield found
    finally:
        found.process.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            found.process.communicate(timeout=30)
        found.process.kill()
        found.process.communicate()


def read_all(connection: socket.socket) -> bytes:
    found = b""
    with contextlib.suppress(ConnectionResetError):
        while piece := connection.recv(65536):
            found += piece
    return found


def children(process: int) -> list[int]:
    found = [
        int(each) for each in Path(f"/proc/{process}/task/{process}/children").read_text().split()
    ]
    return [*found, *(each for child in found for each in children(child))]


def alive(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


@pytest.mark.parametrize("workers", ["1", "2"])
def test_sigterm_lets_what_runs_end_and_not_longer(
    small: Releases, tmp_path: Path, workers: str
) -> None:
    with server(
        small.root, tmp_path / "log", "--workers", workers,
        QUALGRAPH_SERVE_DRAIN_SECONDS="3",
    ) as running:  # fmt: skip
        head = (
            b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
            b"Content-Length: %d\r\n\r\n" % len(ASK)
        )
        with running.connect() as going_on, running.connect() as endless:
            going_on.sendall(head + ASK[:5])
            endless.sendall(head + ASK[:5])
            time.sleep(0.5)
            running.process.send_signal(signal.SIGTERM)
            time.sleep(1)
            going_on.sendall(ASK[5:])
            answer = read_all(going_on)
            assert answer.startswith(b"HTTP/1.1 200 ")
            assert b"true" in answer
            assert running.ends(20) in {0, -signal.SIGTERM}


def workers_of(running: Server) -> set[int]:
    text = running.get("/metrics")[1].decode()
    return {int(each) for each in re.findall(r'qualgraph_release\{.*worker="(\d+)"\}', text)}


def until(what: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_several_processes_share_a_port_a_log_and_their_counts(
    small: Releases, tmp_path: Path
) -> None:
    with server(small.root, tmp_path / "log", "--workers", "2") as running:
        until(lambda: len(workers_of(running)) == 2)
        count = 60
        for _ in range(count):
            assert running.get("/queries")[0] == 200
        time.sleep(1)
        text = running.get("/metrics")[1].decode()
        answered = re.findall(r'qualgraph_requests_total\{.*status="200"\} (\S+)', text)
        assert sum(map(float, answered)) >= count
        running.process.send_signal(signal.SIGHUP)
        time.sleep(1)
        before = workers_of(running)
        assert len(before) == 2
        os.kill(min(before), signal.SIGKILL)
        until(lambda: bool(workers_of(running) - before))
    paths = [each.get("path") for each in running.lines()]
    assert paths.count("/queries") == count


@pytest.mark.parametrize("workers", ["1", "2"])
def test_after_sigkill_nothing_of_it_is_left_and_the_next_serves(
    small: Releases, tmp_path: Path, workers: str
) -> None:
    with server(small.root, tmp_path / "log", "--workers", workers) as running:
        assert running.get("/sparql?query=ASK%20%7B%7D")[0] == 200
        family = children(running.process.pid)
        assert len(family) >= int(workers)
        running.process.kill()
        running.ends(10)
        until(lambda: not any(map(alive, family)))
    with server(small.root, tmp_path / "log") as running:
        assert running.get("/")[0] == 200


@pytest.mark.parametrize(
    ("sent", "again", "status"),
    [
        (b"GET / HTTP/1.1\r\nX: ", b"x" * 10_000, 431),
        (b"GET /", b"x" * 10_000, 431),
        (b"GET / HTTP/1.1\r\n", b"X: y\r\n" * 2_000, 431),
        (b"GET / HTTP/1.1\r\nHost", b"", 408),
        (b"", b"", 408),
        (b"\x16\x03\x01 nonsense\r\n\r\n", b"", 400),
    ],
)
def test_a_head_without_end_is_refused(
    hardy: Server, sent: bytes, again: bytes, status: int
) -> None:
    with hardy.connect() as connection:
        connection.sendall(sent)
        with contextlib.suppress(ConnectionError):
            for _ in range(1000 if again else 0):
                connection.sendall(again)
        answer = read_all(connection)
    if answer or not again:  # a reset may overtake the answer to who goes on sending
        assert answer.startswith(b"HTTP/1.1 %d " % status)
        assert json.loads(answer.partition(b"\r\n\r\n")[2])["status"] == status
    assert hardy.get("/health")[0] == 200


@pytest.fixture(scope="module")
def hardy(small: Releases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    log = tmp_path_factory.mktemp("log") / "log"
    with server(small.root, log, QUALGRAPH_SERVE_HEAD_SECONDS="2") as running:
        yield running


@pytest.mark.parametrize("name", ["QUALGRAPH_SERVE_NO_SUCH", "QUALGRAPH_SERVE_QUERY_SECONDS"])
def test_a_wrong_setting_ends_with_exit_code_2(
    small: Releases, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, "never")
    run = qualgraph("serve", "--releases", small.root, "--lang", "en")
    assert run.returncode == 2
    assert name.removeprefix("QUALGRAPH_SERVE_").lower() in run.stderr.decode()


def test_an_address_that_is_taken_ends_with_exit_code_2(small: Releases) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        run = qualgraph("serve", "--releases", small.root, "--host", "127.0.0.1",
                        "--port", str(taken.getsockname()[1]), "--lang", "en")  # fmt: skip
    assert run.returncode == 2
    assert b"--port" in run.stderr


STAGES = ("store", "store/*.sst", "graph.nq", "dumps/*", "dataset.ttl", "manifest.json")


def test_publishing_that_is_killed_at_any_stage_leaves_what_was_there(tmp_path: Path) -> None:
    documents, folder = tmp_path / "in", tmp_path / "out"
    documents.mkdir()
    good = DOSSIER.read_text("utf-8")
    (documents / "a.md").write_text(good, "utf-8")
    publishing = ("publish", str(documents), "--only", "--releases", str(folder), "--workers", "1")
    assert qualgraph(*publishing).returncode == 0
    releases = Releases(folder)
    first = releases.active()
    for number, stage in enumerate(STAGES):
        changed = good.replace("Behandelt klachten", f"Behandelt {number} klachten")
        (documents / "a.md").write_text(changed, "utf-8")
        killed_at(stage, folder, [*COMMAND, *publishing])
        active = releases.active()
        assert not faults_of(active)
        assert active.id == first.id or number == len(STAGES) - 1
        shown = qualgraph("get", "/health", "--releases", folder)
        assert json.loads(shown.stdout)["release"] == active.id
    with server(folder, tmp_path / "log") as running:
        assert running.get("/")[0] == 200
        assert qualgraph(*publishing).returncode == 0
        assert not list(folder.glob(".building-*"))
        until(lambda: json.loads(running.get("/health")[1])["release"] == releases.active().id)


def killed_at(stage: str, folder: Path, command: list[str]) -> None:
    before = {path.name for path in folder.glob(".building-*")}
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
    while process.poll() is None:
        places = {path.name for path in folder.glob(".building-*")} - before
        if any(any((folder / place).glob(stage)) for place in places):
            break
    process.kill()
    process.wait()
