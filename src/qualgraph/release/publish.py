"""Publishing: documents to a new immutable release, beside the old one."""

import gzip
import hashlib
import json
import platform
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, Triple

from qualgraph import __version__, resources
from qualgraph.documents.source import open_source
from qualgraph.errors import DataError, QualgraphError
from qualgraph.graph.codes import ontology_triples
from qualgraph.graph.serialise import Format, nquads, serialise
from qualgraph.release.conversion import Conversion, Converter, documents_in, is_alignment
from qualgraph.release.corrections import Correction, apply_corrections, read_corrections
from qualgraph.release.directory import GRAPH_FILE, Release, Releases
from qualgraph.release.merge import merge


@dataclass(frozen=True, slots=True)
class SetAside:
    """A document that did not go live, and why."""

    name: str
    error: QualgraphError
    report: str = ""


@dataclass
class Batch:
    """What was gathered for a release."""

    conversions: dict[str, Conversion] = field(default_factory=dict)
    links: dict[str, set[Triple]] = field(default_factory=dict)
    corrections: list[Correction] = field(default_factory=list)
    set_aside: list[SetAside] = field(default_factory=list)


def gather(converter: Converter, folder: Path, with_shipped: bool) -> Batch:
    """Read, map and check everything; what fails is set aside, the rest goes on.

    A document of ``folder`` takes the place of a shipped one with the same reference. Raises
    ``DataError`` for corrections that cannot be read: they are never left out silently.
    """
    batch = Batch()
    roots = [*(resources.SHIPPED_DATA if with_shipped else ()), folder]
    for path in dict.fromkeys(found.resolve() for found in documents_in(roots)):
        try:
            _take(converter, batch, path)
        except QualgraphError as error:
            batch.set_aside.append(SetAside(str(path), error))
    for path in sorted(folder.rglob("corrections/*.csv")):
        batch.corrections += read_corrections(open_source(path, converter.limits))
    return batch


def publish(converter: Converter, batch: Batch, releases: Releases) -> Release:
    """Build a release of ``batch`` and make it the active one.

    Raises ``DataError`` when nothing is left to publish or a correction no longer applies; the
    active release then stays as it was.
    """
    started = time.monotonic()
    if not batch.conversions:
        raise DataError("publish-nothing", count=len(batch.set_aside))
    quads = sorted(set(release_quads(converter, batch)), key=str)
    content = nquads(quads)
    digest = hashlib.sha256(content).hexdigest()
    workspace = releases.workspace()
    (workspace / GRAPH_FILE).write_bytes(content)
    _store(workspace, content)
    _dumps(workspace, content, quads, converter)
    _set_aside(workspace, batch)
    manifest = _manifest(digest, converter, batch, quads, started)
    (workspace / "manifest.json").write_text(json.dumps(manifest, indent=2, ensure_ascii=False))
    release = releases.keep(workspace, digest[:16])
    releases.activate(release)
    return release


def release_quads(converter: Converter, batch: Batch) -> Iterator[Quad]:
    """Return all statements of a release: the record in named graphs, the answer in the default."""
    names = converter.mapper.names
    stated: dict[str, set[Triple]] = {}
    for reference, conversion in batch.conversions.items():
        stated[reference] = set(conversion.graph.facts)
        yield from conversion.graph.quads()
    yield from apply_corrections(stated, batch.corrections, names)
    documents = ((batch.conversions[r].reading.document.reader, r, t) for r, t in stated.items())
    answer = merge(documents) | set(ontology_triples())
    for name, links in batch.links.items():
        yield from _quads(links, names.graph(name))
        answer |= links
    for rule in ("access-by-law", "labels"):
        derived = derive(answer, rule)
        yield from _quads(derived, names.graph(f"derived-{rule}"))
        answer |= derived
    yield from _quads(answer, DefaultGraph())


def derive(answer: set[Triple], rule: str) -> set[Triple]:
    """Return what the rule ``queries/derive/{rule}.rq`` concludes from ``answer``."""
    store = Store()
    store.bulk_extend(_quads(answer, DefaultGraph()))
    query = (resources.QUERIES / "derive" / f"{rule}.rq").read_text("utf-8")
    return set(store.query(query))  # type: ignore[arg-type]


def _take(converter: Converter, batch: Batch, path: Path) -> None:
    if is_alignment(path):
        links = {
            triple
            for alignment in converter.alignments(path)
            for triple in alignment.triples(converter.mapper.names)
        }
        batch.links[f"alignments-{path.name.split('.')[0]}"] = links
        return
    for conversion in converter.convert(path):
        report = converter.check(conversion)
        if report.conforms:
            batch.conversions[conversion.reading.document.reference] = conversion
        else:
            error = DataError("document-invalid", name=path, count=len(report.results))
            batch.set_aside.append(SetAside(str(path), error, report.turtle))


def _quads(triples: Iterable[Triple], graph: NamedNode | DefaultGraph) -> Iterator[Quad]:
    for triple in triples:
        yield Quad(triple.subject, triple.predicate, triple.object, graph)


def _store(workspace: Path, content: bytes) -> None:
    store = Store(str(workspace / "store"))
    store.bulk_load(content, format=RdfFormat.N_QUADS)
    store.optimize()
    store.flush()


def _dumps(workspace: Path, content: bytes, quads: list[Quad], converter: Converter) -> None:
    folder = workspace / "dumps"
    folder.mkdir()
    answer = [quad.triple for quad in quads if quad.graph_name == DefaultGraph()]
    turtle = serialise(answer, Format.TURTLE, converter.mapper.names)
    for name, data in (("qualgraph.nq.gz", content), ("qualgraph.ttl.gz", turtle)):
        (folder / name).write_bytes(gzip.compress(data, mtime=0))


def _set_aside(workspace: Path, batch: Batch) -> None:
    folder = workspace / "set-aside"
    folder.mkdir()
    for number, entry in enumerate(batch.set_aside, 1):
        if entry.report:
            (folder / f"{number}-{Path(entry.name).stem}.ttl").write_text(entry.report, "utf-8")


def _manifest(
    digest: str, converter: Converter, batch: Batch, quads: list[Quad], started: float
) -> dict[str, Any]:
    """Return the manifest; clock, host and duration stand here, outside the digest."""
    return {
        "id": digest[:16],
        "digest": f"sha256:{digest}",
        "base": converter.mapper.names.base,
        "quads": len(quads),
        "documents": {
            reference: {
                "name": Path(conversion.source.name).name,
                "sha256": conversion.source.sha256,
                "triples": len(conversion.graph.facts),
            }
            for reference, conversion in sorted(batch.conversions.items())
        },
        "alignments": {name: len(links) for name, links in sorted(batch.links.items())},
        "corrections": len(batch.corrections),
        "set_aside": [
            {"name": Path(entry.name).name, "error": entry.error.key} for entry in batch.set_aside
        ],
        "version": __version__,
        "built": datetime.now(UTC).isoformat(timespec="microseconds"),
        "host": platform.node(),
        "seconds": round(time.monotonic() - started, 3),
    }
