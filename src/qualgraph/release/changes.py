"""What changed since the release before: a list, an Atom feed, and a sitemap that says when.

These stand beside the graph, outside its digest: they depend on the clock and on which release
was active.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from pyoxigraph import DefaultGraph, Literal, Quad, Store

from qualgraph.graph.terms import RDFS
from qualgraph.release.diff import Difference, difference
from qualgraph.release.directory import Release

CHANGES_FILE = "changes.json"
FEED_FILE = "changes.atom"
SITEMAP_FOLDER = "sitemap"
SITEMAP_URLS = 50_000
FEED_ENTRIES = 1_000
_ATOM = "http://www.w3.org/2005/Atom"
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_DELETED = "http://purl.org/atompub/tombstones/1.0"
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_PAGES = ("", "dataset", "queries", "def/")


@dataclass(frozen=True, slots=True)
class Change:
    """A thing of the default graph that is ``new``, ``changed`` or ``gone``.

    ``added`` and ``removed`` count its statements; ``title`` is its label, in Dutch when it has
    one in Dutch.
    """

    thing: str
    kind: str
    added: int
    removed: int
    title: str


def write_changes(
    workspace: Path, store: Store, manifest: Mapping[str, Any], previous: Release | None
) -> None:
    """Write what changed since ``previous``, and since when each thing is as it is."""
    base, built = str(manifest["base"]), str(manifest["built"])
    after = _answer(store)
    before = _answer(Store.read_only(str(previous.store))) if previous else set()
    changes = tuple(_changes(difference(before, after), before, after, base)) if previous else ()
    modified = _modified(after, changes, base, built[:10], previous)
    data = {
        "release": manifest["id"],
        "since": previous.id if previous else "",
        "built": built,
        "changes": [asdict(change) for change in changes],
        "modified": modified,
    }
    (workspace / CHANGES_FILE).write_text(json.dumps(data, ensure_ascii=False), "utf-8")
    (workspace / FEED_FILE).write_bytes(feed(base, str(manifest["id"]), built, changes))
    folder = workspace / SITEMAP_FOLDER
    folder.mkdir()
    for name, body in sitemaps(base, built[:10], modified):
        (folder / name).write_bytes(body)


def feed(base: str, release: str, built: str, changes: Sequence[Change]) -> bytes:
    """Return the changes as Atom (RFC 4287), what is gone as tombstones (RFC 6721).

    It names at most ``FEED_ENTRIES`` things; the entry of the release counts them all.
    """
    root = Element("feed", {"xmlns": _ATOM, "xmlns:at": _DELETED})
    _text(root, "id", f"{base}changes.atom")
    _text(root, "title", "qualgraph")
    _text(root, "updated", built)
    author = SubElement(root, "author")
    _text(author, "name", "qualgraph")
    SubElement(root, "link", {"rel": "self", "href": f"{base}changes.atom"})
    SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": f"{base}dataset"})
    counts = {kind: sum(c.kind == kind for c in changes) for kind in ("new", "changed", "gone")}
    summary = ", ".join(f"{kind}: {count}" for kind, count in counts.items())
    about = _entry(root, f"urn:qualgraph:release:{release}", f"{release} ({summary})", built)
    SubElement(about, "link", {"href": f"{base}dumps/{release}/"})
    SubElement(about, "link", {"rel": "related", "href": f"{base}{CHANGES_FILE}"})
    for change in changes[:FEED_ENTRIES]:
        if change.kind == "gone":
            gone = {"ref": change.thing, "when": built}
            _text(SubElement(root, "at:deleted-entry", gone), "at:comment", change.title)
            continue
        entry = _entry(root, change.thing, change.title, built)
        SubElement(entry, "link", {"href": page_of(base, change.thing)})
        SubElement(entry, "category", {"term": change.kind})
        _text(entry, "summary", f"+{change.added} -{change.removed}")
    return _document(root)


def sitemaps(
    base: str, day: str, modified: Mapping[str, str], most: int = SITEMAP_URLS
) -> Iterator[tuple[str, bytes]]:
    """Return the sitemap by file name; an index and parts when there are over ``most`` pages."""
    pages = [(f"{base}{page}", day) for page in _PAGES]
    pages += [(page_of(base, thing), when) for thing, when in sorted(modified.items())]
    if len(pages) <= most:
        yield "sitemap.xml", _urls("urlset", "url", pages)
        return
    chunks = [pages[start : start + most] for start in range(0, len(pages), most)]
    names = [f"sitemap-{number}.xml" for number in range(1, len(chunks) + 1)]
    latest = [(f"{base}{n}", max(d for _, d in c)) for n, c in zip(names, chunks, strict=True)]
    yield "sitemap.xml", _urls("sitemapindex", "sitemap", latest)
    for name, chunk in zip(names, chunks, strict=True):
        yield name, _urls("urlset", "url", chunk)


def page_of(base: str, thing: str) -> str:
    """Return the address of the page about a thing."""
    return f"{base}doc/{thing.removeprefix(f'{base}id/')}"


def _answer(store: Store) -> set[Quad]:
    return set(store.quads_for_pattern(None, None, None, DefaultGraph()))


def _changes(found: Difference, before: set[Quad], after: set[Quad], base: str) -> Iterator[Change]:
    old, new = _things(before, base), _things(after, base)
    touched = {thing: counts for thing, counts in found.by_subject.items() if thing in old | new}
    titles = _titles(before, touched) | _titles(after, touched)
    for thing, (removed, added) in touched.items():
        kind = "changed" if thing in old & new else "new" if thing in new else "gone"
        yield Change(thing, kind, added, removed, titles.get(thing, thing.removeprefix(base)))


def _things(quads: Iterable[Quad], base: str) -> set[str]:
    subjects = {str(quad.subject)[1:-1] for quad in quads}
    return {subject for subject in subjects if subject.startswith(f"{base}id/")}


def _titles(quads: Iterable[Quad], things: Mapping[str, object]) -> dict[str, str]:
    titles: dict[str, tuple[bool, str]] = {}
    for quad in quads:
        thing = str(quad.subject)[1:-1]
        if quad.predicate == RDFS("label") and thing in things and isinstance(quad.object, Literal):
            title = (quad.object.language == "nl", quad.object.value)
            titles[thing] = max(title, titles.get(thing, title))
    return {thing: title for thing, (_, title) in titles.items()}


def _modified(
    after: set[Quad], changes: Sequence[Change], base: str, day: str, previous: Release | None
) -> dict[str, str]:
    """Return since which day each thing is as it is now."""
    known: dict[str, str] = {}
    path = previous.path / CHANGES_FILE if previous else None
    if path and path.is_file():
        known = json.loads(path.read_text("utf-8"))["modified"]
    touched = {change.thing for change in changes}
    return {
        thing: day if thing in touched else known.get(thing, day)
        for thing in sorted(_things(after, base))
    }


def _entry(root: Element, identifier: str, title: str, built: str) -> Element:
    entry = SubElement(root, "entry")
    for tag, words in (("id", identifier), ("title", title), ("updated", built)):
        _text(entry, tag, words)
    return entry


def _urls(root: str, item: str, pages: Iterable[tuple[str, str]]) -> bytes:
    top = Element(root, {"xmlns": _SITEMAP})
    for address, day in pages:
        entry = SubElement(top, item)
        _text(entry, "loc", address)
        _text(entry, "lastmod", day)
    return _document(top)


def _text(parent: Element, tag: str, words: str) -> None:
    SubElement(parent, tag).text = _NOT_IN_XML.sub("", words)


def _document(root: Element) -> bytes:
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"
