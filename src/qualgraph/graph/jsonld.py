"""Triples to compact JSON-LD, by the table of terms that a context is.

The result is what the compaction algorithm gives (https://www.w3.org/TR/json-ld11-api/#compaction);
a test holds it equal to PyLD's for every document. A general processor re-reads the context for
each value and takes twenty times as long, which is most of the time of a conversion.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode, Triple

from qualgraph import resources
from qualgraph.graph.terms import TYPE, XSD

_STRING = XSD("string").value
_PREFIX_ENDS = tuple(":/?#[]@")


@dataclass(frozen=True)
class Terms:
    """A context as a table: prefixes, names of classes, and names of properties by their kind.

    The kind of a property's name is what it is made for: ``@id`` (IRIs), ``@language`` (texts
    in languages), a datatype, or empty (plain strings).
    """

    context: dict[str, Any]

    @cached_property
    def prefixes(self) -> dict[str, str]:
        """Namespace to prefix."""
        simple = ((name, iri) for name, iri in self.context.items() if isinstance(iri, str))
        return {iri: name for name, iri in simple if iri.endswith(_PREFIX_ENDS)}

    @cached_property
    def classes(self) -> dict[str, str]:
        """IRI of a class to its name."""
        simple = ((name, iri) for name, iri in self.context.items() if isinstance(iri, str))
        return {
            self.expand(iri): name
            for name, iri in simple
            if not iri.startswith("@") and not iri.endswith(_PREFIX_ENDS)
        }

    @cached_property
    def properties(self) -> dict[tuple[str, str], str]:
        """IRI and kind of a property to its name."""
        table: dict[tuple[str, str], str] = {}
        for name, term in self.context.items():
            if isinstance(term, dict):
                kind = term.get("@container") or self.expand(term.get("@type", ""))
                table[self.expand(term["@id"]), kind] = name
        return table

    def expand(self, iri: str) -> str:
        """Return the whole IRI of ``prefix:name``."""
        prefix, colon, rest = iri.partition(":")
        namespace = self.context.get(prefix)
        return f"{namespace}{rest}" if colon and isinstance(namespace, str) else iri

    def compact(self, iri: str) -> str:
        """Return ``prefix:name`` where there is a prefix for it, the shortest."""
        found = [
            f"{prefix}:{iri.removeprefix(namespace)}"
            for namespace, prefix in self.prefixes.items()
            if iri.startswith(namespace) and iri != namespace
        ]
        return min(found, key=lambda curie: (len(curie), curie)) if found else iri

    def state(self, node: dict[str, Any], triple: Triple) -> None:
        """Add what ``triple`` says to the compact ``node`` of its subject."""
        predicate, value = triple.predicate, triple.object
        if predicate == TYPE and isinstance(value, NamedNode):
            _add(node, "type", self.classes.get(value.value) or self.compact(value.value))
        elif isinstance(value, NamedNode):
            self._link(node, predicate.value, value.value)
        elif isinstance(value, Literal) and value.language:
            self._text(node, predicate.value, value)
        elif isinstance(value, Literal):
            self._literal(node, predicate.value, value)
        else:
            raise TypeError(f"no IRI and no literal: {value}")

    def _link(self, node: dict[str, Any], predicate: str, value: str) -> None:
        name, iri = self.properties.get((predicate, "@id")), self.compact(value)
        _add(node, name or self.compact(predicate), iri if name else {"id": iri})

    def _text(self, node: dict[str, Any], predicate: str, value: Literal) -> None:
        name = self.properties.get((predicate, "@language"))
        if name:
            _add(node.setdefault(name, {}), str(value.language), value.value)
        else:
            tagged = {"@language": value.language, "@value": value.value}
            _add(node, self.compact(predicate), tagged)

    def _literal(self, node: dict[str, Any], predicate: str, value: Literal) -> None:
        datatype = value.datatype.value
        kind = "" if datatype == _STRING else datatype
        name = self.properties.get((predicate, kind))
        if name or not kind:
            _add(node, name or self.compact(predicate), value.value)
        else:
            typed = {"type": self.compact(datatype), "@value": value.value}
            _add(node, self.compact(predicate), typed)


def compact(triples: Iterable[Triple], terms: Terms) -> dict[str, Any]:
    """Return ordered ``triples`` as one compact document with its context."""
    nodes: dict[str, dict[str, Any]] = {}
    for triple in triples:
        iri = str(triple.subject)[1:-1]
        node = nodes.get(iri) or nodes.setdefault(iri, {"id": terms.compact(iri)})
        terms.state(node, triple)
    graph = sorted(nodes.values(), key=lambda node: str(node["id"]))
    return {"@context": terms.context, "@graph": graph}


@cache
def load_terms(name: str) -> Terms:
    """Return the shipped context ``ontology/contexts/{name}.jsonld``."""
    path: Path = resources.ONTOLOGY / "contexts" / f"{name}.jsonld"
    return Terms(json.loads(path.read_text("utf-8"))["@context"])


def _add(node: dict[str, Any], name: str, value: object) -> None:
    """Add a value; a second one makes an array."""
    if name not in node:
        node[name] = value
    elif isinstance(node[name], list):
        node[name].append(value)
    else:
        node[name] = [node[name], value]
