"""The interface does what its description says: random calls by schemathesis, in this process."""

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import negative_data_rejection, positive_data_acceptance
from starlette.testclient import TestClient

from qualgraph.graph.canned import load_queries

FEW = settings(
    max_examples=12,
    derandomize=True,
    database=None,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
# No schema can say which strings are SPARQL, so a random one may well be refused; and its protocol
# lets clients send parameters that the service does not know.
GRAMMAR = {"sparql", "sparqlPost"}
WITHOUT_PARAMETERS = {"openapi", "health"}
OPERATIONS = [*load_queries(), "describe", "sparql", "sparqlPost", "dataset", "openapi", "health"]


@pytest.fixture(scope="module")
def described(client: TestClient) -> dict[str, Any]:
    answer = client.get("/openapi.json")
    assert answer.headers["content-type"] == "application/json"
    found: dict[str, Any] = answer.json()
    return found


def test_it_is_openapi_and_names_every_canned_query(described: dict[str, Any]) -> None:
    assert described["openapi"].startswith("3.1")
    schemathesis.openapi.from_dict(described).validate()
    named = {path for path in described["paths"] if path.startswith("/queries/")}
    assert named == {f"/queries/{name}.{{format}}" for name in load_queries()}


def test_every_example_of_the_description_answers(
    client: TestClient, described: dict[str, Any]
) -> None:
    for path, operations in described["paths"].items():
        parameters = operations["get"].get("parameters", []) if "get" in operations else []
        whole = [p for p in parameters if "$ref" not in p]
        inside = {p["name"]: p["example"] for p in whole if p["in"] == "path"}
        query = {p["name"]: p["example"] for p in whole if p["in"] == "query" and "example" in p}
        answer = client.get(path.format(**inside), params=query)
        assert answer.status_code == 200, path


@pytest.mark.parametrize(
    ("name", "mode"),
    [
        (name, mode)
        for name in OPERATIONS
        for mode in GenerationMode
        if mode is GenerationMode.POSITIVE or name not in WITHOUT_PARAMETERS
    ],
)
def test_no_random_call_breaks_the_contract(
    client: TestClient, name: str, mode: GenerationMode
) -> None:
    operation = _operation(client, name)
    excluded = [positive_data_acceptance, negative_data_rejection] if name in GRAMMAR else []

    @FEW
    @given(case=operation.as_strategy(generation_mode=mode))
    def call(case: Any) -> None:
        case.call_and_validate(excluded_checks=excluded)

    call()


def _operation(client: TestClient, name: str) -> Any:
    schema = schemathesis.openapi.from_asgi("/openapi.json", _kept_alive(client.app))
    return schema.find_operation_by_id(name)


def _kept_alive(app: Any) -> Any:
    """Return the application, without the end of life that each call of a client would give it."""

    async def served(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "lifespan":
            await app(scope, receive, send)
            return
        for step in ("startup", "shutdown"):
            await receive()
            await send({"type": f"lifespan.{step}.complete"})

    return served
