"""Attacks on a real server: each ends within its limit, and others are answered meanwhile."""

import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from pathlib import Path
from urllib.parse import quote, urlsplit

import httpx2
import pytest

from qualgraph.answers.settings import Settings
from qualgraph.release.directory import Release
from tests.served import served

SECONDS = 2.0
LIMITS = Settings(
    query_seconds=SECONDS,
    waiting_seconds=SECONDS,
    request_seconds=SECONDS,
    sending_seconds=SECONDS,
    result_rows=2_000,
    result_bytes=4_000_000,
    sending_bytes=16_000_000,
    query_memory=400_000_000,
    client_queries=8,
)
# A machine that runs other tests beside this one starts a new process slowly.
SLACK = 6.0
SMALL = "ASK { ?s ?p ?o }"
EVERYTHING = "SELECT * { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"


@pytest.fixture(scope="module")
def address(release: Release) -> Iterator[str]:
    with served(release, LIMITS) as address:
        yield address


@pytest.fixture(scope="module")
def roomy(release: Release) -> Iterator[str]:
    with served(release, Settings(result_rows=2_000, query_seconds=30)) as address:
        yield address


def _post(address: str, query: str, accept: str = "*/*") -> httpx2.Response:
    headers = {"Content-Type": "application/sparql-query", "Accept": accept}
    return httpx2.post(f"{address}/sparql", content=query, headers=headers, timeout=60)


def _memory() -> int:
    """Return how many bytes this process and its query processes hold."""
    own = os.getpid()
    children = Path(f"/proc/{own}/task")
    pids = {own}
    for task in children.iterdir():
        with suppress(OSError):
            pids |= {int(pid) for pid in (task / "children").read_text().split()}
    total = 0
    for pid in pids:
        with suppress(OSError):
            fields = Path(f"/proc/{pid}/statm").read_text().split()
            total += int(fields[1]) * os.sysconf("SC_PAGE_SIZE")
    return total


@pytest.mark.parametrize(
    ("query", "statuses"),
    [
        ("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", {503}),
        ("SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?c ?a ?d", {503}),
        (
            "SELECT (COUNT(*) AS ?n) { ?s ?p ?o . ?t ?q ?r . "
            'FILTER(REGEX(CONCAT(STR(?o), STR(?r)), "(a|aa)+(b|bb)+$")) }',
            {503},
        ),
        ('ASK { FILTER(REGEX("' + "a" * 30_000 + '!", "^(a+)+$")) }', {200}),
        ("SELECT (COUNT(*) AS ?n) { ?a (!<x:p>|^!<x:p>)* ?b . ?c (!<x:p>)* ?d }", {503}),
        ("ASK { ?s " + "/".join(["<x:p>"] * 8_000) + " ?o }", {400, 503}),
        ("ASK { ?s " + "(" * 39 + "<x:p>" + ")*" * 39 + " ?o }", {200, 503}),
        ("SELECT * { " + "{" * 10_000 + "}" * 10_000 + " }", {400}),
        ("SELECT * { " + "{" * 10_000, {400}),
        ("ASK { FILTER(" + "!" * 40_000 + "true) }", {503}),
        ("ASK { FILTER(" + "(" * 10_000 + "1" + ")" * 10_000 + ") }", {400}),
        ("ASK { } #" + "x" * 10_000_000, {413}),
        (
            "SELECT (CONCAT(?x, ?x) AS ?y) "
            "{ { SELECT (GROUP_CONCAT(STR(?o)) AS ?x) { ?s ?p ?o . ?t ?q ?o } } }",
            {200, 503},
        ),
        ("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", {403}),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else "",
)
def test_a_heavy_query_ends_in_time(address: str, query: str, statuses: set[int]) -> None:
    started = time.monotonic()
    answer = _post(address, query)
    assert time.monotonic() - started < SECONDS + 1 + SLACK
    assert answer.status_code in statuses, answer.text[:200]
    if answer.status_code == 503:
        assert int(answer.headers["retry-after"]) > 0
    assert _post(address, SMALL).status_code == 200


@pytest.mark.parametrize(
    ("query", "accept"),
    [
        (EVERYTHING, "application/sparql-results+json"),
        (EVERYTHING, "application/sparql-results+xml"),
        (EVERYTHING, "text/csv"),
        (EVERYTHING, "text/tab-separated-values"),
        ("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", "text/turtle"),
        ("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", "application/n-triples"),
    ],
)
def test_everything_is_cut_and_says_so(roomy: str, query: str, accept: str) -> None:
    answer = _post(roomy, query, accept)
    assert answer.status_code == 200
    assert answer.headers["qualgraph-truncated"] == "rows; limit=2000"
    assert ("truncated" in answer.text[-80:]) == (
        accept not in {"text/csv", "text/tab-separated-values"}
    )
    if accept.endswith("json"):
        assert answer.json()["truncated"] is True
        assert len(answer.json()["results"]["bindings"]) == 2_000
    whole = _post(roomy, f"{query} LIMIT 2000", accept)
    assert "qualgraph-truncated" not in whole.headers


def test_an_answer_is_cut_at_its_bytes(release: Release) -> None:
    with served(release, Settings(result_bytes=50_000)) as address:
        for accept in ("application/sparql-results+json", "application/sparql-results+xml"):
            answer = _post(address, EVERYTHING, accept)
            assert answer.headers["qualgraph-truncated"] == "bytes; limit=50000"
            assert 20_000 < len(answer.content) < 51_000


def test_a_slow_client_is_let_go_and_others_are_answered(address: str) -> None:
    parts = urlsplit(address)
    with ExitStack() as stack:
        slow = [
            stack.enter_context(socket.create_connection((parts.hostname, parts.port)))
            for _ in range(200)
        ]
        for place, connection in enumerate(slow):
            # Silent ones, halves of a head, and heads whose body never comes.
            connection.sendall((b"", b"GET / HTTP/1.1\r\nHost:", _unfinished())[place % 3])
        started = time.monotonic()
        assert httpx2.get(f"{address}/sparql", params={"query": SMALL}).status_code == 200
        assert time.monotonic() - started < 2
        for connection in slow:
            connection.settimeout(SECONDS + 1 + SLACK)
            with suppress(ConnectionResetError):
                while connection.recv(4_096):
                    pass
        assert time.monotonic() - started < SECONDS + 1 + SLACK


def _unfinished() -> bytes:
    return (
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
        b"Content-Length: 100\r\n\r\nASK {"
    )


def test_a_client_that_does_not_read_is_let_go_and_memory_stays_bounded(release: Release) -> None:
    large = Settings(result_bytes=8_000_000, sending_bytes=32_000_000, sending_seconds=SECONDS)
    request = (
        f"GET /sparql?query={quote(EVERYTHING)} HTTP/1.1\r\nHost: x\r\n"
        "Accept: application/n-triples, text/csv\r\n\r\n"
    ).encode()
    with served(release, large) as address, ExitStack() as stack:
        assert _post(address, SMALL).status_code == 200
        before = _memory()
        parts = urlsplit(address)
        readers = []
        for _ in range(30):
            reader = stack.enter_context(socket.socket())
            reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
            reader.connect((parts.hostname, parts.port))
            reader.sendall(request)
            readers.append(reader)
        time.sleep(SECONDS)
        assert _post(address, SMALL).status_code in {200, 503}
        assert _memory() - before < 700_000_000
        time.sleep(SECONDS + 1)
        assert _ended(lambda: _post(address, "ASK { ?still ?works ?x }").status_code == 200)


def _ended(holds: Callable[[], bool], seconds: float = 30) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if holds():
            return True
        time.sleep(0.2)
    return False


def test_one_client_cannot_have_it_all(address: str) -> None:
    slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?%d }"
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda n: _post(address, slow % n), range(20)))
    statuses = [answer.status_code for answer in answers]
    assert 429 in statuses
    assert set(statuses) <= {429, 503}
    assert all(int(answer.headers["retry-after"]) > 0 for answer in answers)


def test_another_client_is_answered_while_one_has_all_it_may(release: Release) -> None:
    settings = Settings(query_seconds=SECONDS, client_header="x-forwarded-for", query_workers=3)
    slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?%d }"
    with served(release, settings) as address, ThreadPoolExecutor(8) as pool:
        heavy = [
            pool.submit(
                httpx2.get,
                f"{address}/sparql",
                params={"query": slow % n},
                headers={"X-Forwarded-For": "spoofed, 192.0.2.1"},
                timeout=60,
            )
            for n in range(6)
        ]
        time.sleep(0.3)
        started = time.monotonic()
        other = {"X-Forwarded-For": "192.0.2.2"}
        answer = httpx2.get(f"{address}/sparql", params={"query": SMALL}, headers=other, timeout=60)
        assert answer.status_code == 200
        assert time.monotonic() - started < SECONDS
        assert {each.result().status_code for each in heavy} == {503}


def test_a_query_cannot_reach_a_listening_socket(address: str) -> None:
    """Whatever the guard lets through, the process that evaluates has no network."""
    accepted = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(2)
        port = listening.getsockname()[1]

        def wait() -> None:
            with suppress(TimeoutError):
                listening.accept()
                accepted.set()

        thread = threading.Thread(target=wait)
        thread.start()
        for call in ("SERVICE", "sErViCe", "1SERVICE", "SERVICE SILENT", "SER\\u0056ICE"):
            query = f"SELECT * {{ ?s ?p {call} <http://127.0.0.1:{port}/> {{ ?a ?b ?c }} }}"
            assert _post(address, query).status_code in {400, 403}
        _post(address, f"LOAD <http://127.0.0.1:{port}/>")
        _post(address, f"SELECT * FROM <http://127.0.0.1:{port}/> {{ ?s ?p ?o }}")
        thread.join()
    assert not accepted.is_set()


@pytest.mark.parametrize("length", [33_000, 60_000])
def test_a_long_address_is_read_and_refused(address: str, length: int) -> None:
    answer = httpx2.get(f"{address}/sparql?query=" + "x" * length)
    assert answer.status_code == 414
    assert answer.headers["content-type"] == "application/problem+json"


def test_many_requests_of_one_connection_keep_no_deadline(address: str) -> None:
    """A deadline is of a request, not of a connection that is used on."""
    with httpx2.Client() as client:
        until = time.monotonic() + SECONDS + 1
        while time.monotonic() < until:
            assert client.get(f"{address}/sparql", params={"query": SMALL}).status_code == 200
            time.sleep(0.1)
