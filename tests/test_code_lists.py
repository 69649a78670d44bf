"""Lists of codes and coupling tables with all kinds of headings, and workbooks that mean harm."""

import csv
import io
import zipfile
from datetime import date
from pathlib import Path
from time import monotonic

import pytest
from openpyxl import load_workbook

from qualgraph.documents.grids import blocks
from qualgraph.documents.source import Limits, Source, open_source
from qualgraph.errors import DataError
from qualgraph.facts import model
from qualgraph.facts.reading import Reading, Share
from qualgraph.facts.subjects import Kind, Subject
from tests.law_documents import workbook
from tests.test_convert import qualgraph
from tests.test_law import READERS, qualification, read

HEADINGS = (
    "CREBO-nummer;Naam kwalificatie;MBO-niveau;Schooljaar;Dossier crebo;Dossiernaam;Sectorkamer"
)
LIST: list[list[object]] = [
    ["Lijst kwalificaties mbo, peildatum 1 mei 2033"],
    [*HEADINGS.split(";")],
    [27901, "Dijkwerker", "Niveau 3", "2031-2032", 23901, "Dijken", "Water"],
    [27901, "Dijkwerker", "Niveau 3", "2032-2033", 23901, "Dijken", "Water"],
    ["27.902", "Dijkmeester", 4, 2031, 23901, "Dijken", None],
    ["27903", "Duinwachter", "hbo", 2031, None, None, None],
    ["totaal", None, None, None, None, None, None],
]
COUPLING: list[list[object]] = [
    ["Oude crebo", "Kwalificatie", "Nieuwe crebo", "Laatste instroomdatum", "Einddatum"],
    [25132, "(Junior) accountmanager", "27901; 27902", date(2030, 7, 31), date(2034, 7, 31)],
    [25132, "(Junior) accountmanager", 27903, None, None],
    [25133, "Assistent", 25133, "onbekend", "n.v.t."],
    [25134, "Medewerker", "nog niet bekend", "31-02-2030", "1 mei"],
]


def separated(rows: list[list[object]]) -> bytes:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=";").writerows(rows)
    return stream.getvalue().encode()


def both(name: str, rows: list[list[object]]) -> list[Reading]:
    return [read(f"{name}.csv", separated(rows)), read(f"{name}.xlsx", workbook(rows))]


def told(path: Path) -> Reading:
    [reading] = READERS.read(open_source(path, Limits()))
    return reading


def missed(reading: Reading) -> list[str]:
    return [
        place.quote for entry in reading.ledger.of(Share.NOT_UNDERSTOOD) for place in entry.places
    ]


@pytest.mark.parametrize("at", [0, 1], ids=["csv", "xlsx"])
def test_a_code_list_with_odd_headings(at: int) -> None:
    reading = both("lijst", LIST)[at]
    assert [record.subject.code for record in reading.records] == ["27901", "27902", "27903"]
    assert [f.year for f in qualification(reading, "27901", model.Cohort)] == [2031, 2032]
    levels = qualification(reading, "27901", model.Level)
    assert {(fact.framework, fact.code) for fact in levels} == {
        ("mbo-level", "3"),
        ("nlqf", "3"),
        ("eqf", "3"),
    }
    [dossier] = qualification(reading, "27902", model.InDossier)
    assert (dossier.dossier.code, dossier.text.value) == ("23901", "Dijken")
    assert not qualification(reading, "27903", model.Level)
    assert not qualification(reading, "27903", model.Status)


@pytest.mark.parametrize("at", [0, 1], ids=["csv", "xlsx"])
def test_what_a_list_has_more_is_told(at: int) -> None:
    told = missed(both("lijst", LIST)[at])
    assert told[:2] == ["Lijst kwalificaties mbo, peildatum 1 mei 2033", "Sectorkamer"]
    assert told[2:] == ["Water", "Water", "hbo", "totaal"]


def test_a_name_that_changes_over_the_years_stands_beside_the_first() -> None:
    rows = b"crebo;naam;cohort;dossiercrebo;dossier\n"
    rows += b"27901;Dijkwerker;2031;23901;Dijken\n27901;Dijkwacht;2032;23901;Dijk en duin\n"
    reading = read("lijst.csv", rows)
    assert [f.text.value for f in qualification(reading, "27901", model.Title)] == ["Dijkwerker"]
    assert [f.text.value for f in qualification(reading, "27901", model.OtherTitle)] == [
        "Dijkwacht"
    ]
    assert missed(reading) == ["Dijk en duin"]


def test_a_row_with_more_cells_than_headings_says_nothing() -> None:
    reading = read("lijst.csv", b"crebo;naam;opvolger\n27901;Dijk;werker;27910\n27902;Zee;27911\n")
    assert [record.subject.code for record in reading.records] == ["27902"]
    assert missed(reading) == ["27901\tDijk\twerker\t27910"]


@pytest.mark.parametrize("at", [0, 1], ids=["csv", "xlsx"])
def test_a_coupling_table_gives_status_and_successors(at: int) -> None:
    reading = both("koppeling", COUPLING)[at]
    [status] = qualification(reading, "25132", model.Status)
    successors = tuple(Subject(Kind.QUALIFICATION, "nl", f"2790{i}") for i in (1, 2, 3))
    assert status.successors == successors
    assert (status.last_intake, status.end) == (date(2030, 7, 31), date(2034, 7, 31))
    assert status.source == f"koppeling.{('csv', 'xlsx')[at]}:2, 3"
    assert not qualification(reading, "25133", model.Status), "a code that stays has no successor"
    assert not qualification(reading, "25134", model.Status)
    assert missed(reading) == ["nog niet bekend", "31-02-2030", "1 mei"]


@pytest.mark.parametrize("at", [0, 1], ids=["csv", "xlsx"])
@pytest.mark.parametrize("rows", [LIST, COUPLING], ids=["list", "coupling"])
def test_every_sign_has_one_share(rows: list[list[object]], at: int) -> None:
    reading = both("lijst", rows)[at]
    total = sum(reading.ledger.characters(share) for share in Share)
    signs = "".join("" if cell is None else str(cell) for row in rows for cell in row)
    assert total == len("".join(signs.split()))


def test_headings_of_ones_own_stand_in_a_file_beside_the_table(tmp_path: Path) -> None:
    path = tmp_path / "eigen lijst.xlsx"
    path.write_bytes(workbook([["Nr", "Benaming", "Wordt"], [27901, "Dijkwerker", 27910]]))
    with pytest.raises(DataError, match="workbook-unknown"):
        told(path)
    beside = tmp_path / "eigen lijst.columns.toml"
    beside.write_text(
        '[names]\ncode = ["nr"]\ntitle = ["benaming"]\nsuccessors = ["wordt"]\n', "utf-8"
    )
    [status] = qualification(told(path), "27901", model.Status)
    assert [successor.code for successor in status.successors] == ["27910"]
    done = qualgraph("convert", tmp_path, "--lang", "en")
    assert done.returncode == 0, done.stderr
    assert b"dct:isReplacedBy qualification:nl-27910" in done.stdout
    beside.write_text('[names]\nkleur = ["nr"]\n', "utf-8")
    with pytest.raises(DataError, match=r"columns-unknown.*kleur.*successors"):
        told(path)
    for broken in ("[names\n", "names = 1\n", "[names]\ncode = 1\n", ""):
        beside.write_text(broken or "# nothing", "utf-8")
        with pytest.raises(DataError, match="columns-file"):
            told(path)


def test_a_list_becomes_status_and_qualifications(tmp_path: Path) -> None:
    for name, rows in (("lijst", LIST), ("koppeling", COUPLING)):
        (tmp_path / f"{name}.xlsx").write_bytes(workbook(rows))
    done = qualgraph("registers", "write", tmp_path / "out", tmp_path, "--lang", "en")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out" / "status.csv").read_text("utf-8").splitlines() == [
        "code,last_intake,end,successor,source",
        '25132,2030-07-31,2034-07-31,27901 27902 27903,"koppeling.xlsx:2, 3"',
    ]
    tables = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert tables == ["qualifications-koppeling.csv", "qualifications-lijst.csv", "status.csv"]
    checked = qualgraph("check", tmp_path / "out", "--lang", "en")
    assert checked.returncode == 0, checked.stdout + checked.stderr


# --- Workbooks that are broken or mean harm -----------------------------------------------------


def altered(member: str, content: bytes) -> bytes:
    """Return a good workbook with one part replaced."""
    source, stream = io.BytesIO(workbook(LIST)), io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, content if name == member else old.read(name))
        if member not in old.namelist():
            new.writestr(member, content)
    return stream.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
OPEN = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
CLOSE = b"</sheetData></worksheet>"
LAUGHS = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
EXTERNAL = b'<?xml version="1.0"?><!DOCTYPE x SYSTEM "file:///etc/passwd">'
WIDE_CELL = b'<c r="AAA1" t="str"><v>x</v></c>'


def corrupted(content: bytes) -> bytes:
    """Return a workbook whose compressed sheet is spoiled, not its directory."""
    at = content.index(SHEET.encode()) + len(SHEET) + 40
    return content[:at] + bytes(byte ^ 0xA5 for byte in content[at : at + 60]) + content[at + 60 :]


def sheets(count: int) -> bytes:
    """Return a workbook with many sheets that are all the same part."""
    with zipfile.ZipFile(io.BytesIO(workbook(LIST))) as archive:
        book = archive.read("xl/workbook.xml").decode()
    start, end = book.index("<sheet "), book.index("</sheets>")
    same = book[start:end]
    more = (same.replace('"Sheet"', f'"S{i}"').replace('"1"', f'"{i}"') for i in range(2, count))
    return altered("xl/workbook.xml", (book[:end] + "".join(more) + book[end:]).encode())


def encoded(content: bytes) -> bytes:
    return content.decode().replace("<?xml", '<?xml encoding="UTF-16"').encode("utf-16")


@pytest.mark.parametrize(
    ("key", "content"),
    [
        ("package-too-large", altered("xl/media/bomb.xml", b" " * 60_000_000)),
        ("archive-declaration", altered(SHEET, LAUGHS + OPEN + CLOSE)),
        ("archive-declaration", altered(SHEET, EXTERNAL + OPEN + CLOSE)),
        ("archive-declaration", altered(SHEET, encoded(LAUGHS + OPEN + CLOSE))),
        ("table-too-long", altered(SHEET, OPEN + b'<row r="99999999999"><c/></row>' + CLOSE)),
        ("table-too-wide", altered(SHEET, OPEN + b'<row r="1">' + WIDE_CELL + b"</row>" + CLOSE)),
        ("workbook-broken", altered(SHEET, OPEN + b'<row r="1"><c r="A1" t="s"><v>9</v></c>')),
        ("workbook-broken", altered(SHEET, OPEN + b'<row r="x"><c r="A1"/></row>' + CLOSE)),
        ("workbook-unknown", altered("xl/workbook.xml", b"<x/>")),
        ("workbook-broken", sheets(50)),
        ("workbook-broken", corrupted(workbook(LIST))),
        ("package-damaged", workbook(LIST)[:3000]),
        ("package-unknown", b"PK\x03\x04" + b"\xff" * 500),
    ],
    ids=lambda value: value if isinstance(value, str) else "made",  # its length is not fixed
)
def test_a_hostile_workbook_is_refused(key: str, content: bytes) -> None:
    began = monotonic()
    with pytest.raises(DataError) as refused:
        read("lijst.xlsx", content)
    assert refused.value.key == key
    assert monotonic() - began < 10


def test_the_limits_of_a_table_are_settings() -> None:
    content = workbook([["crebo", "naam"], *([27000 + i, "x"] for i in range(30))])
    for key, limits in (
        ("table-too-long", Limits(table_rows=10)),
        ("table-too-wide", Limits(table_columns=1)),
        ("package-too-large", Limits(package_bytes=100)),
    ):
        with pytest.raises(DataError, match=key):
            blocks(Source.of("lijst.xlsx", content, limits))
    wide = "<table><tr>" + "<td colspan=1000>a</td>" * 3 + "</tr></table>"
    with pytest.raises(DataError, match="table-too-wide"):
        blocks(Source.of("x.html", b"<html>" + wide.encode()))


def test_a_formula_gives_its_stored_value_and_is_not_run() -> None:
    content = workbook([["crebo", "naam"], [27901, '=HYPERLINK("http://127.0.0.1:1/","x")']])
    assert load_workbook(io.BytesIO(content)).active is not None
    reading = read("lijst.xlsx", content)
    assert not qualification(reading, "27901", model.Title)


def test_a_workbook_is_told_by_its_content(tmp_path: Path) -> None:
    path = tmp_path / "zonder-naam.bin"
    path.write_bytes(workbook(LIST))
    assert len(told(path).records) == 3
