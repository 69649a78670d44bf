"""The profile ``schema``: what search engines read of a qualification, in files and in pages."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from pyld import jsonld
from pyoxigraph import Literal, NamedNode, Quad, Store, Triple
from starlette.testclient import TestClient

from qualgraph.answers.site import Site
from qualgraph.graph.profiles.schema import SchemaProfile
from qualgraph.graph.terms import DCT, ELM, TYPE
from tests.conftest import DOSSIER, ROOT
from tests.test_convert import qualgraph

THING = "/doc/qualification/nl-25132"
IRI = "http://localhost:8000/id/qualification/nl-25132"
VOCAB = {"@vocab": "https://schema.org/"}
# Terms of https://schema.org/version/latest that the profile may use, with what they stand on.
CLASSES = {
    "CategoryCode",
    "DefinedTerm",
    "EducationalOccupationalCredential",
    "EducationalOccupationalProgram",
    "Legislation",
    "Occupation",
    "Organization",
    "PropertyValue",
    "WorkBasedProgram",
}


class Scripts(HTMLParser):
    """Collects the data blocks of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag == "script" and ("type", "application/ld+json") in attrs

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.blocks.append(data)

    def handle_endtag(self, _tag: str) -> None:
        self._inside = False


def block(html: str) -> dict[str, Any]:
    parser = Scripts()
    parser.feed(html)
    [text] = parser.blocks
    found: dict[str, Any] = json.loads(text)
    return found


@pytest.fixture
def converted(tmp_path: Path) -> dict[str, Any]:
    target = tmp_path / "out.jsonld"
    done = qualgraph("convert", DOSSIER, "--profile", "schema", "--to", "jsonld", "-o", target)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(target.read_text("utf-8"))
    return found


def by_type(document: dict[str, Any], name: str) -> list[dict[str, Any]]:
    return [node for node in document["@graph"] if node["@type"] == name]


def test_a_qualification_is_a_credential(converted: dict[str, Any]) -> None:
    first = converted["@graph"][0]
    assert (first["@id"], first["@type"]) == (IRI, "EducationalOccupationalCredential")
    assert {"@language": "nl", "@value": "(Junior) accountmanager"} in first["name"]
    assert first["identifier"]["value"] == {"@value": "25132"}
    assert first["timeRequired"] == {"@value": "PT4800H"}
    codes = {
        (level["inDefinedTermSet"]["@id"].split("/")[-2], level["termCode"]["@value"])
        for level in first["educationalLevel"]
    }
    assert {("eqf", "4"), ("qdr", "4")} <= codes
    assert len(first["competencyRequired"]) == 20


def test_pathways_are_programmes_and_work_is_told(converted: dict[str, Any]) -> None:
    [school] = [
        n for n in by_type(converted, "EducationalOccupationalProgram") if "-bol" in n["@id"]
    ]
    [work] = by_type(converted, "WorkBasedProgram")
    assert work["@id"].endswith("-bbl")
    for programme in (school, work):
        assert programme["educationalCredentialAwarded"] == {"@id": IRI}
        assert programme["timeToComplete"] == {"@value": "P3Y"}
        assert len(programme["programPrerequisites"]) == 3


def test_occupation_and_what_comes_after(converted: dict[str, Any]) -> None:
    [occupation] = by_type(converted, "Occupation")
    assert occupation["qualifications"] == {"@id": IRI}
    assert occupation["occupationalCategory"]["inCodeSet"]["@id"].startswith(
        "http://data.europa.eu/"
    )
    after = [
        node["name"]["@value"]
        for node in by_type(converted, "EducationalOccupationalProgram")
        if node.get("programPrerequisites") == {"@id": IRI}
    ]
    assert "Commerciële economie" in after


def test_only_words_of_schema_org(converted: dict[str, Any]) -> None:
    expanded = json.dumps(jsonld.expand(converted))
    assert "qualgraph/def/" not in re.sub(r'"@id": "[^"]*"', "", expanded)
    used = set(re.findall(r'"@type": \["https://schema.org/(\w+)"\]', expanded))
    assert used <= CLASSES


def test_the_page_carries_the_block_of_the_file(
    client: TestClient, converted: dict[str, Any]
) -> None:
    found = block(client.get(THING, headers={"Accept": "text/html"}).text)
    assert found["@context"] == "https://schema.org"
    served = client.get(THING, params={"profile": "schema"}, headers={"Accept": "*/*"}).json()
    assert found["@graph"] == served["@graph"] == converted["@graph"]


def test_the_block_expands_alike_under_any_context_of_schema_org(client: TestClient) -> None:
    """The context of schema.org reads strings of many terms as IRIs or dates; here: of all."""
    found = block(client.get(THING).text)
    terms = {key for node in _nodes(found["@graph"]) for key in node if key[0] != "@"}
    strict = {
        **VOCAB,
        "id": "@id",
        "type": "@type",
        **{term: {"@id": f"https://schema.org/{term}", "@type": "@id"} for term in terms},
    }
    plain = jsonld.expand({**found, "@context": VOCAB})
    assert jsonld.expand({**found, "@context": strict}) == plain
    dates = {term: {"@id": f"https://schema.org/{term}", "@type": "Date"} for term in terms}
    assert jsonld.expand({**found, "@context": {**VOCAB, **dates}}) == plain


def _nodes(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, list):
        return [node for each in value for node in _nodes(each)]
    if isinstance(value, dict):
        return [value, *(node for each in value.values() for node in _nodes(each))]
    return []


def test_only_qualifications_have_the_block(client: TestClient) -> None:
    assert "<script" not in client.get("/doc/occupation/nl-25132").text
    assert client.get("/doc/occupation/nl-25132?profile=schema").status_code == 406


@pytest.mark.parametrize("evil", ["</script><script>alert(1)</script>", "<!--", "]]>", "\u2028&<"])
def test_no_text_ends_the_block(client: TestClient, evil: str, monkeypatch: Any) -> None:
    site: Site = client.app.state.sites.current  # type: ignore[attr-defined]
    thing = NamedNode(IRI)
    described = [
        Triple(thing, TYPE, ELM("Qualification")),
        Triple(thing, DCT("title"), Literal(evil, language="nl")),
    ]
    monkeypatch.setattr(site, "described", lambda *_: described)
    monkeypatch.setattr(site.variants, "get", lambda _, make: make())
    monkeypatch.setattr(site.finished, "get", lambda _: None)
    html = client.get(THING, headers={"Accept": "text/html"}).text
    assert block(html)["@graph" if "@graph" in block(html) else "name"]
    assert html.count("</script>") == 1
    assert json.dumps(block(html)["name"], ensure_ascii=False).count(evil[:1])


def test_nothing_is_made_up_for_what_is_missing() -> None:
    store, thing = Store(), NamedNode(IRI)
    store.add(Quad(thing, TYPE, ELM("Qualification")))
    [triple] = SchemaProfile().export(store, thing)
    assert triple.predicate == TYPE


def test_every_query_says_what_it_is() -> None:
    for path in (ROOT / "queries" / "profiles" / "schema").glob("*.rq"):
        text = path.read_text("utf-8")
        assert text.startswith("# ")
        assert "CONSTRUCT" in text
        assert "VALUES (?qualification) { (UNDEF) }" in text


def test_a_page_asks_the_store_no_more_than_before(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page of 25132 takes 10 queries without the block; the block takes none."""
    site: Site = client.app.state.sites.current  # type: ignore[attr-defined]
    asked = list[str]()
    query = type(site.store).query

    def counted(store: Any, text: str, *rest: Any, **named: Any) -> Any:
        asked.append(text)
        return query(store, text, *rest, **named)

    assert site.for_portals, "asked once for a release"
    monkeypatch.setattr(type(site.store), "query", counted)
    site.variants._places.clear()
    site.rows.cache_clear()  # type: ignore[attr-defined]
    monkeypatch.setattr(site.finished, "get", lambda _: None)
    client.get(THING, headers={"Accept": "text/html", "Accept-Language": "nl"})
    first = len(asked)
    assert 0 < first <= 10
    client.get(THING, headers={"Accept": "text/html", "Accept-Language": "nl"})
    assert len(asked) == first, "a page is made once"
