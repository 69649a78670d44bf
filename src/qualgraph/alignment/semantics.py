"""Nearness of meaning, learned from which words stand together in the texts of concepts.

Latent semantic analysis (Deerwester et al. 1990): the words of labels, descriptions and skills of
a concept are its document; a truncated singular value decomposition brings together what occurs
in the same company. No model from outside, same result each time (fixed seed).
"""

from math import log

import numpy as np
from numpy.typing import NDArray

from qualgraph.alignment.phrases import Bag, Presence, Scores
from qualgraph.alignment.shelf import Arrays, packed, unpacked

_DIMENSIONS = 160
_EXTRA = 20
_ROUNDS = 2
_SEEN = 3
_SEED = 1


class Semantics:
    """Concepts and queries as points; near means: of the same field."""

    def __init__(self, arrays: Arrays) -> None:
        self._rarity = arrays["rarity"]
        words = unpacked(arrays["words"], len(self._rarity))
        self._columns = {word: number for number, word in enumerate(words)}
        self._axes = arrays["axes"]
        self._points = arrays["points"]

    @staticmethod
    def learn(documents: list[dict[str, float]], presence: Presence) -> Arrays:
        """Return what the words of each concept teach, as arrays to be kept."""
        known = sorted(word for word in presence.words() if len(presence.of(word)) >= _SEEN)
        columns = {word: number for number, word in enumerate(known)}
        rarity = np.array([presence.rarity(word) for word in known])
        table = np.zeros((len(documents), len(known)), dtype=np.float32)
        for number, document in enumerate(documents):
            table[number] = _vector(document, columns, rarity)
        table /= np.linalg.norm(table, axis=1, keepdims=True) + 1e-9
        axes = _axes(table)
        points = table @ axes
        points /= np.linalg.norm(points, axis=1, keepdims=True) + 1e-9
        return {"words": packed(known), "rarity": rarity, "axes": axes, "points": points}

    def score(self, bag: Bag) -> Scores:
        """Return the cosine of each concept with the words of ``bag``."""
        point = _vector(bag, self._columns, self._rarity) @ self._axes
        near: Scores = (self._points @ (point / (np.linalg.norm(point) + 1e-9))).astype(np.float64)
        return near


def _vector(bag: Bag, columns: dict[str, int], rarity: NDArray[np.float64]) -> NDArray[np.float32]:
    vector = np.zeros(len(columns), dtype=np.float32)
    for word, count in bag.items():
        if (column := columns.get(word)) is not None:
            vector[column] = log(1 + count) * rarity[column]
    return vector


def _axes(table: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the main axes by randomised SVD (Halko, Martinsson & Tropp 2011)."""
    size = min(_DIMENSIONS + _EXTRA, *table.shape)
    if not size:
        return np.zeros((table.shape[1], 1), dtype=np.float32)
    start = np.random.default_rng(_SEED).standard_normal((table.shape[1], size))
    basis = np.linalg.qr(table @ start.astype(np.float32))[0]
    for _ in range(_ROUNDS):
        basis = np.linalg.qr(table @ (table.T @ basis))[0]
    axes: NDArray[np.float32] = np.linalg.svd(basis.T @ table, full_matrices=False)[2]
    return np.ascontiguousarray(axes[:_DIMENSIONS].T)
