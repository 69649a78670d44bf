"""By which a conversion is known again: its document, the program's code and data, the wishes."""

import hashlib
from functools import cache
from pathlib import Path

from qualgraph import resources
from qualgraph.documents.source import Limits, open_source
from qualgraph.errors import QualgraphError
from qualgraph.facts.code_lists import columns_file

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


def fingerprint(path: Path, limits: Limits, *wishes: str) -> str:
    """Return a name for the conversion of a file; empty when it cannot be read.

    What the user says beside a table of its columns counts with it.
    """
    beside = columns_file(path)
    try:
        files = [file for file in (path, beside) if file == path or file.is_file()]
        digests = [open_source(file, limits).sha256 for file in files]
    except QualgraphError:
        return ""
    known = "\x1f".join((*digests, path.name, program(), *wishes))
    return hashlib.sha256(known.encode()).hexdigest()


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
