"""One seed, one document: what it says, how it is written, its bytes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from random import Random

from bench.corpus.dutch import dutch_page
from bench.corpus.europass import europass_page
from bench.corpus.faults import FAULTS, HELD_OUT, usual
from bench.corpus.page import Page, Style
from bench.corpus.render import RENDERERS, SUFFIXES
from bench.corpus.truth import dutch_truth, foreign_truth
from bench.corpus.wordings import templates

FORMS = tuple(RENDERERS)
LANGUAGES = tuple(sorted(templates()))
_DUTCH_SHARE = {"nl": 0.8, "en": 0.5, "de": 0.5}
_LAYOUTS = ("flow", "label-value", "cells")


@dataclass(frozen=True, slots=True)
class Example:
    """A document of the corpus, with what it states and what was done to it."""

    name: str
    form: str
    page: Page
    faults: tuple[str, ...]
    content: bytes


@dataclass(frozen=True, slots=True)
class Wish:
    """What documents are wanted; ``template`` is ``dutch``, ``europass`` or left to chance."""

    language: str
    form: str
    held_out: bool = False
    faults: bool = True
    template: str = ""


def example(seed: int, wish: Wish) -> Example:
    """Return the document of ``seed``: same seed and wish, same bytes."""
    rng = Random(f"{seed}/{wish.language}/{wish.form}/{wish.template}")
    page = _styled(_page(wish, rng), wish.form, rng)
    faults = _chosen(wish, rng) if wish.faults else ()
    for fault in faults:
        page = FAULTS[fault][0](page, rng)
    name = f"{wish.language}-{seed}-{wish.form}.{SUFFIXES[wish.form]}"
    return Example(name, wish.form, page, faults, RENDERERS[wish.form](page))


def examples(seeds: Iterable[int], wishes: Iterable[Wish]) -> Iterator[Example]:
    """Yield a document for each wish and seed."""
    for wish in wishes:
        yield from (example(seed, wish) for seed in seeds)


def _page(wish: Wish, rng: Random) -> Page:
    share = _DUTCH_SHARE.get(wish.language, 0.0)
    template = wish.template or ("dutch" if rng.random() < share else "europass")
    if template == "dutch":
        return dutch_page(dutch_truth(rng), wish.language, rng)
    return europass_page(foreign_truth(wish.language, rng), wish.language, rng)


def _styled(page: Page, form: str, rng: Random) -> Page:
    style = Style(
        bullet="-" if form == "markdown" else "•",
        number=rng.choice(("{}. ", "{}. ", "{}.", "{} ")),
        layout="flow" if form in ("markdown", "plain") else rng.choice(_LAYOUTS),
        encoding=rng.choice(("utf-8", "utf-8", "utf-8-sig", "utf-16", "cp1252")),
        wrap=rng.choice((0, 78, 100)) if form == "plain" else 0,
        repeat=form == "pdf" and rng.random() < 0.6,
        interleaved=rng.random() < 0.3,
        ruled=rng.random() < 0.5,
    )
    return replace(page, style=style)


def _chosen(wish: Wish, rng: Random) -> tuple[str, ...]:
    """Return up to three faults; with the one that is held out where that is wished."""
    faults = rng.sample(usual(wish.form), rng.choice((0, 1, 1, 2, 3)))
    return (HELD_OUT[wish.form], *faults[:1]) if wish.held_out else tuple(faults)
