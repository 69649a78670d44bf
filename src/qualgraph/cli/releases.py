"""``qualgraph publish``, ``releases``, ``activate`` and ``diff``."""

import json
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from qualgraph.cli.options import (
    DEFAULT_BASE,
    DEFAULT_RELEASES,
    AsJson,
    Base,
    Lang,
    ReleasesDir,
    Workers,
    results,
    say,
    texts,
    warn_local,
)
from qualgraph.cli.vocabulary import DEFAULT_VOCABULARIES, VocabulariesDir
from qualgraph.errors import UsageError
from qualgraph.graph.names import Names
from qualgraph.release.batch import gather
from qualgraph.release.configuration import Configuration, LinkSettings
from qualgraph.release.conversion import Converter
from qualgraph.release.diff import compare
from qualgraph.release.directory import KEPT, Releases
from qualgraph.release.findings import message_of
from qualgraph.release.kept import Kept
from qualgraph.release.publish import publish as build
from qualgraph.release.vocabularies import Imported
from qualgraph.release.work import cores


def publish(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Documents, alignments, corrections.")
    ],
    base: Base = DEFAULT_BASE,
    only: Annotated[
        bool, typer.Option("--only", help="Without the registers and alignments that ship.")
    ] = False,
    workers: Workers = 0,
    keep: Annotated[int, typer.Option("--keep", min=1, help="How many releases to keep.")] = 5,
    releases: ReleasesDir = DEFAULT_RELEASES,
    configuration: Annotated[
        Path | None,
        typer.Option("--configuration", help="TOML that says who publishes, and how."),
    ] = None,
    min_confidence: Annotated[
        float | None,
        typer.Option(
            "--min-confidence",
            min=0,
            max=1,
            help="From which a link that nobody judged is published; else as configured (0.8).",
        ),
    ] = None,
    vocabularies: VocabulariesDir = DEFAULT_VOCABULARIES,
    lang: Lang = "",
) -> None:
    """Build a release of a folder and make it the active one; exit code 1 when any was set aside.

    Example: qualgraph publish data --base https://data.example.org/
    """
    words, names = texts(lang), Names(base)
    if not folder.is_dir():
        raise UsageError("file-missing", name=folder)
    configured = Configuration.load(configuration)
    if min_confidence is not None:
        least = LinkSettings(Decimal(str(min_confidence)))
        configured = replace(configured, links=least)
    imported = Imported.open(vocabularies)
    converter = Converter.load(names)
    kept = Kept(releases / KEPT)
    batch = gather(converter, folder, not only, kept, workers or cores(), imported.knows)
    for entry in batch.set_aside:
        say(words("report.set-aside", message=words.error(entry.error)))
    known = Releases(releases)
    release = build(converter, batch, known, configured, imported)
    known.prune(keep)
    kept.prune()
    for finding in release.manifest["warnings"]:
        say(words("report.warning", message=message_of(finding, words.language)))
    warn_local(names, words)
    lacking = [entry[words.language] for entry in release.manifest["to_fill_in"]]
    if lacking:
        say(words("report.description-lacks", lacking=" ".join(lacking)))
    message = words(
        "report.published",
        id=release.id,
        quads=release.manifest["quads"],
        documents=len(batch.documents),
        set_aside=len(batch.set_aside),
    )
    say(message)
    if batch.set_aside:
        raise typer.Exit(1)


def list_releases(
    as_json: AsJson = False, releases: ReleasesDir = DEFAULT_RELEASES, lang: Lang = ""
) -> None:
    """List the releases, the newest first.

    Example: qualgraph releases
    """
    words, known = texts(lang), Releases(releases)
    if as_json:
        found = [{**entry.manifest, "active": entry.id == known.active_id} for entry in known]
        json.dump(found, sys.stdout, indent=2, ensure_ascii=False)
        sys.stdout.write("\n")
        return
    names = ("release", "built", "statements", "active")
    table = Table(*(words(f"column.{name}") for name in names))
    for entry in known:
        mark = "*" if entry.id == known.active_id else ""
        table.add_row(entry.id, entry.manifest["built"], str(entry.manifest["quads"]), mark)
    results().print(table)


def activate(
    release: Annotated[
        str, typer.Argument(metavar="ID", help="The release, or how its id begins.")
    ],
    releases: ReleasesDir = DEFAULT_RELEASES,
    lang: Lang = "",
) -> None:
    """Make a release the active one, for instance to go back.

    Example: qualgraph activate 3f2a
    """
    known = Releases(releases)
    found = known.get(release)
    known.activate(found)
    say(texts(lang)("report.activated", id=found.id))


def diff(
    old: Annotated[str, typer.Argument(metavar="A", help="The older release.")],
    new: Annotated[str, typer.Argument(metavar="B", help="The newer release.")],
    as_json: AsJson = False,
    releases: ReleasesDir = DEFAULT_RELEASES,
    lang: Lang = "",
) -> None:
    """Show what changed between two releases.

    Example: qualgraph diff 3f2a 91bc
    """
    words, known = texts(lang), Releases(releases)
    difference = compare(known.get(old), known.get(new))
    if as_json:
        data = {
            "removed": [str(quad.triple) for quad in difference.removed],
            "added": [str(quad.triple) for quad in difference.added],
        }
        json.dump(data, sys.stdout, indent=2, ensure_ascii=False)
        sys.stdout.write("\n")
        return
    table = Table(*(words(f"column.{name}") for name in ("subject", "removed", "added")))
    for subject, (removed, added) in difference.by_subject.items():
        table.add_row(subject, str(removed), str(added))
    results().print(table)
