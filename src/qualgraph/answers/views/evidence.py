"""Why a statement is here: the words of a document behind it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pyoxigraph import NamedNode

LINES_OF_A_PAGE = 50
_LONGEST = 600


@dataclass(frozen=True, slots=True)
class Because:
    """A place in a document: its IRI, the section, the line, the words, and the rule that read
    them."""

    document: str
    section: str
    line: int
    quote: str
    rule: str

    @property
    def place(self) -> str:
        """The page of the document and the place on it, to put behind its address."""
        page = page_of(self.line)
        return f"{f'?page={page}' if page > 1 else ''}#line-{self.line}"


class Evidence:
    """The places behind each statement, by subject, property and value."""

    def __init__(self, rows: Iterable[Mapping[str, Any]]) -> None:
        self._behind: dict[tuple[str, str], dict[tuple[str, str], list[Because]]] = {}
        self.documents: set[str] = set()
        for row in rows:
            value = row["object"]["value"], row["object"].get("xml:lang", "")
            values = self._behind.setdefault(
                (row["subject"]["value"], row["predicate"]["value"]), {}
            )
            because = _because(row)
            self.documents.add(because.document)
            if because not in values.setdefault(value, []):
                values[value].append(because)

    def of(
        self, subject: str, *predicates: NamedNode, value: str | None = None
    ) -> tuple[Because, ...]:
        """Return what stands behind a property of a thing, or behind one ``value`` of it."""
        found: dict[Because, None] = {}
        for predicate in predicates:
            for (words, _), places in self._behind.get((subject, predicate.value), {}).items():
                if value is None or words == value:
                    found |= dict.fromkeys(places)
        return tuple(found)

    def about(self, subject: str) -> tuple[Because, ...]:
        """Return what stands behind anything that is said of a thing."""
        found: dict[Because, None] = {}
        for (known, _), values in self._behind.items():
            if known == subject:
                found |= dict.fromkeys(each for places in values.values() for each in places)
        return tuple(found)


def page_of(line: int) -> int:
    """Return on which page of a document a line is."""
    return max(line - 1, 0) // LINES_OF_A_PAGE + 1


def shorten(words: str, most: int) -> str:
    """Return words, cut behind a whole one where they are more than ``most`` characters."""
    return words if len(words) <= most else f"{words[:most].rsplit(' ', 1)[0]} …"


def _because(row: Mapping[str, Any]) -> Because:
    quote = str(row["quote"]["value"])
    return Because(
        document=row["document"]["value"],
        section=row["slot"]["value"],
        line=int(row["line"]["value"]),
        quote=shorten(quote, _LONGEST),
        rule=row["rule"]["value"],
    )
