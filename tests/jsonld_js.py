"""JSON-LD through jsonld.js, a processor by other people than PyLD's, run by node.

The package is fetched once by npm into a cache of the user, outside the repository.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

VERSION = "8.3.3"
_SCRIPT = """
const jsonld = require('jsonld');
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
    """Return the N-Quads of each document; the test is skipped where node or npm is not there."""
    given = json.dumps({"documents": documents, "contexts": dict(contexts or {})})
    command = [_found("node"), "-e", _SCRIPT]
    done = subprocess.run(
        command, cwd=_package(), input=given, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    found: list[str] = json.loads(done.stdout)
    return found


def _package() -> Path:
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = cache / "qualgraph-tests" / f"jsonld-{VERSION}"
    if not (folder / "node_modules" / "jsonld").is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        options = ["--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(folder)]
        command = [_found("npm"), "install", *options, f"jsonld@{VERSION}"]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
        if done.returncode:
            pytest.skip(f"npm cannot fetch jsonld@{VERSION}: {done.stderr[-300:]}")
    return folder


def _found(program: str) -> str:
    path = shutil.which(program)
    if not path:
        pytest.skip(f"{program} is not here")
    return path
