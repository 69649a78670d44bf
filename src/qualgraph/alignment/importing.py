"""An official ESCO download to the vocabulary file and to one named graph for each version."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, serialize

from qualgraph.alignment.esco_csv import LAYOUTS, EscoFile, recognise
from qualgraph.alignment.esco_turtle import turtle_records
from qualgraph.alignment.records import Concept, Kind, Link, Record, Refusal, Relation, Role, Term
from qualgraph.alignment.vocabulary import FURTHER, Vocabulary
from qualgraph.errors import DataError, UsageError
from qualgraph.graph.names import Names
from qualgraph.graph.terms import DCT, ESCO, OWL, RDF, SKOS

_VERSION = re.compile(r"(?<![\d.])v?(\d+\.\d+(?:\.\d+)?)(?![\d.])")
_CLASSES = {Kind.OCCUPATION: ESCO("Occupation"), Kind.SKILL: ESCO("Skill")}
_PROPERTIES = {
    Role.PREFERRED: SKOS("prefLabel"),
    Role.ALTERNATIVE: SKOS("altLabel"),
    Role.HIDDEN: SKOS("hiddenLabel"),
    Role.DESCRIPTION: DCT("description"),
    Relation.BROADER: SKOS("broader"),
    Relation.ESSENTIAL: ESCO("relatedEssentialSkill"),
    Relation.OPTIONAL: ESCO("relatedOptionalSkill"),
}


@dataclass
class Import:
    """What an import did: counts of each version, files, and what was not taken."""

    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    files: dict[str, int] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    unknown: list[DataError] = field(default_factory=list)
    errors: list[DataError] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)


def import_esco(folders: list[Path], into: Path, names: Names, version: str = "") -> Import:
    """Import every ESCO file under ``folders``; ``version`` is that of files without one.

    A version that is there already is replaced, in one step. Raises ``UsageError`` when a folder
    does not exist and ``DataError`` when nothing of ESCO was found.
    """
    done = Import()
    tables, dumps = _find(folders, done)
    groups: dict[str, list[EscoFile | Path]] = {}
    for table in tables:
        key = _version(table.path, version) if table.official else FURTHER
        groups.setdefault(key, []).append(table)
    for dump in dumps:
        groups.setdefault(_version(dump, version), []).append(dump)
    if not set(groups) - {FURTHER} and not done.errors:
        raise DataError("vocabulary-nothing", names=", ".join(map(str, folders)))
    vocabulary = Vocabulary.create(into)
    vocabulary.begin()
    try:
        for key in sorted(groups, reverse=True):  # further names last: they need the concepts
            _import_version(vocabulary, key, groups[key], done)
        vocabulary.commit()
    except BaseException:
        vocabulary.rollback()
        raise
    for key in sorted(set(groups) - {FURTHER}):
        done.counts[key] = vocabulary.counts(key)
        _write_graph(vocabulary, key, into, names)
    vocabulary.close()
    return done


def _find(folders: list[Path], done: Import) -> tuple[list[EscoFile], list[Path]]:
    tables: list[EscoFile] = []
    dumps: list[Path] = []
    for path in _files(folders):
        if path.suffix.lower() in (".ttl", ".nt"):
            dumps.append(path)
        elif path.suffix.lower() == ".csv":
            try:
                table = recognise(path)
            except DataError as error:
                # A folder may hold other things; a file of ESCO with other columns is a fault.
                strange = error.key == "vocabulary-file-unknown"
                (done.unknown if strange else done.errors).append(error)
                continue
            if table:
                tables.append(table)
            else:
                done.unused.append(str(path))
    return tables, dumps


def _files(folders: list[Path]) -> Iterator[Path]:
    for folder in folders:
        if not folder.exists():
            raise UsageError("file-missing", name=folder)
        found = sorted(folder.rglob("*")) if folder.is_dir() else [folder]
        yield from (path for path in found if path.is_file())


def _version(path: Path, given: str) -> str:
    """Return the version that the path names, nearest to the file: ``v1.2.1``."""
    if given:
        return f"v{given.removeprefix('v')}"
    for part in reversed(path.resolve().parts):
        if found := _VERSION.search(part):
            return f"v{found[1]}"
    raise UsageError("vocabulary-version", name=path)


def _import_version(
    vocabulary: Vocabulary, version: str, files: list[EscoFile | Path], done: Import
) -> None:
    vocabulary.forget(version)
    # Lists of concepts before collections: a collection only names concepts again.
    for file in sorted(files, key=_turn):
        path = file if isinstance(file, Path) else file.path
        records = turtle_records(file) if isinstance(file, Path) else file.records()
        with path.open("rb") as content:
            sha256 = hashlib.file_digest(content, "sha256").hexdigest()
        kept, refused = vocabulary.take(version, str(path), sha256, records)
        done.files[str(path)] = kept
        done.refusals += refused
    if version != FURTHER and not any(isinstance(file, Path) for file in files):
        done.missing += [f"{version}: {name}" for name in _missing(files)]


def _turn(file: EscoFile | Path) -> tuple[bool, str]:
    if isinstance(file, Path):
        return False, str(file)
    return file.layout.concepts is None, str(file.path)


def _missing(files: list[EscoFile | Path]) -> Iterator[str]:
    tables = [file for file in files if isinstance(file, EscoFile)]
    languages = sorted({file.language for file in tables if file.layout.concepts})
    have = {(file.stem, file.language) for file in tables}
    for stem, layout in LAYOUTS.items():
        if layout.concepts:
            yield from (f"{stem}_{x}.csv" for x in languages if (stem, x) not in have)
        elif not any(file.stem == stem for file in tables):
            yield f"{stem}.csv"


def _write_graph(vocabulary: Vocabulary, version: str, into: Path, names: Names) -> None:
    """Write ``esco-{version}.nq``, a named graph of its own, whole or not at all."""
    graph = names.graph(f"esco-{version}")
    path = into / f"esco-{version}.nq"
    half = path.with_suffix(".nq.part")
    quads = (
        quad for record in vocabulary.records_of(version) for quad in _quads(record, version, graph)
    )
    serialize(quads, output=str(half), format=RdfFormat.N_QUADS)
    half.replace(path)


def _quads(record: Record, version: str, graph: NamedNode) -> Iterator[Quad]:
    if isinstance(record, Concept):
        yield from _concept(record, version, graph)
    elif isinstance(record, Term):
        if record.role in _PROPERTIES:
            text = Literal(record.text, language=record.language)
            yield Quad(NamedNode(record.iri), _PROPERTIES[record.role], text, graph)
    elif isinstance(record, Link):
        predicate = _PROPERTIES[record.relation]
        yield Quad(NamedNode(record.iri), predicate, NamedNode(record.other), graph)


def _concept(concept: Concept, version: str, graph: NamedNode) -> Iterator[Quad]:
    iri = NamedNode(concept.iri)
    yield Quad(iri, RDF("type"), SKOS("Concept"), graph)
    if concept.kind in _CLASSES:
        yield Quad(iri, RDF("type"), _CLASSES[concept.kind], graph)
    if concept.code:
        yield Quad(iri, SKOS("notation"), Literal(concept.code), graph)
    if concept.isco:
        group = NamedNode(f"http://data.europa.eu/esco/isco/C{concept.isco}")
        yield Quad(iri, SKOS("broader"), group, graph)
    if concept.status:
        status = NamedNode("http://purl.org/iso25964/skos-thes#status")
        yield Quad(iri, status, Literal(concept.status), graph)
    yield Quad(iri, OWL("versionInfo"), Literal(version), graph)
