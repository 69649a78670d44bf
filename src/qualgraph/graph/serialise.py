"""Triples to bytes, and the same bytes for the same triples."""

import re
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from itertools import groupby
from operator import attrgetter

import orjson
from pyoxigraph import Quad, RdfFormat, Triple, serialize

from qualgraph.graph.jsonld import load_terms
from qualgraph.graph.names import Names
from qualgraph.graph.terms import VOCABULARIES
from qualgraph.graph.tree import framed, load_frame

CONTEXT = "own-1"
_SUFFIXES = {"turtle": "ttl", "ntriples": "nt", "nquads": "nq", "rdfxml": "rdf", "loqxml": "xml"}
_KINDS = ("document", "dossier", "grade", "occupation", "outcome", "pathway", "qualification")


class Format(StrEnum):
    """The formats that a graph is written in, by the name that ``--to`` takes.

    LOQ XML is no RDF: only the profile ``elm`` has it (``graph/profiles/loqxml.py``).
    """

    TURTLE = "turtle"
    JSONLD = "jsonld"
    NTRIPLES = "ntriples"
    NQUADS = "nquads"
    RDFXML = "rdfxml"
    LOQXML = "loqxml"

    @property
    def suffix(self) -> str:
        """The ending of a file in this format, without the dot."""
        return _SUFFIXES.get(self, self)


def serialise(
    triples: Iterable[Triple],
    form: Format,
    names: Names,
    prefixes: Mapping[str, str] = VOCABULARIES,
    context: str = CONTEXT,
    roots: Iterable[str] = (),
) -> bytes:
    """Return ``triples`` in ``form`` of RDF, ordered and without repeats.

    ``prefixes`` shorten Turtle and RDF/XML; ``context`` names the JSON-LD context and frame of the
    profile that the triples are in, ``roots`` the things whose trees the JSON-LD is; without any
    its frame tells.
    """
    by_line = {str(triple): triple for triple in triples}
    lines = sorted(by_line)
    if form is Format.NTRIPLES:
        return _ended(lines)
    ordered = [by_line[line] for line in lines]
    if form is Format.JSONLD:
        return _jsonld(ordered, context, roots)
    ordered = list(_types_first(ordered))
    if form is Format.TURTLE:
        own = {kind: names.thing(kind, "").value for kind in _KINDS}
        used = " ".join(lines)
        known = {p: iri for p, iri in {**prefixes, **own}.items() if f"<{iri}" in used}
        return _turtle(ordered, known)
    return _rdfxml(ordered, prefixes)


def nquads(quads: Iterable[Quad]) -> bytes:
    """Return sorted N-Quads: the form that a release's digest is taken of."""
    return _ended(sorted({str(quad) for quad in quads}))


def _ended(lines: list[str]) -> bytes:
    return " .\n".join([*lines, ""]).encode()


def _types_first(triples: list[Triple]) -> Iterator[Triple]:
    """Yield the triples of each subject, of which there is one stretch, its types first."""
    for _, about in groupby(triples, key=attrgetter("subject")):
        yield from sorted(about, key=_is_no_type)


def _is_no_type(triple: Triple) -> bool:
    return not triple.predicate.value.endswith("#type")


def _turtle(triples: list[Triple], prefixes: dict[str, str]) -> bytes:
    written = _written(triples, RdfFormat.TURTLE, prefixes)
    lines = written.splitlines()
    # The library writes prefixes in no order; a reader also wants air between subjects.
    head = sorted(line for line in lines if line.startswith("@prefix "))
    body = [line if line[:1] == "\t" else f"\n{line}" for line in lines[len(head) :]]
    return ("\n".join([*head, *body]) + "\n").replace("\t", "    ").encode()


def _rdfxml(triples: list[Triple], prefixes: Mapping[str, str]) -> bytes:
    written = _written(triples, RdfFormat.RDF_XML, dict(prefixes))
    root = re.search(r"<rdf:RDF( [^>]*)>", written)
    if not root:
        return written.encode()
    attributes = sorted(root[1].split())
    return written.replace(root[1], " " + " ".join(attributes), 1).encode()


def _jsonld(triples: list[Triple], context: str, roots: Iterable[str]) -> bytes:
    document = framed(triples, load_terms(context), load_frame(context), roots)
    return as_json(document)


def as_json(document: object) -> bytes:
    """Return a document as people read it: indented, and ended as a text file is."""
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _written(triples: list[Triple], form: RdfFormat, prefixes: dict[str, str]) -> str:
    return (serialize(triples, format=form, prefixes=prefixes) or b"").decode()
