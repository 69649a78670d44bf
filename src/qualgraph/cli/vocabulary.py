"""``qualgraph vocabulary``: bring in the vocabularies that links point to."""

import json
import time
from pathlib import Path
from typing import Annotated

import typer

from qualgraph import resources
from qualgraph.alignment.competentnl import import_competentnl
from qualgraph.alignment.importing import Import, import_esco
from qualgraph.alignment.records import Refusal
from qualgraph.alignment.sssom import stale
from qualgraph.alignment.vocabulary import Vocabulary
from qualgraph.cli.options import DEFAULT_BASE, AsJson, Base, Lang, results, say, texts
from qualgraph.errors import UsageError
from qualgraph.graph.names import Names
from qualgraph.texts import Texts

vocabulary = typer.Typer(help="Import vocabularies such as ESCO.", no_args_is_help=True)
VocabulariesDir = Annotated[
    Path,
    typer.Option(
        "--vocabularies",
        envvar="QUALGRAPH_VOCABULARIES",
        help="Folder that holds the imported vocabularies.",
    ),
]
DEFAULT_VOCABULARIES = Path("vocabularies")
_SHOWN = 20


@vocabulary.command("import")
def import_vocabulary(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="Which vocabulary: esco, competentnl.")
    ],
    folders: Annotated[
        list[Path], typer.Argument(metavar="DIR...", help="Folders of the official download.")
    ],
    into: VocabulariesDir = DEFAULT_VOCABULARIES,
    version: Annotated[
        str, typer.Option("--version", help="Version of files whose path names none: 1.2.1.")
    ] = "",
    links: Annotated[
        list[Path] | None,
        typer.Option("--links", help="SSSOM files, besides the shipped, to hold against it."),
    ] = None,
    base: Base = DEFAULT_BASE,
    as_json: AsJson = False,
    lang: Lang = "",
) -> None:
    """Import ESCO from its official CSV (1.1, 1.2; any languages) or Turtle, or CompetentNL.

    Tables of further Dutch names and the EURES crosswalk in the same folders are read too. Of
    CompetentNL: tables of what it prescribes for each crebo (crebo,norm_label,predicate,...).

    Example: qualgraph vocabulary import esco ~/Downloads/esco-v1.2.1
    """
    words, began = texts(lang), time.monotonic()
    if name == "competentnl":
        _competentnl(folders, into, words, as_json)
        return
    if name != "esco":
        raise UsageError("vocabulary-unknown", name=name, known="esco, competentnl")
    done = import_esco(folders, into, Names(base), version)
    seconds = time.monotonic() - began
    _tell(done, words)
    opened = Vocabulary.open(into)
    found = list(stale([*resources.SHIPPED_DATA, *(links or [])], opened))
    opened.close()
    for link in found:
        now = link.now or words("report.vocabulary-gone")
        say(
            words(
                "report.vocabulary-stale",
                name=link.name,
                line=link.line,
                iri=link.object,
                old=link.label,
                now=now,
            )
        )
    if as_json:
        refused = [f"{r.file}:{r.line}: {r.reason}" for r in done.refusals]
        told = {"counts": done.counts, "missing": done.missing, "refused": refused}
        results().print_json(
            json.dumps({**told, "stale": len(found), "seconds": round(seconds, 1)})
        )
    else:
        for key, counts in sorted(done.counts.items()):
            shown = ", ".join(f"{count} {kind}" for kind, count in sorted(counts.items()))
            results().print(f"ESCO {key}: {shown}")
        say(words("report.vocabulary-imported", folder=into, seconds=f"{seconds:.1f}"))
    if done.errors or done.refusals:
        raise typer.Exit(1)


def _competentnl(folders: list[Path], into: Path, words: Texts, as_json: bool) -> None:
    done = import_competentnl(folders, into)
    _tell_refused(done.missing, done.refusals, words)
    if as_json:
        refused = [f"{r.file}:{r.line}: {r.reason}" for r in done.refusals]
        told = {"links": done.links, "crebos": done.crebos, "missing": done.missing}
        results().print_json(json.dumps({**told, "refused": refused}))
    else:
        count = {"links": done.links, "crebos": done.crebos}
        say(words("report.competentnl-imported", folder=into, **count))
    if done.refusals:
        raise typer.Exit(1)


def _tell(done: Import, words: Texts) -> None:
    for error in (*done.unknown, *done.errors):
        say(words("report.warning", message=words.error(error)))
    _tell_refused(done.missing, done.refusals, words)


def _tell_refused(missing: list[str], refusals: list[Refusal], words: Texts) -> None:
    for name in missing:
        say(words("report.vocabulary-missing", name=name))
    for refusal in refusals[:_SHOWN]:
        say(
            words(
                "report.vocabulary-refused",
                name=refusal.file,
                line=refusal.line,
                reason=refusal.reason,
            )
        )
    if refusals:
        files = len({refusal.file for refusal in refusals})
        say(words("report.vocabulary-refused-count", count=len(refusals), files=files))
