"""The profile ``elm`` on the command line: files for European portals, and their report."""

import json
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from qualgraph.cli.options import say
from qualgraph.errors import DataError, QualgraphError, UsageError
from qualgraph.graph.names import Names
from qualgraph.graph.profiles.crosswalk import How
from qualgraph.graph.profiles.elm import ElmProfile, Exported
from qualgraph.graph.profiles.loqxml import layout
from qualgraph.graph.serialise import Format
from qualgraph.release.conversion import Converter
from qualgraph.release.portal import (
    FORMATS,
    Gathered,
    Portal,
    export_name,
    gather_for_portal,
)
from qualgraph.release.work import Finished, Task
from qualgraph.texts import Texts


@dataclass(frozen=True, slots=True)
class ElmRun:
    """What was asked for."""

    names: Names
    words: Texts
    formats: tuple[Format, ...]
    with_placeholders: bool
    loq_version: str
    as_json: bool


def convert_elm(
    run: ElmRun,
    paths: list[Path],
    output: Path | None,
    workers: int,
    finished: Callable[[Finished], None],
) -> bool:
    """Write the qualifications that the documents speak of; return whether nothing failed.

    The report begins with how many go out, then names each qualification and each document.
    """
    layout(run.loq_version)  # an unknown version is told before the work
    gathered, portal = portal_of(run.names, paths, workers, run.with_placeholders)
    _write(run, portal, output)
    report(portal, run.words, run.as_json)
    for entry in gathered.finished:
        finished(entry)
    for error in gathered.batch.set_aside:
        say(run.words.error(error.error))
    return bool(portal.exported) and not portal.failed and not gathered.errors


def portal_of(
    names: Names, paths: list[Path], workers: int, with_placeholders: bool = False
) -> tuple[Gathered, Portal]:
    """Return what was read of ``paths``, and the export made of it."""
    task = Task(names, (Format.NQUADS,), evidence=False)
    gathered = gather_for_portal(Converter.load(names), paths, task, workers)
    return gathered, gathered.portal(ElmProfile(names, with_placeholders))


def report(portal: Portal, words: Texts, as_json: bool) -> None:
    """Tell how many qualifications go out, what is missing, and how each fact goes out."""
    for data, message in _lines(portal, words):
        say(json.dumps(data, ensure_ascii=False) if as_json else message)


def summary(portal: Portal, words: Texts) -> str:
    """Return '1 of 3 qualifications; missing: outcomes 2'."""
    missing = [f"{words(f'demand.{name}')} {count}" for name, count in portal.missing.items()]
    return words(
        "report.portal",
        count=len(portal.exported),
        total=portal.total,
        missing=", ".join(missing) or "-",
        registered=sum(entry.register_only for entry in portal.left_out),
    )


def report_left_out(portal: Portal, words: Texts) -> list[QualgraphError]:
    """Tell how many qualifications go out; return an error for each that a document describes."""
    say(summary(portal, words))
    return _errors(portal, words)


def _errors(portal: Portal, words: Texts) -> list[QualgraphError]:
    return [
        DataError(
            "left-out",
            reference=entry.reference,
            missing=_named(entry.missing, words),
            documents=", ".join(entry.documents),
        )
        for entry in portal.failed
    ]


def _named(missing: Iterable[str], words: Texts) -> str:
    return ", ".join(words(f"demand.{name}") for name in missing)


def _lines(portal: Portal, words: Texts) -> list[tuple[Mapping[str, object], str]]:
    totals = {
        "exported": len(portal.exported),
        "qualifications": portal.total,
        "missing": portal.missing,
        "register_only": sum(entry.register_only for entry in portal.left_out),
    }
    lines: list[tuple[Mapping[str, object], str]] = [(totals, summary(portal, words))]
    for error, left_out in zip(_errors(portal, words), portal.failed, strict=True):
        data = {
            "qualification": left_out.reference,
            "missing": list(left_out.missing),
            "documents": list(left_out.documents),
        }
        lines.append((data, words.error(error)))
    for reference, entry in portal.exported.items():
        lines.append(_exported(reference, entry, words))
    return lines


def _exported(reference: str, entry: Exported, words: Texts) -> tuple[Mapping[str, object], str]:
    counts = {how.value: entry.gaps.count(how) for how in How}
    message = words("report.exported", reference=reference, triples=len(entry.triples), **counts)
    if absent := entry.gaps.carried[How.NOT]:
        message += "\n  " + words("report.not-carried", properties=", ".join(absent))
    for placeholder in entry.placeholders:
        message += "\n  " + words("report.placeholder", iri=placeholder)
    data = {
        "qualification": reference,
        "triples": len(entry.triples),
        "carried": entry.gaps.carried,
        "placeholders": list(entry.placeholders),
    }
    return data, message


def _write(run: ElmRun, portal: Portal, output: Path | None) -> None:
    """Write one file for each qualification into a folder, else all of them as one."""
    if output and (output.is_dir() or not output.suffix):
        _to_folder(run, portal, output)
        return
    if len(run.formats) > 1:
        raise UsageError("format-one", formats=",".join(run.formats))
    if not portal.exported:
        return
    content = portal.write(portal.triples(), run.formats[0], run.loq_version)
    if output:
        output.write_bytes(content)
    else:
        sys.stdout.buffer.write(content)


def _to_folder(run: ElmRun, portal: Portal, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for entry in portal.left_out:
        for form in FORMATS:
            (folder / export_name(entry.reference, form)).unlink(missing_ok=True)
    for reference, exported in portal.exported.items():
        for form in run.formats:
            content = portal.write(exported.triples, form, run.loq_version)
            (folder / export_name(reference, form)).write_bytes(content)
