"""How fast two-page PDFs become graphs, with and without checks, and at what cost in memory.

`python -m bench.throughput [--documents N] [--workers W] [--json]`. Each figure is the wall time
of all processes together, each loaded and warm before the clock starts:

- convert: PDF to facts to Turtle, JSON-LD and N-Triples, no check;
- checked: the same and every graph validated;
- pySHACL alone: `pyshacl.validate` on the same graphs, parsed before the clock starts;
- memory: resident set of one process after 200 and after 2,000 documents.
"""

import json
import multiprocessing
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

import pypdfium2
import pyshacl
import typer
from pyoxigraph import Triple
from rdflib import Graph

from bench.corpus import Wish, example
from bench.corpus.wordings import SPOKEN
from qualgraph.check.shapes import to_rdflib
from qualgraph.errors import DataError
from qualgraph.graph.codes import ontology_triples
from qualgraph.graph.names import Names
from qualgraph.graph.serialise import Format, serialise
from qualgraph.release.conversion import Conversion, Converter

FORMATS = (Format.TURTLE, Format.JSONLD, Format.NTRIPLES)
CONVERTED, CHECKED_RATIO = 150.0, 0.6
_FEW, _MANY = 200, 2000
_WARM = 10  # documents of each process, for every language and rule to be ready
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured: rates in documents per second of all processes, memory in MB."""

    documents: int
    workers: int
    triples_per_document: float
    converted: float
    checked: float
    pyshacl_alone: float
    checked_ratio: float
    memory_few: float
    memory_many: float

    @property
    def failures(self) -> list[str]:
        """Which required figures are not reached; a rate is required on two processes."""
        found = []
        if self.converted < CONVERTED:
            found.append(f"{self.converted:.0f} documents/s converted, {CONVERTED:.0f} required")
        if self.checked_ratio < CHECKED_RATIO:
            found.append(
                f"checked at {self.checked_ratio:.2f} of pySHACL, {CHECKED_RATIO} required"
            )
        if self.memory_many > self.memory_few * 1.1 + 10:
            found.append(f"memory grows: {self.memory_few:.0f} MB, then {self.memory_many:.0f} MB")
        return found


def two_page_pdfs(folder: Path, count: int) -> list[Path]:
    """Write ``count`` supplements of the Dutch form that fill two pages; return their paths."""
    paths: list[Path] = []
    seed = 0
    while len(paths) < count:
        seed += 1
        wish = Wish(SPOKEN[seed % 3], "pdf", faults=False, template="dutch")
        made = example(seed, wish)
        if len(pypdfium2.PdfDocument(made.content)) == 2:
            paths.append(folder / made.name)
            paths[-1].write_bytes(made.content)
    return paths


def _convert(converter: Converter, path: Path) -> Iterator[Conversion]:
    """Convert a document and write its graph in all formats."""
    for conversion in converter.convert(path):
        for form in FORMATS:
            serialise(conversion.graph.facts, form, converter.mapper.names)
        yield conversion


def _converted(converter: Converter, paths: list[Path]) -> Callable[[], object]:
    return lambda: [None for path in paths for _ in _convert(converter, path)]


def _checked(converter: Converter, paths: list[Path]) -> Callable[[], object]:
    return lambda: [
        converter.check(c).conforms for path in paths for c in _convert(converter, path)
    ]


def _alone(converter: Converter, paths: list[Path]) -> Callable[[], object]:
    # A graph of rdflib itself, as anyone else gives it.
    shapes, codes = Graph() + converter.checker.shapes, list(ontology_triples())
    found = (conversion.graph.facts for path in paths for conversion in converter.convert(path))
    graphs = [to_rdflib(_with_codes(facts, codes)) for facts in found]
    return lambda: [
        pyshacl.validate(graph, shacl_graph=shapes, inference="none")[0] for graph in graphs
    ]


_WORK = {"converted": _converted, "checked": _checked, "alone": _alone}


def _with_codes(facts: Iterable[Triple], codes: list[Triple]) -> list[Triple]:
    """Return a graph with what the code lists say of the codes in it, as the check sees it."""
    stated = list(facts)
    used = {str(triple.object) for triple in stated}
    return [*stated, *(triple for triple in codes if str(triple.subject) in used)]


def _worker(work: str, paths: list[Path], ready: Any, results: Any) -> None:
    converter = Converter.load(Names())
    _WORK["checked"](converter, paths[:_WARM])()
    run = _WORK[work](converter, paths)
    ready.wait()
    begin = time.time()
    run()
    results.put((begin, time.time()))


def rate(work: str, paths: list[Path], workers: int) -> float:
    """Return documents per second: from the first start to the last end of all processes."""
    context = multiprocessing.get_context("spawn")
    ready, results = context.Barrier(workers), context.Queue()
    shares = [paths[number::workers] for number in range(workers)]
    processes = [
        context.Process(target=_worker, args=(work, share, ready, results)) for share in shares
    ]
    for process in processes:
        process.start()
    times = [results.get() for _ in processes]
    for process in processes:
        process.join()
    seconds: float = max(end for _, end in times) - min(begin for begin, _ in times)
    return len(paths) / seconds


def _remember(paths: list[Path], results: Any) -> None:
    converter = Converter.load(Names())
    for number in range(_MANY):
        for _ in _convert(converter, paths[number % len(paths)]):
            pass
        if number + 1 in (_FEW, _MANY):
            results.put(_resident())


def memory(paths: list[Path]) -> tuple[float, float]:
    """Return the resident set of one process after few and after many documents, in MB."""
    context = multiprocessing.get_context("spawn")
    results = context.Queue()
    process = context.Process(target=_remember, args=(paths, results))
    process.start()
    few, many = results.get(), results.get()
    process.join()
    return few, many


def _resident() -> float:
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * _PAGE / 1e6


def _sizes(paths: list[Path]) -> list[int]:
    """Return the number of triples of each document; ends the run when one is not read."""
    converter = Converter.load(Names())
    try:
        return [len(c.graph.facts) for path in paths for c in converter.convert(path)]
    except DataError as error:
        typer.echo(f"nothing to measure, a document is not read: {error}", err=True)
        raise typer.Exit(1) from error


def measure(documents: int, workers: int) -> Figures:
    """Return all figures, the checked rate and pySHACL alone from the same graphs."""
    with tempfile.TemporaryDirectory() as folder:
        paths = two_page_pdfs(Path(folder), documents)
        sizes = _sizes(paths)
        converted = rate("converted", paths, workers)
        few = paths[: max(workers, documents // 4)]
        checked, alone = rate("checked", few, workers), rate("alone", few, workers)
        first, last = memory(paths)
    return Figures(
        documents=documents,
        workers=workers,
        triples_per_document=statistics.mean(sizes),
        converted=converted,
        checked=checked,
        pyshacl_alone=alone,
        checked_ratio=checked / alone,
        memory_few=first,
        memory_many=last,
    )


def main(
    documents: Annotated[int, typer.Option(help="PDFs; a quarter of them is checked.")] = 600,
    workers: Annotated[int, typer.Option(help="Processes.")] = 2,
    as_json: Annotated[bool, typer.Option("--json", help="JSON on stdout.")] = False,
) -> None:
    """Measure, and end with exit code 1 when a required figure is not reached."""
    figures = measure(documents, workers)
    if as_json:
        typer.echo(json.dumps(asdict(figures), indent=1))
    else:
        for name, value in asdict(figures).items():
            typer.echo(f"{name:22} {value:10.2f}")
    for failure in figures.failures:
        typer.echo(failure, err=True)
    raise typer.Exit(bool(figures.failures))


if __name__ == "__main__":
    typer.run(main)
