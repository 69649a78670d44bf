"""Links as SSSOM tables, and whether the vocabulary knows what they point to."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from io import StringIO
from pathlib import Path

from qualgraph import __version__
from qualgraph.alignment.asking import Asked, of_question
from qualgraph.alignment.gold import Question
from qualgraph.alignment.matcher import Candidate
from qualgraph.alignment.records import Kind
from qualgraph.alignment.vocabulary import Vocabulary
from qualgraph.documents.source import Limits, open_source
from qualgraph.graph.alignment import Alignment, read_alignments
from qualgraph.graph.alignment import check_objects as check_known
from qualgraph.graph.reasons import comment

_ESCO = "http://data.europa.eu/esco/"
PREFIXES = {
    "elm": "http://data.europa.eu/snb/model/elm/",
    "esco-occupation": f"{_ESCO}occupation/",
    "esco-skill": f"{_ESCO}skill/",
    "id": "http://localhost:8000/id/",
    "isced-f": "http://data.europa.eu/snb/isced-f/",
    "orcid": "https://orcid.org/",
    "semapv": "https://w3id.org/semapv/vocab/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "sssom": "https://w3id.org/sssom/",
}
_PREDICATES = {"ISCEDFCode": "elm:ISCEDFCode"}
COLUMNS = (
    "subject_id",
    "subject_label",
    "predicate_id",
    "predicate_modifier",
    "object_id",
    "object_label",
    "mapping_justification",
    "confidence",
    "author_id",
    "author_label",
    "reviewer_id",
    "reviewer_label",
    "mapping_tool",
    "mapping_tool_version",
    "mapping_date",
    "object_source",
    "object_source_version",
    "mapping_source",
    "comment",
)


@dataclass(frozen=True, slots=True)
class Stale:
    """A link whose object is gone, obsolete, or named otherwise than when it was judged."""

    name: str
    line: int
    object: str
    label: str
    now: str
    """What the newest version calls it; empty: it does not have it."""


def table(rows: Iterable[dict[str, str]], title: str) -> str:
    """Return an SSSOM table with its metadata; rows hold cells by column."""
    out = StringIO()
    writer = csv.DictWriter(out, COLUMNS, "", delimiter="\t", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return "\n".join(head(title)) + "\n" + out.getvalue()


def head(title: str) -> list[str]:
    """Return the lines before the header of a new table: its name, licence and prefixes."""
    return [
        f"#mapping_set_id: https://w3id.org/qualgraph/alignments/{title}",
        "#license: https://creativecommons.org/licenses/by/4.0/",
        '#comment: "This service uses the ESCO classification of the European Commission."',
        "#curie_map:",
        *(f'#  {prefix}: "{iri}"' for prefix, iri in PREFIXES.items()),
    ]


def proposals(
    question: Question, candidates: Iterable[Candidate], version: str, today: date
) -> Iterator[dict[str, str]]:
    """Return the rows of what was proposed for a qualification; people have not seen them yet."""
    return proposed(of_question(question), candidates, version, today)


def proposed(
    asked: Asked, candidates: Iterable[Candidate], version: str, today: date
) -> Iterator[dict[str, str]]:
    """Return the rows of what was proposed for an occupation or a task."""
    for candidate in candidates:
        yield {
            "subject_id": f"id:{asked.subject}",
            "subject_label": asked.question.query.name,
            "predicate_id": _PREDICATES.get(candidate.relation, f"skos:{candidate.relation}"),
            "object_id": curie(candidate.uri),
            "object_label": candidate.label,
            "mapping_justification": "semapv:CompositeMatching",
            "confidence": f"{candidate.confidence:.3f}",
            "mapping_tool": "qualgraph",
            "mapping_tool_version": __version__,
            "mapping_date": today.isoformat(),
            "object_source_version": version,
            "comment": comment(candidate.reasons),
        }


def curie(iri: str) -> str:
    """Return ``esco-occupation:...`` for an IRI of ESCO, the IRI itself for another."""
    for prefix, base in PREFIXES.items():
        if iri.startswith(base):
            return f"{prefix}:{iri.removeprefix(base)}"
    return iri


def expanded(name: str) -> str:
    """Return the IRI of a CURIE of these tables; an IRI stays itself."""
    prefix, _, rest = name.partition(":")
    return f"{PREFIXES[prefix]}{rest}" if prefix in PREFIXES else name


def read_all(paths: Iterable[Path]) -> tuple[Alignment, ...]:
    """Read all SSSOM tables among ``paths`` and in the folders they name."""
    return tuple(a for path in tables(paths) for a in read_alignments(open_source(path, Limits())))


def tables(paths: Iterable[Path]) -> Iterator[Path]:
    """Return the SSSOM files that ``paths`` name, folders searched."""
    for path in paths:
        yield from sorted(path.rglob("*.sssom.tsv")) if path.is_dir() else [path]


def check_objects(path: Path, vocabulary: Vocabulary) -> tuple[Alignment, ...]:
    """Read an SSSOM table whose ESCO objects must exist.

    Raises ``DataError`` with the line of the first URI that no imported version has.
    """
    found = read_alignments(open_source(path, Limits()))
    check_known(path, found, lambda iri: not iri.startswith(_ESCO) or bool(vocabulary.find(iri)))
    return found


def stale(paths: Iterable[Path], vocabulary: Vocabulary) -> Iterator[Stale]:
    """Return the links that point to obsolete, missing or renamed concepts."""
    for path in tables(paths):
        for alignment in read_alignments(open_source(path, Limits())):
            iri = alignment.object.value
            if not iri.startswith(_ESCO):
                continue
            known = vocabulary.find(iri)
            newest = vocabulary.newest(_kind(iri))
            if newest is None:
                continue  # of its kind nothing was imported: nothing can be said
            gone = known is None or known.version != newest
            names = {vocabulary.label(iri, language) for language in ("nl", "en")}
            now = "" if gone else " / ".join(sorted(names - {""}))
            obsolete = known is not None and known.status not in ("", "released")
            # A label of a language that was not imported is not a changed label.
            comparable = "" not in names or alignment.object_label in vocabulary.labels_ever(iri)
            changed = alignment.object_label not in {*names, ""} and comparable
            if gone or obsolete or changed:
                yield Stale(str(path), alignment.line, iri, alignment.object_label, now)


def _kind(iri: str) -> Kind:
    return Kind.OCCUPATION if iri.startswith(f"{_ESCO}occupation/") else Kind.SKILL
