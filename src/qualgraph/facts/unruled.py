"""What every reader of words that no rule knows is given, and gives back."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from qualgraph.facts.evidence import Evidence, Fact, Place, Text
from qualgraph.facts.form import Slot
from qualgraph.facts.language import Language
from qualgraph.facts.reading import Entry, Share
from qualgraph.facts.sentences import Passed
from qualgraph.facts.slots import Outcome


@dataclass(frozen=True, slots=True)
class Unruled:
    """A slot, its language and country, and the language tag of its words.

    ``ruled`` says that the language file has rules for this slot and country: then what no rule
    knew is not understood, where without rules it is taken over as it is.
    """

    slot: Slot
    language: Language
    country: str
    tag: str
    ruled: bool

    def evidence(self, rule: str, passed: Iterable[Passed]) -> Evidence:
        """Return the evidence for a fact read from those stretches."""
        return Evidence(self.slot.id, rule, places_of(passed))

    def text(self, value: str) -> Text:
        """Return words in the language of the slot."""
        return Text(value.strip(), self.tag)

    def entry(self, share: Share, passed: Passed) -> Entry:
        """Return the account of a stretch."""
        return Entry(share, self.slot.id, passed.places)


def places_of(passed: Iterable[Passed]) -> tuple[Place, ...]:
    """Return the places of several stretches, in order."""
    return tuple(place for each in passed for place in each.places)


def joined(passed: Iterable[Passed]) -> str:
    """Return the words of several stretches, joined by a space."""
    return " ".join(each.text for each in passed)


ReadUnruled = Callable[[Unruled, Outcome], None]


def not_understood(at: Unruled, outcome: Outcome) -> None:
    """Account for what is left as not understood."""
    outcome.entries += [at.entry(Share.NOT_UNDERSTOOD, each) for each in outcome.left]
    outcome.left = []


def add(outcome: Outcome, fact: Fact, entries: Iterable[Entry]) -> None:
    """Add a fact with the account of its words."""
    outcome.facts.append(fact)
    outcome.entries += entries
