"""One shape for every error: RFC 9457 problem details, as JSON, HTML or plain text."""

from dataclasses import dataclass
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response

from qualgraph.answers.negotiate import choose
from qualgraph.answers.pages import Pages
from qualgraph.errors import QualgraphError

_OFFERS = ("application/problem+json", "text/html", "application/json", "text/plain")


@dataclass(eq=False)
class Problem(Exception):  # noqa: N818
    """An answer that is an error: its status, and what to say (a key of ``texts/*.toml``)."""

    status: int
    error: QualgraphError
    headers: tuple[tuple[str, str], ...] = ()


def problem_response(request: Request, problem: Problem, pages: Pages) -> Response:
    """Return the problem in the form and language that the client prefers."""
    language = pages.language(request.headers.get("accept-language"))
    detail = pages.texts[language].error(problem.error)
    title = HTTPStatus(problem.status).phrase
    media_type = choose(request.headers.get("accept"), _OFFERS) or _OFFERS[0]
    headers = {**dict(problem.headers), "Vary": "Accept, Accept-Language"}
    response: Response
    if media_type == "text/html":
        body = pages.render("problem.html", language, title=title, detail=detail)
        response = HTMLResponse(body, problem.status, headers)
    elif media_type == "text/plain":
        response = PlainTextResponse(f"{title}: {detail}\n", problem.status, headers)
    else:
        content = {
            "type": f"https://w3id.org/qualgraph/def/problem/{problem.error.key}",
            "title": title,
            "status": problem.status,
            "detail": detail,
            "instance": request.url.path,
        }
        response = JSONResponse(content, problem.status, headers, "application/problem+json")
    response.headers["Content-Language"] = language
    return response
