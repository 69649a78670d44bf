"""The page on which a person judges one subject after the other."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from qualgraph.alignment.review.door import Door, Guarded, RefusedError, form_of
from qualgraph.alignment.review.judging import (
    CERTAINTY,
    REJECT,
    RELATIONS,
    ConflictError,
    Decision,
    Judging,
    Subject,
    UnknownError,
)
from qualgraph.alignment.sssom import expanded
from qualgraph.errors import QualgraphError
from qualgraph.texts import Texts

Told = tuple[tuple[str, str], ...]
_NOTE = 500
# Keys of the page; the script reads them from the markup.
KEYS = dict(zip(RELATIONS, "ecbnr", strict=True))
_TYPES = {"review.css": "text/css", "review.js": "text/javascript"}


@dataclass(frozen=True)
class Desk:
    """What the page is made of: the judging, what is known of subjects and concepts, the words."""

    judging: Judging
    door: Door
    words: Texts
    told: Mapping[str, Told]
    """Name and value of what helps to judge, by subject and by concept (both CURIEs)."""
    templates: Environment


@dataclass(frozen=True, slots=True)
class View:
    """Where a page is: its subject, whether it shows the unreviewed only, what it did last."""

    subject: str = ""
    open: bool = False
    done: int = 0
    object: str = ""

    @classmethod
    def of(cls, fields: Mapping[str, str]) -> "View":
        """Read the fields of an address or a form."""
        done = fields.get("done", "")
        number = int(done) if done.isascii() and done.isdigit() and len(done) < 10 else 0
        open_ = fields.get("open", "") == "1"
        return cls(fields.get("subject", ""), open_, number, fields.get("object", ""))


def create_app(judging: Judging, door: Door, words: Texts, told: Mapping[str, Told]) -> Starlette:
    """Return the application; nothing in it writes but what a person decides."""
    templates = Environment(
        loader=PackageLoader("qualgraph.alignment.review"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters["iri"] = expanded
    app = Starlette(
        routes=[
            Route("/", _page),
            Route("/decide", _decide, methods=["POST"]),
            Route("/none", _none, methods=["POST"]),
            Route("/undo", _undo, methods=["POST"]),
            *(Route(f"/{name}", _file) for name in _TYPES),
        ],
        middleware=[Middleware(Guarded, door, words)],
        exception_handlers={
            RefusedError: _refused,
            UnknownError: _unknown,
            QualgraphError: _failed,
        },
    )
    app.state.desk = Desk(judging, door, words, told, templates)
    return app


def _desk(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


async def _page(request: Request) -> Response:
    desk = _desk(request)
    desk.door.admit(request.query_params.get("token", ""))
    return await run_in_threadpool(_shown, desk, View.of(request.query_params), 200)


async def _decide(request: Request) -> Response:
    desk, form = _desk(request), await _admitted(request)
    view = View.of(form)
    decision = Decision(form.get("verdict", ""), form.get("certainty", "high"), _note(form))
    try:
        number = await run_in_threadpool(
            desk.judging.decide,
            view.subject,
            view.object,
            form.get("version", ""),
            decision,
            view.done,
        )
    except ConflictError:
        return await run_in_threadpool(_shown, desk, view, 409)
    # Who accepts is ready with the subject; who rejects looks at the next candidate.
    onward = decision.verdict != REJECT
    return await run_in_threadpool(_moved, desk, view, number, onward)


async def _none(request: Request) -> Response:
    desk, form = _desk(request), await _admitted(request)
    view = View.of(form)
    try:
        number = await run_in_threadpool(
            desk.judging.none, view.subject, form.get("version", ""), _note(form), view.done
        )
    except ConflictError:
        return await run_in_threadpool(_shown, desk, view, 409)
    return await run_in_threadpool(_moved, desk, view, number, True)


async def _undo(request: Request) -> Response:
    desk, form = _desk(request), await _admitted(request)
    view = View.of(form)
    try:
        undone = await run_in_threadpool(desk.judging.undo, view.done)
    except ConflictError:
        return await run_in_threadpool(_shown, desk, view, 409)
    return _redirect(desk, View(undone.subject, view.open, undone.previous))


async def _admitted(request: Request) -> dict[str, str]:
    form = await form_of(request)
    _desk(request).door.admit(form.get("token", ""))
    return form


def _note(form: Mapping[str, str]) -> str:
    """Return the note as one line: a table has one line for each link."""
    line = " ".join(form.get("note", "").split())
    return "".join(character for character in line if character.isprintable())[:_NOTE]


def _moved(desk: Desk, view: View, number: int, onward: bool) -> Response:
    subjects = desk.judging.subjects()
    now = subjects[view.subject]
    if onward or now.reviewed:
        order = _listed(subjects, view)
        following = order[order.index(view.subject) + 1 :]
        target = following[0] if following else view.subject
        return _redirect(desk, View(target, view.open, number))
    return _redirect(desk, View(view.subject, view.open, number))


def _redirect(desk: Desk, view: View) -> Response:
    return RedirectResponse(_address(desk, view), 303)


def _address(desk: Desk, view: View) -> str:
    fields = {"token": desk.door.token, "subject": view.subject}
    fields |= {"open": "1"} if view.open else {}
    fields |= {"done": str(view.done)} if view.done else {}
    return f"/?{urlencode(fields)}"


def _listed(subjects: Mapping[str, Subject], view: View) -> list[str]:
    """Return the subjects to go through; the one that is shown belongs to them, reviewed or not."""
    return [
        name
        for name, subject in subjects.items()
        if not view.open or not subject.reviewed or name == view.subject
    ]


def _shown(desk: Desk, view: View, status: int) -> Response:
    subjects = desk.judging.subjects()
    order = _listed(subjects, view)
    if view.subject and view.subject not in subjects:
        raise UnknownError(view.subject)
    if not order:
        name = ""
    elif view.subject:
        name = view.subject
    else:
        name = next((n for n in order if not subjects[n].reviewed), order[0])
    at = order.index(name) if name else 0
    view = View(name, view.open, view.done)

    def link(subject: str, open_: bool = view.open) -> str:
        return _address(desk, View(subject, open_, view.done))

    html = desk.templates.get_template("review.html").render(
        t=desk.words,
        language=desk.words.language,
        token=desk.door.token,
        view=view,
        subject=subjects.get(name),
        number=list(subjects).index(name) + 1 if name else 0,
        total=len(subjects),
        reviewed=sum(subject.reviewed for subject in subjects.values()),
        previous=order[at - 1] if name and at else "",
        following=order[at + 1] if name and at + 1 < len(order) else "",
        link=link,
        told=desk.told,
        done=desk.judging.done(view.done),
        conflict=status == 409,
        relations=KEYS,
        certainties=CERTAINTY,
        reviewer=desk.judging.reviewer,
        file=desk.judging.path.name,
    )
    return HTMLResponse(html, status)


async def _file(request: Request) -> Response:
    name = request.url.path.removeprefix("/")
    place = resources.files("qualgraph.alignment.review") / "templates" / name
    return Response(place.read_text("utf-8"), media_type=_TYPES[name])


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, RefusedError)
    return PlainTextResponse(_desk(request).words(error.key), error.status)


async def _unknown(request: Request, error: Exception) -> Response:
    return PlainTextResponse(_desk(request).words("review.unknown"), 404)


async def _failed(request: Request, error: Exception) -> Response:
    assert isinstance(error, QualgraphError)
    return PlainTextResponse(_desk(request).words.error(error), 500)
