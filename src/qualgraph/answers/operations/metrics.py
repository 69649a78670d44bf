"""What is counted while serving, as Prometheus reads it.

Counting is a sum in a dictionary; the form is written when it is asked for. Of several processes
on one port any may be asked: each leaves its sums in a common folder once a second, and whoever is
asked adds them up. What an ended process counted stays.
"""

import json
import os
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)

Sums = Counter[tuple[str, ...]]

BOUNDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_METHODS = ("GET", "HEAD", "OPTIONS", "POST", "QUERY")
_EDGES = (*map(str, BOUNDS), "+Inf")
_SILENT_SECONDS = 10.0


class Metrics:
    """The sums of this process, and of those that share ``folder``."""

    def __init__(self, folder: Path | None = None) -> None:
        self.sums: Sums = Counter()
        self._folder = folder
        self._cells = {
            cache: tuple(("bucket", cache, edge) for edge in _EDGES) for cache in ("hit", "miss")
        }

    def request(self, method: str, status: int, cache: str, sent: int, seconds: float) -> None:
        """Count a request: ``cache`` is ``hit`` or ``miss``, ``sent`` bytes of body."""
        sums = self.sums
        # A method is any word that a client likes: only those that are known get a sum.
        sums["requests", method if method in _METHODS else "other", str(status), cache] += 1
        sums[self._cells[cache][bisect_left(BOUNDS, seconds)]] += 1
        sums["seconds", cache] += seconds  # type: ignore[assignment]
        sums["bytes",] += sent

    def save(self, now: Mapping[str, str | int]) -> None:
        """Leave the sums, and what is ``now``, for the others."""
        if self._folder is None:
            return
        data = {"sums": [[*key, value] for key, value in self.sums.items()], "now": now}
        draft = self._folder / f"{os.getpid()}.draft"
        with suppress(OSError):
            draft.write_text(json.dumps(data), "utf-8")
            draft.replace(self._folder / f"{os.getpid()}.json")

    def text(self, now: Mapping[str, str | int]) -> bytes:
        """Return all sums as Prometheus reads them; ``now`` is of this process."""
        total, present = Counter(self.sums), {str(os.getpid()): now}
        for path, data in self._others():
            for *key, value in data["sums"]:
                total[tuple(map(str, key))] += value
            if time.time() - path.stat().st_mtime < _SILENT_SECONDS:
                present[path.stem] = data["now"]
        registry = CollectorRegistry()
        registry.register(_Families((*_counted(total), *_present(present))))
        return generate_latest(registry)

    def _others(self) -> Iterator[tuple[Path, dict[str, Any]]]:
        for path in sorted(self._folder.glob("*.json")) if self._folder else ():
            if path.stem != str(os.getpid()):
                yield path, json.loads(path.read_text("utf-8"))


class _Families:
    """A collector of what is given."""

    def __init__(self, families: tuple[Metric, ...]) -> None:
        self._families = families

    def collect(self) -> Iterable[Metric]:
        return self._families


def _counted(sums: Sums) -> Iterator[Metric]:
    requests = CounterMetricFamily(
        "qualgraph_requests", "Requests that were answered.", labels=("method", "status", "cache")
    )
    events = CounterMetricFamily(
        "qualgraph_events", "What stands in the log beside requests.", labels=("event",)
    )
    for key, value in sorted(sums.items()):
        if key[0] in {"requests", "events"}:
            (requests if key[0] == "requests" else events).add_metric(key[1:], value)
    yield from (requests, events)
    sent = CounterMetricFamily("qualgraph_response_bytes", "Bytes of bodies that were sent.")
    sent.add_metric((), sums["bytes",])
    yield sent
    durations = HistogramMetricFamily(
        "qualgraph_request_seconds", "How long requests took.", labels=("cache",)
    )
    for cache in ("hit", "miss"):
        count, cells = 0, []
        for edge in _EDGES:
            count += sums["bucket", cache, edge]
            cells.append((edge, count))
        durations.add_metric((cache,), cells, sums["seconds", cache])
    yield durations


def _present(workers: Mapping[str, Mapping[str, str | int]]) -> Iterator[Metric]:
    release = GaugeMetricFamily(
        "qualgraph_release", "The release that a process serves.", labels=("worker", "release")
    )
    kept = GaugeMetricFamily(
        "qualgraph_kept_bytes", "What a process keeps in memory of answers.", labels=("worker",)
    )
    busy = GaugeMetricFamily(
        "qualgraph_requests_open", "Requests that a process answers now.", labels=("worker",)
    )
    for worker, now in workers.items():
        release.add_metric((worker, str(now["release"])), 1)
        kept.add_metric((worker,), int(now["kept"]))
        busy.add_metric((worker,), int(now["open"]))
    return iter((release, kept, busy))
