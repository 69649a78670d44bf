"""Converting the dossier: the same graph in every format, the same bytes twice, bad input."""

import io
import subprocess
import sys
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from pyoxigraph import RdfFormat

from qualgraph.graph.names import Names
from qualgraph.graph.serialise import Format, serialise
from qualgraph.release.conversion import Conversion, Converter
from tests.conftest import DOSSIER, ROOT

PARSERS = {
    "turtle": RdfFormat.TURTLE,
    "jsonld": RdfFormat.JSON_LD,
    "ntriples": RdfFormat.N_TRIPLES,
    "rdfxml": RdfFormat.RDF_XML,
}
GOLDEN = ROOT / "tests" / "golden" / "25132-nl.ttl"


def qualgraph(*arguments: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "qualgraph", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, cwd=cwd, check=False)


def converted(form: str) -> bytes:
    run = qualgraph("convert", DOSSIER, "--to", form)
    assert run.returncode == 0
    return run.stdout


def parsed(content: bytes, form: str) -> set[str]:
    return {str(quad.triple) for quad in pyoxigraph.parse(content, format=PARSERS[form])}


def test_golden_turtle() -> None:
    assert converted("turtle").decode() == GOLDEN.read_text("utf-8")


@pytest.mark.parametrize("form", ["jsonld", "ntriples", "rdfxml"])
def test_every_format_says_the_same_as_turtle(form: str) -> None:
    assert parsed(converted(form), form) == parsed(converted("turtle"), "turtle")


@pytest.mark.filterwarnings("ignore")
def test_rdflib_reads_turtle_and_jsonld_as_the_same_graph() -> None:
    turtle = rdflib.Graph().parse(io.BytesIO(converted("turtle")), format="turtle")
    compact = rdflib.Graph().parse(io.BytesIO(converted("jsonld")), format="json-ld")
    assert set(turtle) == set(compact)
    assert len(turtle) > 300


@pytest.mark.parametrize("form", [form for form in Format if form is not Format.LOQXML])
def test_the_same_bytes_twice(form: str) -> None:
    assert converted(form) == converted(form)


def test_nquads_add_the_evidence_graph() -> None:
    graphs = {
        str(quad.graph_name)
        for quad in pyoxigraph.parse(converted("nquads"), format=RdfFormat.N_QUADS)
    }
    assert "<http://localhost:8000/id/graph/nl-25132-supplement-nl-2015-08-01-evidence>" in graphs


def test_no_blank_nodes_and_no_duration_literal(dossier: Conversion) -> None:
    terms = [term for triple in dossier.graph.facts + dossier.graph.evidence for term in triple]
    assert not [term for term in terms if isinstance(term, pyoxigraph.BlankNode)]
    assert not [t for t in terms if isinstance(t, pyoxigraph.Literal) and "#duration" in str(t)]


def test_the_store_keeps_every_literal_as_it_was_written(dossier: Conversion) -> None:
    store = pyoxigraph.Store()
    quads = list(dossier.graph.quads())
    store.extend(quads)
    assert {str(quad) for quad in store} == {str(quad) for quad in quads}


def test_the_base_names_everything(dossier: Conversion) -> None:
    names = Names("https://data.example.org/mbo/")
    [conversion] = Converter.load(names).convert(DOSSIER)
    graph = conversion.graph
    written = serialise(graph.facts, Format.NTRIPLES, names)
    assert b"localhost" not in written
    assert len(graph.facts) == len(dossier.graph.facts)


GOOD = DOSSIER.read_text("utf-8")
CODE_LINE = next(line for line in GOOD.splitlines() if "(crebo)" in line)
BAD = {
    "empty.md": (b"", "leeg", 1),
    "binary.md": (b"\x00\x01\x02" * 99, "binair", 1),
    "essay.md": (b"# Een opstel\n\nOver kerntaken en werkprocessen.\n", "geen certificaat", 1),
    "no-code.md": (GOOD.replace("crebo): 25132", "crebo):").encode(), "crebo", 1),
    "two.md": (
        GOOD.replace(CODE_LINE, f"{CODE_LINE}\n\n{CODE_LINE.replace('25132', '25133')}").encode(),
        "25132, 25133",
        1,
    ),
    "mixed.md": (GOOD.encode().replace("ë".encode(), b"\xeb", 1), "UTF-8", 1),
    "large.md": (b"x\n" * 10_500_000, "groter dan", 1),
    "long.md": (b"x" * 30_000, "langer dan", 1),
    "odd.csv": (b"a,b\n1,2\n", "geen bekend register", 1),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_gives_one_clear_line_and_nothing_half_written(name: str, tmp_path: Path) -> None:
    content, said, code = BAD[name]
    path, output = tmp_path / name, tmp_path / "out.ttl"
    path.write_bytes(content)
    run = qualgraph("convert", path, "-o", output, "--lang", "nl")
    errors = [line for line in run.stderr.decode().splitlines() if name in line]
    assert run.returncode == code
    assert len(errors) == 1
    assert said in errors[0]
    assert not output.exists()
    assert not run.stdout


def test_a_missing_file_is_wrong_use() -> None:
    run = qualgraph("convert", "nowhere.md", "--lang", "en")
    assert run.returncode == 2
    assert "nowhere.md: there is no such file" in run.stderr.decode()


def test_an_unknown_profile_is_wrong_use_that_names_the_known_ones() -> None:
    run = qualgraph("convert", DOSSIER, "--profile", "ctdl", "--lang", "en")
    assert run.returncode == 2
    assert "own, elm, schema" in run.stderr.decode()


def test_a_format_belongs_to_a_profile() -> None:
    run = qualgraph("convert", DOSSIER, "--to", "loqxml", "--lang", "en")
    assert run.returncode == 2
    assert "The profile own has no format loqxml" in run.stderr.decode()


def test_a_good_document_goes_on_after_a_bad_one(tmp_path: Path) -> None:
    (tmp_path / "a-bad.md").write_bytes(b"")
    (tmp_path / "b-good.md").write_text(GOOD, "utf-8")
    run = qualgraph("convert", tmp_path, "--to", "turtle")
    assert run.returncode == 1
    assert b"elm:Qualification" in run.stdout
