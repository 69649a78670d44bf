"""The visible numbers of Word's lists, which stand nowhere in the text (ECMA-376 part 1, 17.9)."""

import re
from collections import defaultdict
from dataclasses import dataclass, field

from lxml import etree

from qualgraph.documents.counting import counted

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEVELS = 9


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list is counted: from where, in which figures, in which words."""

    start: int = 1
    figures: str = "decimal"
    text: str = ""

    @classmethod
    def of(cls, element: etree._Element) -> "Level":
        """Read a ``w:lvl``."""
        return cls(
            int_of(value_of(element, "start"), 1),
            value_of(element, "numFmt") or "decimal",
            value_of(element, "lvlText"),
        )


@dataclass(slots=True)
class Numbering:
    """The lists of one document, and how far each has been counted."""

    lists: dict[str, str]
    levels: dict[str, dict[int, Level]]
    overrides: dict[str, dict[int, Level]]
    styles: dict[str, tuple[str, str]]
    parents: dict[str, str]
    counts: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, numbering: etree._Element | None, styles: etree._Element | None) -> "Numbering":
        """Read ``numbering.xml`` and ``styles.xml``, as far as they are there."""
        made = cls({}, {}, {}, {}, {})
        for found in () if numbering is None else numbering.iter(f"{W}abstractNum"):
            levels = {_level(lvl): Level.of(lvl) for lvl in found.iter(f"{W}lvl")}
            made.levels[found.get(f"{W}abstractNumId", "")] = levels
        for found in () if numbering is None else numbering.iter(f"{W}num"):
            number = found.get(f"{W}numId", "")
            made.lists[number] = value_of(found, "abstractNumId")
            made.overrides[number] = {_level(lvl): Level.of(lvl) for lvl in found.iter(f"{W}lvl")}
        for found in () if styles is None else styles.iter(f"{W}style"):
            style = found.get(f"{W}styleId", "")
            made.parents[style] = value_of(found, "basedOn")
            if (properties := found.find(f"{W}pPr/{W}numPr")) is not None:
                made.styles[style] = _number_and_level(properties)
        return made

    def mark(self, paragraph: etree._Element) -> str:
        """Return the visible number of ``paragraph``, counting on; empty for a bullet or none."""
        number, depth = self._list_of(paragraph)
        known = self.lists.get(number)
        if known is None or not 0 <= depth < _LEVELS:
            return ""
        levels = {**self.levels.get(known, {}), **self.overrides.get(number, {})}
        level = levels.get(depth, Level())
        self._count(known, depth, levels)
        if level.figures in {"bullet", "none"}:
            return ""
        return re.sub(r"%([1-9])", lambda match: self._shown(known, match, levels), level.text)

    def _count(self, known: str, depth: int, levels: dict[int, Level]) -> None:
        counts = self.counts[known]
        del counts[depth + 1 :]
        counts += [levels.get(i, Level()).start for i in range(len(counts), depth)]
        if len(counts) > depth:
            counts[depth] += 1
        else:
            counts.append(levels.get(depth, Level()).start)

    def _shown(self, known: str, match: re.Match[str], levels: dict[int, Level]) -> str:
        depth = int(match[1]) - 1
        counts = self.counts[known]
        figures = levels.get(depth, Level()).figures
        return counted(counts[depth], figures) if depth < len(counts) else ""

    def _list_of(self, paragraph: etree._Element) -> tuple[str, int]:
        own = paragraph.find(f"{W}pPr/{W}numPr")
        number, level = ("", "") if own is None else _number_and_level(own)
        style = value_of(paragraph.find(f"{W}pPr"), "pStyle")
        for _ in range(_LEVELS + 1):
            if number or not style:
                break
            number, inherited = self.styles.get(style, ("", ""))
            level, style = level or inherited, self.parents.get(style, "")
        return number, int_of(level, 0)


def value_of(element: etree._Element | None, child: str) -> str:
    """Return the ``w:val`` of a child; empty when there is none."""
    found = None if element is None else element.find(f"{W}{child}")
    return "" if found is None else found.get(f"{W}val", "")


def int_of(text: str, default: int) -> int:
    """Return ``text`` as a number of up to nine digits."""
    return int(text) if re.fullmatch(r"-?[0-9]{1,9}", text) else default


def _number_and_level(properties: etree._Element) -> tuple[str, str]:
    return value_of(properties, "numId"), value_of(properties, "ilvl")


def _level(element: etree._Element) -> int:
    return int_of(element.get(f"{W}ilvl", ""), 0)
