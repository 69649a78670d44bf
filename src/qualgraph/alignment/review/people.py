"""Who judges: a name, or an ORCID."""

import re
from dataclasses import dataclass

from qualgraph.errors import UsageError

_ORCID = re.compile(r"(?:orcid:|https?://orcid\.org/)?((?:\d{4}-){3}\d{3}[\dX])", re.IGNORECASE)
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Reviewer:
    """A person as SSSOM names one: ``label`` or ``orcid`` (bare digits with hyphens)."""

    label: str = ""
    orcid: str = ""

    @classmethod
    def parse(cls, text: str) -> "Reviewer":
        """Read a name, or an ORCID in any of its spellings.

        Raises ``UsageError`` when it is empty, cannot be a cell of SSSOM, or is an ORCID with a
        wrong check digit.
        """
        name = text.strip()
        if found := _ORCID.fullmatch(name):
            orcid = found[1].upper()
            if _check_digit(orcid) != orcid[-1]:
                raise UsageError("review-reviewer", value=text)
            return cls(orcid=orcid)
        # A bar divides several people in a cell of SSSOM.
        if not name or len(name) > _LONGEST or "|" in name or not name.isprintable():
            raise UsageError("review-reviewer", value=text)
        return cls(label=name)

    def cells(self) -> dict[str, str]:
        """Return the slots: the person asserts the link, and has reviewed what was proposed."""
        identifier = f"orcid:{self.orcid}" if self.orcid else ""
        return {
            "author_id": identifier,
            "author_label": self.label,
            "reviewer_id": identifier,
            "reviewer_label": self.label,
        }


def _check_digit(orcid: str) -> str:
    """Return the last character that an ORCID must have (ISO 7064, MOD 11-2)."""
    total = 0
    for digit in orcid.replace("-", "")[:-1]:
        total = (total + int(digit)) * 2
    rest = (12 - total % 11) % 11
    return "X" if rest == 10 else str(rest)
