"""What a page is asked for, and all it needs to answer: facts, evidence, names."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pyoxigraph import Literal, NamedNode, Triple

from qualgraph.answers.site import Rows, Site
from qualgraph.answers.views.evidence import Because, Evidence
from qualgraph.answers.views.facts import NOTHING, Facts, Text
from qualgraph.graph.binding import bind_list
from qualgraph.graph.terms import DCT, ELM, QG, TYPE
from qualgraph.texts import Texts

# What a part leads to whose own sources stand behind it.
_BEHIND = QG("admission")
# What leads to the occupations and tasks whose links a page shows.
_LINKED = frozenset({QG("preparesFor"), QG("growthOccupation"), ELM("learningOutcome")})
OWN = QG("")


@dataclass(frozen=True, slots=True)
class Said:
    """A statement as a page shows it: words, where they lead, why they are here.

    ``note`` is what else is to be said of it.
    """

    words: str
    language: str = ""
    href: str = ""
    why: tuple[Because, ...] = ()
    note: str = ""

    def __bool__(self) -> bool:
        return bool(self.words)


@dataclass(frozen=True, slots=True)
class Crumb:
    """A step of the path to a page; the last one has no address."""

    words: str
    href: str = ""
    language: str = ""


@dataclass(frozen=True)
class Asked:
    """A thing, the document about it, the language, and which page of that is asked for."""

    site: Site
    node: NamedNode
    path: str
    language: str
    described: tuple[Triple, ...]
    page: int = 1

    @property
    def iri(self) -> str:
        """The IRI of the thing."""
        return self.node.value

    @property
    def kind(self) -> str:
        """The kind of the thing as its path tells it, ``def`` for a term."""
        return self.path.split("/")[2] if self.path.startswith("/doc/") else "def"

    @property
    def reference(self) -> str:
        """The part of the path that names the thing within its kind."""
        return self.path.split("/", 3)[3] if self.path.startswith("/doc/") else self.path[5:]

    @cached_property
    def evidence(self) -> Evidence:
        """What stands behind the statements about the thing and its parts."""
        things = {t.subject for t in self.described if isinstance(t.subject, NamedNode)}
        things |= {
            t.object
            for t in self.described
            if t.predicate == _BEHIND and isinstance(t.object, NamedNode)
        }
        base = self.site.names.base
        own = sorted(str(each) for each in things if each.value.startswith(base))
        return Evidence(self.site.listed("evidence", own or [str(self.node)]))

    @cached_property
    def facts(self) -> Facts:
        """What is said of the thing and its parts, and what all that it names is called."""
        named = set(self.evidence.documents)
        for triple in self.described:
            named.add(triple.predicate.value)
            if isinstance(triple.object, NamedNode):
                named.add(triple.object.value)
        named.update(self.incoming, self.schemes, *self.incoming.values())
        for row in self.also:
            said = (row["property"], row["value"], row["document"])
            named.update(each["value"] for each in said if each["type"] == "uri")
        return Facts((*self.described, *self._constructed("names", named)))

    @cached_property
    def incoming(self) -> dict[str, list[str]]:
        """The IRIs of what points at the thing, at most 500, by the property that does so."""
        found: dict[str, list[str]] = {}
        for row in self.rows("incoming"):
            found.setdefault(row["predicate"]["value"], []).append(row["subject"]["value"])
        return found

    @cached_property
    def schemes(self) -> list[str]:
        """The IRIs of all lists of concepts, for the page of the vocabulary only."""
        whole = self.node == OWN
        return [row["scheme"]["value"] for row in self.rows("schemes")] if whole else []

    @cached_property
    def also(self) -> Rows:
        """What another source says where the answer comes from one that goes before it."""
        return self.rows("also-stated") if self.path.startswith("/doc/") else []

    @cached_property
    def links(self) -> Rows:
        """The links of the thing, of the occupations it leads to and of its tasks."""
        return self._of_parts("links")

    @cached_property
    def suggestions(self) -> Rows:
        """The links that are suggested for the thing, for its occupations and its tasks."""
        return self._of_parts("suggestions")

    def _of_parts(self, name: str) -> Rows:
        if not self.path.startswith("/doc/"):
            return []
        here = (t for t in self.described if t.subject == self.node and t.predicate in _LINKED)
        parts = {t.object for t in here if isinstance(t.object, NamedNode)}
        return self.site.listed(name, sorted(map(str, {self.node, *parts})))

    def more(self, name: str, things: Iterable[str]) -> Facts:
        """Return what a query of the pages constructs about the things that are named."""
        return Facts(self._constructed(name, things))

    def _constructed(self, name: str, things: Iterable[str]) -> list[Triple]:
        terms = sorted({f"<{each}>" for each in things})
        return self.site.store.triples(bind_list(self.site.internal_query(name), terms))

    def rows(self, name: str) -> Rows:
        """Answer a query of the pages about the thing."""
        return self.site.internal(name, self.node)

    def canned(self, name: str) -> Rows:
        """Answer a canned query about the thing, in the language of the page."""
        return self.site.canned(self.site.queries[name], self.parameters(name))

    def parameters(self, name: str) -> dict[str, str]:
        """Return the values with which a canned query is about the thing."""
        names = [each.name for each in self.site.queries[name].parameters]
        known = {self.kind: self.reference, "lang": self.language}
        return {key: value for key, value in known.items() if key in names}

    def said(self, predicate: NamedNode, subject: str = "") -> Said:
        """Return the value of a property in the language of the page, and why it is so."""
        about = subject or self.iri
        text = self.facts.text(about, predicate, self.language)
        return Said(text.words, text.language, "", self.evidence.of(about, predicate))

    def thing(self, iri: str, why: tuple[Because, ...] = (), note: str = "") -> Said:
        """Return a thing as a link."""
        text = self.facts.label(iri, self.language) or self.unnamed(iri)
        return Said(text.words, text.language, self.site.pages.link(iri), why, note)

    def unnamed(self, iri: str) -> Text:
        """Return what to call a thing that the graph gives no name."""
        short = self.site.pages.short(iri)
        foreign: dict[str, str] = self.t.messages["foreign"]
        return Text(foreign.get(short, short))

    def linked(self, predicate: NamedNode, subject: str = "") -> list[Said]:
        """Return the things that a property leads to, each with why it does."""
        about = subject or self.iri
        return [
            self.thing(iri, self.evidence.of(about, predicate, value=iri))
            for iri in self.facts.things(about, predicate)
        ]

    def link(self, predicate: NamedNode, subject: str = "") -> Said:
        """Return the first thing that a property leads to."""
        return next(iter(self.linked(predicate, subject)), Said(""))

    @cached_property
    def title(self) -> Text:
        """What the thing is called."""
        found = self.facts.label(self.iri, self.language)
        return found or self.unnamed(self.iri)

    def spoken_in(self, document: str) -> str:
        """Return the language of a document, empty when it is not known."""
        return self.facts.value(document, DCT("language"))

    @property
    def classes(self) -> list[Said]:
        """What the thing is."""
        own = [iri for iri in self.facts.things(self.iri, TYPE) if iri.startswith(QG.iri)]
        return [self.thing(iri) for iri in own or self.facts.things(self.iri, TYPE)]

    @property
    def country(self) -> str:
        """The country of the thing as its reference tells it, empty when it tells none."""
        return self.reference.partition("-")[0] if self.path.startswith("/doc/") else ""

    @cached_property
    def t(self) -> Texts:
        """The words of the page's language, as they hold for the country of the thing."""
        return self.site.pages.texts[self.language].of_country(self.country)

    @property
    def land(self) -> str:
        """What the country of the thing is called, its code when that is not known."""
        named: dict[str, str] = self.t.messages["land"]
        return named.get(self.country, self.country.upper())

    def worded(self, kind: str, code: str) -> str:
        """Return the words for the code of a ``slot`` or a ``rule``; a code without is shown."""
        known: dict[str, str] = self.t.messages[kind]
        parts = code.split("/")
        return ", ".join(known[part] for part in parts) if known.keys() >= set(parts) else code


def text_of(value: dict[str, Any]) -> Text:
    """Return a value of a row as text."""
    return Text(value["value"], value.get("xml:lang", "")) if value["value"] else NOTHING


def literal(value: NamedNode | Literal) -> Text:
    """Return a term as text."""
    if isinstance(value, NamedNode):
        return Text(value.value)
    return Text(value.value, value.language or "")
