"""Why a link exists, for the eye: what it links, how sure it is, the reasons, and who judged it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pyoxigraph import NamedNode, Triple

from qualgraph.graph.alignment import JUDGED
from qualgraph.graph.reasons import Reason, reasons
from qualgraph.graph.terms import ELM, QG
from qualgraph.texts import Texts

_PARTS = frozenset({QG("preparesFor"), QG("growthOccupation"), ELM("learningOutcome")})
# From this confidence on it is said with this word (texts, section "link").
_WORDS = ((0.9, "very-sure"), (0.75, "sure"), (0.5, "fairly-sure"), (0.0, "unsure"))


@dataclass(frozen=True, slots=True)
class ShownLink:
    """One link, or one suggestion, in the words of a page; ``confidence`` is 0 to 1."""

    subject: str
    subject_label: str
    relation: str
    relation_words: str
    target: str
    target_label: str
    version: str
    confidence: float
    certainty: str
    reasons: tuple[str, ...]
    note: str
    note_language: str
    how: str
    by: str
    reviewer: str
    tool: str
    date: str


def shown_links(rows: Iterable[Mapping[str, Any]], words: Texts) -> tuple[ShownLink, ...]:
    """Return the rows of ``links.rq`` or ``suggestions.rq`` in the language of ``words``."""
    return tuple(
        _shown({name: cell["value"] for name, cell in row.items()}, row["comment"], words)
        for row in rows
    )


def with_parts(thing: NamedNode, described: Iterable[Triple]) -> list[NamedNode]:
    """Return a thing with the occupations it leads to and its tasks: whose links its page shows."""
    found = [t.object for t in described if t.subject == thing and t.predicate in _PARTS]
    parts = sorted({each for each in found if isinstance(each, NamedNode)}, key=str)
    return [thing, *parts]


def _shown(row: Mapping[str, str], comment: Mapping[str, str], words: Texts) -> ShownLink:
    confidence = float(row["confidence"])
    told = reasons(row["comment"]) if row["comment"] else ()
    judged = row["justification"] in {each.value for each in JUDGED}
    return ShownLink(
        subject=row["subject"],
        subject_label=_label(row, "subject", words.language),
        relation=row["relation"],
        relation_words=_word(words, "link-relation", row["relation"]),
        target=row["target"],
        target_label=_label(row, "target", words.language) or row["targetThere"],
        version=row["version"],
        confidence=confidence,
        certainty=words(f"link.{next(word for least, word in _WORDS if confidence >= least)}"),
        reasons=tuple(_said(each, words) for each in told if each.kind),
        note=" ".join(each.words for each in told if not each.kind),
        note_language=comment.get("xml:lang", ""),
        how=words("link.judged" if judged or row["reviewer"] else "link.proposed"),
        by=row["author"],
        reviewer=row["reviewer"] if row["reviewer"] != row["author"] else "",
        tool=f"{row['tool']} {row['toolVersion']}".strip(),
        date=row["date"],
    )


def _label(row: Mapping[str, str], name: str, language: str) -> str:
    both = {"nl": row[f"{name}Nl"], "en": row[f"{name}En"]}
    return both[language] or both["nl"] or both["en"]


def _said(each: Reason, words: Texts) -> str:
    values = dict(each.values)
    if "role" in values:
        values["role"] = _word(words, "reason-role", values["role"])
    if "weight" in values:
        values["weight"] = _word(words, "reason-weight", values["weight"])
    return words(f"reason.{each.kind}", **values)


def _word(words: Texts, section: str, code: str) -> str:
    """Return the word for a code, the code itself when there is none."""
    known: str = words.messages[section].get(code, code)
    return known
