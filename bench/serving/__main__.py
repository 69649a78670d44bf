"""``python -m bench.serving``: the table of issue numbers of the site, with what is reached.

Over 10,000 synthetic qualifications of about 130 statements, and 1,000 as rich as the one they are
copied from; all rows of one run, each beside its bare part, medians of three rounds. The load is
made on the same machine. Exit code 1 when anything falls short.
"""

import os
import platform
import sys
from datetime import UTC, datetime
from typing import Annotated

import typer

from bench.serving import wrk
from bench.serving.data import made
from bench.serving.rows import Bench, Row


def main(
    qualifications: Annotated[int, typer.Option(help="How many to make.")] = 10_000,
    rich: Annotated[int, typer.Option(help="How many rich ones.")] = 1_000,
    seconds: Annotated[int, typer.Option(help="How long each round of a row.")] = 3,
    only: Annotated[str, typer.Option(help="http, process, counts or start.")] = "",
) -> None:
    """Measure and print; exit 1 when something falls short."""
    print("making the releases that are not there yet", file=sys.stderr)
    releases = made(qualifications, False), made(rich, True), made(1_000, False)
    bench = Bench(*releases, seconds)
    print(f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores {platform.machine()}, "
          f"Python {platform.python_version()}, load {os.getloadavg()[0]:.1f}")  # fmt: skip
    print("| what | measured | beside | to reach | reached |\n|---|---|---|---|---|")
    parts = {"process": bench.in_process, "counts": bench.counts, "start": bench.starting}
    if wrk.there():
        parts = {"http": bench.over_http, **parts}
    else:
        print("| rows over HTTP | skipped: wrk is not installed (Debian: apt install wrk) | | | |")
        del parts["start"]
    good = True
    for name, part in parts.items():
        for row in part() if only in {"", name} else ():
            _show(row)
            good = good and row.reached is not False
    raise typer.Exit(not good)


def _show(row: Row) -> None:
    reached = {True: "yes", False: "NO", None: ""}[row.reached]
    print(
        f"| {' | '.join((row.what, row.measured, row.beside, row.target, reached))} |", flush=True
    )


if __name__ == "__main__":
    typer.run(main)
