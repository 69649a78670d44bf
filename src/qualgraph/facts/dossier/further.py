"""What programmes prose names as next steps, and for which profiles (ontwikkelmogelijkheden).

Only what is said surely becomes a fact: whose next step it is, of hbo or mbo, and by name. All
of it stays text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from slugify import slugify

from qualgraph.documents.xml import Value
from qualgraph.facts import model
from qualgraph.facts.dossier.account import Stretch, place
from qualgraph.facts.dossier.desk import Desk, Profile
from qualgraph.facts.dossier.prose import is_markup, plain
from qualgraph.facts.evidence import Evidence, Fact, Text
from qualgraph.facts.reading import Share
from qualgraph.facts.subjects import Kind

_KINDS = {"hbo": Kind.PROGRAMME, "mbo": Kind.MBO_PROGRAMME}
_PARAGRAPH = re.compile(r"\S(?:.|\n(?![ \t]*\n))*")
_SENTENCE = re.compile(r"[^\n]*?(?:[.!?](?=\s+[A-ZÀ-Þ])|(?=\n|$))")
_BEFORE_TITLE = re.compile(r"(?:profiel|kwalificatie)\b\W*", re.IGNORECASE)
# A line that may be a heading: of whom it speaks is no longer sure, unless it names a profile.
_SHORT_LINE = re.compile(r"\w[^.:;!?]{0,60}")
_LONGEST_NAME = 90
# Longer prose, and longer sentences, are read as text alone: the patterns look back and forth.
_LONGEST_PROSE = 100_000
_LONGEST_SENTENCE = 1_000


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence or a line: where it stands in the prose, and its words with single spaces."""

    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class _Step:
    """A named programme, or with no name, that hbo is open at all; and for which profiles."""

    profiles: tuple[Profile, ...]
    kind: str
    name: str


@dataclass(slots=True)
class _State:
    """What was said before: for whom, of which kinds, and which list is being read.

    ``paragraph`` is whom the paragraph speaks of: None when of nobody, empty when that differs.
    """

    heading: tuple[Profile, ...] = ()
    paragraph: tuple[Profile, ...] | None = None
    kinds: set[str] = field(default_factory=set)
    listed: tuple[tuple[Profile, ...], str] | None = None


@dataclass(frozen=True, slots=True)
class _Words:
    """The patterns of the form, compiled."""

    patterns: dict[str, re.Pattern[str]]
    names: tuple[re.Pattern[str], ...]

    @classmethod
    def of(cls, words: dict[str, str | list[str]]) -> "_Words":
        single = {key: text for key, text in words.items() if isinstance(text, str)}
        return cls(
            {key: re.compile(text, re.IGNORECASE) for key, text in single.items()},
            tuple(re.compile(text, re.IGNORECASE) for text in words["names"]),
        )

    def has(self, key: str, text: str) -> bool:
        return bool(self.patterns[key].search(text))

    def before_cue(self, text: str) -> str:
        """Return the words of whom it is said; what follows the cue is what they may go on to."""
        return self.patterns["cue"].split(text, maxsplit=1)[0]

    def kinds(self, text: str) -> set[str]:
        return {kind for kind in _KINDS if self.has(kind, text)}


@dataclass(frozen=True, slots=True)
class _Titles:
    """The titles of the profiles without marks and capitals, and that of the dossier."""

    profiles: tuple[tuple[str, Profile], ...]
    dossier: str

    @classmethod
    def of(cls, desk: Desk) -> "_Titles":
        titles = ((_normal(profile.title), profile) for profile in desk.profiles.values())
        return cls(tuple(pair for pair in titles if pair[0]), _normal(desk.title))

    @property
    def all(self) -> tuple[Profile, ...]:
        return tuple(profile for _, profile in self.profiles)

    def called(self, words: str) -> tuple[Profile, ...]:
        """Return the profile that has the words as its title."""
        line = _normal(words)
        return tuple(profile for title, profile in self.profiles if title == line)

    def named_in(self, words: str) -> tuple[Profile, ...]:
        """Return the profiles named in the words, but no title that stands in a longer one."""
        left, found = f" {_normal(words)} ", set[str]()
        for title, _ in sorted(self.profiles, key=lambda pair: -len(pair[0])):
            if f" {title} " in left:
                found.add(title)
                left = left.replace(f" {title} ", " | ")
        return tuple(profile for title, profile in self.profiles if title in found)

    def dossier_in(self, words: str) -> bool:
        """Return whether the words name the dossier."""
        return bool(self.dossier) and f" {self.dossier} " in f" {_normal(words)} "


def read_further_education(desk: Desk, values: tuple[Value, ...]) -> None:
    """Read the next steps in prose; the prose itself is read elsewhere, as text."""
    words = _Words.of(desk.form.words["further_education"])
    for value in values:
        if len(value.text) > _LONGEST_PROSE or desk.form.says_nothing(value.text):
            continue
        marked = is_markup(value.text)
        text = plain(value.text) if marked else value.text
        reading = _Reading(_Titles.of(desk), words, text)
        found = list(reading.read())
        for sentence, _, steps in found:
            where = place(value) if marked else place(value, sentence.start, sentence.end)
            why = Evidence(value.path, "follow-up", (where,))
            for step in steps:
                for profile in step.profiles:
                    desk.say(profile.subjects, _fact(desk, step, why))
        stretches = [Stretch(s.start, s.end, share) for s, share, _ in found]
        if marked:
            stretches = [Stretch(0, len(value.text), _overall(stretches))]
        desk.account.divide(value, stretches)


def _overall(stretches: list[Stretch]) -> Share:
    facts = any(stretch.share is Share.FACT for stretch in stretches)
    return Share.FACT if facts else Share.TEXT


def _fact(desk: Desk, step: _Step, why: Evidence) -> Fact:
    if step.name:
        text = Text(step.name, desk.form.language)
        return model.FollowUp(_KINDS[step.kind], text, evidence=why)
    return model.HigherEducationAccess(Text(why.quote, desk.form.language), evidence=why)


@dataclass(slots=True)
class _Reading:
    """Reads one piece of prose, sentence by sentence."""

    titles: _Titles
    words: _Words
    text: str
    state: _State = field(default_factory=_State)

    def read(self) -> Iterator[tuple[_Sentence, Share, list[_Step]]]:
        for paragraph in _PARAGRAPH.finditer(self.text):
            sentences = list(_sentences(self.text, paragraph.start(), paragraph.end()))
            self.state.paragraph = self._spoken_of(sentences)
            for sentence in sentences:
                heading = self.titles.called(_BEFORE_TITLE.sub("", sentence.words))
                if heading or self._may_be_heading(sentence.words):
                    self.state = _State(heading, None if heading else self.state.paragraph)
                    yield sentence, Share.HEADING if heading else Share.TEXT, []
                    continue
                steps = list(self._steps(sentence.words))
                yield sentence, Share.FACT if steps else Share.TEXT, steps

    def _may_be_heading(self, words: str) -> bool:
        bullet = self.words.patterns["bullet"].match(words)
        return not bullet and bool(_SHORT_LINE.fullmatch(words))

    def _steps(self, words: str) -> Iterator[_Step]:
        if len(words) > _LONGEST_SENTENCE or self.words.has("denial", words):
            return
        bullet = self.words.patterns["bullet"].match(words)
        if bullet and self.state.listed:
            yield from self._item(words[bullet.end() :])
            return
        self.state.listed = None
        kinds = self.words.kinds(words)
        self.state.kinds |= kinds
        if self.words.has("introduction", words):
            profiles = self._profiles(words)
            self.state.listed = (profiles, _only(kinds) or _only(self.state.kinds))
        if self.words.has("access", words):
            profiles = self._profiles(words)
            if profiles:
                yield _Step(profiles, "hbo", "")
        if self.words.has("cue", words):
            yield from self._named(words)

    def _item(self, words: str) -> Iterator[_Step]:
        """Read an item of a list: a name, that may say its own kind."""
        profiles, kind = self.state.listed or ((), "")
        kind = _only(self.words.kinds(words)) or kind
        name = self._name(words)
        if profiles and kind and name:
            yield _Step(profiles, kind, name)

    def _named(self, words: str) -> Iterator[_Step]:
        """Read the names within a sentence, by the patterns of the form."""
        for pattern in self.words.names:
            for match in pattern.finditer(words):
                profiles = self._profiles(words[: match.start()])
                kinds = self.words.kinds(words[: match.end()])
                kind = _only(kinds) or (_only(self.state.kinds) if not kinds else "")
                names = [self._name(name) for name in self._parts(match["names"])]
                if profiles and kind and names and all(names):
                    yield from (_Step(profiles, kind, name) for name in names)

    def _parts(self, listing: str) -> list[str]:
        """Return the names of a list; one without commas is a single name, that may hold "en"."""
        *parts, last = re.split(r"\s*,\s*", listing)
        ends = self.words.patterns["last_joint"].split(last)
        return [*parts, *(ends if parts and len(ends) == 2 else [last])]

    def _name(self, words: str) -> str:
        """Return the name in the words, empty when they are no name."""
        stripped = words.strip().rstrip(".,;: ")
        bare = self.words.patterns["tail"].sub("", stripped)
        name = self.words.patterns["marker"].sub("", bare, count=1).strip()
        unclear = self.words.has("no_name", name) or len(name) > _LONGEST_NAME or ". " in name
        return "" if unclear or not slugify(name) else name

    def _profiles(self, before: str) -> tuple[Profile, ...]:
        """Return of whom a sentence speaks, from the words before what it says; none if unsure."""
        named = self.titles.named_in(before)
        if named:
            return named
        everyone = self.words.has("everyone", before) or self.titles.dossier_in(before)
        if everyone or len(self.titles.profiles) == 1:
            return self.titles.all
        spoken = self.state.paragraph
        return self.state.heading if spoken is None else spoken

    def _spoken_of(self, paragraph: list[_Sentence]) -> tuple[Profile, ...] | None:
        """Return of whom a paragraph speaks, if all its sentences speak of the same."""
        subjects = (self.words.before_cue(sentence.words) for sentence in paragraph)
        said = set(map(self.titles.named_in, subjects)) - {()}
        if not said:
            return None
        return said.pop() if len(said) == 1 else ()


def _sentences(text: str, start: int, end: int) -> Iterator[_Sentence]:
    position = start
    while position < end:
        match = _SENTENCE.match(text, position, end)
        stop = match.end() if match else end
        words = " ".join(text[position:stop].split())
        if words:
            yield _Sentence(position, stop, words)
        position = max(stop, position + 1) if words else stop + 1


def _normal(text: str) -> str:
    """Return words in lower case without marks, so that spellings of one title are the same."""
    return " ".join(re.findall(r"\w+", text.casefold().replace("&", " en ")))


def _only(kinds: set[str]) -> str:
    return next(iter(kinds)) if len(kinds) == 1 else ""
