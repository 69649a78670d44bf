"""Headings that no language file has: number, order, manner and likeness find them all the same."""

import re
from collections.abc import Callable

import pytest

from qualgraph.documents.source import Source
from qualgraph.errors import DataError
from qualgraph.facts import model as m
from qualgraph.facts.reading import Reading, Share
from qualgraph.facts.supplement import SupplementReader

READER = SupplementReader.load()

# The headings are worded unlike those of the Swedish file, as another author would word them.
SWEDISH = """EUROPASS TILLÄGG TILL BETYGET

1. BETYGETS NAMN (SV)
Segelmakare
på originalspråket

2. NAMN I ÖVERSÄTTNING (EN)
Sailmaker
Denna översättning har ingen rättslig status

3. VAD INNEHAVAREN KAN
Allmän kompetens
• läser ritningar
• räknar på material
Yrkeskompetens
• syr segel
• lagar tält

4. LÄMPLIGA YRKEN FÖR INNEHAVAREN
7534 Segelmakare
7535 Tältmakare

5. GRUNDEN FÖR BETYGET

Namn och status på organet som utfärdar betyget
Segelskolan i Norr.

Namn och status på den myndighet som erkänner betyget
Skolverket, Sverige

Betygets nivå (nationell eller internationell)
SeQF 4
EQF 4

Betygsskala
Godkänd eller inte godkänd

Tillträde till nästa utbildningsnivå
Högskola

Internationella avtal
Inga avtal finns

Rättslig grund
Skollagen

6. VÄGAR TILL BETYGET
Beskrivning av utbildningen\tAndel av programmet\tLängd
På skolan\t60 %\t2 år
På arbetsplatsen\t40 %\t2 år

Total längd på utbildningen som leder till betyget
3 år (2400 h)

Antagningskrav
Grundskola

7. MER UPPLYSNINGAR
Se även www.example.se
"""
SECTIONS = [READER.form.section(number).id for number in range(1, 8)]


def read(text: str) -> Reading:
    return READER.read(Source.of("supplement.txt", text.encode()))


def facts(reading: Reading) -> list[str]:
    [record] = reading.records
    return sorted(
        f"{type(fact).__name__} "
        + str([getattr(fact, n) for n in fact.__dataclass_fields__ if n != "evidence"])
        for fact in record.facts
    )


def headings(reading: Reading) -> set[str]:
    return {entry.section for entry in reading.ledger.of(Share.HEADING)}


def without_words(text: str, number: int) -> str:
    return re.sub(rf"^{number}\. .+$", f"{number}.", text, flags=re.MULTILINE)


def test_another_wording_has_every_section_and_part() -> None:
    reading = read(SWEDISH)
    [record] = reading.records
    assert reading.document.language == "sv"
    assert set(SECTIONS) <= headings(reading)
    assert [f.category for f in record.facts if isinstance(f, m.LearningOutcome)] == [
        *("general", "general", "vocational", "vocational")
    ]
    assert [f.code for f in record.facts if isinstance(f, m.ListedOccupation)] == ["7534", "7535"]
    assert [f.text.value for f in record.facts if isinstance(f, m.Title)] == [
        *("Segelmakare", "Sailmaker")
    ]
    words = {f.slot: f.text.value for f in record.facts if isinstance(f, m.SectionText)}
    assert words["pathways"] == "På skolan 60 % 2 år På arbetsplatsen 40 % 2 år"
    [duration] = [f for f in record.facts if isinstance(f, m.Duration)]
    assert duration.years == 3
    assert duration.study_load_hours == 2400


CHANGES: dict[str, Callable[[str], str]] = {
    "outline numbers": lambda t: re.sub(r"^([1-7])\. ", r"1.\1. \1. ", t, flags=re.MULTILINE),
    "no full stop": lambda t: re.sub(r"^([1-7])\. ", r"\1 ", t, flags=re.MULTILINE),
    "glued": lambda t: t.replace("tält\n\n4. ", "tält4. "),
    "number without words": lambda t: without_words(t, 4),
    "words without number": lambda t: t.replace("\n5. ", "\n"),
    "both kinds lost": lambda t: without_words(t.replace("\n4. ", "\n"), 6),
    "page number": lambda t: t.replace("7535 T", "2 / 3\n7535 T"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_lost_of_a_heading_changes_no_fact(change: str) -> None:
    changed = CHANGES[change](SWEDISH)
    assert changed != SWEDISH
    assert facts(read(changed)) == facts(read(SWEDISH))


def test_an_enumeration_is_no_row_of_sections() -> None:
    items = "\n".join(f"{number}. syr segel {number}" for number in range(1, 8))
    reading = read(SWEDISH.replace("• syr segel\n• lagar tält", items))
    assert set(SECTIONS) <= headings(reading)
    [record] = reading.records
    outcomes = [f for f in record.facts if isinstance(f, m.LearningOutcome)]
    assert len(outcomes) == 9
    assert len([f for f in record.facts if isinstance(f, m.ListedOccupation)]) == 2


def test_a_value_beside_its_heading_stays_a_value() -> None:
    inline = SWEDISH.replace("Antagningskrav\nGrundskola", "Antagningskrav: grundskola")
    assert "grundskola" in str(facts(read(inline)))


def test_numbered_chapters_are_no_supplement() -> None:
    text = "\n\n".join(f"{number}. KAPITEL OM TENTAMEN\nText." for number in range(1, 8))
    with pytest.raises(DataError, match="not-a-supplement"):
        read(text)
