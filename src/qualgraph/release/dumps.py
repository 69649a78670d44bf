"""Dumps: a release as files, whole and per part, and files for portals that stay below a size.

A part is a query of ``queries/dumps``: a CONSTRUCT gives statements of the default graph, a
``SELECT ?graph`` the named graphs that the part consists of.
"""

import gzip
import hashlib
import tomllib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pyoxigraph import DefaultGraph, Quad, QueryTriples, Store

from qualgraph import resources
from qualgraph.graph.binding import bind_row
from qualgraph.graph.names import Names
from qualgraph.graph.serialise import Format, nquads, serialise
from qualgraph.graph.terms import string
from qualgraph.release.portal_files import portal_forms

WHOLE = "all"
QUALIFICATIONS = "qualifications"
CHECKSUMS = "SHA256SUMS"
_LEVEL = 6


@dataclass(frozen=True, slots=True)
class Part:
    """A data type that can be downloaded by itself: its names in nl and en, and its query."""

    name: str
    title: dict[str, str]
    description: dict[str, str]
    query: str


@dataclass(frozen=True, slots=True)
class Dump:
    """A file: the part that it holds, its media type without packing, its size and digest.

    ``size`` is in bytes, ``sha256`` hexadecimal; both are of the file as it lies there.
    """

    file: str
    part: str
    media_type: str
    size: int
    sha256: str

    @property
    def packed(self) -> bool:
        """Whether the file is compressed with gzip."""
        return self.file.endswith(".gz")

    @property
    def data(self) -> dict[str, Any]:
        """The dump for the manifest."""
        return asdict(self)


@dataclass(frozen=True)
class Content:
    """What is dumped: the quads in order, as N-Quads, and in a store."""

    quads: list[Quad]
    nquads: bytes
    store: Store
    names: Names


def load_parts() -> tuple[Part, ...]:
    """Return the parts of a release, by name."""
    return tuple(_part(path) for path in sorted((resources.QUERIES / "dumps").glob("*.rq")))


def write_dumps(folder: Path, content: Content, portal_bytes: int) -> tuple[Dump, ...]:
    """Write all dumps and their digests to ``folder``; the same content gives the same bytes."""
    folder.mkdir()
    written = tuple(_written(folder, content, portal_bytes))
    for dump in written:
        (folder / f"{dump.file}.sha256").write_text(_line(dump), "utf-8")
    (folder / CHECKSUMS).write_text("".join(map(_line, written)), "utf-8")
    return written


def _written(folder: Path, content: Content, portal_bytes: int) -> Iterator[Dump]:
    answer = (quad.triple for quad in content.quads if quad.graph_name == DefaultGraph())
    turtle = serialise(answer, Format.TURTLE, content.names)
    yield _keep(folder, "qualgraph.nq.gz", WHOLE, "application/n-quads", content.nquads)
    yield _keep(folder, "qualgraph.ttl.gz", WHOLE, "text/turtle", turtle)
    for part in load_parts():
        file, media_type, body = _body(part, content)
        yield _keep(folder, file, part.name, media_type, body)
    for form in portal_forms(content.names):
        for number, body in enumerate(form.files(content.store, portal_bytes), 1):
            file = f"{form.stem}-{number}.{form.suffix}"
            yield _keep(folder, file, QUALIFICATIONS, form.media_type, body)


def _body(part: Part, content: Content) -> tuple[str, str, bytes]:
    found = content.store.query(_bound(part.query, content.names))
    if isinstance(found, QueryTriples):
        turtle = serialise(found, Format.TURTLE, content.names)
        return f"{part.name}.ttl.gz", "text/turtle", turtle
    graphs = {solution["graph"] for solution in found}  # type: ignore[union-attr]
    body = nquads(quad for quad in content.quads if quad.graph_name in graphs)
    return f"{part.name}.nq.gz", "application/n-quads", body


def _bound(query: str, names: Names) -> str:
    return bind_row(query, [str(string(names.base))]) if "VALUES (?base)" in query else query


def _keep(folder: Path, file: str, part: str, media_type: str, body: bytes) -> Dump:
    kept = gzip.compress(body, _LEVEL, mtime=0) if file.endswith(".gz") else body
    (folder / file).write_bytes(kept)
    return Dump(file, part, media_type, len(kept), hashlib.sha256(kept).hexdigest())


def _line(dump: Dump) -> str:
    """Return a line that ``sha256sum --check`` reads."""
    return f"{dump.sha256}  {dump.file}\n"


def _part(path: Path) -> Part:
    text = path.read_text("utf-8")
    head = [line[2:].strip() for line in text.splitlines() if line.startswith("#+")]
    names = tomllib.loads("\n".join(head))
    return Part(path.stem, names["title"], names["description"], text)
