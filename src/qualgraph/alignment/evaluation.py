"""How good the proposals are, measured on judged answers that the weights did not see."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import sqrt

import numpy as np

from qualgraph.alignment.gold import Judged
from qualgraph.alignment.matcher import Witness
from qualgraph.alignment.ranking import Example, Ranking, fit, folds

SURE_SHARE = 0.4
_FOLDS = 10
_REPEATS = 3
_Z = 1.96
_NEVER = 10_000


@dataclass(frozen=True, slots=True)
class Figure:
    """A share with its 95 % interval (Wilson) and the number of items behind it."""

    name: str
    share: float
    low: float
    high: float
    items: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one judged question: rank of the first right answer, and the confidence."""

    rank: int
    confidence: float
    linked: bool


def examples(witness: Witness, judged: tuple[Judged, ...]) -> list[Example]:
    """Return the features of each judged question; those of one dossier stay together."""
    found = []
    for item in judged:
        evidence = witness.evidence(item.question.query)
        accepted = np.array([float(uri in item.accepted) for uri in evidence.uris])
        group = item.question.query.dossier or item.question.code
        # A question with an answer that no candidate is: right it can never be.
        found.append(Example(evidence.features, accepted, group, bool(item.accepted)))
    return found


def cross_validated(data: list[Example], repeats: int = _REPEATS) -> list[list[Answer]]:
    """Return the answers to all examples, each by weights that saw nothing of its dossier."""
    return [
        [
            _answer(ranking, example)
            for train, test in folds(data, _FOLDS, seed)
            for ranking in [fit(train)]
            for example in test
        ]
        for seed in range(repeats)
    ]


def with_weights(data: list[Example], ranking: Ranking) -> list[list[Answer]]:
    """Return the answers by given weights: fair only when they never saw these examples."""
    return [[_answer(ranking, example) for example in data]]


def _answer(ranking: Ranking, example: Example) -> Answer:
    scores = ranking.scores(example.features)
    order = np.argsort(-scores, kind="stable")
    right = np.flatnonzero(example.accepted[order])
    confidence = float(ranking.confidence(scores).max())
    return Answer(int(right[0]) if len(right) else _NEVER, confidence, example.linked)


def figures(runs: list[list[Answer]], threshold: float) -> Iterator[Figure]:
    """Return the table: shares averaged over the repeats, intervals for one set of items.

    Of every share the items without a right answer count as wrong, except where none is counted.
    """
    count = len(runs[0])
    linked = sum(answer.linked for answer in runs[0])
    sure = round(SURE_SHARE * count)
    yield _figure("top-1", _mean(runs, lambda run: sum(a.rank < 1 for a in run)), count)
    yield _figure("recall-5", _mean(runs, lambda run: sum(a.rank < 5 for a in run)), count)
    yield _figure("precision-sure", _mean(runs, lambda run: _right_among_sure(run, sure)), sure)
    if linked < count:
        yield _figure(
            "none-found",
            _mean(runs, lambda run: sum(a.confidence < threshold for a in run if not a.linked)),
            count - linked,
        )
    yield _figure(
        "answered",
        _mean(runs, lambda run: sum(a.confidence >= threshold for a in run if a.linked)),
        linked,
    )
    answered = _mean(runs, lambda run: sum(a.confidence >= threshold for a in run))
    right = _mean(runs, lambda run: sum(a.confidence >= threshold and a.rank < 1 for a in run))
    yield _figure("precision-answered", right, answered)


def calibration(runs: list[list[Answer]], bins: int = 5) -> Iterator[tuple[float, float, int]]:
    """Return mean confidence, share right, and number, for equally large parts by confidence."""
    every = sorted((a for run in runs for a in run), key=lambda a: a.confidence)
    for part in np.array_split(np.arange(len(every)), bins):
        answers = [every[at] for at in part]
        if answers:
            mean = sum(a.confidence for a in answers) / len(answers)
            right = sum(a.rank < 1 for a in answers) / len(answers)
            yield mean, right, len(answers) // len(runs)


def _right_among_sure(run: list[Answer], sure: int) -> int:
    surest = sorted(run, key=lambda answer: -answer.confidence)[:sure]
    return sum(answer.rank < 1 for answer in surest)


def _mean(runs: list[list[Answer]], count: Callable[[list[Answer]], int]) -> float:
    return sum(count(run) for run in runs) / len(runs)


def _figure(name: str, right: float, items: float) -> Figure:
    """Return the share and its Wilson interval (Wilson 1927)."""
    if not items:
        return Figure(name, 0.0, 0.0, 1.0, 0)
    share = right / items
    scale = 1 + _Z**2 / items
    middle = (share + _Z**2 / (2 * items)) / scale
    reach = _Z * sqrt(share * (1 - share) / items + _Z**2 / (4 * items**2)) / scale
    return Figure(name, share, max(0.0, middle - reach), min(1.0, middle + reach), round(items))
