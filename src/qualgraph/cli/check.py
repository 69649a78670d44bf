"""``qualgraph check``: SHACL on RDF files and on every document that ``convert`` accepts."""

import json
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import typer
from pyoxigraph import RdfFormat, parse

from qualgraph.check.official import official_shapes
from qualgraph.check.shapes import Checker, Report, shipped_shapes
from qualgraph.cli.elm import portal_of, report_left_out
from qualgraph.cli.options import (
    DEFAULT_BASE,
    AsJson,
    Base,
    Lang,
    Workers,
    progress,
    results,
    say,
    texts,
)
from qualgraph.errors import DataError, QualgraphError, UsageError
from qualgraph.graph.names import Names
from qualgraph.graph.serialise import Format
from qualgraph.release.batch import Batch
from qualgraph.release.conversion import Converter, documents_in, is_alignment
from qualgraph.release.findings import Finding, findings_among
from qualgraph.release.publish import release_quads
from qualgraph.release.work import Task, cores, work
from qualgraph.texts import Texts

_RDF = {
    ".ttl": RdfFormat.TURTLE,
    ".nt": RdfFormat.N_TRIPLES,
    ".jsonld": RdfFormat.JSON_LD,
    ".rdf": RdfFormat.RDF_XML,
}


@dataclass
class _Checked:
    """What the checks found: a report for each file, errors of files, warnings about all."""

    reports: dict[str, Report] = field(default_factory=dict)
    errors: list[QualgraphError] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """Whether everything could be read and conforms; warnings do no harm."""
        return not self.errors and all(report.conforms for report in self.reports.values())


def check(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Documents or RDF files.")],
    report: Annotated[
        Path | None, typer.Option("--report", help="Write the SHACL report (Turtle) here.")
    ] = None,
    as_json: AsJson = False,
    workers: Workers = 0,
    lang: Lang = "",
    base: Base = DEFAULT_BASE,
    profile: Annotated[
        str, typer.Option("--profile", help="The graph to check: own, or its export elm.")
    ] = "own",
    shapes: Annotated[
        Path | None,
        typer.Option("--shapes", help="elm: the directory of the official ELM files as well."),
    ] = None,
) -> None:
    """Check documents or RDF files against the shapes; exit code 1 when one does not conform.

    Several documents are also held against each other: where they disagree there is a warning.
    With --profile elm what they become for European portals is checked.

    Example: qualgraph check data/dossiers/25132-nl.md

    Example: qualgraph check data/dossiers --profile elm --shapes elm/official
    """
    words, names, checked = texts(lang), Names(base), _Checked()
    files = list(documents_in(paths))
    graphs = [path for path in files if path.suffix.lower() in _RDF]
    rest = [path for path in files if path not in set(graphs)]
    if profile == "elm":
        checkers = _elm_checkers(shapes)
        _check_rdf(graphs, checkers, checked)
        _check_portal(rest, names, workers or cores(), checkers, words, checked)
    elif profile != "own":
        raise UsageError("format-unknown", name=profile, known="own, elm")
    elif shapes:
        raise UsageError("shapes-profile")
    else:
        _check_rdf(graphs, [Checker.load()], checked)
        _check_alignments([path for path in rest if is_alignment(path)], names, checked)
        documents = [path for path in rest if not is_alignment(path)]
        _check_documents(documents, names, workers or cores(), checked)
    for error in checked.errors:
        say(words.error(error))
    if report:
        found = (entry.turtle for entry in checked.reports.values())
        report.write_text("\n".join(found), "utf-8")
    _show(checked, words, as_json)
    if not checked.good:
        raise typer.Exit(1)


def _elm_checkers(folder: Path | None) -> list[Checker]:
    """Return the own shapes of the profile, and the official ones of ``folder``."""
    found = [shipped_shapes("elm")]
    if folder:
        found.append(official_shapes(folder))
    return [Checker.of(shapes) for shapes in found]


def _check_portal(
    paths: list[Path],
    names: Names,
    workers: int,
    checkers: list[Checker],
    words: Texts,
    checked: _Checked,
) -> None:
    """Check each qualification as it goes out; one with a document that stays out is an error."""
    if not paths:
        return
    gathered, portal = portal_of(names, paths, min(workers, len(paths)))
    checked.errors += gathered.errors
    checked.errors += report_left_out(portal, words)
    for reference, entry in portal.exported.items():
        reports = (checker.check(entry.triples) for checker in checkers)
        checked.reports[reference] = Report.of(reports)


def _check_rdf(paths: list[Path], checkers: list[Checker], checked: _Checked) -> None:
    for path in paths:
        if not path.is_file():
            raise UsageError("file-missing", name=path)
        try:
            quads = parse(path=str(path), format=_RDF[path.suffix.lower()])
            triples = [quad.triple for quad in quads]
            reports = (checker.check(triples) for checker in checkers)
            checked.reports[str(path)] = Report.of(reports)
        except (SyntaxError, ValueError) as error:
            checked.errors.append(DataError("rdf-syntax", name=path, reason=error))


def _check_alignments(paths: list[Path], names: Names, checked: _Checked) -> None:
    converter = Converter.load(names)
    for path in paths:
        try:
            converter.alignments(path)
            checked.reports[str(path)] = Report((), "")
        except DataError as error:
            checked.errors.append(error)


def _check_documents(paths: list[Path], names: Names, workers: int, checked: _Checked) -> None:
    """Check each document by itself, then all of them together."""
    task, batch = Task(names, (Format.NQUADS,), check=True), Batch()
    with progress(len(paths)) as step:
        for finished in work(task, paths, min(workers, len(paths))):
            if not finished.more:
                step()
            if finished.error:
                checked.errors.append(finished.error)
            for document in finished.documents:
                single = len(finished.documents) == 1 and not finished.more
                name = document.name if single else document.reference
                checked.reports[name] = Report(document.results, document.report)
                batch.take(document)
    checked.errors += [entry.error for entry in batch.set_aside if not entry.report]
    if len(batch.documents) > 1:
        checked.warnings += findings_among(release_quads(names, batch))


def _show(checked: _Checked, words: Texts, as_json: bool) -> None:
    if as_json:
        json.dump(_data(checked), sys.stdout, indent=2, ensure_ascii=False)
        sys.stdout.write("\n")
        return
    for name, found in checked.reports.items():
        key = "report.conforms" if found.conforms else "report.violations"
        results().print(words(key, name=name, count=len(found.results)))
        for result in found.results:
            where = f"{result.focus} {result.path}".strip()
            results().print(f"  {where}: {result.message(words.language)} [{result.value}]")
    for warning in checked.warnings:
        results().print(words("report.warning", message=warning.message(words.language)))


def _data(checked: _Checked) -> dict[str, object]:
    return {
        "documents": [
            {
                "name": name,
                "conforms": report.conforms,
                "results": [
                    {
                        "focus": result.focus,
                        "path": result.path,
                        "value": result.value,
                        "shape": result.shape,
                        **result.messages,
                    }
                    for result in report.results
                ],
            }
            for name, report in checked.reports.items()
        ],
        "warnings": [warning.data for warning in checked.warnings],
    }
