"""What a scoring run says, as tables for people and as JSON for machines."""

from collections import Counter
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.corpus.score import Score, Verdict, by_class, by_group, total


def as_json(verdicts: list[Verdict], worst: int) -> dict[str, Any]:
    """Return the scores, overall, by form and language, by class, and the worst misses."""
    return {
        "overall": _summary(verdicts),
        "groups": [
            {"form": form, "language": language, **_summary(group)}
            for (form, language), group in by_group(verdicts).items()
        ],
        "classes": {label: _score(score) for label, score in by_class(verdicts).items()},
        "misses": [
            {"document": v.example.name, "faults": v.example.faults, **miss}
            for v, miss in _misses(verdicts)[:worst]
        ],
        "errors": {v.example.name: v.error for v in verdicts if v.error},
    }


def show(verdicts: list[Verdict], worst: int, console: Console) -> None:
    """Print the scores as tables."""
    _groups(verdicts, console)
    _classes(verdicts, console)
    faults = Counter(f for v in verdicts if v.missed | v.extra for f in v.example.faults)
    console.print("faults in documents with errors:", dict(faults.most_common()))
    for verdict, miss in _misses(verdicts)[:worst]:
        faults_of = ", ".join(verdict.example.faults) or "no faults"
        console.print(f"\n[bold]{verdict.example.name}[/] ({faults_of}) {miss['class']}")
        for side in ("expected", "read"):
            for values in miss[side][:3]:
                console.print(f"  {side:8}", " | ".join(values), markup=False, highlight=False)
    for verdict in verdicts:
        if verdict.error or verdict.gaps or verdict.placeholders or len(verdict.sections) < 7:
            console.print(verdict.example.name, *_troubles(verdict), sep="\n  ", markup=False)


def _summary(verdicts: list[Verdict]) -> dict[str, Any]:
    return {
        "documents": len(verdicts),
        **_score(total(verdicts)),
        "sections_found": sum(len(v.sections) for v in verdicts) / (7 * len(verdicts)),
        "placeholders_as_facts": sum(len(v.placeholders) for v in verdicts),
        "ledgers_incomplete": sum(bool(v.gaps) for v in verdicts),
        "not_read": sum(bool(v.error) for v in verdicts),
    }


def _score(score: Score) -> dict[str, Any]:
    return {
        "facts": score.right + score.missed,
        "precision": round(score.precision, 4),
        "recall": round(score.recall, 4),
        "f": round(score.f, 4),
    }


def _groups(verdicts: list[Verdict], console: Console) -> None:
    columns = list(_summary(verdicts))
    table = Table("form", "language", *columns)
    for (form, language), group in by_group(verdicts).items():
        table.add_row(form, language, *_cells(_summary(group)))
    table.add_row("all", "", *_cells(_summary(verdicts)), style="bold")
    console.print(table)


def _classes(verdicts: list[Verdict], console: Console) -> None:
    table = Table("class", "facts", "precision", "recall", "f")
    for label, score in by_class(verdicts).items():
        table.add_row(label, *_cells(_score(score)))
    console.print(table)


def _cells(values: dict[str, Any]) -> list[str]:
    return [f"{value:.3f}" if isinstance(value, float) else str(value) for value in values.values()]


def _misses(verdicts: list[Verdict]) -> list[tuple[Verdict, dict[str, Any]]]:
    """Return the misses, those of the class that is missed most often first."""
    often = Counter(fact.label for v in verdicts for fact in v.missed | v.extra)
    found = []
    for verdict in verdicts:
        if verdict.error:
            continue
        labels = {fact.label for fact in verdict.missed | verdict.extra}
        for label in sorted(labels):
            expected = sorted(fact.values for fact in verdict.missed if fact.label == label)
            read = sorted(fact.values for fact in verdict.extra if fact.label == label)
            found.append((verdict, {"class": label, "expected": expected, "read": read}))
    return sorted(found, key=lambda pair: -often[pair[1]["class"]])


def _troubles(verdict: Verdict) -> list[str]:
    lost = sorted(set(range(1, 8)) - verdict.sections)
    return [
        *([f"not read: {verdict.error}"] if verdict.error else []),
        *([f"sections not found: {lost}"] if lost and not verdict.error else []),
        *(f"placeholder as fact: {fact}" for fact in verdict.placeholders),
        *verdict.gaps[:5],
    ]
