"""What ``qualgraph query`` says of the canned queries, from their metadata."""

from typing import Any

import typer
from typer.core import TyperCommand

from qualgraph.cli.options import texts
from qualgraph.graph.canned import CannedQuery, load_queries
from qualgraph.graph.parameters import Parameter
from qualgraph.texts import Texts

_ASKED = "qualgraph.query"


class QueryCommand(TyperCommand):
    """A command whose help goes on with the query that is named beside ``--help``, or with all."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the arguments; the query that they name is known before the help is shown."""
        ctx.meta[_ASKED] = next((each for each in args if each in load_queries()), "")
        return super().parse_args(ctx, args)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help of the command, then what is known of the query."""
        super().format_help(ctx, formatter)
        typer.echo(described(ctx.meta.get(_ASKED, ""), texts(ctx.params.get("lang") or "")))


def described(name: str, words: Texts) -> str:
    """Return the parameters of a query with their examples; all queries when there is none."""
    queries = load_queries()
    if name in queries:
        return "\n".join(_query(queries[name], words))
    width = max(map(len, queries)) + 2
    listed = (f"  {each.name:<{width}}{each.title[words.language]}" for each in queries.values())
    return "\n".join((words("canned.command-list"), *listed))


def _query(query: CannedQuery, words: Texts) -> list[str]:
    lines = [query.title[words.language], query.summary[words.language], ""]
    if query.parameters:
        lines.append(words("canned.command", name=query.name))
    return [*lines, *(f"  {_parameter(each, words)}" for each in query.parameters)]


def _parameter(parameter: Parameter, words: Texts) -> str:
    told = [words(f"canned.type-{parameter.type}")]
    told += [words("canned.required")] if parameter.required else []
    told += [" | ".join(parameter.values)] if parameter.values else []
    if parameter.default:
        told.append(f"{words('canned.default').lower()}: {parameter.default}")
    example = f"{parameter.name}={parameter.example}"
    return f"{example}  {parameter.label[words.language]} ({', '.join(told)})"
