"""HTML to lines: the words that a browser shows, by lxml."""

import codecs
import re
from dataclasses import dataclass, field

from lxml import etree

from qualgraph.documents.blocks import Block, numbered, row_blocks, with_address
from qualgraph.documents.counting import counted
from qualgraph.documents.lines import Line
from qualgraph.documents.source import Source, decoded
from qualgraph.errors import DataError

_UNSEEN = frozenset(
    re.split(
        r"\s+",
        "audio canvas datalist embed head iframe noscript object script style template video",
    )
)
_BLOCKS = frozenset(
    re.split(
        r"\s+",
        "address article aside blockquote body button caption center dd details dialog dir div dl "
        "dt fieldset figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr "
        "html legend li main menu nav ol option p pre search section select summary table tbody "
        "td textarea tfoot th thead tr ul",
    )
)
_LISTS = frozenset({"ol", "ul", "menu", "dir"})
_VERBATIM = frozenset({"pre", "textarea"})
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([a-zA-Z0-9_:.-]{2,40})", re.I)
_XML_ENCODING = re.compile(rb"\s*<\?xml[^>]*?encoding\s*=\s*[\"']([a-zA-Z0-9_.-]{2,40})")
_HIDING = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.I)
_SPACE = re.compile(r"[ \t\r\n\f]+")
_PROLOG = re.compile(r"\s*<\?xml[^>]*\?>")
_ADDRESS = re.compile(r"(?:https?://|mailto:)", re.I)
# Browsers read these labels as Windows encodings (WHATWG Encoding Standard, 4.2).
_LABELS = {"iso-8859-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "iso-8859-9": "cp1254"}


def html_lines(source: Source) -> tuple[Line, ...]:
    """Return the lines of an HTML page: a block element, a table row or ``br`` begins a line.

    Raises ``DataError`` when elements are nested too deep or the text cannot be decoded.
    """
    text = _PROLOG.sub("", _text(source).replace("\0", "\ufffd"), count=1)
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, AssertionError) as error:
        raise DataError("html-broken", name=source.name, reason=error) from error
    if root is None:
        return ()
    return numbered(_Page(source).blocks(root))


def _text(source: Source) -> str:
    """Decode by byte order mark, then by what the page says of itself, then like plain text."""
    content = source.content
    said = _CHARSET.search(content[:4096]) or _XML_ENCODING.match(content[:200])
    marked = content.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if said and not marked and b"\0" not in content[:4096]:
        label = said[1].decode("ascii").lower()
        try:
            return content.decode(_LABELS.get(label, label))
        except (LookupError, ValueError):
            pass
    return decoded(source.name, content)


@dataclass(slots=True)
class _Flow:
    """Where text goes: the blocks so far, and the line that is being written."""

    blocks: list[Block] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    mark: str = ""

    def write(self, text: str) -> None:
        self.pieces.append(text)

    def flush(self) -> None:
        """End the block."""
        lines = [line.strip() for line in "".join(self.pieces).split("\n")]
        if any(lines):
            first = next(i for i, line in enumerate(lines) if line)
            lines[first] = f"{self.mark} {lines[first]}" if self.mark else lines[first]
            self.mark = ""
            self.blocks.append(lines)
        self.pieces = []


@dataclass(slots=True)
class _Page:
    """The walk through one page. ``rows`` holds the cells of the rows that are open."""

    source: Source
    flows: list[_Flow] = field(default_factory=lambda: [_Flow()])
    rows: list[list[list[Block]]] = field(default_factory=list)
    links: list[int] = field(default_factory=list)
    counts: list[int | None] = field(default_factory=list)
    preformatted: int = 0

    def blocks(self, root: etree._Element) -> list[Block]:
        depth, walker = 0, etree.iterwalk(root, events=("start", "end"))
        limit = self.source.limits.depth
        for event, element in walker:
            depth += 1 if event == "start" else -1
            if depth > limit:
                raise DataError(
                    "document-too-deep", name=self.source.name, limit=limit, setting="depth"
                )
            if event == "end":
                self._end(element)
            elif _is_seen(element):
                self._start(element)
            else:
                walker.skip_subtree()
        self.flows[0].flush()
        return self.flows[0].blocks

    def _start(self, element: etree._Element) -> None:
        tag = str(element.tag)
        if tag in _BLOCKS:
            self.flows[-1].flush()
        if tag in _LISTS:
            self.counts.append(_small(element.get("start"), 1) if tag == "ol" else None)
        self.preformatted += tag in _VERBATIM
        match tag:
            case "tr":
                self.rows.append([])
            case "td" | "th" if self.rows:
                self.flows.append(_Flow())
            case "li":
                self._count(element)
            case "a":
                self.links.append(len(self.flows[-1].pieces))
            case "br":
                self.flows[-1].write("\n")
        self._write(element.text)

    def _end(self, element: etree._Element) -> None:
        if _is_seen(element):
            self._close(element, str(element.tag))
        self._write(element.tail)

    def _close(self, element: etree._Element, tag: str) -> None:
        if tag == "a":
            self._address(self.links.pop(), element.get("href", "").strip())
        if tag in _BLOCKS:
            self.flows[-1].flush()
        if tag in _LISTS:
            self.counts.pop()
        self.preformatted -= tag in _VERBATIM
        match tag:
            case "td" | "th" if self.rows:
                self.rows[-1].append(self.flows.pop().blocks)
            case "tr":
                self.flows[-1].blocks += row_blocks(self.rows.pop())
            case "li":
                self.flows[-1].mark = ""

    def _write(self, text: str | None) -> None:
        if text:
            self.flows[-1].write(text if self.preformatted else _SPACE.sub(" ", text))

    def _count(self, item: etree._Element) -> None:
        if self.counts and (number := self.counts[-1]) is not None:
            number = _small(item.get("value"), number)
            self.counts[-1] = number + 1
            parent = item.getparent()
            figures = parent.get("type", "1") if parent is not None else "1"
            self.flows[-1].mark = f"{counted(number, figures)}."

    def _address(self, start: int, address: str) -> None:
        pieces = self.flows[-1].pieces
        shown = "".join(pieces[start:])
        if shown.strip() and _ADDRESS.match(address):
            pieces[start:] = [with_address(shown.rstrip(), address)]


def _is_seen(element: etree._Element) -> bool:
    if element.tag in _UNSEEN or element.get("hidden") is not None:
        return False
    return not _HIDING.search(element.get("style", ""))


def _small(text: str | None, default: int) -> int:
    return int(text) if text and re.fullmatch(r"[0-9]{1,6}", text) else default
