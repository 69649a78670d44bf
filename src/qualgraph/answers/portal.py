"""A qualification in the profile ``elm`` as the site gives it: from the release's store."""

from collections.abc import Iterator

from pyoxigraph import DefaultGraph, NamedNode, Quad, Store, Triple

from qualgraph.graph.codes import ontology_triples
from qualgraph.graph.names import Names
from qualgraph.graph.profiles.elm import ElmProfile
from qualgraph.graph.terms import QG, SKOS

# What the export says of a qualification lies at most this many steps from it: its admission,
# the regulation of that, and its words.
_STEPS = 3


def in_elm(store: Store, names: Names, qualification: NamedNode) -> list[Triple]:
    """Return the export of a qualification; empty when the profile misses something in it.

    The queries of the profile write while they work, and a release is never written to: they get
    the surroundings of the qualification, and the code lists.
    """
    scratch = Store()
    scratch.extend(Quad(t.subject, t.predicate, t.object) for t in ontology_triples())
    scratch.extend(_around(store, qualification))
    exported = ElmProfile(names).export(scratch, qualification)
    return [] if exported.missing else list(exported.triples)


def _around(store: Store, start: NamedNode) -> Iterator[Quad]:
    """Yield what is said of a thing and of what it leads to; grades point at their scheme."""
    seen, edge = {start}, [start]
    for _ in range(_STEPS):
        reached = list[NamedNode]()
        for thing in edge:
            for quad in store.quads_for_pattern(thing, None, None, DefaultGraph()):
                yield Quad(quad.subject, quad.predicate, quad.object)
                if not isinstance(quad.object, NamedNode):
                    continue
                reached.append(quad.object)
                if quad.predicate == QG("gradingScheme"):
                    reached += _members(store, quad.object)
        edge = [thing for thing in dict.fromkeys(reached) if thing not in seen]
        seen.update(edge)


def _members(store: Store, scheme: NamedNode) -> list[NamedNode]:
    found = store.quads_for_pattern(None, SKOS("inScheme"), scheme, DefaultGraph())
    return [quad.subject for quad in found if isinstance(quad.subject, NamedNode)]
