"""How features are weighed, and what confidence a score deserves; fitted to judged examples.

Ranking: conditional logit with a ridge penalty (McFadden 1974): the chance that an accepted
concept is chosen among the candidates. Confidence: a logistic curve over the best score, fitted to
answers on examples that the weights had not seen (Platt 1999); examples without an accepted
concept teach it too.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qualgraph.errors import DataError, UsageError

Array = NDArray[np.float64]
PENALTY = 20.0
_ROUNDS = 25
_INNER = 5
_CURVE_PENALTY = 0.5


@dataclass(frozen=True)
class Example:
    """The features of the candidates of a query, and which are accepted (none: all zero).

    ``group``: examples that must not be divided; ``linked``: there is a right answer at all.
    """

    features: Array
    accepted: Array
    group: str = ""
    linked: bool = True


@dataclass(frozen=True)
class Ranking:
    """Weights of features, and the curve (intercept, slope) from score to confidence."""

    weights: Array
    curve: Array

    @classmethod
    def load(
        cls, path: Path, features: tuple[str, ...], unfitted: dict[str, float] | None = None
    ) -> "Ranking":
        """Read the weights of ``features`` from a TOML file; ``unfitted``: of those not in it.

        Raises ``DataError`` when it lacks a weight, ``UsageError`` when there is no such file.
        """
        if not path.is_file():
            raise UsageError("file-missing", name=path)
        try:
            table = tomllib.loads(path.read_text("utf-8"))
            known = {**(unfitted or {}), **table["weights"]}
            weights = np.array([float(known[name]) for name in features])
            curve = np.array([table["confidence"][name] for name in ("intercept", "score")])
        except (ValueError, KeyError, TypeError) as error:
            raise DataError("weights-file", name=path, reason=error) from error
        return cls(weights, curve.astype(np.float64))

    def scores(self, features: Array) -> Array:
        """Return one score for each candidate."""
        scores: Array = features @ self.weights
        return scores

    def confidence(self, scores: Array) -> Array:
        """Return for each candidate the chance that it is accepted.

        The best has the chance of its score; the others have less by their share beside it.
        """
        best = _curve(self.curve, np.array([scores.max()]))
        sure: Array = best * np.exp(scores - scores.max())
        return sure

    def holding(self, features: tuple[str, ...], held: dict[str, float]) -> "Ranking":
        """Return the ranking with weights that no judged example can teach."""
        weights = [held.get(n, w) for n, w in zip(features, self.weights, strict=True)]
        return Ranking(np.array(weights), self.curve)

    def to_toml(self, features: tuple[str, ...], comment: str) -> str:
        """Return the file that ``load`` reads."""
        lines = [f"# {line}" for line in comment.splitlines()]
        lines += ["", "[weights]"]
        lines += [f"{n} = {w:.4f}" for n, w in zip(features, self.weights, strict=True)]
        lines += ["", "[confidence]"]
        names = ("intercept", "score")
        lines += [f"{n} = {w:.4f}" for n, w in zip(names, self.curve, strict=True)]
        return "\n".join(lines) + "\n"


def fit(examples: list[Example], penalty: float = PENALTY) -> Ranking:
    """Fit weights and curve; the curve sees only answers to examples held out from the weights."""
    held_out: list[float] = []
    right: list[float] = []
    for train, test in folds(examples, _INNER, seed=7):
        weights = _weights(train, penalty)
        for example in test:
            scores = example.features @ weights
            best = int(np.argmax(scores))
            held_out.append(float(scores[best]))
            right.append(float(example.accepted[best] > 0))
    curve = _logistic(np.array(held_out), np.array(right))
    return Ranking(_weights(examples, penalty), curve)


def folds(
    examples: list[Example], count: int, seed: int
) -> list[tuple[list[Example], list[Example]]]:
    """Divide examples into ``count`` pairs of training and test; a group is never divided."""
    groups = sorted({example.group for example in examples})
    order = np.random.default_rng(seed).permutation(len(groups))
    turn = {groups[at]: place % count for place, at in enumerate(order)}
    return [
        (
            [example for example in examples if turn[example.group] != fold],
            [example for example in examples if turn[example.group] == fold],
        )
        for fold in range(min(count, len(groups)))
    ]


def _weights(examples: list[Example], penalty: float) -> Array:
    linked = [example for example in examples if example.accepted.any()]
    every = np.concatenate([example.features for example in linked])
    spread = every.std(axis=0) + 1e-9
    sets = [((e.features - every.mean(axis=0)) / spread, e.accepted) for e in linked]
    weights = np.zeros(every.shape[1])
    loss = _loss(sets, weights, penalty)
    for _ in range(_ROUNDS):
        step = np.linalg.solve(*_curvature(sets, weights, penalty))
        length, improved = 1.0, loss
        while length > 1e-3:
            improved = _loss(sets, weights + length * step, penalty)
            if improved < loss:
                break
            length /= 2
        if loss - improved < 1e-6:
            break
        weights, loss = weights + length * step, improved
    scaled: Array = weights / spread
    return scaled


def _loss(sets: list[tuple[Array, Array]], weights: Array, penalty: float) -> float:
    loss = 0.5 * penalty * float(weights @ weights)
    for features, accepted in sets:
        scores = features @ weights
        chances = np.exp(scores - scores.max())
        loss -= float(np.log((chances * accepted).sum() + 1e-300) - np.log(chances.sum()))
    return loss


def _curvature(
    sets: list[tuple[Array, Array]], weights: Array, penalty: float
) -> tuple[Array, Array]:
    gradient = -penalty * weights
    hessian = penalty * np.eye(len(weights))
    for features, accepted in sets:
        scores = features @ weights
        chances = np.exp(scores - scores.max())
        chances /= chances.sum()
        wanted = chances * accepted + 1e-12 * accepted
        wanted /= wanted.sum()
        mean = chances @ features
        gradient += wanted @ features - mean
        centred = features - mean
        hessian += (centred * chances[:, None]).T @ centred
    return hessian, gradient


def _curve(curve: Array, inputs: Array) -> Array:
    value: Array = 1 / (1 + np.exp(-np.clip(curve[0] + curve[1] * inputs, -30, 30)))
    return value


def _logistic(inputs: Array, right: Array) -> Array:
    """Fit the curve by Newton's method, the intercept free, the slope lightly held."""
    design = np.stack([np.ones(len(inputs)), inputs], axis=1)
    held = np.diag([1e-6, _CURVE_PENALTY])
    curve = np.zeros(2)
    for _ in range(_ROUNDS):
        chance = _curve(curve, inputs)
        gradient = design.T @ (right - chance) - held @ curve
        hessian = (design * (chance * (1 - chance))[:, None]).T @ design + held
        step = np.linalg.solve(hessian, gradient)
        curve = curve + step
        if np.abs(step).max() < 1e-8:
            break
    return curve
