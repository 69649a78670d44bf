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
        text = "\n".join(line.text for line in lines).casefold()
        score: Counter[str] = Counter()
        for word, count in Counter(_WORD.findall(text)).items():
            if word in self.words:
                score[self.words[word]] += min(count, _MOST)
            if word in self.form.registers:
                score[self.form.registers[word]] += _REGISTER
        for phrase, country in self.phrases.items():
            if phrase in text:
                score[country] += min(text.count(phrase), _MOST)
        for domain in set(_DOMAIN.findall(text)) - {"eu"}:
            score[domain] += _SITE
        if original:
            score[self.form.country_of(original)] += _ORIGINAL
        best = sorted(score.items(), key=lambda entry: (-entry[1], entry[0]))
        return best[0][0] if best else self.form.country_of(language)
