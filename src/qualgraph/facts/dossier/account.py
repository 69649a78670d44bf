"""What became of each value of a dossier: every one has exactly one entry in the ledger."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from qualgraph.documents.xml import Value, Values
from qualgraph.facts.dossier.form import Form
from qualgraph.facts.evidence import Evidence, Place
from qualgraph.facts.reading import Entry, Ledger, Share

T = TypeVar("T")
_Key = tuple[int, int]

# Knowledge and skills are listed in front; a core task refers to those that it asks.
_LISTED = ("kennisofvaardigheid/@titel", "categorie/@titel")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Part of a value, and what became of it."""

    start: int
    end: int
    share: Share


class Account:
    """Gives the values of a dossier out to be read, and keeps what first became of each."""

    def __init__(self, values: Iterable[Value]) -> None:
        self._values = {_key(value): value for value in values}
        self._entries: dict[_Key, tuple[Entry, ...]] = {}

    def mark(self, values: Values, share: Share = Share.FACT) -> None:
        """Keep that the values were read, without need of evidence."""
        for value in values:
            self._note(value, (Entry(share, value.path, (place(value),)),))

    def take(self, values: Values, rule: str, share: Share = Share.FACT) -> Evidence:
        """Return the evidence for what is read from ``values``, of which there is at least one."""
        self.mark(values, share)
        return Evidence(values[0].path, rule, tuple(map(place, values)))

    def read(
        self, values: Values, rule: str, parse: Callable[[str], T], share: Share = Share.FACT
    ) -> Iterator[tuple[T, Evidence]]:
        """Return what the values say, with the evidence; nothing where they are none or unclear."""
        if not values:
            return
        try:
            said = parse("\n\n".join(value.text for value in values))
        except (ValueError, ArithmeticError):
            return
        yield said, self.take(values, rule, share)

    def refuse(self, values: Values, note: str) -> None:
        """Set values aside as not understood, for the reason ``note``, unless they were taken."""
        for value in values:
            self._note(value, (Entry(Share.NOT_UNDERSTOOD, value.path, (place(value),), note),))

    def divide(self, value: Value, stretches: Iterable[Stretch]) -> None:
        """Give each stretch of a value a share of its own; together they must cover its words."""
        entries = (
            Entry(each.share, value.path, (place(value, each.start, each.end),))
            for each in stretches
        )
        self._note(value, tuple(entries))

    def ledger(self, form: Form) -> Ledger:
        """Return the account; what nobody took is a heading, boilerplate, or not understood."""
        entries: list[Entry] = []
        for key in sorted(self._values):
            value = self._values[key]
            entries += self._entries.get(key) or (_left_over(value, form),)
        return Ledger(tuple(entries))

    def _note(self, value: Value, entries: tuple[Entry, ...]) -> None:
        """Keep what became of a value, unless it is known already or stands in another's ledger."""
        if _key(value) in self._values:
            self._entries.setdefault(_key(value), entries)


def place(value: Value, start: int = 0, end: int | None = None) -> Place:
    """Return where a value, or a stretch of it, stands."""
    return Place(value.line, value.start + start, value.text[start:end])


def _key(value: Value) -> _Key:
    return value.line, value.start


def _left_over(value: Value, form: Form) -> Entry:
    share = _share_left(value, form)
    missed = share is Share.NOT_UNDERSTOOD and value.path.endswith(_LISTED)
    note = "reference-missing" if missed else ""
    return Entry(share, value.path, (place(value),), note)


def _share_left(value: Value, form: Form) -> Share:
    element, _, attribute = value.path.rpartition("/")
    if attribute in {"@titel", "@hoofdstuk"} and _last(element) in form.words["headings"]:
        return Share.HEADING
    if value.path.endswith(_LISTED) and value.text.endswith(":"):
        return Share.HEADING
    known = any(f"/{value.path}".endswith(f"/{path}") for path in form.words["boilerplate"])
    if known or (not attribute.startswith("@") and form.says_nothing(value.text)):
        return Share.BOILERPLATE
    return Share.NOT_UNDERSTOOD


def _last(path: str) -> str:
    return path.rpartition("/")[2]
