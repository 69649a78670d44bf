"""``qualgraph query``, ``get`` and ``serve``: the answers of a release."""

import asyncio
import csv
import io
import sys
from pathlib import Path
from typing import Annotated

import httpx2
import typer
import uvicorn
from rich.table import Table

from qualgraph.answers.app import create_app
from qualgraph.answers.connection import connection_options
from qualgraph.answers.remote import RemoteStore
from qualgraph.answers.settings import Settings
from qualgraph.answers.store import EmbeddedStore, QueryStore
from qualgraph.cli.options import (
    DEFAULT_RELEASES,
    Base,
    Lang,
    ReleasesDir,
    results,
    say,
    texts,
)
from qualgraph.errors import UsageError
from qualgraph.graph.canned import find_query, load_queries
from qualgraph.graph.names import Names
from qualgraph.release.directory import Releases

FORMATS = {
    "table": "text/csv",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
}


def query(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The name of the canned query.")],
    param: Annotated[
        list[str] | None, typer.Option("--param", metavar="NAME=VALUE", help="A parameter.")
    ] = None,
    form: Annotated[str, typer.Option("--format", help=f"One of: {', '.join(FORMATS)}.")] = "table",
    endpoint: Annotated[str, typer.Option("--endpoint", help="A remote SPARQL endpoint.")] = "",
    base: Base = "",
    releases: ReleasesDir = DEFAULT_RELEASES,
    lang: Lang = "",
) -> None:
    """Answer a canned query, here or on a remote endpoint.

    Example: qualgraph query hbo-follow-ups --param qualification=25132
    """
    words = texts(lang)
    if form not in FORMATS:
        raise UsageError("format-unknown", name=form, known=", ".join(FORMATS))
    canned = find_query(load_queries(), name)
    values = dict(_pair(entry) for entry in param or ())
    if "lang" not in values and any(p.name == "lang" for p in canned.parameters):
        values["lang"] = words.language
    store, names = _store(endpoint, base, releases)
    body = store.query(canned.bind(values, names), FORMATS[form], "text/turtle").body
    if form != "table":
        sys.stdout.buffer.write(body)
        return
    header, *rows = list(csv.reader(io.StringIO(body.decode(), newline="")))
    table = Table(*header)
    for row in rows:
        table.add_row(*row)
    results().print(table)


def get(
    path: Annotated[
        str, typer.Argument(metavar="PATH", help="A path of the site, such as /queries.")
    ],
    header: Annotated[
        list[str] | None, typer.Option("-H", "--header", metavar="'Name: value'", help="A header.")
    ] = None,
    include: Annotated[
        bool, typer.Option("-i", "--include", help="Show status and headers.")
    ] = False,
    releases: ReleasesDir = DEFAULT_RELEASES,
) -> None:
    """Print what the server would answer, without a server; exit code 1 for an error status.

    Example: qualgraph get /doc/qualification/nl-25132 -H 'Accept: text/turtle'
    """
    headers = dict(_header(entry) for entry in header or ())
    response = asyncio.run(_get(path, headers, releases))
    if include:
        lines = [
            f"HTTP {response.status_code}",
            *(f"{k}: {v}" for k, v in response.headers.items()),
        ]
        sys.stdout.write("\n".join(lines) + "\n\n")
        sys.stdout.flush()
    sys.stdout.buffer.write(response.content)
    if response.status_code >= 400:
        raise typer.Exit(1)


def serve(
    host: Annotated[str, typer.Option("--host", help="Address to listen on.")] = "localhost",
    port: Annotated[int, typer.Option("--port", help="Port to listen on.")] = 8000,
    releases: ReleasesDir = DEFAULT_RELEASES,
    lang: Lang = "",
) -> None:
    """Serve the active release, read-only.

    Example: qualgraph serve --port 8000
    """
    release = Releases(releases).active()
    settings = Settings()
    app = create_app(release, settings)
    address = f"http://{host}:{port}/"
    say(texts(lang)("report.serving", id=release.id, address=address))
    first = next(iter(release.manifest["documents"]))
    for path in ("", f"doc/document/{first}", "queries", "sparql"):
        say(f"  {address}{path}")
    options = connection_options(settings)
    uvicorn.run(app, host=host, port=port, log_level="warning", **options)


def _store(endpoint: str, base: str, folder: Path) -> tuple[QueryStore, Names]:
    if endpoint:
        return RemoteStore(endpoint), Names(base) if base else Names()
    release = Releases(folder).active()
    names = Names(release.base)
    return EmbeddedStore.open(release.store, names), names


async def _get(path: str, headers: dict[str, str], folder: Path) -> httpx2.Response:
    release = Releases(folder).active()
    app = create_app(release, Settings())
    try:
        transport = httpx2.ASGITransport(app=app)
        async with httpx2.AsyncClient(transport=transport, base_url=release.base) as client:
            return await client.get(path, headers=headers)
    finally:
        app.state.site.evaluator.close()


def _pair(entry: str) -> tuple[str, str]:
    name, sign, value = entry.partition("=")
    if not sign:
        raise UsageError("parameter-form", value=entry)
    return name, value


def _header(entry: str) -> tuple[str, str]:
    name, sign, value = entry.partition(":")
    if not sign:
        raise UsageError("header-form", value=entry)
    return name.strip(), value.strip()
