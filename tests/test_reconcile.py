"""``/reconcile`` answers as the Reconciliation Service API 0.2 says and OpenRefine asks."""

import json
from typing import Any

import pytest
from starlette.testclient import TestClient

QUALIFICATION = "qualification/nl-25132"


def ask(client: TestClient, **query: Any) -> list[dict[str, Any]]:
    answer = client.post("/reconcile", data={"queries": json.dumps({"q0": query})})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["q0"]["result"]
    return found


def test_the_manifest_names_the_service(client: TestClient) -> None:
    answer = client.get("/reconcile")
    manifest = answer.json()
    assert answer.headers["access-control-allow-origin"] == "*"
    assert {"name", "identifierSpace", "schemaSpace"} <= set(manifest)
    assert "0.2" in manifest["versions"]
    view = manifest["view"]["url"].replace("{{id}}", "qualification%2Fnl-25132")
    assert client.get(view.removeprefix("http://localhost:8000")).status_code == 200


def test_a_title_matches_its_qualification(client: TestClient) -> None:
    first, *others = ask(client, query="(junior) Accountmanager", type="qualification")
    assert (first["id"], first["match"], first["score"]) == (QUALIFICATION, True, 100.0)
    assert first["type"][0]["id"] == "qualification"
    assert all(each["score"] < 100 and not each["match"] for each in others)


def test_a_code_matches_its_qualification(client: TestClient) -> None:
    first = ask(client, query="25132", type="qualification")[0]
    assert (first["id"], first["match"]) == (QUALIFICATION, True)


def test_a_name_of_two_things_matches_neither(client: TestClient) -> None:
    found = ask(client, query="(Junior) accountmanager")
    assert {"qualification", "occupation"} <= {each["type"][0]["id"] for each in found[:2]}
    assert not any(each["match"] for each in found)


def test_a_fault_in_typing_is_found_but_not_sure(client: TestClient) -> None:
    first = ask(client, query="junior acountmanger", type="qualification")[0]
    assert first["id"] == QUALIFICATION
    assert first["score"] < 100


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("level", "4", "2"),
        ("domain", {"id": "domain/nl-79090"}, {"id": "domain/nl-79000"}),
        ("domain", "Economie en administratie", "Bouw en infra"),
        ("pathway", ["bol"], ["none"]),
    ],
)
def test_properties_raise_or_lower_the_score(
    client: TestClient, name: str, right: object, wrong: object
) -> None:
    good, bad = (
        ask(
            client,
            query="(Junior) accountmanager",
            type="qualification",
            properties=[{"pid": name, "v": value}],
        )[0]["score"]
        for value in (right, wrong)
    )
    assert good == 100.0
    assert bad < 95


def test_a_batch_is_answered_by_its_keys_by_get_too(client: TestClient) -> None:
    queries = {"a": {"query": "sales", "limit": 2}, "b": {"query": "qqqxxxzzz"}}
    found = client.get("/reconcile", params={"queries": json.dumps(queries)}).json()
    assert set(found) == {"a", "b"}
    assert 0 < len(found["a"]["result"]) <= 2
    assert found["b"]["result"] == []


@pytest.mark.parametrize(
    ("what", "prefix", "name"),
    [
        ("entity", "accountm", QUALIFICATION),
        ("type", "qual", "qualification"),
        ("property", "lev", "level"),
    ],
)
def test_suggestions(client: TestClient, what: str, prefix: str, name: str) -> None:
    headers = {"Accept-Language": "en"}
    found = client.get(f"/reconcile/suggest/{what}", params={"prefix": prefix}, headers=headers)
    assert name in [each["id"] for each in found.json()["result"]]
    assert all({"id", "name"} <= set(each) for each in found.json()["result"])


def test_extension_gives_values_of_properties(client: TestClient) -> None:
    proposed = client.get("/reconcile/properties", params={"type": "qualification"}).json()
    wanted = [{"id": each["id"]} for each in proposed["properties"]]
    extend = {"ids": [QUALIFICATION, "qualification/nl-0"], "properties": wanted}
    answer = client.post("/reconcile", data={"extend": json.dumps(extend)}).json()
    assert [each["id"] for each in answer["meta"]] == [each["id"] for each in wanted]
    row = answer["rows"][QUALIFICATION]
    assert row["code"] == [{"str": "25132"}]
    assert row["level"] == [{"str": "4"}]
    assert row["domain"][0]["id"] == "domain/nl-79090"
    assert not any(answer["rows"]["qualification/nl-0"].values())


@pytest.mark.parametrize(
    "queries",
    [
        "",
        "{",
        "[]",
        "null",
        '{"q": 1}',
        '{"q": {"query": 1}}',
        '{"q": {"query": "x", "type": 3}}',
        '{"q": {"query": "x", "properties": "y"}}',
        '{"q": {"query": "\\ud800"}}',
        "[" * 5000,
    ],
)
def test_what_is_not_understood_is_400(client: TestClient, queries: str) -> None:
    answer = client.post("/reconcile", data={"queries": queries})
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "query",
    [
        {"query": '" OR *'},
        {"query": "x", "properties": [{"pid": "level"}, {"pid": "none", "v": 1}, 3]},
        {"query": "x", "type": [1, "nothing"]},
        {"query": "", "limit": 0},
        {"query": "x", "limit": -1},
        {},
    ],
)
def test_odd_queries_have_an_answer(client: TestClient, query: dict[str, Any]) -> None:
    assert isinstance(ask(client, **query), list)


def test_what_is_too_much_or_of_another_type_is_refused(client: TestClient) -> None:
    many = {str(number): {"query": "x"} for number in range(101)}
    assert client.post("/reconcile", data={"queries": json.dumps(many)}).status_code == 413
    assert client.post("/reconcile", data={"queries": "x" * 2_000_001}).status_code == 413
    assert client.post("/reconcile", json={"queries": {}}).status_code == 415
