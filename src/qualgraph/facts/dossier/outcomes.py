"""Core tasks and work processes, of the dossier (basis) and of its profiles."""

from collections.abc import Iterator
from dataclasses import dataclass

from qualgraph.documents.xml import Element, Values
from qualgraph.facts import model
from qualgraph.facts.dossier.desk import Desk, numbers
from qualgraph.facts.evidence import Evidence, Text
from qualgraph.facts.model.outcomes import Outcome
from qualgraph.facts.reading import Share
from qualgraph.facts.subjects import Subject

_KNOWLEDGE = "vakkennisenvaardigheden"
_COMPETENCES = "werkprocescompetenties"
_FOR_PROFILE = "perprofiel"


@dataclass(frozen=True, slots=True)
class _Node:
    """A core task or work process in the making: its element, owner, number and place."""

    desk: Desk
    element: Element
    outcome: Outcome
    position: int

    @property
    def owner(self) -> tuple[Subject]:
        return (self.outcome.owner,)


def read_basis(desk: Desk, tasks: Element) -> None:
    """Read the core tasks that all profiles share; each profile's qualification has them too."""
    profiles = [subject for each in desk.profiles.values() for subject in each.subjects]
    for node, evidence in _read_tasks(desk, tasks, desk.dossier, "B1", "basiswerkprocessen"):
        shared = model.SharedOutcome(node.outcome, evidence=evidence)
        desk.say(profiles, shared)


def read_profile_tasks(desk: Desk, tasks: Element, owner: Subject, profile: int) -> None:
    """Read the core tasks of one profile, about its qualification."""
    for _ in _read_tasks(desk, tasks, owner, f"P{profile}", "profielwerkprocessen"):
        pass


def _read_tasks(
    desk: Desk, tasks: Element, owner: Subject, part: str, processes: str
) -> Iterator[tuple[_Node, Evidence]]:
    """Read core tasks and their work processes; return each that has a title."""
    elements = list(tasks.all("kerntaak"))
    for element, place in zip(elements, numbers(elements, desk), strict=True):
        node = _Node(desk, element, Outcome(owner, f"{part}-K{place}"), place)
        yield from _core_task(node)
        yield from _work_processes(node, element.at(processes))


def _core_task(node: _Node) -> Iterator[tuple[_Node, Evidence]]:
    desk, number = node.desk, node.outcome.number
    for text, evidence in desk.account.read(node.element["titel"], "core-task", desk.title_of):
        fact = model.CoreTask(number, node.position, text, evidence=evidence)
        desk.say(node.owner, fact)
        yield node, evidence
    _aspects(node)
    _knowledge(node, node.element.at(_KNOWLEDGE), node.owner)
    for profile, element in _for_profiles(node, node.element.at(_KNOWLEDGE)):
        _knowledge(node, element, profile)


def _work_processes(task: _Node, processes: Element) -> Iterator[tuple[_Node, Evidence]]:
    desk, core = task.desk, task.outcome
    elements = list(processes.all("werkproces"))
    for element, place in zip(elements, numbers(elements, desk), strict=True):
        node = _Node(desk, element, Outcome(core.owner, f"{core.number}-W{place}"), place)
        for text, evidence in desk.account.read(element["titel"], "work-process", desk.title_of):
            fact = model.WorkProcess(
                node.outcome.number, place, core.number, text, evidence=evidence
            )
            desk.say(node.owner, fact)
            yield node, evidence
        _aspects(node)
        _competences(node, element.at(_COMPETENCES), node.owner)
        for profile, inner in _for_profiles(node, element.at(_COMPETENCES)):
            _competences(node, inner, profile)


# --- Prose -----------------------------------------------------------------------------------


def _aspects(node: _Node) -> None:
    for tag, aspect in node.desk.form.words["aspects"].items():
        element = node.element.at(tag)
        _aspect(node, element.texts, aspect, node.owner)
        for profile, inner in _for_profiles(node, element):
            _aspect(node, (*inner.texts, *inner.at("omschrijving").texts), aspect, profile)


def _aspect(node: _Node, values: Values, aspect: str, subjects: tuple[Subject, ...]) -> None:
    def make(text: Text, evidence: Evidence) -> model.OutcomeText:
        return model.OutcomeText(node.outcome, aspect, text, evidence=evidence)

    for text, evidence in node.desk.account.read(values, aspect, node.desk.prose, Share.TEXT):
        node.desk.say(subjects, make(text, evidence))


def _for_profiles(node: _Node, element: Element) -> Iterator[tuple[tuple[Subject, ...], Element]]:
    """Return what an element says for one profile alone, with that profile's qualifications."""
    for inner in element.at(element.tag + _FOR_PROFILE).all("profiel"):
        profile = node.desk.profile(inner["referentie"])
        if profile:
            yield profile.subjects, inner


# --- Knowledge, skills and competences -------------------------------------------------------


def _resolved(node: _Node, element: Element, tag: str, table: str) -> Iterator[Element]:
    """Return the rows that children refer to; a repeated or an empty reference is reported."""
    account, seen = node.desk.account, set[str]()
    for child in element.all(tag):
        reference = child["referentie"]
        row = node.desk.tables.get(table, reference)
        repeated = {value.text for value in reference} & seen
        if row is None:
            account.refuse(reference, "reference-unresolved")
        elif repeated:
            account.refuse(reference, "reference-repeated")
        else:
            account.mark(reference)
            seen |= {value.text for value in reference}
            yield row


def _knowledge(node: _Node, element: Element, subjects: tuple[Subject, ...]) -> None:
    """Read the items in order; one that ends in a colon is the heading of those after it."""
    account, position, heading = node.desk.account, 0, ""
    for row in _resolved(node, element, _KNOWLEDGE, "kennisofvaardigheid"):
        title = row["titel"]
        if title and title[0].text.endswith(":"):
            account.mark(title, Share.HEADING)
            heading = node.desk.form.title(title[0].text).rstrip(": ")
            continue
        for text, evidence in account.read(title, "knowledge-or-skill", node.desk.title_of):
            position += 1
            fact = model.KnowledgeOrSkill(node.outcome, position, text, heading, evidence=evidence)
            node.desk.say(subjects, fact)


def _competences(node: _Node, element: Element, subjects: tuple[Subject, ...]) -> None:
    account = node.desk.account
    for row in _resolved(node, element, "competentie", "competentie"):
        for code, evidence in account.read(row["code"], "competence", _letter):
            account.mark(row["titel"])
            node.desk.say(subjects, model.Competence(node.outcome, code, evidence=evidence))
        account.refuse((*row["code"], *row["titel"]), "")


def _letter(text: str) -> str:
    """Read the letter of a competence."""
    if len(text) != 1 or not "A" <= text <= "Y":
        raise ValueError(text)
    return text
