"""What is kept as it was sent is what would be made: never another variant."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from qualgraph.answers.app import create_app
from qualgraph.answers.http.finished import SHOWN, Answer, Finished
from qualgraph.answers.settings import Settings
from qualgraph.release.directory import Release

THING = "/doc/qualification/nl-25132"
PATHS = (
    "/",
    THING,
    f"{THING}?profile=schema",
    f"{THING}.ttl",
    f"{THING}.nl.html",
    "/id/qualification/nl-25132",
    "/dataset",
    "/queries",
    "/queries/tasks?qualification=25132",
    "/contexts/own-1.jsonld",
    "/dumps/",
    "/nowhere",
)
RANGES = (
    "*/*", "text/*", "text/html", "text/turtle", "application/ld+json", "application/json",
    "application/rdf+xml;q=0.3", "text/html;q=0", "*/*;q=0.1", "text/turtle;q=broken", "image/png",
    "nl", "en-GB", "en;q=0.2", "de", "*", "gzip", "br", "zstd", "identity;q=0", "gzip;q=0", "*;q=0",
    "<https://schema.org/>", "", ",", '"',
)  # fmt: skip
CHANGING = {"server-timing", "date"}
elements = st.lists(st.sampled_from(RANGES), max_size=4).map(", ".join)
anything = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=12)
values = elements | anything
names = st.sampled_from(
    ["Accept", "Accept-Encoding", "Accept-Language", "Accept-Profile", "Cookie", "User-Agent",
     "If-Modified-Since", "Referer", "X-Forwarded-For", "Authorization"]
)  # fmt: skip


@pytest.fixture(scope="module")
def made_anew(release: Release) -> Iterator[TestClient]:
    """An application that keeps nothing."""
    app = create_app(release, Settings(cached_bytes=0, finished_bytes=0, cached_pages=0))
    with TestClient(app, follow_redirects=False) as client:
        yield client


def told(answer: Any) -> tuple[int, list[tuple[str, str]], bytes]:
    headers = [pair for pair in answer.headers.multi_items() if pair[0] not in CHANGING]
    return answer.status_code, headers, answer.content


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(["GET", "HEAD"]),
    st.sampled_from(PATHS),
    st.lists(st.tuples(names, values), max_size=5),
    st.sampled_from(["", "own", "other", "*"]),
)
def test_first_second_and_anew_are_the_same(
    client: TestClient,
    made_anew: TestClient,
    method: str,
    path: str,
    headers: list[tuple[str, str]],
    held: str,
) -> None:
    if held:
        own = client.get(path, headers=dict(headers)).headers.get("etag", '"none"')
        other = client.get("/").headers["etag"]
        headers = [*headers, ("If-None-Match", {"own": own, "other": other, "*": "*"}[held])]
    given_headers: Any = headers
    first, second = (told(client.request(method, path, headers=given_headers)) for _ in range(2))
    assert first == second
    assert first == told(made_anew.request(method, path, headers=given_headers))


def cache_of(answer: Any) -> str:
    assert "cache;desc=" in answer.headers["server-timing"]
    return str(answer.headers["server-timing"].rpartition("cache;desc=")[2])


def test_the_second_of_the_same_requests_is_kept_and_told_so(client: TestClient) -> None:
    headers = {"Accept": "text/turtle", "Accept-Encoding": "br;q=0.123"}
    assert [cache_of(client.get(THING, headers=headers)) for _ in range(2)] == ["miss", "hit"]
    tagged = {**headers, "If-None-Match": client.get(THING, headers=headers).headers["etag"]}
    answers = [client.get(THING, headers=tagged) for _ in range(2)]
    assert [(each.status_code, cache_of(each)) for each in answers] == [(304, "miss"), (304, "hit")]


@pytest.mark.parametrize("path", ["/nowhere", "/health", "/metrics"])
def test_what_is_not_for_all_is_not_kept(client: TestClient, path: str) -> None:
    assert [cache_of(client.get(path)) for _ in range(2)] == ["miss", "miss"]


def test_a_part_of_a_dump_is_not_kept(client: TestClient) -> None:
    path = "/dumps/qualgraph.nq.gz"
    part = client.get(path, headers={"Range": "bytes=0-3"})
    assert (part.status_code, len(part.content)) == (206, 4)
    whole = client.get(path)
    assert (whole.status_code, len(whole.content)) == (200, int(whole.headers["content-length"]))


@pytest.mark.parametrize("name", ["Cookie", "User-Agent", "X-Anything"])
def test_headers_beside_the_key_change_nothing(client: TestClient, name: str) -> None:
    client.get("/queries")
    assert cache_of(client.get("/queries", headers={name: "x"})) == "hit"
    assert name.lower().encode() not in SHOWN


def answer(size: int) -> Answer:
    start = {"type": "http.response.start", "status": 200, "headers": []}
    return Answer(start, {"type": "http.response.body", "body": b"x" * size}, size, b"{}")


def test_what_is_kept_stays_within_its_limit_and_the_oldest_goes() -> None:
    finished = Finished(100_000)
    for number in range(50):
        finished.put((str(number),), answer(4_000))
        finished.get(("0",))
        assert finished.size <= finished.limit
    assert finished.get(("0",))
    assert finished.get(("49",))
    assert finished.get(("1",)) is None


def test_an_answer_that_would_drive_out_the_others_is_not_kept() -> None:
    finished = Finished(100_000)
    finished.put(("small",), answer(10))
    finished.put(("large",), answer(50_000))
    assert finished.get(("large",)) is None
    assert finished.get(("small",))
