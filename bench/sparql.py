"""The SPARQL endpoint: lookups beside the bare parts, and a normal request while it is attacked.

A real server on a port, asked from this process: figures are of a machine that also asks. Prints
requests a second with the ratio to a bare Starlette route over the same store, and p95 of a small
query while each attack runs. Falls short, with exit code 1, when a p95 is 100 ms or more.
"""

import asyncio
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx2

SECONDS = 4.0
MOST_MS = 100
_HERE = Path(__file__).parent
_LOOKUP = "SELECT * {{ <{0}id/qualification/nl-25132> ?p ?o{1} }} LIMIT 3"
_ATTACKS = {
    "none": "",
    "cartesian product": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "hungry": "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?c ?a ?d",
    "deep path": "SELECT (COUNT(*) AS ?n) { ?a (!<x:p>|^!<x:p>)* ?b . ?c (!<x:p>)* ?d }",
    "everything": "SELECT * { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }",
    "braces": "SELECT * { " + "{" * 10_000,
    "overflow": "ASK { FILTER(" + "!" * 40_000 + "true) }",
}
# What the parts can do: the same query, no guard, no limit, no negotiation, no other process.
_BARE = """
import sys, uvicorn
from pyoxigraph import QueryResultsFormat, Store
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route
store = Store.read_only(sys.argv[1])
async def answer(request):
    found = store.query(request.query_params["query"])
    return Response(found.serialize(format=QueryResultsFormat.JSON))
uvicorn.run(Starlette(routes=[Route("/sparql", answer)]), port=int(sys.argv[2]), log_level="error")
"""


@asynccontextmanager
async def _server(port: int, *command: str) -> AsyncIterator[str]:
    with subprocess.Popen([sys.executable, *command]) as process:
        try:
            async with httpx2.AsyncClient() as client:
                for _ in range(300):
                    with suppress(httpx2.HTTPError):
                        params = {"query": "ASK {}"}
                        await client.get(f"http://127.0.0.1:{port}/sparql", params=params)
                        break
                    await asyncio.sleep(0.1)
            yield f"http://127.0.0.1:{port}/sparql"
        finally:
            process.terminate()


async def _rate(address: str, base: str, same: bool, cached: bool) -> float:
    numbers = count()
    until = time.monotonic() + SECONDS
    done = 0

    async def ask(client: httpx2.AsyncClient) -> None:
        nonlocal done
        while time.monotonic() < until:
            text = _LOOKUP.format(base, "" if same else next(numbers))
            # BNODE makes an answer that is not kept.
            text = text if cached or not same else text + " # bnode()"
            answer = await client.get(address, params={"query": text})
            assert answer.status_code == 200, answer.text
            done += 1

    async with httpx2.AsyncClient(timeout=30) as client:
        await asyncio.gather(*(ask(client) for _ in range(8)))
    return done / SECONDS


async def _p95(address: str, attack: str) -> float:
    taken: list[float] = []
    until = time.monotonic() + SECONDS

    async def attacker(client: httpx2.AsyncClient) -> None:
        while time.monotonic() < until:
            with suppress(httpx2.HTTPError):
                await client.post(address, data={"query": attack})
            await asyncio.sleep(0.01)

    async def normal(client: httpx2.AsyncClient) -> None:
        # Another client than the attackers: its address is another of this machine.
        for number in count():
            if time.monotonic() > until:
                return
            started = time.perf_counter()
            query = {"query": f"ASK {{ ?s ?p ?o{number} }}"}
            answer = await client.get(address.replace("127.0.0.1", "[::1]"), params=query)
            assert answer.status_code == 200, answer.text
            taken.append((time.perf_counter() - started) * 1_000)
            await asyncio.sleep(0.01)

    async with httpx2.AsyncClient(timeout=60) as bad, httpx2.AsyncClient(timeout=60) as good:
        attackers = [attacker(bad) for _ in range(4 if attack else 0)]
        await asyncio.gather(normal(good), *attackers)
    return statistics.quantiles(taken, n=20)[-1]


async def _measure(releases: Path) -> bool:
    from qualgraph.release.directory import Releases  # noqa: PLC0415

    release = Releases(releases).active()
    start = "from qualgraph.cli import main; main()"
    serve = ["-c", start, "serve", "--releases", str(releases), "--host", "", "--port", "8471"]
    good = True
    async with (
        _server(8471, *serve) as ours,
        _server(8472, "-c", _BARE, str(release.store), "8472") as bare,
    ):
        for same, cached, name in (
            (True, True, "one text, from the cache"),
            (True, False, "one text, not cached"),
            (False, False, "all texts different"),
        ):
            floor = await _rate(bare, release.base, same, cached)
            rate = await _rate(ours, release.base, same, cached)
            print(f"lookup, {name}: {rate:,.0f}/s, {rate / floor:.2f} of bare ({floor:,.0f}/s)")
        for name, attack in _ATTACKS.items():
            p95 = await _p95(ours, attack)
            good = good and p95 < MOST_MS
            print(f"small query while attacked by {name}: p95 {p95:.0f} ms")
    return good


def main() -> int:
    """Measure over the active release of a folder, or over one made of ``data``."""
    if len(sys.argv) > 1:
        return 0 if asyncio.run(_measure(Path(sys.argv[1]))) else 1
    with TemporaryDirectory() as folder:
        start = "from qualgraph.cli import main; main()"
        command = [sys.executable, "-c", start, "publish", str(_HERE.parent / "data")]
        subprocess.run([*command, "--releases", folder], check=True, capture_output=True)
        return 0 if asyncio.run(_measure(Path(folder))) else 1


if __name__ == "__main__":
    raise SystemExit(main())
