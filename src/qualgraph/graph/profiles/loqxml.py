"""LOQ XML (``Courses``) from triples of the profile ``elm``, in the order of the schema.

What stands where, the namespace and the version are data (``ontology/profiles/loq-*.toml``): a
newer version of the schema is a new file.
"""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from lxml import etree
from pyoxigraph import Literal, NamedNode, Triple

from qualgraph import resources
from qualgraph.errors import UsageError
from qualgraph.graph.profiles.crosswalk import shorten
from qualgraph.graph.terms import TYPE

VERSIONS = tuple(
    sorted(
        path.stem.removeprefix("loq-")
        for path in (resources.ONTOLOGY / "profiles").glob("loq-*.toml")
    )
)
CURRENT = "3.1"
# Said in RDF only: the schema has no element for it.
_RDF_ONLY = frozenset({"skos:broader"})
# What XML 1.0 cannot hold (https://www.w3.org/TR/xml/#charsets).
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Node = dict[str, list[NamedNode | Literal]]


@dataclass(frozen=True, slots=True)
class Slot:
    """One element of a class: its name, the property that it says, and what its values become."""

    element: str
    property: str
    kind: str


@dataclass(frozen=True)
class Layout:
    """A version of LOQ XML."""

    namespace: str
    version: str
    root: str
    languages: tuple[str, ...]
    prefixes: dict[str, str]
    sections: tuple[tuple[str, dict[str, str]], ...]
    classes: dict[str, tuple[Slot, ...]]

    def tag(self, name: str) -> str:
        """Return the qualified name of an element."""
        prefix, _, local = name.rpartition(":")
        return f"{{{self.prefixes[prefix] if prefix else self.namespace}}}{local}"


@cache
def layout(version: str = CURRENT) -> Layout:
    """Return a shipped version; raises ``UsageError`` when it is not known."""
    if version not in VERSIONS:
        raise UsageError("loq-version", version=version, known=", ".join(VERSIONS))
    path = resources.ONTOLOGY / "profiles" / f"loq-{version}.toml"
    data: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
    return Layout(
        namespace=data["namespace"],
        version=data["version"],
        root=data["root"],
        languages=tuple(data["languages"]),
        prefixes=data["prefixes"],
        sections=tuple((section["name"], section["members"]) for section in data["section"]),
        classes={
            name: tuple(Slot(*line.split()) for line in lines.split("\n") if line)
            for name, lines in data["class"].items()
        },
    )


def loqxml(triples: Iterable[Triple], version: str = CURRENT) -> bytes:
    """Return the document; a property without an element in the schema raises ``ValueError``.

    A note has one language in this format: the first of the layout that it has.
    """
    return _Writer(layout(version), triples).document()


class _Writer:
    def __init__(self, form: Layout, triples: Iterable[Triple]) -> None:
        self._form = form
        self._nodes: dict[str, Node] = defaultdict(lambda: defaultdict(list))
        self._members: dict[str, set[str]] = defaultdict(set)
        for triple in triples:
            subject = str(triple.subject)[1:-1]
            if triple.predicate == TYPE:
                self._members[shorten(str(triple.object)[1:-1])].add(subject)
            else:
                self._nodes[subject][shorten(triple.predicate.value)].append(triple.object)  # type: ignore[arg-type]

    def document(self) -> bytes:
        form = self._form
        names: dict[str | None, str] = {None: form.namespace}
        names.update(form.prefixes)
        root = etree.Element(form.tag(form.root), nsmap=names, xsdVersion=form.version)  # type: ignore[arg-type]
        for name, members in form.sections:
            found = [
                (element, kind, iri)
                for element, kind in members.items()
                for iri in sorted(self._members[kind])
            ]
            section = etree.SubElement(root, form.tag(name)) if found else None
            for element, kind, iri in found:
                self._thing(section, element, kind, iri, id=iri)
        return etree.tostring(root, pretty_print=True, xml_declaration=True, encoding="UTF-8")

    def _thing(self, parent: Any, element: str, kind: str, iri: str, **attributes: str) -> None:
        made = etree.SubElement(parent, self._form.tag(element), attrib=attributes)
        said, slots = self._nodes.get(iri, {}), self._form.classes[kind]
        unsaid = set(said) - {slot.property for slot in slots} - _RDF_ONLY
        if unsaid:
            raise ValueError(f"LOQ XML has no element in {kind} for {', '.join(sorted(unsaid))}")
        for slot in slots:
            values = sorted(said.get(slot.property, ()), key=str)
            for value in self._chosen(values) if slot.kind == "one-text" else values:
                self._value(made, slot, value)

    def _value(self, parent: Any, slot: Slot, value: NamedNode | Literal) -> None:
        tag = self._form.tag(slot.element)
        if slot.kind in {"text", "one-text"}:
            text = etree.SubElement(parent, tag, language=str(value.language))  # type: ignore[union-attr]
            text.text = _NOT_XML.sub("\ufffd", value.value)
        elif slot.kind in {"literal", "address"}:
            etree.SubElement(parent, tag).text = _NOT_XML.sub("\ufffd", value.value)
        elif slot.kind == "code":
            etree.SubElement(parent, tag, uri=value.value)
        elif slot.kind == "ref":
            etree.SubElement(parent, tag, idref=value.value)
        elif slot.kind == "concept":
            self._thing(parent, slot.element, "skos:Concept", value.value, uri=value.value)
        else:
            self._thing(parent, slot.element, slot.kind, value.value)

    def _chosen(self, texts: Sequence[NamedNode | Literal]) -> Sequence[NamedNode | Literal]:
        """Return the text in the language that the layout prefers."""
        order = self._form.languages

        def rank(text: NamedNode | Literal) -> tuple[int, str]:
            language = str(getattr(text, "language", ""))
            return (order.index(language) if language in order else len(order), str(text))

        return sorted(texts, key=rank)[:1]
