"""Releases of many synthetic qualifications, laid out as ``publish`` lays them out.

All are copies of one that is real, the qualification of ``data/dossiers``, with other codes, names,
levels, domains, ESCO occupations and programmes; around them stands what ships (registers of the
law, vocabularies, alignments). Copies are made in N-Quads and loaded at once: converting documents
is measured elsewhere. Beside the answer in the default graph each copy has its statements once more
in a named graph, without the evidence of each statement.
"""

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from pyoxigraph import DefaultGraph, Quad, RdfFormat, Store

from qualgraph.graph.names import Names
from qualgraph.graph.serialise import Format, serialise
from qualgraph.graph.terms import DESCRIPTION_VOCABULARIES
from qualgraph.release import fingerprint
from qualgraph.release.changes import write_changes
from qualgraph.release.configuration import Configuration
from qualgraph.release.description import DESCRIPTION_FILE, GRAPH, description, finished
from qualgraph.release.directory import GRAPH_FILE, Release, Releases
from qualgraph.release.verify import digest_of, digests
from qualgraph.search.build import INDEX_FILE, write_index
from qualgraph.search.content import content as searched

BASE = "http://localhost:8000/"
COMMAND = (sys.executable, "-c", "from qualgraph.cli import main; main()")
OCCUPATIONS, PROGRAMMES = 3_000, 1_000
FIRST = 60_000
_HERE = Path(__file__).parent
CACHE = _HERE.parent / ".cache"
_CODE = "25132"
_ESCO = "2eac08c2-a81a-46fc-8d75-eb0e0f3e0f6d"
_ESCO_IRI = f"http://data.europa.eu/esco/occupation/{_ESCO}"
_PROGRAMME = f"{BASE}id/programme/nl-commerciele-economie>"
# What a qualification of about 120 statements has beside itself.
_FEW = (
    "/document/",
    "/identifier/",
    "/occupation/",
    f"/outcome/nl-{_CODE}-1>",
    f"/pathway/nl-{_CODE}-bol>",
    f"/follow-up/nl-{_CODE}-commerciele-economie>",
    f"/follow-up/nl-{_CODE}-sector-economie>",
)


@dataclass(frozen=True, slots=True)
class Made:
    """A release of ``count`` synthetic qualifications, each of so many ``triples``."""

    release: Release
    count: int
    triples: int

    @property
    def root(self) -> Path:
        """The folder of releases, in which this one is active."""
        return self.release.path.parent

    def codes(self) -> Iterator[str]:
        """Return the references of its qualifications."""
        return (f"nl-{FIRST + number}" for number in range(self.count))


def esco(number: int) -> str:
    """Return the IRI of a synthetic ESCO occupation."""
    return f"http://data.europa.eu/esco/occupation/{_esco(number)}"


def made(count: int, rich: bool) -> Made:
    """Return a release of that many, from the cache when code and data are as they were."""
    key = f"{fingerprint.program()}{digest_of(Path(__file__))}"
    cache = CACHE / hashlib.sha256(key.encode()).hexdigest()[:12]
    if not cache.is_dir():
        shutil.rmtree(CACHE, ignore_errors=True)
    base = _active(cache / "base") or _published(cache / "base")
    template = _template(Store.read_only(str(base.store)), rich)
    releases = Releases(cache / f"{'rich' if rich else 'plain'}-{count}")
    release = _active(releases.root) or _built(releases, base, template, count)
    return Made(release, count, len(template))


def _active(root: Path) -> Release | None:
    releases = Releases(root)
    return releases.active() if releases.active_id else None


def _published(root: Path) -> Release:
    data = _HERE.parents[1] / "data"
    command = [*COMMAND, "publish", str(data), "--releases", str(root), "--base", BASE]
    subprocess.run(command, check=True, capture_output=True)
    return Releases(root).active()


def _template(store: Store, rich: bool) -> list[str]:
    """Return the statements about the one qualification as N-Triples, without the last dot."""
    answer = list(store.quads_for_pattern(None, None, None, DefaultGraph()))
    own = {str(quad.subject) for quad in answer if _CODE in str(quad.subject)}
    about = {quad.subject for quad in answer if _maps(quad, own)}
    chosen = [str(q.triple) for q in answer if str(q.subject) in own or q.subject in about]
    if not rich:
        occupation = f"<{BASE}id/occupation/nl-{_CODE}>"
        mapped = {q.subject for q in answer if _maps(q, {occupation})}
        wanted = {each for each in own if any(part in each for part in _FEW)}
        wanted |= {f"<{BASE}id/qualification/nl-{_CODE}>", *map(str, mapped)}
        left_out = (own | set(map(str, about))) - wanted
        chosen = [line for line in chosen if not left_out & set(line.split(" ", 3))]
    return sorted(chosen)


def _maps(quad: Quad, things: set[str]) -> bool:
    return quad.predicate.value.endswith("annotatedSource") and str(quad.object) in things


def _built(releases: Releases, base: Release, template: list[str], count: int) -> Release:
    names, workspace = Names(BASE), releases.workspace()
    graph = workspace / GRAPH_FILE
    domains = _write(graph, base, template, count)
    print(f"   {count} of {len(template)} statements, {domains} domains", file=sys.stderr)
    store = Store(str(workspace / "store"))
    store.bulk_load(path=str(graph), format=RdfFormat.N_QUADS)
    described = description(store, Configuration.load(), names)
    with graph.open("a") as file:
        file.writelines(f"{quad} .\n" for quad in described)
    store.optimize()
    store.flush()
    digest = digest_of(graph)
    manifest = {
        **base.manifest,
        "id": digest[:16],
        "digest": f"sha256:{digest}",
        "quads": len(store),
        "dumps": [],
    }
    stated = {quad.triple for quad in described}
    complete = finished(stated, (), manifest["id"], manifest["built"][:10], names)
    turtle = serialise(complete, Format.TURTLE, names, DESCRIPTION_VOCABULARIES)
    (workspace / DESCRIPTION_FILE).write_bytes(turtle)
    write_changes(workspace, store, manifest, None)
    write_index(workspace / INDEX_FILE, searched(store))
    (workspace / "dumps").mkdir()
    shutil.copytree(base.path / "texts", workspace / "texts")
    del store
    manifest["store"] = digests(workspace / "store")
    manifest["search"] = digest_of(workspace / INDEX_FILE)
    (workspace / "manifest.json").write_text(json.dumps(manifest))
    release = releases.keep(workspace, manifest["id"])
    releases.activate(release)
    return release


def _write(path: Path, base: Release, template: list[str], count: int) -> int:
    """Write all statements; return over how many domains the qualifications are spread."""
    dataset = f" <{BASE}id/graph/{GRAPH}> ."
    lines = (base.path / GRAPH_FILE).read_text("utf-8").splitlines()
    shared = [line for line in lines if not line.endswith(dataset)]
    domains = sorted({d.partition(">")[0] for d in _domains(shared)})
    concept = [line for line in shared if line.startswith(f"<{_ESCO_IRI}>")]
    programme = [line for line in shared if line.startswith(f"<{_PROGRAMME}")]
    with path.open("w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in shared)
        for number in range(OCCUPATIONS):
            _put(file, concept, ((_ESCO, _esco(number)), ("account", f"{number} account")))
        for number in range(PROGRAMMES):
            changed = (_PROGRAMME, _programme(number)), ("Commerci", f"{number} Commerci")
            _put(file, programme, changed)
        for number in range(count):
            _put(file, _quads(template), _changes(number, domains))
    return len(domains)


def _domains(lines: Iterable[str]) -> Iterator[str]:
    start = f"<{BASE}id/domain/nl-"
    return (line.removeprefix(start) for line in lines if line.startswith(start))


def _quads(template: list[str]) -> list[str]:
    """Return the statements in the default graph, and in one of their own with its origin."""
    graph = f"{BASE}id/graph/nl-{_CODE}-supplement-nl-2015-08-01"
    document = f"<{BASE}id/document/nl-{_CODE}-supplement-nl-2015-08-01>"
    origin = f"<{graph}> <http://www.w3.org/ns/prov#wasDerivedFrom> {document} <{graph}-evidence> ."
    own = [f"{line} <{graph}> ." for line in template]
    return [*(f"{line} ." for line in template), *own, origin]


def _changes(number: int, domains: list[str]) -> tuple[tuple[str, str], ...]:
    code = str(FIRST + number)
    return (
        (_CODE, code),
        ("/id/mapping/", f"/id/mapping/{code}"),
        ('"(Junior) account', f'"(Junior) {code} account'),
        (_ESCO, _esco(number)),
        (_PROGRAMME, _programme(number)),
        ("id/domain/nl-79090>", f"id/domain/nl-{domains[number % len(domains)]}>"),
        ("snb/eqf/4>", f"snb/eqf/{1 + number % 4}>"),
    )


def _esco(number: int) -> str:
    return f"{number % OCCUPATIONS:08x}{_ESCO[8:]}"


def _programme(number: int) -> str:
    return _PROGRAMME.replace(">", f"-{number % PROGRAMMES}>")


def _put(file: TextIO, lines: list[str], changes: Iterable[tuple[str, str]]) -> None:
    text = "\n".join(lines) + "\n"
    for old, new in changes:
        text = text.replace(old, new)
    file.write(text)
