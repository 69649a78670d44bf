"""Which country a supplement comes from: language alone does not tell."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qualgraph.documents.lines import Line
from qualgraph.facts.form import Form
from qualgraph.facts.language import Language

_WORD = re.compile(r"\w+")
_DOMAIN = re.compile(
    r"(?:www\.|https?://|@)[^\s<>|]*?\.([a-z]{2})(?=[/\s>),.;:|]|$)", re.IGNORECASE
)
_MARKS = ("www.", "://", "@")  # of an address, which is sought in no other line
_MOST = 3  # a name said more often says no more
_ORIGINAL, _SITE, _REGISTER = 3, 2, 6


@dataclass(frozen=True)
class Countries:
    """The words that give countries away: single words, and phrases."""

    words: dict[str, str]
    phrases: dict[str, str]
    form: Form

    @classmethod
    def of(cls, languages: Iterable[Language], form: Form) -> "Countries":
        """Return the words of all languages."""
        known = {
            name.casefold(): country
            for language in languages
            for country, names in language.words.get("countries", {}).items()
            for name in names
        }
        words = {name: country for name, country in known.items() if _WORD.fullmatch(name)}
        return cls(words, {n: c for n, c in known.items() if n not in words}, form)

    def of_document(self, lines: Sequence[Line], original: str, language: str) -> str:
        """Return the country of a document in ``language``.

        ``original`` is the language behind the heading of the original title, if any.
        """
        folded = [line.text.casefold() for line in lines]
        text = "\n".join(folded)
        score: Counter[str] = Counter()
        counts = Counter(_WORD.findall(text))
        for word in counts.keys() & self.words.keys():
            score[self.words[word]] += min(counts[word], _MOST)
        for word in counts.keys() & self.form.registers.keys():
            score[self.form.registers[word]] += _REGISTER
        for phrase, country in self.phrases.items():
            if phrase in text:
                score[country] += min(text.count(phrase), _MOST)
        addressed = "\n".join(line for line in folded if any(mark in line for mark in _MARKS))
        for domain in set(_DOMAIN.findall(addressed)) - {"eu"}:
            score[domain] += _SITE
        for country in self._homes(original, score) if original else ():
            score[country] += _ORIGINAL
        best = sorted(score.items(), key=lambda entry: (-entry[1], entry[0]))
        return best[0][0] if best else self.form.country_of(language)

    def _homes(self, original: str, named: Iterable[str]) -> list[str]:
        """Return the countries whose language it is: of those named, or else the main one."""
        language = self.form.language_of(original)
        homes = [c for c in named if language in self.form.official_languages(c)]
        return homes or [self.form.country_of(original)]
