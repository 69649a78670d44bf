"""An SSSOM file that several pages and processes change at the same time, and nothing is lost.

A change reads the file, edits and replaces it while the folder is locked; readers see the old
file or the new one. Rows that a change does not touch keep their bytes, so that a version control
system shows what was decided and no more.
"""

import csv
import fcntl
import hashlib
import os
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import Path

from qualgraph.alignment.sssom import COLUMNS, PREFIXES, curie, head
from qualgraph.documents.source import Limits, Source, open_source
from qualgraph.documents.table import read_table
from qualgraph.errors import DataError
from qualgraph.graph.alignment import read_alignments

Pair = tuple[str, str]
_PATIENCE = 10.0
_PAUSE = 0.02
_MAP = "#curie_map:"


@dataclass(frozen=True, slots=True)
class Record:
    """One row: its cells by column, and the line or lines that hold it (empty: not written yet)."""

    cells: dict[str, str]
    written: str = ""

    @property
    def pair(self) -> Pair:
        """The subject and the object, both as CURIEs."""
        return self.cells["subject_id"], curie(self.cells["object_id"])


@dataclass(frozen=True, slots=True)
class Links:
    """The content of an SSSOM file: the lines before the header, the columns, the rows."""

    head: tuple[str, ...]
    columns: tuple[str, ...]
    records: tuple[Record, ...]

    def of(self, pair: Pair) -> tuple[Record, ...]:
        """Return the rows of a subject and an object."""
        return tuple(record for record in self.records if record.pair == pair)

    def with_rows(self, pair: Pair, rows: Iterable[dict[str, str]]) -> "Links":
        """Return the links with ``rows`` where those of ``pair`` were, else after its subject."""
        new = [Record(row) for row in rows]
        places = [n for n, record in enumerate(self.records) if record.pair == pair]
        near = [n + 1 for n, record in enumerate(self.records) if record.pair[0] == pair[0]]
        at = places[0] if places else (near[-1] if near else len(self.records))
        kept = [
            [r for r in part if r.pair != pair] for part in (self.records[:at], self.records[at:])
        ]
        return replace(self, records=(*kept[0], *new, *kept[1]))

    def text(self) -> str:
        """Return the file; columns and prefixes that new rows need are added."""
        named = {name for record in self.records for name, cell in record.cells.items() if cell}
        known = (*self.columns, *COLUMNS)
        further = dict.fromkeys(n for n in (*COLUMNS, *sorted(named)) if n in named)
        added = tuple(name for name in further if name not in self.columns)
        columns = (*self.columns, *added) if self.columns else known
        lines = [*self._head_with_prefixes(), _line(columns, {name: name for name in columns})]
        for record in self.records:
            lines.append(_line(columns, record.cells) if added else self._kept(record))
        return "\n".join(lines) + "\n"

    def _kept(self, record: Record) -> str:
        return record.written or _line(self.columns, record.cells)

    def _head_with_prefixes(self) -> list[str]:
        used = {
            cell.partition(":")[0]
            for record in self.records
            if not record.written
            for name, cell in record.cells.items()
            if name.endswith("_id") or name in ("mapping_justification", "object_source")
        }
        lines = [f'#  {p}: "{iri}"' for p, iri in PREFIXES.items() if p in used]
        missing = [line for line in lines if not any(_same(line, old) for old in self.head)]
        if not missing:
            return list(self.head)
        at = self.head.index(_MAP) + 1 if _MAP in self.head else len(self.head)
        start = [] if _MAP in self.head else [_MAP]
        return [*self.head[:at], *start, *missing, *self.head[at:]]


def version(records: Iterable[Record]) -> str:
    """Return what tells whether rows have changed since they were shown."""
    told = "\n".join(repr(sorted((k, v) for k, v in r.cells.items() if v)) for r in records)
    return hashlib.sha256(told.encode()).hexdigest()[:20] if told else "none"


def read(path: Path) -> Links:
    """Read ``path``; a file that does not exist yet is one without links.

    Raises ``DataError`` with the line when it is not good SSSOM.
    """
    if not path.exists():
        return Links(tuple(head(path.name.split(".")[0])), COLUMNS, ())
    return _parsed(open_source(path, Limits()))


def _parsed(source: Source) -> Links:
    read_alignments(source)
    table = read_table(source, delimiter="\t")
    return Links(
        tuple(f"#{line}" for line in table.comments),
        table.columns,
        tuple(Record({c: row[c] for c in table.columns}, row.quote) for row in table.rows),
    )


def change(path: Path, edit: Callable[[Links], Links]) -> Links:
    """Apply ``edit`` to the file as it is now, and keep what comes of it; nobody comes between.

    What ``edit`` raises leaves the file as it was. Raises ``DataError`` when another program
    keeps the folder locked, or when the result would not be good SSSOM.
    """
    path = path.resolve()
    with _locked(path):
        changed = edit(read(path))
        content = changed.text().encode()
        written = _parsed(Source.of(str(path), content))
        _put(path, content)
    return written


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold the lock of the folder: it stays itself when the file in it is replaced."""
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        until = time.monotonic() + _PATIENCE
        while True:
            with suppress(BlockingIOError):
                fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            if time.monotonic() > until:
                raise DataError("review-locked", name=path)
            time.sleep(_PAUSE)
        yield
    finally:
        os.close(folder)


def _put(path: Path, content: bytes) -> None:
    """Replace the file whole: also after a power cut it is the old one or the new one."""
    number, half = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(number, "wb") as out:
            out.write(content)
            out.flush()
            mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
            os.fchmod(out.fileno(), mode)
            os.fsync(out.fileno())
        Path(half).replace(path)
    except BaseException:
        Path(half).unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _umask() -> int:
    current = os.umask(0o077)
    os.umask(current)
    return current


def _line(columns: tuple[str, ...], cells: dict[str, str]) -> str:
    out = StringIO()
    row = [cells.get(name, "") for name in columns]
    csv.writer(out, delimiter="\t", lineterminator="").writerow(row)
    return out.getvalue()


def _same(line: str, other: str) -> bool:
    return line.lstrip("# ").partition(":")[0] == other.lstrip("# ").partition(":")[0]
