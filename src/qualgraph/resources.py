"""Where the shipped knowledge lies: ontology, shapes, queries, registers and alignments.

In the repository these are top-level folders; an installed package carries them in
``qualgraph/shipped`` (see ``force-include`` in ``pyproject.toml``).
"""

from pathlib import Path

PACKAGE = Path(__file__).parent
_INSTALLED = PACKAGE / "shipped"
_CHECKOUT = PACKAGE.parent.parent

ROOT = _INSTALLED if _INSTALLED.is_dir() else _CHECKOUT

ONTOLOGY = ROOT / "ontology"
SHAPES = ROOT / "shapes"
QUERIES = ROOT / "queries"
CONFORMANCE = ROOT / "conformance" / "sparql.ttl"
FORM = ROOT / "data" / "form"
CONFIGURATION = PACKAGE / "release" / "configuration.toml"
LANGUAGES = ROOT / "data" / "languages"
REGISTERS = ROOT / "data" / "registers"
MATCHING = ROOT / "data" / "matching"
TEXTS = PACKAGE / "texts"
SHIPPED_DATA = tuple(ROOT / "data" / name for name in ("registers", "vocabularies", "alignments"))
# What the program reads and matches by; no documents, though tables lie among it.
OWN_DATA = (FORM, LANGUAGES, MATCHING)
