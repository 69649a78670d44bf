"""Text and context in, ranked candidates with confidence and reasons out."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from qualgraph.alignment.ranking import Ranking


@dataclass(frozen=True, slots=True)
class Query:
    """What a concept is sought for: a qualification, or a task of one.

    ``level`` is that of mbo (1 to 4), 0 when unknown; ``tasks`` are the IRIs of the skills that
    its work processes match (``Aligner`` finds them); ``occupations`` are IRIs that it is thought
    to lead to.
    """

    name: str
    level: int = 0
    dossier: str = ""
    domain: str = ""
    tasks: tuple[str, ...] = ()
    occupations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A concept that may be meant, how (a SKOS relation), how sure (0 to 1), and why."""

    uri: str
    label: str
    relation: str
    confidence: float
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Evidence:
    """What speaks for each of the ``numbers`` (concepts): one row each, one column a feature."""

    numbers: NDArray[np.int64]
    features: NDArray[np.float64]
    uris: tuple[str, ...]
    explain: Callable[[int], tuple[str, str, tuple[str, ...]]] = field(repr=False)
    """From a row to the label, the relation and the reasons of its concept."""


class Witness(Protocol):
    """Finds candidates for a query and gathers what speaks for them."""

    @property
    def features(self) -> tuple[str, ...]:
        """The names of the columns of the evidence."""
        ...

    @property
    def held(self) -> dict[str, float]:
        """Weights of features that no judged example has; they are set, not fitted."""
        ...

    def evidence(self, query: Query) -> Evidence:
        """Return the candidates with their features, in a fixed order."""
        ...


@dataclass(frozen=True)
class Matcher:
    """A witness and how its features are weighed."""

    witness: Witness
    ranking: Ranking

    def propose(self, query: Query, top: int = 5, threshold: float = 0.0) -> list[Candidate]:
        """Return up to ``top`` candidates of at least ``threshold`` confidence, surest first.

        An empty list means: none. Curated links and judged answers play no part here.
        """
        evidence = self.witness.evidence(query)
        if not len(evidence.numbers):
            return []
        scores = self.ranking.scores(evidence.features)
        sure = self.ranking.confidence(scores)
        found: list[Candidate] = []
        for row in np.argsort(-scores, kind="stable")[:top]:
            confidence = round(float(sure[row]), 3)
            if confidence < threshold:
                break
            label, relation, reasons = evidence.explain(int(row))
            found.append(Candidate(evidence.uris[row], label, relation, confidence, reasons))
        return found
