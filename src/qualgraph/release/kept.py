"""Conversions kept from an earlier run, so that a release converts only what changed."""

from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from qualgraph.release.converted import Converted

_DOCUMENTS = TypeAdapter(tuple[Converted, ...])


class Kept:
    """A folder with one file for each converted source file, named by its fingerprint."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._used: set[str] = set()

    def get(self, key: str) -> tuple[Converted, ...] | None:
        """Return what was kept under ``key``; None when there is nothing, or it is damaged."""
        try:
            found = _DOCUMENTS.validate_json((self._folder / f"{key}.json").read_bytes())
        except (OSError, ValidationError):
            return None
        self._used.add(key)
        return found

    def put(self, key: str, documents: tuple[Converted, ...]) -> None:
        """Keep what came of a file; written whole or not at all."""
        self._folder.mkdir(parents=True, exist_ok=True)
        target = self._folder / f"{key}.json"
        draft = target.with_suffix(".draft")
        draft.write_bytes(_DOCUMENTS.dump_json(documents))
        draft.replace(target)
        self._used.add(key)

    def prune(self) -> None:
        """Forget what this run neither took nor put."""
        for path in self._folder.glob("*.json"):
            if path.stem not in self._used:
                path.unlink(missing_ok=True)
