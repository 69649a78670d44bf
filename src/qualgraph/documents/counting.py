"""The figures in which lists are counted: 3, c, C, iii, III."""

_ROMAN = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)
# Names in OOXML (ST_NumberFormat), ODF (style:num-format) and HTML (type of ol).
_FIGURES = {
    "lowerLetter": "a",
    "upperLetter": "A",
    "lowerRoman": "i",
    "upperRoman": "I",
}


def counted(number: int, figures: str) -> str:
    """Return ``number`` in ``figures``; decimal where they are unknown or have no such number."""
    match _FIGURES.get(figures, figures):
        case "a" if number > 0:
            return _letters(number)
        case "A" if number > 0:
            return _letters(number).upper()
        case "i" if 0 < number < 4000:
            return _roman(number)
        case "I" if 0 < number < 4000:
            return _roman(number).upper()
        case "decimalZero":
            return f"{number:02}"
    return str(number)


def _letters(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return letters


def _roman(number: int) -> str:
    written = ""
    for value, figure in _ROMAN:
        times, number = divmod(number, value)
        written += figure * times
    return written
