"""What there is to judge, and what a decision changes in the file of links.

A decision names the version of what the person saw. When that has changed meanwhile, by another
page or another process, nothing is written and the person sees what is there now.
"""

import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path

from qualgraph.alignment.review.file import Links, Pair, Record, change, read, version
from qualgraph.alignment.review.people import Reviewer
from qualgraph.errors import UsageError
from qualgraph.graph.alignment import NOT

Rows = dict[Pair, tuple[dict[str, str], ...]]
NO_TERM = "sssom:NoTermFound"
RELATIONS = ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch")
CERTAINTY = {"high": "0.9", "medium": "0.7", "low": "0.5"}
ACCEPT, REJECT = "accept", "reject"
_SKOS = "skos:"
_BY_HAND = ("semapv:ManualMappingCuration", "semapv:MappingReview")
_ESCO = "http://data.europa.eu/esco/"


class ConflictError(Exception):
    """What was shown is no longer so; nothing was written."""


class UnknownError(Exception):
    """There is no such subject, candidate, decision or change."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A concept that may be meant, what is decided about it, and the version of that."""

    object: str
    label: str
    relation: str
    confidence: str
    reasons: tuple[str, ...]
    cells: Mapping[str, str]
    version: str
    state: str = ""
    """Empty, ``accepted`` or ``rejected``."""
    said: str = ""
    who: str = ""
    when: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """A national occupation or task with its candidates; ``none``: people found no concept."""

    id: str
    label: str
    candidates: tuple[Candidate, ...]
    version: str
    none: bool
    who: str = ""
    when: str = ""

    @property
    def reviewed(self) -> bool:
        """Whether a concept was accepted, all were rejected, or none was found."""
        states = [candidate.state for candidate in self.candidates]
        return self.none or "accepted" in states or (bool(states) and all(states))

    def candidate(self, object_: str) -> Candidate:
        """Return the candidate ``object_``; raise ``UnknownError`` when there is none."""
        for found in self.candidates:
            if found.object == object_:
                return found
        raise UnknownError(object_)


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person says of a candidate: accept, reject or a relation; how sure, and a note."""

    verdict: str
    certainty: str = "high"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """A change that can be undone: the rows before and after, and the change before it."""

    subject: str
    verdict: str
    label: str
    before: dict[Pair, tuple[Record, ...]]
    after: dict[Pair, str]
    previous: int


@dataclass(slots=True)
class Judging:
    """The file, what was proposed beside it, who judges, and what was done since the start."""

    path: Path
    proposed: tuple[dict[str, str], ...]
    reviewer: Reviewer
    today: Callable[[], date] = date.today
    _done: list[Done] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def subjects(self) -> dict[str, Subject]:
        """Return all subjects as they stand in the file now, in the order of the proposals."""
        return self._subjects(read(self.path))

    def done(self, number: int) -> Done | None:
        """Return a change by its number (from 1)."""
        return self._done[number - 1] if 0 < number <= len(self._done) else None

    def decide(
        self, subject: str, object_: str, seen: str, decision: Decision, previous: int
    ) -> int:
        """Accept or reject a candidate; returns the number of the change.

        Raises ``ConflictError`` when the candidate is no longer as it was ``seen``.
        """
        found = self._subjects(read(self.path)).get(subject)
        if found is None or decision.certainty not in CERTAINTY:
            raise UnknownError(subject)
        if decision.verdict not in (ACCEPT, REJECT, *RELATIONS):
            raise UnknownError(decision.verdict)
        candidate = found.candidate(object_)
        rows: Rows = {(subject, object_): (self._row(candidate, decision),)}
        if decision.verdict != REJECT:
            rows[subject, NO_TERM] = ()
        check = partial(_demand_pair, (subject, object_), seen)
        return self._write(subject, rows, check, (decision.verdict, candidate.label), previous)

    def none(self, subject: str, seen: str, note: str, previous: int) -> int:
        """Record that no concept is meant, and reject all candidates; returns the change's number.

        Raises ``ConflictError`` when anything of the subject is no longer as it was ``seen``.
        """
        found = self._subjects(read(self.path)).get(subject)
        if found is None:
            raise UnknownError(subject)
        reject = Decision(REJECT, note=note)
        rows: Rows = {
            (subject, c.object): (self._row(c, reject),)
            for c in found.candidates
            if c.state != "rejected"
        }
        rows[subject, NO_TERM] = (self._nothing(found, note),)

        def check(links: Links) -> None:
            now = self._subjects(links).get(subject)
            if now is None or now.version != seen:
                raise ConflictError

        return self._write(subject, rows, check, ("none", found.label), previous)

    def undo(self, number: int) -> Done:
        """Put back what a change replaced; raise ``ConflictError`` when it was changed since."""
        done = self.done(number)
        if done is None:
            raise UnknownError(str(number))

        def edit(links: Links) -> Links:
            for pair, after in done.after.items():
                if version(links.of(pair)) != after:
                    raise ConflictError
            for pair, records in done.before.items():
                links = links.with_rows(pair, [record.cells for record in records])
            return links

        change(self.path, edit)
        return done

    def _write(
        self,
        subject: str,
        rows: Rows,
        check: Callable[[Links], None],
        said: tuple[str, str],
        previous: int,
    ) -> int:
        before: dict[Pair, tuple[Record, ...]] = {}

        def edit(links: Links) -> Links:
            check(links)
            for pair, cells in rows.items():
                before[pair] = links.of(pair)
                links = links.with_rows(pair, cells)
            return links

        written = change(self.path, edit)
        after = {pair: version(written.of(pair)) for pair in rows}
        with self._lock:
            self._done.append(Done(subject, *said, before, after, previous))
            return len(self._done)

    def _row(self, candidate: Candidate, decision: Decision) -> dict[str, str]:
        chosen = decision.verdict if decision.verdict in RELATIONS else candidate.relation
        reasons = "; ".join(candidate.reasons)
        return {
            **candidate.cells,
            **self._judged(),
            "predicate_id": f"{_SKOS}{chosen}",
            "predicate_modifier": NOT if decision.verdict == REJECT else "",
            "confidence": CERTAINTY[decision.certainty],
            "comment": f"{decision.note} ({reasons})"
            if decision.note and reasons
            else reasons or decision.note,
        }

    def _nothing(self, subject: Subject, note: str) -> dict[str, str]:
        """Return the row that says that no concept was found (SSSOM 1.1, ``NoTermFound``)."""
        return {
            "subject_id": subject.id,
            "subject_label": subject.label,
            "predicate_id": f"{_SKOS}exactMatch",
            "object_id": NO_TERM,
            "object_source": _ESCO,
            "confidence": CERTAINTY["high"],
            "comment": note,
            **self._judged(),
        }

    def _judged(self) -> dict[str, str]:
        return {
            **self.reviewer.cells(),
            "mapping_justification": _BY_HAND[0],
            "mapping_date": self.today().isoformat(),
        }

    def _subjects(self, links: Links) -> dict[str, Subject]:
        proposed: dict[Pair, Record] = {}
        for cells in self.proposed:
            record = Record(cells)
            proposed.setdefault(record.pair, record)
        written: dict[Pair, list[Record]] = {}
        for record in links.records:
            if record.cells["predicate_id"].startswith(_SKOS):
                written.setdefault(record.pair, []).append(record)
        of_subject: dict[str, list[Pair]] = {}
        for pair in dict.fromkeys((*proposed, *written)):
            of_subject.setdefault(pair[0], []).append(pair)
        return {
            subject: _subject(subject, pairs, proposed, written)
            for subject, pairs in of_subject.items()
        }


def _subject(
    subject: str,
    pairs: Iterable[Pair],
    proposed: Mapping[Pair, Record],
    written: Mapping[Pair, list[Record]],
) -> Subject:
    candidates, versions, label, nothing = [], [], "", None
    for pair in pairs:
        records = written.get(pair, [])
        shown = records[-1] if records else proposed[pair]
        label = label or shown.cells.get("subject_label", "")
        versions.append(f"{pair[1]} {version(records)}")
        if pair[1] == NO_TERM:
            nothing = shown
        else:
            candidates.append(_candidate(shown, records, proposed.get(pair, shown)))
    who = nothing.cells if nothing else {}
    return Subject(
        subject,
        label or subject,
        tuple(candidates),
        "|".join(sorted(versions)),
        nothing is not None,
        _who(who),
        who.get("mapping_date", ""),
    )


def _candidate(shown: Record, records: list[Record], proposed: Record) -> Candidate:
    cells = shown.cells
    state = ""
    if records and cells["mapping_justification"] in _BY_HAND:
        state = "rejected" if cells.get("predicate_modifier") == NOT else "accepted"
    return Candidate(
        object=shown.pair[1],
        label=cells.get("object_label") or shown.pair[1],
        relation=cells["predicate_id"].removeprefix(_SKOS),
        confidence=proposed.cells.get("confidence", ""),
        reasons=tuple(r for r in proposed.cells.get("comment", "").split("; ") if r),
        cells={**proposed.cells, **{k: v for k, v in cells.items() if v}},
        version=version(records),
        said=cells.get("comment", "") if state else "",
        state=state,
        who=_who(cells) if state else "",
        when=cells.get("mapping_date", "") if state else "",
    )


def _who(cells: Mapping[str, str]) -> str:
    names = ("reviewer_label", "reviewer_id", "author_label", "author_id")
    return next((cells[name] for name in names if cells.get(name)), "")


def _demand_pair(pair: Pair, seen: str, links: Links) -> None:
    if version(links.of(pair)) != seen:
        raise ConflictError


def proposals_of(paths: Iterable[Path]) -> tuple[dict[str, str], ...]:
    """Return the rows of files with proposals; objects as CURIEs.

    Raises ``DataError`` with the line of a row that is not good, ``UsageError`` for no file.
    """
    found: list[dict[str, str]] = []
    for path in paths:
        if not path.exists():
            raise UsageError("file-missing", name=path)
        for record in read(path).records:
            if record.cells["predicate_id"].startswith(_SKOS):
                found.append({**record.cells, "object_id": record.pair[1]})
    return tuple(found)
