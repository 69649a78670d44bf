"""The processes that evaluate: they end and are replaced, and can do nothing else."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from qualgraph.answers.settings import Settings
from qualgraph.answers.sparql.evaluate import (
    BusyError,
    Evaluator,
    OverTimeError,
    Request,
    TooManyError,
)
from qualgraph.errors import UsageError
from qualgraph.graph.names import Names
from qualgraph.release.directory import Release

JSON, TURTLE = "application/sparql-results+json", "text/turtle"
HEAVY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
HUNGRY = "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?c ?a ?d"
COSTLY = "SELECT (COUNT(*) AS ?n) { { SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 500000 } }"
SMALL = "ASK { ?s ?p ?o }"


def asked(text: str, client: str = "") -> Request:
    return Request(text, JSON, TURTLE, client=client)


def run(
    release: Release, settings: Settings, test: Callable[[Evaluator], Coroutine[Any, Any, None]]
) -> None:
    async def whole() -> None:
        evaluator = Evaluator(release.store, Names(release.base), settings)
        try:
            await evaluator.start()
            await test(evaluator)
        finally:
            evaluator.close()

    asyncio.run(whole())


def children() -> set[int]:
    found = (task / "children" for task in Path(f"/proc/{os.getpid()}/task").iterdir())
    return {int(pid) for listed in found for pid in listed.read_text().split()}


def test_a_process_that_is_killed_is_replaced_and_no_other_query_fails(release: Release) -> None:
    async def test(evaluator: Evaluator) -> None:
        for heavy, error in ((HEAVY, OverTimeError), ("ASK{FILTER(" + "!" * 40_000 + "1)}", None)):
            slow = asyncio.create_task(evaluator.answer(asked(heavy)))
            answers = [await evaluator.answer(asked(SMALL)) for _ in range(20)]
            assert all(b"true" in answer.body for answer in answers)
            with pytest.raises(error or UsageError):
                await slow
        assert b"true" in (await evaluator.answer(asked(SMALL))).body

    run(release, Settings(query_workers=2, query_seconds=1.0, waiting_seconds=30), test)


def test_a_query_that_wants_too_much_memory_ends_alone(release: Release) -> None:
    async def test(evaluator: Evaluator) -> None:
        with pytest.raises(UsageError) as caught:
            await evaluator.answer(asked(HUNGRY))
        assert caught.value.key == "query-ended-process"
        await evaluator.answer(asked(SMALL))

    run(release, Settings(query_workers=1, query_seconds=60, query_memory=250_000_000), test)


def test_closing_lets_what_runs_end_and_still_answers_who_comes_late(release: Release) -> None:
    before = children()

    async def test(evaluator: Evaluator) -> None:
        running = [asyncio.create_task(evaluator.answer(asked(COSTLY))) for _ in range(4)]
        await asyncio.sleep(0.05)
        evaluator.close()
        for answer in await asyncio.gather(*running):
            assert b"value" in answer.body
        assert b"true" in (await evaluator.answer(asked(SMALL))).body

    run(release, Settings(query_workers=2, query_seconds=60, waiting_seconds=60), test)
    assert children() <= before


def test_a_client_has_its_share_and_all_have_a_limit(release: Release) -> None:
    settings = Settings(
        query_workers=2,
        query_waiting=3,
        client_queries=3,
        query_seconds=60,
        waiting_seconds=60,
    )

    async def test(evaluator: Evaluator) -> None:
        first = [asyncio.create_task(evaluator.answer(asked(COSTLY, "a"))) for _ in range(3)]
        await asyncio.sleep(0)
        with pytest.raises(TooManyError):
            await evaluator.answer(asked(SMALL, "a"))
        # Another need not wait until all of the first is done.
        assert b"true" in (await evaluator.answer(asked(SMALL, "b"))).body
        assert not all(task.done() for task in first)
        others = [asyncio.create_task(evaluator.answer(asked(COSTLY, n))) for n in "cd"]
        await asyncio.sleep(0)
        if sum(not task.done() for task in (*first, *others)) == 5:
            with pytest.raises(BusyError):
                await evaluator.answer(asked(SMALL, "e"))
        await asyncio.gather(*first, *others)

    run(release, settings, test)


def test_who_waits_too_long_is_told_so(release: Release) -> None:
    async def test(evaluator: Evaluator) -> None:
        slow = asyncio.create_task(evaluator.answer(asked(HEAVY)))
        await asyncio.sleep(0)
        with pytest.raises(BusyError):
            await evaluator.answer(asked(SMALL))
        with pytest.raises(OverTimeError):
            await slow
        await evaluator.answer(asked(SMALL))

    run(release, Settings(query_workers=1, query_seconds=3, waiting_seconds=0.2), test)


def test_the_verdict_on_a_text_is_kept(release: Release) -> None:
    async def test(evaluator: Evaluator) -> None:
        call = asked("SELECT * { SERVICE <x:y> { ?s ?p ?o } }")
        harmless = asked('ASK { ?s ?p "service" }')
        for _ in range(2):
            with pytest.raises(UsageError) as caught:
                await evaluator.answer(call)
            assert caught.value.key == "query-service"
            assert b"false" in (await evaluator.answer(harmless)).body

    run(release, Settings(query_workers=1, query_seconds=60), test)


def test_processes_are_kept_from_the_network_or_it_is_said(release: Release) -> None:
    async def test(evaluator: Evaluator) -> None:
        assert await evaluator.start()

    run(release, Settings(query_workers=1), test)


@pytest.mark.parametrize("way", ["seccomp", "namespace", ""])
def test_a_seal_is_believed_only_when_it_holds(way: str) -> None:
    """Each way by itself; without any, the process says that it can reach the network."""
    code = (
        "import sys; from qualgraph.answers.sparql import sealed\n"
        "for name in set(sealed._WAYS) - {sys.argv[1]}: del sealed._WAYS[name]\n"
        "print(sealed.seal())"
    )
    path = os.pathsep.join(filter(None, sys.path))
    done = subprocess.run(
        [sys.executable, "-c", code, way],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": path},
    )
    # A container may forbid namespaces; then nothing is said to hold.
    assert done.stdout.strip() in ({way, ""} if way == "namespace" else {way})


def test_processes_end_when_the_server_is_killed(release: Release) -> None:
    code = (
        "import asyncio, sys, time; from pathlib import Path\n"
        "from qualgraph.answers.sparql.evaluate import Evaluator\n"
        "from qualgraph.answers.settings import Settings; from qualgraph.graph.names import Names\n"
        "evaluator = Evaluator(Path(sys.argv[1]), Names(), Settings(query_workers=2))\n"
        "asyncio.run(evaluator.start())\n"
        "print(*[process.id for process in evaluator._idle], flush=True); time.sleep(60)"
    )
    path = os.pathsep.join(filter(None, sys.path))
    with subprocess.Popen(
        [sys.executable, "-c", code, str(release.store)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": path},
    ) as server:
        assert server.stdout
        pids = [int(pid) for pid in server.stdout.readline().split()]
        assert len(pids) == 2
        server.send_signal(signal.SIGKILL)
    until = time.monotonic() + 20
    while time.monotonic() < until and any(map(_alive, pids)):
        time.sleep(0.1)
    assert not any(map(_alive, pids))


def _alive(pid: int) -> bool:
    try:
        return ") Z" not in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
