"""Files of packages on npm's registry, each fetched once, known by its SHA-512.

They are kept in a cache of the user, outside the repository.
"""

import base64
import hashlib
import io
import os
import tarfile
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest

_REGISTRY = "https://registry.npmjs.org"


@dataclass(frozen=True)
class Package:
    """A version of a package and the SHA-512 of its archive (base64, as npm tells it)."""

    name: str
    version: str
    sha512: str

    def file(self, path: str) -> Path:
        """Return a file of the package; the test is skipped where the registry is not there."""
        cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
        kept = cache / "qualgraph-tests" / f"{self.name}-{self.version}-{Path(path).name}"
        if not kept.is_file():
            content = self._content(path)
            kept.parent.mkdir(parents=True, exist_ok=True)
            draft = kept.with_suffix(f".{os.getpid()}")
            draft.write_bytes(content)
            draft.replace(kept)
        return kept

    def _content(self, path: str) -> bytes:
        address = f"{_REGISTRY}/{self.name}/-/{self.name}-{self.version}.tgz"
        try:
            archive = httpx2.get(address, timeout=60).raise_for_status().content
        except httpx2.HTTPError as error:
            pytest.skip(f"npm's registry does not answer: {error}")
        assert base64.b64encode(hashlib.sha512(archive).digest()).decode() == self.sha512
        with tarfile.open(fileobj=io.BytesIO(archive)) as members:
            member = members.extractfile(f"package/{path}")
            assert member
            return member.read()
