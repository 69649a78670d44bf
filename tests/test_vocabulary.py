"""Importing ESCO: its official layout, other versions, broken rows, and what became stale."""

import time
from pathlib import Path

import pytest

from qualgraph.alignment.importing import Import, import_esco
from qualgraph.alignment.records import Kind, Relation, Role
from qualgraph.alignment.sssom import check_objects, stale
from qualgraph.alignment.vocabulary import Vocabulary
from qualgraph.errors import DataError, UsageError
from qualgraph.graph.names import Names
from tests.conftest import ROOT

SHARED = ROOT.parent / "shared" / "esco"
BASE = "http://data.europa.eu/esco"
BAKER, COOK, OVEN = f"{BASE}/occupation/b1", f"{BASE}/occupation/c1", f"{BASE}/skill/s1"
OCCUPATIONS = "conceptType,conceptUri,iscoGroup,preferredLabel,altLabels,status,description,code\n"
SKILLS = "conceptType,conceptUri,skillType,reuseLevel,preferredLabel,altLabels,status,description\n"
RELATIONS = "occupationUri,relationType,skillType,skillUri\n"
HEADER = "subject_id\tpredicate_id\tobject_id\tobject_label\tmapping_justification\tconfidence\n"


def write(folder: Path, version: str = "v1.2.1", bakery: str = "bakker") -> Path:
    """Write a small vocabulary in ESCO's layout."""
    at = folder / version
    at.mkdir(parents=True)
    (at / "occupations_nl.csv").write_text(
        f'{OCCUPATIONS}Occupation,{BAKER},7512,{bakery},"broodbakker\nbanketbakker",released,'
        f"Bakt brood.,7512.1\nOccupation,{COOK},5120,kok,,released,Kookt.,5120.1\n",
        "utf-8",
    )
    (at / "skills_nl.csv").write_text(
        f"{SKILLS}KnowledgeSkillCompetence,{OVEN},skill/competence,cross-sector,"
        "brood bakken,,released,Bakt in een oven.\n",
        "utf-8",
    )
    (at / "occupationSkillRelations_nl.csv").write_text(
        f"{RELATIONS}{BAKER},essential,skill/competence,{OVEN}\n", "utf-8"
    )
    return at


def bring_in(folder: Path, into: Path, version: str = "") -> Import:
    return import_esco([folder], into, Names(), version)


def link(path: Path, iri: str, label: str = "bakker", predicate: str = "skos:exactMatch") -> Path:
    row = f"id:occupation/nl-1\t{predicate}\t{iri}\t{label}\tsemapv:ManualMappingCuration\t0.9\n"
    path.write_text(HEADER + row, "utf-8")
    return path


def test_concepts_labels_and_relations_are_read(tmp_path: Path) -> None:
    done = bring_in(write(tmp_path / "in").parent, tmp_path / "out")
    assert done.counts == {"v1.2.1": {"occupation": 2, "skill": 1, "essential": 1}}
    assert not done.refusals
    vocabulary = Vocabulary.open(tmp_path / "out")
    texts = set(vocabulary.terms(Kind.OCCUPATION, "nl"))
    assert (BAKER, Role.ALTERNATIVE, "banketbakker") in texts
    assert (BAKER, Role.DESCRIPTION, "Bakt brood.") in texts
    assert list(vocabulary.links(Relation.ESSENTIAL, Kind.OCCUPATION)) == [(BAKER, OVEN)]


def test_missing_files_are_named(tmp_path: Path) -> None:
    done = bring_in(write(tmp_path / "in"), tmp_path / "out")
    assert "v1.2.1: ISCOGroups_nl.csv" in done.missing
    assert "v1.2.1: skills_nl.csv" not in done.missing


def test_each_version_is_a_named_graph_and_the_newest_of_each_kind_is_used(tmp_path: Path) -> None:
    write(tmp_path / "in", "v1.1.1")
    newer = write(tmp_path / "in", "v1.2.1", bakery="ambachtelijk bakker")
    (newer / "skills_nl.csv").unlink()
    bring_in(tmp_path / "in", tmp_path / "out")
    graphs = [path.name for path in sorted((tmp_path / "out").glob("*.nq"))]
    assert graphs == ["esco-v1.1.1.nq", "esco-v1.2.1.nq"]
    assert "id/graph/esco-v1.1.1>" in (tmp_path / "out" / graphs[0]).read_text("utf-8")
    vocabulary = Vocabulary.open(tmp_path / "out")
    assert vocabulary.newest(Kind.OCCUPATION) == "v1.2.1"
    assert vocabulary.newest(Kind.SKILL) == "v1.1.1"
    assert vocabulary.label(BAKER, "nl") == "ambachtelijk bakker"


def test_importing_twice_gives_the_same_bytes_of_the_graph(tmp_path: Path) -> None:
    source = write(tmp_path / "in")
    bring_in(source, tmp_path / "out")
    first = (tmp_path / "out" / "esco-v1.2.1.nq").read_bytes()
    done = bring_in(source, tmp_path / "out")
    assert (tmp_path / "out" / "esco-v1.2.1.nq").read_bytes() == first
    assert done.counts["v1.2.1"]["occupation"] == 2


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("Occupation,only,three\n", "cells"),
        (f"Planet,{BASE}/occupation/x,1,x,,released,x,1\n", "conceptType"),
        ("Occupation,http://example.org/x,1,x,,released,x,1\n", "no ESCO IRI"),
        (f"Occupation,{BASE}/occupation/x,1,,,released,x,1\n", "preferredLabel"),
    ],
)
def test_a_broken_row_is_refused_with_its_line_and_the_rest_goes_on(
    tmp_path: Path, row: str, reason: str
) -> None:
    at = write(tmp_path / "in")
    path = at / "occupations_nl.csv"
    path.write_text(path.read_text("utf-8") + row + row, "utf-8")
    done = bring_in(at, tmp_path / "out")
    assert [refusal.line for refusal in done.refusals] == [5, 6]
    assert all(reason in refusal.reason for refusal in done.refusals)
    assert done.counts["v1.2.1"]["occupation"] == 2


def test_a_row_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    at = write(tmp_path / "in")
    path = at / "skills_nl.csv"
    path.write_bytes(path.read_bytes() + b"KnowledgeSkillCompetence,\xff\xfe,,,x,,,\n")
    done = bring_in(at, tmp_path / "out")
    assert [refusal.reason for refusal in done.refusals] == ["not UTF-8"]
    assert done.counts["v1.2.1"]["occupation"] == 2


def test_a_file_with_other_columns_is_left_out_and_named(tmp_path: Path) -> None:
    at = write(tmp_path / "in")
    (at / "skills_nl.csv").write_text("a,b\n1,2\n", "utf-8")
    done = bring_in(at, tmp_path / "out")
    [error] = done.errors
    assert error.key == "vocabulary-columns"
    assert done.counts["v1.2.1"]["occupation"] == 2


def test_a_folder_without_esco_or_without_version_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "notes.csv").write_text("a,b\n1,2\n", "utf-8")
    with pytest.raises(DataError, match="vocabulary-nothing"):
        bring_in(tmp_path / "notes", tmp_path / "out")
    with pytest.raises(UsageError, match="file-missing"):
        bring_in(tmp_path / "nowhere", tmp_path / "out")
    write(tmp_path / "in", "nl")
    with pytest.raises(UsageError, match="vocabulary-version"):
        bring_in(tmp_path / "in", tmp_path / "out")
    assert "v1.2" in bring_in(tmp_path / "in", tmp_path / "out", "1.2").counts


def test_the_turtle_of_the_commission_says_the_same(tmp_path: Path) -> None:
    at = tmp_path / "v1.0.9"
    at.mkdir()
    (at / "esco.ttl").write_text(
        f"""@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        @prefix esco: <{BASE}/model#> . @prefix dct: <http://purl.org/dc/terms/> .
        <{BASE}/node-literal/n> a esco:NodeLiteral ; esco:language "nl" ;
          esco:nodeLiteral "Bakt brood." .
        <{BAKER}> a skos:Concept, esco:MemberConcept, esco:Occupation ; skos:notation "7512.1" ;
          skos:prefLabel "bakker"@nl, "baker"@en ; skos:altLabel "banketbakker"@nl ;
          skos:broader <{BASE}/isco/C7512> ; dct:description <{BASE}/node-literal/n> .
        <{OVEN}> a skos:Concept, esco:Skill ; skos:prefLabel "brood bakken"@nl ;
          esco:isEssentialSkillFor <{BAKER}> .
        <{BASE}/isco/C7512> a skos:Concept ; skos:prefLabel "Bakkers"@nl .
        """,
        "utf-8",
    )
    done = bring_in(at, tmp_path / "out")
    assert done.counts["v1.0.9"]["essential"] == 1
    vocabulary = Vocabulary.open(tmp_path / "out")
    [baker] = vocabulary.concepts(Kind.OCCUPATION)
    assert (baker.iri, baker.isco) == (BAKER, "7512")
    assert (BAKER, Role.DESCRIPTION, "Bakt brood.") in set(vocabulary.terms(Kind.OCCUPATION, "nl"))


def test_broken_turtle_is_refused_with_what_stands_before_it_kept(tmp_path: Path) -> None:
    at = tmp_path / "v1.0.9"
    at.mkdir()
    good = f"<{BAKER}> a <{BASE}/model#Occupation>, <http://www.w3.org/2004/02/skos/core#Concept> ."
    (at / "esco.ttl").write_text(f"{good}\n<broken\n", "utf-8")
    done = bring_in(at, tmp_path / "out")
    assert len(done.refusals) == 1
    assert done.counts["v1.0.9"] == {"occupation": 1}


def test_links_to_renamed_obsolete_or_missing_concepts_are_listed(tmp_path: Path) -> None:
    write(tmp_path / "in", "v1.1.1")
    bring_in(tmp_path / "in", tmp_path / "out")
    table = link(tmp_path / "own.sssom.tsv", BAKER)
    vocabulary = Vocabulary.open(tmp_path / "out")
    assert list(stale([table], vocabulary)) == []
    vocabulary.close()
    newer = write(tmp_path / "in", "v1.2.1", bakery="ambachtelijk bakker")
    bring_in(newer, tmp_path / "out")
    vocabulary = Vocabulary.open(tmp_path / "out")
    [renamed] = stale([table], vocabulary)
    assert (renamed.line, renamed.now) == (2, "ambachtelijk bakker")
    [gone] = stale([link(tmp_path / "gone.sssom.tsv", f"{BASE}/occupation/zz")], vocabulary)
    assert gone.now == ""
    other = link(tmp_path / "en.sssom.tsv", BAKER, label="baker")
    assert not list(stale([other], vocabulary)), "English was not imported"


def test_a_link_to_what_esco_does_not_have_is_refused_with_the_line(tmp_path: Path) -> None:
    bring_in(write(tmp_path / "in"), tmp_path / "out")
    vocabulary = Vocabulary.open(tmp_path / "out")
    assert len(check_objects(link(tmp_path / "a.sssom.tsv", BAKER), vocabulary)) == 1
    with pytest.raises(DataError, match="alignment-object-unknown") as caught:
        check_objects(link(tmp_path / "b.sssom.tsv", f"{BASE}/occupation/zz"), vocabulary)
    assert caught.value.values["line"] == 2
    odd = link(tmp_path / "c.sssom.tsv", BAKER, predicate="skos:sortOfMatch")
    with pytest.raises(DataError, match="table-row") as caught:
        check_objects(odd, vocabulary)
    assert caught.value.values["line"] == 2


def test_nothing_imported_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="vocabulary-none"):
        Vocabulary.open(tmp_path)


def test_the_official_packages_import_in_well_under_a_minute(tmp_path: Path) -> None:
    if not SHARED.is_dir():
        pytest.skip(f"{SHARED} is not there")
    began = time.monotonic()
    done = import_esco([SHARED], tmp_path, Names())
    assert time.monotonic() - began < 60
    assert done.counts["v1.1.1"]["skill"] == 13_896
    # 3,043 rows, of which four repeat a concept.
    assert done.counts["v1.2.1"]["occupation"] == 3_039
    assert not done.refusals
    assert "v1.2.1: skills_nl.csv" in done.missing
    vocabulary = Vocabulary.open(tmp_path)
    asked = [
        pair
        for relation in (Relation.ESSENTIAL, Relation.OPTIONAL)
        for pair in vocabulary.links(relation, Kind.OCCUPATION)
    ]
    assert len(asked) > 123_000
    assert not list(stale([ROOT / "data" / "alignments"], vocabulary))
