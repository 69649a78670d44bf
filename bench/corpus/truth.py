"""What a certificate supplement says, as structured values, before any wording."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random
from typing import TypeAlias

from bench.corpus.speech import Speech
from bench.corpus.wordings import templates, vocabulary

Phrase: TypeAlias = tuple[str, str, str]
"""One thing in Dutch, English and German."""

_MARKETS = ("business-to-business", "business-to-consumer")
_SITES = ("nuov", "europass-centre", "vetinfo")
DIPLOMAS = ("vmbo-bb", "vmbo-kb", "vmbo-gl", "vmbo-tl")


@dataclass(frozen=True, slots=True)
class Task:
    """A core task and its work processes."""

    title: Phrase
    processes: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class DutchTruth:
    """What a supplement of the Dutch form says; shares in per cent, the load in hours.

    ``isced`` is a code of 1997 (``3A``) or of 2011 (``354``); ``electives`` is 0 where there are
    none; ``amended_by`` names the directive that changed 2005/36.
    """

    code: str
    title: Phrase
    dossier: Phrase
    tasks: tuple[Task, ...]
    settings: tuple[str, ...]
    markets: tuple[str, ...]
    occupation: tuple[Phrase, ...]
    level: int
    isced: str
    growth: tuple[Phrase, ...]
    programmes: tuple[Phrase, ...]
    specialisations: tuple[Phrase, ...]
    profession_regulated: bool
    education_regulated: bool
    article: str
    since: date
    pathways: tuple[str, ...]
    minimum: int
    maximum: int
    work_days: int
    years: Decimal
    hours: int
    diplomas: tuple[str, ...]
    comparable: bool
    electives: int
    version: str
    rights: int


@dataclass(frozen=True, slots=True)
class ForeignTruth:
    """What a supplement of another country says.

    ``outcomes`` pairs a category (empty, ``general``, ``vocational``) with words; ``occupations``
    pairs a national code or nothing with words, empty where ``occupation`` says it in prose.
    """

    country: str
    authority: str
    code: str
    code_in_title: str
    title: str
    translated: str
    translated_code: bool
    outcomes: tuple[tuple[str, str], ...]
    occupation: str
    occupations: tuple[tuple[str, str], ...]
    awarding: tuple[str, ...]
    eqf: int
    isced: str
    national: str
    grading: str
    access: str
    agreements: str
    legal: str
    years: Decimal
    hours: int | None
    shares: tuple[tuple[str, str, str], ...]
    entry: str
    further: str
    address: str


def dutch_truth(rng: Random) -> DutchTruth:
    """Return what a supplement of the Dutch form could say."""
    row = vocabulary()
    level = rng.choice((1, 2, 3, 4, 4, 4))
    settings = rng.sample(("sme", "large-enterprise"), rng.randint(0, 2))
    years = rng.choice(("1", "2", "3", "4") if level > 1 else ("1",))
    years = rng.choice((years, years, f"{years}.5"))
    programmes = rng.sample(row["programmes"], rng.randint(1, 3)) if level == 4 else []
    return DutchTruth(
        code=f"{rng.choice((rng.randint(10000, 99999), rng.randint(25000, 27999)))}",
        title=_phrase(rng.choice(row["titles"])),
        dossier=_phrase(rng.choice(row["dossiers"])),
        tasks=_tasks(rng),
        settings=tuple(sorted(settings, key=("sme", "large-enterprise").index)),
        markets=tuple(rng.sample(_MARKETS, rng.choice((0, 0, 1)))),
        occupation=_phrases(rng, "occupation", 2, 5),
        level=level,
        isced=rng.choice((("2C", "253"), ("3C", "353"), ("3C", "353"), ("3A", "354"))[level - 1]),
        growth=_phrases(rng, "growth", 0, 2),
        programmes=tuple(map(_phrase, programmes)),
        specialisations=_phrases(rng, "specialisations", 0, 1) if level == 4 else (),
        profession_regulated=rng.random() < 0.2,
        education_regulated=rng.random() < 0.7,
        article=rng.choice(("11", "13")),
        since=date(rng.randint(2008, 2024), rng.choice((1, 8, 8)), 1),
        pathways=rng.choice((("bol", "bbl"), ("bol", "bbl"), ("bol",), ("bbl",))),
        minimum=20,
        maximum=rng.choice((59, 60)),
        work_days=rng.choice((3, 4)),
        years=Decimal(years),
        hours=int(1600 * Decimal(years)),
        diplomas=tuple(sorted(rng.sample(DIPLOMAS, rng.randint(1, 3)))),
        comparable=rng.random() < 0.7,
        electives=rng.choice((0, 10, 15, 15)),
        version=rng.choice(("2010", "2012")),
        rights=rng.choice((2002, 2012)),
    )


def foreign_truth(language: str, rng: Random) -> ForeignTruth:
    """Return what a supplement of another country could say, in ``language``."""
    template = templates()[language]
    speech = Speech(language, template.letters, rng)
    country = rng.choice(tuple(template.countries))
    code, place = _national_code(country, language, rng)
    level = rng.randint(2, 5)
    prose = rng.random() < 0.5
    shares = rng.choice(((40, 60), (50, 50), (70, 30)))
    years = rng.choice(("2", "3", "4", "3.5"))
    return ForeignTruth(
        country=country,
        authority=template.countries[country],
        code=code,
        code_in_title=place,
        title=(Speech.original(country, rng) if language == "en" else speech.name("titles")),
        translated=Speech("en", "", rng).name("titles"),
        translated_code=rng.random() < 0.5,
        outcomes=_outcomes(speech, rng),
        occupation=speech.prose("occupation", rng.randint(2, 4)) if prose else "",
        occupations=() if prose else _occupations(speech, rng),
        awarding=(speech.sentence("awarding"), speech.address())[: rng.randint(1, 2)],
        eqf=level,
        isced=rng.choice(("353", "354", "344", "453")),
        national=speech.national(country, level) if rng.random() < 0.5 else "",
        grading=speech.sentence("grading"),
        access=speech.sentence("access"),
        agreements=speech.sentence("agreements"),
        legal=speech.sentence("legal"),
        years=Decimal(years),
        hours=rng.choice((None, None, 2400, 4500)),
        shares=tuple(
            (row, f"{share} %", f"{rng.randint(2, 3)} {template.years}")
            for row, share in zip(template.rows, shares, strict=True)
        ),
        entry=speech.sentence("entry"),
        further=speech.sentence("further"),
        address=f"http://www.{rng.choice(_SITES)}.{country}/europass",
    )


def _phrase(row: list[str]) -> Phrase:
    dutch, english, german = row
    return dutch, english, german


def _phrases(rng: Random, topic: str, least: int, most: int) -> tuple[Phrase, ...]:
    rows = rng.sample(vocabulary()[topic], rng.randint(least, most))
    return tuple(map(_phrase, rows))


def _tasks(rng: Random) -> tuple[Task, ...]:
    titles = _phrases(rng, "tasks", 2, 5)
    return tuple(Task(title, _phrases(rng, "processes", 1, 6)) for title in titles)


def _national_code(country: str, language: str, rng: Random) -> tuple[str, str]:
    """Return a code and where it stands: before the title, after it, or nowhere."""
    first, second = rng.randint(10, 99), rng.randint(10, 99)
    czech = f"{first}-{second}-{rng.choice('EHLM')}/0{rng.randint(1, 3)}"
    part = rng.choice(("0000", "1000"))
    hungarian = f"{first} {rng.randint(100, 999)} 0{rng.randint(1, 9)} {part} 00 00"
    reference = f"{rng.randint(111111, 999999)}"
    match country:
        case "cz":
            return czech, "before"
        case "hu":
            return hungarian, "before"
        case "pl" if language == "en":
            return reference, "after"
        case _:
            return rng.choice(((czech, "before"), (hungarian, "before"), ("", ""), ("", "")))


def _outcomes(speech: Speech, rng: Random) -> tuple[tuple[str, str], ...]:
    if rng.random() < 0.5:
        return tuple(("", text) for text in speech.outcomes(rng.randint(4, 10)))
    count = rng.randint(2, 4)
    texts = speech.outcomes(count + rng.randint(3, 7))
    return tuple(
        ("general" if index < count else "vocational", text) for index, text in enumerate(texts)
    )


def _occupations(speech: Speech, rng: Random) -> tuple[tuple[str, str], ...]:
    names = speech.names("titles", rng.randint(2, 6))
    coded = rng.random() < 0.6
    return tuple((f"{rng.randint(1000, 9999)}" if coded else "", name) for name in names)
