"""What was learned from a vocabulary, kept beside it: learning it takes most of a command's time.

Kept are arrays only (NumPy's ``.npz``, read without pickle), in a folder named by the digest of
the vocabulary and of the program's own matching code, so that nothing stale is ever read.
Losing the folder costs time and nothing else.
"""

import hashlib
import os
import shutil
import zipfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qualgraph import __version__

Arrays = dict[str, NDArray[Any]]
INDEX = "index"


class Shelf:
    """A folder of arrays by name; without a folder everything is made anew."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder

    @classmethod
    def beside(cls, vocabulary: Path) -> "Shelf":
        """Return the shelf of the vocabulary file, empty when nothing was kept for it yet."""
        digest = hashlib.sha256(__version__.encode())
        digest.update(np.__version__.encode())
        for source in sorted(Path(__file__).parent.glob("*.py")):
            digest.update(source.read_bytes())
        with vocabulary.open("rb") as content:
            digest.update(hashlib.file_digest(content, "sha256").digest())
        return cls(vocabulary.parent / INDEX / digest.hexdigest()[:20])

    def arrays(self, name: str, make: Callable[[], Arrays]) -> Arrays:
        """Return the arrays ``name``; they are made and kept when they are not there."""
        found = self._read(name)
        if found is None:
            found = make()
            # A folder that cannot be written to is no reason to refuse an answer.
            with suppress(OSError):
                self._keep(name, found)
        return found

    def _read(self, name: str) -> Arrays | None:
        if self.folder is None:
            return None
        try:
            with (self.folder / f"{name}.npz").open("rb") as content:
                kept = np.load(content, allow_pickle=False)
                return {key: kept[key] for key in kept.files}
        except (OSError, ValueError, EOFError, KeyError, zipfile.BadZipFile):
            return None

    def _keep(self, name: str, arrays: Arrays) -> None:
        """Write whole or not at all; what was kept for other vocabularies or programs goes."""
        if self.folder is None:
            return
        if not self.folder.is_dir():
            for old in self.folder.parent.glob("*"):
                shutil.rmtree(old, ignore_errors=True)
            self.folder.mkdir(parents=True, exist_ok=True)
        half = self.folder / f".{name}.{os.getpid()}.part"
        try:
            with half.open("wb") as out:
                content: dict[str, Any] = arrays
                np.savez(out, **content)
            half.replace(self.folder / f"{name}.npz")
        finally:
            half.unlink(missing_ok=True)


def packed(words: Iterable[str]) -> NDArray[np.uint8]:
    """Return words without line breaks as bytes."""
    return np.frombuffer("\n".join(words).encode(), dtype=np.uint8)


def unpacked(content: NDArray[np.uint8], count: int) -> list[str]:
    """Return the ``count`` words that were packed."""
    return content.tobytes().decode().split("\n") if count else []
