"""The field of education (ISCED-F 2013) of a qualification, from its name, tasks and domain.

One measure: how many words of a field stand in the name, the dossier, its known work and the tasks,
each weighed by its place; a domain in which the field is at home counts a little. The words are
``data/matching/isced-f.csv``. The confidence is what proposals with that lead reached on judged
qualifications (``data/matching/isced-f.toml``).
"""

import csv
import tomllib
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from qualgraph import resources
from qualgraph.alignment.knowledge import Knowledge
from qualgraph.alignment.matcher import Candidate, Query
from qualgraph.alignment.words import fold
from qualgraph.graph.reasons import reason
from qualgraph.graph.terms import SKOS

VERSION = "2013"
RELATION = "ISCEDFCode"
_NAME, _DOSSIER, _WORK, _TASKS, _DOMAIN = 3.0, 2.0, 1.0, 2.0, 0.5


@dataclass(frozen=True, slots=True)
class _Field:
    """A field: its code, beginnings or parts of words that name its work, and its domains."""

    code: str
    words: tuple[str, ...]
    domains: tuple[str, ...]

    def within(self, text: str) -> list[str]:
        """Return those of its words that stand in ``text``."""
        return [word for word in self.words if word in text]


class Fields:
    """Proposes fields; needs no imported vocabulary."""

    def __init__(self, folder: Path = resources.MATCHING) -> None:
        with (folder / "isced-f.csv").open(encoding="utf-8", newline="") as lines:
            self._fields = [
                _Field(
                    row["field"],
                    tuple(map(fold, row["words"].split())),
                    tuple(filter(None, row["domains"].split(";"))),
                )
                for row in csv.DictReader(lines)
            ]
        measured = tomllib.loads((folder / "isced-f.toml").read_text("utf-8"))
        self._bands = [(b["lead"], b["right"], b["of"]) for b in measured["band"]]
        self._knowledge = Knowledge.load(folder)
        self._named = _named()

    def propose(self, query: Query, top: int = 5, threshold: float = 0.0) -> list[Candidate]:
        """Return up to ``top`` fields of at least ``threshold`` confidence, surest first."""
        scores = self.scores(query)
        ranked = sorted(scores, key=lambda code: (-scores[code], code))
        lead = scores[ranked[0]] - (scores[ranked[1]] if ranked[1:] else 0.0) if ranked else 0.0
        right, judged = self._measured(lead)
        sure = (right + 1) / (judged + 2)  # Laplace: from few judgements less is sure
        found: list[Candidate] = []
        for place, code in enumerate(ranked[:top]):
            confidence = round(sure if not place else (1 - sure) / (place + 1), 3)
            if confidence < threshold:
                break
            told = self._why(code, query)
            told += [] if place else [reason("agreed", count=right, total=judged)]
            found.append(Candidate(*self._named[code], RELATION, confidence, tuple(told)))
        return found

    def scores(self, query: Query) -> dict[str, float]:
        """Return the score of each field that anything speaks for."""
        found: dict[str, float] = {}
        tasks = [fold(task) for task in query.tasks]
        texts = (
            (fold(query.name), _NAME),
            (fold(query.dossier), _DOSSIER),
            (fold(self._knowledge.work_of(query.dossier)), _WORK),
            *((task, _TASKS / len(tasks)) for task in tasks),
        )
        for field in self._fields:
            total = sum(weight * min(2, len(field.within(text))) for text, weight in texts)
            total += _DOMAIN * self._at_home(field, query)
            if total:
                found[field.code] = total
        return found

    @staticmethod
    def _at_home(field: _Field, query: Query) -> bool:
        return any(query.domain.startswith(domain) for domain in field.domains)

    def _measured(self, lead: float) -> tuple[int, int]:
        """Return how many of the judged proposals with that lead were right, and of how many."""
        return next((right, of) for least, right, of in self._bands if lead >= least)

    def _why(self, code: str, query: Query) -> list[str]:
        [field] = [each for each in self._fields if each.code == code]
        work = self._knowledge.work_of(query.dossier)
        text = fold(" ".join((query.name, query.dossier, work, *query.tasks)))
        told = []
        if words := field.within(text):
            told.append(reason("words-field", words=", ".join(words)))
        if self._at_home(field, query):
            told.append(reason("domain-field", label=query.domain))
        return told


def _named() -> dict[str, tuple[str, str]]:
    """Return IRI and English name of each field by its code."""
    path = resources.ONTOLOGY / "codes" / "isced-f.ttl"
    triples = [quad.triple for quad in parse(path=str(path), format=RdfFormat.TURTLE)]
    said = {(t.subject, t.predicate): t.object for t in triples}
    found: dict[str, tuple[str, str]] = {}
    for (subject, predicate), term in said.items():
        name = said.get((subject, SKOS("prefLabel")))
        if predicate == SKOS("notation") and isinstance(subject, NamedNode):
            code = term.value if isinstance(term, Literal) else ""
            found[code] = subject.value, name.value if isinstance(name, Literal) else ""
    return found
