"""rdflib-endpoint, the SPARQL server that people of this field reach for, from PyPI.

It runs in an environment of its own beside the data: it is no dependency of this program.
"""

import subprocess
import sys
from pathlib import Path

from pyoxigraph import DefaultGraph, RdfFormat, Store, serialize

from bench.serving.data import CACHE, Made

_ENVIRONMENT = CACHE.parent / ".peer"
_PYTHON = _ENVIRONMENT / "bin" / "python"
_SERVER = """
import sys, uvicorn
from rdflib import Graph
from rdflib_endpoint import SparqlEndpoint
graph = Graph()
graph.parse(sys.argv[2], format="nt")
uvicorn.run(SparqlEndpoint(graph=graph, path="/sparql"), port=int(sys.argv[1]), log_level="error")
"""


def command(made: Made, port: int) -> list[str] | None:
    """Return what starts the peer over that release, None when it cannot be had."""
    if not _whole():
        try:
            subprocess.run([sys.executable, "-m", "venv", "--clear", str(_ENVIRONMENT)], check=True)
            install = [str(_PYTHON), "-m", "pip", "install", "--quiet", "rdflib-endpoint"]
            subprocess.run([*install, "uvicorn", "httptools", "uvloop"], check=True)
        except (subprocess.CalledProcessError, OSError):
            return None
    return [str(_PYTHON), "-c", _SERVER, str(port), str(_answer(made))]


def _whole() -> bool:
    """Return whether the environment has all of it: an installation may have been cut off."""
    if not _PYTHON.exists():
        return False
    modules = [str(_PYTHON), "-c", "import rdflib_endpoint, uvicorn, httptools, uvloop"]
    return subprocess.run(modules, check=False, capture_output=True).returncode == 0


def _answer(made: Made) -> Path:
    """Return the default graph of a release as a file, made once."""
    path = made.root / "answer.nt"
    if not path.exists():
        store = Store.read_only(str(made.release.store))
        quads = store.quads_for_pattern(None, None, None, DefaultGraph())
        serialize((quad.triple for quad in quads), str(path), format=RdfFormat.N_TRIPLES)
    return path
