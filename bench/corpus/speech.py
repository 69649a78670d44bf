"""Words for the forms of other countries: real ones where we have them, invented ones elsewhere."""

from random import Random

from bench.corpus.wordings import SPOKEN, templates, vocabulary

_VOWELS = frozenset("aeiouyáéíóúýàèìòùâêîôûäëïöüãõåæøąęěėīāēūųůőűăаеиоуъюяαεηιουωάέήίόύώ")


class Speech:
    """Makes titles, outcomes and sentences of one language with one source of chance."""

    def __init__(self, language: str, letters: str, rng: Random) -> None:
        self._column = SPOKEN.index(language) if language in SPOKEN else -1
        self._rng = rng
        own_script = bool(letters) and min(letters) > "ʯ"
        alphabet = letters if own_script else "abdefgiklmnoprstuvz" + letters
        self._vowels = [letter for letter in alphabet if letter in _VOWELS]
        self._consonants = [letter for letter in alphabet if letter not in _VOWELS | {"ъ", "ь"}]

    @classmethod
    def original(cls, country: str, rng: Random) -> str:
        """Return a title in the language that ``country`` speaks at home."""
        home = next(
            template
            for template in templates().values()
            if country in template.countries and template.language != "en"
        )
        return cls(home.language, home.letters, rng).name("titles")

    def names(self, topic: str, count: int) -> list[str]:
        """Return ``count`` different names."""
        if self._column >= 0:
            rows = self._rng.sample(vocabulary()[topic], count)
            return [row[self._column] for row in rows]
        return [self._phrase(2, 3) for _ in range(count)]

    def name(self, topic: str) -> str:
        """Return one name."""
        return self.names(topic, 1)[0]

    def outcomes(self, count: int) -> list[str]:
        """Return ``count`` different things that somebody can do."""
        if self._column >= 0:
            return self.names("processes", count)
        return [self._phrase(3, 7) for _ in range(count)]

    def sentence(self, topic: str) -> str:
        """Return one sentence."""
        if self._column >= 0:
            return self.name(topic)
        return self._phrase(6, 12) + "."

    def prose(self, topic: str, count: int) -> str:
        """Return some sentences."""
        if self._column >= 0:
            return " ".join(self.names(topic, count))
        return " ".join(self.sentence(topic) for _ in range(count))

    def address(self) -> str:
        """Return a street and a number."""
        return f"{self._word().title()} {self._rng.randint(1, 99)}"

    def national(self, country: str, level: int) -> str:
        """Return a national level."""
        if self._column >= 0:
            return self.name("national").format(level=level)
        return f"{country.upper()}QF {level}"

    def _phrase(self, least: int, most: int) -> str:
        count = self._rng.randint(least, most)
        text = " ".join(self._word() for _ in range(count))
        return text[0].upper() + text[1:]

    def _word(self) -> str:
        choice = self._rng.choice
        syllables = (
            choice(self._consonants) + choice(self._vowels)
            for _ in range(self._rng.choice((2, 2, 3, 4)))
        )
        return "".join(syllables) + choice(("", choice(self._consonants)))
