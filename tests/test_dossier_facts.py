"""The 40 facts of the real supplement, one by one, each with its line."""

import itertools
from datetime import date
from decimal import Decimal

import pytest

from qualgraph.facts import model as m
from qualgraph.facts.evidence import Fact, Text
from qualgraph.facts.reading import Share
from qualgraph.facts.subjects import Kind
from qualgraph.release.conversion import Conversion


def nl(value: str) -> Text:
    return Text(value, "nl")


def en(value: str) -> Text:
    return Text(value, "en")


NRP = en("National Reference Point (NRP)")
OCW = "Ministerie van Onderwijs, Cultuur en Wetenschap"

# number in the list of facts, kind of fact, its values in order, lines
FACTS: list[tuple[int, type[Fact], tuple[object, ...], tuple[int, ...]]] = [
    (1, m.Title, (nl("(Junior) accountmanager"),), (6,)),
    (1, m.Title, (en("(Junior) account manager"),), (14,)),
    (2, m.CertificateType, (nl("Diploma Beroepsonderwijs"),), (5,)),
    (2, m.CertificateType, (en("Certificate Senior Secondary Vocational Education"),), (13,)),
    (3, m.DossierTitle, (nl("Commercie"),), (7,)),
    (3, m.DossierTitle, (en("Commerce"),), (15,)),
    (4, m.TranslationStatus, (False,), (17,)),
    (9, m.WorkSetting, ("sme",), (53,)),
    (9, m.WorkSetting, ("large-enterprise",), (53,)),
    (9, m.WorkSetting, ("business-to-business",), (53,)),
    (11, m.DocumentStatus, (False,), (57,)),
    (11, m.DocumentBasis, ("reso", "93/C 49/01", date(1992, 12, 3)), (57,)),
    (11, m.DocumentBasis, ("reso", "96/C 224/04", date(1996, 7, 15)), (57,)),
    (11, m.DocumentBasis, ("reco", "2001/613/EC", date(2001, 7, 10)), (57,)),
    (
        12,
        m.AwardingBody,
        (nl("de examencommissie van de onderwijsinstelling waar de opleiding gevolgd is"),),
        (71,),
    ),
    (13, m.RecognisingAuthority, (nl(OCW),), (75,)),
    (14, m.Level, ("mbo-level", "4"), (79,)),
    (16, m.Level, ("nlqf", "4"), (83,)),
    (17, m.Level, ("eqf", "4"), (83,)),
    (18, m.Level, ("isced-1997", "3A"), (83,)),
    (20, m.GrowthOccupation, (nl("(senior) accountmanager"),), (100,)),
    (20, m.GrowthOccupation, (nl("regiomanager"),), (100,)),
    (
        21,
        m.HigherEducationAccess,
        (nl("De (Junior) accountmanager kan een hbo-opleiding gaan volgen."),),
        (100,),
    ),
    (22, m.FollowUp, (Kind.PROGRAMME, nl("Commerciële economie")), (100,)),
    (22, m.FollowUp, (Kind.PROGRAMME, nl("Small business en retailmanagement")), (100,)),
    (22, m.FollowUp, (Kind.SPECIALISATION, nl("Sales- en accountmanagement")), (100,)),
    (23, m.RegulatedProfession, (False,), (104,)),
    (24, m.RegulatedEducation, (True, "4", "2005/36/EG", "2013/55/EU"), (104,)),
    (25, m.LegalBasis, (nl("Wet educatie en beroepsonderwijs"), "WEB"), (108,)),
    (26, m.Code, ("25132", "crebo", "nl"), (108,)),
    (27, m.OfferedSince, (date(2015, 8, 1),), (110,)),
    (28, m.Pathway, ("bol",), (114,)),
    (28, m.Pathway, ("bbl",), (114,)),
    (29, m.WorkPlacementShare, ("bol", Decimal("0.2"), Decimal("0.6"), False), (116,)),
    (29, m.WorkPlacementShare, ("bbl", Decimal("0.6"), None, True), (116,)),
    (30, m.WeekSchedule, ("bbl", 4, 1), (116,)),
    (32, m.Duration, (Decimal(3), 4800, nl("afhankelijk van de vooropleiding")), (122,)),
    (35, m.AdmissionDiploma, ("vmbo-kb",), (126,)),
    (35, m.AdmissionDiploma, ("vmbo-gl",), (126,)),
    (35, m.AdmissionDiploma, ("vmbo-tl",), (126,)),
    (35, m.ComparableAdmission, (), (126,)),
    (36, m.SectionsFromDossier, (("3", "4"),), (130,)),
    (36, m.DossierSite, ("http://kwalificaties.s-bb.nl/",), (130, 134)),
    (37, m.ElectiveUnits, (), (136,)),
    (37, m.ElectiveShare, (Decimal("0.15"),), (136,)),
    (37, m.ElectivesOnDiploma, (), (136,)),
    (38, m.ReferencePoint, (NRP, nl("SBB"), nl(OCW)), (138,)),
    (39, m.ReferencePointSite, (NRP, "http://www.s-bb.nl/"), (138,)),
    (39, m.DocumentSite, ("http://www.europass.cedefop.europa.eu/",), (59,)),
    (40, m.DocumentForm, ("2010", "Europese Gemeenschappen", 2002), (61,)),
]

GRADES = {
    10: "uitmuntend",
    9: "zeer goed",
    8: "goed",
    7: "ruim voldoende",
    6: "voldoende",
    5: "bijna voldoende",
    4: "onvoldoende",
    3: "zeer onvoldoende",
    2: "slecht",
    1: "zeer slecht",
}


def facts(dossier: Conversion, kind: type[Fact]) -> list[Fact]:
    [record] = dossier.reading.records
    return [fact for fact in record.facts if isinstance(fact, kind)]


def values(fact: Fact) -> tuple[object, ...]:
    names = (name for name in fact.__dataclass_fields__ if name != "evidence")
    return tuple(getattr(fact, name) for name in names)


@pytest.mark.parametrize(("number", "kind", "expected", "lines"), FACTS)
def test_fact(
    dossier: Conversion,
    number: int,
    kind: type[Fact],
    expected: tuple[object, ...],
    lines: tuple[int, ...],
) -> None:
    found = [(values(fact), fact.evidence.lines) for fact in facts(dossier, kind)]
    assert (expected, lines) in found, number
    wanted = [row for row in FACTS if row[1] is kind]
    assert len(found) == len(wanted)


def test_5_four_core_tasks_in_order(dossier: Conversion) -> None:
    tasks = [fact for fact in facts(dossier, m.CoreTask) if isinstance(fact, m.CoreTask)]
    assert [(task.number, task.position) for task in tasks] == [(str(n), n) for n in range(1, 5)]
    assert tasks[3].text == nl("Voert het accountmanagement uit")


def test_6_7_8_sixteen_work_processes_in_order_under_their_core_task(dossier: Conversion) -> None:
    found = [fact for fact in facts(dossier, m.WorkProcess) if isinstance(fact, m.WorkProcess)]
    sizes = {1: 2, 2: 5, 3: 4, 4: 5}
    expected = [(f"{t}.{n}", n, str(t)) for t, size in sizes.items() for n in range(1, size + 1)]
    assert [(p.number, p.position, p.core_task) for p in found] == expected
    assert found[13].text == nl("Coördineert de uitvoering van accountplannen en stelt deze bij")


def test_9_the_description_is_mended_across_the_page_break(dossier: Conversion) -> None:
    [description] = facts(dossier, m.OccupationDescription)
    assert "Vanuit de binnendienstrol benadert hij zo nodig" in str(values(description)[0])
    assert description.evidence.lines == (53, 65)


def test_15_the_characteristics_of_the_level_are_whole(dossier: Conversion) -> None:
    [characteristics] = facts(dossier, m.LevelCharacteristics)
    text = str(values(characteristics)[0])
    assert "beroepsonafhankelijke vaardigheden" in text
    assert "nieuwe procedures tot het takenpakket." in text


def test_19_ten_grades_with_words_and_the_pass_mark(dossier: Conversion) -> None:
    grades = [fact for fact in facts(dossier, m.Grade) if isinstance(fact, m.Grade)]
    assert {grade.value: grade.text.value for grade in grades} == GRADES
    assert [grade.value for grade in grades if grade.pass_mark] == [6]


def test_24_the_article_of_the_directive(dossier: Conversion) -> None:
    [access] = facts(dossier, m.RegulatedAccess)
    assert values(access)[0] == "11"


def test_31_availability_depends_on_the_school(dossier: Conversion) -> None:
    [availability] = facts(dossier, m.PathwayAvailability)
    assert "afhankelijk van de onderwijsinstelling" in str(values(availability))


def test_every_quotation_stands_in_its_line(dossier: Conversion) -> None:
    lines = dossier.source.text.splitlines()
    plain = [
        line.replace("**", "").replace("\\", "").replace("<", "").replace(">", "") for line in lines
    ]
    for fact in dossier.reading.records[0].facts:
        for place in fact.evidence.places:
            assert place.quote.split()[0] in plain[place.line - 1]


def test_every_line_is_accounted_for(dossier: Conversion) -> None:
    ledger = dossier.reading.ledger
    assert not ledger.of(Share.NOT_UNDERSTOOD)
    told = {place.line for entry in ledger.entries for place in entry.places}
    written = {i for i, line in enumerate(dossier.source.text.splitlines(), 1) if line.strip()}
    assert told == written


def test_every_character_has_one_share(dossier: Conversion) -> None:
    spans = [
        (place.line, place.start, place.start + len(place.quote))
        for entry in dossier.reading.ledger.entries
        for place in entry.places
    ]
    for (line, _, end), (following, start, _) in itertools.pairwise(sorted(spans)):
        assert line < following or end <= start
