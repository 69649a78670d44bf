"""The compact JSON-LD is what PyLD's compaction algorithm makes of the same triples."""

import json
from pathlib import Path

import pyoxigraph
import pytest
from pyld import jsonld
from pyoxigraph import RdfFormat

from qualgraph.graph.serialise import Format, serialise
from qualgraph.graph.terms import TYPE
from qualgraph.release.conversion import Converter, documents_in, is_alignment
from tests.conftest import ROOT

DOCUMENTS = [path for path in documents_in([ROOT / "data"]) if not is_alignment(path)]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_compaction_is_that_of_the_standard(converter: Converter, path: Path) -> None:
    for conversion in converter.convert(path):
        own = json.loads(serialise(conversion.graph.facts, Format.JSONLD, converter.mapper.names))
        written = pyoxigraph.serialize(conversion.graph.facts, format=RdfFormat.JSON_LD)
        expanded = [typed(node) for node in json.loads(written or b"[]")]
        theirs = jsonld.compact(expanded, {"@context": own["@context"]}, {"graph": True})
        assert sorted_nodes(own) == sorted_nodes(theirs)


def typed(node: dict[str, list[dict[str, str]]]) -> dict[str, object]:
    classes = [value["@id"] for value in node.pop(TYPE.value, ())]
    return {**node, "@type": classes} if classes else dict(node)


def sorted_nodes(document: dict[str, list[dict[str, object]]]) -> list[str]:
    """Return each node as text; the order of values in an array says nothing in RDF."""
    return sorted(json.dumps(_sorted(node), sort_keys=True) for node in document["@graph"])


def _sorted(value: object) -> object:
    if isinstance(value, dict):
        return {key: _sorted(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return sorted(map(_sorted, value), key=str)
    return value
