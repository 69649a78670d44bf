"""The words of each document of a release, line by line, with what became of them.

They stand beside the graph, outside its digest: the graph holds what was read, and the digest of
the document that it was read from.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

import orjson

from qualgraph.release.converted import Converted, Stretch

TEXTS_FOLDER = "texts"


def write_texts(workspace: Path, documents: Mapping[str, Converted]) -> None:
    """Write the words of each document."""
    folder = workspace / TEXTS_FOLDER
    folder.mkdir()
    for reference, document in documents.items():
        lines = [(s.line, s.start, s.share, s.words) for s in document.account.stretches]
        (folder / f"{reference}.json").write_bytes(orjson.dumps(lines))


def read_text(release: Path, reference: str, lines: Iterable[int]) -> tuple[Stretch, ...]:
    """Return the words in those ``lines``; nothing when the release does not hold the text."""
    path = release / TEXTS_FOLDER / f"{reference}.json"
    if Path(reference).name != reference or not path.is_file():
        return ()
    wanted = frozenset(lines)
    known = orjson.loads(path.read_bytes())
    return tuple(Stretch(*each) for each in known if each[0] in wanted)
