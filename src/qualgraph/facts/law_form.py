"""How regulations are written (``data/form/law.toml``) and which things registers know by title."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from qualgraph import resources
from qualgraph.documents.source import Limits, open_source
from qualgraph.documents.table import read_table
from qualgraph.facts.columns import Columns

_OTHER = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Value:
    """A cell that was understood, and the name of the rule that mended it, empty when none did."""

    text: str
    mend: str = ""


@dataclass(frozen=True, slots=True)
class Mend:
    """A fault of the source that is mended: where it occurs, what it is, what it should be."""

    name: str
    columns: frozenset[str]
    pattern: re.Pattern[str]
    replacement: str


@dataclass(frozen=True, slots=True)
class LawForm:
    """The words of regulations and of their tables."""

    data: Mapping[str, Any]
    list_columns: Columns
    four_years_columns: Columns
    admission_columns: Columns
    mends: tuple[Mend, ...]

    @classmethod
    def load(cls) -> "LawForm":
        """Read the shipped file."""
        data = tomllib.loads((resources.FORM / "law.toml").read_text("utf-8"))
        mends = tuple(
            Mend(
                entry["name"],
                frozenset(entry["columns"]),
                re.compile(entry["pattern"]),
                entry["replacement"],
            )
            for entry in data["mend"]
        )
        return cls(
            data,
            Columns.of(data["list"]),
            Columns.of(data["four_years"]),
            Columns.of(data["admission"]),
            mends,
        )

    def search(self, name: str, text: str) -> re.Match[str] | None:
        """Return where the text says what the pattern ``name`` of ``[text]`` reads."""
        return re.search(self.data["text"][name], text)

    def known(self, kind: str, text: str) -> bool:
        """Return whether the text is wholly a known ``heading`` or ``boilerplate``."""
        return any(re.fullmatch(pattern, text) for pattern in self.data["known"][kind])

    def list_value(self, name: str, text: str) -> re.Match[str] | None:
        """Return the text as a value of ``[list.values]``, with its named groups."""
        return re.fullmatch(self.data["list"]["values"][name], text)

    def is_domain_line(self, text: str) -> bool:
        """Return whether the text is a heading inside the table of four-year programmes."""
        return bool(re.fullmatch(self.data["four_years"]["heading"], text))

    def pathways(self, cell: str) -> tuple[str, ...]:
        """Return the pathways that a cell names; nothing when it names something else too."""
        named = re.split(self.data["list"]["values"]["pathway_separator"], cell.casefold())
        return tuple(named) if set(named) <= set(self.data["pathways"]) else ()

    def is_none(self, cell: str) -> bool:
        """Return whether the cell holds no value."""
        return cell in self.data["none"]

    def matched(self, name: str, column: str, cell: str) -> Value | None:
        """Return the cell as a value of ``[list.values]``, None when it is no such value."""
        pattern = re.compile(self.data["list"]["values"][name])
        for value in self.readings(column, cell):
            if match := pattern.fullmatch(value.text):
                return Value(match[1] if match.re.groups else match[0], value.mend)
        return None

    def readings(self, column: str, cell: str) -> tuple[Value, ...]:
        """Return the cell as it stands, then as each mending rule of the column makes it."""
        mended = (
            Value(rule.pattern.sub(rule.replacement, cell), rule.name)
            for rule in self.mends
            if column in rule.columns and rule.pattern.search(cell)
        )
        return Value(cell), *mended

    def kinds(self, text: str) -> tuple[str, ...]:
        """Return the kinds of programme that the text names, in the order of the file."""
        words = set(re.findall(r"\w+", text.casefold()))
        return tuple(code for code, names in self.data["kinds"].items() if words & set(names))

    def day(self, text: str) -> date | None:
        """Return ``1 februari 2015`` or ``01-02-2015`` as a day, None when there is no such day."""
        first, month, year = re.split(r"[ -]", text)
        number = int(month) if month.isdecimal() else self.data["months"].get(month, 0)
        try:
            return date(int(year), number, int(first))
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class Known:
    """What the shipped registers know by title: domains, sectors of hbo, regulations."""

    domains: Mapping[str, tuple[str, ...]]
    sectors: Mapping[str, str]
    regulations: Mapping[str, str]

    @classmethod
    def load(cls, form: LawForm) -> "Known":
        """Read the shipped registers; a domain is known by its title without an addition."""
        addition = form.data["admission"]["domain_addition"]
        domains: dict[str, set[str]] = defaultdict(set)
        for title, code in _titles("domains*.csv", "domain"):
            domains[key(re.sub(addition, "", title))].add(code)
        return cls(
            {title: tuple(sorted(codes)) for title, codes in domains.items()},
            {key(title): code for title, code in _titles("hbo-sectors*.csv", "sector")},
            {key(title): code for title, code in _titles("regulations*.csv", "id")},
        )


def key(title: str) -> str:
    """Return a title without what writers differ in: capitals, spaces, punctuation."""
    return _OTHER.sub(" ", title).strip().casefold()


def _titles(pattern: str, column: str) -> list[tuple[str, str]]:
    paths = sorted(resources.REGISTERS.glob(pattern))
    tables = (read_table(open_source(path, Limits())) for path in paths)
    return [(row["title"], row[column]) for table in tables for row in table.rows]
