"""Reading rules: who awards it and by which law."""

import re
from collections.abc import Iterator

from qualgraph.facts import model
from qualgraph.facts.evidence import Fact, Text
from qualgraph.facts.rules.addresses import address
from qualgraph.facts.rules.match import Match, named


def awarding_body(m: Match) -> Iterator[Fact]:
    yield model.AwardingBody(m.text(), evidence=m.evidence)


def recognising_authority(m: Match) -> Iterator[Fact]:
    yield model.RecognisingAuthority(m.text(), evidence=m.evidence)


def regulated_education(m: Match) -> Iterator[Fact]:
    groups = m.groups
    yield model.RegulatedEducation(
        not m.denied,
        groups.get("level", ""),
        groups["directive"],
        groups.get("amended_by", ""),
        evidence=m.evidence,
    )


def regulated_access(m: Match) -> Iterator[Fact]:
    yield model.RegulatedAccess(m.groups["article"], m.text(), evidence=m.evidence)


def legal_basis(m: Match) -> Iterator[Fact]:
    yield model.LegalBasis(m.text(), m.groups["abbreviation"], evidence=m.evidence)


def code(m: Match) -> Iterator[Fact]:
    groups = m.groups
    number = re.sub(r"\s", "", groups["code"]).rstrip(".")
    yield model.Code(number, groups["register"], groups["country"], evidence=m.evidence)


def offered_since(m: Match) -> Iterator[Fact]:
    yield model.OfferedSince(m.day, evidence=m.evidence)


def reference_point(m: Match) -> Iterator[Fact]:
    role = Text(m.groups["role"], "en")
    yield model.ReferencePoint(role, m.text(), m.text("designated_by"), evidence=m.evidence)


def reference_point_site(m: Match) -> Iterator[Fact]:
    role = Text(m.groups["role"], "en")
    yield model.ReferencePointSite(role, address(m), evidence=m.evidence)


RULES = named(
    awarding_body,
    recognising_authority,
    regulated_education,
    regulated_access,
    legal_basis,
    code,
    offered_since,
    reference_point,
    reference_point_site,
)
