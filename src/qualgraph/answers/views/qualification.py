"""The page of a qualification: what it is, at which level, what one can do, what comes next."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from qualgraph.answers.site import Rows
from qualgraph.answers.views.asked import Asked, Said, text_of
from qualgraph.answers.views.elsewhere import Elsewhere, elsewhere
from qualgraph.answers.views.evidence import Because
from qualgraph.answers.views.links import Link, links_of
from qualgraph.graph.terms import DCT, ELM, QG, RDFS, SKOS

EQF_LEVELS = range(1, 9)
# Under which heading of the page the words of a section of a supplement belong.
_PLACES = {
    "level": "level",
    "occupations": "occupations",
    "access": "next",
    "pathways": "earned",
    "duration": "earned",
    "admission": "earned",
    "grading": "earned",
    "awarding-body": "earned",
}
_BY_LAW = frozenset({"basis", "legal-basis", "recognising-authority", "international-agreements"})


@dataclass(frozen=True, slots=True)
class Level:
    """A level in one framework."""

    framework: str
    number: str
    level: Said


@dataclass(frozen=True, slots=True)
class Task:
    """A core task or work process with its number; a core task has its work processes."""

    number: str
    task: Said
    links: tuple[Link, ...] = ()
    parts: tuple["Task", ...] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """What the holder can do of one kind of competence, as the document orders it; the kind is
    empty where the document tells none."""

    kind: Said
    outcomes: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """The words of a section of a document that nothing finer was read from."""

    code: str
    heading: Said
    text: Said


@dataclass(frozen=True, slots=True)
class Occupation:
    """An occupation that a qualification prepares for, or that one may grow into; ``groups`` has
    the code and name of the ISCO group by the IRI of an occupation in ESCO."""

    occupation: Said
    growth: bool
    settings: tuple[Said, ...]
    links: tuple[Link, ...]
    groups: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What may come next: a programme by name, or a sector by law with its condition."""

    target: Said
    sector: Said
    condition: str
    since: str
    source: str


@dataclass(frozen=True, slots=True)
class Pathway:
    """A way to earn the diploma: shares as percentages, days a week."""

    name: Said
    description: Said
    share: str
    school_days: str
    work_days: str


@dataclass(frozen=True, slots=True)
class Grading:
    """The grades, the best first, and which of them are a pass."""

    grades: tuple[tuple[str, Said], ...]
    passes: str


@dataclass(frozen=True, slots=True)
class Qualification:
    """All that the page of a qualification shows, in its order."""

    code: Said
    type: Said
    status: tuple[Said, ...]
    domain: Said
    dossier: Said
    description: Said
    what: str
    levels: tuple[Level, ...]
    eqf: int
    national: Said
    characteristics: Said
    tasks: tuple[Task, ...]
    kinds: tuple[Kind, ...]
    listed: tuple[Said, ...]
    sections: Mapping[str, tuple[Section, ...]]
    electives: tuple[Said, ...]
    elective_links: tuple[Elsewhere, ...]
    occupations: tuple[Occupation, ...]
    by_name: tuple[FollowUp, ...]
    by_law: tuple[FollowUp, ...]
    within_mbo: tuple[Said, ...]
    pathways: tuple[Pathway, ...]
    earning: tuple[tuple[str, Said], ...]
    admission: tuple[Said, ...]
    grading: Grading
    law: tuple[tuple[str, Said], ...]
    elsewhere: tuple[Elsewhere, ...]
    offered: tuple[Elsewhere, ...]


def view(asked: Asked) -> Qualification:
    """Return what the page shows."""
    links = {
        place: elsewhere("qualification", place, asked.language, asked.reference)
        for place in ("elsewhere", "offered", "electives")
    }
    levels = tuple(_levels(asked))
    by_name, by_law = _follow_ups(asked)
    number = next((each.number for each in levels if each.framework == "EQF"), "")
    return Qualification(
        code=asked.said(DCT("identifier")),
        type=asked.link(QG("programmeType")),
        status=tuple(_status(asked)),
        domain=asked.link(QG("domain")),
        dossier=asked.link(DCT("isPartOf")),
        description=_description(asked),
        what=_what(asked, levels),
        levels=levels,
        eqf=int(number) if number.isdigit() else 0,
        national=asked.said(QG("nationalLevel")),
        characteristics=asked.said(QG("levelCharacteristics")),
        tasks=_tasks(asked),
        kinds=tuple(_kinds(asked)),
        listed=tuple(asked.linked(QG("listedOccupation"))),
        sections=_sections(asked),
        electives=tuple(_electives(asked)),
        elective_links=links["electives"],
        occupations=tuple(_occupations(asked)),
        by_name=by_name,
        by_law=by_law,
        within_mbo=tuple(_within_mbo(asked)),
        pathways=tuple(_pathways(asked)),
        earning=tuple(_earning(asked)),
        admission=tuple(_admission(asked)),
        grading=_grading(asked),
        law=tuple(_law(asked)),
        elsewhere=links["elsewhere"],
        offered=links["offered"],
    )


def _status(asked: Asked) -> Iterator[Said]:
    """Yield what is known of the state of the qualification; that it is unknown is said too."""
    since = asked.said(QG("validFrom"))
    law = asked.link(QG("establishedBy"))
    if since and law:
        words = asked.t("qualification.established", since=since.words)
        yield replace(since, words=words, why=since.why + law.why)
    ended = asked.said(QG("endsOn"))
    intake = asked.said(QG("lastIntake"))
    if ended:
        yield replace(ended, words=asked.t("qualification.ended", day=ended.words))
    if intake:
        yield replace(intake, words=asked.t("qualification.intake-ended", day=intake.words))
    for successor in asked.linked(DCT("isReplacedBy")):
        yield replace(successor, note=asked.t("qualification.succeeded"))
    if not (ended or intake or asked.facts.things(asked.iri, DCT("isReplacedBy"))):
        yield Said(asked.t("qualification.status-unknown"))


def _description(asked: Asked) -> Said:
    own = asked.said(DCT("description"))
    if own:
        return own
    for occupation in asked.facts.things(asked.iri, QG("preparesFor")):
        if told := asked.said(DCT("description"), occupation):
            return told
    return Said("")


def _what(asked: Asked, levels: tuple[Level, ...]) -> str:
    """Return in one line what it is: of which education, of which country, at which level."""
    mbo = next((each.number for each in levels if each.framework == "mbo"), "")
    name = "is" if mbo else "is-without-level"
    return asked.t(f"qualification.{name}", level=mbo, country=asked.land)


def _levels(asked: Asked) -> Iterator[Level]:
    frameworks = (
        ("mbo", QG("mboLevel")),
        (asked.t("qualification.nqf"), ELM("NQFLevel")),
        ("EQF", ELM("EQFLevel")),
        ("ISCED", ELM("educationLevel")),
        ("ISCED 2011", QG("isced2011Level")),
    )
    for framework, predicate in frameworks:
        for iri in asked.facts.things(asked.iri, predicate):
            why = asked.evidence.of(asked.iri, predicate, value=iri)
            yield Level(framework, asked.facts.code(iri), asked.thing(iri, why))


def _tasks(asked: Asked) -> tuple[Task, ...]:
    """Return the core tasks in order, each with its work processes and what they are in ESCO."""
    parts: dict[str, list[Task]] = {}
    top: list[tuple[str, Task]] = []
    for row in asked.canned("tasks"):
        iri, text = row["task"]["value"], text_of(row["label"])
        why = asked.evidence.of(iri, DCT("title"), SKOS("prefLabel"))
        said = Said(text.words, text.language, asked.site.pages.link(iri), why)
        task = Task(row["number"]["value"], said, links_of(asked, iri))
        if core := row["coreTask"]["value"]:
            parts.setdefault(core, []).append(task)
        else:
            top.append((iri, task))
    known = {iri for iri, _ in top}
    loose = [task for core, found in parts.items() if core not in known for task in found]
    return tuple([replace(task, parts=tuple(parts.get(iri, ()))) for iri, task in top] + loose)


def _kinds(asked: Asked) -> Iterator[Kind]:
    """Yield what the holder can do that the document numbers as no task, by kind."""
    kinds: dict[str, list[tuple[float, Said]]] = {}
    for iri in asked.facts.things(asked.iri, ELM("learningOutcome")):
        if asked.facts.is_a(iri, QG("UnnumberedOutcome")):
            why = asked.evidence.of(iri, DCT("title"), SKOS("prefLabel"))
            place = float(asked.facts.value(iri, QG("position")) or 0)
            kind = asked.facts.thing(iri, DCT("type"))
            kinds.setdefault(kind, []).append((place, asked.thing(iri, why)))
    for kind, found in sorted(kinds.items(), key=lambda each: min(place for place, _ in each[1])):
        ordered = sorted(found, key=lambda each: each[0])
        yield Kind(asked.thing(kind) if kind else Said(""), tuple(said for _, said in ordered))


def _sections(asked: Asked) -> dict[str, tuple[Section, ...]]:
    """Return the sections by the part of the page under which they belong."""
    placed: dict[str, list[Section]] = {
        place: [] for place in (*_PLACES.values(), "law", "further")
    }
    for iri in asked.facts.things(asked.iri, QG("section")):
        kind = asked.facts.thing(iri, DCT("type"))
        code = kind.rpartition("/")[2]
        place = "law" if code in _BY_LAW else _PLACES.get(code, "further")
        for text in asked.facts.texts(iri, DCT("description")):
            why = asked.evidence.of(iri, DCT("description"))
            said = Said(text.words, text.language, "", why)
            placed[place].append(Section(code, asked.thing(kind or iri), said))
    return {place: tuple(found) for place, found in placed.items()}


def _electives(asked: Asked) -> Iterator[Said]:
    has, share = asked.said(QG("hasElectiveUnits")), asked.said(QG("electiveShare"))
    on_diploma = asked.said(QG("electivesOnDiploma"))
    if has:
        yield replace(has, words=asked.t(f"qualification.electives-{has.words}"), language="")
    if share:
        words = asked.t("qualification.elective-share", share=percentage(share.words))
        yield replace(share, words=words)
    if on_diploma.words == "true":
        yield replace(on_diploma, words=asked.t("qualification.electives-on-diploma"))


def _occupations(asked: Asked) -> Iterator[Occupation]:
    rows: dict[tuple[str, str], Rows] = {}
    for row in asked.canned("occupations"):
        rows.setdefault((row["role"]["value"], row["occupation"]["value"]), []).append(row)
    for (role, iri), found in rows.items():
        text = text_of(found[0]["label"]) or asked.facts.label(iri, asked.language)
        predicate = QG("growthOccupation") if role == "growth" else QG("preparesFor")
        why = asked.evidence.of(asked.iri, predicate, value=iri)
        yield Occupation(
            occupation=Said(text.words, text.language, asked.site.pages.link(iri), why),
            growth=role == "growth",
            settings=tuple(asked.linked(QG("workSetting"), iri)),
            links=links_of(asked, iri),
            groups={row["escoOccupation"]["value"]: _group(row) for row in found},
        )


def _group(row: dict[str, Any]) -> str:
    return " ".join(filter(None, (row["iscoCode"]["value"], row["iscoLabel"]["value"])))


def _follow_ups(asked: Asked) -> tuple[tuple[FollowUp, ...], tuple[FollowUp, ...]]:
    """Return what comes next in higher education: by name, and by law."""
    steps = {
        asked.facts.thing(step, QG("target")): step
        for step in asked.facts.things(asked.iri, QG("followUp"))
    }
    named: list[FollowUp] = []
    lawful: list[FollowUp] = []
    for row in asked.canned("hbo-follow-ups"):
        iri, text = row["target"]["value"], text_of(row["label"])
        why = _behind(asked, steps.get(iri, ""))
        sector = text_of(row["sector"])
        found = FollowUp(
            target=Said(text.words, text.language, asked.site.pages.link(iri), why),
            sector=Said(sector.words, sector.language),
            condition=row["condition"]["value"],
            since=row["inForce"]["value"],
            source=row["source"]["value"],
        )
        (lawful if row["kind"]["value"] == "sector" else named).append(found)
    return tuple(named), tuple(lawful)


def _behind(asked: Asked, step: str) -> tuple[Because, ...]:
    """Return why a follow-up is here: its own words, and for one by law those of the law."""
    own = asked.evidence.of(asked.iri, QG("followUp"), value=step) or asked.evidence.about(step)
    admission = asked.facts.thing(step, QG("admission"))
    return own + (asked.evidence.about(admission) if admission else ())


def _within_mbo(asked: Asked) -> Iterator[Said]:
    for step in asked.facts.things(asked.iri, QG("followUp")):
        target = asked.facts.thing(step, QG("target"))
        if asked.facts.is_a(target, QG("VocationalProgramme")):
            yield asked.thing(target, _behind(asked, step))


def _pathways(asked: Asked) -> Iterator[Pathway]:
    for iri in asked.facts.things(asked.iri, QG("pathway")):
        kind = asked.facts.thing(iri, DCT("type"))
        why = asked.evidence.of(asked.iri, QG("pathway"), value=iri) or asked.evidence.about(iri)
        yield Pathway(
            name=asked.thing(kind or iri, why),
            description=asked.said(DCT("description"), iri),
            share=_share(asked, iri),
            school_days=asked.facts.value(iri, QG("schoolDaysPerWeek")),
            work_days=asked.facts.value(iri, QG("workDaysPerWeek")),
        )


def _share(asked: Asked, pathway: str) -> str:
    least = asked.facts.value(pathway, QG("workPlacementMinimum"))
    most = asked.facts.value(pathway, QG("workPlacementMaximum"))
    over = asked.facts.value(pathway, QG("workPlacementMoreThan"))
    if least and most:
        return asked.t("qualification.between", least=percentage(least), most=percentage(most))
    if over:
        return asked.t("qualification.over", share=percentage(over))
    known = least or most
    return percentage(known) if known else ""


def _earning(asked: Asked) -> Iterator[tuple[str, Said]]:
    """Yield what it takes, each under the name of its message."""
    years, load = asked.said(QG("durationYears")), asked.said(QG("studyLoadHours"))
    if years:
        words = asked.t("qualification.years", years=years.words)
        note = asked.said(QG("durationReservation"))
        yield "duration", replace(years, words=words, note=note.words)
    if load:
        yield "study-load", replace(load, words=asked.t("qualification.hours", hours=load.words))
    for name, predicate in (
        ("availability", QG("pathwayAvailability")),
        ("awarded-by", QG("awardedBy")),
    ):
        if said := asked.said(predicate):
            yield name, said


def _admission(asked: Asked) -> Iterator[Said]:
    yield from asked.linked(QG("admissionDiploma"))
    comparable = asked.said(QG("comparableAdmission"))
    if comparable.words == "true":
        yield replace(comparable, words=asked.t("qualification.comparable"))


def _grading(asked: Asked) -> Grading:
    scheme = asked.facts.thing(asked.iri, QG("gradingScheme"))
    grades = [
        iri
        for iri in asked.facts.subjects
        if scheme and scheme in asked.facts.things(iri, SKOS("inScheme"))
        if asked.facts.is_a(iri, QG("Grade"))
    ]
    grades.sort(key=lambda iri: -float(asked.facts.value(iri, QG("rank")) or 0))
    mark = asked.facts.thing(scheme, QG("passMark"))
    said = tuple((asked.facts.code(iri), asked.said(RDFS("label"), iri)) for iri in grades)
    return Grading(said, asked.facts.code(mark) if mark else "")


def _law(asked: Asked) -> Iterator[tuple[str, Said]]:
    """Yield by which law, each under the name of its message."""
    for name, predicate in (
        ("established-by", QG("establishedBy")),
        ("legal-basis", QG("legalBasis")),
        ("regulated-under", QG("regulatedUnder")),
        ("recognised-by", QG("recognisedBy")),
        ("reference-point", QG("referencePoint")),
    ):
        for said in asked.linked(predicate):
            part = asked.facts.value(asked.iri, QG("establishedIn"))
            yield name, replace(said, note=part if name == "established-by" else "")
    for name, predicate in (("regulated-access", QG("regulatedAccess")),):
        if said := asked.said(predicate):
            yield name, said


def percentage(share: str) -> str:
    """Return a share (0.15) as people write it (15 %)."""
    return f"{(Decimal(share) * 100).normalize():f}\u202f%"
