"""Releases on disk: one folder each, named by its digest, and a pointer to the active one."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qualgraph.errors import DataError, UsageError

CURRENT = "current"
MANIFEST = "manifest.json"
KEPT = ".kept"
GRAPH_FILE = "graph.nq"
_BUILDING = ".building-"
_ID = "[0-9a-f]" * 16


@dataclass(frozen=True, slots=True)
class Release:
    """One immutable release: its folder and what its manifest says."""

    path: Path
    manifest: dict[str, Any]

    @property
    def id(self) -> str:
        """The first 16 hexadecimal digits of the digest of the sorted N-Quads."""
        return str(self.manifest["id"])

    @property
    def base(self) -> str:
        """The base of its IRIs."""
        return str(self.manifest["base"])

    @property
    def store(self) -> Path:
        """The folder of the store."""
        return self.path / "store"


@dataclass(frozen=True, slots=True)
class Releases:
    """The folder that holds the releases."""

    root: Path

    def __iter__(self) -> Iterator[Release]:
        """Return the releases, the newest first."""
        found: list[Release] = []
        for path in self.root.glob(f"{_ID}/{MANIFEST}"):
            # Another process may remove one while this one looks, and a broken one is none.
            with suppress(OSError, ValueError):
                found.append(self._open(path.parent))
        return iter(sorted(found, key=lambda release: release.manifest["built"], reverse=True))

    @property
    def active_id(self) -> str:
        """The id of the active release, empty when there is none."""
        pointer = self.root / CURRENT
        return pointer.readlink().name if pointer.is_symlink() else ""

    def active(self) -> Release:
        """Return the active release.

        Raises ``UsageError`` when there is none, ``DataError`` when its folder is not whole.
        """
        active_id = self.active_id
        if not active_id:
            raise UsageError("release-none", releases=self.root)
        try:
            return self._open(self.root / active_id)
        except (OSError, ValueError) as error:
            raise DataError("release-broken", id=active_id, reason=error) from error

    def get(self, release_id: str) -> Release:
        """Return a release by its id or the unambiguous beginning of it."""
        matching = [release for release in self if release.id.startswith(release_id)]
        if len(matching) != 1 or not release_id:
            known = ", ".join(release.id for release in self) or "-"
            raise UsageError("release-unknown", id=release_id, known=known)
        return matching[0]

    def workspace(self) -> Path:
        """Return a new empty folder beside the releases to build one in."""
        self.root.mkdir(parents=True, exist_ok=True)
        self._tidy()
        workspace = self.root / f"{_BUILDING}{os.getpid()}"
        shutil.rmtree(workspace, ignore_errors=True)
        workspace.mkdir()
        return workspace

    def keep(self, workspace: Path, release_id: str) -> Release:
        """Give a finished workspace its name; the same content is kept once.

        What stands under that name and is not whole makes room.
        """
        target = self.root / release_id
        if (target / MANIFEST).is_file():
            shutil.rmtree(workspace)
        else:
            self._remove(target)
            workspace.rename(target)
        return self._open(target)

    def activate(self, release: Release) -> None:
        """Make ``release`` the active one, in one step that cannot be half done."""
        pointer = self.root / f"{_BUILDING}pointer-{os.getpid()}"
        pointer.unlink(missing_ok=True)
        pointer.symlink_to(release.id)
        pointer.replace(self.root / CURRENT)

    def prune(self, keep: int) -> list[str]:
        """Remove all but the newest ``keep`` releases, never the active one; return what went."""
        removed = [release for release in list(self)[keep:] if release.id != self.active_id]
        for release in removed:
            self._remove(release.path)
        return [release.id for release in removed]

    def _tidy(self) -> None:
        """Remove what a process left that was ended while it built, pointed or removed."""
        for leftover in self.root.glob(f"{_BUILDING}*"):
            if _alive(leftover.name.rsplit("-", 1)[1]):
                continue
            if leftover.is_symlink():
                leftover.unlink(missing_ok=True)
            shutil.rmtree(leftover, ignore_errors=True)

    def _remove(self, path: Path) -> None:
        """Remove a release: it loses its name first, so that it is never there by half."""
        nameless = self.root / f"{_BUILDING}{path.name}-{os.getpid()}"
        with suppress(FileNotFoundError):
            path.rename(nameless)
        shutil.rmtree(nameless, ignore_errors=True)

    def _open(self, path: Path) -> Release:
        manifest = json.loads((path / MANIFEST).read_text("utf-8"))
        if not isinstance(manifest, dict) or manifest.get("id") != path.name:
            raise ValueError(MANIFEST)
        return Release(path, manifest)


def _alive(process: str) -> bool:
    """Return whether a process of that number runs; one of another user runs as well."""
    try:
        os.kill(int(process), 0)
    except PermissionError:
        return True
    except (OSError, ValueError, OverflowError):
        return False
    return True
