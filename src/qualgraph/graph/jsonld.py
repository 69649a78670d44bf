"""Triples to compact JSON-LD, by the table of terms that a context is.

The result is what the compaction algorithm gives (https://www.w3.org/TR/json-ld11-api/#compaction);
a test holds it equal to PyLD's for every document. A general processor re-reads the context for
each value and takes twenty times as long, which is most of the time of a conversion.
"""

import json
import re
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode

from qualgraph import resources
from qualgraph.graph.terms import TYPE, XSD, Object

_TYPE = TYPE.value
_STRING = XSD("string").value
_INTEGER, _BOOLEAN = XSD("integer").value, XSD("boolean").value
_BOOLEANS: dict[str, str | bool] = {"true": True, "false": False}
# Up to 15 digits a number of JavaScript is exact.
_CANONICAL = re.compile(r"0|-?[1-9][0-9]{0,14}")
_PREFIX_ENDS = tuple(":/?#[]@")


@dataclass(frozen=True)
class Terms:
    """A context as a table: prefixes, names of classes, and names of properties by their kind.

    The kind of a property's name is what it is made for: ``@id`` (IRIs), ``@language`` (texts
    in languages), a datatype, or empty (plain strings). Integers and booleans are written as those
    of JSON, which is exact; decimals are not, since JSON readers make them binary fractions.
    """

    context: dict[str, Any]

    @cached_property
    def id(self) -> str:
        """The name of ``@id`` in this context."""
        return self._alias("@id")

    @cached_property
    def type(self) -> str:
        """The name of ``@type`` in this context."""
        return self._alias("@type")

    @cached_property
    def prefixes(self) -> dict[str, str]:
        """Namespace to prefix."""
        simple = ((name, iri) for name, iri in self.context.items() if isinstance(iri, str))
        return {
            iri: name
            for name, iri in simple
            if iri.endswith(_PREFIX_ENDS) and not name.startswith("@")
        }

    @cached_property
    def _namespaces(self) -> tuple[str, ...]:
        return tuple(self.prefixes)

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
        return {key: names[0] for key, names in self._names.items()}

    @cached_property
    def references(self) -> dict[str, str]:
        """IRI of a property to its second name, for things that are written out elsewhere."""
        return {iri: names[1] for (iri, _), names in self._names.items() if names[1:]}

    @cached_property
    def reverse(self) -> dict[str, str]:
        """Name of a property read backwards to its IRI."""
        terms = ((name, term) for name, term in self.context.items() if isinstance(term, dict))
        return {name: self.expand(term["@reverse"]) for name, term in terms if "@reverse" in term}

    @cached_property
    def order(self) -> dict[str, int]:
        """Name to its place in the context, which is the order in which people read."""
        return {name: place for place, name in enumerate(self.context)}

    @cached_property
    def _bare(self) -> bool:
        return "@vocab" in self.context

    @cached_property
    def _names(self) -> dict[tuple[str, str], list[str]]:
        table: dict[tuple[str, str], list[str]] = {}
        for name, term in self.context.items():
            if isinstance(term, dict) and "@id" in term:
                kind = term.get("@container") or self.expand(term.get("@type", ""))
                table.setdefault((self.expand(term["@id"]), kind), []).append(name)
        return table

    def _alias(self, keyword: str) -> str:
        return next((name for name, iri in self.context.items() if iri == keyword), keyword)

    def expand(self, iri: str) -> str:
        """Return the whole IRI of ``prefix:name``."""
        prefix, colon, rest = iri.partition(":")
        namespace = self.context.get(prefix)
        return f"{namespace}{rest}" if colon and isinstance(namespace, str) else iri

    def property(self, name: str) -> str:
        """Return the IRI of the property that is called ``name``."""
        term = self.context.get(name)
        return self.expand(term["@id"]) if isinstance(term, dict) else self.named(name)

    def named(self, name: str) -> str:
        """Return the IRI of what is called ``name``: a class, or a word of the vocabulary."""
        iri = self.context.get(name)
        return (
            self.expand(iri) if isinstance(iri, str) else f"{self.context.get('@vocab', '')}{name}"
        )

    def compact(self, iri: str) -> str:
        """Return ``prefix:name`` where there is a prefix for it, the shortest."""
        if not iri.startswith(self._namespaces):
            return iri
        found = [
            f"{prefix}:{iri.removeprefix(namespace)}"
            for namespace, prefix in self.prefixes.items()
            if iri.startswith(namespace) and iri != namespace
        ]
        return min(found, key=lambda curie: (len(curie), curie)) if found else iri

    def word(self, iri: str) -> str:
        """Return how a class, property or datatype is called: by the vocabulary of the context."""
        vocabulary = self.context.get("@vocab", "")
        if vocabulary and iri.startswith(vocabulary) and iri != vocabulary:
            return iri.removeprefix(vocabulary)
        return self.compact(iri)

    def state(self, node: dict[str, Any], predicate: str, value: Object) -> None:
        """Add a statement to the compact ``node`` of its subject."""
        if isinstance(value, NamedNode):
            if predicate == _TYPE:
                _add(node, self.type, self.classes.get(value.value) or self.word(value.value))
            else:
                self.link(node, predicate, self.compact(value.value))
        elif value.language:
            self._text(node, predicate, value)
        else:
            self._literal(node, predicate, value)

    def link(
        self, node: dict[str, Any], predicate: str, value: str | dict[str, Any], again: bool = False
    ) -> None:
        """Add a thing that ``node`` points at: its IRI, or all that is said of it.

        ``again`` tells that what is said of it stands elsewhere in the tree.
        """
        name = self.properties.get((predicate, "@id"))
        if again:
            name = self.references.get(predicate, name)
        bare = not name and isinstance(value, str)
        _add(node, name or self.word(predicate), {self.id: value} if bare else value)

    def _text(self, node: dict[str, Any], predicate: str, value: Literal) -> None:
        name = self.properties.get((predicate, "@language"))
        if name:
            _add(node.setdefault(name, {}), str(value.language), value.value)
        else:
            tagged = {"@language": value.language, "@value": value.value}
            _add(node, self.word(predicate), tagged)

    def _literal(self, node: dict[str, Any], predicate: str, value: Literal) -> None:
        datatype = value.datatype.value
        kind = "" if datatype == _STRING else datatype
        name = self.properties.get((predicate, kind))
        said = native(value.value, datatype)
        if name:
            _add(node, name, said)
        elif kind:
            typed = {self.type: self.word(datatype), "@value": said}
            _add(node, self.word(predicate), typed)
        else:
            # Another context of the same vocabulary may read a bare string as an IRI.
            _add(node, self.word(predicate), {"@value": said} if self._bare else said)


def native(said: str, datatype: str) -> str | int | bool:
    """Return a literal as JSON has it, where no reader can change it on the way back."""
    if datatype == _BOOLEAN:
        return _BOOLEANS.get(said, said)
    if datatype == _INTEGER and _CANONICAL.fullmatch(said):
        return int(said)
    return said


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
