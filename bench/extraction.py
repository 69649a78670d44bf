"""Long run: documents of fresh seeds in all forms and languages, read and scored.

`python -m bench.extraction [--count N] [--seed S] [--workers W] [--json]`: normal documents and
those with the fault that development never saw. Ends with exit code 1 when a required figure is
not reached: precision and recall of the Dutch, English and German documents, all sections in
all languages, no placeholder as a fact, whole ledgers.
"""

import json
import secrets
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import cache
from typing import Annotated

import typer
from rich.console import Console

from bench.corpus import FORMS, LANGUAGES, Wish, example
from bench.corpus.report import as_json, show
from bench.corpus.score import Verdict, judge, total
from bench.corpus.wordings import SPOKEN
from qualgraph.facts.readers import Readers

LEAST = 0.98


@cache
def _readers() -> Readers:
    return Readers.load()


def _judged(task: tuple[int, Wish]) -> Verdict:
    verdict = judge(example(*task), _readers())
    return replace(verdict, example=replace(verdict.example, content=b""))


def failures(verdicts: list[Verdict]) -> list[str]:
    """Return which required figures are not reached."""
    found = []
    for language in SPOKEN:
        score = total(v for v in verdicts if v.example.page.language == language)
        if min(score.precision, score.recall) < LEAST:
            found.append(f"{language}: precision {score.precision:.3f}, recall {score.recall:.3f}")
    lost = sum(len(v.sections) < 7 for v in verdicts)
    placeholders = sum(len(v.placeholders) for v in verdicts)
    gaps = sum(bool(v.gaps) for v in verdicts)
    counted = {"documents without all sections": lost, "placeholders as facts": placeholders}
    counted["ledgers with gaps"] = gaps
    counted["documents not read"] = sum(bool(v.error) for v in verdicts)
    return [*found, *(f"{count} {what}" for what, count in counted.items() if count)]


def main(
    count: Annotated[int, typer.Option(help="Documents for each form, language and run.")] = 10,
    seed: Annotated[int, typer.Option(help="First seed; a fresh one when 0.")] = 0,
    workers: Annotated[int, typer.Option(help="Processes.")] = 2,
    worst: Annotated[int, typer.Option(help="How many misses to show.")] = 20,
    as_json_: Annotated[bool, typer.Option("--json", help="JSON on stdout.")] = False,
) -> None:
    """Read and score documents that nobody has seen."""
    first = seed or secrets.randbelow(10**9)
    typer.echo(f"first seed {first}", err=True)
    runs = {}
    failed: dict[str, list[str]] = {}
    with ProcessPoolExecutor(workers) as pool:
        for name, held_out in (("usual faults", False), ("held-out faults", True)):
            wishes = [Wish(lang, form, held_out=held_out) for lang in LANGUAGES for form in FORMS]
            tasks = [(first + number, wish) for wish in wishes for number in range(count)]
            runs[name] = list(pool.map(_judged, tasks, chunksize=16))
            failed[name] = failures(runs[name])
    if as_json_:
        typer.echo(json.dumps({name: as_json(run, worst) for name, run in runs.items()}, indent=1))
    for name, verdicts in runs.items():
        if not as_json_:
            typer.echo(f"\n{name}")
            show(verdicts, worst, Console(width=150))
        for failure in failed[name]:
            typer.echo(f"{name}: {failure}", err=True)
    raise typer.Exit(any(failed.values()))


if __name__ == "__main__":
    typer.run(main)
