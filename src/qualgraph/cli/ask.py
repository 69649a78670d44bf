"""``qualgraph query``, ``get`` and ``serve``: the answers of a release."""

import asyncio
import csv
import io
import os
import sys
from pathlib import Path
from typing import Annotated

import httpx2
import typer
from rich.table import Table

from qualgraph.answers.app import create_app
from qualgraph.answers.operations.serving import Serving, listen, run
from qualgraph.answers.settings import Settings, load_settings
from qualgraph.answers.stores.store import EmbeddedStore, QueryStore
from qualgraph.cli.elsewhere import ask_base, beside
from qualgraph.cli.options import (
    DEFAULT_RELEASES,
    Base,
    CredentialsFile,
    DefaultGraph,
    Lang,
    ReleasesDir,
    results,
    say,
    texts,
)
from qualgraph.cli.query_help import QueryCommand, described
from qualgraph.endpoints import Credentials, shown
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
GRAPH_FORMATS = {
    "turtle": "text/turtle",
    "jsonld": "application/ld+json",
    "ntriples": "application/n-triples",
    "rdfxml": "application/rdf+xml",
}


# Commands whose help says more than their options.
HELP = {"query": QueryCommand}


def query(
    name: Annotated[
        str,
        typer.Argument(metavar="NAME", help="The canned query; none lists them."),
    ] = "",
    param: Annotated[
        list[str] | None, typer.Option("--param", metavar="NAME=VALUE", help="A parameter.")
    ] = None,
    form: Annotated[
        str,
        typer.Option(
            "--format",
            help=f"A table: {', '.join(FORMATS)}. A graph: {', '.join(GRAPH_FORMATS)}.",
        ),
    ] = "",
    endpoint: Annotated[str, typer.Option("--endpoint", help="A remote SPARQL endpoint.")] = "",
    base: Base = "",
    default_graph: DefaultGraph = "",
    credentials: CredentialsFile = None,
    releases: ReleasesDir = DEFAULT_RELEASES,
    lang: Lang = "",
) -> None:
    """Answer a canned query, here or on a remote endpoint.

    Its parameters: qualgraph query NAME --help

    Example: qualgraph query hbo-follow-ups --param qualification=25132
    """
    words = texts(lang)
    if not name:
        sys.stdout.write(f"{described('', words)}\n")
        return
    canned = find_query(load_queries(), name)
    formats = FORMATS if canned.form == "select" else GRAPH_FORMATS
    form = form or next(iter(formats))
    if form not in formats:
        raise UsageError("format-unknown", name=form, known=", ".join(formats))
    values = dict(_pair(entry) for entry in param or ())
    if "lang" not in values and canned.spoken:
        values["lang"] = words.language
    table = FORMATS.get(form, FORMATS["csv"])
    graph = GRAPH_FORMATS.get(form, GRAPH_FORMATS["turtle"])
    store: QueryStore
    if endpoint:
        store = ask_base(endpoint, base, default_graph, Credentials.load(credentials))
    else:
        store = _store(releases)
    body = store.query(canned.bind(values, store.names), table, graph).body
    if form != "table":
        sys.stdout.buffer.write(body)
        return
    header, *rows = list(csv.reader(io.StringIO(body.decode(), newline="")))
    shown = Table(*header)
    for row in rows:
        shown.add_row(*row)
    results().print(shown)


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
    context: typer.Context,
    host: Annotated[
        str, typer.Option("--host", envvar="QUALGRAPH_HOST", help="Address to listen on.")
    ] = "localhost",
    port: Annotated[
        int,
        typer.Option("--port", envvar="QUALGRAPH_PORT", min=0, max=65535, help="0: any free one."),
    ] = 8000,
    workers: Annotated[
        int,
        typer.Option("--workers", envvar="QUALGRAPH_WORKERS", min=1, help="Processes that serve."),
    ] = 1,
    settings: Annotated[
        Path | None,
        typer.Option("--settings", envvar="QUALGRAPH_SETTINGS", help="TOML with limits."),
    ] = None,
    log: Annotated[
        str,
        typer.Option("--log", envvar="QUALGRAPH_LOG", help="File; '-': standard output; '': none."),
    ] = "-",
    endpoint: Annotated[
        str, typer.Option("--endpoint", help="Serve the SPARQL store there, not a release.")
    ] = "",
    base: Base = "",
    default_graph: DefaultGraph = "",
    credentials: CredentialsFile = None,
    releases: ReleasesDir = DEFAULT_RELEASES,
    lang: Lang = "",
) -> None:
    """Serve the active release, read-only, or a store elsewhere; a newer release is taken at once.

    Example: qualgraph serve --port 8000 --workers 2
    """
    words, limits, remote = texts(lang), load_settings(settings, os.environ), None
    release = Releases(releases).active() if not endpoint or beside(context) else None
    if endpoint:
        who = Credentials.load(credentials)
        asked = release.base if release and not base else base
        remote = ask_base(endpoint, asked, default_graph, who, limits)
    serving = Serving(releases if release else None, limits, log, remote)
    sockets = listen(host, port)
    place = f"[{host}]" if ":" in host else host
    address = f"http://{place}:{sockets[0].getsockname()[1]}/"
    if remote:
        say(words("report.serving-remote", endpoint=shown(endpoint), address=address))
    if release:
        say(words("report.serving", id=release.id, address=address))
    documents = list(release.manifest["documents"])[:1] if release else []
    for path in ("", *(f"doc/document/{each}" for each in documents), "queries", "sparql"):
        say(f"  {address}{path}")
    if not run(serving, sockets, workers):
        raise typer.Exit(1)


def _store(folder: Path) -> QueryStore:
    release = Releases(folder).active()
    return EmbeddedStore.open(release.store, Names(release.base))


async def _get(path: str, headers: dict[str, str], folder: Path) -> httpx2.Response:
    release = Releases(folder).active()
    app = create_app(release, Settings())
    try:
        transport = httpx2.ASGITransport(app=app)
        async with httpx2.AsyncClient(transport=transport, base_url=release.base) as client:
            return await client.get(path, headers=headers)
    finally:
        await app.state.sites.close()


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
