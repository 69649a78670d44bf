"""The imported vocabularies: one compact SQLite file of concepts, texts and relations.

Versions stand side by side. For each kind of concept, each language and each relation the newest
version that has it is used; names from other tables (version "") belong to every version.
"""

import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from qualgraph.alignment.records import Concept, Kind, Link, Record, Refusal, Relation, Role, Term
from qualgraph.errors import DataError, UsageError

FILE = "esco.sqlite"
FURTHER = ""
_SCHEMA = """
CREATE TABLE IF NOT EXISTS iri (id INTEGER PRIMARY KEY, iri TEXT UNIQUE NOT NULL);
CREATE TABLE IF NOT EXISTS concept (
    version TEXT, id INTEGER, kind TEXT, code TEXT, isco TEXT, status TEXT, modified TEXT,
    skill_type TEXT, reuse TEXT, PRIMARY KEY (version, id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS term (
    version TEXT, id INTEGER, role TEXT, language TEXT, text TEXT, source TEXT,
    PRIMARY KEY (version, id, language, role, text)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS link (
    version TEXT, id INTEGER, relation TEXT, other INTEGER,
    PRIMARY KEY (version, id, relation, other)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS source (
    version TEXT, file TEXT, sha256 TEXT, records INTEGER, refused INTEGER,
    PRIMARY KEY (version, file)) WITHOUT ROWID;
"""
_BATCH = 5_000


@dataclass(frozen=True, slots=True)
class Known:
    """A concept with its version and its kind, as the newest import has it."""

    iri: str
    kind: Kind
    version: str
    code: str
    isco: str
    status: str


class Vocabulary:
    """An open vocabulary file."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    @classmethod
    def create(cls, folder: Path) -> "Vocabulary":
        """Open the vocabulary of ``folder`` to import into it."""
        folder.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(folder / FILE, isolation_level=None)
        connection.executescript(_SCHEMA)
        return cls(connection)

    @classmethod
    def open(cls, folder: Path) -> "Vocabulary":
        """Open the vocabulary of ``folder`` to read it.

        Raises ``UsageError`` when nothing was imported there, ``DataError`` for another file.
        """
        path = folder / FILE
        if not path.is_file():
            raise UsageError("vocabulary-none", folder=folder)
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
        try:
            connection.execute("SELECT count(*) FROM source").fetchone()
        except sqlite3.DatabaseError as error:
            raise DataError("vocabulary-broken", name=path, reason=error) from error
        return cls(connection)

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def forget(self, version: str) -> None:
        """Remove a version, to import it anew."""
        for table in ("concept", "term", "link", "source"):
            self._db.execute(f"DELETE FROM {table} WHERE version = ?", (version,))  # noqa: S608

    def begin(self) -> None:
        """Begin a change that is seen whole or not at all."""
        self._db.execute("BEGIN IMMEDIATE")

    def commit(self) -> None:
        """Keep the change."""
        self._db.execute("COMMIT")
        self._db.execute("ANALYZE")

    def rollback(self) -> None:
        """Leave the file as it was before ``begin``."""
        self._db.execute("ROLLBACK")

    def take(
        self, version: str, file: str, sha256: str, records: Iterable[Record]
    ) -> tuple[int, list[Refusal]]:
        """Store the records of one file; returns how many were stored and which were refused."""
        refused: list[Refusal] = []
        kept = 0
        batch: list[Record] = []
        for record in records:
            if isinstance(record, Refusal):
                refused.append(record)
                continue
            batch.append(record)
            kept += 1
            if len(batch) == _BATCH:
                self._store(version, Path(file).name, batch)
                batch.clear()
        self._store(version, Path(file).name, batch)
        row = (version, file, sha256, kept, len(refused))
        self._db.execute("INSERT OR REPLACE INTO source VALUES (?, ?, ?, ?, ?)", row)
        return kept, refused

    def _store(self, version: str, file: str, records: list[Record]) -> None:
        ids = self._identify(records)
        concepts, terms, links = [], [], []
        for record in records:
            if isinstance(record, Concept):
                r = record
                row = (version, ids[r.iri], r.kind, r.code, r.isco, r.status)
                concepts.append((*row, r.modified, r.skill_type, r.reuse))
            elif isinstance(record, Term):
                terms.append(
                    (version, ids[record.iri], record.role, record.language, record.text, file)
                )
            elif isinstance(record, Link):
                links.append((version, ids[record.iri], record.relation, ids[record.other]))
        run = self._db.executemany
        run("INSERT OR REPLACE INTO concept VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", concepts)
        run("INSERT OR IGNORE INTO term VALUES (?, ?, ?, ?, ?, ?)", terms)
        run("INSERT OR IGNORE INTO link VALUES (?, ?, ?, ?)", links)

    def _identify(self, records: list[Record]) -> dict[str, int]:
        iris = {r.iri for r in records if not isinstance(r, Refusal)}
        iris |= {r.other for r in records if isinstance(r, Link)}
        self._db.executemany("INSERT OR IGNORE INTO iri (iri) VALUES (?)", [(i,) for i in iris])
        find = "SELECT id FROM iri WHERE iri = ?"
        return {iri: self._db.execute(find, (iri,)).fetchone()[0] for iri in iris}

    def files(self) -> list[tuple[str, str, int, int]]:
        """Return version, file, records and refused rows of each file that was imported."""
        return self._db.execute(
            "SELECT version, file, records, refused FROM source ORDER BY version, file"
        ).fetchall()

    def newest(self, kind: Kind) -> str | None:
        """Return the newest version that lists the concepts of ``kind``."""
        rows = self._db.execute("SELECT DISTINCT version FROM concept WHERE kind = ?", (kind,))
        return max((version for (version,) in rows), key=_order, default=None)

    def counts(self, version: str) -> dict[str, int]:
        """Return how many concepts of each kind and links of each relation a version has."""
        concepts = "SELECT kind, count(*) FROM concept WHERE version = ? GROUP BY kind"
        links = "SELECT relation, count(*) FROM link WHERE version = ? GROUP BY relation"
        return {
            name: count
            for query in (concepts, links)
            for name, count in self._db.execute(query, (version,))
        }

    def concepts(self, kind: Kind) -> Iterator[Known]:
        """Return the released concepts of ``kind`` in the newest version that lists them."""
        version = self.newest(kind)
        rows = self._db.execute(
            "SELECT iri, kind, version, code, isco, status FROM concept JOIN iri USING (id)"
            " WHERE version = ? AND kind = ? AND status IN ('released', '') ORDER BY iri",
            (version, kind),
        )
        for iri, kind_, version_, code, isco, status in rows:
            yield Known(iri, Kind(kind_), version_, code, isco, status)

    def of_type(self, skill_type: str) -> Iterator[str]:
        """Return the skills of a type (``knowledge``, ``skill/competence``)."""
        query = (
            "SELECT iri FROM concept JOIN iri USING (id) WHERE version = ? AND skill_type = ?"
            " ORDER BY iri"
        )
        for (iri,) in self._db.execute(query, (self.newest(Kind.SKILL), skill_type)):
            yield iri

    def terms(self, kind: Kind, language: str) -> Iterator[tuple[str, Role, str]]:
        """Return the texts of the concepts of ``kind``, of the newest version that has each.

        Of each concept: the texts of the newest version in which it has a text in that language,
        and the further names. Order: IRI, then role, then text.
        """
        rows = self._db.execute(
            "SELECT iri.iri, term.version, term.role, term.text FROM term JOIN iri USING (id)"
            " WHERE term.language = ? AND term.id IN (SELECT id FROM concept WHERE kind = ?)"
            " ORDER BY iri.iri",
            (language, kind),
        )
        for iri, found in _grouped(rows):
            own = [row for row in found if row[0] != FURTHER]
            best = max((row[0] for row in own), key=_order, default=FURTHER)
            chosen = {row[1:] for row in found if row[0] in (best, FURTHER)}
            if any(role == Role.PREFERRED for version, role, _ in own if version == best):
                named = {row[1:] for row in own if row[0] == best}
                chosen -= {r for r in chosen - named if r[0] == Role.PREFERRED}
            for role, text in sorted(chosen):
                yield iri, Role(role), text

    def links(self, relation: Relation, kind: Kind) -> Iterator[tuple[str, str]]:
        """Return the links of a relation from concepts of ``kind``, of the newest that has it."""
        rows = self._db.execute(
            "SELECT DISTINCT link.version FROM link JOIN concept USING (version, id)"
            " WHERE relation = ? AND kind = ?",
            (relation, kind),
        ).fetchall()
        version = max((version for (version,) in rows), key=_order, default=None)
        yield from self._db.execute(
            "SELECT a.iri, b.iri FROM link JOIN iri a ON a.id = link.id"
            " JOIN iri b ON b.id = link.other"
            " JOIN concept c ON c.version = link.version AND c.id = link.id"
            " WHERE link.version = ? AND link.relation = ? AND c.kind = ? ORDER BY 1, 2",
            (version, relation, kind),
        )

    def find(self, iri: str) -> Known | None:
        """Return the concept ``iri`` as the newest version that has it."""
        rows = self._db.execute(
            "SELECT iri, kind, version, code, isco, status FROM concept JOIN iri USING (id)"
            " WHERE iri = ?",
            (iri,),
        ).fetchall()
        row = max(rows, key=lambda row: _order(row[2]), default=None)
        return Known(row[0], Kind(row[1]), *row[2:]) if row else None

    def label(self, iri: str, language: str) -> str:
        """Return the preferred label of a concept, empty when there is none."""
        return self.text(iri, language, Role.PREFERRED)

    def text(self, iri: str, language: str, role: Role) -> str:
        """Return the newest text of a concept in a role, empty when there is none."""
        rows = self._db.execute(
            "SELECT term.version, text FROM term JOIN iri USING (id)"
            " WHERE iri = ? AND language = ? AND role = ?",
            (iri, language, role),
        ).fetchall()
        return max(rows, key=lambda row: _order(row[0]), default=("", ""))[1]

    def labels_ever(self, iri: str) -> set[str]:
        """Return the preferred labels that a concept has in any version and language."""
        rows = self._db.execute(
            "SELECT text FROM term JOIN iri USING (id) WHERE iri = ? AND role = ?",
            (iri, Role.PREFERRED),
        )
        return {text for (text,) in rows}

    def records_of(self, version: str) -> Iterator[Record]:
        """Return everything that a version says, in a fixed order."""
        with closing(self._db.cursor()) as rows:
            for row in rows.execute(
                "SELECT iri, kind, code, isco, status, modified, skill_type, reuse FROM concept"
                " JOIN iri USING (id) WHERE version = ? ORDER BY iri",
                (version,),
            ):
                yield Concept(row[0], Kind(row[1]), *row[2:])
            for iri, role, language, text in rows.execute(
                "SELECT iri, role, language, text FROM term JOIN iri USING (id)"
                " WHERE version = ? ORDER BY iri, role, language, text",
                (version,),
            ):
                yield Term(iri, Role(role), language, text)
            for iri, relation, other in rows.execute(
                "SELECT a.iri, relation, b.iri FROM link JOIN iri a ON a.id = link.id"
                " JOIN iri b ON b.id = link.other WHERE version = ? ORDER BY 1, 2, 3",
                (version,),
            ):
                yield Link(iri, Relation(relation), other)


@lru_cache(maxsize=100)
def _order(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version))


def _grouped(
    rows: Iterable[tuple[str, str, str, str]],
) -> Iterator[tuple[str, list[tuple[str, str, str]]]]:
    current, found = "", list[tuple[str, str, str]]()
    for iri, version, role, text in rows:
        if iri != current and found:
            yield current, found
            found = []
        current = iri
        found.append((version, role, text))
    if found:
        yield current, found
