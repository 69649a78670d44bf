"""XML that holds many like parts to elements, one part in memory at a time (lxml's iterparse).

A document type declaration is refused, and with it every entity but the five of XML itself;
nothing is fetched. Comments and processing instructions are no part of what a document says.
"""

from collections.abc import Iterable, Iterator, Sized
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Protocol, cast

from lxml import etree

from qualgraph.documents.source import Source
from qualgraph.errors import DataError


@dataclass(frozen=True, slots=True)
class Value:
    """The words of an attribute, or a stretch of an element's text, without spaces around.

    ``path`` names the elements from the part down (``dossier/profielen/profiel/@titel``);
    ``line`` is the line of the element's start tag. ``start`` counts the characters of all values
    that begin on that line, so that no two values of a document share line and start.
    """

    path: str
    line: int
    start: int
    text: str


Values = tuple[Value, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Element:
    """An element; names are without namespace, and empty texts and attributes are left out.

    ``texts`` are the element's own stretches of text: before, between and after its children.
    """

    tag: str
    path: str
    attributes: dict[str, Value]
    texts: Values
    children: tuple["Element", ...]

    def __getitem__(self, attribute: str) -> Values:
        """Return the attribute as one value; none when it is absent or empty."""
        found = self.attributes.get(attribute)
        return (found,) if found else ()

    def all(self, tag: str) -> Iterator["Element"]:
        """Return the children with that name."""
        return (child for child in self.children if child.tag == tag)

    def at(self, *tags: str) -> "Element":
        """Return the first descendant down a path of names; an empty element when none."""
        element = self
        for tag in tags:
            element = next(element.all(tag), Element(tag, "", {}, (), ()))
        return element

    def below(self) -> Iterator["Element"]:
        """Return the element and every element in it."""
        yield self
        for child in self.children:
            yield from child.below()

    def values(self) -> Iterator[Value]:
        """Return every value in the element."""
        for element in self.below():
            yield from element.attributes.values()
            yield from element.texts


@dataclass(frozen=True, slots=True)
class Part:
    """A part, and what stands outside any part around it, each element flat and on its own.

    What precedes the first part comes with the first; all else with the part before it.
    """

    element: Element
    around: tuple[Element, ...]


def read_parts(source: Source, root: str, tag: str) -> Iterator[Part]:
    """Return the elements called ``tag`` of a document whose root is called ``root``.

    Raises ``DataError`` when the document is not well-formed, has another root, no part, or a
    document type declaration, and when a part, a text, or the nesting is beyond the limits.
    """
    with source.open() as file:
        stream = _Stream(file, source)
        try:
            yield from _Parts(source, root, tag, stream).read()
        except (etree.LxmlError, LookupError, UnicodeError) as error:
            line = getattr(error, "lineno", None) or 1
            raise DataError("xml-syntax", name=source.name, line=line, reason=error) from error


class _Node(Protocol):
    """What is used of lxml's element (its published types lack half of it)."""

    tag: str
    text: str | None
    tail: str | None
    sourceline: int | None
    attrib: Sized

    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator["_Node"]: ...
    def __getitem__(self, index: int) -> "_Node": ...
    def __delitem__(self, index: int) -> None: ...
    def items(self) -> Iterable[tuple[str, str]]: ...
    def clear(self, *, keep_tail: bool) -> None: ...
    def getparent(self) -> "_Node | None": ...
    def getprevious(self) -> "_Node | None": ...
    def iterancestors(self) -> Iterator["_Node"]: ...
    def getroottree(self) -> Any: ...


@dataclass(slots=True)
class _Stream:
    """The bytes of the document, counted since the last part began."""

    file: BinaryIO
    source: Source
    count: int = 0

    def read(self, size: int = -1) -> bytes:
        data = self.file.read(size)
        self.count += len(data)
        limit = self.source.limits.dossier_bytes
        if self.count > limit:
            name = self.source.name
            raise DataError("xml-part-too-large", name=name, limit=limit, setting="dossier_bytes")
        return data


@dataclass(slots=True)
class _Parts:
    """Reads parts from a stream, and forgets in lxml's tree what was read."""

    source: Source
    root: str
    tag: str
    stream: _Stream
    offsets: dict[int, int] = field(default_factory=dict)

    def read(self) -> Iterator[Part]:
        ready: Element | None = None
        around: list[Element] = []
        inside: _Node | None = None
        for opened, node in self._events():
            if inside is None:
                around += self._before(node, opened)
                if opened and _name(node) == self.tag:
                    if ready:
                        yield Part(ready, tuple(around))
                        ready, around = None, []
                    inside = node
                    self._forget_before(node)
                elif opened:
                    around.append(self._flat(node, texts=()))
            elif node is inside:
                ready, inside = self._element(node, self.tag), None
                node.clear(keep_tail=True)
        if ready is None:
            raise DataError("xml-without-part", name=self.source.name, part=self.tag)
        yield Part(ready, tuple(around))

    def _events(self) -> Iterator[tuple[bool, _Node]]:
        """Return each start (True) and end of an element; refuse what must not be read on."""
        depth, limit = 0, self.source.limits.element_depth
        events = etree.iterparse(
            self.stream,
            events=("start", "end"),
            load_dtd=False,
            dtd_validation=False,
            no_network=True,
            resolve_entities=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        for event, node in cast("Iterable[tuple[str, _Node]]", events):
            opened = event == "start"
            if opened and depth == 0:
                self._check_root(node)
            depth += 1 if opened else -1
            if depth > limit:
                raise self._beyond("xml-too-deep", node, limit, "element_depth")
            yield opened, node

    def _beyond(self, key: str, node: _Node, limit: int, setting: str) -> DataError:
        line = node.sourceline or 1
        return DataError(key, name=self.source.name, line=line, limit=limit, setting=setting)

    def _check_root(self, node: _Node) -> None:
        name = self.source.name
        if node.getroottree().docinfo.doctype:
            raise DataError("xml-doctype", name=name)
        if _name(node) != self.root:
            raise DataError("xml-other-root", name=name, found=_name(node), root=self.root)

    def _forget_before(self, node: _Node) -> None:
        """Drop what stands before a part that begins, and begin to count its size."""
        self.stream.count = 0
        # Text may still come in the elements that are open; all other lines are done with.
        lines = {opened.sourceline or 1 for opened in (node, *node.iterancestors())}
        self.offsets = {line: self.offsets.get(line, 0) for line in lines}
        for opened in (node, *node.iterancestors()):
            parent = opened.getparent()
            while parent is not None and opened.getprevious() is not None:
                del parent[0]

    def _before(self, node: _Node, opened: bool) -> list[Element]:
        """Return the text, if any, right before a tag that stands outside any part."""
        holder = node.getparent() if opened else node
        if holder is None:
            return []
        previous = node.getprevious() if opened else node[-1] if len(node) else None
        text = holder.text if previous is None else previous.tail
        return [self._flat(holder, (text,), attributes=False)] if text and _says(text) else []

    def _flat(self, node: _Node, texts: tuple[str, ...], attributes: bool = True) -> Element:
        above = [_name(parent) for parent in node.iterancestors()]
        path = "/".join([*reversed(above), _name(node)])
        said = self._attributes(node, path) if attributes else {}
        words = tuple(self._value(path, node, text) for text in texts)
        return Element(_name(node), path, said, words, ())

    def _element(self, node: _Node, path: str) -> Element:
        attributes = self._attributes(node, path)
        texts = [self._value(path, node, node.text)] if _says(node.text) else []
        children = []
        for child in node:
            children.append(self._element(child, f"{path}/{_name(child)}"))
            if _says(child.tail):
                texts.append(self._value(path, node, child.tail))
        return Element(_name(node), path, attributes, tuple(texts), tuple(children))

    def _attributes(self, node: _Node, path: str) -> dict[str, Value]:
        limit = self.source.limits.element_attributes
        if len(node.attrib) > limit:
            raise self._beyond("xml-many-attributes", node, limit, "element_attributes")
        found: dict[str, Value] = {}
        for name, text in node.items():
            if _says(text):
                # Of two names that differ in namespace alone, the second keeps its own.
                key = name if _local(name) in found else _local(name)
                found[key] = self._value(f"{path}/@{key}", node, text)
        return found

    def _value(self, path: str, node: _Node, text: str | None) -> Value:
        words, line = (text or "").strip(), node.sourceline or 1
        limit = self.source.limits.value_characters
        if len(words) > limit:
            raise self._beyond("xml-text-too-long", node, limit, "value_characters")
        start = self.offsets.get(line, 0)
        self.offsets[line] = start + len(words)
        return Value(path, line, start, words)


def _says(text: str | None) -> bool:
    return bool(text and text.strip())


def _name(node: _Node) -> str:
    return _local(node.tag)


def _local(name: str) -> str:
    return name.rpartition("}")[2]
