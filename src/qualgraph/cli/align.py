"""``qualgraph align``: propose links to ESCO, and measure how good the proposals are."""

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from qualgraph import resources
from qualgraph.alignment.asking import Asked, holds_rows, of_question, of_reading
from qualgraph.alignment.embedding import Model
from qualgraph.alignment.embedding import load as load_model
from qualgraph.alignment.evaluation import (
    calibration,
    cross_validated,
    examples,
    figures,
    with_weights,
)
from qualgraph.alignment.gold import read_gold, read_questions
from qualgraph.alignment.matcher import Candidate
from qualgraph.alignment.ranking import fit as fit_ranking
from qualgraph.alignment.service import Aligner, FieldProposer, Proposer, rejected_pairs
from qualgraph.alignment.sssom import check_objects, proposed, read_all, table, tables
from qualgraph.alignment.vocabulary import Vocabulary
from qualgraph.cli.options import AsJson, Lang, results, say, texts
from qualgraph.cli.review import review
from qualgraph.cli.vocabulary import DEFAULT_VOCABULARIES, VocabulariesDir
from qualgraph.documents.source import Limits, open_source
from qualgraph.errors import DataError, UsageError
from qualgraph.facts.readers import Readers

align = typer.Typer(help="Propose links to ESCO and measure them.", no_args_is_help=True)
Gold = Annotated[list[Path], typer.Argument(metavar="GOLD...", help="Judged rows (CSV).")]
KindOption = Annotated[str, typer.Option("--kind", help="occupation or skill.")]
ModelDir = Annotated[
    Path | None,
    typer.Option("--model", help="Folder of a sentence-embedding model (ONNX); never fetched."),
]
Weights = Annotated[
    Path | None, typer.Option("--weights", help="Weights that `align fit` wrote, not the shipped.")
]
_PUBLISHED = 0.5
_TARGETS = ("esco", "isced-f")
align.command()(review)


@align.command()
def propose(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="A document, or CSV: crebo,name,level,dossier,domain."),
    ],
    top: Annotated[int, typer.Option("--top", min=1, max=50, help="Candidates per row.")] = 5,
    threshold: Annotated[
        float, typer.Option("--threshold", min=0, max=1, help="Least confidence; below it: none.")
    ] = 0.0,
    curated: Annotated[
        list[Path] | None,
        typer.Option("--curated", help="SSSOM files, besides the shipped, with rejected pairs."),
    ] = None,
    sssom: Annotated[
        Path | None,
        typer.Option("--sssom", "--output", "-o", help="Write the proposals as SSSOM here."),
    ] = None,
    as_json: AsJson = False,
    to: Annotated[str, typer.Option("--to", help="What to link to: esco or isced-f.")] = "esco",
    model: ModelDir = None,
    weights: Weights = None,
    vocabularies: VocabulariesDir = DEFAULT_VOCABULARIES,
    lang: Lang = "",
) -> None:
    """Propose ESCO concepts, each with its confidence and reasons: occupations for the rows of a
    table; occupations and the skills of tasks for a document, from its own words.

    With --to isced-f: the field of education of each qualification.

    Example: qualgraph align propose qualifications.csv --top 5 --json
    """
    words = texts(lang)
    whole, questions = _asked(file)
    proposer = _proposer(to, vocabularies, model, weights)
    rejected = rejected_pairs(read_all([*resources.SHIPPED_DATA, *(curated or [])]))
    rows: list[dict[str, str]] = []
    for asked in proposer.asked(questions):
        found = proposer.candidates(asked, top, threshold, rejected)
        rows += proposed(asked, found, proposer.version(asked.kind), date.today())
        _tell(asked, found, as_json, whole)
    if sssom:
        sssom.write_text(table(rows, sssom.name.split(".")[0]), "utf-8")
        say(words("report.alignment-written", name=sssom, count=len(rows)))


def _asked(file: Path) -> tuple[bool, tuple[Asked, ...]]:
    """Return whether ``file`` is a document, and what it asks; its content tells."""
    source = open_source(file, Limits())
    if holds_rows(source):
        return False, tuple(map(of_question, read_questions(source)))
    readings = Readers.load().read(source)
    found = tuple(asked for reading in readings for asked in of_reading(reading))
    if not found:
        raise DataError("align-nothing", name=file)
    return True, found


def _tell(asked: Asked, found: list[Candidate], as_json: bool, with_subject: bool) -> None:
    question = asked.question
    if as_json:
        subject = {"subject": asked.subject, "name": question.query.name} if with_subject else {}
        told = {"crebo": question.code, **subject, "candidates": [asdict(c) for c in found]}
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    results().print(f"{asked.subject if with_subject else question.code} {question.query.name}")
    for candidate in found:
        results().print(
            f"  {candidate.confidence:.2f} {candidate.relation:<13} {candidate.label}"
            f"  ({'; '.join(candidate.reasons)})"
        )


@align.command()
def evaluate(
    gold: Gold,
    kind: KindOption = "occupation",
    threshold: Annotated[float, typer.Option("--threshold", help="Below: none.")] = _PUBLISHED,
    shipped: Annotated[
        bool, typer.Option("--shipped", help="With the shipped weights: for unseen rows.")
    ] = False,
    glossary: Annotated[
        bool,
        typer.Option(
            "--glossary/--no-glossary", help="With the work of dossiers, written by hand."
        ),
    ] = True,
    as_json: AsJson = False,
    model: ModelDir = None,
    vocabularies: VocabulariesDir = DEFAULT_VOCABULARIES,
    lang: Lang = "",
) -> None:
    """Measure the proposals on judged rows: by cross-validation, three times ten folds.

    No fold divides a dossier. Curated links and rejected pairs play no part.

    Example: qualgraph align evaluate gold-occupations-nl.csv
    """
    words = texts(lang)
    judged = tuple(item for path in gold for item in read_gold(open_source(path, Limits())))
    aligner = Aligner(vocabularies, _loaded(model))
    if not glossary:
        aligner.knowledge = aligner.knowledge.without_glossary()
    matcher = aligner.matcher(kind)
    data = examples(matcher.witness, aligner.prepared(judged, kind))
    runs = with_weights(data, matcher.ranking) if shipped else cross_validated(data)
    found = list(figures(runs, threshold))
    parts = list(calibration(runs))
    if as_json:
        told = {"figures": [asdict(f) for f in found], "calibration": parts}
        typer.echo(json.dumps(told))
        return
    shown = Table(words("column.figure"), words("column.portion"), "95 %", words("column.items"))
    for figure in found:
        name = words(f"figure.{figure.name}", threshold=threshold)
        shown.add_row(
            name, f"{figure.share:.2f}", f"{figure.low:.2f}-{figure.high:.2f}", str(figure.items)
        )
    for confidence, right, items in parts:
        shown.add_row(
            words("figure.calibration", confidence=f"{confidence:.2f}"),
            f"{right:.2f}",
            "",
            str(items),
        )
    results().print(shown)


@align.command("fit")
def fit_weights(
    gold: Gold,
    to: Annotated[Path, typer.Option("-o", "--to", help="Write the weights (TOML) here.")],
    kind: KindOption = "occupation",
    model: ModelDir = None,
    vocabularies: VocabulariesDir = DEFAULT_VOCABULARIES,
) -> None:
    """Fit the weights to judged rows, to renew those that ship.

    Example: qualgraph align fit gold.csv -o data/matching/occupation-weights.toml
    """
    judged = tuple(item for path in gold for item in read_gold(open_source(path, Limits())))
    aligner = Aligner(vocabularies, _loaded(model))
    witness = aligner.matcher(kind).witness
    data = examples(witness, aligner.prepared(judged, kind))
    fitted = fit_ranking(data).holding(witness.features, witness.held)
    comment = f"Fitted to {len(judged)} judged rows by `qualgraph align fit --kind {kind}`."
    to.write_text(fitted.to_toml(witness.features, comment), "utf-8")


@align.command("check")
def check_links(
    paths: Annotated[list[Path], typer.Argument(metavar="FILE...", help="SSSOM tables.")],
    vocabularies: VocabulariesDir = DEFAULT_VOCABULARIES,
    lang: Lang = "",
) -> None:
    """Check SSSOM tables: known slots and predicates, and concepts that ESCO has.

    Example: qualgraph align check data/alignments
    """
    words, vocabulary = texts(lang), Vocabulary.open(vocabularies)
    for path in tables(paths):
        links = check_objects(path, vocabulary)
        say(words("report.alignment-good", name=path, count=len(links)))


def _proposer(to: str, folder: Path, model: Path | None, weights: Path | None) -> Proposer:
    if to == "esco":
        return Aligner(folder, _loaded(model), weights)
    if to not in _TARGETS:
        raise UsageError("align-target", name=to, known=", ".join(_TARGETS))
    if model or weights:
        raise UsageError("align-target-plain", name=to)
    return FieldProposer()


def _loaded(folder: Path | None) -> Model | None:
    return load_model(folder) if folder else None
