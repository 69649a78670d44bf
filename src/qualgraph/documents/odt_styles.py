"""What the styles of an OpenDocument text add to its words: numbers of lists, hidden text."""

from dataclasses import dataclass

from lxml import etree

from qualgraph.documents.counting import counted

_NAMESPACE = "{{urn:oasis:names:tc:opendocument:xmlns:{}:1.0}}"
TEXT, OFFICE, TABLE, STYLE = map(_NAMESPACE.format, ("text", "office", "table", "style"))
DRAW = _NAMESPACE.format("drawing")
XLINK = "{http://www.w3.org/1999/xlink}"
_MOST_REPEATED = 1_000
_FIGURES = {"a": "a", "A": "A", "i": "i", "I": "I", "1": "1"}


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list is counted (style:num-format and its neighbours)."""

    figures: str
    prefix: str
    suffix: str
    start: int
    shown_levels: int

    @classmethod
    def of(cls, element: etree._Element) -> "Level":
        """Read a ``text:list-level-style-number`` or ``text:outline-level-style``."""
        return cls(
            _FIGURES.get(element.get(f"{STYLE}num-format", ""), ""),
            element.get(f"{STYLE}num-prefix", ""),
            element.get(f"{STYLE}num-suffix", ""),
            _small(element.get(f"{TEXT}start-value", ""), 1),
            _small(element.get(f"{TEXT}display-levels", ""), 1),
        )


_UNNUMBERED = Level("", "", "", 1, 1)


@dataclass(frozen=True, slots=True)
class Styles:
    """List styles by name (headings count in the style without a name), and hidden styles."""

    levels: dict[str, dict[int, Level]]
    hidden: frozenset[str]

    @classmethod
    def of(cls, *parts: etree._Element | None) -> "Styles":
        """Read the styles in ``content.xml`` and ``styles.xml``."""
        levels: dict[str, dict[int, Level]] = {}
        hidden: set[str] = set()
        for part in parts:
            for style in () if part is None else part.iter(f"{TEXT}list-style"):
                levels[style.get(f"{STYLE}name", "")] = _levels(style, "list-level-style-number")
            for style in () if part is None else part.iter(f"{TEXT}outline-style"):
                levels[""] = _levels(style, "outline-level-style")
            for style in () if part is None else part.iter(f"{STYLE}text-properties"):
                if style.get(f"{TEXT}display") == "none":
                    hidden.add(_name_of_parent(style))
        return cls(levels, frozenset(hidden))

    def hides(self, element: etree._Element) -> bool:
        """Return whether a stretch or section is not shown."""
        if element.get(f"{TEXT}display") == "none":
            return True
        return element.get(f"{TEXT}style-name", "") in self.hidden

    def count(self, counts: list[int], style: str, depth: int, start: str) -> str:
        """Count the next item of a list at ``depth``; return its visible number, if it has one."""
        levels = self.levels.get(style, {})
        level = levels.get(depth, _UNNUMBERED)
        del counts[depth + 1 :]
        counts += [levels.get(i, _UNNUMBERED).start for i in range(len(counts), depth)]
        if len(counts) > depth:
            counts[depth] += 1
        else:
            counts.append(level.start)
        counts[depth] = _small(start, counts[depth])
        if not level.figures:
            return ""
        shown = range(max(depth - level.shown_levels + 1, 0), depth + 1)
        figures = [counted(counts[i], levels.get(i, level).figures or "1") for i in shown]
        return f"{level.prefix}{'.'.join(figures)}{level.suffix}"


def repeat_of(element: etree._Element) -> int:
    """Return how often a row or cell stands there, within bounds."""
    name = "rows" if element.tag == f"{TABLE}table-row" else "columns"
    repeated = _small(element.get(f"{TABLE}number-{name}-repeated", ""), 1)
    return min(max(repeated, 1), _MOST_REPEATED)


def _levels(style: etree._Element, name: str) -> dict[int, Level]:
    return {
        _small(level.get(f"{TEXT}level", ""), 1) - 1: Level.of(level)
        for level in style.iter(f"{TEXT}{name}")
    }


def _name_of_parent(properties: etree._Element) -> str:
    parent = properties.getparent()
    return "" if parent is None else parent.get(f"{STYLE}name", "")


def _small(text: str, default: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else default
