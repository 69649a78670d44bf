"""What whoever runs the server sees: settings, the log, counts, health, slow queries."""

import json
import os
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from qualgraph.answers.app import create_app
from qualgraph.answers.operations.journal import Journal
from qualgraph.answers.operations.metrics import Metrics
from qualgraph.answers.operations.operations import Operations
from qualgraph.answers.settings import Settings, load_settings
from qualgraph.answers.site import Site
from qualgraph.errors import UsageError
from qualgraph.release.directory import Release

SECRET = "Zeer geheime vraag"
NOW: dict[str, str | int] = {"release": "r", "kept": 1, "open": 0}


@pytest.fixture
def logged(release: Release, tmp_path: Path) -> tuple[TestClient, Callable[[], Any]]:
    """A client, and what ends the server and returns the lines of its log."""
    place = tmp_path / "log"
    app = create_app(
        release, Settings(slow_query_seconds=1e-6), Operations(journal=Journal(str(place), b"key"))
    )
    client = TestClient(app, follow_redirects=False, raise_server_exceptions=False)
    client.__enter__()

    def end() -> list[dict[str, Any]]:
        client.__exit__()
        lines = place.read_text("utf-8").removesuffix("\n").split("\n")
        assert SECRET not in "".join(lines)
        assert "geheime" not in "".join(lines)
        return [json.loads(line) for line in lines]

    return client, end


def test_each_request_is_one_line_of_json_without_what_was_asked(
    logged: tuple[TestClient, Callable[[], Any]], release: Release
) -> None:
    client, end = logged
    query = f'SELECT * {{ ?s ?p "{SECRET}" }}'
    for _ in range(2):
        client.get("/sparql", params={"query": query})
    client.post("/sparql", data={"query": query})
    client.get(f'/nowhere/"%0a%e2%80%a8?x={SECRET}', headers={"Referer": SECRET, "Cookie": SECRET})
    client.head("/queries")
    client.request("BREW", "/")
    lines = [line for line in end() if "event" not in line]
    told = [(each["method"], each["status"], each["cache"]) for each in lines]
    assert told == [
        ("GET", 200, "miss"),
        ("GET", 200, "hit"),
        ("POST", 200, "miss"),
        ("GET", 404, "miss"),
        ("HEAD", 200, "miss"),
        ("BREW", 405, "miss"),
    ]
    assert lines[0]["query"] == lines[1]["query"] == lines[2]["query"] != lines[3]["query"]
    assert [each.get("query") for each in lines[4:]] == [None, None]
    assert lines[0]["bytes"] == lines[1]["bytes"] > 0
    assert lines[4]["bytes"] == 0
    for each in lines:
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", each["time"])
        assert each["release"] == release.id
        assert each["ms"] >= 0


def test_a_slow_query_is_told_by_its_mark(logged: tuple[TestClient, Callable[[], Any]]) -> None:
    client, end = logged
    client.get("/sparql", params={"query": f'SELECT * {{ ?s ?p "{SECRET}" }}'})
    [slow] = [line for line in end() if line.get("event") == "slow-query"]
    assert slow["part"] == "query"
    assert slow["ms"] >= 0
    assert re.fullmatch("[0-9a-f]{16}", slow["query"])


def test_the_mark_of_a_text_cannot_be_looked_up() -> None:
    one, other = (Journal(key=key).hash(b"accountmanager").hexdigest() for key in (b"a", b"b"))
    assert one != other


def test_server_timing_says_on_what_the_time_went(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    site: Site = client.app.state.sites.current  # type: ignore[attr-defined]
    monkeypatch.setattr(site.finished, "get", lambda _: None)
    site.variants._places.clear()
    site.rows.cache_clear()  # type: ignore[attr-defined]
    page = client.get("/doc/qualification/nl-25133.nl.html", headers={"Accept-Encoding": "gzip"})
    parts = dict(re.findall(r"(\w+);dur=([\d.]+)", page.headers["server-timing"]))
    assert {"total", "store", "render"} <= parts.keys()
    assert float(parts["total"]) >= float(parts["store"])


def test_lines_go_on_in_a_new_file_when_the_old_one_was_moved(tmp_path: Path) -> None:
    place = tmp_path / "log"
    journal = Journal(str(place))
    journal.start()
    journal.event("first")
    while not (place.exists() and place.stat().st_size):
        pass
    place.rename(tmp_path / "old")
    journal.reopen()
    while not place.exists():
        pass
    journal.event("second")
    journal.close()
    assert "first" in (tmp_path / "old").read_text()
    assert "second" in place.read_text()


def test_a_log_that_takes_nothing_loses_lines_and_stops_nothing() -> None:
    journal = Journal("/dev/full")
    journal.start()
    journal.line(b"{}")
    journal.close()
    assert journal.lost == 1


def test_metrics_are_prometheus_text_that_counts(client: TestClient) -> None:
    before, after = Counter[str](), Counter[str]()
    for found in (before, after):
        client.get("/queries")
        text = client.get("/metrics")
        assert text.headers["content-type"].startswith("text/plain")
        assert text.headers["cache-control"] == "no-store"
        for family in text_string_to_metric_families(text.text):
            for sample in family.samples:
                found[sample.name] += int(sample.value)
    assert after["qualgraph_requests_total"] == before["qualgraph_requests_total"] + 2
    assert after["qualgraph_request_seconds_count"] == after["qualgraph_requests_total"]
    assert after["qualgraph_release"] == 1


def test_several_processes_add_up_and_an_ended_one_stays_counted(tmp_path: Path) -> None:
    mine, other = Metrics(tmp_path), Metrics(tmp_path)
    mine.request("GET", 200, "hit", 10, 0.001)
    other.request("GET", 200, "hit", 5, 0.3)
    other.request("BREW", 405, "miss", 0, 99.0)
    other.save(NOW)
    (tmp_path / f"{os.getpid()}.json").rename(tmp_path / "1.json")
    os.utime(tmp_path / "1.json", (0, 0))
    found = {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(mine.text(NOW).decode())
        for sample in family.samples
    }
    assert found["qualgraph_requests_total", "hit", "GET", "200"] == 2
    assert found["qualgraph_requests_total", "miss", "other", "405"] == 1
    assert found["qualgraph_response_bytes_total",] == 15
    assert found["qualgraph_request_seconds_count", "hit"] == 2
    assert ("qualgraph_release", "1", "r") not in found


@pytest.mark.parametrize("path", ["/health", "/health/live", "/health/ready"])
def test_health(client: TestClient, release: Release, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.json()["release"]) == (200, release.id)
    assert answer.headers["cache-control"] == "no-store"


def test_settings_come_from_a_file_and_the_environment_goes_before_it(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text("query_seconds = 3\ncached_bytes = 0\nclient_header = 'X-Real-IP'\n", "utf-8")
    found = load_settings(file, {"QUALGRAPH_SERVE_QUERY_SECONDS": "0.5", "PATH": "/bin"})
    assert found == Settings(query_seconds=0.5, cached_bytes=0, client_header="X-Real-IP")
    assert load_settings(None, {}) == Settings()


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("query_second = 3", "setting-unknown"),
        ("[query]\nseconds = 3", "setting-unknown"),
        ("query_seconds = 0", "setting-value"),
        ("query_seconds = -1", "setting-value"),
        ("query_seconds = nan", "setting-value"),
        ("query_seconds = inf", "setting-value"),
        ("query_seconds = true", "setting-value"),
        ("query_seconds = 'soon'", "setting-value"),
        ("query_workers = 1.5", "setting-value"),
        ("query_workers = []", "setting-value"),
        ("client_header = 1", "setting-value"),
        ("query_seconds", "settings-file"),
    ],
)
def test_a_setting_that_is_none_or_cannot_be_is_told(tmp_path: Path, text: str, key: str) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(UsageError) as error:
        load_settings(file, {})
    assert error.value.key == key


@pytest.mark.parametrize("value", ["", "x", "1_0x", "1e999"])
def test_a_wrong_value_in_the_environment_is_told(value: str) -> None:
    with pytest.raises(UsageError) as error:
        load_settings(None, {"QUALGRAPH_SERVE_QUERY_SECONDS": value})
    assert error.value.key == "setting-value"
