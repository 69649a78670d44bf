"""What goes wrong in real supplements, one function for each fault.

A fault changes how a supplement is written, never what it says; only `placeholder` takes facts
away, with the words that stated them. Codes and titles in one line, general and vocational
outcomes, occupations as a list, three-digit ISCED codes are no faults: the truth varies there.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import TypeAlias

from bench.corpus.page import Block, Kind, Page

Fault: TypeAlias = Callable[[Page, Random], Page]

_WORD = re.compile(r"\w{5,}")
_BETWEEN = re.compile(r"(?<=\w\w) (?=\w\w)")
_VALUES = (Kind.TEXT, Kind.LINE, Kind.BULLET)


def number_glued(page: Page, rng: Random) -> Page:
    """Stick the heading to the text before it: `Kuchař-číšník2. Překlad`."""
    return page.styled(glued=frozenset(rng.sample("234567", rng.randint(1, 3))), layout="flow")


def heading_and_value(page: Page, _: Random) -> Page:
    """Put a heading and its value on one line, a colon between them."""
    return page.styled(inline=True, layout="flow")


def footnote_marks(page: Page, rng: Random) -> Page:
    """Hang the mark of a footnote on some headings."""
    marks = (" (1)", " (*)", "(2)", " 1)", " *", "¹")
    return _changed(page, rng, 4, _heading, lambda t: t + rng.choice(marks))


def odd_title(page: Page, rng: Random) -> Page:
    """Write the title of the form in an odd manner."""
    number = f"{rng.randint(1, 99)}/{rng.randint(2005, 2024)}"

    def odd(text: str) -> str:
        hyphenated = "-".join(text.rsplit(" ", 1))
        return str(rng.choice((hyphenated, f"{text} NO. {number}", f"{text} (*)", text.title())))

    return _changed(page, rng, 1, lambda b: b.kind is Kind.FORM, odd)


def bullet_kind(page: Page, rng: Random) -> Page:
    """Take another sign for bullets."""
    signs = [sign for sign in ("•", "–", "-", "▪", "*", "·") if sign != page.style.bullet]
    return page.styled(bullet=rng.choice(signs))


def detached_bullets(page: Page, _: Random) -> Page:
    """Put each bullet on a line of its own, before the words."""
    return page.styled(detached=True, bullet="•")


def no_bullets(page: Page, _: Random) -> Page:
    """Leave the bullets away."""
    return page.styled(bullet="")


def html_tags(page: Page, _: Random) -> Page:
    """Leave HTML tags in the text."""
    return page.styled(tags=True)


def site_around(page: Page, _: Random) -> Page:
    """Put the menus of a web site around the document."""
    return page.styled(site=True)


def pipe_cells(page: Page, _: Random) -> Page:
    """Divide the cells of tables by a bar."""
    return page.styled(pipes=True, layout="label-value")


def words_together(page: Page, rng: Random) -> Page:
    """Run two words together, in headings and where a sentence ends."""

    def joined(text: str) -> str:
        spaces = [found.start() for found in _BETWEEN.finditer(text)]
        cut = rng.choice(spaces)
        return text[:cut] + text[cut + 1 :]

    several = _changed(
        page, rng, 3, lambda b: _heading(b) and bool(_BETWEEN.search(b.text)), joined
    )
    return _changed(
        several, rng, 1, lambda b: b.kind is Kind.TEXT and ". " in b.text, _sentences_together
    )


def heading_lost(page: Page, rng: Random) -> Page:
    """Lose the words of one heading, and the number of another."""
    wordless, numberless = rng.sample("234567", 2)
    blocks = [
        replace(
            block,
            text="" if block.number == wordless else block.text,
            number="" if block.number == numberless else block.number,
        )
        if block.kind is Kind.SECTION
        else block
        for block in page.blocks
    ]
    return page.written(blocks)


def placeholder(page: Page, rng: Random) -> Page:
    """Leave a value of section 5 to 7 unfilled, with a placeholder in its place.

    The code of the qualification stays: without one there is nothing to speak of.
    """
    places = [
        place
        for place, block in enumerate(page.blocks)
        if block.section >= 5
        and block.kind in (Kind.TEXT, Kind.LINE)
        and "Code" not in {fact.kind for fact in block.facts}
    ]
    blocks = list(page.blocks)
    gone = []
    for place in rng.sample(places, 2):
        block = blocks[place]
        gone.append(_unfilled(block.section, rng))
        blocks[place] = replace(block, text=gone[-1], facts=())
    return replace(page, blocks=tuple(blocks), placeholders=tuple(gone))


def hyphenation(page: Page, _: Random) -> Page:
    """Break words at the end of a line."""
    return page.styled(hyphenate=True, wrap=page.style.wrap or 72)


def page_repeat(page: Page, rng: Random) -> Page:
    """Break a passage over two pages, the heading repeated on the second."""
    places = [
        place
        for place, block in enumerate(page.blocks)
        if block.kind is Kind.TEXT and block.section in (4, 7) and block.text.count(" ") > 6
    ]
    if not places:
        return page
    place = rng.choice(places)
    block, blocks = page.blocks[place], list(page.blocks)
    heading = next(b for b in blocks if b.kind is Kind.SECTION and b.section == block.section)
    words = block.text.split(" ")
    cut = rng.randint(3, len(words) - 2)
    top = [blocks[0]] if rng.random() < 0.4 else []
    first = replace(block, text=" ".join(words[:cut]))
    second = replace(block, text=" ".join(words[cut:]), facts=())
    blocks[place : place + 1] = [first, *top, heading, second]
    return page.written(blocks)


def heading_typo(page: Page, rng: Random) -> Page:
    """Get one letter wrong in some headings."""

    def wrong(text: str) -> str:
        found = rng.choice(list(_WORD.finditer(text)))
        at = rng.randrange(found.start() + 1, found.end() - 1)
        swapped = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        dropped = text[:at] + text[at + 1 :]
        doubled = text[:at] + text[at] + text[at:]
        return str(rng.choice([new for new in (swapped, dropped, doubled) if new != text]))

    return _changed(
        page,
        rng,
        3,
        lambda b: _heading(b) and bool(_WORD.search(b.text)),
        wrong,
    )


def mixed_punctuation(page: Page, rng: Random) -> Page:
    """Mix dashes and quotes: – for -, ’ for ', a hyphen that does not break."""

    def mixed(word: str) -> str:
        if word == "-":
            return rng.choice(("–", "—", "-"))
        if re.search(r"[./\d]", word):
            return word
        return word.replace("'", "’").replace("-", rng.choice(("-", "‑", "‐")))

    def change(block: Block) -> Block:
        text = " ".join(mixed(word) for word in block.text.split(" "))
        return replace(block, text=text) if block.kind in _VALUES else block

    return page.written([change(block) for block in page.blocks])


def double_spaces(page: Page, rng: Random) -> Page:
    """Double some spaces, or make them unbreakable."""

    def spaced(text: str) -> str:
        return re.sub(" ", lambda _: rng.choice((" ", " ", "  ", "\u00a0")), text)

    return _changed(page, rng, 40, lambda b: " " in b.text and not b.rows, spaced)


_TEXT = frozenset({"markdown", "plain", "html", "docx", "odt"})
_ALL = _TEXT | {"pdf"}

FAULTS: dict[str, tuple[Fault, frozenset[str]]] = {
    "number_glued": (number_glued, _ALL),
    "heading_and_value": (heading_and_value, _ALL),
    "footnote_marks": (footnote_marks, _ALL),
    "odd_title": (odd_title, _ALL),
    "bullet_kind": (bullet_kind, _ALL),
    "detached_bullets": (detached_bullets, frozenset({"plain", "pdf", "html"})),
    "no_bullets": (no_bullets, _ALL),
    "html_tags": (html_tags, frozenset({"markdown"})),
    "site_around": (site_around, frozenset({"markdown", "html"})),
    "pipe_cells": (pipe_cells, frozenset({"markdown", "plain", "html"})),
    "words_together": (words_together, _ALL),
    "heading_lost": (heading_lost, _ALL),
    "placeholder": (placeholder, _ALL),
    "hyphenation": (hyphenation, frozenset({"plain", "pdf"})),
    "page_repeat": (page_repeat, _TEXT),
    "heading_typo": (heading_typo, _ALL),
    "mixed_punctuation": (mixed_punctuation, _ALL),
    "double_spaces": (double_spaces, _ALL),
}

HELD_OUT = {
    "markdown": "footnote_marks",
    "plain": "detached_bullets",
    "html": "pipe_cells",
    "docx": "number_glued",
    "odt": "mixed_punctuation",
    "pdf": "words_together",
}
"""One fault for each form that development never sees: only `--held-out` runs use it."""


def usual(form: str) -> tuple[str, ...]:
    """Return the faults of a form but for the one that is held out."""
    return tuple(
        name for name, (_, forms) in FAULTS.items() if form in forms and name != HELD_OUT[form]
    )


def _heading(block: Block) -> bool:
    return block.kind in (Kind.SECTION, Kind.LABEL)


def _changed(
    page: Page,
    rng: Random,
    count: int,
    fits: Callable[[Block], bool],
    change: Callable[[str], str],
) -> Page:
    """Return the page with the text of up to ``count`` blocks that fit changed."""
    places = [place for place, block in enumerate(page.blocks) if fits(block) and block.text]
    chosen = set(rng.sample(places, min(count, len(places))))
    blocks = [
        replace(block, text=change(block.text)) if place in chosen else block
        for place, block in enumerate(page.blocks)
    ]
    return page.written(blocks)


def _sentences_together(text: str) -> str:
    return text.replace(". ", ".", 1)


def _unfilled(section: int, rng: Random) -> str:
    name = f"p{section}_{rng.randint(1, 12):02}"
    kinds = (f"{{{name}_x}}", f"<<{name}>>", "[...]", "XXXX", "." * rng.randint(12, 40), "………………")
    return str(rng.choice(kinds))
