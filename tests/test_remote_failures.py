"""Stores elsewhere that fail: away, slow, busy, endless, no store at all."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from qualgraph.answers.app import create_app
from qualgraph.answers.settings import Settings
from qualgraph.answers.stores.remote import RemoteError, RemoteStore, form_of
from qualgraph.endpoints import Credentials, pause, short
from qualgraph.errors import DataError, UsageError
from qualgraph.graph.names import Names
from qualgraph.release.directory import Release
from qualgraph.release.push import GraphStore, pieces, push
from tests.test_convert import qualgraph

EMPTY = b'{"head": {"vars": ["x"]}, "results": {"bindings": []}}'
ONE = (
    b'{"head": {"vars": ["x"]}, "results": {"bindings": [{"x": {"type": "uri", "value": "x:y"}}]}}'
)
TABLE = {"Content-Type": "application/sparql-results+json"}
ASKED = "SELECT ?x { ?x ?p ?o }"
Step = tuple[int, dict[str, str], bytes] | Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Store:
    """A store that answers as it is told, step by step; the last step stays."""

    steps: list[Step]
    asked: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)
    address: str = ""

    def next(self) -> Step:
        return self.steps.pop(0) if len(self.steps) > 1 else self.steps[0]


@contextmanager
def store(*steps: Step) -> Iterator[Store]:
    told = Store(list(steps))

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            told.asked.append((self.command, self.path, headers, self.rfile.read(length)))
            step = told.next()
            if callable(step):
                step(self)
                return
            status, headers, body = step
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PUT = do_DELETE = answer  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """Who asks may go away in the middle of an answer."""

    server = Server(("127.0.0.1", 0), Handler)
    told.address = f"http://127.0.0.1:{server.server_port}/sparql"
    thread = threading.Thread(target=server.serve_forever, args=[0.02])
    thread.start()
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def waited(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Return the pauses, which are not made."""
    found: list[float] = []
    monkeypatch.setattr("qualgraph.answers.stores.remote.time.sleep", found.append)
    return found


def remote(address: str, **settings: float) -> RemoteStore:
    return RemoteStore(address, Names(), **settings)  # type: ignore[arg-type]


def asleep(_: BaseHTTPRequestHandler) -> None:
    time.sleep(1)


def endless(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    handler.wfile.write(EMPTY[:30])
    for _ in range(60):
        handler.wfile.write(b" ")
        time.sleep(0.05)


def broken_off(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(ONE) + 1))
    handler.end_headers()
    handler.wfile.write(ONE)


def test_a_question_is_a_query_with_the_name_of_this_program() -> None:
    with store((200, TABLE, ONE)) as told:
        assert remote(told.address).rows(ASKED) == [{"x": {"type": "uri", "value": "x:y"}}]
        [(method, _, headers, body)] = told.asked
    assert method == "POST"
    assert headers["user-agent"].startswith("qualgraph/")
    assert headers["accept"] == "application/sparql-results+json"
    assert body.startswith(b"query=SELECT")
    assert "authorization" not in headers


def test_what_looks_like_an_update_goes_as_a_query() -> None:
    with store((400, {}, b"no")) as told:
        with pytest.raises(RemoteError, match="endpoint-refused"):
            remote(told.address).query("INSERT DATA { <a:b> <a:b> <a:b> }")
        assert [body[:6] for _, _, _, body in told.asked] == [b"query="]


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_what_passes_is_asked_again(status: int, waited: list[float]) -> None:
    with store((status, {"Retry-After": "2"}, b"busy"), (200, TABLE, ONE)) as told:
        assert len(remote(told.address).rows(ASKED)) == 1
        assert len(told.asked) == 2
    assert waited == [2.0]


def test_a_pause_that_is_too_long_is_not_made(waited: list[float]) -> None:
    with store((503, {"Retry-After": "100"}, b"busy")) as told:
        with pytest.raises(RemoteError, match="busy"):
            remote(told.address).rows(ASKED)
        assert len(told.asked) == 1
    assert waited == []


def test_it_is_asked_no_more_than_so_often(waited: list[float]) -> None:
    with store((503, {}, b"busy")) as told:
        with pytest.raises(RemoteError):
            remote(told.address, attempts=4).rows(ASKED)
        assert len(told.asked) == 4
    assert len(waited) == 3
    assert waited[0] < waited[1] < waited[2]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 413, 500])
def test_what_does_not_pass_is_asked_once(status: int, waited: list[float]) -> None:
    with store((status, {}, b"Error\r\n  here\n\nSPARQL query:\nSELECT secret")) as told:
        with pytest.raises(RemoteError, match=f"{status} Error here'"):
            remote(told.address).rows(ASKED)
        assert len(told.asked) == 1
    assert waited == []


def test_a_redirect_is_not_followed() -> None:
    with store((200, TABLE, ONE)) as other:
        with (
            store((302, {"Location": other.address}, b"")) as told,
            pytest.raises(RemoteError, match="302"),
        ):
            remote(told.address).rows(ASKED)
        assert other.asked == []


@pytest.mark.parametrize(
    "body",
    [
        b"<html>hello</html>",
        b"[]",
        b"{}",
        b"null",
        b'{"head": {"vars": ["x"]}}',
        b'{"head": {"vars": ["x"]}, "results": {"bindings": [{"x": {"type": "uri"}}]}}',
        b'{"head": {"vars": ["x"]}, "results": {"bindings": [{"x": "y"}]}}',
        b'{"head": {"vars": ["x"]}, "results": {"bindings": 1}}',
        b'{"head": {"vars": [1]}, "results": {"bindings": [{"x": {"type": "q", "value": "y"}}]}}',
        b"\xff\xfe",
        b"[" * 100_000,
    ],
)
def test_what_is_no_answer_is_an_error(body: bytes) -> None:
    with store((200, TABLE, body)) as told:
        with pytest.raises(RemoteError, match="endpoint-answer") as found:
            remote(told.address).query(ASKED, "text/csv")
        assert found.value.status == 502
        with pytest.raises(RemoteError, match="endpoint-answer"):
            remote(told.address).query("CONSTRUCT WHERE { ?s ?p ?o }")


def test_an_answer_that_is_too_long_is_an_error() -> None:
    with store((200, TABLE, EMPTY + b" " * 1_000)) as told:
        assert remote(told.address, most_bytes=2_000).rows(ASKED) == []
        with pytest.raises(RemoteError, match="endpoint-large"):
            remote(told.address, most_bytes=1_000).rows(ASKED)


def test_an_answer_that_breaks_off_is_asked_again(waited: list[float]) -> None:
    with store(broken_off, (200, TABLE, ONE)) as told:
        assert len(remote(told.address).rows(ASKED)) == 1
    assert len(waited) == 1


@pytest.mark.parametrize("step", [asleep, endless])
def test_a_store_that_takes_too_long_is_left(step: Step) -> None:
    with store(step) as told:
        with pytest.raises(RemoteError, match="endpoint-late") as found:
            remote(told.address, seconds=0.3).rows(ASKED)
        assert found.value.status == 504
        assert len(told.asked) == 1


def test_a_password_is_told_to_who_asks_for_it() -> None:
    who = Credentials("me", "secret")
    asks = (401, {"WWW-Authenticate": 'Basic realm="x"'}, b"")
    with store(asks, (200, TABLE, ONE)) as told:
        RemoteStore(told.address, Names(), credentials=who).rows(ASKED)
        assert ["authorization" in headers for _, _, headers, _ in told.asked] == [False, True]
    asks = (401, {"WWW-Authenticate": 'Digest realm="x", nonce="n", qop="auth"'}, b"")
    with store(asks, (200, TABLE, ONE)) as told:
        RemoteStore(told.address, Names(), credentials=who).rows(ASKED)
        assert told.asked[1][2]["authorization"].startswith("Digest ")
        assert "secret" not in str(told.asked)
    assert "secret" not in repr(RemoteStore(told.address, Names(), credentials=who))


@pytest.mark.parametrize(
    ("step", "status"),
    [
        ((500, {}, b"broken"), 502),
        ((200, {}, b"<html>"), 502),
        ((504, {}, b""), 504),
        (asleep, 504),
    ],
)
def test_on_the_web_a_failure_is_that_of_a_gateway(step: Step, status: int) -> None:
    with store(step) as told:
        app = create_app(None, Settings(), remote=remote(told.address, seconds=0.3, attempts=1))
        with TestClient(app, raise_server_exceptions=False) as client:
            for path in (
                "/pathways",
                "/doc/qualification/nl-1",
                "/queries/tasks.csv?qualification=1",
            ):
                assert client.get(path).status_code == status
            answer = client.get("/sparql", params={"query": "ASK {}"})
            assert answer.status_code == status
            assert answer.headers["content-type"] == "application/problem+json"
            assert told.address not in answer.text
            assert client.get("/style.css").status_code == 200


def test_a_wrong_port_is_a_bad_gateway(waited: list[float]) -> None:
    with store((200, {}, b"")) as told:
        address = told.address
    with TestClient(create_app(None, Settings(), remote=remote(address))) as client:
        answer = client.get("/queries/tasks.csv?qualification=1", headers={"accept-language": "nl"})
    assert answer.status_code == 502
    assert "niet te bereiken" in answer.json()["detail"]


@pytest.mark.parametrize(
    "address",
    ["file:///etc/passwd", "ftp://a/b", "data:,x", "localhost/sparql", "http://", "http://a b/"],
)
def test_an_address_is_one_of_the_web(address: str) -> None:
    with pytest.raises(UsageError, match="endpoint-address"):
        remote(address)
    with pytest.raises(UsageError, match="endpoint-address"):
        GraphStore(address)


def test_a_password_in_an_address_is_refused_and_not_repeated() -> None:
    run = qualgraph("query", "tasks", "--endpoint", "http://me:secret@localhost/", "--lang", "en")
    assert run.returncode == 2
    assert b"secret" not in run.stderr
    assert b"QUALGRAPH_STORE_PASSWORD" in run.stderr


@pytest.mark.parametrize("content", ["user = 'me'", "secret", "user = 'me'\npassword = secret"])
def test_a_file_of_credentials_is_complete(content: str, tmp_path: Path) -> None:
    path = tmp_path / "who.toml"
    path.write_text(content, "utf-8")
    with pytest.raises(UsageError, match="endpoint-credentials") as found:
        Credentials.load(path)
    assert "secret" not in str(found.value)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("SELECT * {}", "SELECT"),
        ("# SELECT\nASK {}", "ASK"),
        ("BASE <http://a#b> PREFIX a.b: <http://a> # x\n construct where {}", "CONSTRUCT"),
        ("PREFIX select: <x:y> DESCRIBE <x:y>", "DESCRIBE"),
        ("PREFIX # c\n : # c\n <x:y> SELECT * {}", "SELECT"),
        ("INSERT DATA {}", ""),
        ("# only this", ""),
        ("define sql:log-enable 1 SELECT * {}", ""),
        ("PREFIX a: <x:y> DROP ALL # SELECT", ""),
        ("SELECTED", ""),
    ],
)
def test_the_form_of_a_query_is_what_stands_after_its_prologue(text: str, form: str) -> None:
    assert form_of(text) == form


def test_a_named_default_graph_gives_way_to_that_of_the_query() -> None:
    with store((200, TABLE, EMPTY)) as told:
        there = RemoteStore(told.address, Names(), "http://a/answer")
        there.query("SELECT ?from { ?from a:b ?c }")
        there.query("SELECT * FROM <http://a/b> { ?s ?p ?o }")
        there.query(ASKED, default_graphs=("http://a/c",))
        sent = [body for _, _, _, body in told.asked]
    assert [body.count(b"default-graph-uri=") for body in sent] == [1, 0, 1]
    assert b"answer" not in sent[2]


def test_a_pause_is_what_the_store_asks_for() -> None:
    assert pause(1, "3") == 3.0
    assert pause(1, "Wed, 21 Oct 2015 07:28:00 GMT") == 0.0
    assert pause(1, "soon") < pause(3, "") < 2


def test_a_reason_is_one_short_line() -> None:
    assert short(b"a\r\n\tb \x1b[31m\xff") == "a b [31m\ufffd"
    assert len(short("x" * 5_000)) == 200
    page = "<html><head><title>T</title></head><body><h1>No</h1><p>graph</p></body></html>"
    assert short(page) == "No graph"


def test_a_push_replaces_each_graph_and_ends_with_the_default_graph(release: Release) -> None:
    with store((204, {}, b"")) as told, GraphStore(told.address) as target:
        done = push(release, target, ["http://localhost:8000/id/graph/gone"], 400_000)
        sent = list(told.asked)
    first = [path for method, path, _, _ in sent if method == "PUT"]
    assert len(first) == len(set(first)) == done.graphs
    assert first[-1].endswith("?default=") or first[-1].endswith("?default")
    assert sent[-1][0] == "DELETE"
    assert sent[-1][1].endswith("%2Fgone")
    assert max(len(body) for *_, body in sent) <= 400_000
    assert (
        sum(body.count(b" .\n") for *_, body in sent) == done.triples == release.manifest["quads"]
    )


def test_a_push_goes_on_when_a_failure_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr("qualgraph.release.push.time.sleep", waits.append)
    with store((503, {"Retry-After": "7"}, b""), (201, {}, b"")) as told:
        with GraphStore(told.address) as target:
            target.replace("http://a/b", [b"1", b"2"])
        assert [(method, body) for method, _, _, body in told.asked] == [
            ("PUT", b"1"),
            ("PUT", b"1"),
            ("POST", b"2"),
        ]
    assert waits == [7.0]


@pytest.mark.parametrize(
    ("status", "key"),
    [
        (401, "push-who"),
        (403, "push-who"),
        (404, "push-where"),
        (405, "push-where"),
        (413, "push-pieces"),
        (400, "push-refused"),
        (302, "push-refused"),
    ],
)
def test_a_push_that_is_refused_says_what_to_do(status: int, key: str) -> None:
    with (
        store((status, {"Location": "http://127.0.0.1:1/"}, b"no")) as told,
        GraphStore(told.address) as target,
        pytest.raises(DataError, match=key),
    ):
        target.replace("http://a/b", [b"1"])


def test_a_default_graph_takes_the_place_of_no_other(release: Release) -> None:
    taken = f"{release.base}id/graph/dataset"
    with store((204, {}, b"")) as told, GraphStore(told.address, taken) as target:
        with pytest.raises(UsageError, match="push-default-graph"):
            push(release, target, [], 1_000)
        assert told.asked == []


def test_a_graph_that_is_gone_already_may_be_removed() -> None:
    with store((404, {}, b"")) as told, GraphStore(told.address) as target:
        target.remove("http://a/b")


def test_an_empty_graph_is_one_empty_piece() -> None:
    assert list(pieces([], 10)) == [b""]
