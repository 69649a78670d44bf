"""Europass certificate supplements in any language: lines to facts, every line accounted for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qualgraph.documents.lines import Line
from qualgraph.documents.running_text import read_lines
from qualgraph.documents.source import Source
from qualgraph.errors import DataError
from qualgraph.facts import model
from qualgraph.facts.contents import CONTENTS, with_one_pass_mark
from qualgraph.facts.country import Countries
from qualgraph.facts.detection import languages_of
from qualgraph.facts.evidence import Evidence, Fact, Place, Text
from qualgraph.facts.form import Form, Slot
from qualgraph.facts.headings import Heading, Headings, prefixes, starts
from qualgraph.facts.language import UNKNOWN, Language, load_languages
from qualgraph.facts.listed import introductions
from qualgraph.facts.numbering import lost_sections, sections_by_number
from qualgraph.facts.reading import Document, Entry, Ledger, Reader, Reading, Record, Share
from qualgraph.facts.sections import PREAMBLE, Layout, in_order, lay_out
from qualgraph.facts.sentences import Mending, Passed, units
from qualgraph.facts.slots import Outcome, RuleReader, Spoken
from qualgraph.facts.spelling import letters, signs
from qualgraph.facts.subjects import Kind, Subject, named
from qualgraph.facts.tags import without_tags
from qualgraph.facts.titles import remarks
from qualgraph.facts.unruled import Unruled

SECTIONS_NEEDED = 5
MOST_LINES = 5000  # of a supplement: two to five pages, and a web site's menus around them
LANGUAGES_TRIED = 3
PROSE = frozenset({"cell", "text", "occupations", "facts"})  # contents in running text
_TRANSLATION = "und-x-transl"  # a translation into a language that nothing tells
_LONGEST_FURNITURE = 100  # characters of a running title or the heading of a column
_TORN = 8  # letters of a part of the heading of a column
_COLUMNS = 3  # of the table in section 6


@dataclass(frozen=True)
class SupplementReader:
    """Reads supplements of every language that has a file, and finds the sections of others."""

    form: Form
    languages: dict[str, Language]
    headings: dict[str, Headings]
    prefixes: dict[str, list[tuple[str, str, int]]]
    countries: Countries
    unknown: Language

    @classmethod
    def load(cls) -> "SupplementReader":
        """Return a reader of all shipped languages."""
        form = Form.load()
        languages = load_languages(form)
        headings = {tag: Headings.of(language, form) for tag, language in languages.items()}
        return cls(
            form,
            languages,
            headings,
            prefixes(headings.items()),
            Countries.of(languages.values(), form),
            Language.of(UNKNOWN, {}, form),
        )

    def read(self, source: Source) -> Reading:
        """Return what the supplement says.

        Raises ``DataError`` when the text is no supplement, or has two codes, or is a Dutch one
        without a code, or has neither code nor title.
        """
        lines = read_lines(source)
        language, headings = self._headings(source, lines)
        layout = lay_out(lines, headings)
        original = self.form.language_of(layout.tags.get("title", ""))
        country = self.countries.of_document(lines, layout.tags.get("title", ""), language.tag)
        document = _Document(self, language, country, original, layout)
        outcomes = [document.read(slot) for slot in layout.slots.values()]
        facts = [fact for outcome in outcomes for fact in outcome.facts]
        subject = _subject(source, country, facts)
        entries = (*_laid_out(layout), *(e for outcome in outcomes for e in outcome.entries))
        title = next((f.text.value for f in facts if isinstance(f, model.Title)), source.stem)
        described = Document(
            series=f"{subject.reference}-{Reader.SUPPLEMENT}-{document.tag}",
            edition=_edition(facts),
            reader=Reader.SUPPLEMENT,
            titles=(Text(f"{document.kind}: {title}", document.tag),),
            language=document.tag,
            name=source.name,
            sha256=source.sha256,
        )
        ledger = Ledger(tuple(sorted(entries, key=_position)))
        return Reading(described, (Record(subject, tuple(facts)),), ledger)

    def _headings(self, source: Source, lines: Sequence[Line]) -> tuple[Language, list[Heading]]:
        """Return the language of the document and its headings, in order."""
        most = 0
        within = lines[:MOST_LINES]
        may_start = [starts(line.text) for line in within]
        for tag in languages_of(within, may_start, self.prefixes)[:LANGUAGES_TRIED]:
            found = in_order(list(self.headings[tag].find(within, may_start)))
            lost = lost_sections(within, found, self.form)
            found = sorted((*found, *lost), key=lambda heading: (heading.line, heading.start))
            count = len({heading.slot.section for heading in found} - {0})
            if count >= SECTIONS_NEEDED and len(lines) <= MOST_LINES:
                return self.languages[tag], found
            most = max(most, count)
        marked = len(lines) <= MOST_LINES and any(map(self._is_marked, lines))
        if marked and (found := sections_by_number(lines, self.form)):
            return self.unknown, found
        raise DataError("not-a-supplement", name=source.name, found=most, needed=SECTIONS_NEEDED)

    def _is_marked(self, line: Line) -> bool:
        return bool(self.form.marks.search(line.text))


@dataclass(frozen=True)
class _Document:
    """One document while it is read: its language, country, and how it is laid out."""

    reader: SupplementReader
    language: Language
    country: str
    original: str
    layout: Layout

    @property
    def tag(self) -> str:
        """The language of the document; that of its title where the form's is unknown."""
        known = self.language.tag != UNKNOWN
        return self.language.tag if known else self.original or UNKNOWN

    @property
    def kind(self) -> str:
        """What the form calls itself."""
        return str(self.language.words.get("document_title", self.reader.form.name))

    def read(self, slot: Slot) -> Outcome:
        """Return what one slot says."""
        tag = self._tag(slot)
        ruled = self.language.words.get("rules_for") == self.country
        at = Unruled(slot, self.language, self.country, tag, ruled)
        outcome = Outcome()
        spoken = self._spoken(slot, tag)
        rules = RuleReader(slot.id, spoken, self.language, ruled or bool(spoken))
        prose = slot.content in PROSE and slot.id in self.form.slots
        mending = Mending(
            prose,
            rules.complete,
            lambda text: rules.complete(text) or self._alone(text, slot),
            self.language.dangling,
            self.language.joints.between,
            slot.content == "level",
        )
        pieces, tags = without_tags(self.layout.pieces.get(slot.id, ()))
        outcome.entries += [Entry(Share.BOILERPLATE, slot.id, (tag,)) for tag in tags]
        found = units(pieces, mending)
        outcome = rules.read(self._set_apart(at, found, outcome), outcome)
        CONTENTS[slot.content](at, outcome)
        if slot.content == "grading":
            outcome.facts = with_one_pass_mark(outcome.facts)
        outcome.facts.sort(key=lambda fact: _position_of(fact.evidence))
        return outcome

    def _set_apart(self, at: Unruled, found: list[Passed], outcome: Outcome) -> list[Passed]:
        """Account for what every supplement has around the words of a slot."""
        others = []
        for unit in found:
            if share := self._furniture(unit.text, at.slot):
                outcome.entries.append(at.entry(share, unit))
            else:
                others.append(unit)
        if at.slot.content == "title":
            return remarks(at, others, outcome)
        if at.slot.content == "outcomes":
            return introductions(at, others, outcome)
        return others

    def _alone(self, text: str, slot: Slot) -> bool:
        plain = signs(text) if len(text) <= _LONGEST_FURNITURE else ""
        language = self.language
        own = (language.categories, language.remarks, language.disclaimers)
        return any(plain in known for known in own) or self._furniture(text, slot) is not None

    def _furniture(self, text: str, slot: Slot) -> Share | None:
        if len(text) > _LONGEST_FURNITURE:
            return None
        if self.reader.form.page_number.fullmatch(text):
            return Share.BOILERPLATE
        key = letters(text)
        columns = self.language.columns
        if key in columns or (slot.id == "pathways" and self._is_torn_column(key)):
            return Share.HEADING
        named = (t for t in self.language.titles if key.startswith(t) and len(key) <= len(t) + 4)
        return Share.HEADING if any(named) else None

    def _is_torn_column(self, key: str) -> bool:
        """Return whether letters are the beginnings or ends of headings of columns.

        Lines and pages break them up; side by side they may look like one line.
        """
        if not key:
            return False
        for _ in range(_COLUMNS):
            ends = (n for n in range(len(key), _TORN - 1, -1) if self._is_of_column(key[:n]))
            key = key[next(ends, 0) :] if _TORN <= len(key) else key
        return not key

    def _is_of_column(self, part: str) -> bool:
        columns = self.language.columns
        return any(column.startswith(part) or column.endswith(part) for column in columns)

    def _tag(self, slot: Slot) -> str:
        if slot.id == "title":
            return self._title_tag()
        if tag := self.layout.tags.get(slot.id, ""):
            return self.reader.form.language_of(tag)
        # A translation is not in the language of the title; without a tag it is in no known one.
        if slot.id == "translated-title" and self._title_tag() == self.tag:
            return UNKNOWN if self.tag != UNKNOWN else _TRANSLATION
        return self.tag

    def _title_tag(self) -> str:
        """The language of the original title: as its heading says, or that of the country."""
        if self.original or self.language.tag == UNKNOWN:
            return self.original or UNKNOWN
        official = self.form.official_languages(self.country)
        if self.language.tag in official:
            return self.language.tag
        return official[0] if len(official) == 1 else UNKNOWN

    @property
    def form(self) -> Form:
        """What all forms share."""
        return self.reader.form

    def _spoken(self, slot: Slot, tag: str) -> tuple[Spoken, ...]:
        """Return the rules of a slot; a title in another language has the rules of that one."""
        spoken = [(self.language, self.tag)]
        if slot.content == "title":
            languages = self.reader.languages
            spoken = [(languages[tag], tag)] if tag in languages else []
            spoken += [(other, t) for t, other in languages.items() if t != tag]
        return tuple(
            Spoken(rule, spoken_tag, language)
            for language, spoken_tag in spoken
            for rule in language.rules_for(
                "title" if slot.content == "title" else slot.id, self.country
            )
        )


def _subject(source: Source, country: str, facts: list[Fact]) -> Subject:
    """Return what the document is about: by its national code, or else by its title."""
    codes = {(fact.country, fact.code) for fact in facts if isinstance(fact, model.Code)}
    subjects = {Subject(Kind.QUALIFICATION, *code).reference: code for code in codes}
    if len(subjects) > 1:
        found = ", ".join(sorted(code for _, code in codes))
        raise DataError("supplement-two-codes", name=source.name, codes=found)
    if codes:
        return Subject(Kind.QUALIFICATION, *min(codes))
    titles = (fact for fact in facts if isinstance(fact, model.Title))
    title = next(titles, None)
    if country == "nl" or title is None:
        key = "supplement-without-code" if country == "nl" else "supplement-without-title"
        raise DataError(key, name=source.name)
    subject = named(Kind.QUALIFICATION, country, title.text.value)
    facts.append(model.NamedAfter(title.text.value, evidence=title.evidence))
    return subject


def _edition(facts: list[Fact]) -> str:
    """Return the day from which the education is offered: each edition of a dossier has its own."""
    days = [fact.day.isoformat() for fact in facts if isinstance(fact, model.OfferedSince)]
    return max(days, default="")


def _laid_out(layout: Layout) -> Iterator[Entry]:
    for slot, place in layout.headings:
        yield Entry(Share.HEADING, slot, (place,))
    for slot, place in layout.marks:
        yield Entry(Share.BOILERPLATE, slot, (place,))


def _position(entry: Entry) -> tuple[int, int]:
    return _at(entry.places)


def _position_of(evidence: Evidence) -> tuple[int, int]:
    return _at(evidence.places)


def _at(places: tuple[Place, ...]) -> tuple[int, int]:
    return places[0].line, places[0].start


__all__ = ["PREAMBLE", "SupplementReader"]
