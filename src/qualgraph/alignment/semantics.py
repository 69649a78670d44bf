"""Nearness of meaning, learned from which words stand together in the texts of concepts.

Latent semantic analysis (Deerwester et al. 1990): the words of labels, descriptions and skills of
a concept are its document; a truncated singular value decomposition brings together what occurs
in the same company. No model from outside, same result each time (fixed seed).
"""

from math import log

import numpy as np
from numpy.typing import NDArray

from qualgraph.alignment.phrases import Bag, Presence, Scores

_DIMENSIONS = 160
_EXTRA = 20
_ROUNDS = 2
_SEEN = 3
_SEED = 1


class Semantics:
    """Concepts and queries as points; near means: of the same field."""

    def __init__(self, documents: list[dict[str, float]], presence: Presence) -> None:
        spread = presence.words()
        known = sorted(word for word, owners in spread.items() if len(owners) >= _SEEN)
        self._columns = {word: number for number, word in enumerate(known)}
        self._rarity = {word: presence.rarity(word) for word in known}
        table = np.zeros((len(documents), len(known)), dtype=np.float32)
        for number, document in enumerate(documents):
            table[number] = self._vector(document)
        table /= np.linalg.norm(table, axis=1, keepdims=True) + 1e-9
        self._axes = _axes(table)
        points = table @ self._axes
        self._points = points / (np.linalg.norm(points, axis=1, keepdims=True) + 1e-9)

    def _vector(self, bag: Bag) -> NDArray[np.float32]:
        vector = np.zeros(len(self._columns), dtype=np.float32)
        for word, count in bag.items():
            if word in self._columns:
                vector[self._columns[word]] = log(1 + count) * self._rarity[word]
        return vector

    def score(self, bag: Bag) -> Scores:
        """Return the cosine of each concept with the words of ``bag``."""
        point = self._vector(bag) @ self._axes
        near: Scores = (self._points @ (point / (np.linalg.norm(point) + 1e-9))).astype(np.float64)
        return near


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
