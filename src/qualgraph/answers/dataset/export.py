"""The site as files: what the server would send, byte for byte, under the address it has.

The site is walked from its home page and its sitemap along its own links: those of pages, and the
``Link`` headers that name the other forms of a thing. An address that negotiates has no file; its
forms have. ``?profile=elm`` becomes a part of the name: ``nl-25132.elm.ttl``. Addresses with other
queries (searches, canned queries with values, SPARQL) need a server and are not followed.
"""

import asyncio
import re
from collections import deque
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

import httpx2
from lxml import html
from starlette.types import ASGIApp

from qualgraph.texts import LANGUAGES

_LINK = re.compile(r"<([^>]*)>")
_ENDING = re.compile(rf"(?:\.(?:{'|'.join(LANGUAGES)}))?\.[a-z]+$")
# Where the server is needed, whatever is asked.
_LIVE = ("/sparql", "/search", "/suggest", "/reconcile", "/health", "/metrics", "/id/")
_WISHES = {"accept": "text/html, */*;q=0.5", "accept-encoding": "identity"}
_TOGETHER = 8
_SEEDS = ("/", "/sitemap.xml", "/robots.txt", "/style.css", "/openapi.json", "/opensearch.xml")


@dataclass(frozen=True, slots=True)
class Exported:
    """A file of the site: where it stands, its bytes, and how many addresses still wait."""

    name: str
    body: bytes
    waiting: int


@dataclass(frozen=True, slots=True)
class Broken:
    """An own link that leads nowhere: the address, where it was found, and the answer's status."""

    address: str
    found_on: str
    status: int


async def exported(app: ASGIApp, base: str) -> AsyncIterator[Exported | Broken]:
    """Yield every file of the site that ``app`` serves under ``base``, each once."""
    found_on = dict.fromkeys(_SEEDS, "")
    waiting, written = deque(found_on), set[str]()
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url=base, headers=_WISHES) as client:
        while waiting:
            batch = [waiting.popleft() for _ in range(min(_TOGETHER, len(waiting)))]
            answers = await asyncio.gather(*(client.get(address) for address in batch))
            for address, answer in zip(batch, answers, strict=True):
                links = [link for link in _links(answer, base) if link not in found_on]
                found_on.update(dict.fromkeys(links, address))
                waiting.extend(dict.fromkeys(links))
                # An address that negotiates tells which form it chose: that form needs no asking.
                name = file_name(answer.headers.get("content-location", address))
                if answer.status_code >= 400 and found_on[address]:
                    yield Broken(address, found_on[address], answer.status_code)
                elif answer.status_code == 200 and name and name not in written:
                    written.add(name)
                    yield Exported(name, answer.content, len(waiting))


def file_name(address: str) -> str:
    """Return the file of an address; empty for one that negotiates or needs a server."""
    parts = urlsplit(address)
    path, query = unquote(parts.path), dict(parse_qsl(parts.query))
    stem, ending = parted(path)
    if set(query) - {"profile"} or not ending:
        return ""
    return f"{stem}{'.' if query else ''}{query.get('profile', '')}{ending}".lstrip("/")


def parted(path: str) -> tuple[str, str]:
    """Return the address that a form belongs to, and its ending with the language of a page."""
    found = _ENDING.search(path)
    return (path[: found.start()], found[0]) if found else (path, "")


def _links(answer: httpx2.Response, base: str) -> Iterator[str]:
    """Yield the own addresses that an answer leads to, without their fragments."""
    for link in _told(answer):
        absolute = urlsplit(urljoin(str(answer.url), link))
        own = f"{absolute.scheme}://{absolute.netloc}/" == base
        query = dict(parse_qsl(absolute.query, keep_blank_values=True))
        if own and not absolute.path.startswith(_LIVE) and set(query) <= {"profile"}:
            yield f"{absolute.path}?{absolute.query}" if query else absolute.path


def _told(answer: httpx2.Response) -> Iterator[str]:
    for header in ("location", "content-location"):
        if header in answer.headers:
            yield answer.headers[header]
    for link in answer.headers.get("link", "").split(","):
        if 'rel="alternate"' in link and (found := _LINK.search(link)):
            yield found[1]
    media_type = answer.headers.get("content-type", "")
    if answer.status_code == 200 and media_type.startswith("text/html"):
        yield from map(str, html.fromstring(answer.content).xpath("//@href | //@src"))  # type: ignore[arg-type]
    elif media_type == "application/xml" and "sitemap" in str(answer.url):
        yield from re.findall(r"<loc>([^<]*)</loc>", answer.text)
