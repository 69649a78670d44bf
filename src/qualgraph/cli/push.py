"""``qualgraph push``: a release to a store elsewhere."""

import json
import sys
from typing import Annotated

import typer
from pyoxigraph import Store

from qualgraph.answers.stores.remote import RemoteStore
from qualgraph.cli.elsewhere import graph_iri
from qualgraph.cli.options import (
    DEFAULT_RELEASES,
    AsJson,
    CredentialsFile,
    DefaultGraph,
    Lang,
    ReleasesDir,
    progress,
    say,
    texts,
)
from qualgraph.endpoints import Credentials
from qualgraph.graph.names import Names
from qualgraph.release.directory import Releases
from qualgraph.release.push import GraphStore
from qualgraph.release.push import push as send


def push(
    endpoint: Annotated[
        str, typer.Argument(metavar="ENDPOINT", help="The store's address for SPARQL queries.")
    ],
    graph_store: Annotated[
        str,
        typer.Option(
            "--graph-store",
            metavar="URL",
            help="Its address for the Graph Store Protocol; the same as ENDPOINT if not given.",
        ),
    ] = "",
    default_graph: DefaultGraph = "",
    credentials: CredentialsFile = None,
    release_id: Annotated[
        str, typer.Option("--release", metavar="ID", help="A release; the active one if not given.")
    ] = "",
    piece: Annotated[
        int, typer.Option("--piece", min=1, help="How many kilobytes to send at once.")
    ] = 1000,
    as_json: AsJson = False,
    releases: ReleasesDir = DEFAULT_RELEASES,
    lang: Lang = "",
) -> None:
    """Load a release into a store elsewhere; pushing again replaces what was pushed before.

    Graphs of an earlier push that are not in the release are removed, when their names are under
    its base.

    Example: qualgraph push http://localhost:7878/query --graph-store http://localhost:7878/store
    """
    words, known = texts(lang), Releases(releases)
    release = known.get(release_id) if release_id else known.active()
    who, into = Credentials.load(credentials), graph_iri(default_graph)
    names = Names(release.base)
    asked = RemoteStore(endpoint, names, into, who)
    there = asked.graphs(names.graph("").value)
    total = sum(1 for _ in Store.read_only(str(release.store)).named_graphs()) + 1
    with GraphStore(graph_store or endpoint, into, who) as target, progress(total) as step:
        done = send(release, target, there, piece * 1000, step)
    if as_json:
        json.dump({"release": release.id, **done.data}, sys.stdout)
        sys.stdout.write("\n")
    told = {**done.data, "removed": len(done.removed), "seconds": f"{done.seconds:.1f}"}
    say(words("report.pushed", id=release.id, **told))
