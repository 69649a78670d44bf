"""Typed parameters of canned queries: what a value must look like, and the term it becomes.

One pattern for each type: the server checks by it, the OpenAPI description and the form state it,
so what is documented is what is accepted. The patterns mean the same to Python and ECMAScript.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation, localcontext

from pyoxigraph import Literal, NamedNode

from qualgraph.errors import UsageError
from qualgraph.graph.names import Names
from qualgraph.graph.terms import decimal, integer, string
from qualgraph.texts import LANGUAGES

TYPES = ("reference", "iri", "string", "language", "integer", "decimal", "enum", "code")
# A national code without its country is one of this country.
HOME = "nl"
MOST_CHARACTERS = 2_000
# Stores keep eighteen decimals of an xsd:decimal.
_DECIMALS = 18
_FARTHEST = 10**12

# RFC 3987 without what that RFC forbids for looking like something else (section 4.1, bidi marks).
_CHARACTER = (
    r"(?:[A-Za-z0-9._~:/?@!$&'()*+,;=\-"
    r"\u00a0-\u200d\u2010-\u2027\u2030-\u2065\u2070-\ud7ff\uf900-\ufdcf\ufdf0-\uffef]"
    r"|%[0-9A-Fa-f]{2})*"
)
_IRI = (
    r"(?:https?:\/\/[A-Za-z0-9.\-]+(?::[0-9]{1,5})?(?:[\/?]" + _CHARACTER + r")?"
    r"|urn:[A-Za-z0-9]+:[A-Za-z0-9._~:\/@!$&'()*+,;=\-]+)(?:#" + _CHARACTER + r")?"
)
_REFERENCE = r"(?:[A-Za-z]{2}-)?[A-Za-z0-9][A-Za-z0-9.\-]*"
_NOTATION = r"[A-Za-z0-9][A-Za-z0-9._\-]*"
# No text has control characters (line ends and tabs apart) or non-characters; XML 1.0 cannot even
# write them. Halves of characters are refused by the store's terms.
_TEXT = r"[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]+"
_INTEGER = r"-?[0-9]{1,15}"
_DECIMAL = r"[+\-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+\-]?[0-9]{1,3})?"


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that a parameter may have, with its label by language."""

    value: str
    label: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A typed parameter of a canned query.

    ``type`` is ``reference`` (to a thing of ``kind``: its code, reference or IRI), ``iri``,
    ``string``, ``language``, ``integer``, ``decimal``, ``enum`` (one of ``choices``) or ``code``
    (a concept whose IRI is ``scheme`` and its notation). ``choices_from`` names the query of
    ``queries/choices`` that lists values. ``min`` and ``max`` bound a number, ``max_length`` a
    text in characters.
    """

    name: str
    type: str
    label: Mapping[str, str]
    kind: str = ""
    scheme: str = ""
    required: bool = False
    default: str = ""
    example: str = ""
    choices: tuple[Choice, ...] = field(default=())
    choices_from: str = ""
    min: Decimal | None = None
    max: Decimal | None = None
    max_length: int = MOST_CHARACTERS

    @property
    def pattern(self) -> str:
        """The regular expression that a value satisfies as a whole."""
        patterns = {
            "reference": f"{_REFERENCE}|{_IRI}",
            "iri": _IRI,
            "string": _TEXT,
            "integer": _INTEGER,
            "decimal": _DECIMAL,
            "code": f"(?:{_literally(self.scheme)})?{_NOTATION}",
        }
        choices = "|".join(_literally(value) for value in self.values)
        return f"^(?:{patterns.get(self.type, choices)})$"

    @property
    def values(self) -> tuple[str, ...]:
        """All values that it may have; empty when there is no end to them."""
        if self.type == "language":
            return LANGUAGES
        return tuple(choice.value for choice in self.choices) if self.type == "enum" else ()

    @property
    def bounds(self) -> tuple[Decimal, Decimal]:
        """The least and the greatest number."""
        least = Decimal(-_FARTHEST) if self.min is None else self.min
        return least, Decimal(_FARTHEST) if self.max is None else self.max

    def term(self, value: str, names: Names) -> NamedNode | Literal:
        """Return ``value`` as a term; raises ``UsageError`` when it is not of the type."""
        try:
            if len(value) > self.max_length or not re.fullmatch(self.pattern[1:-1], value):
                raise ValueError
            return self._term(value, names)
        except (ValueError, InvalidOperation) as error:
            raise UsageError(
                "parameter-value",
                name=self.name,
                type=self.type,
                value=_shown(value),
                example=self.example,
            ) from error

    def _term(self, value: str, names: Names) -> NamedNode | Literal:
        if self.type == "reference":
            return self._reference(value, names)
        if self.type == "iri":
            return NamedNode(value)
        if self.type == "code":
            return NamedNode(self.scheme + value.removeprefix(self.scheme))
        if self.type == "integer":
            return integer(int(self._bounded(Decimal(value))))
        if self.type == "decimal":
            return decimal(self._bounded(Decimal(value)))
        return string(value)

    def _reference(self, value: str, names: Names) -> NamedNode:
        """Accept ``25132``, ``nl-25132`` and the IRI."""
        if ":" in value:
            return NamedNode(value)
        reference = value if re.match(r"[A-Za-z]{2}-", value) else f"{HOME}-{value}"
        return names.thing(self.kind, reference)

    def _bounded(self, number: Decimal) -> Decimal:
        least, most = self.bounds
        if not least <= number <= most:
            raise ValueError(number)
        with localcontext(prec=40):
            return round(number, _DECIMALS)


def _literally(text: str) -> str:
    """Return ``text`` escaped so that ECMAScript's ``u`` flag accepts it as well."""
    return re.sub(r"([.*+?^${}()|\[\]\\/])", r"\\\1", text)


def _shown(value: str) -> str:
    """Return what can be shown of a value that was refused."""
    return value[:100].encode("utf-8", "replace").decode()
