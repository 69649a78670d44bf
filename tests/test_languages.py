"""The language files: what is in them fits the form, and no heading says two things.

They say how the Europass certificate supplement is worded; the readers rely on all of it.
"""

import re
import tomllib
import unicodedata
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from qualgraph import resources

# The official languages of the EU, then the two of its neighbours that use the form.
TAGS = {
    *("bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "hr"),
    *("hu", "it", "lt", "lv", "mt", "nl", "pl", "pt", "ro", "sk", "sl", "sv"),
    *("is", "no"),
}
FILES = {path.stem: path for path in sorted(resources.LANGUAGES.glob("*.toml"))}
SLOTS = {
    *("title", "translated-title", "outcomes", "occupations", "basis", "awarding-body"),
    *("recognising-authority", "level", "grading", "access", "international-agreements"),
    *("legal-basis", "pathways", "duration", "admission", "further-information", "note"),
}
LISTS = {
    *("titles", "original_language", "no_legal_status", "outcome_intro"),
    *("general_competences", "vocational_competences", "abbreviations"),
    *("years", "months_of_duration", "hours"),
}
PLACEHOLDERS = re.compile(r"TODO|XXX|\?\?|[{}<>~|]")


@pytest.fixture(params=list(FILES.values()), ids=list(FILES))
def content(request: pytest.FixtureRequest) -> dict[str, Any]:
    path: Path = request.param
    parsed = tomllib.loads(path.read_text("utf-8"))
    assert parsed["language"] == path.stem
    return parsed


def headings(content: dict[str, Any], slot: str) -> list[str]:
    return [heading["text"] for heading in content["slot"][slot]["headings"]]


def phrases(content: dict[str, Any]) -> list[str]:
    """All that documents are compared with: headings, boilerplate, columns and lists."""
    slots = content["slot"]
    found = [text for slot in slots for text in headings(content, slot)]
    found += [text for slot in slots.values() for text in slot.get("boilerplate", [])]
    found += [text for slot in slots.values() for text in slot.get("columns", [])]
    return found + [text for key in LISTS for text in content[key]]


def fold(text: str) -> str:
    """Return the bare letters and digits: no case, no accents, no punctuation, no spaces."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if letter.isalnum())


def scripts(word: str) -> set[str]:
    return {unicodedata.name(letter).split()[0] for letter in word if letter.isalpha()}


@pytest.mark.parametrize("tag", sorted(TAGS))
def test_every_language_of_the_template_has_a_file(tag: str) -> None:
    assert tag in FILES


def test_lists_are_there_and_hold_words(content: dict[str, Any]) -> None:
    assert content["document_title"].strip()
    for key in LISTS:
        assert content[key], key
        assert all(isinstance(entry, str) and entry.strip() for entry in content[key]), key
        assert len(content[key]) == len(set(content[key])), key


def test_every_slot_has_headings(content: dict[str, Any]) -> None:
    assert set(content["slot"]) == SLOTS
    for slot in SLOTS:
        assert headings(content, slot), slot
    assert content["slot"]["pathways"]["columns"]
    assert content["slot"]["note"]["boilerplate"]


def test_a_heading_says_at_most_where_it_was_seen(content: dict[str, Any]) -> None:
    for slot in SLOTS:
        for heading in content["slot"][slot]["headings"]:
            assert set(heading) <= {"text", "attested"}, heading
            assert re.match(r"https?://\S+\.\S+$", heading.get("attested", "https://a.b")), heading


def test_no_heading_stands_in_two_slots(content: dict[str, Any]) -> None:
    slots = defaultdict(set)
    for slot in SLOTS:
        for text in headings(content, slot):
            slots[fold(text)].add(slot)
    assert {text: found for text, found in slots.items() if len(found) > 1} == {}


def test_no_column_is_a_heading(content: dict[str, Any]) -> None:
    columns = {fold(text) for text in content["slot"]["pathways"]["columns"]}
    assert not columns & {fold(text) for slot in SLOTS for text in headings(content, slot)}


def test_months_and_numbers_are_complete(content: dict[str, Any]) -> None:
    assert set(content["months"].values()) == set(range(1, 13))
    assert set(content["numbers"].values()) >= set(range(1, 11))
    assert all(value > 0 and value * 2 % 1 == 0 for value in content["numbers"].values())
    words = [*content["months"], *content["numbers"]]
    assert [word for word in words if word != word.lower()] == []


def test_countries_are_codes_with_words(content: dict[str, Any]) -> None:
    assert content["countries"]
    seen: dict[str, str] = {}
    for code, words in content["countries"].items():
        assert re.fullmatch("[a-z]{2}", code)
        assert words, code
        for word in words:
            assert seen.setdefault(fold(word), code) == code, word


def test_abbreviations_end_in_a_full_stop(content: dict[str, Any]) -> None:
    assert [entry for entry in content["abbreviations"] if not entry.endswith(".")] == []


def test_phrases_are_clean(content: dict[str, Any]) -> None:
    for text in phrases(content):
        assert text == unicodedata.normalize("NFC", " ".join(text.split())), text
        assert not PLACEHOLDERS.search(text), text


def test_no_word_mixes_scripts(content: dict[str, Any]) -> None:
    """A Greek or Cyrillic letter in a Latin word looks right and never matches."""
    words = (word for text in phrases(content) for word in re.findall(r"\w+", text))
    assert [word for word in words if len(scripts(word)) > 1] == []
