"""A canned query: what it is, what it asks for, what it gives, and how values are bound.

The only place where a value enters a query is the ``VALUES`` row that stands first in it; the
value is the N-Triples form of a term, never other text.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from qualgraph.errors import UsageError
from qualgraph.graph.binding import bind_row, written
from qualgraph.graph.names import Names
from qualgraph.graph.parameters import Parameter

Words = Mapping[str, str]
PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the result.

    ``type`` is ``iri``, ``text`` (perhaps with a language), ``boolean``, ``integer``, ``decimal``
    or ``date``. A label stands for the thing in column ``of``: together they are a link.
    ``words`` says the values that are codes in words, by value and language. One that is not
    ``shown`` is for programs only.
    """

    name: str
    type: str
    label: Words
    of: str = ""
    words: Mapping[str, Words] | None = None
    shown: bool = True


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars: the column that names each, and the column with its number."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class CannedQuery:
    """One canned query: its metadata, its text, and how to fill its slot.

    ``form`` is ``select`` or ``construct``; ``page_size`` counts rows of a page; ``cache`` is how
    many seconds an answer may be kept, none when the server decides.
    """

    name: str
    title: Words
    summary: Words
    parameters: tuple[Parameter, ...]
    shown_on: tuple[str, ...]
    text: str
    form: str = "select"
    columns: tuple[Column, ...] = ()
    chart: Chart | None = None
    page_size: int = PAGE_SIZE
    cache: int | None = None

    @property
    def example(self) -> dict[str, str]:
        """Values with which the query answers."""
        return {p.name: p.default or p.example for p in self.parameters if p.required or p.default}

    @property
    def spoken(self) -> bool:
        """Whether it answers in a language that can be chosen."""
        return any(parameter.name == "lang" for parameter in self.parameters)

    def bind(self, values: Mapping[str, str], names: Names) -> str:
        """Return the query with the values bound.

        Raises ``UsageError`` for an unknown or missing parameter or a value of another type.
        """
        known = {parameter.name: parameter for parameter in self.parameters}
        for name in values:
            if name not in known:
                raise UsageError(
                    "parameter-unknown", name=name[:100], known=", ".join(known) or "-"
                )
        row = [self._bound(parameter, values, names) for parameter in self.parameters]
        return bind_row(self.text, row) if row else self.text

    def _bound(self, parameter: Parameter, values: Mapping[str, str], names: Names) -> str:
        value = values.get(parameter.name) or parameter.default
        if value:
            return written(parameter.term(value, names))
        if parameter.required:
            raise UsageError("parameter-missing", name=parameter.name, example=parameter.example)
        return "UNDEF"


def find_query(queries: Mapping[str, CannedQuery], name: str) -> CannedQuery:
    """Return the query with that name; raises ``UsageError`` that lists the known ones."""
    if name not in queries:
        raise UsageError("query-unknown", name=name, known=", ".join(queries))
    return queries[name]
