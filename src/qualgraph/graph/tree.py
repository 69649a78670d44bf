"""Triples to framed JSON-LD: one object for each qualification, its parts inside it.

A frame (``ontology/frames``) is one of the standard (https://www.w3.org/TR/json-ld11-framing/), of
which this reads what it needs: the classes of the roots, ``"@embed": "@never"``, and names of the
context that are read backwards. Each thing is written out once in a tree, where it is met first;
elsewhere stands its IRI. A test holds a tree equal to PyLD's framing, and all of them to the
triples: what no tree holds follows after them, since nothing may be lost. Unlike there, a root is
never written out inside another: qualifications of one dossier name each other.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from pyoxigraph import Literal, NamedNode, Triple

from qualgraph import resources
from qualgraph.graph.jsonld import Terms, load_terms
from qualgraph.graph.terms import SKOS, TYPE, Object

_DEEPEST = 24
_NOTATION = SKOS("notation").value
_NUMBER = re.compile(r"(\d+)")

Node = dict[str, Any]


@dataclass(frozen=True)
class Frame:
    """How a tree is built from a thing on, by property.

    ``inside`` are the frames of what a property leads to, ``reverse`` those of what points at the
    thing, by name and property; ``embed`` is false where only the IRI is wanted; ``order`` is that
    of its names, in which people read.
    """

    types: tuple[str, ...] = ()
    embed: bool = True
    inside: dict[str, "Frame"] = field(default_factory=dict)
    reverse: dict[tuple[str, str], "Frame"] = field(default_factory=dict)
    order: dict[str, int] = field(default_factory=dict)

    @classmethod
    def read(cls, frame: dict[str, Any], terms: Terms) -> "Frame":
        """Read a frame whose keys are names of the context."""
        inside, reverse = {}, {}
        names = [n for n in frame if not n.startswith("@") and n != terms.type]
        for name in names:
            if name in terms.reverse:
                reverse[name, terms.reverse[name]] = cls.read(frame[name], terms)
            else:
                inside[terms.property(name)] = cls.read(frame[name], terms)
        wanted = frame.get(terms.type, [])
        types = map(terms.named, [wanted] if isinstance(wanted, str) else wanted)
        order = {name: place for place, name in enumerate((terms.id, terms.type, *names))}
        for name in terms.context:
            order.setdefault(name, len(order))
        return cls(tuple(types), frame.get("@embed") != "@never", inside, reverse, order)


_EVERYTHING = Frame()


@dataclass
class _Forest:
    """What is said of each thing, in order, and what is written already."""

    terms: Terms
    frame: Frame
    roots: dict[str, None] = field(default_factory=dict)
    said: dict[str, list[tuple[str, Object]]] = field(default_factory=dict)
    pointing: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    written: set[str] = field(default_factory=set)
    here: set[str] = field(default_factory=set)
    kept: set[str] = field(default_factory=set)

    def take(self, triples: Iterable[Triple]) -> None:
        backwards = frozenset(_backwards(self.frame))
        for triple in triples:
            subject, value = str(triple.subject)[1:-1], triple.object
            if not isinstance(value, NamedNode | Literal):
                raise TypeError(f"no IRI and no literal: {value}")
            predicate = triple.predicate.value
            self.said.setdefault(subject, []).append((predicate, value))
            if predicate in backwards and isinstance(value, NamedNode):
                self.pointing.setdefault((predicate, value.value), []).append(subject)

    def of_types(self) -> dict[str, None]:
        wanted = {(TYPE.value, NamedNode(name)) for name in self.frame.types}
        return {iri: None for iri, said in self.said.items() if not wanted.isdisjoint(said)}

    def tree(self, iri: str, frame: Frame) -> Node:
        """Return a tree, complete in itself: what another tree holds is written out again."""
        self.here = set()
        node = self.node(iri, frame, 0)
        self.written |= self.here
        return node

    def rest(self) -> Iterator[Node]:
        """Yield what no tree holds, once: first what nothing else of it points at."""
        self.kept = self.written
        left = sorted(self.said.keys() - self.written)
        named = {
            value.value
            for iri in left
            for _, value in self.said[iri]
            if isinstance(value, NamedNode) and value.value != iri
        }
        for iri in sorted(left, key=named.__contains__):
            if iri not in self.written:
                yield self.tree(iri, _EVERYTHING)

    def node(self, iri: str, frame: Frame, depth: int) -> Node:
        self.here.add(iri)
        node: Node = {self.terms.id: self.terms.compact(iri)}
        for predicate, said in groupby(self.said[iri], key=itemgetter(0)):
            things = []
            for _, value in said:
                if isinstance(value, NamedNode) and predicate != TYPE.value:
                    things.append(value.value)
                else:
                    self.terms.state(node, predicate, value)
            for thing in sorted(things, key=self._place) if len(things) > 1 else things:
                again = thing in self.here
                below = frame.inside.get(predicate, _EVERYTHING)
                self.terms.link(node, predicate, self._thing(thing, below, depth), again)
        for (name, predicate), below in frame.reverse.items():
            found = sorted(self.pointing.get((predicate, iri), ()), key=self._place)
            if found:
                node[name] = [self._thing(other, below, depth) for other in found]
        order = frame.order or self.terms.order
        return dict(sorted(node.items(), key=lambda item: order.get(item[0], len(order))))

    def _thing(self, iri: str, frame: Frame, depth: int) -> str | Node:
        """Return a thing written out, or its IRI where that stands elsewhere."""
        elsewhere = iri in self.here or iri in self.roots or iri in self.kept
        if elsewhere or not frame.embed or iri not in self.said or depth > _DEEPEST:
            return self.terms.compact(iri)
        return self.node(iri, frame, depth + 1)

    def _place(self, iri: str) -> list[int | str]:
        """Sort by notation as people count (``1``, ``1.1``, ``2``, ``10``), else by IRI."""
        said = self.said.get(iri, ())
        found = (str(value.value) for predicate, value in said if predicate == _NOTATION)
        pieces = _NUMBER.split(next(found, iri))
        return [int(piece) if piece.isdecimal() else piece for piece in pieces]


def framed(
    triples: Iterable[Triple], terms: Terms, frame: Frame, roots: Iterable[str] = ()
) -> dict[str, Any]:
    """Return ordered ``triples`` as one framed document with its context.

    ``roots`` are the things that the document is about; without any the classes of the frame tell.
    """
    forest = _Forest(terms, frame)
    forest.take(triples)
    forest.roots = dict.fromkeys(roots) or forest.of_types()
    trees = [forest.tree(iri, frame) for iri in forest.roots if iri in forest.said]
    rest = list(forest.rest())
    if len(trees) != 1 or (rest and "included" not in terms.context):
        return {"@context": terms.context, "@graph": [*trees, *rest]}
    return {"@context": terms.context, **trees[0], **({"included": rest} if rest else {})}


@cache
def load_frame(name: str) -> Frame:
    """Return the shipped frame ``ontology/frames/{name}.jsonld``; without a file an empty one."""
    path = resources.ONTOLOGY / "frames" / f"{name}.jsonld"
    if not path.exists():
        return _EVERYTHING
    return Frame.read(json.loads(path.read_text("utf-8")), load_terms(name))


def _backwards(frame: Frame) -> Iterable[str]:
    for (_, predicate), below in frame.reverse.items():
        yield predicate
        yield from _backwards(below)
    for below in frame.inside.values():
        yield from _backwards(below)
