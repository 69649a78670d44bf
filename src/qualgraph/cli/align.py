"""``qualgraph align``: propose links to ESCO, and measure how good the proposals are."""

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from qualgraph import resources
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
from qualgraph.alignment.ranking import fit as fit_ranking
from qualgraph.alignment.records import Kind
from qualgraph.alignment.service import Aligner, rejected_pairs
from qualgraph.alignment.sssom import check_objects, proposals, read_all, table, tables
from qualgraph.alignment.vocabulary import Vocabulary
from qualgraph.cli.options import AsJson, Lang, results, say, texts
from qualgraph.cli.review import review
from qualgraph.cli.vocabulary import DEFAULT_VOCABULARIES, VocabulariesDir
from qualgraph.documents.source import Limits, open_source

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
align.command()(review)


@align.command()
def propose(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="CSV: crebo,name,level,dossier,domain.")
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
        Path | None, typer.Option("--sssom", help="Write the proposals as SSSOM here.")
    ] = None,
    as_json: AsJson = False,
    model: ModelDir = None,
    weights: Weights = None,
    vocabularies: VocabulariesDir = DEFAULT_VOCABULARIES,
    lang: Lang = "",
) -> None:
    """Propose ESCO occupations for qualifications, each with its confidence and reasons.

    Example: qualgraph align propose qualifications.csv --top 5 --json
    """
    texts(lang)
    questions = read_questions(open_source(file, Limits()))
    aligner = Aligner(vocabularies, _loaded(model), weights)
    rejected = rejected_pairs(read_all([*resources.SHIPPED_DATA, *(curated or [])]))
    version = aligner.vocabulary.newest(Kind.OCCUPATION) or ""
    rows: list[dict[str, str]] = []
    for question in questions:
        found = aligner.propose(question, top, threshold, rejected)
        rows += proposals(question, found, version, date.today())
        if as_json:
            told = {"crebo": question.code, "candidates": [asdict(c) for c in found]}
            typer.echo(json.dumps(told, ensure_ascii=False))
        else:
            results().print(f"{question.code} {question.query.name}")
            for candidate in found or []:
                results().print(
                    f"  {candidate.confidence:.2f} {candidate.relation:<13} {candidate.label}"
                    f"  ({'; '.join(candidate.reasons)})"
                )
    if sssom:
        sssom.write_text(table(rows, sssom.name.split(".")[0]), "utf-8")


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


def _loaded(folder: Path | None) -> Model | None:
    return load_model(folder) if folder else None
