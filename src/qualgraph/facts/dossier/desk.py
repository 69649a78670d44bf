"""What the readers of the parts of a dossier share: the account, the words, what was looked up."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from qualgraph.documents.xml import Element, Values
from qualgraph.facts.dossier.account import Account
from qualgraph.facts.dossier.form import Form
from qualgraph.facts.dossier.prose import plain
from qualgraph.facts.evidence import Fact, Text
from qualgraph.facts.subjects import Subject


@dataclass(frozen=True, slots=True)
class Tables:
    """The rows of the lists that dossiers refer to, by name of the row's element and number.

    ``shared`` are the lists that stand before all dossiers.
    """

    rows: dict[tuple[str, str], Element]
    shared: "Tables | None" = None

    @classmethod
    def of(cls, elements: Iterable[Element], shared: "Tables | None" = None) -> "Tables":
        """Return the elements that have a number (``nr``) as rows."""
        rows = {(each.tag, value.text): each for each in elements for value in each["nr"]}
        return cls(rows, shared)

    def get(self, tag: str, reference: Values) -> Element | None:
        """Return the row that a reference points to, None when it points nowhere."""
        found = next((self.rows.get((tag, value.text)) for value in reference), None)
        return found or (self.shared.get(tag, reference) if self.shared else None)


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile: its element, its place from 1, and the qualifications (one for each code)."""

    element: Element
    number: int
    title: str
    subjects: tuple[Subject, ...]


@dataclass(slots=True)
class Desk:
    """The reading of one dossier; ``facts`` keeps the order in which subjects came up."""

    account: Account
    form: Form
    tables: Tables
    dossiers: tuple[Subject, ...]
    title: str
    profiles: dict[str, Profile] = field(default_factory=dict)
    facts: dict[Subject, list[Fact]] = field(default_factory=dict)

    @property
    def dossier(self) -> Subject:
        """The dossier; where it has several codes, the one with the first."""
        return self.dossiers[0]

    def say(self, subjects: Iterable[Subject], fact: Fact) -> None:
        """State a fact about each of the subjects."""
        for subject in subjects:
            self.facts.setdefault(subject, []).append(fact)

    def title_of(self, text: str) -> Text:
        """Return a name of one line as text; ``ValueError`` when it says nothing."""
        return self._text(self.form.title(text))

    def prose(self, text: str) -> Text:
        """Return prose without its markup as text; ``ValueError`` when it says nothing."""
        if self.form.says_nothing(text):
            raise ValueError(text)
        return self._text(plain(text))

    def profile(self, reference: Values) -> Profile | None:
        """Return the profile that a reference points to; one that points nowhere is reported."""
        found = next((self.profiles.get(value.text) for value in reference), None)
        if found:
            self.account.mark(reference)
        else:
            self.account.refuse(reference, "reference-unresolved")
        return found

    def _text(self, words: str) -> Text:
        if not any(map(str.isalnum, words)):
            raise ValueError(words)
        return Text(words, self.form.language)


def numbers(elements: list[Element], desk: Desk) -> list[int]:
    """Return the chapter numbers (``hoofdstuk``) of siblings, or else their places from 1.

    Places are taken for all of them when one has no number or two have the same: the numbers
    that the document gives are then reported.
    """
    given: list[int] = []
    for element in elements:
        try:
            given += [desk.form.number(value.text) for value in element["hoofdstuk"]]
        except ValueError:
            break
    if len(set(given)) == len(elements):
        for element in elements:
            desk.account.mark(element["hoofdstuk"])
        return given
    for element in elements:
        desk.account.refuse(element["hoofdstuk"], "number-unclear")
    return list(range(1, len(elements) + 1))
