"""What a page knows: the statements about its things, in memory, and how they are read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from qualgraph.graph.terms import DCT, RDFS, SKOS, TYPE

_LABEL, _CODES = RDFS("label"), (SKOS("notation"), DCT("identifier"))
_PREFERRED = ("nl", "en")


@dataclass(frozen=True, slots=True)
class Text:
    """Words and the language they are in, empty when they are in none."""

    words: str
    language: str = ""

    def __bool__(self) -> bool:
        return bool(self.words)


NOTHING = Text("")


class Facts:
    """Statements by subject and property, each once, in a fixed order."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._said: dict[tuple[str, str], list[NamedNode | Literal]] = {}
        self._about: dict[str, list[str]] = {}
        for triple in sorted(set(triples), key=str):
            if not isinstance(triple.subject, NamedNode):
                continue
            if not isinstance(triple.object, NamedNode | Literal):
                continue
            subject, predicate = triple.subject.value, triple.predicate.value
            objects = self._said.setdefault((subject, predicate), [])
            if not objects:
                self._about.setdefault(subject, []).append(predicate)
            objects.append(triple.object)

    @property
    def subjects(self) -> Sequence[str]:
        """The IRIs of all things of which something is said."""
        return tuple(self._about)

    def properties(self, subject: str) -> Sequence[str]:
        """Return the IRIs of the properties that a thing has."""
        return self._about.get(subject, [])

    def objects(self, subject: str, predicate: NamedNode) -> Sequence[NamedNode | Literal]:
        """Return all values of a property."""
        return self._said.get((subject, predicate.value), [])

    def things(self, subject: str, *predicates: NamedNode) -> list[str]:
        """Return the IRIs that properties lead to."""
        found = (each for name in predicates for each in self.objects(subject, name))
        return [each.value for each in found if isinstance(each, NamedNode)]

    def thing(self, subject: str, predicate: NamedNode) -> str:
        """Return the first IRI that a property leads to, empty when there is none."""
        return next(iter(self.things(subject, predicate)), "")

    def texts(self, subject: str, predicate: NamedNode) -> list[Text]:
        """Return the literals of a property."""
        return [
            Text(each.value, each.language or "")
            for each in self.objects(subject, predicate)
            if isinstance(each, Literal)
        ]

    def text(self, subject: str, predicate: NamedNode, language: str) -> Text:
        """Return a literal of a property: in ``language``, else in Dutch, English, any other."""
        return best(self.texts(subject, predicate), language)

    def value(self, subject: str, predicate: NamedNode) -> str:
        """Return the first literal of a property as it is written, empty when there is none."""
        return next((text.words for text in self.texts(subject, predicate)), "")

    def label(self, thing: str, language: str) -> Text:
        """Return what a thing is called, nothing when that is not known."""
        return self.text(thing, _LABEL, language)

    def code(self, thing: str) -> str:
        """Return the notation or identifier of a thing."""
        return next((code for each in _CODES if (code := self.value(thing, each))), "")

    def is_a(self, thing: str, kind: NamedNode) -> bool:
        """Return whether a thing is of a class."""
        return kind in self.objects(thing, TYPE)


def best(texts: Iterable[Text], language: str) -> Text:
    """Return the text in ``language``, else in Dutch, else in English, else any."""
    order = (language, *_PREFERRED)

    def rank(text: Text) -> tuple[int, str]:
        place = order.index(text.language) if text.language in order else len(order)
        return place, text.words

    return min(texts, key=rank, default=NOTHING)
