"""The Europass template: from what is true to blocks in any of its languages."""

from collections.abc import Iterator
from random import Random

from bench.corpus.keys import Key, key
from bench.corpus.page import Block, Kind, Page
from bench.corpus.truth import ForeignTruth
from bench.corpus.wordings import Template, templates
from qualgraph.facts.evidence import Text

# What the template says about itself, or says twice: read or not, it is neither right nor wrong.
_UNSCORED = frozenset(
    {
        "DocumentStatus",
        "DocumentSite",
        "DocumentForm",
        "DocumentBasis",
        "TranslationStatus",
        "NamedAfter",
        "SectionText/level",
        "SectionText/basis",
    }
)


def europass_page(truth: ForeignTruth, language: str, rng: Random) -> Page:
    """Return the supplement of ``truth`` in ``language``."""
    form = _Form(truth, templates()[language], rng)
    note, body = tuple(form.note()), tuple(form.body())
    before = rng.choice((3, 5))
    cut = next(i for i, block in enumerate(body) if block.section == before)
    blocks = (*body[:cut], *note, *body[cut:]) if rng.random() < 0.5 else (*body, *note)
    return Page(language, (form.head(), *blocks), unscored=_UNSCORED)


class _Form:
    """Writes one supplement, section by section."""

    def __init__(self, truth: ForeignTruth, words: Template, rng: Random) -> None:
        self.truth, self.words, self.rng = truth, words, rng
        self.language = words.language
        self.upper = rng.random() < 0.6
        self.tagged = words.language == "en" or rng.random() < 0.6

    def head(self) -> Block:
        return Block(Kind.FORM, self.words.form)

    def body(self) -> Iterator[Block]:
        yield from self._titles()
        yield from self._outcomes()
        yield from self._occupations()
        yield from self._basis()
        yield from self._ways()
        yield self._heading(7)
        fact = key(
            "SectionText",
            "further-information",
            self._text(f"{self.truth.further} {self.truth.address}"),
        )
        yield Block(Kind.TEXT, f"{self.truth.further}\n{self.truth.address}", 7, (fact,))

    def note(self) -> Iterator[Block]:
        yield Block(Kind.LABEL, f"(*) {self.words.note[0]}")
        yield Block(Kind.NOTE, self.words.note[1])

    def _titles(self) -> Iterator[Block]:
        truth = self.truth
        original = self.language if self.language != "en" else _home(truth.country)
        yield self._heading(1, f" ({original.upper()})" if self.tagged else "")
        facts: tuple[Key, ...] = (key("Title", Text(truth.title, original)),)
        if truth.code:
            facts += (key("Code", truth.code, "national", truth.country),)
        yield Block(Kind.LINE, self._coded(truth.title, code=bool(truth.code)), 1, facts)
        yield Block(Kind.REMARK, self.words.remarks[0], 1)
        yield self._heading(2, " (EN)")  # nothing else says which language that is
        fact = key("Title", Text(truth.translated, "en"))
        words = self._coded(truth.translated, code=bool(truth.code) and truth.translated_code)
        yield Block(Kind.LINE, words, 2, (fact,))
        yield Block(Kind.REMARK, self.words.remarks[1], 2)

    def _coded(self, title: str, *, code: bool) -> str:
        if not code:
            return title
        if self.truth.code_in_title == "after":
            return f"{title}, reference number {self.truth.code}"
        return f"{self.truth.code} {title}"

    def _outcomes(self) -> Iterator[Block]:
        lead, *heads = self.words.profile
        heading = dict(zip(("general", "vocational"), heads, strict=True))
        yield self._heading(3)
        yield Block(Kind.REMARK, lead, 3)
        before = ""
        for position, (category, text) in enumerate(self.truth.outcomes, 1):
            if category != before:
                yield Block(Kind.SUBHEAD, heading[category], 3)
            before = category
            fact = key("LearningOutcome", position, category, self._text(text))
            yield Block(Kind.BULLET, text, 3, (fact,))

    def _occupations(self) -> Iterator[Block]:
        yield self._heading(4)
        if self.truth.occupation:
            fact = key("OccupationDescription", self._text(self.truth.occupation))
            yield Block(Kind.TEXT, self.truth.occupation, 4, (fact,))
        for code, text in self.truth.occupations:
            fact = key("ListedOccupation", code, self._text(text))
            yield Block(Kind.BULLET, f"{code} {text}".strip(), 4, (fact,))

    def _basis(self) -> Iterator[Block]:
        truth = self.truth
        awarding, authority, level, grading, access, agreements, legal = self.words.basis
        yield self._heading(5)
        body = "\n".join(truth.awarding)
        yield from self._cell(5, awarding, body, key("AwardingBody", self._text(body)))
        fact = key("RecognisingAuthority", self._text(truth.authority))
        yield from self._cell(5, authority, truth.authority, fact)
        yield Block(Kind.LABEL, level, 5)
        yield from self._level()
        yield from self._slot(grading, "grading", truth.grading)
        yield from self._slot(access, "access", truth.access)
        yield from self._slot(agreements, "international-agreements", truth.agreements)
        yield from self._slot(legal, "legal-basis", truth.legal)

    def _level(self) -> Iterator[Block]:
        truth = self.truth
        eqf, isced = key("Level", "eqf", str(truth.eqf)), key("Level", "isced-2011", truth.isced)
        if truth.national:
            fact = key("NationalLevel", self._text(truth.national))
            yield Block(Kind.LINE, truth.national, 5, (fact,))
        if self.rng.random() < 0.5:
            yield Block(Kind.LINE, f"ISCED {truth.isced}, EQF {truth.eqf}", 5, (isced, eqf))
        else:
            yield Block(Kind.LINE, f"EQF {truth.eqf}", 5, (eqf,))
            yield Block(Kind.LINE, f"ISCED {truth.isced}", 5, (isced,))

    def _ways(self) -> Iterator[Block]:
        truth = self.truth
        *columns, total, entry = self.words.ways
        yield self._heading(6)
        written = " ".join(cell for row in truth.shares for cell in row)
        fact = key("SectionText", "pathways", self._text(written))
        yield Block(Kind.TABLE, "", 6, (fact,), rows=(tuple(columns), *truth.shares), head=True)
        hours = self.words.counts[-1] if self.words.counts else "h"
        text = self._duration() + (f" ({truth.hours} {hours})" if truth.hours else "")
        fact = key("Duration", truth.years, truth.hours, None)
        yield from self._cell(6, total, text, fact)
        yield from self._slot(entry, "admission", truth.entry, section=6)

    def _duration(self) -> str:
        years, counts = self.truth.years, self.words.counts
        if counts and self.rng.random() < 0.2:
            return f"{years * 12:.0f} {counts[-2]}"
        if counts and years in (2, 3, 4) and self.rng.random() < 0.3:
            return f"{counts[int(years) - 2]} {self.words.years}"
        written = str(years).replace(".", "." if self.language == "en" else ",")
        return f"{written} {self.words.years}"

    def _slot(self, label: str, slot: str, text: str, *, section: int = 5) -> Iterator[Block]:
        yield from self._cell(section, label, text, key("SectionText", slot, self._text(text)))

    @staticmethod
    def _cell(section: int, label: str, text: str, fact: Key) -> Iterator[Block]:
        yield Block(Kind.LABEL, label, section)
        yield Block(Kind.TEXT, text, section, (fact,))

    def _heading(self, section: int, tag: str = "") -> Block:
        text = self.words.sections[section - 1]
        text = (_capitals(text) if self.upper else text) + tag
        return Block(Kind.SECTION, text, section, number=str(section))

    def _text(self, value: str) -> Text:
        return Text(value, self.language)


def _home(country: str) -> str:
    """Return the language of the original title in a form written in English."""
    languages = (t.language for t in templates().values() if country in t.countries)
    return next((language for language in languages if language != "en"), "en")


def _capitals(text: str) -> str:
    """Return ``text`` in capitals; Greek ones have no accents."""
    capitals = text.upper()
    return capitals.translate(str.maketrans("ΆΈΉΊΌΎΏ", "ΑΕΗΙΟΥΩ"))
