"""`python -m bench.corpus make DIR` writes documents; `... score` reads and scores them."""

import json
import time
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bench.corpus.make import FORMS, LANGUAGES, Example, Wish, example
from bench.corpus.report import as_json, show
from bench.corpus.score import judge
from qualgraph.facts.readers import Readers

app = typer.Typer(help=__doc__, no_args_is_help=True)

Count = Annotated[int, typer.Option(help="Documents for each form and language.")]
Seed = Annotated[int, typer.Option(help="The first seed; each document takes the next.")]
Language = Annotated[list[str] | None, typer.Option(help="Languages; all when not given.")]
Form = Annotated[list[str] | None, typer.Option(help="Forms; all when not given.")]
HeldOut = Annotated[bool, typer.Option("--held-out", help="With the fault held out of each form.")]
Clean = Annotated[bool, typer.Option("--clean", help="Without any faults.")]
Template = Annotated[str, typer.Option(help="dutch or europass; left to chance when not given.")]


@app.command()
def make(
    folder: Path,
    count: Count = 10,
    seed: Seed = 1,
    language: Language = None,
    form: Form = None,
    held_out: HeldOut = False,
    clean: Clean = False,
    template: Template = "",
) -> None:
    """Write documents and, in truth.json, what they state."""
    folder.mkdir(parents=True, exist_ok=True)
    truth = {}
    for made in _examples(count, seed, _wishes(language, form, held_out, clean, template)):
        (folder / made.name).write_bytes(made.content)
        facts = sorted([fact.kind, *fact.values] for fact in made.page.facts)
        truth[made.name] = {"faults": made.faults, "facts": facts}
    written = json.dumps(truth, ensure_ascii=False, indent=1)
    (folder / "truth.json").write_text(written, encoding="utf-8")
    typer.echo(f"{len(truth)} documents in {folder}", err=True)


@app.command()
def score(
    count: Count = 10,
    seed: Seed = 1,
    language: Language = None,
    form: Form = None,
    held_out: HeldOut = False,
    clean: Clean = False,
    template: Template = "",
    worst: Annotated[int, typer.Option(help="How many misses to show.")] = 20,
    as_json_: Annotated[bool, typer.Option("--json", help="JSON on stdout.")] = False,
) -> None:
    """Read documents and compare the facts with what they state."""
    readers = Readers.load()
    begin = time.perf_counter()
    made = _examples(count, seed, _wishes(language, form, held_out, clean, template))
    verdicts = [judge(one, readers) for one in made]
    seconds = time.perf_counter() - begin
    if as_json_:
        typer.echo(json.dumps(as_json(verdicts, worst), ensure_ascii=False, indent=1))
    else:
        show(verdicts, worst, Console(width=150))
    typer.echo(f"{len(verdicts)} documents in {seconds:.1f} s", err=True)


def _wishes(
    languages: list[str] | None, forms: list[str] | None, held_out: bool, clean: bool, template: str
) -> list[Wish]:
    return [
        Wish(language, form, held_out=held_out, faults=not clean, template=template)
        for language in languages or LANGUAGES
        for form in forms or FORMS
    ]


def _examples(count: int, seed: int, wishes: list[Wish]) -> list[Example]:
    """Return ``count`` documents of each wish, no seed used twice."""
    return [
        example(seed + place * count + number, wish)
        for place, wish in enumerate(wishes)
        for number in range(count)
    ]


if __name__ == "__main__":
    app()
