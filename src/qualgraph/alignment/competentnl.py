"""What CompetentNL prescribes for a crebo: tables of its answers to one SSSOM table.

The tables hold one row for each capability or knowledge area that the norm of a crebo prescribes.
The norm itself has no IRI in them, so the link starts from the qualification with that code.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from qualgraph import __version__
from qualgraph.alignment.records import Refusal
from qualgraph.alignment.sssom import table
from qualgraph.documents.source import Limits, open_source
from qualgraph.errors import DataError, UsageError
from qualgraph.graph.reasons import comment, reason

FILE = "competentnl.sssom.tsv"
SOURCE = "https://linkeddata.competentnl.nl/"
_PRESCRIBED = ("crebo", "norm_label", "predicate", "skill_uri", "skill_label_nl")
_CONCEPTS = ("uri", "class_segment", "label_nl")
_RECORDS = ("crebo", "n_skills")
_IRI = re.compile(rf"{re.escape(SOURCE)}id/(humancapability|knowledgearea)/[0-9A-F]+")
_CREBO = re.compile(r"\d{5}")
_WEIGHT = re.compile(r"(?:cnlo:|.*#)prescribesHAT(Essential|Important|Somewhat)")


@dataclass
class CompetentNLImport:
    """What an import did: rows that were kept, crebos, files, and what was not taken."""

    links: int = 0
    crebos: int = 0
    files: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Line:
    """A row of a table: its file, its line and its cells by column."""

    file: str
    number: int
    cells: dict[str, str]

    def refused(self, reason: str) -> Refusal:
        return Refusal(self.file, self.number, reason)


@dataclass
class _Tables:
    """The rows of the files by what their columns say they are; a broken row is a refusal."""

    prescribed: list[_Line] = field(default_factory=list)
    concepts: list[_Line] = field(default_factory=list)
    records: list[_Line] = field(default_factory=list)


def import_competentnl(folders: list[Path], into: Path) -> CompetentNLImport:
    """Import the tables under ``folders`` into ``into``; what was there is replaced in one step.

    Raises ``UsageError`` when a folder does not exist, and ``DataError`` when no table of what is
    prescribed was found, or no row of it can be used.
    """
    done, tables = CompetentNLImport(), _Tables()
    for path in _files(folders):
        _read(path, tables, done)
    if not tables.prescribed:
        raise DataError("competentnl-nothing", names=", ".join(map(str, folders)))
    done.missing += [] if tables.concepts else ["cnl_concepts_nl.csv"]
    done.missing += [] if tables.records else ["crebo_records.csv"]
    rows = list(_rows(tables, done))
    if not rows:
        raise DataError("competentnl-nothing", names=", ".join(map(str, folders)))
    found_crebos = Counter(row["subject_id"].rpartition("-")[2] for row in rows)
    done.links, done.crebos = len(rows), len(found_crebos)
    done.refusals += _counted(tables.records, found_crebos)
    into.mkdir(parents=True, exist_ok=True)
    half = into / f"{FILE}.part"
    half.write_text(_without_ours(table(rows, "competentnl")), "utf-8")
    half.replace(into / FILE)
    return done


def _without_ours(text: str) -> str:
    """Return the table without the licence and the notice of our own tables: it is not ours."""
    lines = text.splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith(("#license:", "#comment:")))


def _files(folders: list[Path]) -> Iterator[Path]:
    for folder in folders:
        if not folder.exists():
            raise UsageError("file-missing", name=folder)
        yield from sorted(folder.rglob("*.csv")) if folder.is_dir() else [folder]


def _read(path: Path, tables: _Tables, done: CompetentNLImport) -> None:
    """Read a file by its columns; one with other columns is left alone."""
    lines = csv.reader(open_source(path, Limits()).text.splitlines(keepends=True))
    columns = [name.strip() for name in next(lines, [])]
    kinds = (
        (_PRESCRIBED, tables.prescribed),
        (_CONCEPTS, tables.concepts),
        (_RECORDS, tables.records),
    )
    rows = next((rows for needed, rows in kinds if set(needed) <= set(columns)), None)
    if rows is None:
        return
    done.files.append(str(path))
    for cells in _cells(lines):
        line = _Line(
            str(path), lines.line_num, dict(zip(columns, map(str.strip, cells), strict=False))
        )
        if len(cells) != len(columns):
            done.refusals.append(line.refused(f"{len(cells)} cells, {len(columns)} columns"))
        else:
            rows.append(line)


def _cells(lines: Iterator[list[str]]) -> Iterator[list[str]]:
    try:
        yield from (cells for cells in lines if cells)
    except csv.Error as error:
        yield [str(error)]


def _rows(tables: _Tables, done: CompetentNLImport) -> Iterator[dict[str, str]]:
    """Return the rows of the SSSOM table; a row that cannot be used is refused."""
    labels = {line.cells["uri"]: line.cells["label_nl"] for line in tables.concepts}
    seen: set[tuple[str, ...]] = set()
    for line in tables.prescribed:
        cells = line.cells
        key = (cells["crebo"], cells["skill_uri"])
        if why := _fault(cells, labels):
            done.refusals.append(line.refused(why))
        elif key in seen:
            done.refusals.append(line.refused(f"twice: {' '.join(key)}"))
        else:
            seen.add(key)
            yield _row(cells)


def _fault(cells: dict[str, str], labels: dict[str, str]) -> str:
    """Return what is wrong with a row, empty when nothing is."""
    iri, label = cells["skill_uri"], cells["skill_label_nl"]
    if not _CREBO.fullmatch(cells["crebo"]):
        return f"crebo {cells['crebo']!r} (five digits)"
    if not _WEIGHT.fullmatch(cells["predicate"]):
        return f"predicate {cells['predicate']!r} (cnlo:prescribesHATEssential ...)"
    if not _IRI.fullmatch(iri):
        return f"skill_uri {iri!r} ({SOURCE}id/...)"
    if not label or not cells["norm_label"]:
        return "no label"
    if labels and labels.get(iri) != label:
        return f"{iri} is called {labels.get(iri)!r} in the list of concepts, here {label!r}"
    return ""


def _row(cells: dict[str, str]) -> dict[str, str]:
    weight = _WEIGHT.fullmatch(cells["predicate"])
    told = (
        reason("exact-code", code=cells["crebo"]),
        reason("prescribes", label=cells["norm_label"], weight=weight[1].lower() if weight else ""),
    )
    return {
        "subject_id": f"id:qualification/nl-{cells['crebo']}",
        "subject_label": cells["norm_label"],
        "predicate_id": "skos:relatedMatch",
        "object_id": cells["skill_uri"],
        "object_label": cells["skill_label_nl"],
        "mapping_justification": "semapv:LexicalMatching",
        "confidence": "1",
        "author_label": "CompetentNL",
        "mapping_source": SOURCE,
        "mapping_tool": "qualgraph",
        "mapping_tool_version": __version__,
        "comment": comment(told),
    }


def _counted(records: Iterable[_Line], found: Counter[str]) -> Iterator[Refusal]:
    """Tell of each crebo whose own count of capabilities differs from the rows that were taken."""
    for line in records:
        crebo, told = line.cells["crebo"], line.cells["n_skills"]
        if crebo in found and told.isdigit() and int(told) != found[crebo]:
            yield line.refused(f"crebo {crebo}: {told} announced, {found[crebo]} rows taken")
