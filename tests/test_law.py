"""The law's tables: the whole list of 2015, its traps by name, and a regulation in every form."""

import csv
import re
from collections import Counter
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualgraph.documents.grids import blocks
from qualgraph.documents.layout import Words
from qualgraph.documents.source import Limits, Source, open_source
from qualgraph.errors import DataError
from qualgraph.facts import model
from qualgraph.facts.evidence import Fact
from qualgraph.facts.readers import Readers
from qualgraph.facts.reading import Reader, Reading, Share
from qualgraph.facts.register_tables import register_tables
from qualgraph.facts.subjects import Kind, Subject
from qualgraph.graph.codes import Codes
from qualgraph.graph.mapping import Mapper
from qualgraph.graph.names import Names
from tests.conftest import ROOT
from tests.law_documents import (
    COLUMNS,
    FORMS,
    REGULATION,
    RENDERERS,
    Part,
    cells,
    html,
    markdown,
    separated,
)
from tests.test_convert import qualgraph

LAW = ROOT.parent / "shared" / "law"
LIST = LAW / "BWBR0036352-kwalificatiedossiers-2015.md"
ADMISSION = LAW / "BWBR0035059-toelating-hoger-onderwijs-2014.md"
REGISTERS = ROOT / "data" / "registers"
READERS, CODES = Readers.load(), Codes.load()
F = TypeVar("F", bound=Fact)

needs_law = pytest.mark.skipif(not LAW.is_dir(), reason="needs ../shared/law (the law's own text)")


@cache
def law(path: Path) -> Reading:
    [reading] = READERS.read(open_source(path, Limits()))
    return reading


def read(name: str, content: bytes) -> Reading:
    [reading] = READERS.read(Source.of(name, content))
    return reading


def told(fact: Fact) -> tuple[object, ...]:
    names = (name for name in fact.__dataclass_fields__ if name != "evidence")
    return (type(fact).__name__, *(getattr(fact, name) for name in names))


def facts(reading: Reading) -> dict[Subject, set[tuple[object, ...]]]:
    return {record.subject: {told(fact) for fact in record.facts} for record in reading.records}


def about(reading: Reading, kind: Kind, code: str) -> list[Fact]:
    return [
        fact
        for record in reading.records
        if record.subject == Subject(kind, "nl", code)
        for fact in record.facts
    ]


def qualification(reading: Reading, code: str, kind: type[F]) -> list[F]:
    return [fact for fact in about(reading, Kind.QUALIFICATION, code) if isinstance(fact, kind)]


# --- The law of 2015 ----------------------------------------------------------------------------


@needs_law
def test_the_list_is_whole() -> None:
    kinds = Counter(record.subject.kind for record in law(LIST).records)
    codes = re.findall(r"\| (25)\.?(\d{3})  \|", LIST.read_text("utf-8").split("###Bijlage 2")[0])
    assert kinds[Kind.QUALIFICATION] == len(codes) == 470
    assert kinds[Kind.DOMAIN] == 17
    levels = Counter(
        fact.code
        for record in law(LIST).records
        for fact in record.facts
        if isinstance(fact, model.Level) and fact.framework == "mbo-level"
    )
    assert levels == {"4": 178, "3": 154, "2": 126, "1": 12}


@needs_law
def test_a_code_with_a_point_is_mended_in_sight() -> None:
    [code] = qualification(law(LIST), "25080", model.Code)
    assert code.evidence.rule == "row/point-in-code"
    assert "25.080" in code.evidence.quote
    mended = [entry for entry in law(LIST).ledger.entries if "point-in-code" in entry.section]
    assert [entry.places[0].line for entry in mended] == [81]


@needs_law
def test_a_mark_is_as_above_for_the_dossier_and_none_for_requirements() -> None:
    [dossier] = qualification(law(LIST), "25080", model.InDossier)
    assert (dossier.dossier.code, dossier.text.value) == ("23046", "Betonreparatie")
    assert dossier.evidence.lines == (80, 81)
    assert not qualification(law(LIST), "25101", model.ProfessionalRequirements)
    [requirements] = qualification(law(LIST), "25100", model.ProfessionalRequirements)
    assert requirements.ministry == "SZW"


@needs_law
def test_entree_belongs_to_no_domain_and_is_nlqf_1() -> None:
    entree = [str(code) for code in range(25250, 25262)]
    for code in entree:
        assert not qualification(law(LIST), code, model.InDomain)
        levels = qualification(law(LIST), code, model.Level)
        assert {(level.framework, level.code) for level in levels} == {
            ("mbo-level", "1"),
            ("nlqf", "1"),
            ("eqf", "1"),
        }
    without = {
        record.subject.code
        for record in law(LIST).records
        if record.subject.kind is Kind.QUALIFICATION
        and not any(isinstance(fact, model.InDomain) for fact in record.facts)
    }
    assert without == set(entree)


@needs_law
def test_price_factors_of_qualification_dossier_and_domain() -> None:
    [own] = qualification(law(LIST), "25429", model.PriceFactor)
    assert own.factor == Decimal("1.4")
    for kind, code, factor in ((Kind.DOSSIER, "23168", "1.1"), (Kind.DOMAIN, "79150", "1")):
        [fact] = [f for f in about(law(LIST), kind, code) if isinstance(f, model.PriceFactor)]
        assert fact.factor == Decimal(factor)


@needs_law
def test_four_year_programmes_are_those_of_bijlage_4() -> None:
    annex = LIST.read_text("utf-8").split("Vierjarige")[1]
    found = {
        record.subject.code
        for record in law(LIST).records
        if any(isinstance(fact, model.FourYearProgramme) for fact in record.facts)
    }
    assert found == set(re.findall(r"\b25\d{3}\b", annex))
    [fact] = qualification(law(LIST), "25104", model.FourYearProgramme)
    assert fact.part == "bijlage 4"
    assert "vier studiejaren" in fact.evidence.quote


@needs_law
def test_the_head_names_the_regulation_and_its_days() -> None:
    [details] = [
        fact
        for fact in about(law(LIST), Kind.REGULATION, "BWBR0036352")
        if isinstance(fact, model.RegulationDetails)
    ]
    assert (details.signed, details.in_force) == (date(2015, 2, 1), date(2015, 2, 1))
    [established] = qualification(law(LIST), "25132", model.EstablishedBy)
    assert (established.part, established.valid_from) == ("bijlage 1", date(2015, 8, 1))


@needs_law
def test_the_matrix_of_bijlage_c() -> None:
    annex = ADMISSION.read_text("utf-8").split("### Bijlage  C")[1].split("### Bijlage")[0]
    rows = [line.strip(" |").split("|") for line in annex.splitlines() if line.startswith("|")]
    marks = [[cell.strip() for cell in row] for row in rows[3:]]
    with (REGISTERS / "domains.csv").open(encoding="utf-8") as file:
        codes = {row["title"]: row["domain"] for row in csv.DictReader(file)}
    found = {
        (fact.domain.code, fact.sector.code): fact.direct
        for record in law(ADMISSION).records
        for fact in record.facts
        if isinstance(fact, model.SectorAdmission)
        and fact.programme_types == ("middenkaderopleiding", "specialistenopleiding")
        and (fact.article, fact.in_force) == ("2.4 en bijlage C", date(2015, 9, 1))
    }
    sectors = list(dict.fromkeys(sector for _, sector in found))
    assert len(sectors) == 7
    assert len(found) == 17 * 7
    for title, *marked in marks:
        assert [found[codes[title], sector] for sector in sectors] == [m == "*" for m in marked]
    for sector in sectors:
        assert found["79150", sector] == found["79160", sector]


@needs_law
def test_a_torn_heading_is_mended_in_sight() -> None:
    [entry] = [entry for entry in law(ADMISSION).ledger.entries if "hyphen" in entry.section]
    assert entry.share is Share.HEADING
    assert "Gezond-heidszorg" in entry.places[0].quote
    assert {fact.evidence.rule for fact in about(law(ADMISSION), Kind.ADMISSION, "79000-techniek")}
    [fact] = about(law(ADMISSION), Kind.ADMISSION, "79000-gezondheidszorg")
    assert fact.evidence.rule == "row/hyphen-in-word"


@needs_law
@pytest.mark.parametrize("path", [LIST, ADMISSION], ids=lambda path: path.name[:11])
def test_the_ledger_has_every_word_once(path: Path) -> None:
    words: Counter[tuple[int, str]] = Counter()
    for number, line in enumerate(path.read_text("utf-8-sig").splitlines(), 1):
        words.update((number, word) for word in re.findall(r"\w+", line))
    found: Counter[tuple[int, str]] = Counter()
    for entry in law(path).ledger.entries:
        for place in entry.places:
            found.update((place.line, word) for word in re.findall(r"\w+", place.quote))
    assert found == words


@needs_law
def test_the_shipped_registers_are_what_the_law_says() -> None:
    tables = register_tables([law(LIST), law(ADMISSION)])
    assert set(tables) == {
        "qualifications-2015.csv",
        "dossiers-2015.csv",
        "domains-2015.csv",
        "regulations-2015.csv",
        "regulations-2014.csv",
        "hbo-admissions-2014.csv",
    }
    for name, table in tables.items():
        assert (REGISTERS / name).read_text("utf-8") == table, name


@needs_law
def test_the_shipped_registers_give_the_same_facts_as_the_law() -> None:
    stated: dict[Subject, set[tuple[object, ...]]] = {}
    for pattern in ("*-2015.csv", "*-2014.csv"):
        for path in REGISTERS.glob(pattern):
            for subject, found in facts(law(path)).items():
                stated.setdefault(subject, set()).update(found)
    assert stated == {**facts(law(LIST)), **facts(law(ADMISSION))}


def parts(path: Path) -> list[Part]:
    """Return a document as the parts that the renderers take."""
    made: list[Part] = []
    table = 0
    for block in blocks(open_source(path, Limits())):
        if isinstance(block, Words):
            made.append(f"### {block.text}" if block.heading else block.text)
            continue
        if block.table != table:
            made.append([])
        table = block.table
        rows = made[-1]
        assert isinstance(rows, list)
        rows.append(list(block.cells))
    return made


@needs_law
@pytest.mark.parametrize("path", [LIST, ADMISSION], ids=lambda path: path.name[:11])
@pytest.mark.parametrize("form", RENDERERS)
def test_the_whole_law_in_every_form(form: str, path: Path) -> None:
    rendered = RENDERERS[form](parts(path))
    assert facts(read(f"regeling.{form}", rendered)) == facts(law(path))


def test_the_shipped_list_is_whole_and_has_sources() -> None:
    with (REGISTERS / "qualifications-2015.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len({row["code"] for row in rows}) == len(rows) == 470
    assert all(re.match(r"BWBR0036352-.*:\d+", row["source"]) for row in rows)


# --- A regulation that does not exist, in every form --------------------------------------------


@pytest.mark.parametrize("form", FORMS)
def test_a_later_regulation_in_every_form(form: str) -> None:
    reading = read(f"proef.{form}", FORMS[form])
    regulation = Subject(Kind.REGULATION, "nl", "MBO/4711")
    [established] = qualification(reading, "27901", model.EstablishedBy)
    assert told(established)[1:] == (regulation, "bijlage 1", date(2031, 8, 1))
    [dossier] = qualification(reading, "27902", model.InDossier)
    assert dossier.dossier.code == "23901"
    assert not qualification(reading, "27903", model.InDossier), "another title than above"
    assert [fact.code for fact in qualification(reading, "27902", model.Pathway)] == ["bbl"]
    assert [f.part for f in qualification(reading, "27902", model.FourYearProgramme)] == [
        "bijlage 4"
    ]
    assert not qualification(reading, "27905", model.InDomain)
    [entree] = qualification(reading, "27905", model.EstablishedBy)
    assert entree.valid_from == date(2031, 9, 1)
    access = {
        (fact.domain.code, fact.sector.code): (fact.direct, fact.in_force, fact.programme_types)
        for record in reading.records
        for fact in record.facts
        if isinstance(fact, model.SectorAdmission)
    }
    since, kinds = date(2032, 9, 1), ("middenkaderopleiding",)
    assert access == {
        ("79000", "economie"): (True, since, kinds),
        ("79000", "techniek"): (False, since, kinds),
        ("79150", "economie"): (False, since, kinds),
        ("79150", "techniek"): (True, since, kinds),
        ("79160", "economie"): (False, since, kinds),
        ("79160", "techniek"): (True, since, kinds),
    }


@pytest.mark.parametrize("form", [form for form in FORMS if form != "md"])
def test_all_forms_give_the_same_facts(form: str) -> None:
    expected = facts(read("proef.md", FORMS["md"]))
    assert facts(read(f"proef.{form}", FORMS[form])) == expected


@pytest.mark.parametrize("form", FORMS)
def test_what_is_not_understood_is_told_cell_by_cell(form: str) -> None:
    reading = read(f"proef.{form}", FORMS[form])
    missed = {
        place.quote for entry in reading.ledger.of(Share.NOT_UNDERSTOOD) for place in entry.places
    }
    assert {"Een zin over kaas staat niet in de vorm.", "Duinen", "vijf", "zeevaart"} <= missed
    assert "varend" in missed
    assert any("zonder code" in quote for quote in missed)
    assert any("Kaasbereiding" in quote for quote in missed)
    assert not qualification(reading, "27904", model.Level)
    assert qualification(reading, "27904", model.Title)


@pytest.mark.parametrize("form", FORMS)
def test_the_ledger_holds_every_sign_once(form: str) -> None:
    source = Source.of(f"proef.{form}", FORMS[form])
    [reading] = READERS.read(source)
    text = "".join("".join(block.text.split()) for block in blocks(source))
    assert sum(reading.ledger.characters(share) for share in Share) == len(text)
    if form in {"csv", "xlsx"}:
        assert text.count("27902") == 2
    assert "23999" not in text, "a script is no text"


def test_a_heading_row_that_is_repeated_goes_on_with_the_dossier() -> None:
    row = ["23901", "1,30", "Dijken", "27901", "A", "3", "1,30", "vakopleiding", "---", "BOL"]
    above = ["---", "---", "Dijken", "27902", "B", "3", "1,30", "vakopleiding", "---", "BOL"]
    parts: list[Part] = [REGULATION[0], [COLUMNS, ["Opleidingsdomein 1. Bouw 79000"], row]]
    for rendered in (markdown, html):
        again = [*parts, [COLUMNS, above]]
        reading = read("x.md" if rendered is markdown else "x.html", rendered(again))
        [dossier] = qualification(reading, "27902", model.InDossier)
        assert dossier.dossier.code == "23901"
        [domain] = qualification(reading, "27902", model.InDomain)
        assert domain.domain.code == "79000"


def test_a_column_of_no_known_meaning_is_told() -> None:
    rows = [
        [*COLUMNS, "Kleur"],
        cells("23901;1,30;Dijken;27901;A;3;1,30;vakopleiding;---;BOL;geel"),
    ]
    reading = read("x.md", markdown([REGULATION[0], rows]))
    missed = reading.ledger.of(Share.NOT_UNDERSTOOD)
    assert [place.quote for entry in missed for place in entry.places] == ["Kleur", "geel"]
    assert qualification(reading, "27901", model.Pathway)


def test_a_dossier_code_that_cannot_be_read_is_not_replaced_by_the_one_above() -> None:
    rows = [
        COLUMNS,
        cells("23901;1,30;Entree;27901;A;1;1,30;entreeopleiding;---;BOL"),
        cells("2390?;1,40;Entree;27902;B;1;1,30;entreeopleiding;---;BOL"),
        cells("---;---;Entree;27903;C;1;1,30;entreeopleiding;---;BOL"),
    ]
    reading = read("x.md", markdown([REGULATION[0], rows]))
    assert qualification(reading, "27901", model.InDossier)
    assert not qualification(reading, "27902", model.InDossier)
    assert not qualification(reading, "27903", model.InDossier)
    missed = [p.quote for e in reading.ledger.of(Share.NOT_UNDERSTOOD) for p in e.places]
    assert missed == ["2390?", "1,40", "Entree", "Entree"]


def test_a_list_of_no_regulation_is_refused_with_what_to_do() -> None:
    with pytest.raises(DataError, match="law-without-regulation"):
        read("x.md", markdown(REGULATION[9:11]))


def test_a_regulation_is_read_without_shared_and_converts(tmp_path: Path) -> None:
    path = tmp_path / "BWBR0099999 proef.csv"
    path.write_bytes(separated(REGULATION))
    done = qualgraph("convert", path, "--lang", "en")
    assert done.returncode == 0, done.stderr
    assert b"id/regulation/nl-BWBR0099999>" in done.stdout
    checked = qualgraph("check", path, "--lang", "en")
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_registers_write_gives_tables_that_say_the_same(tmp_path: Path) -> None:
    source, tables = tmp_path / "proef.html", tmp_path / "tables"
    source.write_bytes(FORMS["html"])
    done = qualgraph("registers", "write", tables, source, "--lang", "en")
    assert done.returncode == 0, done.stderr
    stated: dict[Subject, set[tuple[object, ...]]] = {}
    for path in tables.iterdir():
        [reading] = READERS.read(open_source(path, Limits()))
        for subject, found in facts(reading).items():
            stated.setdefault(subject, set()).update(found)
    assert stated == facts(read("proef.html", FORMS["html"]))


@given(
    form=st.sampled_from(sorted(FORMS)),
    at=st.floats(0, 1),
    cut=st.integers(0, 200),
    put=st.one_of(st.binary(max_size=8), st.text("|;*#<>-.,09 \n", max_size=8).map(str.encode)),
)
@settings(max_examples=150, deadline=None)
def test_a_spoiled_document_is_read_or_refused(form: str, at: float, cut: int, put: bytes) -> None:
    content = FORMS[form]
    start = round(at * len(content))
    try:
        source = Source.of(f"proef.{form}", content[:start] + put + content[start + cut :])
        [reading] = READERS.read(source)
    except DataError:
        return
    Mapper(Names(), CODES).map(reading)
    if reading.document.reader is Reader.REGISTER:
        text = "".join("".join(block.text.split()) for block in blocks(source))
        assert sum(reading.ledger.characters(share) for share in Share) == len(text)
