"""The pathway of a qualification and of a domain: the picture, the table, the ways in."""

from dataclasses import replace

import pytest
from lxml import etree
from starlette.testclient import TestClient

from qualgraph.answers.pathways.picture import Arrow, Box, Group, Picture, narrow, wide

SVG = "{http://www.w3.org/2000/svg}"
HTML = {"accept": "text/html"}


def boxes(content: bytes) -> list[str]:
    root = etree.fromstring(content)
    links = root.iter(f"{SVG}a")
    texts = [etree.tostring(link, method="text", encoding="unicode") for link in links]
    return [" ".join(text.split()) for text in texts]


def test_picture_holds_every_step_of_the_table(client: TestClient) -> None:
    rows = client.get("/queries/pathway.json?qualification=25132&lang=nl").json()
    wanted = {row["toLabel"]["value"] for row in rows["results"]["bindings"]}
    found = " | ".join(boxes(client.get("/pathways/nl-25132.svg").content))
    assert wanted
    assert {label for label in wanted if label not in found} == set()


@pytest.mark.parametrize("reference", ["25132", "nl-25132", "79090", "nl-79090"])
def test_a_code_leads_to_its_pathway(client: TestClient, reference: str) -> None:
    answer = client.get("/pathways", params={"of": reference})
    assert answer.status_code == 303
    assert client.get(answer.headers["location"], headers=HTML).status_code == 200


@pytest.mark.parametrize("reference", ["nl-00000", "x", "nl-25132'", "https://example.org/x"])
def test_what_is_no_qualification_is_not_found(client: TestClient, reference: str) -> None:
    assert client.get(f"/pathways/{reference}", headers=HTML).status_code == 404


@pytest.mark.parametrize("language", ["nl", "en"])
def test_domain_shows_each_qualification_in_its_table(client: TestClient, language: str) -> None:
    page = client.get("/pathways/nl-79090", headers={**HTML, "accept-language": language}).text
    of_domain = client.get("/doc/qualification/nl-25133.nt").text
    assert "domain/nl-79090" in of_domain
    assert "/doc/qualification/nl-25133" in page


def test_drawing_never_overlaps_and_stays_inside() -> None:
    boxes = tuple(Box(f"b{n}", "Woord " * (n % 9 + 1) + "x" * n, "/") for n in range(40))
    groups = (Group("g", "Groep", boxes[:20]), Group("h", "Een andere groep", boxes[20:]))
    start = Group("", "Begin", (Box("start", "Begin", "/"),))
    arrows = tuple(Arrow("start", box.key) for box in boxes)
    picture = Picture("Titel", "Beschrijving", ((start,), groups), arrows)
    for drawn in (wide(picture), narrow(picture)):
        placed = sorted((each for each in drawn.placed if each.box), key=lambda each: each.y)
        for column in {each.x for each in placed}:
            stacked = [each for each in placed if each.x == column]
            ends = [each.y + each.height for each in stacked]
            starts = [each.y for each in stacked[1:]]
            assert all(end < start for end, start in zip(ends, starts, strict=False))
        assert all(each.x + each.width <= drawn.width for each in placed)
        assert all(each.y + each.height <= drawn.height for each in placed)
    assert len(wide(picture).paths) == len(arrows)


def test_narrow_drawing_says_where_a_box_comes_from() -> None:
    start, middle, end = Box("a", "A"), Box("b", "B"), Box("c", "C")
    columns = tuple((Group(box.key * 2, "", (box,)),) for box in (start, middle, end))
    picture = Picture("t", "d", columns, (Arrow("a", "b"), Arrow("b", "c")))
    notes = {each.box.label: each.note for each in narrow(picture).placed if each.box}
    assert notes == {"A": (), "B": (), "C": ("← B",)}
    assert narrow(replace(picture, arrows=())).placed[2].note == ()
