"""Publishing: a batch of documents to a new immutable release, beside the old one."""

import hashlib
import json
import platform
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, Triple, parse

from qualgraph import __version__, resources
from qualgraph.errors import DataError
from qualgraph.graph.codes import ontology_triples
from qualgraph.graph.names import Names
from qualgraph.graph.serialise import Format, nquads, serialise
from qualgraph.graph.terms import DESCRIPTION_VOCABULARIES, SSSOM
from qualgraph.release.batch import Batch
from qualgraph.release.changes import write_changes
from qualgraph.release.configuration import Configuration
from qualgraph.release.conversion import Converter
from qualgraph.release.corrections import apply_corrections
from qualgraph.release.description import DESCRIPTION_FILE, description, finished, missing
from qualgraph.release.directory import GRAPH_FILE, Release, Releases
from qualgraph.release.dumps import Content, Dump, write_dumps
from qualgraph.release.editions import current, revisions
from qualgraph.release.findings import findings
from qualgraph.release.links import LinkTable, standing
from qualgraph.release.merge import merge
from qualgraph.release.norms import TABLE, norm_concepts, norm_links
from qualgraph.release.texts import write_texts
from qualgraph.release.verify import digest_of, digests
from qualgraph.release.vocabularies import Imported
from qualgraph.search.build import INDEX_FILE, write_index
from qualgraph.search.content import content as searched

DERIVED = ("access-by-law", "same-outcomes", "labels")


def publish(
    converter: Converter,
    batch: Batch,
    releases: Releases,
    configuration: Configuration | None = None,
    imported: Imported | None = None,
) -> Release:
    """Build a release of ``batch`` that describes itself as configured; make it the active one.

    Concepts that links refer to and no register has come from the ``imported`` vocabularies.

    Raises ``DataError`` when nothing is left to publish or a correction no longer applies; the
    active release then stays as it was.
    """
    started = time.monotonic()
    if not batch.documents:
        raise DataError("publish-nothing", count=len(batch.set_aside))
    names, configured = converter.mapper.names, configuration or Configuration.load()
    workspace = releases.workspace()
    quads = set(release_quads(names, batch, configured.links.min_confidence, imported))
    store = Store(str(workspace / "store"))
    store.bulk_extend(quads)
    described = description(store, configured, names)
    content = nquads(quads | described)
    digest = hashlib.sha256(content).hexdigest()
    (workspace / GRAPH_FILE).write_bytes(content)
    store.optimize()
    store.flush()
    dumped = Content(sorted(quads | described, key=str), content, store, names)
    dumps = write_dumps(workspace / "dumps", dumped, configured.dumps.portal_bytes)
    _set_aside(workspace, batch)
    write_texts(workspace, batch.documents)
    manifest = {
        **_manifest(digest, names, batch, quads),
        "quads": len(quads | described),
        "dumps": [dump.data for dump in dumps],
        "warnings": [finding.data for finding in findings(store)],
        "seconds": round(time.monotonic() - started, 3),
    }
    manifest["to_fill_in"] = _describe(workspace, described, dumps, manifest, names)
    write_changes(workspace, store, manifest, _previous(releases, names))
    write_index(workspace / INDEX_FILE, searched(store))
    del store, dumped
    manifest["store"] = digests(workspace / "store")
    manifest["search"] = digest_of(workspace / INDEX_FILE)
    (workspace / "manifest.json").write_text(json.dumps(manifest, indent=2, ensure_ascii=False))
    release = releases.keep(workspace, digest[:16])
    releases.activate(release)
    return release


def release_quads(
    names: Names,
    batch: Batch,
    least: Decimal | None = None,
    imported: Imported | None = None,
) -> Iterator[Quad]:
    """Return all statements of a release: the record in named graphs, the answer in the default.

    A proposed link is a fact from confidence ``least`` on; without it the shipped setting holds.
    """
    imported = imported or Imported()
    stated: dict[str, set[Triple]] = {}
    for reference, document in batch.documents.items():
        quads = list(parse(document.contents[Format.NQUADS], format=RdfFormat.N_QUADS))
        graph = names.graph(reference)
        stated[reference] = {quad.triple for quad in quads if quad.graph_name == graph}
        yield from quads
    yield from apply_corrections(stated, batch.corrections, names)
    living = current(batch.documents.values())
    answer = merge((document.reader, r, stated[r]) for r, document in living.items())
    answer |= set(ontology_triples())
    replaced = set(revisions(batch.documents.values(), names))
    yield from _quads(replaced, names.graph("editions"))
    answer |= replaced
    norms = LinkTable(TABLE, tuple(norm_links(answer, imported.norms, names)))
    least = Configuration.load().links.min_confidence if least is None else least
    links = standing((*batch.links.values(), norms), least)
    for name, linked in links.graphs(names):
        yield from _quads(linked, names.graph(name))
        answer |= linked
    for name, recorded in links.records(names):
        yield from _quads(recorded, names.graph(name))
    told = {triple.subject for triple in answer}
    lacking = (iri for iri in links.objects() if NamedNode(iri) not in told)
    concepts = {
        "concepts-esco": set(imported.concepts(lacking)),
        "concepts-competentnl": set(norm_concepts(norms.links)),
    }
    for name, described in concepts.items():
        yield from _quads(described, names.graph(name))
        answer |= described
    for rule in DERIVED:
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


def _quads(triples: Iterable[Triple], graph: NamedNode | DefaultGraph) -> Iterator[Quad]:
    for triple in triples:
        yield Quad(triple.subject, triple.predicate, triple.object, graph)


def _describe(
    workspace: Path,
    described: set[Quad],
    dumps: tuple[Dump, ...],
    manifest: dict[str, Any],
    names: Names,
) -> list[dict[str, str]]:
    """Write the description; return what its owner has still to fill in, by language."""
    stated = {quad.triple for quad in described}
    complete = finished(stated, dumps, manifest["id"], manifest["built"][:10], names)
    turtle = serialise(complete, Format.TURTLE, names, DESCRIPTION_VOCABULARIES)
    (workspace / DESCRIPTION_FILE).write_bytes(turtle)
    lacking = {result.shape: result.messages for result in missing(complete)}
    return [lacking[shape] for shape in sorted(lacking)]


def _previous(releases: Releases, names: Names) -> Release | None:
    """Return the active release, when its things have the same names."""
    if not releases.active_id:
        return None
    active = releases.active()
    return active if active.base == names.base else None


def _set_aside(workspace: Path, batch: Batch) -> None:
    folder = workspace / "set-aside"
    folder.mkdir()
    for number, entry in enumerate(batch.set_aside, 1):
        if entry.report:
            (folder / f"{number}-{Path(entry.name).stem}.ttl").write_text(entry.report, "utf-8")


def _links(quads: set[Quad], names: Names) -> Counter[str]:
    """Return how many links each graph holds; suggestions and rejected pairs have their own."""
    found = (quad.graph_name for quad in quads if quad.object == SSSOM("Mapping"))
    graphs = (graph.value for graph in found if isinstance(graph, NamedNode))
    return Counter(graph.removeprefix(names.graph("").value) for graph in graphs)


def _manifest(digest: str, names: Names, batch: Batch, quads: set[Quad]) -> dict[str, Any]:
    """Return the manifest; clock and host stand here, outside the digest."""
    return {
        "id": digest[:16],
        "digest": f"sha256:{digest}",
        "base": names.base,
        "documents": {
            reference: {
                "name": Path(document.name).name,
                "sha256": document.sha256,
                "triples": document.triples,
                "lines": document.account.lines,
                "characters": document.account.characters,
            }
            for reference, document in sorted(batch.documents.items())
        },
        "alignments": dict(sorted(_links(quads, names).items())),
        "corrections": len(batch.corrections),
        "set_aside": [
            {"name": Path(entry.name).name, "error": entry.error.key} for entry in batch.set_aside
        ],
        "version": __version__,
        "built": datetime.now(UTC).isoformat(timespec="microseconds"),
        "host": platform.node(),
    }
