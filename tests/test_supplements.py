"""Supplements in several languages, and the faults that real ones show: the facts stay the same."""

import re
import time
from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualgraph.documents.running_text import read_lines
from qualgraph.documents.source import Source
from qualgraph.errors import DataError
from qualgraph.facts import model as m
from qualgraph.facts.evidence import Fact, Text
from qualgraph.facts.reading import Reading, Share
from qualgraph.facts.supplement import SupplementReader
from tests.conftest import ROOT

READER = SupplementReader.load()
FOLDER = ROOT / "tests" / "supplements"
DUTCH = {tag: (FOLDER / f"nl-25999-{tag}.txt").read_text("utf-8") for tag in ("nl", "en", "de")}
CZECH = (FOLDER / "cz-65-99-H-01-en.txt").read_text("utf-8")
UNKNOWN = (FOLDER / "unknown.txt").read_text("utf-8")
HEADING = re.compile(r"^([1-7])\. .+$", re.MULTILINE)
REFUSALS = {
    "not-a-supplement",
    "supplement-two-codes",
    "supplement-without-code",
    "supplement-without-title",
    "document-binary",
    "document-encoding",
    "document-empty",
}
SUB_HEADINGS = ("Juridische grondslag", "Legal basis", "Rechtsgrundlage")


def source(text: str) -> Source:
    return Source.of("supplement.txt", text.encode(errors="replace"))


def read(text: str) -> Reading:
    reading = READER.read(source(text))
    accounted(source(text), reading)
    return reading


def accounted(given: Source, reading: Reading) -> None:
    """Assert that each non-space character of the document has exactly one share."""
    told: dict[tuple[int, int], int] = {}
    for entry in reading.ledger.entries:
        for place in entry.places:
            for offset, character in enumerate(place.quote, place.start):
                if not character.isspace():
                    told[place.line, offset] = told.get((place.line, offset), 0) + 1
    written = {
        (line.number, offset)
        for line in read_lines(given)
        for offset, character in enumerate(line.text)
        if not character.isspace()
    }
    assert set(told) == written
    assert set(told.values()) == {1}


def told(fact: Fact) -> tuple[object, ...]:
    names = (name for name in fact.__dataclass_fields__ if name != "evidence")
    return (type(fact).__name__, *(getattr(fact, name) for name in names))


def facts(reading: Reading, *kinds: type[Fact]) -> list[tuple[object, ...]]:
    [record] = reading.records
    return [told(fact) for fact in record.facts if not kinds or isinstance(fact, kinds)]


def on_headings(change: Callable[[str], str]) -> Callable[[str], str]:
    return lambda text: HEADING.sub(lambda match: change(match[0]), text)


def spread(heading: str) -> str:
    """Break a heading after half of its words."""
    words = heading.split(" ")
    half = (len(words) + 1) // 2
    return "\n".join(filter(None, (" ".join(words[:half]), " ".join(words[half:]))))


def misspelt(heading: str) -> str:
    """Leave out the fourth letter from the end of the words."""
    words, tag = re.fullmatch(r"(.+?)((?: \([A-Z]{2}\).*)?)", heading).groups()  # type: ignore[union-attr]
    return f"{words[:-4]}{words[-3:]}{tag}" if len(words) > 20 else heading


def in_bullets(bullet: str) -> Callable[[str], str]:
    return lambda text: re.sub(r"^(?=\d\.\d )", bullet, text, flags=re.MULTILINE)


def page_break(text: str) -> str:
    """Repeat the heading of section 5 where a page ends, in the middle of the grades."""
    heading = re.search(r"^5\. .+$", text, re.MULTILINE)
    assert heading
    return re.sub(r"^(?=6 )", f"{heading[0]}\n", text, count=1, flags=re.MULTILINE)


def one_line(separator: str) -> Callable[[str], str]:
    """Put the heading of the legal basis and its value on one line."""
    names = "|".join(SUB_HEADINGS)
    return lambda text: re.sub(rf"^({names})\n", rf"\1{separator}", text, flags=re.MULTILINE)


FAULTS: dict[str, Callable[[str], str]] = {
    "heading glued to the text before": lambda text: re.sub(r"\n(?=4\. )", "", text),
    "no space behind the number": on_headings(lambda heading: heading.replace(". ", ".", 1)),
    "no number": on_headings(lambda heading: heading[3:]),
    "number on a line of its own": on_headings(lambda heading: heading.replace(" ", "\n", 1)),
    "number in brackets": on_headings(lambda heading: heading.replace(".", ")", 1)),
    "footnote (1)": on_headings("{}(1)".format),
    "footnote (*)": on_headings("{} (*)".format),
    "footnote 1)": on_headings("{} 1)".format),
    "superscript": on_headings("{}²".format),
    "lower case": on_headings(
        lambda h: re.sub(r"(?<!\()\b[A-ZÄÖÜË]+\b", lambda w: w[0].lower(), h)
    ),
    "spread over two lines": on_headings(spread),
    "run together": on_headings(lambda h: h[:3] + h[3:].replace(" ", "")),
    "spelling": on_headings(misspelt),
    "tags": on_headings("<strong>{}</strong>".format),
    "heading and value: space": one_line(" "),
    "heading and value: tab": one_line("\t"),
    "heading and value: bar": one_line(" | "),
    "heading and value: colon": one_line(": "),
    "cells": lambda text: re.sub(r"^(.+)$", r"| \1 |", text, flags=re.MULTILINE),
    "bullets •": in_bullets("• "),
    "bullets – ": in_bullets("– "),
    "bullets -": in_bullets("- "),
    "bullets detached": in_bullets("•\n"),
    "lost heading": lambda text: re.sub(r"^5\. .+\n", "", text, flags=re.MULTILINE),
    "page break": page_break,
    "title of the form": lambda text: "CERTIFICATE SUPPLEMENT NO. ……… (*)\n" + text,
    "menus": lambda t: (
        "Home\nContact\nLegal basis\n\n" + t + "\n\nHome\nContact\nPrivacy\nSitemap\n"
    ),
    "table of contents": lambda t: "\n".join(h[0] for h in HEADING.finditer(t)) + "\n\n" + t,
    "page numbers": lambda text: re.sub(r"^(?=5\. )", "2/3\n", text, flags=re.MULTILINE),
    "windows line ends": lambda text: text.replace("\n", "\r\n"),
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("tag", DUTCH)
def test_a_fault_changes_no_fact(tag: str, fault: str) -> None:
    text = FAULTS[fault](DUTCH[tag])
    assert text != DUTCH[tag]
    assert sorted(map(str, facts(read(text)))) == sorted(map(str, facts(read(DUTCH[tag]))))


@pytest.mark.parametrize("tag", DUTCH)
def test_a_dutch_supplement_gives_the_same_facts_in_every_language(tag: str) -> None:
    reading = read(DUTCH[tag])
    assert reading.document.reference == f"nl-25999-supplement-{tag}-2016-08-01"
    assert not reading.ledger.of(Share.NOT_UNDERSTOOD)
    assert facts(reading, m.Level) == [
        ("Level", "mbo-level", "3"),
        ("Level", "nlqf", "3"),
        ("Level", "eqf", "3"),
        ("Level", "isced-1997", "3C"),
    ]
    [duration] = [f for f in reading.records[0].facts if isinstance(f, m.Duration)]
    assert (duration.years, duration.study_load_hours) == (Decimal(3), 4800)
    assert duration.reservation.value
    assert facts(reading, m.RegulatedProfession) == [("RegulatedProfession", False)]
    assert facts(reading, m.TranslationStatus) == [("TranslationStatus", False)]
    assert facts(reading, m.Code) == [("Code", "25999", "crebo", "nl")]
    assert [f[1] for f in facts(reading, m.Pathway)] == ["bol", "bbl"]
    assert len(facts(reading, m.GrowthOccupation)) == 2
    assert [f[1] for f in facts(reading, m.FollowUp)][-1] == "specialisation"
    grades = [f for f in reading.records[0].facts if isinstance(f, m.Grade)]
    assert [grade.value for grade in grades if grade.pass_mark] == [6]
    assert {f[1] for f in facts(reading, m.AdmissionDiploma)} == {"vmbo-kb", "vmbo-gl", "vmbo-tl"}
    assert facts(reading, m.OfferedSince)
    assert facts(reading, m.LegalBasis)[0][2] == "WEB"
    assert next(f[1] for f in facts(reading, m.Title)) == Text("Zeilmaker", "nl")


def test_a_supplement_of_another_country() -> None:
    reading = read(CZECH)
    assert reading.records[0].subject.reference == "cz-65-99-H-01"
    assert facts(reading, m.Title) == [
        ("Title", Text("Plachtař", "cs")),
        ("Title", Text("Sailmaker", "en")),
    ]
    assert ("Code", "65-99-H/01", "national", "cz") in facts(reading, m.Code)
    outcomes = facts(reading, m.LearningOutcome)
    assert [outcome[2:4] for outcome in outcomes] == [
        (1, "general"),
        (2, "general"),
        (3, "vocational"),
        (4, "vocational"),
    ]
    assert outcomes[3][4] == Text("repair sails", "en")
    assert facts(reading, m.ListedOccupation) == [
        ("ListedOccupation", "7534", Text("Sailmaker", "en")),
        ("ListedOccupation", "7535", Text("Tent maker", "en")),
    ]
    assert facts(reading, m.Level) == [("Level", "isced-2011", "353"), ("Level", "eqf", "3")]
    assert facts(reading, m.NationalLevel)
    assert not facts(reading, m.AwardingBody)
    assert facts(reading, m.RecognisingAuthority)[0][1].value.startswith("Ministry")  # type: ignore[attr-defined]
    assert facts(reading, m.Duration) == [("Duration", Decimal(3), None, Text("", "en"))]
    slots = [fact[1] for fact in facts(reading, m.SectionText)]
    assert slots == ["access", "legal-basis", "pathways", "admission", "further-information"]
    rest = [entry.places[0].quote for entry in reading.ledger.of(Share.NOT_UNDERSTOOD)]
    assert rest == [
        "Menu",
        "Home",
        "Czech Republic",
        "{p5_08_x}",
        "Home",
        "Contact",
        "Privacy policy",
        "About us",
    ]


def test_an_unknown_language_still_gives_its_seven_sections() -> None:
    reading = read(UNKNOWN)
    headings = {entry.section for entry in reading.ledger.of(Share.HEADING)}
    assert headings == {READER.form.section(number).id for number in range(1, 8)}
    assert reading.document.language == "uk"
    assert facts(reading, m.NamedAfter) == [("NamedAfter", "Вітрильник")]
    assert facts(reading, m.Level) == [("Level", "eqf", "4"), ("Level", "isced-2011", "354")]
    assert len(facts(reading, m.LearningOutcome)) == 2
    assert facts(reading, m.ListedOccupation)


@pytest.mark.parametrize(
    "placeholder", ["{p5_08_x}", "<<naam>>", "[...]", "[naam]", "XXXX", "………", "......", "____"]
)
@pytest.mark.parametrize("tag", DUTCH)
def test_a_placeholder_never_becomes_a_fact(tag: str, placeholder: str) -> None:
    lines = DUTCH[tag].splitlines()
    for number, line in enumerate(lines):
        if HEADING.fullmatch(line) or number == 0:
            continue
        changed = "\n".join((*lines[:number], f"{line} {placeholder}", *lines[number + 1 :]))
        try:
            found = read(changed)
        except DataError:
            continue  # the line of the code: a Dutch supplement needs one
        assert placeholder not in str(facts(found))


@pytest.mark.parametrize(
    ("tag", "affirmed", "denied"),
    [
        ("nl", "is gereguleerd in Nederland", "is niet gereguleerd in Nederland"),
        ("en", "is regulated in the Netherlands", "is not regulated in the Netherlands"),
        (
            "de",
            "ist in den Niederlanden reglementiert",
            "ist in den Niederlanden nicht reglementiert",
        ),
    ],
)
def test_a_denial_is_read_as_one(tag: str, affirmed: str, denied: str) -> None:
    assert denied in DUTCH[tag]
    reading = read(DUTCH[tag].replace(denied, affirmed))
    assert facts(reading, m.RegulatedProfession) == [("RegulatedProfession", True)]


@pytest.mark.parametrize(
    ("text", "years", "hours"),
    [
        ("3 years (4,800 hours)", "3", 4800),
        ("three years", "3", None),
        ("3½ years", "3.5", None),
        ("36 months", "3", None),
        ("2.5 years", "2.5", None),
        ("1600 hours of study", None, 1600),
    ],
)
def test_durations(text: str, years: str | None, hours: int | None) -> None:
    changed = re.sub(r"^3 years .+$", text, DUTCH["en"], flags=re.MULTILINE)
    [fact] = facts(read(changed), m.Duration)
    assert fact[1:3] == (Decimal(years) if years else None, hours)


@pytest.mark.parametrize("text", ["2 to 3 years", "2-3 years", "3 or 4 years", "no years given"])
def test_an_unclear_duration_is_no_fact(text: str) -> None:
    changed = re.sub(r"^3 years .+$", text, DUTCH["en"], flags=re.MULTILINE)
    reading = read(changed)
    assert not facts(reading, m.Duration)
    assert text in [entry.places[0].quote for entry in reading.ledger.of(Share.NOT_UNDERSTOOD)]


@pytest.mark.parametrize(
    ("line", "code", "title"),
    [
        ("65-51-H/01 Sailmaker", "65-51-H/01", "Sailmaker"),
        (
            "31 522 01 1000 00 00 Sail machine mechanic",
            "31 522 01 1000 00 00",
            "Sail machine mechanic",
        ),
        ("Sail technician, reference number 351203", "351203", "Sail technician"),
        ("2697 K sailmaker", "2697 K", "sailmaker"),
    ],
)
def test_a_code_and_a_title_on_one_line(line: str, code: str, title: str) -> None:
    text = CZECH.replace("65-99-H/01 Plachtař", line).replace("65-99-H/01 ", "")
    reading = read(text)
    assert facts(reading, m.Code) == [("Code", code, "national", "cz")]
    assert facts(reading, m.Title)[0][1].value == title  # type: ignore[attr-defined]


def test_without_a_code_another_country_is_named_after_the_title() -> None:
    reading = read(CZECH.replace("65-99-H/01 ", ""))
    assert reading.records[0].subject.reference == "cz-plachtar"
    assert facts(reading, m.NamedAfter) == [("NamedAfter", "Plachtař")]


@pytest.mark.parametrize("tag", DUTCH)
def test_a_dutch_supplement_without_a_code_is_refused(tag: str) -> None:
    with pytest.raises(DataError, match="supplement-without-code"):
        read(DUTCH[tag].replace("25999", ""))


def test_a_long_text_that_mentions_core_tasks_is_refused_quickly() -> None:
    chapter = "{}. Hoofdstuk over examens\nKerntaak 1: de student legt het examen af.\n" + (
        "De onderwijs- en examenregeling noemt kerntaken en werkprocessen van de opleiding. " * 5
        + "\n"
    )
    text = "\n".join(chapter.format(number) for number in range(1, 10)) * 100
    given = source(text)
    read_lines(given)
    start = time.process_time()
    with pytest.raises(DataError, match="not-a-supplement"):
        READER.read(given)
    assert time.process_time() - start < 3


@pytest.mark.parametrize("tag", DUTCH)
def test_two_pages_are_read_in_a_few_milliseconds(tag: str) -> None:
    given = source(DUTCH[tag])
    READER.read(given)
    times = []
    for _ in range(20):
        start = time.process_time()
        READER.read(given)
        times.append(time.process_time() - start)
    assert min(times) < 0.03  # a slow machine; measured 0.003 to 0.007


def test_two_columns_of_which_labels_run_over_lines() -> None:
    text = DUTCH["nl"]
    label = "Niveau van het diploma (nationaal of internationaal)\n"
    value = "Kwalificatieniveau 3 van de Nederlandse kwalificatiestructuur\n"
    columns = (
        "Niveau van het diploma (nationaal of\tKwalificatieniveau 3 van de Nederlandse\n"
        "internationaal)\tkwalificatiestructuur\n"
    )
    assert label + value in text
    assert facts(read(text.replace(label + value, columns))) == facts(read(text))


def test_values_stand_under_a_row_of_headings() -> None:
    awarding, recognising, level = (
        READER.languages["nl"].headings[slot][0]
        for slot in ("awarding-body", "recognising-authority", "level")
    )
    text = DUTCH["nl"]
    cut = text[: text.index(awarding)], text[text.index(level) :]
    row = f"{awarding}\t{recognising}\nde examencommissie\tMinisterie van Zaken\n"
    reading = read(row.join(cut))
    assert facts(reading, m.AwardingBody) == [("AwardingBody", Text("de examencommissie", "nl"))]
    assert facts(reading, m.RecognisingAuthority)[0][1] == Text("Ministerie van Zaken", "nl")


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_mixture_of_lines_is_read_whole_or_refused(data: st.DataObject) -> None:
    known = [line for text in (*DUTCH.values(), CZECH, UNKNOWN) for line in text.splitlines()]
    base = data.draw(st.sampled_from([*DUTCH.values(), CZECH, UNKNOWN])).splitlines()
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(base) - 1))
        new = data.draw(st.sampled_from(known) | st.text(max_size=30))
        change = data.draw(st.sampled_from(["insert", "replace", "glue", "cell", "delete"]))
        old = base[at] if change in ("glue", "cell") else ""
        line = f"{old}{'|' if change == 'cell' else ''}{new}"
        base[at : at + (change != "insert")] = [] if change == "delete" and at else [line]
    text = "\n".join(base)
    try:
        read(text)
    except DataError as error:
        assert error.key in REFUSALS  # noqa: PT017
