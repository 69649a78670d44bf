"""The profiles of a dossier: each is a qualification, or several with a code each."""

from collections.abc import Iterator

from qualgraph.documents.xml import Element
from qualgraph.facts import model
from qualgraph.facts.dossier.cover import codes, read_code, read_texts
from qualgraph.facts.dossier.desk import Desk, Profile, numbers
from qualgraph.facts.dossier.outcomes import read_profile_tasks
from qualgraph.facts.evidence import Text
from qualgraph.facts.reading import Share
from qualgraph.facts.subjects import Kind, Subject

# Mbo n is NLQF n is EQF n by law (Besluit NLQF); the level of ISCED does not follow from it.
_LEVELS = ("mbo-level", "nlqf", "eqf")


def find_profiles(desk: Desk, profiles: Element) -> None:
    """Find out which profiles there are, before anything refers to them."""
    elements = list(profiles.all("profiel"))
    for element, number in zip(elements, numbers(elements, desk), strict=True):
        title = " ".join(desk.form.title(value.text) for value in element["titel"])
        subjects = tuple(_subjects(desk, element, number))
        keys = (value.text for value in element["nr"] if value.text not in desk.profiles)
        desk.profiles[next(keys, f"#{number}")] = Profile(element, number, title, subjects)


def _subjects(desk: Desk, element: Element, number: int) -> Iterator[Subject]:
    """Return a qualification for each code; one without code is named after the dossier."""
    country = desk.form.country
    found = list(codes(desk.form, element.at("creboinformatie").all("crebo")))
    for code, _ in found:
        yield Subject(Kind.QUALIFICATION, country, code)
    if not found:
        yield Subject(Kind.QUALIFICATION, country, f"{desk.dossier.code}-P{number}")


def read_profiles(desk: Desk) -> None:
    """Read every profile that was found."""
    for profile in desk.profiles.values():
        _codes(desk, profile)
        _names(desk, profile)
        _law(desk, profile)
        read_texts(desk, profile.element, "profile_parts", profile.subjects)
        for subject in profile.subjects:
            tasks = profile.element.at("profielkerntaken")
            read_profile_tasks(desk, tasks, subject, profile.number)


def _codes(desk: Desk, profile: Profile) -> None:
    elements = profile.element.at("creboinformatie").all("crebo")
    found = list(codes(desk.form, elements))
    for subject, (_, element) in zip(profile.subjects, found, strict=False):
        read_code(desk, subject, element)


def _names(desk: Desk, profile: Profile) -> None:
    element, subjects = profile.element, profile.subjects
    for text, evidence in desk.account.read(element["titel"], "title", desk.title_of):
        desk.say(subjects, model.Title(text, evidence=evidence))
        for dossier in desk.dossiers:
            named = Text(desk.title, desk.form.language)
            desk.say(subjects, model.InDossier(dossier, named, evidence=evidence))
        _domain(desk, subjects)
    group = element["beroepsgroep"]
    for text, evidence in desk.account.read(group, "professional-group", desk.title_of):
        desk.say(subjects, model.ProfessionalGroup(text, evidence=evidence))
    prose = element.at("omschrijving", "typeringvanhetberoep").texts
    for text, evidence in desk.account.read(prose, "description", desk.prose, Share.TEXT):
        desk.say(subjects, model.OccupationDescription(text, evidence=evidence))


def _domain(desk: Desk, subjects: tuple[Subject, ...]) -> None:
    """State the domain of the dossier about its qualifications too."""
    for fact in list(desk.facts.get(desk.dossier, ())):
        if isinstance(fact, model.InDomain):
            desk.say(subjects, fact)


def _law(desk: Desk, profile: Profile) -> None:
    element, subjects, account = profile.element, profile.subjects, desk.account
    described = element.at("omschrijving")
    for code, evidence in account.read(element["niveau"], "level", desk.form.meaning("levels")):
        for framework in _LEVELS:
            desk.say(subjects, model.Level(framework, code, evidence=evidence))
    kind, kinds = described.at("soortopleiding").texts, desk.form.meaning("programme_types")
    for code, evidence in account.read(kind, "programme-type", kinds):
        desk.say(subjects, model.ProgrammeType(code, evidence=evidence))
    for hours, evidence in account.read(described.at("sbu").texts, "study-load", desk.form.hours):
        none = Text("", desk.form.language)
        desk.say(subjects, model.Duration(None, hours, none, evidence=evidence))
    answer = described.at("wettelijkeberoepsvereisten").texts
    for apply, evidence in account.read(answer, "statutory-requirements", desk.form.yes):
        desk.say(subjects, model.StatutoryRequirements(apply, evidence=evidence))
