"""``qualgraph check``: SHACL on RDF files and on every document that ``convert`` accepts."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer
from pyoxigraph import RdfFormat, parse

from qualgraph.check.shapes import Report
from qualgraph.cli.options import DEFAULT_BASE, AsJson, Base, Lang, results, say, texts
from qualgraph.errors import DataError, QualgraphError, UsageError
from qualgraph.graph.names import Names
from qualgraph.release.conversion import Converter, documents_in, is_alignment
from qualgraph.texts import Texts

_RDF = {
    ".ttl": RdfFormat.TURTLE,
    ".nt": RdfFormat.N_TRIPLES,
    ".jsonld": RdfFormat.JSON_LD,
    ".rdf": RdfFormat.RDF_XML,
}


def check(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Documents or RDF files.")],
    report: Annotated[
        Path | None, typer.Option("--report", help="Write the SHACL report (Turtle) here.")
    ] = None,
    as_json: AsJson = False,
    lang: Lang = "",
    base: Base = DEFAULT_BASE,
) -> None:
    """Check documents or RDF files against the shapes; exit code 1 when one does not conform.

    Example: qualgraph check data/dossiers/25132-nl.md
    """
    words, converter = texts(lang), Converter.load(Names(base))
    reports: dict[Path, Report] = {}
    failed = False
    for path in documents_in(paths):
        try:
            reports[path] = _check(converter, path)
        except UsageError:
            raise
        except QualgraphError as error:
            failed = True
            say(words.error(error))
    if report:
        report.write_text("\n".join(found.turtle for found in reports.values()), "utf-8")
    _show(reports, words, as_json)
    if failed or not all(found.conforms for found in reports.values()):
        raise typer.Exit(1)


def _check(converter: Converter, path: Path) -> Report:
    if is_alignment(path):
        converter.alignments(path)
        return Report((), "")
    form = _RDF.get(path.suffix.lower())
    if form is None:
        return Report.of(converter.check(found) for found in converter.convert(path))
    if not path.is_file():
        raise UsageError("file-missing", name=path)
    try:
        triples = [quad.triple for quad in parse(path=str(path), format=form)]
    except (SyntaxError, ValueError) as error:
        raise DataError("rdf-syntax", name=path, reason=error) from error
    return converter.checker.check(triples)


def _show(reports: dict[Path, Report], words: Texts, as_json: bool) -> None:
    if as_json:
        json.dump([_data(path, found) for path, found in reports.items()], sys.stdout, indent=2)
        sys.stdout.write("\n")
        return
    for path, found in reports.items():
        key = "report.conforms" if found.conforms else "report.violations"
        results().print(words(key, name=path, count=len(found.results)))
        for result in found.results:
            where = f"{result.focus} {result.path}".strip()
            results().print(f"  {where}: {result.message(words.language)} [{result.value}]")


def _data(path: Path, report: Report) -> dict[str, object]:
    return {
        "name": str(path),
        "conforms": report.conforms,
        "results": [
            {"focus": r.focus, "path": r.path, "value": r.value, "shape": r.shape, **r.messages}
            for r in report.results
        ],
    }
