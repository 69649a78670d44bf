"""SBB's dossier XML: what the real files hold, the faults they show, and hostile files."""

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from pyld import jsonld
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse, serialize

from qualgraph.documents.source import Limits, Source, open_source
from qualgraph.documents.xml import read_parts
from qualgraph.errors import DataError
from qualgraph.facts import model
from qualgraph.facts.dossier import DossierReader
from qualgraph.facts.dossier.form import Form
from qualgraph.facts.dossier.prose import plain
from qualgraph.facts.evidence import Fact
from qualgraph.facts.reading import Reading, Share
from qualgraph.facts.subjects import Kind, Subject
from qualgraph.graph.serialise import Format, serialise
from qualgraph.graph.terms import DCT, ELM, QG, SKOS, TYPE, VOCABULARIES
from qualgraph.release.batch import gather
from qualgraph.release.conversion import Conversion, Converter
from qualgraph.release.directory import Releases
from qualgraph.release.publish import publish
from qualgraph.texts import Texts
from tests.conftest import ROOT
from tests.test_ontology import CONTEXT, prefixed_keys, typed

FICTIONAL = ROOT / "tests" / "documents" / "fictional-dossiers.xml"
SHARED = ROOT.parent / "shared" / "sbb"
REAL = ["2637-sociaal-werk.xml", "2755-dienstverlening.xml"]
READER = DossierReader.load()
DOSSIER = Subject(Kind.DOSSIER, "nl", "29990")
WATCH, ALSO_WATCH, HELP = (
    Subject(Kind.QUALIFICATION, "nl", code) for code in ("29991", "29993", "29992")
)
XML = '<?xml version="1.0" encoding="utf-8"?>'
SMALL = (
    '<dossier titel="{code}"><dossiercrebos><dossiercrebo>{code}</dossiercrebo></dossiercrebos>'
    "<profielen/></dossier>"
)


def parsed(path: Path) -> Any:
    """Return lxml's own tree, which the tests ask by XPath."""
    return etree.parse(str(path))


@pytest.fixture(params=REAL)
def real(request: pytest.FixtureRequest) -> Path:
    path: Path = SHARED / request.param
    if not path.exists():
        pytest.skip(f"{path} is not here: the real dossiers are no part of the repository")
    return path


@pytest.fixture(scope="module")
def fictional(converter: Converter) -> list[Conversion]:
    return list(converter.convert(FICTIONAL))


def read(content: bytes | str, limits: Limits | None = None) -> list[Reading]:
    data = content.encode() if isinstance(content, str) else content
    return list(READER.read(Source.of("test.xml", data, limits)))


def facts(reading: Reading, subject: Subject, kind: type[Fact]) -> list[Any]:
    return [
        fact
        for record in reading.records
        if record.subject == subject
        for fact in record.facts
        if isinstance(fact, kind)
    ]


def objects(triples: tuple[Triple, ...], predicate: NamedNode) -> list[str]:
    return [
        value.value
        for value in (t.object for t in triples if t.predicate == predicate)
        if isinstance(value, NamedNode | Literal)
    ]


def of_class(triples: tuple[Triple, ...], term: str) -> set[str]:
    return {str(t.subject) for t in triples if t.predicate == TYPE and t.object == QG(term)}


# --- The real files, against counts that XPath makes ------------------------------------------


def test_every_part_of_a_real_dossier_is_in_the_graph(real: Path, converter: Converter) -> None:
    [conversion] = converter.convert(real)
    graph, tree = conversion.graph.facts, parsed(real)

    def count(path: str) -> int:
        return int(tree.xpath(f"count({path})"))

    def texts(path: str) -> list[str]:
        return [str(text).strip() for text in tree.xpath(path)]

    assert len(of_class(graph, "CoreTask")) == count("//kerntaak")
    assert len(of_class(graph, "WorkProcess")) == count("//werkproces")
    profiles = texts("//profielen/profiel/creboinformatie/crebo/text()")
    codes = set(texts("//dossiercrebo/text()")) | set(profiles)
    assert set(objects(graph, ELM("learningOutcome"))) >= {
        outcome.strip("<>") for outcome in of_class(graph, "CoreTask")
    }
    qualifications = {
        str(t.subject) for t in graph if t.predicate == TYPE and t.object == ELM("Qualification")
    }
    assert qualifications == {
        f"<http://localhost:8000/id/qualification/nl-{code}>" for code in profiles
    }
    assert set(objects(graph, DCT("identifier"))) == codes
    levels = Counter(value.rpartition("/")[2] for value in objects(graph, QG("mboLevel")))
    assert levels == Counter(texts("//profielen/profiel/@niveau"))
    assert Counter(objects(graph, QG("studyLoadHours"))) == Counter(texts("//sbu/text()"))
    assert len(objects(graph, QG("programmeType"))) == count("//soortopleiding")
    # Within one core task a reference that repeats counts once.
    asked = sum(
        len(set(task.xpath("vakkennisenvaardigheden/vakkennisenvaardigheden/@referentie")))
        for task in tree.iter("kerntaak")
    )
    assert len(of_class(graph, "KnowledgeOrSkill")) == asked
    assert len(objects(graph, QG("competence"))) == count("//werkproces//competentie/@referentie")
    for term, path in (
        ("complexity", "//kerntaak/complexiteit"),
        ("responsibility", "//kerntaak/verantwoordelijkheid"),
        ("result", "//werkprocesresultaat"),
        ("behaviour", "//werkprocesgedrag"),
    ):
        assert len(objects(graph, QG(term))) == count(path), term
    assert len(objects(graph, QG("sourceDocument"))) == count("//brondocument")


def test_a_real_dossier_conforms_and_is_economical(real: Path, converter: Converter) -> None:
    [conversion] = converter.convert(real)
    assert converter.check(conversion).conforms
    assert len(conversion.graph.facts) < 1500


def test_a_real_dossier_has_nothing_not_understood_but_its_own_faults(real: Path) -> None:
    [reading] = READER.read(open_source(real, Limits()))
    missed = reading.ledger.of(Share.NOT_UNDERSTOOD)
    assert {entry.note for entry in missed} <= {"reference-missing", "reference-repeated"}


def test_the_competences_are_those_of_the_files(real: Path) -> None:
    tree, codes = parsed(real), (ROOT / "ontology" / "codes" / "competence.ttl")
    listed = codes.read_text("utf-8").replace('\\"', '"')
    for row in tree.xpath("/sbb/competenties/competentie"):
        assert f'skos:notation "{row.get("code")}"' in listed
        assert f'skos:prefLabel "{row.get("titel")}"@nl' in listed


def test_the_next_steps_of_the_real_dossiers_go_to_their_own_profile() -> None:
    if not SHARED.exists():
        pytest.skip(f"{SHARED} is not here: the real dossiers are no part of the repository")
    steps = {
        record.subject.code: {
            f"{f.kind}: {f.text.value}" for f in facts(r, record.subject, model.FollowUp)
        }
        for name in REAL
        for r in READER.read(open_source(SHARED / name, Limits()))
        for record in r.records
        if record.subject.kind is Kind.QUALIFICATION
    }
    hbo = {
        "programme: Maatschappelijk werk en dienstverlening",
        "programme: pedagogiek",
        "programme: Toegepast psychologie",
        "programme: Sociaal pedagogische hulpverlening",
        "programme: Social Work",
    }
    assert steps == {
        "25489": hbo,
        "25488": hbo,
        "25499": set(),
        "25498": {
            "mbo-programme: verzorgende-IG",
            "mbo-programme: medewerker maatschappelijke zorg",
            "mbo-programme: pedagogisch medewerker kinderopvang",
        },
        "25500": {"mbo-programme: sport- en bewegingsleider"},
    }


# --- The ledger -------------------------------------------------------------------------------


def values_of(root: Any) -> Counter[str]:
    """Return the non-space characters of all text and attribute values, by plain lxml."""
    found: Counter[str] = Counter()
    for element in root.iter(etree.Element):
        for text in (*element.attrib.values(), *element.xpath("text()")):
            found.update("".join(str(text).split()))
    return found


def assert_complete(readings: list[Reading], content: bytes) -> None:
    entries = [entry for reading in readings for entry in reading.ledger.entries]
    places = [place for entry in entries for place in entry.places]
    spoken = Counter("".join("".join(place.quote.split()) for place in places))
    assert spoken == values_of(etree.fromstring(content))
    ends = sorted((place.line, place.start, place.start + len(place.quote)) for place in places)
    for (line, _, end), (next_line, start, _) in pairwise(ends):
        assert line != next_line or end <= start, "two stretches overlap"


def test_each_character_of_a_real_file_has_one_share(real: Path) -> None:
    readings = list(READER.read(open_source(real, Limits())))
    assert_complete(readings, real.read_bytes())


def test_each_character_of_the_fictional_file_has_one_share() -> None:
    content = FICTIONAL.read_bytes()
    assert_complete(list(READER.read(open_source(FICTIONAL, Limits()))), content)
    on_one_line = b" ".join(content.split(b"\n"))
    assert_complete(read(on_one_line), on_one_line)


def test_every_place_of_evidence_is_distinct_and_quotes_the_file() -> None:
    words = " ".join(values_of_file())
    for reading in READER.read(open_source(FICTIONAL, Limits())):
        quotes: dict[tuple[int, int, int], str] = {}
        for record in reading.records:
            for fact in record.facts:
                for place in fact.evidence.places:
                    key = (place.line, place.start, len(place.quote))
                    assert quotes.setdefault(key, place.quote) == place.quote
                    assert " ".join(place.quote.split()) in words


def values_of_file() -> Iterator[str]:
    for element in parsed(FICTIONAL).iter(etree.Element):
        for text in (*element.attrib.values(), *element.xpath("text()")):
            yield " ".join(str(text).split())


# --- The faults of the source -----------------------------------------------------------------


def test_numbers_restart_but_no_two_outcomes_share_an_iri(fictional: list[Conversion]) -> None:
    graph = fictional[0].graph.facts
    outcomes = of_class(graph, "CoreTask") | of_class(graph, "WorkProcess")
    names = sorted(outcome.strip("<>").rpartition("/")[2] for outcome in outcomes)
    assert names == [
        "nl-29990-B1-K1",
        "nl-29990-B1-K1-W1",
        "nl-29990-B1-K1-W2",
        "nl-29991-P1-K1",
        "nl-29991-P1-K1-W1",
        "nl-29992-P2-K1",
        "nl-29992-P2-K1-W1",
        "nl-29992-P2-K1-W2",
        "nl-29993-P1-K1",
        "nl-29993-P1-K1-W1",
    ]
    notations = {t.subject: t.object for t in graph if t.predicate == SKOS("notation")}
    assert sum(t.predicate == SKOS("notation") for t in graph) == len(notations)


def test_the_fictional_dossiers_conform(fictional: list[Conversion], converter: Converter) -> None:
    assert [c.reading.document.reference for c in fictional] == [
        "nl-29990-dossier-2029-11-26",
        "nl-29980-dossier",
    ]
    for conversion in fictional:
        report = converter.check(conversion)
        assert report.conforms, report.turtle


def test_what_is_said_of_the_dossier(fictional: list[Conversion]) -> None:
    reading = fictional[0].reading

    def only(kind: type[Fact]) -> Any:
        [fact] = facts(reading, DOSSIER, kind)
        return fact

    assert only(model.Title).text.value == "Vuurtorens"
    assert only(model.PriceFactor).factor == Decimal("1.1")
    assert only(model.ValidFrom).day == date(2030, 8, 1)
    assert only(model.LastIntake).day == date(2034, 7, 31)
    assert only(model.AdoptedOn).day == date(2029, 11, 26)
    assert only(model.InDomain).domain == Subject(Kind.DOMAIN, "nl", "79990")
    assert only(model.SectorChamber).text.value == "Sectorkamer zee"
    assert not facts(reading, DOSSIER, model.EndsOn)
    assert not facts(reading, DOSSIER, model.PositiveAdvice)


def test_profiles_are_qualifications_one_for_each_code(fictional: list[Conversion]) -> None:
    reading = fictional[0].reading
    for subject in (WATCH, ALSO_WATCH):
        assert [f.code for f in facts(reading, subject, model.Level)] == ["3", "3", "3"]
        [duration] = facts(reading, subject, model.Duration)
        assert (duration.years, duration.study_load_hours) == (None, 4800)
        assert [f.code for f in facts(reading, subject, model.ProgrammeType)] == ["vakopleiding"]
        shared = [f.outcome.number for f in facts(reading, subject, model.SharedOutcome)]
        assert shared == ["B1-K1", "B1-K1-W1", "B1-K1-W2"]
    assert not facts(reading, HELP, model.Level)
    assert not facts(reading, HELP, model.Duration)


def test_what_is_said_for_one_profile_is_about_that_profile_alone(
    fictional: list[Conversion],
) -> None:
    reading = fictional[0].reading
    [text] = [f for f in facts(reading, WATCH, model.OutcomeText) if f.outcome.owner == DOSSIER]
    assert (text.aspect, text.text.value) == ("complexity", "Zwaarder voor de wachter.")
    [skill] = facts(reading, HELP, model.KnowledgeOrSkill)
    assert skill.text.value == "kan misthoorns stemmen"
    assert [f.code for f in facts(reading, WATCH, model.Competence)] == ["P"]
    assert [f.code for f in facts(reading, DOSSIER, model.Competence)] == ["B"]
    assert not facts(reading, HELP, model.Competence)
    only_for = {str(t.object) for t in fictional[0].graph.facts if t.predicate == QG("onlyFor")}
    assert len(only_for) == 3


def test_knowledge_is_in_order_under_its_heading(fictional: list[Conversion]) -> None:
    found = facts(fictional[0].reading, DOSSIER, model.KnowledgeOrSkill)
    assert [(f.position, f.text.value, f.heading) for f in found] == [
        (1, "heeft kennis van lampen", ""),
        (2, "kan een lens poetsen", "de wachter"),
    ]


def test_prose_is_plain_and_whole(fictional: list[Conversion]) -> None:
    reading = fictional[0].reading
    texts = {f.part: f.text.value for f in facts(reading, DOSSIER, model.DossierText)}
    assert texts["introduction"] == (
        "Leeswijzer\n\nEerste alinea, zie hier <https://zee.example/lees>.\n\nlos\nerna\n"
        "- een\n- twee < drie"
    )
    assert texts["group-context"] == "Op het eiland, bij wind < 12 en golven."
    assert "statutory-requirements" not in texts
    aspects = {f.aspect: f.text.value for f in facts(reading, DOSSIER, model.OutcomeText)}
    assert aspects["behaviour"] == "De wachter:\n- kijkt;\n- draait."
    assert aspects["complexity"] == "Zwaar.\n\nen nat"


def test_next_steps_are_facts_only_where_it_is_sure_whose_they_are(
    fictional: list[Conversion],
) -> None:
    def steps(reading: Reading, subject: Subject) -> list[tuple[str, str]]:
        return [(f.kind.value, f.text.value) for f in facts(reading, subject, model.FollowUp)]

    first, second = (conversion.reading for conversion in fictional)
    hbo = [("programme", "Zeevaart"), ("programme", "Maritieme techniek")]
    assert steps(first, WATCH) == steps(first, ALSO_WATCH) == hbo
    assert len(facts(first, WATCH, model.HigherEducationAccess)) == 1
    assert steps(first, HELP) == [("mbo-programme", "wachter"), ("mbo-programme", "bakker")]
    only_profile = Subject(Kind.QUALIFICATION, "nl", "29981")
    assert steps(second, only_profile) == [
        ("mbo-programme", name) for name in ("wachter", "stoker", "seiner")
    ]
    [entry] = [e for e in first.ledger.entries if "een studie in een" in e.places[0].quote]
    assert entry.share is Share.TEXT


def test_faults_are_reported_with_the_reason(fictional: list[Conversion]) -> None:
    missed = [
        (entry.places[0].quote, entry.note)
        for conversion in fictional
        for entry in conversion.reading.ledger.of(Share.NOT_UNDERSTOOD)
    ]
    assert set(missed) == {
        ("verdwaald", ""),
        ("tussendoor", ""),
        ("einde", ""),
        ("rood", ""),
        ("misschien", ""),
        ("Zoekgeraakt", ""),
        ("31-02-2038", ""),
        ("Ω", ""),
        ("Buitengewoon zijn", ""),
        ("Losse tekst", ""),
        ("9", ""),
        ("veel", ""),
        ("cursus", ""),
        ("geen adres", ""),
        ("Nee", ""),
        ("D4", ""),
        ("?", ""),
        ("Wat is dit?", ""),
        ("wordt nergens gevraagd", "reference-missing"),
        ("1001", "reference-repeated"),
        ("9999", "reference-unresolved"),
        ("399", "reference-unresolved"),
        ("1", "number-unclear"),
    }
    for language in ("nl", "en"):
        texts = Texts.load(language)
        assert all(texts(f"note.{note}") for _, note in missed if note)


def test_every_own_term_of_a_dossier_graph_is_declared(fictional: list[Conversion]) -> None:
    ontology = (ROOT / "ontology" / "qualgraph.ttl").read_text("utf-8")
    declared = set(re.findall(r"^qg:(\w+) a ", ontology, re.MULTILINE))
    for conversion in fictional:
        triples = (*conversion.graph.facts, *conversion.graph.evidence)
        used = {t.predicate.value for t in triples}
        used |= {t.object.value for t in triples if t.predicate == TYPE}  # type: ignore[union-attr]
        own = {term.removeprefix(VOCABULARIES["qg"]) for term in used if VOCABULARIES["qg"] in term}
        assert own <= declared


def test_the_context_has_a_word_for_every_term(fictional: list[Conversion]) -> None:
    context = json.loads(CONTEXT.read_text("utf-8"))
    for conversion in fictional:
        triples = (*conversion.graph.facts, *conversion.graph.evidence)
        expanded = json.loads(serialize(triples, format=RdfFormat.JSON_LD) or b"")
        compacted = jsonld.compact([typed(node) for node in expanded], context)
        quads = jsonld.to_rdf(compacted, {"format": "application/n-quads"})
        assert {quad.triple for quad in parse(quads, format=RdfFormat.N_QUADS)} == set(triples)
        assert prefixed_keys(compacted) == set()


def test_the_same_file_gives_the_same_bytes(converter: Converter) -> None:
    written = [
        b"".join(
            serialise(conversion.graph.facts, Format.TURTLE, converter.mapper.names)
            for conversion in converter.convert(FICTIONAL)
        )
        for _ in range(2)
    ]
    assert written[0] == written[1]


def test_a_file_of_dossiers_is_published_and_answers(tmp_path: Path, converter: Converter) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "dossiers.xml").write_bytes(FICTIONAL.read_bytes())
    batch = gather(converter, tmp_path / "in", with_shipped=True)
    assert not batch.set_aside
    release = publish(converter, batch, Releases(tmp_path / "out"))
    assert "nl-29990-dossier-2029-11-26" in release.manifest["documents"]
    content = (release.path / "graph.nq").read_text("utf-8")
    assert "id/outcome/nl-29990-B1-K1-W1" in content


# --- Hostile and broken files -----------------------------------------------------------------

LAUGHS = "".join(
    f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' if n else '<!ENTITY e0 "lol">' for n in range(10)
)
HOSTILE = {
    "billion laughs": (
        f"<!DOCTYPE sbb [{LAUGHS}]><sbb><dossier>&e9;</dossier></sbb>",
        "xml-doctype",
    ),
    "laughs in an attribute": (f'<!DOCTYPE sbb [{LAUGHS}]><sbb a="&e9;"/>', "xml-syntax"),
    "external entity": (
        '<!DOCTYPE sbb [<!ENTITY x SYSTEM "file:///etc/passwd">]><sbb><dossier>&x;</dossier></sbb>',
        "xml-doctype",
    ),
    "parameter entity": (
        '<!DOCTYPE sbb [<!ENTITY % x SYSTEM "file:///etc/passwd"> %x;]><sbb/>',
        "xml-doctype",
    ),
    "external DTD": ('<!DOCTYPE sbb SYSTEM "http://127.0.0.1:9/x.dtd"><sbb/>', "xml-doctype"),
    "unknown entity": ("<sbb><dossier>&eacute;</dossier></sbb>", "xml-syntax"),
    "depth": ("<sbb><dossier>" + "<a>" * 100_000, "xml-too-deep"),
    "attributes": (
        "<sbb><dossier " + " ".join(f'a{n}=""' for n in range(50_000)) + "/></sbb>",
        "xml-many-attributes",
    ),
    "one long text": (f"<sbb><dossier>{'x' * 1_000_001}</dossier></sbb>", "xml-text-too-long"),
    "many elements": (f"<sbb><dossier>{'<a/>' * 2_100_000}</dossier></sbb>", "xml-part-too-large"),
    "many profiles": (
        "<sbb>"
        + SMALL.format(code=12345).replace(
            "<profielen/>", "<profielen>" + "<profiel/>" * 101 + "</profielen>"
        )
        + "</sbb>",
        "dossier-too-many",
    ),
    "other XML": ("<html><body/></html>", "xml-other-root"),
    "no dossier": ("<sbb><dossiers/></sbb>", "xml-without-part"),
    "cut off": ("<sbb><dossiers><dossier titel='x'>", "xml-syntax"),
    "no code": ('<sbb><dossier titel="x"/></sbb>', "dossier-without-code"),
    "twice": (f"<sbb>{SMALL.format(code=12345) * 2}</sbb>", "dossier-twice"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_xml_is_refused_with_a_reason(case: str) -> None:
    content, key = HOSTILE[case]
    with pytest.raises(DataError) as caught:
        read(XML + content)
    assert caught.value.key == key
    for language in ("nl", "en"):
        assert "test.xml" in Texts.load(language).error(caught.value)


def test_limits_are_settings() -> None:
    content = f"<sbb>{SMALL.format(code=12345)}</sbb>"
    assert read(content)
    for limits in (Limits(dossier_bytes=50), Limits(element_depth=2), Limits(value_characters=4)):
        with pytest.raises(DataError):
            read(content, limits)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_damaged_dossier_gives_readings_or_the_readers_own_error(data: st.DataObject) -> None:
    content = bytearray(FICTIONAL.read_bytes())
    for _ in range(data.draw(st.integers(1, 5))):
        start = data.draw(st.integers(0, len(content) - 1))
        end = data.draw(st.integers(start, min(len(content), start + 200)))
        content[start:end] = data.draw(
            st.sampled_from([b"", b"<a>", b"&", b'"', b"\xff", b"<x/>", b"9"])
        )
    try:
        readings = read(bytes(content))
    except DataError:
        return
    assert_complete(readings, bytes(content))


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.sampled_from("<>/pliabru&;=\" \n-lt'h1"), max_size=80))
def test_any_text_becomes_plain(text: str) -> None:
    once = plain(text)
    assert plain(text) == once
    assert "\n\n\n" not in once


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.sampled_from("ab/.:?#%[]@0é 1"), max_size=12))
def test_an_address_is_an_iri_or_not_understood(rest: str) -> None:
    try:
        address = Form.address(f"http://{rest}")
    except ValueError:
        return
    assert NamedNode(address).value == address


# --- Streaming --------------------------------------------------------------------------------


def test_line_numbers_go_beyond_65535() -> None:
    content = XML + "<sbb>" + "\n" * 70_000 + SMALL.format(code=12345) + "</sbb>"
    [part] = read_parts(Source.of("x.xml", content.encode()), "sbb", "dossier")
    assert {value.line for value in part.element.values()} == {70_001}


def test_memory_is_that_of_one_dossier(tmp_path: Path) -> None:
    """Read 50 MB of dossiers in a process of its own, and look at the most memory it took."""
    large = tmp_path / "large.xml"
    script = ROOT / "bench" / "dossier_memory.py"
    command = [sys.executable, str(script), "--megabytes", "50", "--file", str(large)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    grown = float(re.findall(r"grew by ([\d.]+) MB", done.stdout)[0])
    assert large.stat().st_size > 49_000_000
    assert grown < 30, done.stdout
