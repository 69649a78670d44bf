"""The two ways in which a command can fail.

An error carries the key of its message and the values to fill in; the words stand in
``texts/nl.toml`` and ``texts/en.toml`` and are chosen where a person reads them.
"""

from typing import ClassVar


class QualgraphError(Exception):
    """Something a user must hear about: what, where, and what to do.

    ``key`` names a message in ``texts/*.toml`` under ``[errors]``; ``values`` fill its braces.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key, values)
        self.key = key
        self.values = values

    def __reduce__(self) -> tuple[object, ...]:
        """Cross to another process whole: an error of a query's process is told by the server."""
        return _renew, (type(self), self.key, self.values)

    def __str__(self) -> str:
        """Return the key and the values; people get the message from ``Texts.error``."""
        return f"{self.key}: {self.values}"


def _renew(kind: type[QualgraphError], key: str, values: dict[str, object]) -> QualgraphError:
    return kind(key, **{name: str(value) for name, value in values.items()})


class DataError(QualgraphError):
    """The data is not good (exit code 1): a document, a register, an alignment, a release."""


class UsageError(QualgraphError):
    """The program was asked for something that cannot be (exit code 2)."""

    exit_code = 2
