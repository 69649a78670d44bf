"""How long an education takes: years and hours in running text."""

import re
from decimal import Decimal

from qualgraph.facts.language import Language

_NUMBER = r"\d+(?:[.,]\d+)?\s?½|\d+\s?½|\d+\s1/2|\d{1,3}(?:[.,\s]\d{3})+|\d+(?:[.,]\d+)?|½"
_BETWEEN = r"\s?-?\s*(?:[^\W\d]{1,20}\.?\s){0,3}?"
_JOINED = re.compile(r"\W*(?:[^\W\d]{1,4})?\W*")
_IN_BRACKETS = re.compile(r"\(([^()]*[^\W\d][^()]*)\)")


class Quantity:
    """A number with its unit (``years``, ``months`` or ``hours``) and where they stand."""

    __slots__ = ("end", "start", "unit", "value")

    def __init__(self, unit: str, value: Decimal, start: int, end: int) -> None:
        self.unit, self.value, self.start, self.end = unit, value, start, end


def quantities(text: str, language: Language) -> list[Quantity]:
    """Return the years, months and hours in ``text``, in order."""
    found = [
        quantity
        for unit, name in (("years", "years"), ("months", "months_of_duration"), ("hours", "hours"))
        for quantity in _of_unit(text, unit, language.list_of(name), language)
    ]
    return sorted(found, key=lambda quantity: quantity.start)


def years_of(found: list[Quantity], text: str) -> Decimal | None:
    """Return the years (months count as parts); None when there are none, or a choice."""
    years = [q for q in found if q.unit == "years"]
    months = [q for q in found if q.unit == "months"]
    if len(years) > 1 or len(months) > 1 or not (years or months):
        return None
    if years and months and not _JOINED.fullmatch(text, years[0].end, months[0].start):
        return None
    part = months[0].value / 12 if months else Decimal(0)
    total = (years[0].value if years else Decimal(0)) + part
    first = years[0] if years else months[0]
    # A number just before is the other end of a range: '2 to 3 years'.
    if re.search(r"\d\s*(?:[-–/]|[^\W\d]{1,4})\s*$", text[: first.start]):
        return None
    return total if total == round(total, 2) and total > 0 else None


def hours_of(found: list[Quantity]) -> int | None:
    """Return the hours; None when there are none, or more than one number."""
    hours = {q.value for q in found if q.unit == "hours"}
    return int(next(iter(hours))) if len(hours) == 1 else None


def reservation_of(text: str, found: list[Quantity], language: Language) -> tuple[int, int] | None:
    """Return where the reservation stands: what is in brackets and is no quantity."""
    for match in _IN_BRACKETS.finditer(text):
        inside = any(match.start() <= q.start < match.end() for q in found)
        if not inside and re.search(r"\w", language.filler.sub("", match[1])):
            return match.span(1)
    for word in language.list_of("reservations"):
        at = text.casefold().find(word.casefold())
        if at > 0:
            return at, len(text.rstrip(" .)"))
    return None


def _of_unit(text: str, unit: str, words: tuple[str, ...], language: Language) -> list[Quantity]:
    if not words:
        return []
    names = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    numbers = "|".join(map(re.escape, sorted(language.words.get("numbers", {}), key=len)[::-1]))
    number = f"{_NUMBER}|(?:{numbers})\\b" if numbers else _NUMBER
    between = _BETWEEN + r"[^\W\d]*?" if unit == "hours" else r"\s?-?\s?"
    # Words that run together leave no boundary behind the unit either.
    pattern = rf"(?<![\d.,])(?P<number>{number}){between}(?:{names})(?![^\W\d])"
    found = []
    for match in re.finditer(pattern, text, re.IGNORECASE):
        value = _value(match["number"], unit, language)
        if value is not None:
            found.append(Quantity(unit, value, match.start(), match.end()))
    return found


def _value(written: str, unit: str, language: Language) -> Decimal | None:
    word = written.casefold()
    if word in language.words.get("numbers", {}):
        return Decimal(str(language.words["numbers"][word]))
    half = Decimal("0.5") if "½" in word or word.endswith("1/2") else Decimal(0)
    plain = re.sub(r"\s1/2$|½", "", word).strip()
    if unit == "hours":
        plain = re.sub(r"[.,\s](?=\d{3}(?:\D|$))", "", plain)
    plain = plain.replace(",", ".").replace(" ", "")
    try:
        return (Decimal(plain) if plain else Decimal(0)) + half
    except ArithmeticError:
        return None
