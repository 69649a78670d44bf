"""Alignments: SSSOM tables to links with their reasons (https://mapping-commons.github.io/sssom/)."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from pyoxigraph import Literal, NamedNode, Triple

from qualgraph.documents.source import Source
from qualgraph.documents.table import Row, read_table
from qualgraph.errors import DataError
from qualgraph.graph.names import Names, digest
from qualgraph.graph.terms import (
    ELM,
    OWL,
    QG,
    RDFS,
    SEMAPV,
    SKOS,
    SSSOM,
    Namespace,
    day,
    decimal,
    string,
    types,
)

REQUIRED = ("subject_id", "predicate_id", "object_id", "mapping_justification", "confidence")
# The slots of a mapping in SSSOM 1.0 (https://mapping-commons.github.io/sssom/Mapping/).
OPTIONAL = (
    "subject_label",
    "subject_category",
    "predicate_label",
    "predicate_modifier",
    "object_label",
    "object_category",
    "author_id",
    "author_label",
    "reviewer_id",
    "reviewer_label",
    "creator_id",
    "creator_label",
    "license",
    "subject_type",
    "subject_source",
    "subject_source_version",
    "object_type",
    "object_source",
    "object_source_version",
    "mapping_provider",
    "mapping_source",
    "mapping_cardinality",
    "mapping_tool",
    "mapping_tool_version",
    "mapping_date",
    "publication_date",
    "curation_rule",
    "curation_rule_text",
    "subject_match_field",
    "object_match_field",
    "match_string",
    "subject_preprocessing",
    "object_preprocessing",
    "semantic_similarity_score",
    "semantic_similarity_measure",
    "see_also",
    "issue_tracker_item",
    "other",
    "comment",
)
NOT = "Not"
JUDGED = frozenset({SEMAPV("ManualMappingCuration"), SEMAPV("MappingReview")})
NO_TERM = SSSOM("NoTermFound")
"""The object of a judgement that says: the vocabulary has nothing for this subject."""
_RELATIONS = ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch")
PREDICATES = {
    **{f"skos:{relation}": SKOS(relation) for relation in _RELATIONS},
    "elm:ISCEDFCode": ELM("ISCEDFCode"),
}
_PREFIXES = {
    "esco-occupation": "http://data.europa.eu/esco/occupation/",
    "esco-skill": "http://data.europa.eu/esco/skill/",
    "isced-f": "http://data.europa.eu/snb/isced-f/",
    "semapv": SEMAPV.iri,
    "sssom": SSSOM.iri,
}
_SUBJECT = re.compile(r"id:([a-z-]+/[^\s<>\"{}|\\\\^`/?#]+)")


@dataclass(frozen=True, slots=True)
class Alignment:
    """One link, judged or proposed. ``subject``: type and reference, ``occupation/nl-25132``."""

    subject: str
    predicate: NamedNode
    object: NamedNode
    justification: NamedNode
    confidence: Decimal
    author: str
    judged: date | None
    comment: str
    negated: bool = False
    subject_label: str = ""
    object_label: str = ""
    object_version: str = ""
    line: int = 0
    reviewer: str = ""
    tool: str = ""
    tool_version: str = ""
    source: str = ""

    @property
    def judged_by_people(self) -> bool:
        """Whether a person stands for it: it was curated or reviewed, not only proposed."""
        return self.justification in JUDGED or bool(self.reviewer)

    @property
    def fits_nothing(self) -> bool:
        """Whether it says that the vocabulary has nothing for the subject."""
        return self.object == NO_TERM

    def triples(self, names: Names) -> Iterator[Triple]:
        """Return the link and the node that holds its reasons; nothing for a rejected pair, nor
        where people found that there is no concept to link to."""
        if self.negated or self.fits_nothing:
            return
        yield Triple(self._subject(names), self.predicate, self.object)
        yield from self.record(names)

    def suggestion(self, names: Names) -> Iterator[Triple]:
        """Return the node alone, marked as a suggestion: the link itself is not stated."""
        yield from self.record(names)
        yield from types(self._node(names), QG("Suggestion"))

    def record(self, names: Names) -> Iterator[Triple]:
        """Return the node that holds the reasons, and the mark of a rejected pair."""
        link = self._node(names)
        yield from types(link, SSSOM("Mapping"))
        if self.negated:
            yield Triple(link, SSSOM("predicate_modifier"), SSSOM("NegatedPredicate"))
        yield Triple(link, OWL("annotatedSource"), self._subject(names))
        yield Triple(link, OWL("annotatedProperty"), self.predicate)
        yield Triple(link, OWL("annotatedTarget"), self.object)
        yield Triple(link, SSSOM("mapping_justification"), self.justification)
        yield Triple(link, SSSOM("confidence"), decimal(self.confidence))
        told = {
            "subject_label": self.subject_label,
            "object_label": self.object_label,
            "object_source_version": self.object_version,
            "author_label": self.author,
            "reviewer_label": self.reviewer,
            "mapping_tool": self.tool,
            "mapping_tool_version": self.tool_version,
            "mapping_source": self.source,
        }
        for slot, words in told.items():
            if words:
                yield Triple(link, SSSOM(slot), string(words))
        if self.judged:
            yield Triple(link, SSSOM("mapping_date"), day(self.judged))
        if self.comment:
            yield Triple(link, RDFS("comment"), Literal(self.comment, language="en"))

    def _subject(self, names: Names) -> NamedNode:
        kind, reference = self.subject.split("/", 1)
        return names.thing(kind, reference)

    def _node(self, names: Names) -> NamedNode:
        sign = (NOT,) if self.negated else ()
        key = digest(self.subject, self.predicate.value, self.object.value, *sign)
        return names.thing("mapping", key)


def read_alignments(source: Source) -> tuple[Alignment, ...]:
    """Read an SSSOM table.

    Raises ``DataError`` when a column is missing or unknown, and with the line of a row that
    holds an unknown predicate, prefix, or number.
    """
    table = read_table(source, delimiter="\t")
    missing = [column for column in REQUIRED if column not in table.columns]
    unknown = [column for column in table.columns if column not in (*REQUIRED, *OPTIONAL)]
    if missing or unknown:
        raise DataError(
            "alignment-columns",
            name=source.name,
            missing=", ".join(missing) or "-",
            unknown=", ".join(unknown) or "-",
        )
    return tuple(_alignment(source, row) for row in table.rows)


def _alignment(source: Source, row: Row) -> Alignment:
    try:
        return Alignment(
            subject=_subject(row["subject_id"]),
            predicate=_predicate(row["predicate_id"]),
            object=_iri(row["object_id"]),
            justification=_iri(row["mapping_justification"]),
            confidence=_confidence(row["confidence"]),
            author=row["author_label"] or row["author_id"],
            judged=date.fromisoformat(row["mapping_date"]) if row["mapping_date"] else None,
            comment=row["comment"],
            negated=_negated(row["predicate_modifier"]),
            subject_label=row["subject_label"],
            object_label=row["object_label"],
            object_version=row["object_source_version"],
            line=row.line,
            reviewer=row["reviewer_label"] or row["reviewer_id"],
            tool=row["mapping_tool"],
            tool_version=row["mapping_tool_version"],
            source=row["mapping_source"],
        )
    except (ValueError, InvalidOperation) as error:
        raise DataError("table-row", name=source.name, line=row.line, reason=error) from error


def _predicate(value: str) -> NamedNode:
    if value not in PREDICATES:
        raise ValueError(f"predicate_id: {value!r} ({', '.join(PREDICATES)})")
    return PREDICATES[value]


def _negated(value: str) -> bool:
    if value not in ("", NOT):
        raise ValueError(f"predicate_modifier: {value!r} ({NOT} or empty)")
    return value == NOT


def _subject(value: str) -> str:
    found = _SUBJECT.fullmatch(value)
    if not found:
        raise ValueError(f"subject_id: {value!r} (id:type/reference)")
    return found[1]


def _iri(value: str) -> NamedNode:
    prefix, _, rest = value.partition(":")
    if rest.startswith("//"):
        if prefix not in ("http", "https"):
            raise ValueError(f"{value!r} (http or https)")
        return NamedNode(value)
    if not rest or prefix not in _PREFIXES:
        raise ValueError(f"{value!r} (prefix:name or IRI; prefixes: {', '.join(_PREFIXES)})")
    return Namespace(_PREFIXES[prefix])(rest)


def _confidence(value: str) -> Decimal:
    number = Decimal(value)
    if not 0 <= number <= 1:
        raise ValueError(f"confidence: {value} (0 to 1)")
    return number


def is_known(_iri: str) -> bool:
    """Hold every concept for known: what no vocabulary is there to tell."""
    return True


def check_objects(name: object, links: Iterable[Alignment], knows: Callable[[str], bool]) -> None:
    """Raise ``DataError`` with the line of the first concept that is not known."""
    for link in links:
        iri = link.object.value
        if not link.fits_nothing and not knows(iri):
            raise DataError("alignment-object-unknown", name=name, line=link.line, iri=iri)
