"""What the text of a regulation says about itself: name, number, days, the rule of admission."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from qualgraph.documents.layout import Block, Row, Words
from qualgraph.facts import model
from qualgraph.facts.evidence import Evidence, Fact, Place, Text
from qualgraph.facts.law_form import Known, LawForm, key
from qualgraph.facts.subjects import Kind, Subject


@dataclass(frozen=True, slots=True)
class Access:
    """The article that admits from mbo to hbo by a table: its kinds of programme and words."""

    article: str
    part: str
    kinds: tuple[str, ...]
    in_force: date | None
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class FourYears:
    """The article that allows four years of study for the programmes in a part of the law."""

    part: str
    place: Place


@dataclass(frozen=True, slots=True)
class Regulation:
    """A regulation, as its own text presents it; ``places`` are the words it was read from."""

    subject: Subject
    identifier: str
    title: str
    address: str
    signed: date | None
    in_force: date | None
    access: Access | None
    four_years: FourYears | None
    places: tuple[Place, ...]

    def facts(self, language: str) -> tuple[Fact, ...]:
        """Return the facts about the regulation itself."""
        evidence = Evidence("regulation", "regulation", self.places)
        details = model.RegulationDetails(
            self.identifier, self.signed, self.in_force, "", self.address, evidence=evidence
        )
        return model.Title(Text(self.title, language), evidence=evidence), details

    @property
    def lines(self) -> frozenset[tuple[int, int]]:
        """The page and line of all words that say something about the regulation."""
        access = self.access.places if self.access else ()
        four_years = (self.four_years.place,) if self.four_years else ()
        places = (*self.places, *access, *four_years)
        return frozenset((place.page, place.line) for place in places)


def words_of(block: Block) -> Words | None:
    """Return a block as words: a row is when only one cell holds something."""
    if isinstance(block, Words):
        return block
    held = [cell for cell in block.cells if cell]
    return Words(block.line, held[0], heading=False, page=block.page) if len(held) == 1 else None


def place_of(block: Words | Row) -> Place:
    """Return where a block stands."""
    return Place(block.line, 0, block.text, block.page)


def read_regulation(
    form: LawForm, known: Known, name: str, blocks: tuple[Block, ...]
) -> Regulation | None:
    """Return the regulation that the blocks are the text of, None when they name none.

    ``name`` is that of the file: it gives the reference when the text has no other than the
    ministry's number.
    """
    texts = [words for block in blocks if (words := words_of(block))]
    head = _first(form, "regulation", texts)
    if head is None:
        return None
    citation, start = _first(form, "citation", texts), _first(form, "in_force", texts)
    found = tuple(each for each in (head, citation, start) if each)
    number = head.match["number"]
    title = citation.match["title"] if citation else head.match["title"]
    code = known.regulations.get(key(title)) or _in_name(form, name) or number
    published = re.fullmatch(form.data["identifier"], code)
    return Regulation(
        Subject(Kind.REGULATION, form.data["country"], code),
        code,
        title,
        form.data["address"].format(identifier=code) if published else "",
        form.day(head.match["day"]),
        form.day(start.match["day"] or start.match["back"]) if start else None,
        _access(form, texts),
        _four_years(form, texts),
        tuple(place_of(each.words) for each in found),
    )


@dataclass(frozen=True, slots=True)
class _Said:
    """Words in which a pattern was found."""

    words: Words
    match: re.Match[str]


def _said(form: LawForm, name: str, texts: list[Words]) -> Iterator[_Said]:
    for words in texts:
        if match := form.search(name, words.text):
            yield _Said(words, match)


def _first(form: LawForm, name: str, texts: list[Words]) -> _Said | None:
    return next(_said(form, name, texts), None)


def _in_name(form: LawForm, name: str) -> str:
    found = re.search(form.data["identifier"], Path(name).name)
    return found[0] if found else ""


def _four_years(form: LawForm, texts: list[Words]) -> FourYears | None:
    rule = _first(form, "four_years_rule", texts)
    return FourYears(rule.match["part"], place_of(rule.words)) if rule else None


def _access(form: LawForm, texts: list[Words]) -> Access | None:
    """Return the rule: its article, its conditions, and the article on when it comes into force."""
    rule = _first(form, "access", texts)
    if rule is None:
        return None
    before = texts[: texts.index(rule.words)]
    articles = [each.match["article"] for each in _said(form, "article", before)]
    access = Access(
        articles[-1] if articles else "",
        rule.match["part"],
        form.kinds(rule.words.text),
        None,
        (place_of(rule.words),),
    )
    conditions = tuple(place_of(each.words) for each in _said(form, "access_condition", texts))
    access = replace(access, places=(*access.places, *conditions))
    for each in _said(form, "article_in_force", texts):
        if each.match["article"] == access.article:
            places = (*access.places, place_of(each.words))
            return replace(access, in_force=form.day(each.match["day"]), places=places)
    return access
