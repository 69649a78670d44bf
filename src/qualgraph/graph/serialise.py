"""Triples to bytes, and the same bytes for the same triples."""

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum

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
    if form is Format.JSONLD:
        return _jsonld(sorted(set(triples), key=str), context, roots)
    ordered = sorted(set(triples), key=_turtle_order)
    if form is Format.TURTLE:
        return _turtle(ordered, names, prefixes)
    if form is Format.RDFXML:
        return _rdfxml(ordered, prefixes)
    return _lines(str(triple) for triple in ordered)


def nquads(quads: Iterable[Quad]) -> bytes:
    """Return sorted N-Quads: the form that a release's digest is taken of."""
    return _lines(str(quad) for quad in quads)


def _lines(statements: Iterable[str]) -> bytes:
    return "".join(f"{line} .\n" for line in sorted(set(statements))).encode()


def _turtle_order(triple: Triple) -> tuple[str, bool, str, str]:
    """Order by subject, its types first."""
    is_type = triple.predicate.value.endswith("#type")
    return str(triple.subject), not is_type, str(triple.predicate), str(triple.object)


def _turtle(triples: list[Triple], names: Names, known: Mapping[str, str]) -> bytes:
    used = " ".join(map(str, triples))
    own = {kind: str(names.thing(kind, "").value) for kind in _KINDS}
    prefixes = {p: iri for p, iri in {**known, **own}.items() if f"<{iri}" in used}
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
