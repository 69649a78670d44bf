"""What the commands that ask a store elsewhere share."""

from dataclasses import replace

import typer
from pyoxigraph import NamedNode

from qualgraph import resources
from qualgraph.answers.settings import Settings
from qualgraph.answers.stores.remote import RemoteStore
from qualgraph.endpoints import Credentials, shown
from qualgraph.errors import DataError, UsageError
from qualgraph.graph.names import Names


def ask_base(
    endpoint: str,
    base: str,
    default_graph: str = "",
    credentials: Credentials | None = None,
    settings: Settings | None = None,
) -> RemoteStore:
    """Return the store at ``endpoint``; its base is asked of it when ``base`` is empty.

    Raises ``DataError`` when it holds qualifications under no base, or under several.
    """
    limits = settings or Settings()
    store = RemoteStore(
        endpoint,
        Names(base) if base else Names(),
        graph_iri(default_graph),
        credentials,
        seconds=limits.query_seconds,
        most_bytes=limits.remote_bytes,
        attempts=limits.remote_attempts,
        together=limits.remote_together,
    )
    if base:
        return store
    text = (resources.QUERIES / "internal" / "base.rq").read_text("utf-8")
    found = [row["base"]["value"] for row in store.rows(text)]
    if len(found) != 1:
        bases = ", ".join(found) or "-"
        told = {"endpoint": shown(endpoint), "count": len(found), "bases": bases}
        raise DataError("endpoint-base", **told)
    return replace(store, names=Names(found[0]))


def beside(context: typer.Context) -> bool:
    """Return whether ``--releases`` was given, there or in the environment."""
    source = context.get_parameter_source("releases")
    return source is not None and source.name != "DEFAULT"


def graph_iri(iri: str) -> str:
    """Return the IRI of a graph, empty for none; raises ``UsageError`` when it is no IRI."""
    try:
        return NamedNode(iri).value if iri else ""
    except ValueError as error:
        raise UsageError("graph-iri", iri=iri) from error
