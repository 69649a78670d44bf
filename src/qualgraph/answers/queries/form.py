"""A canned query as people see it: fields, table, chart, and how to call it."""

import json
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from qualgraph.answers.pages import Pages
from qualgraph.answers.site import Site
from qualgraph.graph.binding import bind_row, written
from qualgraph.graph.canned_query import CannedQuery, Column
from qualgraph.graph.parameters import Parameter
from qualgraph.graph.terms import string

# A list that one looks over, and one that a browser still completes from.
_MOST_SELECTED = 30
_MOST_LISTED = 1_000


@dataclass(frozen=True, slots=True)
class Field:
    """A labelled input: ``kind`` is ``select``, ``list`` (input with suggestions), ``number``,
    ``url`` or ``text``; ``options`` are values with their labels."""

    parameter: Parameter
    kind: str
    value: str
    options: tuple[tuple[str, str], ...]
    example: str
    fault: str


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a table: a text, in a language or in none, perhaps a link."""

    text: str
    href: str = ""
    language: str = ""


def fields(
    site: Site,
    query: CannedQuery,
    values: Mapping[str, str],
    language: str,
    fault: tuple[str, str] = ("", ""),
) -> list[Field]:
    """Return the inputs of a form; ``fault`` names one and what is wrong with it."""
    found = []
    for parameter in query.parameters:
        options = _options(site, parameter, language)
        value = values.get(parameter.name, "")
        kind = _kind(parameter, options)
        if kind == "select" and value not in {"", *(option for option, _ in options)}:
            options = (*options, (value, value))
        others = {k: v for k, v in values.items() if k != parameter.name}
        asked = urlencode({**others, parameter.name: parameter.example})
        said = fault[1] if fault[0] == parameter.name else ""
        example = f"/queries/{query.name}?{asked}"
        found.append(Field(parameter, kind, value, options, example, said))
    return found


def _options(site: Site, parameter: Parameter, language: str) -> tuple[tuple[str, str], ...]:
    if parameter.choices_from:
        text = bind_row(site.choices[parameter.choices_from], [written(string(language))])
        rows = site.rows(text)
        if len(rows) > _MOST_LISTED:
            return ()
        return tuple((row["value"]["value"], row["label"]["value"]) for row in rows)
    labels = {choice.value: choice.label[language] for choice in parameter.choices}
    if parameter.type == "language":
        labels = {tag: words("canned.own-name") for tag, words in site.pages.texts.items()}
    return tuple((value, labels.get(value, value)) for value in parameter.values)


def _kind(parameter: Parameter, options: Sequence[object]) -> str:
    if parameter.values or 0 < len(options) <= _MOST_SELECTED:
        return "select"
    if options:
        return "list"
    return {"integer": "number", "decimal": "number", "iri": "url"}.get(parameter.type, "text")


def headings(query: CannedQuery, rows: Sequence[Mapping[str, Any]]) -> list[Column]:
    """Return the columns to show: labels stand for their things, what is empty is left out."""
    behind = {column.of for column in query.columns}
    return [
        column
        for column in query.columns
        if column.name not in behind and any(column.name in row or column.of in row for row in rows)
    ]


def cell(pages: Pages, column: Column, row: Mapping[str, Any], language: str) -> Cell:
    """Return what a row shows in a column."""
    value, thing = row.get(column.name, {}), row.get(column.of, {})
    text = value.get("value", "")
    if column.words:
        text = column.words.get(text, {}).get(language, text)
    if column.type == "boolean" and text:
        text = pages.texts[language](f"canned.{text}")
    target = thing.get("value", "") if column.of else text if value.get("type") == "uri" else ""
    if thing.get("type") == "bnode":
        target = ""
    shown = text if text and text != target else pages.short(target)
    spoken = value.get("xml:lang", "")
    return Cell(shown, pages.link(target) if target else "", spoken if spoken != language else "")


def calls(base: str, query: CannedQuery, values: Mapping[str, str]) -> dict[str, str]:
    """Return the address of the interface, and lines for a shell and for Python, to copy."""
    table = query.form == "select"
    asked = f"?{urlencode(values)}" if values else ""
    address = f"{base}queries/{query.name}.{'json' if table else 'jsonld'}{asked}"
    other = f"{base}queries/{query.name}.{'csv' if table else 'ttl'}{asked}"
    given = [part for pair in values.items() for part in ("--param", "=".join(pair))]
    return {
        "address": address,
        "curl": shlex.join(["curl", "-s", other]),
        "python": _TABLE.format(json.dumps(other)) if table else _GRAPH.format(json.dumps(other)),
        "qualgraph": shlex.join(["qualgraph", "query", query.name, *given]),
    }


_TABLE = """import csv, io, urllib.request
with urllib.request.urlopen({}) as answer:
    rows = list(csv.DictReader(io.TextIOWrapper(answer, "utf-8")))"""
_GRAPH = """import rdflib
graph = rdflib.Graph().parse({})"""
