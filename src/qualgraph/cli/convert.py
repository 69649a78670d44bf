"""``qualgraph convert``: documents to RDF."""

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import typer
from pyoxigraph import RdfFormat, parse
from rich.table import Table

from qualgraph.cli import schema
from qualgraph.cli.elm import ElmRun, convert_elm
from qualgraph.cli.options import (
    DEFAULT_BASE,
    AsJson,
    Base,
    Lang,
    Workers,
    messages,
    progress,
    say,
    texts,
    warn_local,
)
from qualgraph.cli.schema import SchemaRun, convert_schema
from qualgraph.errors import UsageError
from qualgraph.facts.reading import Reader, Share
from qualgraph.graph.names import Names
from qualgraph.graph.profiles.loqxml import CURRENT
from qualgraph.graph.serialise import Format, nquads, serialise
from qualgraph.release import portal
from qualgraph.release.conversion import documents_in, is_alignment
from qualgraph.release.converted import Converted
from qualgraph.release.fingerprint import fingerprint
from qualgraph.release.output import Output
from qualgraph.release.work import Finished, Task, cores, work
from qualgraph.texts import Texts

_PROFILES = {
    "own": tuple(form for form in Format if form is not Format.LOQXML),
    "elm": portal.FORMATS,
    "schema": schema.FORMATS,
}


@dataclass
class _Tally:
    """How a run went: documents read, read with warnings, unchanged; files set aside."""

    words: Texts
    as_json: bool
    counts: dict[str, int] = field(
        default_factory=lambda: {"read": 0, "warnings": 0, "unchanged": 0, "set-aside": 0}
    )

    def finished(self, finished: Finished) -> None:
        """Report on a file: a line for each of its documents, and one when it was set aside."""
        for document in finished.documents:
            self.counts["read"] += 1
            self.counts["warnings"] += bool(document.account.missed)
            self._line(document.summary, describe(document, self.words))
        if finished.error:
            self.counts["set-aside"] += 1
            summary = {"name": str(finished.path), "error": finished.error.key}
            self._line(summary, self.words.error(finished.error))

    def unchanged(self, path: Path, summaries: list[dict[str, Any]]) -> None:
        """Report that a file did not change since the last run, and what had come of it."""
        for summary in summaries:
            self.counts["unchanged"] += 1
            message = self.words("report.same", name=path)
            self._line({**summary, "unchanged": True}, message)

    def show(self) -> None:
        """End a run over several files with its sums."""
        if self.as_json or sum(self.counts.values()) < 2:
            return
        table = Table(self.words("column.outcome"), self.words("column.count"))
        for name, count in self.counts.items():
            table.add_row(self.words(f"outcome.{name}"), str(count))
        messages().print(table)

    def _line(self, data: Mapping[str, object], message: str) -> None:
        say(json.dumps(data, ensure_ascii=False) if self.as_json else message)


def convert(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Documents or folders.")],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="File, or folder for one file each.")
    ] = None,
    to: Annotated[
        str, typer.Option("--to", help=f"One or more of: {','.join(Format)}.")
    ] = "turtle",
    profile: Annotated[
        str, typer.Option("--profile", help=f"How to say the facts: {', '.join(_PROFILES)}.")
    ] = "own",
    with_placeholders: Annotated[
        bool,
        typer.Option(
            "--with-placeholders",
            help="elm: learning opportunities and accreditation too, with marked placeholders.",
        ),
    ] = False,
    loq_version: Annotated[
        str, typer.Option("--loq-version", help="elm: the version of LOQ XML.")
    ] = CURRENT,
    base: Base = DEFAULT_BASE,
    workers: Workers = 0,
    as_json: AsJson = False,
    lang: Lang = "",
) -> None:
    """Convert documents to RDF: RDF on stdout, one line for each document on stderr.

    With a folder as output only what changed since the last run is converted.

    Example: qualgraph convert data/dossiers --to turtle,jsonld -o out

    Example: qualgraph convert data/dossiers --profile elm --to loqxml -o portal.xml
    """
    words, formats, names = texts(lang), _formats(to, profile), Names(base)
    documents = [path for path in documents_in(paths) if not _is_aside(path, output)]
    tally = _Tally(words, as_json)
    if profile == "elm":
        run = ElmRun(names, words, formats, with_placeholders, loq_version, as_json)
        good = convert_elm(run, paths, output, _workers(workers, documents), tally.finished)
        _ended(names, words, good)
        return
    if profile == "schema":
        wanted = SchemaRun(names, words, formats, as_json)
        good = convert_schema(wanted, paths, output, _workers(workers, documents), tally.finished)
        _ended(names, words, good)
        return
    task = Task(names, formats, with_links=True)
    if output and _is_folder(output):
        _to_folder(task, documents, output, _workers(workers, documents), tally)
    else:
        _to_one(task, documents, output, _workers(workers, documents), tally)
    warn_local(names, words)
    tally.show()
    if tally.counts["set-aside"] or not documents:
        raise typer.Exit(1)


def _ended(names: Names, words: Texts, good: bool) -> None:
    warn_local(names, words)
    if not good:
        raise typer.Exit(1)


def describe(document: Converted, words: Texts) -> str:
    """Return what became of a document, for people."""
    lines = document.account.lines
    if document.reader == Reader.REGISTER:
        return words(
            "report.registered",
            name=document.name,
            triples=document.triples,
            rows=document.records,
            missed=lines[Share.NOT_UNDERSTOOD],
        )
    return words(
        "report.converted",
        name=document.name,
        triples=document.triples,
        fact=lines[Share.FACT],
        text=lines[Share.TEXT],
        boilerplate=lines[Share.BOILERPLATE],
        missed=lines[Share.NOT_UNDERSTOOD],
    )


def _formats(to: str, profile: str) -> tuple[Format, ...]:
    known = ", ".join(_PROFILES)
    if profile not in _PROFILES:
        raise UsageError("format-unknown", name=profile, known=known)
    wanted = [name.strip() for name in to.split(",")]
    for name in wanted:
        if name not in _PROFILES[profile]:
            known = ", ".join(_PROFILES[profile])
            raise UsageError("format-of-profile", name=name, profile=profile, known=known)
    return tuple(dict.fromkeys(map(Format, wanted)))


def _is_aside(path: Path, output: Path | None) -> bool:
    """Return whether a file is no source: an alignment, or what an earlier run wrote."""
    return is_alignment(path) or bool(output and output.resolve() in path.resolve().parents)


def _is_folder(output: Path) -> bool:
    """Return whether to write into a folder: what is one, or has a name without an ending.

    How many documents there are does not tell: one file of SBB may hold many.
    """
    return output.is_dir() or (not output.exists() and not output.suffix)


def _workers(asked: int, documents: list[Path]) -> int:
    return min(asked or cores(), len(documents))


def _to_folder(
    task: Task, documents: list[Path], output: Path, workers: int, tally: _Tally
) -> None:
    folder = Output.open(output)
    keys = {
        path: fingerprint(path, task.limits, task.names.base, *task.formats) for path in documents
    }
    changed = []
    for path in documents:
        if summaries := folder.has(path, keys[path]):
            tally.unchanged(path, summaries)
        else:
            changed.append(path)
    try:
        for finished in _shown(work(task, changed, workers), len(changed), tally):
            folder.put(finished, keys[finished.path])
    finally:
        folder.close()


def _to_one(
    task: Task, documents: list[Path], output: Path | None, workers: int, tally: _Tally
) -> None:
    """Write all documents as one graph in one format."""
    if len(task.formats) > 1:
        raise UsageError("format-one", formats=",".join(task.formats))
    runs = _shown(work(task, documents, workers), len(documents), tally)
    found = [document for finished in runs for document in finished.documents]
    if not found:
        return
    content = _joined(found, task.formats[0], task.names)
    if output:
        output.write_bytes(content)
    else:
        sys.stdout.buffer.write(content)


def _joined(found: list[Converted], form: Format, names: Names) -> bytes:
    contents = [document.contents[form] for document in found]
    if len(contents) == 1:
        return contents[0]
    quads = {quad for content in contents for quad in parse(content, format=_RDF[form])}
    if form is Format.NQUADS:
        return nquads(quads)
    return serialise((quad.triple for quad in quads), form, names)


_RDF = {
    Format.TURTLE: RdfFormat.TURTLE,
    Format.JSONLD: RdfFormat.JSON_LD,
    Format.NTRIPLES: RdfFormat.N_TRIPLES,
    Format.NQUADS: RdfFormat.N_QUADS,
    Format.RDFXML: RdfFormat.RDF_XML,
}


def _shown(runs: Iterator[Finished], count: int, tally: _Tally) -> Iterator[Finished]:
    """Pass on what finished, told line by line and by a progress bar."""
    with progress(count) as step:
        for finished in runs:
            tally.finished(finished)
            if not finished.more:
                step()
            yield finished
