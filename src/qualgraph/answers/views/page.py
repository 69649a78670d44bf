"""The page about a thing: the view of its kind, and around it what all things have."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from pyoxigraph import Literal, NamedNode

from qualgraph.answers.http.alternates import HTML, SUFFIXES, XML, listed
from qualgraph.answers.views import (
    document,
    domain,
    dossier,
    occupation,
    outcome,
    programme,
    qualification,
    terms,
)
from qualgraph.answers.views.asked import Asked, Crumb, Said, literal, text_of
from qualgraph.answers.views.links import links_of, suggestions
from qualgraph.answers.views.listing import check_page
from qualgraph.graph.profiles.known import ALT, OWN, profiles
from qualgraph.graph.terms import DCT, QG, SKOS

_INCOMING = 500
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class View:
    """The template of a kind of thing, what fills it, and whether it has further pages.

    ``tables`` are the canned queries whose answers stand in it; ``linked``: its links do too.
    """

    template: str
    show: Callable[[Asked], Any]
    paged: bool = False
    tables: frozenset[str] = frozenset()
    linked: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """A property of a thing with all its values."""

    property: Said
    values: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Download:
    """A profile and the addresses of its formats, each with its name."""

    name: str
    links: tuple[tuple[str, str], ...]


_ANYTHING = View("thing.html", lambda _: None)
_VIEWS = {
    "qualification": View(
        "qualification.html",
        qualification.view,
        tables=frozenset({"tasks", "occupations", "hbo-follow-ups", "skills"}),
    ),
    "outcome": View("outcome.html", outcome.view, paged=True, linked=True),
    "occupation": View("occupation.html", occupation.view, paged=True, linked=True),
    "programme": View("programme.html", programme.view, paged=True),
    "specialisation": View("programme.html", programme.view, paged=True),
    "mbo-programme": View("programme.html", programme.view, paged=True),
    "sector": View("programme.html", programme.view, paged=True),
    "domain": View("domain.html", domain.view, paged=True, tables=frozenset({"qualifications"})),
    "dossier": View("dossier.html", dossier.view, paged=True),
    "document": View("document.html", document.view, paged=True, tables=frozenset({"account"})),
    "def": View("term.html", terms.view, paged=True),
}


def page(asked: Asked, names: tuple[str, ...], data: Markup) -> bytes:
    """Return the page; ``names`` are the profiles of the thing, ``data`` a script for it.

    Raises ``Problem`` for a further page that is not there.
    """
    shown = _VIEWS.get(asked.kind, _ANYTHING)
    if not shown.paged:
        check_page(asked, 1)
    here = asked.path if asked.page == 1 else f"{asked.path}?page={asked.page}"
    html = asked.site.pages.render(
        shown.template,
        asked.language,
        t=asked.t,
        asked=asked,
        view=shown.show(asked),
        here=here,
        crumbs=tuple(_crumbs(asked)),
        links=() if shown.linked else links_of(asked, asked.iri),
        suggestions=suggestions(asked),
        statements=tuple(_statements(asked)),
        folded=shown is not _ANYTHING,
        incoming=tuple(_incoming(asked)),
        incoming_more=sum(map(len, asked.incoming.values())) >= _INCOMING,
        also=[_also(asked, row) for row in asked.also],
        tables=tuple(_tables(asked, shown)),
        downloads=tuple(_downloads(asked, names)),
        suffixes={suffix: each for suffix, each in SUFFIXES.items() if each != XML},
        eqf_levels=qualification.EQF_LEVELS,
        data=data,
    )
    return html.encode()


def _crumbs(asked: Asked) -> Iterator[Crumb]:
    """Yield the way from the start page to the thing."""
    if asked.kind == "def":
        if asked.reference:
            yield Crumb(asked.t("page.vocabulary"), "/def/")
        for each in asked.linked(SKOS("inScheme")):
            yield Crumb(each.words, each.href, each.language)
    elif asked.kind == "qualification":
        for each in asked.linked(QG("domain"))[:1]:
            yield Crumb(each.words, each.href, each.language)
    else:
        for predicate in (QG("sector"), DCT("isPartOf"), SKOS("broader")):
            for each in asked.linked(predicate)[:1]:
                yield Crumb(each.words, each.href, each.language)
    yield Crumb(asked.title.words, "", asked.title.language)


def _statements(asked: Asked) -> Iterator[Group]:
    for iri in asked.facts.properties(asked.iri):
        values, predicate = [], NamedNode(iri)
        for value in asked.facts.objects(asked.iri, predicate):
            why = asked.evidence.of(asked.iri, predicate, value=value.value)
            if isinstance(value, Literal):
                text = literal(value)
                values.append(Said(text.words, text.language, "", why))
            else:
                values.append(asked.thing(value.value, why))
        yield Group(asked.thing(iri), tuple(values))


def _incoming(asked: Asked) -> Iterator[Said]:
    for predicate, subjects in asked.incoming.items():
        name = asked.thing(predicate).words
        for iri in subjects[:_SHOWN]:
            yield asked.thing(iri, note=name)


def _also(asked: Asked, row: dict[str, Any]) -> dict[str, Any]:
    text = text_of(row["value"])
    linked = row["value"]["type"] == "uri"
    return {
        "property": row["property"]["value"],
        "value": asked.thing(text.words) if linked else Said(text.words, text.language),
        "document": row["document"]["value"],
    }


def _tables(asked: Asked, shown: View) -> Iterator[dict[str, Any]]:
    """Yield the answers of canned queries that the page does not show in its own way."""
    for query in asked.site.queries.values():
        if asked.kind in query.shown_on and query.name not in shown.tables:
            yield {"query": query, "rows": asked.canned(query.name)}


def _downloads(asked: Asked, names: tuple[str, ...]) -> Iterator[Download]:
    known = profiles()
    rows: dict[str, list[tuple[str, str]]] = {}
    for name, (offer, place) in listed(asked.path, names):
        if offer.media_type != HTML and name != ALT:
            suffix = place.partition("?")[0].rpartition(".")[2]
            rows.setdefault(name, []).append((place, suffix))
    for name in sorted(rows, key=lambda each: each != OWN):
        yield Download(known[name].title[asked.language], tuple(rows[name]))
