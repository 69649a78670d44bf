"""The corpus itself: the same seed gives the same bytes, and documents say what they should."""

import zipfile
from io import BytesIO
from random import Random

import pypdfium2
import pytest

from bench.corpus import FORMS, LANGUAGES, Example, Wish, example
from bench.corpus.dutch import dutch_page
from bench.corpus.europass import europass_page
from bench.corpus.faults import FAULTS, HELD_OUT, usual
from bench.corpus.keys import FIELDS, key, words
from bench.corpus.page import HEADINGS, Page
from bench.corpus.render import RENDERERS
from bench.corpus.render.plain import decoded
from bench.corpus.truth import dutch_truth, foreign_truth
from qualgraph.facts import model
from qualgraph.facts.evidence import Text

SPOKEN = ("nl", "en", "de")


def page_of(template: str, language: str, seed: int) -> Page:
    rng = Random(seed)
    if template == "dutch":
        return dutch_page(dutch_truth(rng), language, rng)
    return europass_page(foreign_truth(language, rng), language, rng)


def visible(made: Example) -> str:
    """Return all words of a document, without any whitespace and markup of its form."""
    match made.form:
        case "pdf":
            document = pypdfium2.PdfDocument(made.content)
            text = "".join(sheet.get_textpage().get_text_bounded() for sheet in document)
        case "docx" | "odt":
            name = "word/document.xml" if made.form == "docx" else "content.xml"
            text = zipfile.ZipFile(BytesIO(made.content)).read(name).decode()
        case "plain":
            text = decoded(made.content)
        case _:
            text = made.content.decode()
    return words(text)


def test_all_official_languages_and_two_more() -> None:
    eu = "bg cs da de el en es et fi fr ga hr hu it lt lv mt nl pl pt ro sk sl sv"
    assert " ".join(sorted({*LANGUAGES} - {"no", "is"})) == eu
    assert {"no", "is"} <= {*LANGUAGES}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("language", ["nl", "el"])
def test_the_same_seed_gives_the_same_bytes(form: str, language: str) -> None:
    wish = Wish(language, form)
    assert example(7, wish).content == example(7, wish).content
    assert example(7, wish).content != example(8, wish).content


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_changes_the_document(fault: str) -> None:
    change, forms = FAULTS[fault]
    for form in sorted(forms):
        changed = 0
        for seed in range(6):
            page = page_of("dutch" if seed % 2 else "europass", "nl", seed)
            faulty = change(page, Random(seed))
            changed += RENDERERS[form](page) != RENDERERS[form](faulty)
            assert faulty.facts <= page.facts
            assert faulty.facts == page.facts or fault == "placeholder"
        assert changed, form


@pytest.mark.parametrize("form", FORMS)
def test_the_fault_that_is_held_out_is_never_used_unless_wished(form: str) -> None:
    held_out = HELD_OUT[form]
    assert form in FAULTS[held_out][1]
    assert held_out not in usual(form)
    usually = {fault for seed in range(60) for fault in example(seed, Wish("nl", form)).faults}
    assert held_out not in usually
    assert held_out in example(1, Wish("nl", form, held_out=True)).faults


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("language", ["nl", "en", "de", "cs", "el", "bg", "is"])
def test_what_is_true_stands_in_the_document(form: str, language: str) -> None:
    for seed in range(3):
        made = example(seed, Wish(language, form, faults=False))
        seen = visible(made)
        for block in made.page.blocks:
            for token in block.written.split():
                assert words(token.strip("*()&'<>")) in seen or "'" in token or "&" in token, block


@pytest.mark.parametrize("template", ["dutch", "europass"])
@pytest.mark.parametrize("language", SPOKEN)
def test_words_of_facts_stand_in_their_block(template: str, language: str) -> None:
    for seed in range(20):
        page = page_of(template, language, seed)
        for block in page.blocks:
            for fact in block.facts:
                if fact.kind in ("Grade", "Level", "Duration", "SectionText"):
                    continue
                texts = [value.rpartition("@")[0] for value in fact.values if "@" in value]
                assert all(text in words(block.written) for text in texts), (fact, block)


@pytest.mark.parametrize("language", LANGUAGES)
def test_seven_sections_with_something_in_each(language: str) -> None:
    page = page_of("europass", language, 3)
    for number in range(1, 8):
        assert [block for block in page.section(number) if block.kind not in HEADINGS]


def test_fields_are_those_of_the_facts() -> None:
    for kind, fields in FIELDS.items():
        if known := getattr(model, kind, None):
            names = {field.split(".")[0] for field in fields}
            assert names <= set(known.__dataclass_fields__), kind


def test_only_whitespace_and_unicode_form_are_forgiven() -> None:
    assert key("Title", Text("Kuchař–číšník", "cs")) == key("Title", Text("Kuchař - číšník", "cs"))
    assert key("Title", Text("Kuchar", "cs")) != key("Title", Text("Kuchař", "cs"))
    assert key("Title", Text("Kok", "nl")) != key("Title", Text("Kok", "en"))
    assert key("Title", Text("Kok", "nl")) != key("Title", Text("kok", "nl"))
