"""ESCO's official CSV layout, versions 1.1 and 1.2, and tables of further names.

The layout is that of https://esco.ec.europa.eu/en/use-esco/download: one file for each kind of
concept and language (``occupations_nl.csv``), one for each kind of relation, the latter with or
without a language. Cells with several values are separated by line ends or by " | ".
"""

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from qualgraph.alignment.records import Concept, Kind, Link, Record, Refusal, Relation, Role, Term
from qualgraph.errors import DataError

ESCO = "http://data.europa.eu/esco/"
_NAME = re.compile(r"(?P<stem>[A-Za-z]+)(?:_(?P<language>[a-z]{2}))?\.csv")
_LANGUAGE_COLUMN = re.compile(r"(?P<role>prefLabel|altLabels|description)_(?P<language>[a-z]{2})")
_SEVERAL = re.compile(r"\s*(?:\r?\n| \| )\s*")
_IRI = re.compile(r"http://data\.europa\.eu/esco/[A-Za-z0-9./_-]+")
_KINDS = {
    "Occupation": Kind.OCCUPATION,
    "KnowledgeSkillCompetence": Kind.SKILL,
    "ISCOGroup": Kind.ISCO_GROUP,
    "SkillGroup": Kind.SKILL_GROUP,
}
_ROLES = {"prefLabel": Role.PREFERRED, "altLabels": Role.ALTERNATIVE}
_METADATA_LINES = 40

Cells = Mapping[str, str]
Reader = Callable[[Cells, str], Iterator[Record]]


@dataclass(frozen=True, slots=True)
class Layout:
    """How the rows of one kind of file are read; ``concepts``: it lists all of that kind."""

    columns: tuple[str, ...]
    read: Reader
    concepts: Kind | None = None


def _concept(cells: Cells, language: str) -> Iterator[Record]:
    iri = _iri(cells["conceptUri"])
    kind = _KINDS.get(cells["conceptType"])
    if kind is None:
        raise ValueError(f"conceptType {cells['conceptType']!r}")
    if not cells["preferredLabel"].strip():
        raise ValueError("preferredLabel is empty")
    yield Concept(
        iri,
        kind,
        code=cells.get("code", ""),
        isco=cells.get("iscoGroup", ""),
        status=cells.get("status", ""),
        modified=cells.get("modifiedDate", ""),
        skill_type=cells.get("skillType", ""),
        reuse=cells.get("reuseLevel", ""),
    )
    yield from _terms(iri, cells, language)


def _terms(iri: str, cells: Cells, language: str) -> Iterator[Term]:
    preferred = cells["preferredLabel"].strip()
    if preferred:
        yield Term(iri, Role.PREFERRED, language, preferred)
    for column, role in (("altLabels", Role.ALTERNATIVE), ("hiddenLabels", Role.HIDDEN)):
        for text in several(cells.get(column, "")):
            if text != preferred:
                yield Term(iri, role, language, text)
    if description := " ".join(cells.get("description", "").split()):
        yield Term(iri, Role.DESCRIPTION, language, description)


def _collected(cells: Cells, language: str) -> Iterator[Record]:
    """Read a collection: it names some concepts again, and does not list all of a kind."""
    yield from _terms(_iri(cells["conceptUri"]), cells, language)


def _broader(cells: Cells, _: str) -> Iterator[Record]:
    yield Link(_iri(cells["conceptUri"]), Relation.BROADER, _iri(cells["broaderUri"]))


def _occupation_skill(cells: Cells, _: str) -> Iterator[Record]:
    relation = _relation(cells["relationType"])
    yield Link(_iri(cells["occupationUri"]), relation, _iri(cells["skillUri"]))


def _skill_skill(cells: Cells, _: str) -> Iterator[Record]:
    relation = _relation(cells["relationType"])
    yield Link(_iri(cells["originalSkillUri"]), relation, _iri(cells["relatedSkillUri"]))


def _crosswalk(cells: Cells, _: str) -> Iterator[Record]:
    name = cells["Classification 2 PrefLabel"].strip()
    if not name:
        raise ValueError("Classification 2 PrefLabel is empty")
    yield Term(_iri(cells["Classification 1 URI"]), Role.CROSSWALK, "nl", name)


def _names(cells: Cells, _: str) -> Iterator[Record]:
    iri = _iri(cells["conceptUri"])
    for column, value in cells.items():
        found = _LANGUAGE_COLUMN.fullmatch(column)
        if not found:
            continue
        role = _ROLES.get(found["role"], Role.DESCRIPTION)
        texts = [" ".join(value.split())] if role is Role.DESCRIPTION else several(value)
        for text in texts:
            if text:
                yield Term(iri, role, found["language"], text)


_CONCEPT = ("conceptType", "conceptUri", "preferredLabel")
_BROADER = ("conceptUri", "broaderUri")
LAYOUTS = {
    "occupations": Layout((*_CONCEPT, "iscoGroup", "code"), _concept, Kind.OCCUPATION),
    "skills": Layout((*_CONCEPT, "skillType"), _concept, Kind.SKILL),
    "ISCOGroups": Layout((*_CONCEPT, "code"), _concept, Kind.ISCO_GROUP),
    "skillGroups": Layout(_CONCEPT, _concept, Kind.SKILL_GROUP),
    "broaderRelationsOccPillar": Layout(_BROADER, _broader),
    "broaderRelationsSkillPillar": Layout(_BROADER, _broader),
    "occupationSkillRelations": Layout(
        ("occupationUri", "relationType", "skillUri"), _occupation_skill
    ),
    "skillSkillRelations": Layout(
        ("originalSkillUri", "relationType", "relatedSkillUri"), _skill_skill
    ),
}
COLLECTION = Layout(_CONCEPT, _collected)
CROSSWALK = Layout(
    ("Classification 1 URI", "Classification 2 PrefLabel", "Mapping relation"), _crosswalk
)
NAMES = Layout(("conceptUri",), _names)
UNUSED = ("conceptSchemes", "dictionary", "greenShareOcc", "skillsHierarchy", "researchOccupations")


@dataclass(frozen=True, slots=True)
class EscoFile:
    """A CSV file that was recognised: what it is, its language, and its header line."""

    path: Path
    stem: str
    language: str
    layout: Layout
    header: int

    @property
    def official(self) -> bool:
        """Whether it belongs to ESCO's own package, not to a table of further names."""
        return self.layout not in (CROSSWALK, NAMES)

    def records(self) -> Iterator[Record]:
        """Read the file row by row; a broken row becomes a ``Refusal`` with its line."""
        # A byte that is not UTF-8 becomes a lone surrogate, so that only its row is refused.
        with self.path.open(encoding="utf-8-sig", newline="", errors="surrogateescape") as lines:
            for _ in range(self.header):
                next(lines)
            yield from self._rows(lines)

    def _rows(self, lines: TextIO) -> Iterator[Record]:
        reader = csv.reader(lines)
        columns = [cell.strip() for cell in next(reader)]
        while True:
            line = self.header + reader.line_num + 1
            try:
                row = next(reader)
                if row:
                    yield from self._row(columns, row)
            except StopIteration:
                return
            except (csv.Error, ValueError) as error:
                yield Refusal(str(self.path), line, str(error))

    def _row(self, columns: list[str], row: list[str]) -> Iterator[Record]:
        if len(row) != len(columns):
            raise ValueError(f"{len(row)} cells, {len(columns)} columns")
        if any("\ud800" <= letter <= "\udfff" for cell in row for letter in cell):
            raise ValueError("not UTF-8")
        yield from list(self.layout.read(dict(zip(columns, row, strict=True)), self.language))


def recognise(path: Path) -> EscoFile | None:
    """Return what the file is, ``None`` when ESCO has the file and nothing of it is used.

    Raises ``DataError`` for a file that has not the columns of its name, or an unknown one.
    """
    found = _NAME.fullmatch(path.name)
    stem, language = (found["stem"], found["language"] or "") if found else (path.stem, "")
    if stem.removesuffix("Collection") in UNUSED:
        return None
    header, columns = _header(path)
    layout = LAYOUTS.get(stem) or (COLLECTION if stem.endswith("Collection") else None)
    if layout is None:
        layout = _further(columns)
    if layout is None:
        raise DataError("vocabulary-file-unknown", name=path)
    missing = [column for column in layout.columns if column not in columns]
    if missing:
        raise DataError("vocabulary-columns", name=path, missing=", ".join(missing))
    if layout.read in (_concept, _collected) and not language:
        raise DataError("vocabulary-language", name=path)
    return EscoFile(path, stem, language, layout, header)


def _further(columns: tuple[str, ...]) -> Layout | None:
    if all(column in columns for column in CROSSWALK.columns):
        return CROSSWALK
    named = any(_LANGUAGE_COLUMN.fullmatch(column) for column in columns)
    return NAMES if named and "conceptUri" in columns else None


def _header(path: Path) -> tuple[int, tuple[str, ...]]:
    """Return the index of the header line and its columns; a crosswalk has lines before it."""
    with path.open(encoding="utf-8-sig", newline="", errors="replace") as lines:
        head = [line for line, _ in zip(lines, range(_METADATA_LINES), strict=False)]
    if not head:
        raise DataError("document-empty", name=path)
    index = next((i for i, line in enumerate(head) if line.startswith("Classification 1 URI")), 0)
    row = next(csv.reader(head[index:]))
    return index, tuple(cell.strip() for cell in row)


def several(cell: str) -> list[str]:
    """Return the values of a cell that may hold several."""
    return list(dict.fromkeys(" ".join(t.split()) for t in _SEVERAL.split(cell) if t.strip()))


def _iri(value: str) -> str:
    value = value.strip()
    if not _IRI.fullmatch(value):
        raise ValueError(f"no ESCO IRI: {value[:80]!r}")
    return value


def _relation(value: str) -> Relation:
    if value not in ("essential", "optional"):
        raise ValueError(f"relationType {value!r}")
    return Relation(value)
