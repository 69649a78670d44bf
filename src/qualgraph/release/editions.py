"""Editions: of each document the newest counts, the older ones stay on record."""

from collections.abc import Iterable, Iterator
from itertools import groupby, pairwise

from pyoxigraph import Triple

from qualgraph.graph.names import Names
from qualgraph.graph.terms import PROV
from qualgraph.release.converted import Converted


def current(documents: Iterable[Converted]) -> dict[str, Converted]:
    """Return the newest edition of each document, by its reference."""
    newest = (editions[-1] for editions in _series(documents))
    return {document.reference: document for document in newest}


def revisions(documents: Iterable[Converted], names: Names) -> Iterator[Triple]:
    """Return which edition is the revision of which, by ``prov:wasRevisionOf``."""
    for editions in _series(documents):
        for older, newer in pairwise(editions):
            new, old = (names.thing("document", entry.reference) for entry in (newer, older))
            yield Triple(new, PROV("wasRevisionOf"), old)


def _series(documents: Iterable[Converted]) -> Iterator[list[Converted]]:
    """Return the editions of each document, the oldest first; one without a date is the oldest."""
    ordered = sorted(documents, key=lambda document: (document.series, document.edition))
    for _, editions in groupby(ordered, key=lambda document: document.series):
        yield list(editions)
