"""``qualgraph align review``: judge proposals on a page of this computer."""

from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from qualgraph.cli.options import Lang, say, texts
from qualgraph.cli.vocabulary import DEFAULT_VOCABULARIES, VocabulariesDir

_PACKAGE = "qualgraph.alignment.review"


def review(
    file: Annotated[
        Path, typer.Argument(metavar="FILE.sssom.tsv", help="Where the decisions are kept.")
    ],
    reviewer: Annotated[
        str, typer.Option("--reviewer", help="Who judges: a name or an ORCID.", show_default=False)
    ],
    proposals: Annotated[
        list[Path] | None,
        typer.Option("--proposals", help="SSSOM files with what is proposed."),
    ] = None,
    rows: Annotated[
        list[Path] | None,
        typer.Option("--rows", help="CSV of `propose`: level, dossier and domain are shown."),
    ] = None,
    host: Annotated[
        str, typer.Option("--host", help="Address of this computer only: 127.0.0.1 or ::1.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="0: a free one.")] = 0,
    vocabularies: VocabulariesDir = DEFAULT_VOCABULARIES,
    lang: Lang = "",
) -> None:
    """Judge links on a page that only this computer sees; each decision is written at once.

    Without --proposals the rows of FILE that nobody judged are the proposals.

    Example: qualgraph align review mine.sssom.tsv --proposals p.sssom.tsv --reviewer 'A. Smit'
    """
    words = texts(lang)
    # A web server is loaded by this command only, not by all of `align`.
    judging = import_module(f"{_PACKAGE}.judging")
    people, told = import_module(f"{_PACKAGE}.people"), import_module(f"{_PACKAGE}.told")
    serving = import_module(f"{_PACKAGE}.serving")
    who = people.Reviewer.parse(reviewer)
    work = judging.Judging(file.resolve(), judging.proposals_of(proposals or []), who)
    concepts = [c.object for s in work.subjects().values() for c in s.candidates]
    known = {
        **told.of_rows(rows or [], words),
        **told.of_concepts(vocabularies, concepts, words),
    }
    serving.serve(
        work,
        words,
        known,
        (host, port),
        lambda address: say(
            f"{words('review.serving', file=file, reviewer=who.label or who.orcid)}\n  {address}"
        ),
    )
