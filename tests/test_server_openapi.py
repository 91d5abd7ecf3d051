"""The OpenAPI document holds what it must, all that it names answers, and it is the tables’ own."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from jsonschema import Draft202012Validator
from pyoxigraph import Store
from server.asgi import Client, client_of
from server_protocol.serving import StorePool, served_of, served_release, state_on

from servanda.query import list_queries


@pytest.fixture(scope="module")
def client(release: Path, release_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Client:
    served = served_release(release, tmp_path_factory.mktemp("openapi"))
    return client_of(state_on(served, StorePool(release_store), max_rows=77))


@pytest.fixture(scope="module")
def document(client: Client) -> dict[str, Any]:
    response = client.get("/openapi.json")
    assert (response.status, response.headers["content-type"]) == (200, "application/json")
    found: dict[str, Any] = json.loads(response.body)
    return found


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield path, method, operation


def references(part: Any) -> Iterator[str]:  # noqa: ANN401  JSON
    if isinstance(part, dict):
        if "$ref" in part:
            yield part["$ref"]
        part = list(part.values())
    if isinstance(part, list):
        for each in part:
            yield from references(each)


def test_it_has_the_parts_that_openapi_3_1_asks_for(document: dict[str, Any]) -> None:
    assert document["openapi"] == "3.1.0"
    assert {"title", "version"} <= document["info"].keys()
    names = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(set(names)) == len(names)
    for path, method, operation in operations(document):
        assert path.startswith("/")
        assert method in {"get", "post"}
        assert "200" in operation["responses"]
        told = [(each["name"], each["in"]) for each in operation.get("parameters", ())]
        assert len(set(told)) == len(told)
        for each in operation.get("parameters", ()):
            Draft202012Validator.check_schema(each["schema"])
            if "example" in each:
                assert Draft202012Validator(each["schema"]).is_valid(each["example"]), each
    for schema in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_every_reference_is_there(document: dict[str, Any]) -> None:
    for each in references(document):
        found: Any = document
        for step in each.removeprefix("#/").split("/"):
            found = found[step]
        assert found


def test_every_question_is_described_with_its_parameters(
    document: dict[str, Any], release: Path
) -> None:
    for query in list_queries(release / "queries"):
        operation = document["paths"][f"/query/{query.name}"]["get"]
        assert operation["summary"] == query.title["en"]
        names = [each["name"] for each in operation["parameters"]]
        assert names == [*(each.name for each in query.parameters), "format", "limit", "offset"]


def test_what_it_describes_answers_as_it_says(client: Client, document: dict[str, Any]) -> None:
    objects = {**document["components"]["schemas"]["Objects"]}
    for path, method, operation in operations(document):
        if method == "get" and path.startswith("/query/") and "parameters" in operation:
            values = {
                each["name"]: each["schema"]["default"]
                for each in operation["parameters"]
                if "default" in each["schema"]
            }
            response = client.get(f"{path}?{urlencode(values)}")
            assert response.status == 200, (path, response.text)
            media_type = response.headers["content-type"]
            assert media_type in operation["responses"]["200"]["content"]
            assert Draft202012Validator(objects).is_valid(json.loads(response.body)), path


def test_titles_come_in_the_language_of_the_client(client: Client) -> None:
    for language, title in (("fr", "Accords en vigueur un jour donné"), ("zh", "某日有效的协议")):
        response = client.get("/openapi.json", Accept_Language=language)
        found = json.loads(response.body)
        assert found["paths"]["/query/agreements-in-force"]["get"]["summary"] == title
        assert response.headers["vary"].startswith("Accept-Language")


def test_limits_stand_in_it(document: dict[str, Any]) -> None:
    assert re.search(r"max-rows 77 rows", document["info"]["description"])


def test_without_a_release_it_describes_the_endpoint_alone(tmp_path: Path) -> None:
    client = client_of(state_on(served_of(tmp_path), StorePool(Store())))
    found = json.loads(client.get("/openapi.json").body)
    assert set(found["paths"]) == {"/sparql", "/query/"}
