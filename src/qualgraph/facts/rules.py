"""What the reading rules of the language files make: one small function for each kind of fact."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from qualgraph.facts import model
from qualgraph.facts.evidence import Evidence, Fact, Text
from qualgraph.facts.language import Language
from qualgraph.facts.subjects import Kind


class UnclearError(ValueError):
    """The words have the form of the rule, but not a meaning that the language file knows."""


@dataclass(frozen=True, slots=True)
class Match:
    """A rule that matched: its groups, the language of the words, and their evidence."""

    groups: dict[str, str]
    tag: str
    language: Language
    evidence: Evidence

    def text(self, group: str = "text") -> Text:
        """Return a group as words in the language of the document."""
        return Text(self.groups[group].strip(), self.tag)

    @property
    def denied(self) -> bool:
        """Whether the sentence holds the word of negation."""
        return bool(self.groups["none"])

    @property
    def day(self) -> date:
        """The groups ``day``, ``month`` (in words) and ``year`` as a date."""
        month = self._word("months", self.groups["month"])
        try:
            return date(int(self.groups["year"]), month, int(self.groups["day"]))
        except ValueError as error:
            raise UnclearError(str(error)) from error

    def number(self, group: str) -> int:
        """Return a number in digits or in words."""
        word = self.groups[group]
        return int(word) if word.isdecimal() else self._word("numbers", word)

    def percentage(self, group: str) -> Decimal | None:
        """Return a percentage as a fraction of 1, None when the group is absent."""
        value = self.groups.get(group)
        return (Decimal(value) / 100).normalize() if value else None

    def _word(self, table: str, word: str) -> int:
        value = self.language.words[table].get(word.lower())
        if value is None:
            raise UnclearError(word)
        return int(value)


Build = Callable[[Match], Iterator[Fact]]


def title(m: Match) -> Iterator[Fact]:
    yield model.Title(m.text(), evidence=m.evidence)


def dossier_title(m: Match) -> Iterator[Fact]:
    yield model.DossierTitle(m.text(), evidence=m.evidence)


def certificate_type(m: Match) -> Iterator[Fact]:
    yield model.CertificateType(m.text(), evidence=m.evidence)


def translation_status(m: Match) -> Iterator[Fact]:
    yield model.TranslationStatus(not m.denied, evidence=m.evidence)


def core_task(m: Match) -> Iterator[Fact]:
    number = m.groups["number"]
    yield model.CoreTask(number, int(number), m.text(), evidence=m.evidence)


def work_process(m: Match) -> Iterator[Fact]:
    number = m.groups["number"]
    task, position = number.rsplit(".", 1)
    yield model.WorkProcess(number, int(position), task, m.text(), evidence=m.evidence)


def awarding_body(m: Match) -> Iterator[Fact]:
    yield model.AwardingBody(m.text(), evidence=m.evidence)


def recognising_authority(m: Match) -> Iterator[Fact]:
    yield model.RecognisingAuthority(m.text(), evidence=m.evidence)


def levels(m: Match) -> Iterator[Fact]:
    for framework, code in m.groups.items():
        yield model.Level(framework.replace("_", "-"), code, evidence=m.evidence)


def level_characteristics(m: Match) -> Iterator[Fact]:
    yield model.LevelCharacteristics(m.text(), evidence=m.evidence)


def grade(m: Match) -> Iterator[Fact]:
    words = m.text()
    passes = words.value.lower() in m.language.words["pass_words"]
    yield model.Grade(int(m.groups["value"]), words, passes, evidence=m.evidence)


def growth(m: Match) -> Iterator[Fact]:
    for name in re.split(m.language.words["listing"], m.groups["list"]):
        yield model.GrowthOccupation(Text(name, m.tag), evidence=m.evidence)


def higher_education_access(m: Match) -> Iterator[Fact]:
    yield model.HigherEducationAccess(Text(m.evidence.quote, m.tag), evidence=m.evidence)


def follow_ups(m: Match) -> Iterator[Fact]:
    """Split a list of programmes by the words that say what kind comes next.

    Names hold commas seldom but 'en' often (*Small business en retailmanagement*): within a
    kind, a comma parts, and 'en' only before a capital.
    """
    kinds = {word: kind for kind, words in m.language.words["follow_ups"].items() for word in words}
    markers = "|".join(sorted(map(re.escape, kinds), key=len, reverse=True))
    parts = re.split(rf"(?:^|,\s*|\s+)(?:en\s+)?({markers})\s+", m.groups["list"])
    if parts[0]:
        raise UnclearError(parts[0])
    for marker, names in zip(parts[1::2], parts[2::2], strict=True):
        for name in re.split(r"\s*,\s*|\s+en\s+(?=[A-ZÀ-Þ])", names):
            yield model.FollowUp(Kind(kinds[marker]), Text(name, m.tag), evidence=m.evidence)


def regulated_profession(m: Match) -> Iterator[Fact]:
    yield model.RegulatedProfession(not m.denied, evidence=m.evidence)


def regulated_education(m: Match) -> Iterator[Fact]:
    groups = m.groups
    yield model.RegulatedEducation(
        not m.denied,
        groups["level"],
        groups["directive"],
        groups["amended_by"],
        evidence=m.evidence,
    )


def regulated_access(m: Match) -> Iterator[Fact]:
    yield model.RegulatedAccess(m.groups["article"], m.text(), evidence=m.evidence)


def code(m: Match) -> Iterator[Fact]:
    groups = m.groups
    yield model.LegalBasis(m.text("law"), groups["abbreviation"], evidence=m.evidence)
    number = groups["code"].rstrip(".")
    yield model.Code(number, groups["register"], groups["country"], evidence=m.evidence)


def offered_since(m: Match) -> Iterator[Fact]:
    yield model.OfferedSince(m.day, evidence=m.evidence)


def pathways(m: Match) -> Iterator[Fact]:
    for pathway in m.groups["codes"].split():
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


def duration(m: Match) -> Iterator[Fact]:
    years = Decimal(m.groups["years"].replace(",", "."))
    hours = int(m.groups["hours"])
    yield model.Duration(years, hours, m.text("reservation"), evidence=m.evidence)


def admission(m: Match) -> Iterator[Fact]:
    known = m.language.words["diplomas"]
    for route in re.split(r"\s*,\s*|\s+of\s+", m.groups["list"]):
        if route not in known:
            raise UnclearError(route)
        yield model.AdmissionDiploma(known[route], evidence=m.evidence)
    if m.groups["comparable"]:
        yield model.ComparableAdmission(evidence=m.evidence)


def sections_from_dossier(m: Match) -> Iterator[Fact]:
    numbers = tuple(re.findall(r"\d", m.groups["list"]))
    yield model.SectionsFromDossier(numbers, evidence=m.evidence)


def dossier_site(m: Match) -> Iterator[Fact]:
    yield model.DossierSite(_address(m), evidence=m.evidence)


def elective_units(m: Match) -> Iterator[Fact]:
    yield model.ElectiveUnits(evidence=m.evidence)


def elective_share(m: Match) -> Iterator[Fact]:
    share = m.percentage("share")
    if share is not None:
        yield model.ElectiveShare(share, evidence=m.evidence)


def electives_on_diploma(m: Match) -> Iterator[Fact]:
    yield model.ElectivesOnDiploma(evidence=m.evidence)


def reference_point(m: Match) -> Iterator[Fact]:
    role = Text(m.groups["role"], "en")
    yield model.ReferencePoint(role, m.text(), m.text("designated_by"), evidence=m.evidence)


def reference_point_site(m: Match) -> Iterator[Fact]:
    role = Text(m.groups["role"], "en")
    yield model.ReferencePointSite(role, _address(m), evidence=m.evidence)


def document_status(m: Match) -> Iterator[Fact]:
    yield model.DocumentStatus(not m.denied, evidence=m.evidence)


def document_basis(m: Match) -> Iterator[Fact]:
    kind = m.language.words["acts"][m.groups["act"]]
    yield model.DocumentBasis(kind, m.groups["number"], m.day, evidence=m.evidence)


def document_form(m: Match) -> Iterator[Fact]:
    groups = m.groups
    yield model.DocumentForm(
        groups["version"], groups["holder"], int(groups["year"]), evidence=m.evidence
    )


def document_site(m: Match) -> Iterator[Fact]:
    yield model.DocumentSite(_address(m), evidence=m.evidence)


def _address(m: Match) -> str:
    """Return the address as an IRI; a bare ``www.`` is reached by http, as browsers do."""
    address = m.groups["address"].rstrip("/")
    address = address if "://" in address else f"http://{address}"
    return f"{address}/" if address.count("/") == 2 else address


RULES: dict[str, Build] = {
    build.__name__.replace("_", "-"): build
    for build in (
        title,
        dossier_title,
        certificate_type,
        translation_status,
        core_task,
        work_process,
        awarding_body,
        recognising_authority,
        levels,
        level_characteristics,
        grade,
        growth,
        higher_education_access,
        follow_ups,
        regulated_profession,
        regulated_education,
        regulated_access,
        code,
        offered_since,
        pathways,
        pathway_description,
        work_placement_share,
        week_schedule,
        pathway_availability,
        duration,
        admission,
        sections_from_dossier,
        dossier_site,
        elective_units,
        elective_share,
        electives_on_diploma,
        reference_point,
        reference_point_site,
        document_status,
        document_basis,
        document_form,
        document_site,
    )
}
