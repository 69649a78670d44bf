"""Alignments: SSSOM tables to links with their reasons (https://mapping-commons.github.io/sssom/)."""

from collections.abc import Iterator
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
NO_TERM = SSSOM("NoTermFound")
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


@dataclass(frozen=True, slots=True)
class Alignment:
    """One judged link. ``subject`` is a type and a reference: ``occupation/nl-25132``."""

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

    def triples(self, names: Names) -> Iterator[Triple]:
        """Return the link and the node that holds its reasons; nothing for a rejected pair, nor
        where people found that there is no concept to link to."""
        if self.negated or self.object == NO_TERM:
            return
        kind, reference = self.subject.split("/", 1)
        subject = names.thing(kind, reference)
        yield Triple(subject, self.predicate, self.object)
        link = names.thing("mapping", digest(self.subject, self.predicate.value, self.object.value))
        yield from types(link, SSSOM("Mapping"))
        yield Triple(link, OWL("annotatedSource"), subject)
        yield Triple(link, OWL("annotatedProperty"), self.predicate)
        yield Triple(link, OWL("annotatedTarget"), self.object)
        yield Triple(link, SSSOM("mapping_justification"), self.justification)
        yield Triple(link, SSSOM("confidence"), decimal(self.confidence))
        if self.subject_label:
            yield Triple(link, SSSOM("subject_label"), string(self.subject_label))
        if self.author:
            yield Triple(link, SSSOM("author_label"), string(self.author))
        if self.judged:
            yield Triple(link, SSSOM("mapping_date"), day(self.judged))
        if self.comment:
            yield Triple(link, RDFS("comment"), Literal(self.comment, language="en"))


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
            predicate=PREDICATES[row["predicate_id"]],
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
        )
    except (KeyError, ValueError, InvalidOperation) as error:
        raise DataError("table-row", name=source.name, line=row.line, reason=error) from error


def _negated(value: str) -> bool:
    if value not in ("", NOT):
        raise ValueError(f"predicate_modifier: {value!r} ({NOT} or empty)")
    return value == NOT


def _subject(value: str) -> str:
    prefix, _, rest = value.partition(":")
    kind, _, reference = rest.partition("/")
    if prefix != "id" or not kind or not reference:
        raise ValueError(f"subject_id: {value!r} (id:type/reference)")
    return rest


def _iri(value: str) -> NamedNode:
    prefix, _, rest = value.partition(":")
    return NamedNode(value) if rest.startswith("//") else Namespace(_PREFIXES[prefix])(rest)


def _confidence(value: str) -> Decimal:
    number = Decimal(value)
    if not 0 <= number <= 1:
        raise ValueError(f"confidence: {value} (0 to 1)")
    return number
