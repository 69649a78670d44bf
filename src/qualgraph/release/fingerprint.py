"""By which a conversion is known again: its document, the program's code and data, the wishes."""

import hashlib
from functools import cache
from pathlib import Path

from qualgraph import resources

_CODE = ("documents", "facts", "graph", "check", "release")
_SUFFIXES = frozenset({".py", ".toml", ".ttl", ".jsonld", ".tsv"})


@cache
def program() -> str:
    """Return the SHA-256 (hex) of the code and the data that conversions depend on."""
    folders = [resources.PACKAGE / name for name in _CODE]
    folders += [resources.ONTOLOGY, resources.SHAPES, resources.ROOT / "data"]
    return _digest(folders, _SUFFIXES)


@cache
def site() -> str:
    """Return the SHA-256 (hex) of the code and the data that answers depend on beside a release."""
    folders = [resources.PACKAGE, resources.ONTOLOGY, resources.QUERIES]
    return _digest(folders, _SUFFIXES | {".css", ".html", ".rq"})


def fingerprint(document: str, *wishes: str) -> str:
    """Return a name for the conversion of the document with that digest."""
    return hashlib.sha256("\x1f".join((document, program(), *wishes)).encode()).hexdigest()


def _digest(folders: list[Path], suffixes: frozenset[str]) -> str:
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix in suffixes:
                digest.update(_line(path, folder))
    return digest.hexdigest()


def _line(path: Path, folder: Path) -> bytes:
    content = hashlib.sha256(path.read_bytes()).hexdigest()
    return f"{path.relative_to(folder)} {content}\n".encode()
