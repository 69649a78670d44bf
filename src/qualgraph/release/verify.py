"""Whether a release is whole: what its manifest says is what stands on the disk."""

import hashlib
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path

from pyoxigraph import Store

from qualgraph.errors import DataError
from qualgraph.release.directory import GRAPH_FILE, Release
from qualgraph.search.build import INDEX_FILE

_TOLD = 3


def verify(release: Release) -> None:
    """Return when ``release`` is whole; raises ``DataError`` that says what is not.

    It is read in a process of its own: a damaged store may end the process that opens it.
    """
    with ProcessPoolExecutor(1, get_context("spawn"), os.nice, (10,)) as pool:
        try:
            faults = pool.submit(faults_of, release).result()
        except BrokenProcessPool as error:
            faults = (f"store ({error})",)
    if faults:
        told = ", ".join(faults[:_TOLD]) + (" ..." if len(faults) > _TOLD else "")
        raise DataError("release-broken", id=release.id, reason=told)


def faults_of(release: Release) -> tuple[str, ...]:
    """Return what is not as the manifest says: files, or the store with what went wrong."""
    return tuple(_files(release)) or tuple(_store(release))


def digests(store: Path) -> dict[str, str]:
    """Return the SHA-256 (hex) of each file of data of a store that is closed."""
    return {path.name: digest_of(path) for path in sorted(store.glob("*.sst"))}


def _files(release: Release) -> Iterator[str]:
    stated = {GRAPH_FILE: str(release.manifest.get("digest", "")).removeprefix("sha256:")}
    dumps = release.manifest.get("dumps", ())
    stated |= {f"dumps/{each['file']}": str(each["sha256"]) for each in dumps}
    stated |= {f"store/{name}": each for name, each in release.manifest.get("store", {}).items()}
    stated |= {INDEX_FILE: release.manifest["search"]} if "search" in release.manifest else {}
    return (name for name, digest in stated.items() if digest_of(release.path / name) != digest)


def digest_of(path: Path) -> str:
    """Return the SHA-256 (hex) of a file, empty when it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _store(release: Release) -> Iterator[str]:
    try:
        count = len(Store.read_only(str(release.store)))
    except (OSError, ValueError, RuntimeError) as error:
        yield f"store ({error})"
        return
    if count != release.manifest.get("quads"):
        yield f"store ({count} / {release.manifest.get('quads')})"
