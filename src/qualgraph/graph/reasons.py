"""The reasons of a proposed link: short statements in the comment of its SSSOM row, and back.

A comment is for people who read the table; each reason in it has one of these forms, so that a
page can say it in the language of its reader. What has no such form is a person's own words.
"""

import re
from dataclasses import dataclass

FORMS = {
    "name": "name: {label} ({role}) {near}",
    "shares": "shares: {words}",
    "work": "work: {words}",
    "english": "English: {label} {near}",
    "english-label": "English: {label}",
    "model": "model: {near}",
    "level-fits": "level: ISCO {isco} fits level {level}",
    "level-unusual": "level: ISCO {isco} is unusual at level {level}",
    "domain": "domain: ISCO {isco} belongs to it",
    "tasks": "skills: {count} of {total} of the tasks",
    "essential": "essential skills: {count} of {total}",
    "asked": "occupations: the proposed ones ask for it",
    "occupation-field": "occupation: {label} is of this field",
    "domain-field": "domain: {label} is of this field",
    "words-field": "words: {words}",
    "agreed": "seen: {count} of {total} judged with this evidence were right",
    "exact-code": "code: {code} is the crebo of this qualification",
    "successor": "succession: {code} ({label}) replaces it, not the same qualification",
    "namesake": "equal name: {code} ({label}), succession unverified",
    "prescribes": "prescribes: {label} as {weight}",
}
_BETWEEN = "; "


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason: its kind (a key of ``FORMS``) and its values; without a kind a person's words."""

    kind: str
    values: dict[str, str]

    @property
    def words(self) -> str:
        """The reason as it stands in a comment."""
        return FORMS[self.kind].format_map(self.values) if self.kind else self.values["words"]


def reason(kind: str, **values: object) -> str:
    """Return a reason of a kind, as it stands in a comment."""
    return Reason(kind, {name: _plain(value) for name, value in values.items()}).words


def comment(reasons: tuple[str, ...]) -> str:
    """Return the comment that holds ``reasons``."""
    return _BETWEEN.join(reasons)


def reasons(text: str) -> tuple[Reason, ...]:
    """Return the reasons of a comment; all of it is a person's words when a part has no form."""
    found = [_known(part) for part in text.split(_BETWEEN)]
    if all(found):
        return tuple(each for each in found if each)
    return (Reason("", {"words": text}),)


def _known(part: str) -> Reason | None:
    for kind, pattern in _PATTERNS.items():
        if found := pattern.fullmatch(part):
            return Reason(kind, found.groupdict())
    return None


def _pattern(form: str) -> re.Pattern[str]:
    value = {"near": r"-?[01]\.\d\d"}
    parts = re.split(r"\{(\w+)\}", form)
    return re.compile(
        "".join(
            f"(?P<{part}>{value.get(part, '.+?')})" if number % 2 else re.escape(part)
            for number, part in enumerate(parts)
        )
    )


def _plain(value: object) -> str:
    words = f"{value:.2f}" if isinstance(value, float) else " ".join(str(value).split())
    return words.replace(";", ",")  # what divides reasons stands in none


_PATTERNS = {kind: _pattern(form) for kind, form in FORMS.items()}
