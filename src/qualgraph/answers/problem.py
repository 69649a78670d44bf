"""One shape for every error: RFC 9457 problem details, as JSON, HTML, Turtle or plain text."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import orjson
from pyoxigraph import BlankNode, Literal, RdfFormat, Triple, serialize
from starlette.requests import Request
from starlette.responses import Response

from qualgraph.answers.http.negotiate import choose
from qualgraph.answers.http.tongues import fixed_language
from qualgraph.answers.pages import Pages
from qualgraph.errors import QualgraphError
from qualgraph.graph.terms import HYDRA, RDFS, TYPE, integer, string

STATUSES = (400, 403, 404, 405, 406, 410, 413, 414, 415, 416, 422, 429, 500, 502, 503, 504)
_JSON = "application/problem+json"
_OFFERS = (_JSON, "text/html", "text/turtle", "text/plain", "application/json")


@dataclass(eq=False)
class Problem(Exception):  # noqa: N818
    """An answer that is an error: its status, and what to say (a key of ``texts/*.toml``).

    ``available`` is what can be had instead: media types, methods, addresses.
    """

    status: int
    error: QualgraphError
    headers: tuple[tuple[str, str], ...] = ()
    available: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Where to go instead: an address, its title, the language of that (perhaps empty)."""

    href: str
    words: str
    language: str


@dataclass(frozen=True, slots=True)
class _Told:
    """A problem in the words of one language."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    available: tuple[str, ...]
    language: str

    def json(self) -> bytes:
        members = ("type", "title", "status", "detail", "instance", "available")
        return orjson.dumps({name: getattr(self, name) for name in members})

    def turtle(self) -> bytes:
        """Say it in the words of Hydra, since RFC 9457 has none of its own for RDF."""
        subject = BlankNode("problem")
        triples = [
            Triple(subject, TYPE, HYDRA("Error")),
            Triple(subject, HYDRA("statusCode"), integer(self.status)),
            Triple(subject, HYDRA("title"), Literal(self.title, language=self.language)),
            Triple(subject, HYDRA("description"), Literal(self.detail, language=self.language)),
            *(Triple(subject, RDFS("comment"), string(each)) for each in self.available),
        ]
        prefixes = {"hydra": HYDRA.iri, "rdfs": RDFS.iri}
        return serialize(triples, format=RdfFormat.TURTLE, prefixes=prefixes) or b""

    def plain(self) -> bytes:
        lines = (f"{self.status} {self.title}", self.detail, *self.available)
        return ("\n".join(lines) + "\n").encode()


def problem_response(
    request: Request, problem: Problem, pages: Pages, near: Sequence[Suggestion] = ()
) -> Response:
    """Return the problem in the form and language that the client prefers, JSON if in none.

    ``near`` is what may have been meant.
    """
    wished = request.headers.get("accept-language")
    language = fixed_language(request.url.path) or pages.language(wished)
    words = pages.texts[language]
    told = _Told(
        type=f"https://w3id.org/qualgraph/def/problem/{problem.error.key}",
        title=words(f"status.{problem.status}"),
        status=problem.status,
        detail=words.error(problem.error),
        instance=request.url.path,
        available=(*(each.href for each in near), *problem.available),
        language=language,
    )
    media_type = choose(request.headers.get("accept"), _OFFERS) or _JSON
    if media_type == "text/html":
        shown = replace(told, available=problem.available)
        body = pages.render("problem.html", language, problem=shown, suggestions=near).encode()
    elif media_type == "text/turtle":
        body = told.turtle()
    elif media_type == "text/plain":
        body = told.plain()
    else:
        body, media_type = told.json(), _JSON
    headers = {
        **dict(problem.headers),
        "Content-Language": language,
        "Cache-Control": "no-store",
        "Vary": "Accept, Accept-Encoding, Accept-Language, Accept-Profile",
    }
    return Response(body, problem.status, headers, media_type)
