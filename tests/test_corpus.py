"""Documents that nobody has seen are read fact by fact."""

import pytest

from bench.corpus import FORMS, LANGUAGES, Wish, examples
from bench.corpus.report import as_json
from bench.corpus.score import Verdict, judge, total
from qualgraph.facts.readers import Readers

SPOKEN = ("nl", "en", "de")
LEAST = 0.98
SEEDS = (2501, 2502)


def judged(readers: Readers, wishes: list[Wish], seeds: tuple[int, ...]) -> list[Verdict]:
    return [judge(made, readers) for made in examples(seeds, wishes)]


@pytest.fixture(scope="module")
def readers() -> Readers:
    return Readers.load()


@pytest.fixture(scope="module")
def spoken(readers: Readers) -> list[Verdict]:
    return judged(readers, [Wish(lang, form) for lang in SPOKEN for form in FORMS], SEEDS)


@pytest.fixture(scope="module")
def others(readers: Readers) -> list[Verdict]:
    others = [language for language in LANGUAGES if language not in SPOKEN]
    wishes = [Wish(lang, FORMS[place % len(FORMS)]) for place, lang in enumerate(others)]
    return judged(readers, wishes, SEEDS[:1])


@pytest.mark.parametrize("language", SPOKEN)
def test_facts_are_found_and_none_is_invented(spoken: list[Verdict], language: str) -> None:
    verdicts = [verdict for verdict in spoken if verdict.example.page.language == language]
    score = total(verdicts)
    assert min(score.precision, score.recall) >= LEAST, as_json(verdicts, worst=10)


def test_every_document_is_read(spoken: list[Verdict], others: list[Verdict]) -> None:
    assert not {v.example.name: v.error for v in (*spoken, *others) if v.error}


def test_every_section_is_found(spoken: list[Verdict], others: list[Verdict]) -> None:
    found = {v.example.name: sorted(v.sections) for v in (*spoken, *others)}
    assert not {name: sections for name, sections in found.items() if len(sections) < 7}


def test_no_placeholder_is_a_fact(spoken: list[Verdict], others: list[Verdict]) -> None:
    assert not [fact for verdict in (*spoken, *others) for fact in verdict.placeholders]


def test_the_ledger_leaves_nothing_out(spoken: list[Verdict], others: list[Verdict]) -> None:
    assert not {v.example.name: v.gaps for v in (*spoken, *others) if v.gaps}
