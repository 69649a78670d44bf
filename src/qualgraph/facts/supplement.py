"""Europass certificate supplements: lines to facts, with an account of every line."""

from collections.abc import Iterator
from dataclasses import dataclass

from qualgraph.documents.lines import Line
from qualgraph.documents.running_text import read_lines
from qualgraph.documents.source import Source
from qualgraph.errors import DataError
from qualgraph.facts import model
from qualgraph.facts.evidence import Evidence, Fact, Place, Text
from qualgraph.facts.language import Language, Rule, Slot, load_languages
from qualgraph.facts.reading import Document, Entry, Ledger, Reader, Reading, Record, Share
from qualgraph.facts.rules import RULES, Match, UnclearError
from qualgraph.facts.sections import Passage, count_sections, split_sections
from qualgraph.facts.sentences import Passed, sentences, units
from qualgraph.facts.subjects import Kind, Subject

SECTIONS_NEEDED = 5


@dataclass(frozen=True, slots=True)
class _Spoken:
    """A rule together with the language of the words that it reads."""

    rule: Rule
    tag: str


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What a slot gave: facts, and what became of each stretch."""

    facts: tuple[Fact, ...]
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class SupplementReader:
    """Reads supplements in the languages that have a file."""

    languages: dict[str, Language]

    @classmethod
    def load(cls) -> "SupplementReader":
        """Return a reader of all shipped languages."""
        return cls(load_languages())

    def read(self, source: Source) -> Reading:
        """Return what the supplement says.

        Raises ``DataError`` when the text is no supplement, or has no code, or two.
        """
        lines = read_lines(source)
        language = self._language(source, lines)
        passages = split_sections(lines, language)
        name = self._qualification_name(passages, language)
        outcomes = [self._slot(slot, passages, language, name) for slot in _slots(passages)]
        facts = tuple(fact for outcome in outcomes for fact in outcome.facts)
        subject = _subject(source, facts)
        entries = (*_headings(passages), *(e for outcome in outcomes for e in outcome.entries))
        document = Document(
            series=f"{subject.reference}-{Reader.SUPPLEMENT}-{language.tag}",
            edition=_edition(facts),
            reader=Reader.SUPPLEMENT,
            titles=(Text(f"{language.words['document_title']}: {name}", language.tag),),
            language=language.tag,
            name=source.name,
            sha256=source.sha256,
        )
        ledger = Ledger(tuple(sorted(entries, key=_position)))
        return Reading(document, (Record(subject, facts),), ledger)

    def _language(self, source: Source, lines: tuple[Line, ...]) -> Language:
        counts = {tag: count_sections(lines, spoken) for tag, spoken in self.languages.items()}
        best = max(counts, key=lambda tag: counts[tag])
        if counts[best] < SECTIONS_NEEDED:
            raise DataError(
                "not-a-supplement", name=source.name, found=counts[best], needed=SECTIONS_NEEDED
            )
        return self.languages[best]

    def _qualification_name(self, passages: tuple[Passage, ...], language: Language) -> str:
        outcome = self._slot(language.slot("title"), passages, language, "")
        titles = (fact.text.value for fact in outcome.facts if isinstance(fact, model.Title))
        return next(titles, "")

    def _slot(
        self, slot: Slot, passages: tuple[Passage, ...], language: Language, name: str
    ) -> _Outcome:
        own = [passage for passage in passages if passage.slot.id == slot.id]
        spoken = [_Spoken(rule, language.tag) for rule in slot.rules]
        for passage in own:
            other = passage.heading and self.languages.get(passage.heading.tag)
            if other and other is not language:
                spoken += [_Spoken(rule, other.tag) for rule in other.slot("title").rules]
        outcome = _SlotReading(slot, tuple(spoken), language, name)
        return outcome.read(units(own))


@dataclass(frozen=True, slots=True)
class _SlotReading:
    """The reading of one slot: its rules, the language file, and the document's own title."""

    slot: Slot
    spoken: tuple[_Spoken, ...]
    language: Language
    qualification: str

    def read(self, found: list[Passed]) -> _Outcome:
        facts: list[Fact] = []
        entries: list[Entry] = []
        prose: list[Passed] = []
        for stretch in self._stretches(found):
            read = list(self._facts(stretch, whole_line=False))
            facts += read
            share = self._share(stretch, bool(read))
            if share is Share.TEXT:
                prose.append(stretch)
            entries.append(Entry(share, self.slot.id, stretch.places))
        return _Outcome((*facts, *self._prose(prose)), tuple(entries))

    def _stretches(self, found: list[Passed]) -> Iterator[Passed]:
        """Return the units that a line rule or boilerplate knows whole, the others cut up."""
        for unit in found:
            if self._known(unit) or any(self._facts(unit, whole_line=True)):
                yield unit
            else:
                yield from sentences(unit, self.language.words.get("abbreviations", ()))

    def _facts(self, stretch: Passed, whole_line: bool) -> Iterator[Fact]:
        for spoken in self.spoken:
            if whole_line and not spoken.rule.whole_line:
                continue
            if facts := self._apply(spoken, stretch):
                yield from facts
                return

    def _apply(self, spoken: _Spoken, stretch: Passed) -> list[Fact]:
        evidence = Evidence(self.slot.id, spoken.rule.fact, stretch.places)
        build = RULES[spoken.rule.fact]
        try:
            return [
                fact
                for groups in spoken.rule.match(stretch.text, self.qualification)
                for fact in build(Match(groups, spoken.tag, self.language, evidence))
            ]
        except UnclearError:
            return []

    def _share(self, stretch: Passed, is_fact: bool) -> Share:
        if is_fact:
            return Share.FACT
        if self._known(stretch):
            return Share.BOILERPLATE
        return Share.TEXT if self.slot.prose else Share.NOT_UNDERSTOOD

    def _known(self, stretch: Passed) -> bool:
        known = (
            text.replace("{qualification}", self.qualification) for text in self.slot.boilerplate
        )
        return stretch.text in known

    def _prose(self, prose: list[Passed]) -> Iterator[Fact]:
        """Return the prose of the slot as one text, and the kinds of setting it speaks of."""
        if not prose:
            return
        places = tuple(place for passage in prose for place in passage.places)
        evidence = Evidence(self.slot.id, self.slot.prose, places)
        text = Text(evidence.quote, self.language.tag)
        yield model.OccupationDescription(text, evidence=evidence)
        for passage in prose:
            for code in _settings(passage.text, self.language):
                where = Evidence(self.slot.id, "work-setting", passage.places)
                yield model.WorkSetting(code, evidence=where)


def _settings(text: str, language: Language) -> list[str]:
    lower = text.casefold()
    settings = language.words.get("work_settings", {})
    return [code for code, words in settings.items() if any(word in lower for word in words)]


def _slots(passages: tuple[Passage, ...]) -> list[Slot]:
    return list({passage.slot.id: passage.slot for passage in passages}.values())


def _subject(source: Source, facts: tuple[Fact, ...]) -> Subject:
    codes = {(fact.country, fact.code) for fact in facts if isinstance(fact, model.Code)}
    if not codes:
        raise DataError("supplement-without-code", name=source.name)
    if len(codes) > 1:
        found = ", ".join(sorted(code for _, code in codes))
        raise DataError("supplement-two-codes", name=source.name, codes=found)
    [(country, code)] = codes
    return Subject(Kind.QUALIFICATION, country, code)


def _edition(facts: tuple[Fact, ...]) -> str:
    """Return the day from which the education is offered: each edition of a dossier has its own."""
    days = [fact.day.isoformat() for fact in facts if isinstance(fact, model.OfferedSince)]
    return max(days, default="")


def _headings(passages: tuple[Passage, ...]) -> Iterator[Entry]:
    for passage in passages:
        if passage.heading:
            line = passage.heading.line
            yield Entry(
                Share.HEADING, passage.slot.id, (Place(line.number, 0, line.text, line.page),)
            )


def _position(entry: Entry) -> tuple[int, int]:
    return entry.places[0].line, entry.places[0].start
