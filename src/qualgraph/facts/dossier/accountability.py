"""The accountability part (verantwoordingsinformatie) as far as it is more than prose."""

from datetime import date

from qualgraph.documents.xml import Element, Value
from qualgraph.facts import model
from qualgraph.facts.dossier.desk import Desk, Profile
from qualgraph.facts.dossier.prose import plain
from qualgraph.facts.evidence import Evidence, Text
from qualgraph.facts.reading import Share

_COLUMNS = ("onderwerp", "actie", "wie", "wanneer")


def read_accountability(desk: Desk, part: Element) -> None:
    """Read source documents, requirements, the maintenance agenda and the kind of change."""
    documents = part.at("brondocumenten").all("brondocument")
    for position, element in enumerate(documents, 1):
        _source_document(desk, element, position)
    for element in part.at("bijzonderevereisten").all("profiel"):
        _special_requirements(desk, element)
    for requirement in part.at("taalbeheersingseisen").all("taalbeheersingseis"):
        for element in requirement.all("profiel"):
            _languages(desk, element)
    _agenda(desk, part.at("onderhoudsagenda", "agenda"))
    changes = part.at("wijzigingen", "wijzigingscategorien").all("wijzigingscategorie")
    _change_categories(desk, tuple(value for each in changes for value in each["titel"]))


def _source_document(desk: Desk, element: Element, position: int) -> None:
    """Read one document; it is called by its description or else by the name of its file."""
    read, form = desk.account.read, desk.form
    name = element["omschrijving"] or element["naam"]
    for text, why in read(name, "source-document", desk.title_of):
        files = list(read(element["naam"], "source-document", form.title))
        kinds = list(read(element["type"], "source-document", form.title))
        days = list(read(element["datum"], "source-document", form.day))
        addresses = list(read(element["link"], "source-document", form.address))
        fact = model.SourceDocument(
            position,
            text,
            file_name=files[0][0] if files else "",
            kind=kinds[0][0] if kinds else "",
            day=days[0][0] if days else None,
            address=addresses[0][0] if addresses else "",
            evidence=_together(why, *(e for _, e in (*files, *kinds, *addresses)), *_why(days)),
        )
        desk.say((desk.dossier,), fact)


def _why(days: list[tuple[date, Evidence]]) -> list[Evidence]:
    return [evidence for _, evidence in days]


def _together(*parts: Evidence) -> Evidence:
    """Return one evidence that quotes all of them, each place once."""
    places = tuple(dict.fromkeys(place for part in parts for place in part.places))
    return Evidence(parts[0].section, parts[0].rule, places)


def _special_requirements(desk: Desk, element: Element) -> None:
    profile = desk.profile(element["referentie"])
    if not profile:
        return
    read, about = desk.account.read, profile.subjects
    for apply, why in read(element.at("eisen").texts, "special-requirements", desk.form.yes):
        desk.say(about, model.SpecialRequirements(apply, evidence=why))
    values = (*element.at("toelichtingvereisten").texts, *element.texts)
    for text, why in read(values, "special-requirements", desk.prose, Share.TEXT):
        desk.say(about, model.DossierText("special-requirements", text, evidence=why))


# --- Languages -------------------------------------------------------------------------------


def _languages(desk: Desk, element: Element) -> None:
    profile = desk.profile(element["referentie"])
    if not profile:
        return
    for language in element.all("taal"):
        for skill in language.at("taalvaardigheden").all("taalvaardigheid"):
            _language_skill(desk, profile, language, skill)


def _language_skill(desk: Desk, profile: Profile, language: Element, skill: Element) -> None:
    """Read the level of one skill; a skill without level is a row of the form left empty."""
    read, rule = desk.account.read, "language-requirement"
    if not skill["niveau"]:
        return
    for level, why in read(skill["niveau"], rule, desk.form.cefr):
        for name, named in read(language["titel"], rule, desk.title_of):
            skills = desk.form.meaning("language_skills")
            for code, said in read(skill["titel"], rule, skills):
                evidence = _together(named, said, why)
                fact = model.LanguageRequirement(name, code, level, evidence=evidence)
                desk.say(profile.subjects, fact)


# --- Agenda and changes ----------------------------------------------------------------------


def _agenda(desk: Desk, agenda: Element) -> None:
    """Read the agenda as one text: an item on each line, its cells parted by a tab."""
    rows = [[item.at(column).texts for column in _COLUMNS] for item in agenda.all("onderdeel")]
    values = tuple(value for row in rows for cell in row for value in cell)
    lines = ["\t".join(_cell(cell) for cell in row) for row in rows]
    if values:
        why = desk.account.take(values, "maintenance-agenda", Share.TEXT)
        text = Text("\n".join(lines), desk.form.language)
        desk.say((desk.dossier,), model.DossierText("maintenance-agenda", text, evidence=why))


def _cell(values: tuple[Value, ...]) -> str:
    return ", ".join(line for value in values for line in plain(value.text).splitlines() if line)


def _change_categories(desk: Desk, titles: tuple[Value, ...]) -> None:
    for text, why in desk.account.read(titles, "change-categories", desk.prose, Share.TEXT):
        desk.say((desk.dossier,), model.DossierText("change-categories", text, evidence=why))
