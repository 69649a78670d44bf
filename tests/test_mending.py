"""What stands in the way of a sentence: broken words, running titles, tags."""

import pytest

from qualgraph.documents.pdf_titles import without_running_titles
from qualgraph.facts.evidence import Place
from qualgraph.facts.joints import BROKEN, NOTHING, SPACE, Joints
from qualgraph.facts.sentences import Passed, Piece, Splitter
from qualgraph.facts.tags import without_tags

JOINTS = Joints.of(["en", "und"], ["hbo"])


@pytest.mark.parametrize(
    ("line", "following", "joint"),
    [
        ("de kwalificatiestruc-", "tuur van", BROKEN),
        ("Garten-", "und Landschaftsbau", SPACE),
        ("een hbo-", "opleiding", NOTHING),
        ("Business-to-", "business", NOTHING),
        ("NLQF-", "Niveau 3", NOTHING),
        ("NLQF niveau 3 -", "EQF niveau 3", SPACE),
        ("geen streepje", "hier", SPACE),
    ],
)
def test_a_hyphen_at_the_end_of_a_line(line: str, following: str, joint: str) -> None:
    assert JOINTS.between(line, following) == joint


def test_a_language_without_such_words_keeps_hyphens() -> None:
    assert Joints.of([], []).between("struc-", "tuur") == SPACE


def test_a_broken_word_is_whole_in_the_text_and_broken_in_its_places() -> None:
    passed = Passed((Place(1, 0, "de struc-"),)).followed(Place(2, 0, "tuur van"), BROKEN)
    assert passed.text == "de structuur van"
    cut = passed.cut(3, 12)
    assert cut.text == "structuur"
    assert [place.quote for place in cut.places] == ["struc-", "tuur"]


def test_running_titles_part_no_text() -> None:
    pages = [
        [["Title"], ["a label that", "goes"], ["1 / 2"]],
        [["Title"], ["on", "here"], ["2 / 2"]],
    ]
    read = without_running_titles(pages)
    assert [text for _, block in read for text in block] == [
        *["Title", "1 / 2", "Title", "2 / 2"],
        *["a label that", "goes", "on", "here"],
    ]


def test_a_page_of_its_own_has_no_running_title() -> None:
    pages = [[["Title"], ["text"]]]
    assert without_running_titles(pages) == [(1, ["Title"]), (1, ["text"])]


def test_tags_are_no_words_but_placeholders_stay() -> None:
    place = Place(1, 4, "<p>One<br/>two <name of school></p>")
    pieces, tags = without_tags([Piece(place, 0)])
    assert [(p.place.start, p.place.quote) for p in pieces] == [
        (7, "One"),
        (15, "two <name of school>"),
    ]
    assert [tag.quote for tag in tags] == ["<p>", "<br/>", "</p>"]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("It ends here.The next begins.", 2),
        ("See www.s-bb.nl.The next begins.", 2),
        ("See www.Europass.Example for it.", 1),
        ("More than 60%.The participant works.", 2),
    ],
)
def test_sentences_that_run_together(text: str, count: int) -> None:
    assert len(list(Splitter.of((), ()).spans(text))) == count
