"""The same canned query on a remote endpoint, through SPARQLWrapper, over a real connection."""

import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn

from qualgraph.answers.app import create_app
from qualgraph.answers.settings import Settings
from qualgraph.release.directory import Release
from tests.test_convert import qualgraph

ARGUMENTS = ("query", "tasks", "--param", "qualification=25132", "--format", "csv", "--lang", "nl")


@pytest.fixture(scope="module")
def endpoint(release: Release) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    app = create_app(release, Settings())
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}/sparql"
    server.should_exit = True
    thread.join()


def test_a_remote_endpoint_answers_as_the_release_does(endpoint: str, release: Release) -> None:
    here = qualgraph(*ARGUMENTS, "--releases", release.path.parent)
    there = qualgraph(*ARGUMENTS, "--endpoint", endpoint, "--base", release.base)
    assert here.returncode == there.returncode == 0
    assert there.stdout == here.stdout
    assert len(there.stdout.splitlines()) == 21


def test_an_endpoint_that_does_not_answer_is_told(endpoint: str) -> None:
    run = qualgraph(*ARGUMENTS, "--endpoint", f"{endpoint}/nowhere")
    assert run.returncode == 1
    assert b"nowhere" in run.stderr
