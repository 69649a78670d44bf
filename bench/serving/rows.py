"""The rows of the table: what is measured, beside what, and what is to be reached."""

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection
from urllib.parse import urlencode

from bench.serving import peer
from bench.serving.data import OCCUPATIONS, Made, esco
from bench.serving.servers import NOT_KEPT, Server, bare, free_port, ours, started
from bench.serving.wrk import Asking, Rate
from qualgraph.answers.stores.store import EmbeddedStore
from qualgraph.graph.binding import bind_row
from qualgraph.graph.canned import load_internal_queries, load_queries
from qualgraph.graph.names import Names

ROUNDS = 3
_LOOKUP = (
    "SELECT ?qualification ?label {{ ?occupation "
    "<http://www.w3.org/2004/02/skos/core#closeMatch> <{}> . "
    "?qualification <https://w3id.org/qualgraph/def/preparesFor> ?occupation ; "
    "<http://www.w3.org/2000/01/rdf-schema#label> ?label }} # {}"
)
_STEP = 7  # so that neighbours in the list are no neighbours in the store


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table; ``reached`` is None where there is nothing to reach."""

    what: str
    measured: str
    beside: str
    target: str
    reached: bool | None = None


class Bench:
    """Releases to measure over: one of many, one of rich ones, a small one for the peer."""

    def __init__(self, many: Made, rich: Made, small: Made, seconds: int) -> None:
        self.many, self.rich, self.small, self.seconds = many, rich, small, seconds

    def over_http(self) -> Iterator[Row]:
        """Measure what needs wrk."""
        yield from self._cached()
        yield from self._not_cached()
        yield from self._representations()
        yield from self._beside_peer()

    def _cached(self) -> Iterator[Row]:
        resource = _resources(self.many)[:1]
        query = [_canned("qualifications-by-esco-occupation", occupation=esco(0))]
        with ours(self.many) as site, bare(self.many) as plain, bare(None) as raw:
            found = self._rounds(
                Asking(site.address, resource),
                Asking(plain.address, ["/fixed"]),
                Asking(raw.address, ["/fixed"]),
                Asking(site.address, query),
            )
        mine, theirs, least, kept = found
        yield _ratio("cached resource", (mine, theirs), 0.7)
        yield Row("  its p99", f"{mine.p99:.1f} ms", "", "< 5 ms", mine.p99 < 5)
        yield Row("  raw ASGI, for information", _rate(least), f"{mine.rate / least.rate:.2f}", "")
        reached = kept.rate >= 12_000
        yield Row("small canned query, cached", _rate(kept), "", ">= 12,000/s", reached)

    def _not_cached(self) -> Iterator[Row]:
        occupations = [
            _canned("qualifications-by-esco-occupation", occupation=esco(n * _STEP))
            for n in range(OCCUPATIONS)
        ]
        for made, name in ((self.many, "resource"), (self.rich, "rich resource")):
            with ours(made, NOT_KEPT) as site, bare(made) as plain:
                paths = _resources(made)
                both = self._rounds(Asking(site.address, paths), Asking(plain.address, paths))
                about = f"{name} not cached, Turtle ({made.triples} triples)"
                yield _ratio(about, both, 0.6)
                if made is self.many:
                    asked = Asking(site.address, occupations), Asking(plain.address, occupations)
                    yield _ratio("small canned query, not cached", self._rounds(*asked), 0.7)

    def _representations(self) -> Iterator[Row]:
        """Measure what is made once: how fast it is made, and whether it is made once."""
        for ending, name in ((".jsonld", "framed JSON-LD"), (".nl.html", "HTML")):
            for made in (self.many, self.rich):
                paths = _resources(made, ending)
                with ours(made, NOT_KEPT) as site:
                    (fresh,) = self._rounds(Asking(site.address, paths))
                with ours(made) as site:
                    (again,) = self._rounds(Asking(site.address, paths[:1]))
                what = f"{name} ({made.triples} triples), made"
                beside = f"again: {_rate(again)}"
                yield Row(what, _rate(fresh), beside, "once", again.rate > 10 * fresh.rate)

    def _beside_peer(self) -> Iterator[Row]:
        port = free_port()
        command = peer.command(self.small, port)
        if command is None:
            yield Row("SPARQL lookup", "rdflib-endpoint could not be installed", "", "")
            return
        ready = _query("ASK {}")
        with (
            started(command, port, ready, {}) as other,
            ours(self.small, NOT_KEPT) as fresh,
            ours(self.small) as kept,
        ):
            one = [_query(_LOOKUP.format(esco(7), ""))]
            all_different = [_query(_LOOKUP.format(esco(n), n)) for n in range(10_000)]
            found = self._rounds(
                *(Asking(other.address, paths, 4) for paths in (one, all_different)),
                *(Asking(fresh.address, paths, 4) for paths in (one, all_different)),
                Asking(kept.address, one, 4),
            )
        slow, slow_different, mine, different, cached = found
        for name, rate, theirs, least in (
            ("one text", mine, slow, 10),
            ("all texts different", different, slow_different, 10),
            ("from the cache", cached, slow, 60),
        ):
            times = rate.rate / theirs.rate
            beside = f"{times:.1f} x rdflib-endpoint ({_rate(theirs)})"
            yield Row(
                f"SPARQL lookup, {name}", _rate(rate), beside, f">= {least} x", times >= least
            )

    def _rounds(self, *asked: Asking) -> list[Rate]:
        """Ask one after the other, round after round; return the medians."""
        for each in asked:
            each.run(1)
        rounds = [[each.run(self.seconds) for each in asked] for _ in range(ROUNDS)]
        return [
            Rate(
                statistics.median(each.rate for each in found),
                statistics.median(each.p99 for each in found),
            )
            for found in zip(*rounds, strict=True)
        ]

    def in_process(self) -> Iterator[Row]:
        """Measure queries in this process, warm."""
        names = Names(self.many.release.base)
        store = EmbeddedStore.open(self.many.release.store, names)
        queries, describe = load_queries(), load_internal_queries()["describe"]
        by_occupation = queries["qualifications-by-esco-occupation"]
        codes = list(self.many.codes())[:: self.many.count // 200]
        asked: dict[str, tuple[float, Sequence[str]]] = {
            "describe": (
                4.0,
                [bind_row(describe, [str(names.thing("qualification", code))]) for code in codes],
            ),
            "by occupation": (
                1.0,
                [by_occupation.bind({"occupation": esco(n)}, names) for n in range(0, 3000, 15)],
            ),
            "pathway": (
                1.0,
                [queries["pathway"].bind({"qualification": code}, names) for code in codes],
            ),
        }
        for name, (most, texts) in asked.items():
            graph = name == "describe"
            ask = store.triples if graph else store.query
            middle, late = _times(ask, texts)
            yield Row(
                f"{name} in process, warm",
                f"p95 {late:.2f} ms",
                f"p50 {middle:.2f} ms",
                f"p95 <= {most:g} ms",
                late <= most,
            )

    def counts(self) -> Iterator[Row]:
        """Measure counts: as they are asked first, with nothing kept of the request."""
        paths = {
            "home page": "/",
            "statistics of the dataset": "/dataset.ttl",
            "qualifications per domain": _canned("qualifications-per-domain"),
        }
        with ours(self.many) as site:
            for name, path in paths.items():
                first, late = _seen(site, path)
                row = Row(
                    f"counts: {name}",
                    f"{late:.2f} ms",
                    f"first: {first:.1f} ms",
                    "< 2 ms",
                    late < 2,
                )
                yield row

    def starting(self) -> Iterator[Row]:
        """Measure how long the server takes to answer, and what memory it then has and grows to."""
        times, plain = [], []
        for _ in range(ROUNDS):
            with ours(self.many) as site:
                times.append(site.started)
            with bare(self.many) as other:
                plain.append(other.started)
        took, theirs = statistics.median(times), statistics.median(plain)
        quads = self.many.release.manifest["quads"] / 1e6
        beside = f"bare {theirs:.2f} s"
        yield Row(f"start, {quads:.1f} M quads", f"{took:.2f} s", beside, "< 2 s", took < 2)
        with ours(self.many) as site:
            before = site.megabytes
            for ending in (".ttl", ".nl.html", ".jsonld"):
                Asking(site.address, _resources(self.many, ending)).run(2 * self.seconds)
            after = site.megabytes
        beside = f"at first {before:.0f} MB"
        yield Row("memory, caches filling", f"{after:.0f} MB", beside, "< 300 MB", after < 300)


def _resources(made: Made, ending: str = ".ttl") -> list[str]:
    codes = list(made.codes())
    return [f"/doc/qualification/{code}{ending}" for code in codes[::_STEP] + codes[1::_STEP]]


def _canned(name: str, **values: str) -> str:
    return f"/queries/{name}.json" + (f"?{urlencode(values)}" if values else "")


def _query(text: str) -> str:
    return f"/sparql?{urlencode({'query': text})}"


def _times(ask: Callable[[str], object], texts: Sequence[str]) -> tuple[float, float]:
    """Return p50 and p95 in milliseconds of the second time that each is asked."""
    taken = []
    for text in texts:
        ask(text)
    for text in texts:
        began = time.perf_counter()
        ask(text)
        taken.append((time.perf_counter() - began) * 1000)
    cut = statistics.quantiles(taken, n=20)
    return statistics.median(taken), cut[-1]


def _seen(site: Server, path: str) -> tuple[float, float]:
    """Return how long the first answer took and the median of more, in milliseconds."""
    connection = HTTPConnection(site.address.removeprefix("http://"))
    taken = []
    for _ in range(50):
        began = time.perf_counter()
        connection.request("GET", path, headers={"Accept": "*/*"})
        answer = connection.getresponse()
        answer.read()
        taken.append((time.perf_counter() - began) * 1000)
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status}")
    connection.close()
    return taken[0], statistics.median(taken[1:])


def _ratio(what: str, found: Sequence[Rate], least: float) -> Row:
    mine, theirs = found
    share = mine.rate / theirs.rate
    beside = f"{share:.2f} of bare ({_rate(theirs)})"
    return Row(what, _rate(mine), beside, f">= {least:g}", share >= least)


def _rate(found: Rate) -> str:
    return f"{found.rate:,.0f}/s"
