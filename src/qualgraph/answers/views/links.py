"""Links to other vocabularies: what they link, how sure, for which reasons, and by whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from qualgraph.answers.views.asked import Asked, Said, text_of
from qualgraph.answers.views.elsewhere import elsewhere
from qualgraph.answers.views.facts import Text, best
from qualgraph.graph.alignment import JUDGED
from qualgraph.graph.reasons import Reason, reasons

_RELATIONS = ("exactMatch", "closeMatch", "narrowMatch", "broadMatch", "relatedMatch")
# From this confidence on it is said with this word (texts, section "link").
_WORDS = ((0.9, "very-sure"), (0.75, "sure"), (0.5, "fairly-sure"), (0.0, "unsure"))


@dataclass(frozen=True, slots=True)
class _Scheme:
    """A vocabulary by how its IRIs begin; ``kind`` of its concepts in ``ontology/links.toml``."""

    begin: str
    name: str
    kind: str = ""


_SCHEMES = (
    _Scheme("http://data.europa.eu/esco/occupation/", "ESCO", "esco-occupation"),
    _Scheme("http://data.europa.eu/esco/", "ESCO", "esco-skill"),
    _Scheme("http://data.europa.eu/snb/isced-f/", "ISCED-F"),
    _Scheme("https://linkeddata.competentnl.nl/", "CompetentNL"),
)


@dataclass(frozen=True, slots=True)
class Link:
    """A link, or the suggestion of one, in the words of a page; ``confidence`` is 0 to 1.

    ``concept`` is the IRI that ``target`` shows; ``note`` is what a person wrote instead of
    ``reasons``; ``how`` says whether people judged it, ``mapping`` is the address of its record.
    """

    target: Said
    concept: str
    scheme: str
    code: str
    relation: str
    confidence: float
    certainty: str
    reasons: tuple[str, ...]
    note: Said
    how: str
    author: str
    reviewer: str
    tool: str
    date: str
    mapping: str


def links_of(asked: Asked, subject: str) -> tuple[Link, ...]:
    """Return the links of a thing of the page, the nearest and surest first."""
    found = [_link(asked, row) for row in asked.links if row["subject"]["value"] == subject]
    order = {relation: place for place, relation in enumerate(_RELATIONS)}
    return tuple(sorted(found, key=lambda e: (order.get(e.relation, -1), -e.confidence)))


def suggestions(asked: Asked) -> tuple[tuple[Said, tuple[Link, ...]], ...]:
    """Return what is suggested for the thing and its parts, by what it is suggested for.

    Nobody judged it: it is no fact.
    """
    found: dict[Said, list[Link]] = {}
    for row in asked.suggestions:
        iri = row["subject"]["value"]
        label = _label(asked, row, "subject") or asked.unnamed(iri)
        subject = Said(label.words, label.language, asked.site.pages.link(iri))
        found.setdefault(subject, []).append(_link(asked, row))
    ordered = sorted(found, key=lambda each: each.href != asked.path)
    return tuple((subject, tuple(found[subject])) for subject in ordered)


def _link(asked: Asked, cells: Mapping[str, Any]) -> Link:
    row = {name: cell["value"] for name, cell in cells.items()}
    confidence, target = float(row["confidence"]), row["target"]
    scheme = next((s for s in _SCHEMES if target.startswith(s.begin)), _Scheme("", ""))
    known = elsewhere(scheme.kind, "elsewhere", asked.language, iri=target)
    label = _label(asked, cells, "target") or Text(row["targetThere"]) or asked.unnamed(target)
    told = reasons(row["comment"]) if row["comment"] else ()
    judged = row["reviewer"] or row["justification"] in {each.value for each in JUDGED}
    return Link(
        target=Said(
            label.words,
            label.language,
            known[0].href if known else asked.site.pages.link(target),
        ),
        concept=target,
        scheme=" ".join(filter(None, (scheme.name, row["version"]))),
        code=asked.facts.code(target),
        relation=row["relation"],
        confidence=confidence,
        certainty=asked.t(f"link.{next(word for least, word in _WORDS if confidence >= least)}"),
        reasons=tuple(_said(asked, each) for each in told if each.kind),
        note=Said(
            " ".join(each.words for each in told if not each.kind),
            cells["comment"].get("xml:lang", ""),
        ),
        how=asked.t("link.judged" if judged else "link.proposed"),
        author=row["author"],
        reviewer=row["reviewer"] if row["reviewer"] != row["author"] else "",
        tool=f"{row['tool']} {row['toolVersion']}".strip(),
        date=row["date"],
        mapping=asked.site.pages.link(row["mapping"]),
    )


def _label(asked: Asked, row: Mapping[str, Any], name: str) -> Text:
    texts = (text_of(row[f"{name}Nl"]), text_of(row[f"{name}En"]))
    return best(filter(None, texts), asked.language)


def _said(asked: Asked, reason: Reason) -> str:
    """Return a reason in the language of the page; a code that has no word stays as it is."""
    values = dict(reason.values)
    for name, section in (("role", "reason-role"), ("weight", "reason-weight")):
        if name in values:
            known = asked.site.pages.texts[asked.language].messages[section]
            values[name] = known.get(values[name], values[name])
    return asked.t(f"reason.{reason.kind}", **values)
