"""The profile elm against the official XSD and shapes, and against what a portal must not get."""

import csv
import importlib.util
import io
import json
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
from lxml import etree
from pyld import jsonld
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from qualgraph import resources
from qualgraph.check.official import (
    BASE,
    CODE_LISTS,
    PATCHES,
    find,
    official_shapes,
)
from qualgraph.check.shapes import Checker, shipped_shapes
from qualgraph.cli.elm import portal_of
from qualgraph.errors import DataError, UsageError
from qualgraph.facts.reading import Reader
from qualgraph.graph.names import Names
from qualgraph.graph.profiles.crosswalk import How, crosswalk
from qualgraph.graph.profiles.loqxml import loqxml
from qualgraph.graph.serialise import Format
from qualgraph.graph.terms import ADMS, DCT, ELM, SKOS, TYPE, XSD
from qualgraph.release.portal import FORMATS, Portal
from tests.conftest import DOSSIER, ROOT
from tests.test_convert import qualgraph

pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::PendingDeprecationWarning"),
]

ELM_SHARED = ROOT.parent / "shared" / "elm"
OFFICIAL = ELM_SHARED / "official"
PROFILES = ROOT.parent / "shared" / "sbb"
REGISTER = ROOT / "data" / "registers" / "qualifications-2015.csv"
BASE_IRI = "http://localhost:8000/id/"
Q = NamedNode(f"{BASE_IRI}qualification/nl-25132")
OUTCOME = f"{BASE_IRI}outcome/nl-25132-"
STATUS = "http://data.europa.eu/snb/entitlement-status/"
ACTUAL, PROSPECTIVE = NamedNode(f"{STATUS}b7015a8a8c"), NamedNode(f"{STATUS}5b8d6b34fb")
PARSERS = {
    Format.TURTLE: RdfFormat.TURTLE,
    Format.JSONLD: RdfFormat.JSON_LD,
    Format.NTRIPLES: RdfFormat.N_TRIPLES,
    Format.RDFXML: RdfFormat.RDF_XML,
}
needs_official = pytest.mark.skipif(
    not OFFICIAL.is_dir(), reason="the official ELM files (../shared/elm/official) are not here"
)


@pytest.fixture(scope="module")
def portal() -> Portal:
    return portal_of(Names(), [DOSSIER], 1)[1]


@pytest.fixture(scope="module")
def one(portal: Portal) -> tuple[Triple, ...]:
    return portal.exported["nl-25132"].triples


@pytest.fixture(scope="module")
def six() -> Portal:
    """The supplement of 25132 and the five profiles of SBB's dossiers."""
    if not hasattr(Reader, "DOSSIER"):
        pytest.skip("qualgraph.facts.reading.Reader has no DOSSIER: SBB's dossiers are not read")
    if not PROFILES.is_dir():
        pytest.skip("SBB's dossiers (../shared/sbb) are not here")
    portal = portal_of(Names(), [DOSSIER, *sorted(PROFILES.glob("*.xml"))], 1)[1]
    assert len(portal.exported) == 6
    assert not portal.left_out
    return portal


@cache
def xsd() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(find(OFFICIAL, "loq.xsd"))))


@cache
def mended() -> Checker:
    return Checker.of(official_shapes(OFFICIAL))


@cache
def own() -> Checker:
    return Checker.of(shipped_shapes("elm"))


def problems(content: bytes) -> str:
    """Return what the official schema finds wrong with LOQ XML, empty if nothing."""
    return "" if xsd().validate(etree.fromstring(content)) else str(xsd().error_log)


def rudof_violations(turtle: str) -> int:
    """Return what the second engine finds with the untouched base file."""
    pyrudof = pytest.importorskip("pyrudof")
    engine = pyrudof.Rudof(pyrudof.RudofConfig())
    engine.read_shacl(str(find(OFFICIAL, BASE)))
    engine.read_data(turtle)
    return len(engine.validate_shacl())


def objects(triples: tuple[Triple, ...], subject: NamedNode, predicate: NamedNode) -> set[Any]:
    return {t.object for t in triples if t.subject == subject and t.predicate == predicate}


def of_class(triples: tuple[Triple, ...], name: str) -> set[NamedNode]:
    return {t.subject for t in triples if t.predicate == TYPE and t.object == ELM(name)}  # type: ignore[misc]


# --- Official files -----------------------------------------------------------------------


@needs_official
@pytest.mark.parametrize("which", ["portal", "six"])
def test_loq_xml_is_valid_against_the_official_schema(
    which: str, request: pytest.FixtureRequest
) -> None:
    export: Portal = request.getfixturevalue(which)
    for entry in export.exported.values():
        assert problems(export.write(entry.triples, Format.LOQXML)) == ""
    assert problems(export.write(export.triples(), Format.LOQXML)) == ""


@needs_official
@pytest.mark.parametrize("which", ["portal", "six"])
def test_each_qualification_conforms_to_official_and_own_shapes(
    which: str, request: pytest.FixtureRequest
) -> None:
    export: Portal = request.getfixturevalue(which)
    for entry in export.exported.values():
        assert mended().check(entry.triples).results == ()
        assert own().check(entry.triples).results == ()
    assert mended().check(export.triples()).results == ()


@needs_official
@pytest.mark.parametrize("which", ["portal", "six"])
def test_a_second_engine_finds_nothing_with_the_untouched_base(
    which: str, request: pytest.FixtureRequest
) -> None:
    export: Portal = request.getfixturevalue(which)
    assert rudof_violations(export.write(export.triples(), Format.TURTLE).decode()) == 0


@needs_official
def test_placeholders_make_valid_files_and_are_listed() -> None:
    export = portal_of(Names(), [DOSSIER], 1, with_placeholders=True)[1]
    entry = export.exported["nl-25132"]
    assert problems(export.write(entry.triples, Format.LOQXML)) == ""
    assert mended().check(entry.triples).results == ()
    assert own().check(entry.triples).results == ()
    assert len(of_class(entry.triples, "LearningOpportunity")) == 2
    assert len(of_class(entry.triples, "Accreditation")) == 1
    named = {str(t.subject) for t in entry.triples if "#placeholder" in str(t.subject)}
    assert {iri.strip("<>") for iri in named} == set(entry.placeholders)
    assert entry.placeholders


@needs_official
@pytest.mark.parametrize("patch", PATCHES, ids=lambda patch: patch.name)
def test_a_patch_still_hits(patch: Any) -> None:
    shapes = official_shapes(OFFICIAL, ())
    assert patch.apply(shapes) == patch.hits


@needs_official
def test_a_repaired_official_file_is_noticed(tmp_path: Path) -> None:
    for name in (BASE, CODE_LISTS):
        text = find(OFFICIAL, name).read_text("utf-8")
        repaired = text.replace("sh:path elm:status", "sh:path elm:entitlementStatus")
        (tmp_path / name).write_text(repaired if name == CODE_LISTS else text)
    with pytest.raises(DataError, match="patch-misses"):
        official_shapes(tmp_path)


def test_a_directory_without_the_official_files_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="shapes-missing"):
        official_shapes(tmp_path)


# --- Single changes (the reference's table) -------------------------------------------------

# Changes that the base shapes let pass; all others they catch.
BASE_LETS_PASS = {
    "none",
    "second rdf:type schema:EducationalOccupationalCredential",
    "second rdf:type elm:LearningAchievementSpecification",
    "eqf:4 without inScheme",
    "invented eqf:9 with right inScheme",
    "ESCO skill with the real ESCO inScheme",
    "ESCO occupation with the real ESCO inScheme",
    "local concept as relatedESCOSkill (inScheme local)",
    'startDate "2015-08-01"^^xsd:dateTime (bad lexical)',
    'Accreditation elm:status "released"',
    "mode not from EU list (local concept)",
    "ISCED-F from ESCO namespace",
    "LegalIdentifier spatial country:NLD",
    "Mailbox IRI mailto: as emailAddress",
    "elm:modified dateTime",
    "skos:narrower/broader/exactMatch on concept",
}
# Changes that -mdr (mended by P2) catches.
MDR_CATCHES = {
    "eqf:4 without inScheme",
    "EQF level removed",
    "two EQF levels",
    "ESCO skill with the real ESCO inScheme",
    "ESCO occupation with the real ESCO inScheme",
    "local concept as relatedESCOSkill (inScheme local)",
    'Accreditation elm:status "released"',
    "Entitlement without entitlementStatus",
    "ISCED-F from ESCO namespace",
    "LegalIdentifier without spatial",
}
# The second engine ignores sh:deactivated, and reads ill-typed literals as such.
SECOND_ENGINE_CATCHES = {
    "second rdf:type elm:LearningAchievementSpecification",
    'startDate "2015-08-01"^^xsd:dateTime (bad lexical)',
}
# A fault of the official files: the real schemes of ESCO are right, P5 lets them pass.
OFFICIAL_FAULTS = {
    "ESCO skill with the real ESCO inScheme",
    "ESCO occupation with the real ESCO inScheme",
}
# What the official shapes let pass, and the own ones do not.
OWN_CATCHES_TOO = {
    "invented eqf:9 with right inScheme",
    "mode not from EU list (local concept)",
    'startDate "2015-08-01"^^xsd:dateTime (bad lexical)',
}


def changes() -> list[tuple[str, Callable[[str], str]]]:
    path = ELM_SHARED / "mutations.py"
    if not path.is_file():
        return []
    spec = importlib.util.spec_from_file_location("mutations", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return list(module.muts)


CHANGES = changes()


@cache
def base_alone() -> Checker:
    return Checker.of(official_part(BASE, 0))


@cache
def mdr_alone() -> Checker:
    return Checker.of(official_part(CODE_LISTS, 1))


def official_part(name: str, patch: int) -> Any:
    from rdflib import Graph  # noqa: PLC0415

    shapes = Graph().parse(find(OFFICIAL, name), format="turtle")
    PATCHES[patch].apply(shapes)
    return shapes


@needs_official
def test_the_list_of_58_has_every_change_of_the_table() -> None:
    assert {name for name, _ in CHANGES} >= BASE_LETS_PASS | MDR_CATCHES
    assert len({name for name, _ in CHANGES} - {"none"}) == 58


@needs_official
@pytest.mark.parametrize(("name", "change"), CHANGES, ids=[name for name, _ in CHANGES])
def test_a_single_change_gets_its_verdict(name: str, change: Callable[[str], str]) -> None:
    example = (ELM_SHARED / "example-25132.ttl").read_text("utf-8")
    turtle = change(example)
    assert (turtle == example) == (name == "none")
    triples = [quad.triple for quad in parse(turtle.encode(), format=RdfFormat.TURTLE)]
    base, mdr = name not in BASE_LETS_PASS, name in MDR_CATCHES
    assert bool(base_alone().check(triples).results) == base
    assert bool(mdr_alone().check(triples).results) == mdr
    assert bool(rudof_violations(turtle)) == (base or name in SECOND_ENGINE_CATCHES)
    must = (base or mdr or name in OWN_CATCHES_TOO) and name not in OFFICIAL_FAULTS
    found = own().check(triples).results
    assert bool(found) == must
    assert all({"nl", "en"} <= set(result.messages) for result in found)


@needs_official
def test_with_all_patches_an_invented_level_is_caught_and_real_esco_schemes_pass() -> None:
    example = (ELM_SHARED / "example-25132.ttl").read_text("utf-8")
    verdicts = {}
    for name, change in CHANGES:
        if name in OFFICIAL_FAULTS or "eqf:9" in name:
            triples = [q.triple for q in parse(change(example).encode(), format=RdfFormat.TURTLE)]
            verdicts[name] = mended().check(triples).conforms
    assert verdicts == {
        "invented eqf:9 with right inScheme": False,
        **dict.fromkeys(OFFICIAL_FAULTS, True),
    }


@needs_official
@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("eqf", "eqf.xsd"),
        ("nlqf", "nqf.xsd"),
        ("isced-f", "isced-f.xsd"),
        ("language", "language.xsd"),
        ("country", "country.xsd"),
        ("entitlement", "europass-learning-entitlement-types.xsd"),
        ("entitlement-status", "europass-learning-entitlement-statuses.xsd"),
        ("outcome-type", "skill-types.xsd"),
        ("opportunity-type", "europass-learning-opportunity-types.xsd"),
        ("accreditation-type", "europass-accreditation-types.xsd"),
    ],
)
def test_the_shipped_codes_are_those_of_the_schema(name: str, file: str) -> None:
    tree = etree.parse(str(find(OFFICIAL, file)))
    official = {str(node.get("value")) for node in tree.iter("{*}enumeration")}
    path = resources.ONTOLOGY / "codes" / f"{name}.ttl"
    triples = [quad.triple for quad in parse(path=str(path), format=RdfFormat.TURTLE)]
    codes = {str(t.subject).strip("<>") for t in triples if t.predicate == SKOS("notation")}
    assert codes
    assert codes <= official


# --- What goes out ---------------------------------------------------------------------------


def test_outcomes_carry_the_code_of_their_owner_once(one: tuple[Triple, ...]) -> None:
    notations = Counter(
        str(t.object)
        for t in one
        if t.predicate == SKOS("notation") and t.subject in of_class(one, "Identifier")
    )
    assert set(notations.values()) == {1}
    assert {'"25132"', '"25132-1"', '"25132-1.1"', '"25132-4.5"'} <= set(notations)
    assert len(of_class(one, "LearningOutcome")) == 20


def test_a_shared_outcome_carries_the_code_of_its_dossier(six: Portal) -> None:
    root = etree.fromstring(six.write(six.triples(), Format.LOQXML))
    notations = [node.text for node in root.iterfind(".//{*}identifier/{*}notation")]
    assert "23185-B1-K1-W1" in notations
    assert "25489-P1-K1-W1" in notations
    assert len(notations) == len(set(notations))


def test_accepted_links_go_out_without_the_schemes_of_esco(one: tuple[Triple, ...]) -> None:
    skills = objects(one, NamedNode(f"{OUTCOME}2.2"), ELM("relatedESCOSkill"))
    assert {str(skill)[-13:-1] for skill in skills} == {"8282-3ef915ae0bb8"[-12:]}
    occupations = objects(
        one, NamedNode(f"{Q.value}#entitlement-occupation"), ELM("limitOccupation")
    )
    assert len(occupations) == 2
    national = ELM("limitNationalOccupation")
    assert objects(one, NamedNode(f"{Q.value}#entitlement-occupation"), national) == {
        NamedNode(f"{BASE_IRI}occupation/nl-25132")
    }
    schemes = [t for t in one if t.predicate == SKOS("inScheme") and "/esco/" in str(t.subject)]
    assert schemes == []


def test_the_status_of_an_entitlement_says_what_the_diploma_itself_opens(
    one: tuple[Triple, ...],
) -> None:
    status = ELM("entitlementStatus")
    for name in ("#entitlement-occupation", "#access-hbo"):
        assert objects(one, NamedNode(Q.value + name), status) == {ACTUAL}
    named = NamedNode(f"{BASE_IRI}follow-up/nl-25132-commerciele-economie")
    law = NamedNode(f"{BASE_IRI}follow-up/nl-25132-sector-economie")
    growth = NamedNode(f"{Q.value}#entitlement-growth")
    assert objects(one, named, status) == {PROSPECTIVE}
    assert objects(one, growth, status) == {PROSPECTIVE}
    assert objects(one, law, status) == {ACTUAL}


def test_default_content_has_no_placeholder(portal: Portal, one: tuple[Triple, ...]) -> None:
    assert portal.exported["nl-25132"].placeholders == ()
    assert not of_class(one, "LearningOpportunity") | of_class(one, "Accreditation")
    assert not of_class(one, "Organisation")
    assert len(of_class(one, "AwardingOpportunity")) == 1


def test_every_node_has_an_iri(one: tuple[Triple, ...]) -> None:
    assert not [term for t in one for term in t if isinstance(term, BlankNode)]


def test_identifiers_and_addresses_are_those_of_the_base() -> None:
    base = "https://data.example.org/"
    export = portal_of(Names(base), [DOSSIER], 1)[1]
    subjects = {str(t.subject) for t in export.triples()}
    assert not [iri for iri in subjects if "localhost" in iri]
    assert f"<{base}id/qualification/nl-25132>" in subjects


@pytest.mark.parametrize("form", PARSERS)
def test_every_format_says_the_same(form: Format, portal: Portal) -> None:
    content = portal.write(portal.triples(), form)
    assert {quad.triple for quad in parse(content, format=PARSERS[form])} == portal.triples()


@pytest.mark.parametrize("form", FORMATS)
def test_the_hours_survive_every_format(form: Format, portal: Portal) -> None:
    content = portal.write(portal.triples(), form)
    assert b"PT4800H" in content
    assert b"P200D" not in content
    assert content == portal.write(portal.triples(), form)


def test_an_independent_processor_reads_the_same_from_the_compact_form(portal: Portal) -> None:
    document = json.loads(portal.write(portal.triples(), Format.JSONLD))
    quads = jsonld.to_rdf(document, {"format": "application/n-quads"})
    assert {quad.triple for quad in parse(quads, format=RdfFormat.N_QUADS)} == portal.triples()
    keys = {key for node in document.get("@graph", [document]) for key in node if key[0] != "@"}
    assert not {key for key in keys if ":" in key}


def test_a_day_becomes_a_moment_without_a_time_zone(one: tuple[Triple, ...]) -> None:
    starts = {t.object for t in one if t.predicate == ELM("startDate")}
    assert starts == {Literal("2015-08-01T00:00:00", datatype=XSD("dateTime"))}


def test_a_note_with_two_languages_keeps_one_in_xml() -> None:
    note = NamedNode("http://example.org/note")
    owner = NamedNode("http://example.org/outcome")
    triples = [
        Triple(owner, TYPE, ELM("LearningOutcome")),
        Triple(owner, ELM("additionalNote"), note),
        Triple(note, TYPE, ELM("Note")),
        Triple(note, ELM("noteLiteral"), Literal("One", language="en")),
        Triple(note, ELM("noteLiteral"), Literal("Een\x0b", language="nl")),
    ]
    [literal] = etree.fromstring(loqxml(triples)).iterfind(".//{*}noteLiteral")
    assert (literal.get("language"), literal.text) == ("nl", "Een\ufffd")


def test_what_the_schema_cannot_say_is_no_silent_loss() -> None:
    owner = NamedNode("http://example.org/outcome")
    triples = [
        Triple(owner, TYPE, ELM("LearningOutcome")),
        Triple(owner, DCT("description"), Literal("x", language="nl")),
    ]
    with pytest.raises(ValueError, match="dct:description"):
        loqxml(triples)


def test_an_unknown_version_of_loq_is_wrong_use() -> None:
    run = qualgraph("convert", DOSSIER, "--profile", "elm", "--to", "loqxml", "--loq-version", "9")
    assert run.returncode == 2
    assert b"3.1" in run.stderr


# --- What is missing -------------------------------------------------------------------------


def without_field(tmp_path: Path) -> Path:
    """A supplement of a qualification for which nobody judged the field of study."""
    path = tmp_path / "99999-nl.md"
    path.write_text(DOSSIER.read_text("utf-8").replace("25132", "99999"), "utf-8")
    return path


def test_a_qualification_without_a_demanded_fact_stays_out_and_is_named(tmp_path: Path) -> None:
    bad, output = without_field(tmp_path), tmp_path / "out.nt"
    command = ("convert", bad, DOSSIER, "--profile", "elm", "--to", "ntriples", "-o", output)
    run = qualgraph(*command, "--lang", "en")
    assert run.returncode == 1
    lines = run.stderr.decode().splitlines()
    assert lines[0].startswith("1 of 2 qualifications; missing: ISCED-F 1.")
    assert f"nl-99999: stays out; missing: ISCED-F. Described by: {bad}." in lines[1]
    assert "nl-25132" in output.read_text("utf-8")
    assert "99999" not in output.read_text("utf-8")


def test_a_table_of_fields_lets_it_in(tmp_path: Path) -> None:
    bad, table = without_field(tmp_path), tmp_path / "fields.csv"
    table.write_text('code,isced_f,source\n99999,0416,"Own judgement, 2026"\n', "utf-8")
    run = qualgraph("convert", bad, table, "--profile", "elm", "--to", "loqxml", "--lang", "en")
    assert run.returncode == 0
    assert b"http://data.europa.eu/snb/isced-f/0416" in run.stdout


@needs_official
def test_a_supplement_in_three_languages_conforms_with_a_table_of_fields(tmp_path: Path) -> None:
    table = tmp_path / "fields.csv"
    table.write_text('code,isced_f,source\n25999,0416,"Own judgement, 2026"\n', "utf-8")
    documents = sorted((ROOT / "tests" / "supplements").glob("nl-25999-*.txt"))
    export = portal_of(Names(), [*documents, table], 1)[1]
    [entry] = export.exported.values()
    titles = objects(entry.triples, entry.qualification, DCT("title"))
    assert {"nl", "en"} <= {title.language for title in titles}
    assert mended().check(entry.triples).results == ()
    assert own().check(entry.triples).results == ()
    assert problems(export.write(entry.triples, Format.LOQXML)) == ""


def test_a_foreign_qualification_without_a_known_framework_stays_out() -> None:
    document = ROOT / "tests" / "supplements" / "cz-65-99-H-01-en.txt"
    export = portal_of(Names(), [document], 1)[1]
    [entry] = export.failed
    assert entry.missing == ("nqf", "isced-f")


@pytest.mark.parametrize("row", ["99999,4711,x", "99999,0416,", "99999,,x"])
def test_a_bad_row_of_that_table_is_told_with_its_line(row: str, tmp_path: Path) -> None:
    bad, table = without_field(tmp_path), tmp_path / "fields.csv"
    table.write_text(f"code,isced_f,source\n{row}\n", "utf-8")
    run = qualgraph("convert", bad, table, "--profile", "elm", "--to", "loqxml", "--lang", "en")
    assert run.returncode == 1
    assert f"{table}: line 2".encode() in run.stderr


def test_what_only_registers_know_is_counted_and_fails_nothing() -> None:
    with REGISTER.open(encoding="utf-8", newline="") as file:
        codes = {row["code"] for row in csv.DictReader(file)} | {"25132"}
    run = qualgraph("convert", DOSSIER, REGISTER, "--profile", "elm", "--to", "turtle", "--json")
    assert run.returncode == 0
    first, second, *_ = (json.loads(line) for line in run.stderr.decode().splitlines()[:2])
    assert first["exported"] == 1
    assert first["qualifications"] == len(codes)
    assert first["register_only"] == len(codes) - 1
    assert first["missing"]["outcomes"] == len(codes) - 1
    assert second["qualification"] == "nl-25132"
    assert set(second["carried"]) == {*How}


def test_registers_alone_fail_since_nothing_goes_out() -> None:
    run = qualgraph("convert", REGISTER, "--profile", "elm", "--to", "turtle", "--lang", "en")
    assert run.returncode == 1
    assert not run.stdout


def test_a_folder_gets_one_file_for_each_qualification(tmp_path: Path) -> None:
    out = tmp_path / "out"
    run = qualgraph("convert", DOSSIER, "--profile", "elm", "--to", "turtle,loqxml", "-o", out)
    assert run.returncode == 0
    assert {path.name for path in out.iterdir()} == {"nl-25132.elm.ttl", "nl-25132.elm.xml"}


def test_the_crosswalk_knows_every_property_that_a_qualification_has(portal: Portal) -> None:
    known = {row.predicate for row in crosswalk("elm") if not row.via}
    carried = portal.exported["nl-25132"].gaps.carried
    assert {name for found in carried.values() for name in found if " / " not in name} <= known


def test_the_gap_report_counts_each_way(portal: Portal) -> None:
    carried = portal.exported["nl-25132"].gaps.carried
    assert carried[How.STRUCTURED]["elm:learningOutcome"] == 20
    assert carried[How.LOCAL]["elm:educationLevel"] == 1
    assert carried[How.TEXT]["qg:levelCharacteristics"] == 1
    assert carried[How.NOT]["qg:regulated"] == 1


@pytest.mark.parametrize("which", ["portal", "six"])
def test_what_is_said_to_go_out_as_a_note_does(which: str, request: pytest.FixtureRequest) -> None:
    export: Portal = request.getfixturevalue(which)
    rows = {" / ".join(filter(None, (r.via, r.predicate))): r for r in crosswalk("elm")}
    for entry in export.exported.values():
        notes = " ".join(map(str, of_class(entry.triples, "Note")))
        stated = {name: rows[name] for name in entry.gaps.carried[How.TEXT]}
        noted = [row.slug for row in stated.values() if row.place == "elm:additionalNote"]
        assert [slug for slug in noted if f"#note-{slug}-" not in notes] == []


def test_a_note_is_led_by_what_it_is_about(one: tuple[Triple, ...]) -> None:
    notes = {str(t.object) for t in one if t.predicate == ELM("noteLiteral")}
    assert any("Beroepsopleidende leerweg (bol): " in note and "0.2" in note for note in notes)
    assert any(note.endswith(': afhankelijk van de vooropleiding"@nl') for note in notes)


# --- qualgraph check --------------------------------------------------------------------------


@needs_official
def test_check_with_the_official_shapes() -> None:
    run = qualgraph("check", DOSSIER, "--profile", "elm", "--shapes", OFFICIAL, "--lang", "en")
    assert run.returncode == 0
    assert "nl-25132: conforms." in run.stdout.decode()


def test_check_needs_no_official_file_to_find_an_invented_level(
    tmp_path: Path, portal: Portal
) -> None:
    turtle = portal.write(portal.triples(), Format.TURTLE).decode()
    path = tmp_path / "invented.ttl"
    path.write_text(turtle.replace("eqf:4", "eqf:9"), "utf-8")
    run = qualgraph("check", path, "--profile", "elm", "--lang", "en")
    assert run.returncode == 1
    assert "EQF level" in run.stdout.decode()


def test_check_fails_for_what_stays_out(tmp_path: Path) -> None:
    run = qualgraph("check", without_field(tmp_path), "--profile", "elm", "--lang", "en")
    assert run.returncode == 1
    assert "nl-99999: stays out; missing: ISCED-F" in run.stderr.decode()


def test_shapes_belong_to_the_profile() -> None:
    run = qualgraph("check", DOSSIER, "--shapes", ROOT, "--lang", "en")
    assert run.returncode == 2


def test_the_hours_are_a_duration_by_type(portal: Portal) -> None:
    content = portal.write(portal.triples(), Format.NTRIPLES)
    quads = pyoxigraph.parse(io.BytesIO(content), format=RdfFormat.N_TRIPLES)
    hours = [quad.object for quad in quads if quad.predicate == ELM("volumeOfLearning")]
    assert hours == [Literal("PT4800H", datatype=XSD("duration"))]


def test_identifiers_of_the_profile_are_the_registered_ones(one: tuple[Triple, ...]) -> None:
    [identifier] = objects(one, Q, ADMS("identifier"))
    assert objects(one, identifier, SKOS("notation")) == {Literal("25132")}
