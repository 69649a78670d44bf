"""What a reader of tables has found so far: facts by subject, and what became of each cell."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from qualgraph.documents.layout import Row, Words
from qualgraph.facts.evidence import Fact, Place
from qualgraph.facts.reading import Entry, Ledger, Record, Share
from qualgraph.facts.regulation import place_of
from qualgraph.facts.subjects import Subject


@dataclass(slots=True)
class Account:
    """Facts and ledger entries, gathered while a document is read."""

    facts: dict[Subject, list[Fact]] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)

    def state(self, subject: Subject, *facts: Fact) -> None:
        """Note facts about a subject."""
        self.facts.setdefault(subject, []).extend(facts)

    def share(self, share: Share, section: str, block: Words | Row) -> None:
        """Note what became of all words of a block."""
        self.entries.append(Entry(share, section, (place_of(block),)))

    def share_cells(self, section: str, row: Row, unread: Iterable[int], share: Share) -> None:
        """Note that a row became ``share``, but for the cells in the columns ``unread``."""
        places: dict[Share, list[Place]] = {share: [], Share.NOT_UNDERSTOOD: []}
        missed = frozenset(unread)
        for at, (start, cell) in enumerate(zip(row.starts, row.cells, strict=True)):
            if start >= 0:
                became = Share.NOT_UNDERSTOOD if at in missed else share
                places[became].append(Place(row.line, start, cell, row.page))
        self.entries += [Entry(each, section, tuple(at)) for each, at in places.items() if at]

    @property
    def records(self) -> tuple[Record, ...]:
        """The facts by subject, in the order in which the subjects came."""
        return tuple(Record(subject, tuple(facts)) for subject, facts in self.facts.items())

    @property
    def ledger(self) -> Ledger:
        """The entries in the order of the document."""
        return Ledger(tuple(sorted(self.entries, key=_position)))


def _position(entry: Entry) -> tuple[int, int, int]:
    place = entry.places[0]
    return place.page, place.line, place.start
