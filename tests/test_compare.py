"""Two qualifications beside each other."""

from typing import Any

import pytest
from starlette.testclient import TestClient

HTML = {"accept": "text/html"}


def aspects(answer: Any) -> dict[str, dict[str, set[str]]]:
    return {
        each["aspect"]: {
            name: {label for value in each[name] for label in value["label"].values()}
            for name in ("only_a", "both", "only_b")
        }
        for each in answer.json()["aspects"]
    }


def test_what_both_have_stands_once_and_the_rest_apart(client: TestClient) -> None:
    found = aspects(client.get("/compare.json?a=25132&b=nl-25133"))
    assert "EQF level 4" in found["level"]["both"]
    assert "Commerciële economie" in found["follow-up"]["only_a"]
    assert "Economie" in found["follow-up"]["both"]
    assert found["occupation"]["only_b"] == {"Assistent-manager internationale handel"}
    assert found["task"]["only_a"]
    assert not found["task"]["only_b"]


def test_a_qualification_beside_itself_differs_in_nothing(client: TestClient) -> None:
    found = aspects(client.get("/compare.json?a=25132&b=25132"))
    assert found
    assert all(not each["only_a"] and not each["only_b"] for each in found.values())


@pytest.mark.parametrize("language", ["nl", "en"])
def test_page_has_a_form_without_and_both_titles_with_values(
    client: TestClient, language: str
) -> None:
    headers = {**HTML, "accept-language": language}
    assert 'name="b"' in client.get("/compare", headers=headers).text
    page = client.get("/compare?a=25132&b=25133", headers=headers).text
    assert "/doc/qualification/nl-25132" in page
    assert "/doc/qualification/nl-25133" in page


@pytest.mark.parametrize(
    ("query", "status"),
    [("a=25132", 400), ("a=25132&b=00000", 404), ("a=25132&b=%00", 400), ("a=25132&b=%22%3E", 400)],
)
def test_what_cannot_be_compared_is_told(client: TestClient, query: str, status: int) -> None:
    assert client.get(f"/compare.json?{query}").status_code == status


def test_a_foreign_qualification_stands_beside_a_dutch_one(abroad: TestClient) -> None:
    found = abroad.get("/queries/qualifications.json").json()["results"]["bindings"]
    foreign = next(
        row["qualification"]["value"]
        for row in found
        if "/qualification/fr-" in row["qualification"]["value"]
    )
    answer = aspects(abroad.get("/compare.json", params={"a": "25132", "b": foreign}))
    assert answer["task"]["only_b"]
    assert answer["level"]["only_a"] | answer["level"]["both"]
    page = abroad.get("/compare", params={"a": "25132", "b": foreign}, headers=HTML)
    assert page.status_code == 200
    assert 'lang="fr"' in page.text
