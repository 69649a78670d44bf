"""Pages of qualifications of other countries: nothing of Dutch education, nothing left out."""

import re
import tomllib
from html import unescape

import pytest
from starlette.testclient import TestClient

from bench.corpus import Wish, example
from qualgraph import resources
from qualgraph.facts.rules import RULES
from qualgraph.release.directory import Release
from qualgraph.texts import LANGUAGES, Texts

DUTCH = re.compile(
    r"\b(mbo|hbo|crebo|sbb|kiesmbo|rio|nlqf|dutch|netherlands|nederland(se)?|kerntaken"
    r"|keuzedelen|elective units)\b",
    re.IGNORECASE,
)
FOREIGN = ("fr", "at", "pl", "gr")


def words(page: str) -> str:
    """Return what stands between header and footer of a page, without its markup."""
    main = page.partition('<main id="main"')[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", main)).split())


def of(things: list[str], kind: str, country: str) -> list[str]:
    return [path for path in things if path.startswith(f"/doc/{kind}/{country}-")]


def shown(abroad: TestClient, path: str, language: str) -> str:
    answer = abroad.get(path, headers={"accept": "text/html", "accept-language": language})
    assert answer.status_code == 200
    return answer.text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("country", FOREIGN)
@pytest.mark.parametrize("kind", ["qualification", "occupation", "outcome", "document"])
def test_no_page_says_of_another_country_what_is_dutch(
    abroad: TestClient, foreign_things: list[str], kind: str, country: str, language: str
) -> None:
    found = of(foreign_things, kind, country)
    assert found
    for path in found[:3]:
        assert not DUTCH.search(words(shown(abroad, path, language))), path


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("country", FOREIGN)
@pytest.mark.parametrize("page", ["/pathways/{}", "/compare?a={}&b={}"])
def test_pathway_and_comparison_say_nothing_dutch(
    abroad: TestClient, foreign_things: list[str], page: str, country: str, language: str
) -> None:
    [path] = of(foreign_things, "qualification", country)
    reference = path.rpartition("/")[2]
    text = words(shown(abroad, page.format(reference, reference), language))
    assert not DUTCH.search(text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_dutch_one_is_still_told_in_dutch_terms(abroad: TestClient, language: str) -> None:
    text = words(shown(abroad, "/doc/qualification/nl-25132", language))
    assert "crebo" in text
    assert "NLQF" in text
    assert "KiesMBO" in text


def test_all_that_the_document_says_stands_on_the_page(
    abroad: TestClient, foreign_things: list[str]
) -> None:
    made = example(5, Wish("fr", "markdown", faults=False, template="europass"))
    [path] = of(foreign_things, "qualification", "fr")
    page = shown(abroad, path, "en")
    text = words(page.partition('<section class="below">')[0] + "</main>").replace(" ", "")
    kinds = {"LearningOutcome", "SectionText", "AwardingBody", "OccupationDescription"}
    told = [fact.values[-1] for fact in made.page.facts if fact.kind in kinds]
    assert len(told) > len(kinds)
    for each in told:
        assert str(each).rpartition("@")[0] in text
    assert "ISCED2011353" in text
    assert "general" in text
    assert "vocational" in text
    assert "Accesstothenextlevel".casefold() in text.casefold()


def test_words_of_a_document_are_marked_with_their_language(
    abroad: TestClient, foreign_things: list[str]
) -> None:
    [path] = of(foreign_things, "qualification", "gr")
    page = shown(abroad, path, "en")
    assert re.search(r'<span lang="el">[^<]+</span> <span class="tongue">Greek</span>', page)


def test_a_name_in_no_language_of_the_site_is_shown_all_the_same(
    abroad: TestClient, foreign_things: list[str]
) -> None:
    occupations = of(foreign_things, "occupation", "gr")
    [path] = of(foreign_things, "qualification", "gr")
    page = shown(abroad, path, "nl")
    for each in occupations:
        name = re.search(rf'href="{each}"[^>]*>([^<]*)<', page)
        assert name, each
        assert name[1].strip()
        assert "/gr-" not in name[1]


def test_why_says_in_words_where_and_by_which_rule(release: Release) -> None:
    form = tomllib.loads((resources.FORM / "europass.toml").read_text("utf-8"))
    for language in LANGUAGES:
        told = Texts.load(language).messages
        assert set(RULES) <= set(told["rule"])
        assert {slot["id"] for slot in form["slot"]} <= set(told["slot"])
        assert set(told["land"]) >= set(FOREIGN)
