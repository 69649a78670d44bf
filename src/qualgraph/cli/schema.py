"""The profile ``schema`` on the command line: qualifications for search engines."""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Triple

from qualgraph.cli.options import say
from qualgraph.errors import UsageError
from qualgraph.graph.names import Names
from qualgraph.graph.profiles.known import SCHEMA, profiles
from qualgraph.graph.profiles.schema import SchemaProfile
from qualgraph.graph.serialise import Format, serialise
from qualgraph.release.conversion import Converter
from qualgraph.release.portal import gather_for_portal
from qualgraph.release.work import Finished, Task
from qualgraph.texts import Texts

FORMATS = (Format.JSONLD, Format.TURTLE, Format.NTRIPLES, Format.RDFXML)


@dataclass(frozen=True, slots=True)
class SchemaRun:
    """What was asked for."""

    names: Names
    words: Texts
    formats: tuple[Format, ...]
    as_json: bool

    def write(self, exported: dict[str, tuple[Triple, ...]], form: Format) -> bytes:
        """Return qualifications, by reference, in ``form``."""
        triples = {triple for each in exported.values() for triple in each}
        roots = [self.names.thing("qualification", reference).value for reference in exported]
        context = profiles()[SCHEMA].context
        return serialise(triples, form, self.names, context=context, roots=roots)


def convert_schema(
    run: SchemaRun,
    paths: list[Path],
    output: Path | None,
    workers: int,
    finished: Callable[[Finished], None],
) -> bool:
    """Write the qualifications that the documents speak of; return whether nothing failed."""
    task = Task(run.names, (Format.NQUADS,))
    gathered = gather_for_portal(Converter.load(run.names), paths, task, workers)
    exported = gathered.in_schema(SchemaProfile())
    _write(run, exported, output)
    for reference, triples in exported.items():
        data = {"qualification": reference, "triples": len(triples)}
        message = run.words("report.in-schema", reference=reference, triples=len(triples))
        say(json.dumps(data) if run.as_json else message)
    for entry in gathered.finished:
        finished(entry)
    for error in gathered.batch.set_aside:
        say(run.words.error(error.error))
    return bool(exported) and not gathered.errors


def _write(run: SchemaRun, exported: dict[str, tuple[Triple, ...]], output: Path | None) -> None:
    """Write one file for each qualification into a folder, else all of them as one."""
    if output and (output.is_dir() or not output.suffix):
        output.mkdir(parents=True, exist_ok=True)
        for reference, triples in exported.items():
            for form in run.formats:
                path = output / f"{reference}.{SCHEMA}.{form.suffix}"
                path.write_bytes(run.write({reference: triples}, form))
        return
    if len(run.formats) > 1:
        raise UsageError("format-one", formats=",".join(run.formats))
    if not exported:
        return
    content = run.write(exported, run.formats[0])
    if output:
        output.write_bytes(content)
    else:
        sys.stdout.buffer.write(content)
