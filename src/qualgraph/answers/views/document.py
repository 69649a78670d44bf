"""The page of a document: what it says beside what was read from it, some lines at a time."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from qualgraph.answers.site import Rows
from qualgraph.answers.views.asked import Asked, Said, text_of
from qualgraph.answers.views.evidence import LINES_OF_A_PAGE, page_of, shorten
from qualgraph.answers.views.facts import Facts
from qualgraph.answers.views.listing import check_page, near
from qualgraph.graph.binding import bind_row
from qualgraph.graph.terms import DCT, RDFS, SKOS, integer
from qualgraph.release.converted import Stretch
from qualgraph.release.texts import read_text

# A page is bounded by its lines, their characters and facts, and the characters of a value: what
# is left out of a line is counted, and stands whole on the page of the thing it is about.
_FACTS_OF_A_LINE = 12
_CHARACTERS_OF_A_LINE = 4000
_CHARACTERS_OF_A_VALUE = 160
# A label is made from a title: to tell both would be to tell one thing twice.
_ECHOES = {RDFS("label").value, SKOS("prefLabel").value}


@dataclass(frozen=True, slots=True)
class Fact:
    """A statement that was read: of what, which property, what value, by which rule."""

    subject: Said
    predicate: Said
    value: Said
    rule: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a document: its words and what became of them, and the facts read from it;
    ``cut`` is how many characters are not shown, ``more`` how many facts."""

    number: int
    stretches: tuple[Stretch, ...]
    cut: int
    facts: tuple[Fact, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Share:
    """How much of a document became a kind of thing."""

    name: str
    lines: int
    characters: int


@dataclass(frozen=True, slots=True)
class Document:
    """All that the page of a document shows; ``missed`` are the line, words and place of what was
    not understood."""

    source: Said
    spoken: Said
    digest: str
    account: tuple[Share, ...]
    missed: tuple[tuple[str, str, str], ...]
    lines: tuple[Line, ...]
    page: int
    last: int
    whole: bool

    @property
    def numbers(self) -> Sequence[int]:
        """The pages that are offered."""
        return near(self.page, self.last)


def view(asked: Asked) -> Document:
    """Return what the page shows; raises ``Problem`` for a page that is not there."""
    release = asked.site.beside
    told = release.manifest["documents"].get(asked.reference, {}) if release else {}
    last = _last_page(asked)
    check_page(asked, last)
    first = (asked.page - 1) * LINES_OF_A_PAGE + 1
    numbers = range(first, first + LINES_OF_A_PAGE)
    stretches = read_text(release.path, asked.reference, numbers) if release else ()
    rows = _read(asked, first, first + LINES_OF_A_PAGE - 1)
    return Document(
        source=Said(told.get("name", "")),
        spoken=asked.said(DCT("language")),
        digest=told.get("sha256", ""),
        account=tuple(
            Share(name, count, told["characters"][name])
            for name, count in told.get("lines", {}).items()
        ),
        missed=tuple(_missed(asked)),
        lines=_lines(asked, stretches or _quoted(rows), rows),
        page=asked.page,
        last=last,
        whole=bool(stretches),
    )


def _missed(asked: Asked) -> Iterator[tuple[str, str, str]]:
    for row in asked.rows("not-understood"):
        line = row["line"]["value"]
        yield line, row["words"]["value"], f"?page={page_of(int(line))}#line-{line}"


def _last_page(asked: Asked) -> int:
    rows = asked.rows("last-line")
    line = int(rows[0]["line"]["value"] or 1) if rows else 1
    return max(-(-line // LINES_OF_A_PAGE), 1)


def _read(asked: Asked, first: int, last: int) -> Rows:
    row = [str(asked.node), str(integer(first)), str(integer(last))]
    return asked.site.rows(bind_row(asked.site.internal_query("read-from"), row))


def _quoted(rows: Rows) -> tuple[Stretch, ...]:
    """Return the words that facts were read from, where the release holds no others."""
    found = {(int(row["line"]["value"]), row["quote"]["value"]) for row in rows}
    return tuple(Stretch(line, 0, "fact", quote) for line, quote in sorted(found))


def _lines(asked: Asked, stretches: Sequence[Stretch], rows: Rows) -> tuple[Line, ...]:
    read: dict[int, Rows] = {}
    for row in rows:
        if row["predicate"]["value"] not in _ECHOES:
            read.setdefault(int(row["line"]["value"]), []).append(row)
    facts = {number: found[:_FACTS_OF_A_LINE] for number, found in read.items()}
    names = _names(asked, [row for found in facts.values() for row in found])
    ordered = sorted(stretches, key=lambda each: (each.line, each.start))
    lines = []
    for number, found in groupby(ordered, key=lambda each: each.line):
        told = tuple(_fact(asked, names, row) for row in facts.get(number, ()))
        more = len(read.get(number, ())) - len(told)
        shown, cut = _cut(found)
        lines.append(Line(number, shown, cut, told, more))
    return tuple(lines)


def _names(asked: Asked, rows: Rows) -> Facts:
    named = {row[name]["value"] for row in rows for name in ("subject", "predicate")}
    named |= {row["object"]["value"] for row in rows if row["object"]["type"] == "uri"}
    return asked.more("names", named)


def _cut(stretches: Iterable[Stretch]) -> tuple[tuple[Stretch, ...], int]:
    """Return what is shown of a line, and how many characters are not."""
    shown, left, cut = [], _CHARACTERS_OF_A_LINE, 0
    for each in stretches:
        words = each.words[:left]
        cut += len(each.words) - len(words)
        left -= len(words)
        if words:
            shown.append(replace(each, words=words))
    return tuple(shown), cut


def _fact(asked: Asked, names: Facts, row: dict[str, dict[str, str]]) -> Fact:
    value = row["object"]
    told = text_of(value)
    return Fact(
        subject=_named(asked, names, row["subject"]["value"]),
        predicate=_named(asked, names, row["predicate"]["value"]),
        value=_named(asked, names, value["value"])
        if value["type"] == "uri"
        else Said(shorten(told.words, _CHARACTERS_OF_A_VALUE), told.language),
        rule=row["rule"]["value"],
    )


def _named(asked: Asked, names: Facts, iri: str) -> Said:
    text = names.label(iri, asked.language) or asked.unnamed(iri)
    return Said(text.words, text.language, asked.site.pages.link(iri))
