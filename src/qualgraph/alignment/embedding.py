"""A sentence-embedding model of the user's own: how near two texts are by meaning.

Optional (``pip install qualgraph[embedding]``) and never fetched: the folder is what an export to
ONNX leaves, ``tokenizer.json`` and ``model.onnx`` (or ``onnx/model.onnx``). What it says is one
more feature beside the others; its weight is fitted as theirs are (``align fit --model``).
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from qualgraph.alignment.matcher import Evidence, Query, Witness
from qualgraph.errors import DataError, UsageError
from qualgraph.graph.reasons import reason

FEATURE = "model"
# Until it is fitted: as much as the best name of ESCO that is the same in letters.
UNFITTED = 2.0
_TOKENS = 256
_BATCH = 32
_FILES = ("model.onnx", "onnx/model.onnx")
Vectors = NDArray[np.float64]


class Model(Protocol):
    """Turns texts into vectors, one row each."""

    def encode(self, texts: list[str]) -> Vectors:
        """Return the vectors of ``texts``; nearer in direction means nearer in meaning."""
        ...


class WithModel:
    """A witness with the nearness by a model as one more feature."""

    def __init__(self, witness: Witness, model: Model) -> None:
        self._witness = witness
        self._model = model
        self._known: dict[str, Vectors] = {}
        self.features = (*witness.features, FEATURE)
        self.held = witness.held

    def evidence(self, query: Query) -> Evidence:
        """Return the candidates of the witness, with the nearness of their labels to the query."""
        found = self._witness.evidence(query)
        labels = [found.explain(row)[0] for row in range(len(found.uris))]
        near = self._near(query, labels)

        def explain(row: int) -> tuple[str, str, tuple[str, ...]]:
            label, relation, reasons = found.explain(row)
            return label, relation, (*reasons, reason("model", near=float(near[row])))

        features = np.column_stack([found.features, near]) if labels else found.features
        return replace(found, features=features, explain=explain)

    def _near(self, query: Query, labels: list[str]) -> Vectors:
        """Return the cosine of each label with the name of the query and its dossier."""
        asked = f"{query.name} ({query.dossier})" if query.dossier else query.name
        new = [text for text in dict.fromkeys([asked, *labels]) if text not in self._known]
        for start in range(0, len(new), _BATCH):
            batch = new[start : start + _BATCH]
            vectors = np.asarray(self._model.encode(batch), dtype=np.float64)
            vectors /= np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9
            self._known.update(zip(batch, vectors, strict=True))
        ours = self._known[asked]
        return np.array([float(self._known[label] @ ours) for label in labels])


class OnnxModel:
    """A model in ONNX with its tokenizer; the mean of the tokens' vectors is the text's."""

    def __init__(self, tokenizer: Any, session: Any) -> None:
        self._tokenizer = tokenizer
        self._session = session
        self._asked = {entry.name for entry in session.get_inputs()}

    def encode(self, texts: list[str]) -> Vectors:
        """Return the vectors of ``texts``."""
        encoded = self._tokenizer.encode_batch(texts)
        mask = np.array([entry.attention_mask for entry in encoded], dtype=np.int64)
        given = {
            "input_ids": np.array([entry.ids for entry in encoded], dtype=np.int64),
            "attention_mask": mask,
            "token_type_ids": np.zeros_like(mask),
        }
        inputs = {name: value for name, value in given.items() if name in self._asked}
        output = np.asarray(self._session.run(None, inputs)[0], dtype=np.float64)
        if output.ndim == 2:  # the model pools itself
            return output
        weights = mask[:, :, None]
        vectors: Vectors = (output * weights).sum(axis=1) / np.maximum(weights.sum(axis=1), 1)
        return vectors


def load(folder: Path, importer: Callable[[str], Any] = import_module) -> Model:
    """Load the model of ``folder``; nothing is fetched.

    Raises ``UsageError`` when the folder holds no model or the optional packages are not
    installed, ``DataError`` when the files cannot be read.
    """
    tokens = folder / "tokenizer.json"
    models = [folder / name for name in _FILES if (folder / name).is_file()]
    if not models or not tokens.is_file():
        raise UsageError("model-missing", folder=folder)
    runtime, tokenizers = _imported(importer, ("onnxruntime", "tokenizers"))
    try:
        tokenizer = tokenizers.Tokenizer.from_file(str(tokens))
        tokenizer.enable_padding()
        tokenizer.enable_truncation(_TOKENS)
        session = runtime.InferenceSession(str(models[0]), providers=["CPUExecutionProvider"])
    except Exception as error:  # both packages raise bare exceptions of their own
        raise DataError("model-broken", folder=folder, reason=error) from error
    return OnnxModel(tokenizer, session)


def _imported(importer: Callable[[str], Any], names: Iterable[str]) -> list[Any]:
    try:
        return [importer(name) for name in names]
    except ImportError as error:
        raise UsageError("model-packages", reason=error) from error
