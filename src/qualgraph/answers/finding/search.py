"""Search: ``/search`` as a page and as JSON, ``/suggest`` for the address bar, OpenSearch.

The JSON of a search: ``query`` (what was asked), ``total``, ``page``, ``pages``, ``perPage``,
``partial`` (nothing has all words, these have some), ``suggestion`` (what may have been meant, or
null), ``facets`` (per facet its values with label, count, whether chosen, and the address with and
without it), ``items`` (``id``, ``url``, ``kind``, ``label``, ``language``, ``code``, ``level``,
``within``; ``highlight`` and ``snippet`` are texts in parts, ``match`` where a word was found) and
``links`` (``self``, ``first``, ``last``, ``prev``, ``next``).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from qualgraph.answers.http.negotiate import choose
from qualgraph.answers.http.tongues import spoken
from qualgraph.answers.http.variants import Variant
from qualgraph.answers.problem import Problem, Suggestion
from qualgraph.answers.site import HTML, Site, not_acceptable, site_of
from qualgraph.errors import UsageError
from qualgraph.search.expression import LONGEST
from qualgraph.search.facets import FACETS, Value
from qualgraph.search.folding import clean, spaced
from qualgraph.search.index import PAGE, Found, Hit, Question, SearchIndex
from qualgraph.search.marking import Marked
from qualgraph.texts import LANGUAGES

JSON = "application/json"
SUGGESTIONS = "application/x-suggestions+json"
DESCRIPTION = "application/opensearchdescription+xml"
PATH = "/search"
_SUGGESTED = 10
_NEARBY = 5
_COUNTRY = re.compile(r"^[A-Za-z]{2}-")
_SUFFIX = re.compile(r"(\.[a-z]{2})?\.[a-z]{2,6}$")
_LONGEST_NUMBER = 9


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet as it is offered.

    ``query`` is the query string with it when it is not chosen, without it when it is.
    """

    key: str
    label: str
    language: str
    count: int
    chosen: bool
    query: str


def search(request: Request) -> Response:
    """Answer a search; ``/search.json`` fixes the form."""
    site = site_of(request)
    fixed = JSON if request.url.path.endswith(".json") else ""
    media_type = fixed or choose(request.headers.get("accept"), (HTML, JSON))
    if media_type is None:
        raise not_acceptable((HTML, JSON))
    language = site.pages.language(request.headers.get("accept-language"))
    index = index_of(site)
    question = _question(request, index, language)
    found = index.ask(question)
    if str(question.page) != _page(request) or question.page > found.pages:
        wrong = UsageError("search-page", page=_page(request), pages=found.pages)
        raise Problem(404, wrong, (), (f"{PATH}{query_of(replace(question, page=1))}",))
    if media_type == JSON:
        return _as_json(request, site, question, found, bool(fixed))
    return site.page(request, "search.html", **_values(site, question, found))


def suggest(request: Request) -> Response:
    """Answer with titles that begin so (OpenSearch Suggestions 1.0)."""
    site = site_of(request)
    language = site.pages.language(request.headers.get("accept-language"))
    text = _text(request)
    question = Question(text, language=language, size=2 * _SUGGESTED)
    hits = index_of(site).ask(question).hits if text else ()
    titles: dict[str, Hit] = {}
    for hit in hits:
        titles.setdefault(hit.title.text, hit)
    shown = list(titles.values())[:_SUGGESTED]
    kinds = [site.pages.texts[language](f"search.kind-{hit.kind}") for hit in shown]
    notes = [" ".join(filter(None, pair)) for pair in zip(kinds, _codes(shown), strict=True)]
    links = [_absolute(site, site.pages.link(hit.iri)) for hit in shown]
    body = orjson.dumps([text, [hit.title.text for hit in shown], notes, links])
    variant = Variant(SUGGESTIONS, language, body)
    return site.respond(request, variant, {"vary": "Accept-Encoding, Accept-Language"})


def description(request: Request) -> Response:
    """Answer with how to search here (OpenSearch 1.1), for browsers."""
    site = site_of(request)
    language = site.pages.language(request.headers.get("accept-language"))
    body = site.pages.render("opensearch.xml", language).encode()
    variant = Variant(DESCRIPTION, language, body)
    return site.respond(request, variant, {"vary": "Accept-Encoding, Accept-Language"})


def index_of(site: Site) -> SearchIndex:
    """Return the index; raises ``Problem`` where the release has none."""
    if site.search is None:
        raise Problem(404, UsageError("search-none"), (), ("/queries", "/sparql"))
    return site.search


def nearby(site: Site, path: str, language: str) -> list[Suggestion]:
    """Return things like what ``path`` names, and a search."""
    *above, last = path.strip("/").split("/")
    text = spaced(_COUNTRY.sub("", _SUFFIX.sub("", last)))[:LONGEST]
    if site.search is None or not above or not text:
        return []
    kind = above[-1] if site.search.known("kind", above[-1]) else ""
    chosen = {"kind": frozenset({kind} - {""})}
    question = Question(text, chosen, 1, language, _NEARBY)
    words = site.pages.texts[language]("search.for", text=text)
    return [
        *(
            Suggestion(site.pages.link(hit.iri), _titled(hit), hit.title.language)
            for hit in _nearest(site.search, question)
        ),
        Suggestion(f"{PATH}{query_of(Question(text))}", words, language),
    ]


def _nearest(index: SearchIndex, question: Question) -> tuple[Hit, ...]:
    found = index.ask(question)
    if not found.hits and found.meant:
        found = index.ask(replace(question, text=found.meant))
    # A code that is not there: those that begin like it.
    for beginning in (question.text[:-1], question.text[:-2]):
        if not found.hits and question.text.isdigit() and len(beginning) > 2:
            found = index.ask(replace(question, text=beginning))
    return found.hits


def _titled(hit: Hit) -> str:
    return f"{hit.title.text} ({hit.code})" if hit.code else hit.title.text


def _codes(hits: list[Hit]) -> list[str]:
    return [hit.code for hit in hits]


def _text(request: Request) -> str:
    text = clean(request.query_params.get("q", ""))
    if len(text) > LONGEST:
        raise Problem(400, UsageError("search-too-long", limit=LONGEST))
    return text


def _question(request: Request, index: SearchIndex, language: str) -> Question:
    chosen = {facet: _keys(request, index, facet) for facet in FACETS}
    page = _page(request)
    number = int(page) if page.isascii() and page.isdigit() else 1
    return Question(_text(request), chosen, max(1, number), language)


def _page(request: Request) -> str:
    return clean(request.query_params.get("page") or "1")[:_LONGEST_NUMBER]


def _keys(request: Request, index: SearchIndex, facet: str) -> frozenset[str]:
    """Return the chosen values of a facet; ``79090`` is ``nl-79090``."""
    known = [value.key for value in index.values(facet)]
    keys = set()
    for asked in filter(None, request.query_params.getlist(facet)):
        found = [key for key in known if asked in {key, key.partition("-")[2]}]
        if not found:
            told = {"name": facet, "value": clean(asked)[:60], "known": ", ".join(known) or "-"}
            raise Problem(400, UsageError("search-facet", **told), (), (PATH,))
        keys.add(found[0])
    return frozenset(keys)


def query_of(question: Question, **changed: Any) -> str:
    """Return the query string of a question, with the ``?``; empty when nothing is asked."""
    asked = replace(question, **changed)
    pairs = [("q", asked.text)] if asked.text else []
    pairs += [(facet, key) for facet in FACETS for key in sorted(asked.chosen.get(facet, ()))]
    pairs += [("page", str(asked.page))] if asked.page > 1 else []
    return f"?{urlencode(pairs)}" if pairs else ""


def choices(site: Site, question: Question, found: Found) -> Mapping[str, tuple[Choice, ...]]:
    """Return what the search can be narrowed by, without what has no result."""
    return {
        facet: tuple(
            _choice(site, question, value, count)
            for value, count in counted
            if count or value.key in question.chosen.get(facet, ())
        )
        for facet, counted in found.facets.items()
    }


def _choice(site: Site, question: Question, value: Value, count: int) -> Choice:
    now = question.chosen.get(value.facet, frozenset())
    keys = now ^ {value.key}
    narrowed = query_of(question, chosen={**question.chosen, value.facet: keys}, page=1)
    label, language = _label(site, value, question.language)
    return Choice(value.key, label, language, count, value.key in now, narrowed)


def _label(site: Site, value: Value, language: str) -> tuple[str, str]:
    if value.facet == "kind":
        return site.pages.texts[language](f"search.kind-{value.key}"), language
    for tag in (language, *LANGUAGES, *value.labels):
        if tag in value.labels:
            return value.labels[tag], tag
    return value.key, ""


def _links(question: Question, found: Found) -> dict[str, str]:
    pages = {"first": 1, "prev": question.page - 1, "next": question.page + 1, "last": found.pages}
    return {
        name: query_of(question, page=page)
        for name, page in pages.items()
        if 0 < page <= found.pages
    }


def _values(site: Site, question: Question, found: Found) -> dict[str, Any]:
    offered = choices(site, question, found)
    return {
        "question": question,
        "found": found,
        "path": spoken(PATH, question.language),
        "choices": offered,
        "chosen": [c for each in offered.values() for c in each if c.chosen],
        "links": _links(question, found),
        "pager": [(page, query_of(question, page=page)) for page in _pager(question, found)],
        "meant": query_of(question, text=found.meant, page=1),
        "query": query_of(question),
        "longest": LONGEST,
        "first": (question.page - 1) * PAGE + 1,
    }


def _pager(question: Question, found: Found) -> list[int]:
    """Return the pages that are named: the first, the last, and those around this one; 0 a gap."""
    near = {1, found.pages, *range(question.page - 2, question.page + 3)}
    shown = sorted(page for page in near if 0 < page <= found.pages)
    pager: list[int] = []
    for page in shown:
        pager += [0] if pager and page - pager[-1] > 1 else []
        pager.append(page)
    return pager


def _as_json(
    request: Request, site: Site, question: Question, found: Found, fixed: bool
) -> Response:
    offered = choices(site, question, found)

    def address(query: str) -> str:
        return _absolute(site, f"{PATH}.json{query}")

    links = {"self": query_of(question), **_links(question, found)}
    told = {
        "query": {
            "q": question.text,
            **{facet: sorted(keys) for facet, keys in question.chosen.items() if keys},
        },
        "total": found.total,
        "page": question.page,
        "pages": found.pages,
        "perPage": PAGE,
        "partial": found.partial,
        "suggestion": found.meant or None,
        "facets": {
            facet: [
                {
                    "value": each.key,
                    "label": each.label,
                    "count": each.count,
                    "chosen": each.chosen,
                    "url": address(each.query),
                }
                for each in values
            ]
            for facet, values in offered.items()
        },
        "items": [_item(site, hit) for hit in found.hits],
        "links": {name: address(query) for name, query in links.items()},
    }
    headers = {"link": ", ".join(f'<{address(q)}>; rel="{name}"' for name, q in links.items())}
    headers["vary"] = f"{'' if fixed else 'Accept, '}Accept-Encoding, Accept-Language"
    variant = Variant(JSON, question.language, orjson.dumps(told))
    return site.respond(request, variant, headers)


def _item(site: Site, hit: Hit) -> dict[str, Any]:
    return {
        "id": hit.iri,
        "url": _absolute(site, site.pages.link(hit.iri)),
        "kind": hit.kind,
        "label": hit.title.text,
        "language": hit.title.language,
        "code": hit.code or None,
        "level": list(hit.facets["level"]),
        "within": {"id": hit.within[0], "label": hit.within[1]} if hit.within else None,
        "highlight": _parts(hit.title),
        "snippet": (
            {"language": hit.snippet.language, "parts": _parts(hit.snippet)}
            if hit.snippet
            else None
        ),
    }


def _parts(marked: Marked) -> list[dict[str, Any]]:
    return [{"text": text, "match": match} for text, match in marked.parts]


def _absolute(site: Site, address: str) -> str:
    return site.pages.absolute(address) if address.startswith("/") else address


ROUTES = [
    Route(PATH, search),
    Route(f"{PATH}.json", search),
    Route("/suggest", suggest),
    Route("/opensearch.xml", description),
]
