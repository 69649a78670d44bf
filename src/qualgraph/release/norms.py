"""What CompetentNL says of the qualifications of a release: by their own code, or by another's.

A link by the qualification's own code is what CompetentNL says. One by the code of its successor,
or of a qualification with the same name, says so, is less sure, and is never an exact one.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from pyoxigraph import Literal, NamedNode, Triple

from qualgraph.graph.alignment import Alignment
from qualgraph.graph.names import Names
from qualgraph.graph.reasons import comment, reason, reasons
from qualgraph.graph.terms import DCT, ELM, SEMAPV, SKOS, TYPE, types

TABLE = "alignments-competentnl"
# How sure it is that what holds for a successor, or for a namesake, holds here: set, not measured.
_OF_SUCCESSOR = Decimal("0.5")
_OF_NAMESAKE = Decimal("0.4")
_WORD = re.compile(r"\w+")


@dataclass
class _Qualification:
    """What is asked of a qualification: its Dutch names, and the references of its successors."""

    names: list[str]
    successors: list[str]


def norm_links(
    answer: Iterable[Triple], norms: Iterable[Alignment], names: Names
) -> Iterator[Alignment]:
    """Return the links of the qualifications that ``answer`` describes, from the links of norms."""
    by_reference: dict[str, list[Alignment]] = defaultdict(list)
    for norm in norms:
        by_reference[norm.subject.partition("/")[2]].append(norm)
    by_name = {_plain(links[0].subject_label): ref for ref, links in sorted(by_reference.items())}
    for reference, about in sorted(_qualifications(answer, names).items()):
        if reference in by_reference:
            yield from by_reference[reference]
            continue
        successor = next((ref for ref in about.successors if ref in by_reference), "")
        namesake = next((by_name[n] for n in map(_plain, about.names) if n in by_name), "")
        kind, other = ("successor", successor) if successor else ("namesake", namesake)
        sure = _OF_SUCCESSOR if successor else _OF_NAMESAKE
        for link in by_reference.get(other, ()):
            yield _taken_over(link, reference, about.names[0], kind, sure)


def norm_concepts(links: Iterable[Alignment]) -> Iterator[Triple]:
    """Return the concepts that the links point to, with their Dutch names."""
    for link in links:
        yield from types(link.object, SKOS("Concept"))
        yield Triple(link.object, SKOS("prefLabel"), Literal(link.object_label, language="nl"))


def _taken_over(link: Alignment, reference: str, name: str, kind: str, sure: Decimal) -> Alignment:
    told = [each for each in reasons(link.comment) if each.kind != "exact-code"]
    code = link.subject.rpartition("-")[2]
    why = reason(kind, code=code, label=link.subject_label)
    return replace(
        link,
        subject=f"qualification/{reference}",
        subject_label=name,
        confidence=sure,
        justification=SEMAPV("MappingChaining" if kind == "successor" else "LexicalMatching"),
        author="",
        comment=comment((why, *(each.words for each in told))),
    )


def _qualifications(answer: Iterable[Triple], names: Names) -> dict[str, _Qualification]:
    start = f"{names.base}id/qualification/"
    found: dict[str, _Qualification] = {}
    typed: set[str] = set()
    for triple in answer:
        subject = triple.subject.value if isinstance(triple.subject, NamedNode) else ""
        if not subject.startswith(start):
            continue
        reference, term = subject.removeprefix(start), triple.object
        about = found.setdefault(reference, _Qualification([], []))
        if triple.predicate == TYPE and term == ELM("Qualification"):
            typed.add(reference)
        elif triple.predicate == DCT("title") and isinstance(term, Literal):
            about.names += [term.value] if term.language == "nl" else []
        elif triple.predicate == DCT("isReplacedBy") and isinstance(term, NamedNode):
            about.successors.append(term.value.removeprefix(start))
    for about in found.values():
        about.names.sort()
        about.successors.sort()
    return {ref: about for ref, about in found.items() if ref in typed and about.names}


def _plain(name: str) -> str:
    return " ".join(_WORD.findall(name.casefold()))
