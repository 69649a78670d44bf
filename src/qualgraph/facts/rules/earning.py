"""Reading rules: how it is earned."""

import re
from collections.abc import Iterator

from qualgraph.facts import model
from qualgraph.facts.evidence import Fact
from qualgraph.facts.rules.match import Match, UnclearError, named


def pathways(m: Match) -> Iterator[Fact]:
    for pathway in m.groups["codes"].lower().split():
        yield model.Pathway(pathway, evidence=m.evidence)


def pathway_description(m: Match) -> Iterator[Fact]:
    yield model.PathwayDescription(m.groups["code"], m.text(), evidence=m.evidence)


def work_placement_share(m: Match) -> Iterator[Fact]:
    beyond = m.percentage("more_than")
    minimum = beyond if beyond is not None else m.percentage("minimum")
    if minimum is None:
        raise UnclearError(m.evidence.quote)
    yield model.WorkPlacementShare(
        m.groups["code"], minimum, m.percentage("maximum"), beyond is not None, evidence=m.evidence
    )


def week_schedule(m: Match) -> Iterator[Fact]:
    work, school = m.number("work"), m.number("school")
    yield model.WeekSchedule(m.groups["code"], work, school, evidence=m.evidence)


def pathway_availability(m: Match) -> Iterator[Fact]:
    yield model.PathwayAvailability(m.text(), evidence=m.evidence)


def admission(m: Match) -> Iterator[Fact]:
    """Read a list of routes; ``each`` finds those the language knows, the rest must be filler."""
    known = m.language.words["diplomas"]
    listed = m.groups["list"]
    routes = sorted(known, key=len, reverse=True)
    found = re.findall("|".join(map(re.escape, routes)), listed, re.IGNORECASE)
    left = re.sub("|".join(map(re.escape, routes)), "", listed, flags=re.IGNORECASE)
    denied = m.language.negation.search(listed)
    if denied or not found or re.search(r"\w", m.language.filler.sub("", left)):
        raise UnclearError(listed)
    for route in found:
        yield model.AdmissionDiploma(known[route.lower()], evidence=m.evidence)
    if m.groups.get("comparable"):
        yield model.ComparableAdmission(evidence=m.evidence)


def comparable_admission(m: Match) -> Iterator[Fact]:
    yield model.ComparableAdmission(evidence=m.evidence)


def elective_units(m: Match) -> Iterator[Fact]:
    yield model.ElectiveUnits(evidence=m.evidence)


def elective_share(m: Match) -> Iterator[Fact]:
    share = m.percentage("share")
    if share is not None:
        yield model.ElectiveShare(share, evidence=m.evidence)


def electives_on_diploma(m: Match) -> Iterator[Fact]:
    yield model.ElectivesOnDiploma(evidence=m.evidence)


RULES = named(
    pathways,
    pathway_description,
    work_placement_share,
    week_schedule,
    pathway_availability,
    admission,
    comparable_admission,
    elective_units,
    elective_share,
    electives_on_diploma,
)
