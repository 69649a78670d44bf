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
_LONGEST_NAME = 90


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
    """What was said before: for whom, of which kinds, and which list is being read."""

    heading: tuple[Profile, ...] = ()
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

    def kinds(self, text: str) -> set[str]:
        return {kind for kind in _KINDS if self.has(kind, text)}


def read_further_education(desk: Desk, values: tuple[Value, ...]) -> None:
    """Read the next steps in prose; the prose itself is read elsewhere, as text."""
    words = _Words.of(desk.form.words["further_education"])
    for value in values:
        marked = is_markup(value.text)
        reading = _Reading(desk, words, plain(value.text) if marked else value.text)
        found = list(reading.read())
        for sentence, share, steps in found:
            place_ = place(value) if marked else place(value, sentence.start, sentence.end)
            why = Evidence(value.path, "follow-up", (place_,))
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

    desk: Desk
    words: _Words
    text: str
    state: _State = field(default_factory=_State)

    def read(self) -> Iterator[tuple[_Sentence, Share, list[_Step]]]:
        for paragraph in _PARAGRAPH.finditer(self.text):
            sentences = list(_sentences(self.text, paragraph.start(), paragraph.end()))
            for sentence in sentences:
                heading = self._heading(sentence.words)
                if heading:
                    self.state = _State(heading=heading)
                    yield sentence, Share.HEADING, []
                    continue
                steps = list(self._steps(sentence.words, sentences))
                yield sentence, Share.FACT if steps else Share.TEXT, steps

    def _heading(self, words: str) -> tuple[Profile, ...]:
        """Return the profile that a line names and nothing else."""
        line = _normal(re.sub(r"^(?:profiel|kwalificatie)\b\W*", "", words, flags=re.IGNORECASE))
        profiles = self.desk.profiles.values()
        return tuple(profile for profile in profiles if _normal(profile.title) == line)

    def _steps(self, words: str, paragraph: list[_Sentence]) -> Iterator[_Step]:
        bullet = self.words.patterns["bullet"].match(words)
        if bullet and self.state.listed:
            yield from self._item(words[bullet.end() :])
            return
        self.state.listed = None
        kinds = self.words.kinds(words)
        self.state.kinds |= kinds
        if self.words.has("introduction", words):
            profiles = self._profiles(words, paragraph)
            self.state.listed = (profiles, _only(kinds) or _only(self.state.kinds))
        if self.words.has("access", words):
            profiles = self._profiles(words, paragraph)
            if profiles:
                yield _Step(profiles, "hbo", "")
        if self.words.has("cue", words):
            yield from self._named(words, paragraph)

    def _item(self, words: str) -> Iterator[_Step]:
        """Read an item of a list: a name, that may say its own kind."""
        profiles, kind = self.state.listed or ((), "")
        kind = _only(self.words.kinds(words)) or kind
        name = self._name(words)
        if profiles and kind and name:
            yield _Step(profiles, kind, name)

    def _named(self, words: str, paragraph: list[_Sentence]) -> Iterator[_Step]:
        """Read the names within a sentence, by the patterns of the form."""
        for pattern in self.words.names:
            for match in pattern.finditer(words):
                profiles = self._profiles(words[: match.start()], paragraph)
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
        name = self.words.patterns["marker"].sub("", stripped, count=1).strip()
        unclear = self.words.has("no_name", name) or len(name) > _LONGEST_NAME or ". " in name
        return "" if unclear or not slugify(name) else name

    def _profiles(self, before: str, paragraph: list[_Sentence]) -> tuple[Profile, ...]:
        """Return of whom a sentence speaks, from the words before what it says; none if unsure."""
        profiles = tuple(self.desk.profiles.values())
        named = _named_in(before, profiles)
        if named or self.state.heading:
            return named or self.state.heading
        if len(profiles) == 1 or _speaks_of(before, self.desk.title):
            return profiles
        said = {_named_in(sentence.words, profiles) for sentence in paragraph} - {()}
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


def _named_in(words: str, profiles: tuple[Profile, ...]) -> tuple[Profile, ...]:
    """Return the profiles whose titles stand in the words; a title within a longer one does not."""
    left = f" {_normal(words)} "
    found: list[Profile] = []
    for profile in sorted(profiles, key=lambda each: -len(each.title)):
        title = f" {_normal(profile.title)} "
        if title.strip() and title in left:
            found.append(profile)
            left = left.replace(title, " | ")
    return tuple(profile for profile in profiles if profile in found)


def _speaks_of(words: str, title: str) -> bool:
    return bool(title) and f" {_normal(title)} " in f" {_normal(words)} "


def _normal(text: str) -> str:
    """Return words in lower case without marks, so that spellings of one title are the same."""
    return " ".join(re.findall(r"\w+", text.casefold().replace("&", " en ")))


def _only(kinds: set[str]) -> str:
    return next(iter(kinds)) if len(kinds) == 1 else ""
