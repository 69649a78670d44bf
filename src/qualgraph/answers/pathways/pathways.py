"""``/pathways``: from a qualification, or a whole domain, to occupations and further education."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any

from pyoxigraph import NamedNode
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from qualgraph.answers.http.negotiate import choose
from qualgraph.answers.http.variants import Variant
from qualgraph.answers.pathways.picture import Arrow, Box, Group, Picture, narrow, wide
from qualgraph.answers.problem import Problem
from qualgraph.answers.site import HTML, Rows, Site, not_acceptable, site_of
from qualgraph.answers.views.asked import text_of
from qualgraph.answers.views.facts import Facts, Text
from qualgraph.errors import UsageError
from qualgraph.graph.binding import bind_list
from qualgraph.graph.parameters import Parameter
from qualgraph.texts import LANGUAGES, Texts

SVG = "image/svg+xml"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a pathway: its name in the language of the page, from where, and to where."""

    name: str
    start: Box
    end: Box
    source: Mapping[str, str] = field(default_factory=dict)


_ENDS = ("from", "to")
_KINDS = ("qualification", "domain")
_STEPS = ("occupation", "growth", "hbo-by-name", "hbo-by-law", "mbo-by-name")
# A picture of a domain shows so many qualifications of a level; its table and page show all.
_MOST = 12


def index(request: Request) -> Response:
    """Show the domains; a code that is asked for leads to its pathway."""
    site = site_of(request)
    if asked := request.query_params.get("of", "").strip():
        kind, thing = _found(site, asked)
        reference = thing.value.removeprefix(f"{site.names.base}id/{kind}/")
        return RedirectResponse(f"/pathways/{reference}", 303)

    def values(language: str) -> dict[str, Any]:
        rows = site.internal_rows("domains")
        domains = [(_box(row, "domain", language, site), row["count"]["value"]) for row in rows]
        return {"domains": domains}

    return site.shown(request, "pathways.html", values)


def pathway(request: Request) -> Response:
    """Answer with the pathway of a qualification or a domain, as a page or as a picture."""
    site = site_of(request)
    reference = request.path_params["reference"]
    fixed = reference.endswith(".svg")
    accept = request.headers.get("accept")
    kind, thing = _found(site, reference.removesuffix(".svg"))
    media_type = SVG if fixed else choose(accept, (HTML, SVG))
    if media_type is None:
        raise not_acceptable((HTML, SVG))
    path = f"/pathways/{thing.value.removeprefix(f'{site.names.base}id/{kind}/')}"

    def values(language: str) -> dict[str, Any]:
        words = site.pages.texts[language]
        make = _of_qualification if kind == "qualification" else _of_domain
        picture, steps = make(site, thing, language, words)
        drawings = {"wide": wide(picture), "narrow": narrow(picture)}
        return {
            "picture": picture,
            "drawings": drawings,
            "steps": steps,
            "sources": any(step.source for step in steps),
            "kind": kind,
            "thing": thing.value,
            "path": path,
        }

    if media_type == HTML:
        return site.shown(request, "pathway.html", values)
    language = site.pages.language(request.headers.get("accept-language"))

    def make() -> Variant:
        body = site.pages.render("pathway.svg", language, **values(language)).encode()
        return Variant(SVG, language, body)

    return site.kept(request, f"{path} {SVG} {language}", make)


ROUTES = [Route("/pathways", index), Route("/pathways/{reference}", pathway)]


def _found(site: Site, reference: str) -> tuple[str, NamedNode]:
    """Return the qualification or domain of a code, a reference or an IRI; raises 404."""
    for kind in _KINDS:
        try:
            thing = Parameter("of", "reference", {}, kind=kind).term(reference, site.names)
        except UsageError:
            break
        own = thing.value.startswith(f"{site.names.base}id/{kind}/")
        if own and isinstance(thing, NamedNode) and site.store.knows(thing):
            return kind, thing
    raise Problem(404, UsageError("thing-unknown", path=f"/pathways/{reference}"))


def _of_qualification(
    site: Site, thing: NamedNode, language: str, words: Texts
) -> tuple[Picture, list[Step]]:
    rows = site.canned(site.queries["pathway"], {"qualification": thing.value, "lang": language})
    unnamed = {
        row[end]["value"] for row in rows for end in _ENDS if not row[f"{end}Label"]["value"]
    }
    names = _names(site, unnamed, language)
    steps = [_step(row, site, words, names) for row in rows]
    start = _start(site, thing, language)
    first, second = _groups(steps, _STEPS, words), _groups(steps, ("esco-occupation",), words)
    picture = Picture(
        words("pathway.title", name=start.label),
        _description(start.label, (*first, *second), words),
        _columns((Group("", words("pathway.qualification"), (start,)),), first, second),
        tuple(dict.fromkeys(Arrow(step.start.key, step.end.key) for step in steps)),
    )
    return picture, steps


def _of_domain(
    site: Site, thing: NamedNode, language: str, words: Texts
) -> tuple[Picture, list[Step]]:
    found = site.internal("domain-qualifications", thing)
    leading = site.internal("domain-follow-ups", thing)
    start = _start(site, thing, language)
    levels = {
        level: tuple(_box(row, "qualification", language, site) for row in rows)
        for level, rows in groupby(found, key=lambda row: str(row["level"]["value"]))
    }
    titles = {row["level"]["value"]: _label(row, language, "level")[0] for row in found}
    names = {level: titles[level] or words("pathway.no-level") for level in levels}
    boxes = {box.key: box for group in levels.values() for box in group}
    boxes |= {level: Box(level, name) for level, name in names.items()}
    steps = [Step(names[level], start, box) for level, group in levels.items() for box in group]
    steps += [
        Step(words(f"pathway.{_local(row['basis'])}"), boxes[row["from"]["value"]],
             _box(row, "target", language, site))
        for row in leading
    ]  # fmt: skip
    middle = tuple(
        Group(level, names[level], tuple(_bounded(group, leading, thing, site, words)))
        for level, group in levels.items()
    )
    ends = _groups(steps, dict.fromkeys(_local(row["basis"]) for row in leading), words)
    arrows = [Arrow(start.key, level) for level in levels]
    arrows += [Arrow(row["from"]["value"], row["target"]["value"]) for row in leading]
    picture = Picture(
        words("pathway.title", name=start.label),
        _description(start.label, (*middle, *ends), words),
        _columns((Group("", words("pathway.domain"), (start,)),), middle, ends),
        tuple(arrows),
    )
    return picture, steps


def _bounded(
    group: tuple[Box, ...], leading: Rows, domain: NamedNode, site: Site, words: Texts
) -> Iterator[Box]:
    """Yield the boxes of a level that are drawn: those that lead on by name, and some more."""
    starts = {row["from"]["value"] for row in leading}
    ranked = sorted(group, key=lambda box: box.key not in starts)
    drawn = set(ranked[:_MOST])
    yield from (box for box in group if box in drawn)
    if rest := len(group) - len(drawn):
        more = words("pathway.more", count=rest)
        yield Box(f"{group[0].key} more", more, site.pages.link(domain.value), kind="more")


def _start(site: Site, thing: NamedNode, language: str) -> Box:
    text = _names(site, {thing.value}, language)[thing.value]
    link = site.pages.link(thing.value)
    return Box(thing.value, text.words, link, text.language, kind="start")


def _names(site: Site, things: Collection[str], language: str) -> dict[str, Text]:
    """Return what things are called, in the language of the page or else in any."""
    query = bind_list(site.internal_query("names"), sorted(f"<{each}>" for each in things))
    known = Facts(site.store.triples(query) if things else ())
    return {iri: known.label(iri, language) or Text(site.pages.short(iri)) for iri in things}


def _step(row: dict[str, Any], site: Site, words: Texts, names: Mapping[str, Text]) -> Step:
    sure = row["confidence"]["value"]
    note = words("pathway.confidence", value=f"{float(sure):.0%}") if sure else ""
    texts = [text_of(row[f"{end}Label"]) or names[row[end]["value"]] for end in _ENDS]
    start, end = (
        Box(row[name]["value"], text.words, site.pages.link(row[name]["value"]), text.language,
            note if name == "to" else "")
        for name, text in zip(_ENDS, texts, strict=True)
    )  # fmt: skip
    return Step(words(f"pathway.{row['step']['value']}"), start, end, row["source"])


def _groups(steps: Iterable[Step], kinds: Iterable[str], words: Texts) -> tuple[Group, ...]:
    """Return the ends of the steps of each kind, once each."""
    titles = [words(f"pathway.{kind}") for kind in kinds]
    ends: dict[str, dict[str, Box]] = {title: {} for title in titles}
    for step in steps:
        if step.name in ends:
            before = ends[step.name].get(step.end.key, step.end)
            notes = dict.fromkeys(filter(None, (before.note, step.end.note)))
            ends[step.name][step.end.key] = replace(before, note=", ".join(notes))
    return tuple(Group(name, name, tuple(each.values())) for name, each in ends.items() if each)


def _columns(*columns: tuple[Group, ...]) -> tuple[tuple[Group, ...], ...]:
    return tuple(column for column in columns if column)


def _description(start: str, groups: Iterable[Group], words: Texts) -> str:
    ends = "; ".join(f"{group.title} ({len(group.boxes)})" for group in groups)
    return (
        words("pathway.description", start=start, ends=ends) if ends else words("pathway.nothing")
    )


def _box(row: dict[str, Any], name: str, language: str, site: Site) -> Box:
    iri = row[name]["value"]
    text, spoken = _label(row, language)
    return Box(iri, text or site.pages.short(iri), site.pages.link(iri), spoken)


def _label(row: dict[str, Any], language: str, name: str = "label") -> tuple[str, str]:
    """Return a label and its language: that of the page, else the other one."""
    for spoken in sorted(LANGUAGES, key=lambda each: each != language):
        if text := row[f"{name}{spoken.title()}"]["value"]:
            return text, spoken
    return "", ""


def _local(term: dict[str, str]) -> str:
    return term["value"].rpartition("/")[2]
