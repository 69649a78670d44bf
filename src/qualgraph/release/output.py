"""A folder of converted documents that remembers what it holds, so that only changes are redone."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from qualgraph.graph.serialise import Format
from qualgraph.release.converted import Converted
from qualgraph.release.work import Finished

MEMORY = ".qualgraph.json"


@dataclass
class Output:
    """The folder that ``convert -o DIR`` writes.

    Its memory has for each source file the fingerprint of its conversion, the files that came of
    it, and the summaries of its documents.
    """

    folder: Path
    memory: dict[str, dict[str, Any]] = field(default_factory=dict)
    _taken: dict[str, str] = field(default_factory=dict)
    _begun: dict[Path, tuple[list[str], list[dict[str, Any]]]] = field(default_factory=dict)

    @classmethod
    def open(cls, folder: Path) -> "Output":
        """Open a folder, made when it is not there; a damaged memory counts as none."""
        folder.mkdir(parents=True, exist_ok=True)
        try:
            memory = json.loads((folder / MEMORY).read_text("utf-8"))
        except (OSError, ValueError):
            memory = {}
        return cls(folder, memory if isinstance(memory, dict) else {})

    def has(self, source: Path, key: str) -> list[dict[str, Any]]:
        """Return the summaries of what came of ``source``, if that is all still there."""
        known = self.memory.get(str(source.resolve()), {})
        files = known.get("files", ())
        there = known.get("key") == key and all((self.folder / name).is_file() for name in files)
        return known["documents"] if there else []

    def put(self, finished: Finished, key: str) -> None:
        """Write the documents of a source file, or of a piece of it."""
        files, summaries = self._begun.setdefault(finished.path, ([], []))
        for document in finished.documents:
            files += self._write(document)
            summaries.append(document.summary)
        if not finished.more:
            self._end(finished, key)

    def _end(self, finished: Finished, key: str) -> None:
        """Remember a file that was converted whole; what only an earlier run made of it goes."""
        files, summaries = self._begun.pop(finished.path)
        place = str(finished.path.resolve())
        before = self.memory.pop(place, {}).get("files", ())
        if finished.error:
            return
        for name in set(before) - set(files):
            (self.folder / name).unlink(missing_ok=True)
        self.memory[place] = {"key": key, "files": files, "documents": summaries}

    def close(self) -> None:
        """Write the memory."""
        draft = self.folder / f"{MEMORY}.draft"
        draft.write_text(json.dumps(self.memory, indent=1, sort_keys=True), "utf-8")
        draft.replace(self.folder / MEMORY)

    def _write(self, document: Converted) -> list[str]:
        stem = document.reference
        if self._taken.setdefault(stem, document.says) != document.says:
            stem = f"{stem}-{document.sha256[:8]}"
        names = {form: f"{stem}.{Format(form).suffix}" for form in document.contents}
        for form, content in document.contents.items():
            (self.folder / names[form]).write_bytes(content)
        return list(names.values())
