"""What a reading rule found, and the meaning of common groups in it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from qualgraph.facts.evidence import Evidence, Fact, Text
from qualgraph.facts.language import Language


class UnclearError(ValueError):
    """The words have the form of the rule, but not a meaning that the language file knows."""


@dataclass(frozen=True, slots=True)
class Match:
    """A rule that matched: its groups, the language of the words, and their evidence.

    ``sentence`` is all of the line or sentence in which the rule matched.
    """

    groups: dict[str, str]
    tag: str
    language: Language
    evidence: Evidence
    sentence: str

    def text(self, group: str = "text") -> Text:
        """Return a group as words in the language of the document."""
        return Text(self.groups[group].strip(), self.tag)

    @property
    def denied(self) -> bool:
        """Whether the sentence denies; two denials in one sentence are unclear."""
        denials = len(self.language.negation.findall(self.sentence))
        if denials > 1:
            raise UnclearError(self.sentence)
        return denials == 1

    @property
    def day(self) -> date:
        """The groups ``day``, ``month`` (in words or digits) and ``year`` as a date."""
        month = self.groups["month"].lower().rstrip(".")
        number = int(month) if month.isdecimal() else self._word("months", month)
        try:
            return date(int(self.groups["year"]), number, int(self.groups["day"]))
        except ValueError as error:
            raise UnclearError(str(error)) from error

    def number(self, group: str) -> int:
        """Return a number in digits or in words."""
        word = self.groups[group]
        return int(word) if word.isdecimal() else self._word("numbers", word.lower())

    def percentage(self, group: str) -> Decimal | None:
        """Return a percentage as a fraction of 1, None when the group is absent."""
        value = self.groups.get(group)
        return (Decimal(value) / 100).normalize() if value else None

    def _word(self, table: str, word: str) -> int:
        value = self.language.words.get(table, {}).get(word)
        if value is None:
            raise UnclearError(word)
        return int(value)


Build = Callable[[Match], Iterator[Fact]]


def named(*builds: Build) -> dict[str, Build]:
    """Return the rules by name: that of the function, with hyphens."""
    return {build.__name__.replace("_", "-"): build for build in builds}
