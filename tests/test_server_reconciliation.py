"""The live reconciliation service: as OpenRefine uses it, by the schemas, and against abuse."""

from __future__ import annotations

import asyncio
import json
import re
import time
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from jsonschema import Draft202012Validator
from pyoxigraph import Store
from server.asgi import Client, Response, client_of
from server_protocol.serving import StorePool, served_of, served_release, state_on

from servanda.reconcile.service import Entity
from servanda.server.reconciling.holdings import Holdings
from servanda.server.reconciling.index import Index, Name
from servanda.server.reconciling.matching import Condition, Matcher, Query
from servanda.server.reconciling.messages import BATCH
from servanda.server.refusal import Refusal

SCHEMAS = Path(__file__).parent / "reconciliation" / "schemas"
ADDRESS = "https://data.example/"
UNIVERSITY = "https://w3id.org/servanda/ontology#UniversityParty"
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"


@cache
def validator(version: str, part: str) -> Draft202012Validator:
    schema = json.loads((SCHEMAS / f"{version}.json").read_text("utf-8"))
    return Draft202012Validator({**schema, "$ref": f"#/$defs/{part}"})


def valid(version: str, part: str, response: Response) -> Any:  # noqa: ANN401  JSON
    assert response.status == 200, response.text
    assert response.headers["content-type"] == JSON
    assert response.headers["access-control-allow-origin"] == "*"
    said = json.loads(response.body)
    assert [each.message for each in validator(version, part).iter_errors(said)] == []
    return said


@pytest.fixture(scope="module")
def client(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Client:
    served = served_release(release, tmp_path_factory.mktemp("reconciliation"))
    return client_of(state_on(served, StorePool(Store())))


def post(client: Client, target: str, body: object, **headers: str) -> Response:
    if target.startswith("/reconcile/1.0"):
        text, kind = json.dumps(body), JSON
    else:
        assert isinstance(body, dict)
        text, kind = urlencode({key: json.dumps(each) for key, each in body.items()}), FORM
    return client.ask("POST", target, text.encode(), **{"Content_Type": kind, **headers})


@pytest.mark.parametrize("fixture", ["plain_release", "hostile_release"])
def test_every_entity_of_any_workspace_is_found_and_shown(
    fixture: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    published = request.getfixturevalue(fixture)
    client = client_of(state_on(served_release(published, tmp_path), StorePool(Store())))
    entities = json.loads((published / "reconciliation" / "entities.json").read_bytes())
    assert entities
    for each in entities:
        name = next(text for few in each["names"].values() for text in few)
        batch = {"queries": {"q": {"query": name, "limit": 50}, "id": {"query": each["id"]}}}
        found = valid("0.2", "results", post(client, "/reconcile", batch))
        assert found["id"]["result"][0]["id"] == each["id"]
        if name.strip() and len(name) <= 300:
            assert each["id"] in {one["id"] for one in found["q"]["result"]}, name
        preview = client.get(f"/reconcile/preview?id={quote(each['id'])}")
        assert preview.status == 200
        assert not re.search(
            r"<(?!/?(?:html|head|meta|title|body|h1|a|bdi|p|dl|dt|dd)\b|!DOCTYPE)", preview.text
        )
        asked = {
            "ids": [each["id"]],
            "properties": [{"id": key} for key in each.get("properties", ())],
        }
        valid("0.2", "extension", post(client, "/reconcile", {"extend": asked}))


def test_openrefine_reconciles_a_column_and_adds_one(client: Client) -> None:
    manifest = valid("0.2", "manifest", client.get("/reconcile"))
    assert manifest["view"]["url"] == f"{ADDRESS}id/{{{{id}}}}"
    assert UNIVERSITY in {each["id"] for each in manifest["defaultTypes"]}
    # It looks for a type by what somebody types,
    suggest = manifest["suggest"]["type"]
    at = suggest["service_url"].removeprefix(ADDRESS[:-1]) + suggest["service_path"]
    types = valid("0.2", "suggested-entities", client.get(f"{at}?prefix=univ"))
    assert UNIVERSITY in {each["id"] for each in types["result"]}
    # sends the cells of a column,
    batch = {
        "q0": {"query": "zhejiang university", "type": UNIVERSITY, "type_strict": "should"},
        "q1": {"query": "浙江大学", "type": [UNIVERSITY], "limit": 2},
        "q2": {"query": "Universite Paris Saclay"},
        "q3": {"query": "qqqq xxxx"},
    }
    assert list(validator("0.2", "queries").iter_errors(batch)) == []
    found = valid("0.2", "results", post(client, "/reconcile", {"queries": batch}))
    for key in ("q0", "q1"):
        best = found[key]["result"][0]
        assert (best["id"], best["match"], best["score"]) == (
            "party/zhejiang-university",
            True,
            100,
        )
        assert len(found[key]["result"]) <= batch[key].get("limit", 5)
    assert found["q2"]["result"][0]["id"].startswith("party/paris-saclay")
    assert found["q3"] == {"result": []}
    # shows what it found,
    preview = client.get(
        manifest["preview"]["url"].replace("{{id}}", quote(best["id"])).removeprefix(ADDRESS[:-1])
    )
    assert (preview.status, "Zhejiang University" in preview.text) == (200, True)
    # and asks for values of what was matched.
    propose = manifest["extend"]["propose_properties"]
    at = propose["service_url"].removeprefix(ADDRESS[:-1]) + propose["service_path"]
    offered = json.loads(client.get(f"{at}?type={quote(UNIVERSITY)}&limit=30").body)["properties"]
    names = [each["id"] for each in offered]
    assert names[:3] == ["name@fr", "name@en", "name@zh"]
    asked = {"ids": [best["id"], "party/none"], "properties": [{"id": each} for each in names]}
    extended = valid("0.2", "extension", post(client, "/reconcile", {"extend": asked}))
    assert [each["id"] for each in extended["meta"]] == names
    assert extended["rows"][best["id"]]["name@zh"] == [{"str": "浙江大学"}]
    assert set(map(str, extended["rows"]["party/none"].values())) == {"[]"}
    assert any(value.get("name") for few in extended["rows"][best["id"]].values() for value in few)


def test_the_draft_of_1_0_says_the_same(client: Client) -> None:
    manifest = valid("1.0-draft", "manifest", client.get("/reconcile/1.0"))
    assert manifest["suggest"] == {"entity": True, "property": True, "type": True}
    batch = {
        "queries": [
            {
                "type": UNIVERSITY,
                "limit": 3,
                "conditions": [
                    {"matchType": "name", "propertyValue": "Zhejiang University"},
                    {"matchType": "property", "propertyId": "x", "propertyValue": [1, {"id": "a"}]},
                ],
            },
            {"conditions": [{"matchType": "name", "propertyValue": "zhejiang"}]},
        ]
    }
    assert list(validator("1.0-draft", "queries").iter_errors(batch)) == []
    found = valid("1.0-draft", "results", post(client, "/reconcile/1.0/match", batch))
    assert len(found["results"]) == 2
    best = found["results"][0]["candidates"][0]
    assert (best["id"], best["match"]) == ("party/zhejiang-university", True)
    valid("1.0-draft", "suggested-entities", client.get("/reconcile/1.0/suggest/entity?prefix=zhe"))
    asked = {"ids": [best["id"]], "properties": [{"id": "name@fr"}, {"id": "none"}]}
    extended = json.loads(post(client, "/reconcile/1.0/extend", asked).body)
    assert extended["rows"][0]["id"] == best["id"]
    assert extended["rows"][0]["properties"][0]["values"][0]["str"]
    assert extended["rows"][0]["properties"][1] == {"id": "none", "values": []}
    assert client.get("/reconcile/1.0/extend/propose").status == 200


def test_queries_may_come_by_get(client: Client) -> None:
    batch = quote(json.dumps({"q": {"query": "Hangzhou"}}))
    found = valid("0.2", "results", client.get(f"/reconcile?queries={batch}"))
    assert found["q"]["result"][0]["name"] == "Hangzhou"


def test_an_entity_is_found_by_its_id_and_its_iri(client: Client) -> None:
    key = "party/zhejiang-university"
    batch = {"a": {"query": key}, "b": {"query": f"https://w3id.org/servanda/id/{key}"}}
    found = valid("0.2", "results", post(client, "/reconcile", {"queries": batch}))
    for each in found.values():
        assert (each["result"][0]["id"], each["result"][0]["match"]) == (key, True)


def test_names_are_told_in_the_language_of_the_client(client: Client) -> None:
    batch = {"queries": {"q": {"query": "Zhejiang University", "limit": 1}}}
    for language, name in (("fr", "Université du Zhejiang"), ("zh", "浙江大学")):
        response = post(client, "/reconcile", batch, Accept_Language=language)
        assert json.loads(response.body)["q"]["result"][0]["name"] == name
        assert response.headers["vary"] == "Accept-Language"


@pytest.mark.parametrize("language", ["fr", "en", "zh"])
def test_a_preview_is_a_small_page_that_loads_nothing(client: Client, language: str) -> None:
    response = client.get("/reconcile/preview?id=domain/culture", Accept_Language=language)
    assert response.status == 200
    assert f'<html lang="{language}">' in response.text
    assert f"{ADDRESS}{language}/domain/culture.html" in response.text
    assert response.headers["content-security-policy"] == "default-src 'none'; frame-ancestors *"
    assert len(response.body) < 10_000
    assert not {"<script", "<img", "<link"} & set(response.text.split())
    assert client.get("/reconcile/preview?id=%3Cscript%3E", accept="text/plain").status == 404


def test_suggestions_begin_as_typed_in_any_script(client: Client) -> None:
    for prefix in ("zhejiang univ", "univ", "浙江大", "大学", "UNIVERSITÉ DU ZH"):
        found = valid(
            "0.2",
            "suggested-entities",
            client.get(f"/reconcile/suggest/entity?prefix={quote(prefix)}"),
        )
        ids = {each["id"] for each in found["result"]}
        assert "party/zhejiang-university" in ids, prefix
    first = json.loads(client.get("/reconcile/suggest/entity?prefix=a").body)["result"]
    more = json.loads(client.get("/reconcile/suggest/entity?prefix=a&cursor=20").body)["result"]
    assert not {each["id"] for each in first} & {each["id"] for each in more}
    assert json.loads(client.get("/reconcile/suggest/entity?prefix=").body) == {"result": []}
    properties = json.loads(client.get("/reconcile/suggest/property?prefix=").body)["result"]
    assert properties
    assert client.get("/reconcile/suggest/nothing?prefix=a").status == 404


REFUSED: dict[str, tuple[str, str, bytes, str, int]] = {
    "no JSON": ("POST", "/reconcile", b"queries=%7B", FORM, 400),
    "nested too deep": ("POST", "/reconcile", b"queries=" + b"[" * 60000, FORM, 400),
    "an array": ("POST", "/reconcile", b"queries=[]", FORM, 400),
    "no batch": ("POST", "/reconcile", b"", FORM, 400),
    "a query that is none": ("POST", "/reconcile", b'queries={"q":1}', FORM, 400),
    "a number for a name": ("POST", "/reconcile", b'queries={"q":{"query":1}}', FORM, 400),
    "no number for a limit": (
        "POST",
        "/reconcile",
        b'queries={"q":{"query":"a","limit":NaN}}',
        FORM,
        400,
    ),
    "two batches": ("POST", "/reconcile", b"queries={}&queries={}", FORM, 400),
    "another type": ("POST", "/reconcile", b"{}", "text/plain", 415),
    "JSONP": ("GET", "/reconcile?callback=f", b"", FORM, 400),
    "JSONP with queries": ("GET", "/reconcile?queries=%7B%7D&callback=f", b"", FORM, 400),
    "a form for the draft": ("POST", "/reconcile/1.0/match", b"queries={}", FORM, 415),
    "no queries": ("POST", "/reconcile/1.0/match", b"{}", JSON, 400),
    "no conditions": ("POST", "/reconcile/1.0/match", b'{"queries":[{}]}', JSON, 400),
    "no ids": ("POST", "/reconcile/1.0/extend", b'{"properties":[]}', JSON, 400),
    "ids that are none": (
        "POST",
        "/reconcile/1.0/extend",
        b'{"ids":[1],"properties":[]}',
        JSON,
        400,
    ),
    "a cursor that is none": ("GET", "/reconcile/suggest/entity?cursor=-1", b"", FORM, 400),
    "a method": ("DELETE", "/reconcile", b"", FORM, 405),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_request_is_refused(client: Client, case: str) -> None:
    method, target, body, kind, status = REFUSED[case]
    response = client.ask(method, target, body, Content_Type=kind)
    assert response.status == status, response.text
    assert "Traceback" not in response.text


def test_what_is_too_much_is_refused_or_bounded(client: Client) -> None:
    batch = {f"q{number}": {"query": "a"} for number in range(BATCH + 1)}
    assert post(client, "/reconcile", {"queries": batch}).status == 413
    many = {"ids": ["x"] * 201, "properties": []}
    assert post(client, "/reconcile/1.0/extend", many).status == 413
    long = {
        "q": {"query": "Zhejiang " * 500, "limit": 10**9, "properties": [{"pid": "a", "v": {}}]}
    }
    response = post(client, "/reconcile", {"queries": long})
    assert json.loads(response.body) == {"q": {"result": []}}


def test_without_a_release_there_is_no_service(tmp_path: Path) -> None:
    client = client_of(state_on(served_of(tmp_path), StorePool(Store())))
    for target in ("/reconcile", "/reconcile/1.0", "/reconcile/suggest/entity"):
        assert client.get(target).status == 404


def entity(key: str, name: str, **more: Any) -> Entity:  # noqa: ANN401  parts of it
    return Entity(key, key, key, {"en": (name,)}, **more)


def matched(entities: list[Entity], query: Query) -> list[tuple[str, float, bool]]:
    index = Index(
        Name(text, language, each.id)
        for each in entities
        for language, few in each.names.items()
        for text in few
    )
    by_value: dict[tuple[str, str], set[str]] = {}
    for each in entities:
        for key, values in each.properties.items():
            for value in values:
                by_value.setdefault((key, str(next(iter(value.values()))).lower()), set()).add(
                    each.id
                )
    holdings = Holdings({each.id: each for each in entities}, index=index, by_value=by_value)
    [found] = asyncio.run(Matcher(holdings).match([query], 10))
    return [(each.entity.id, each.score, each.match) for each in found]


TOWNS = [
    entity(
        "fr", "Paris", properties={"geonames": ({"str": "2988507"},), "in": ({"id": "france"},)}
    ),
    entity("us", "Paris", properties={"geonames": ({"str": "4717560"},)}),
    entity("ly", "Lyon", properties={"founded": ({"date": "2018-06-14T00:00:00Z"},)}),
    entity("france", "France"),
]


def test_two_of_one_name_are_no_match_until_a_property_tells_them_apart() -> None:
    assert matched(TOWNS, Query("paris")) == [("fr", 100, False), ("us", 100, False)]
    told = Query("Paris", conditions=(Condition("geonames", ("4717560",)),))
    assert matched(TOWNS, told) == [("us", 100, True), ("fr", 70, False)]
    country = Query("Paris", conditions=(Condition("in", ("France",)),))
    assert matched(TOWNS, country)[0] == ("fr", 100, False)


def test_conditions_without_a_name_find_what_has_the_value() -> None:
    identifier = Query("", conditions=(Condition("geonames", ("2988507",)),))
    assert matched(TOWNS, identifier) == [("fr", 100, True)]
    required = Query("Paris", conditions=(Condition("geonames", ("1",), required=True),))
    assert matched(TOWNS, required) == []
    none = Condition("geonames", ("2988507",), required=True, quantifier="none")
    assert [key for key, _, _ in matched(TOWNS, Query("Paris", conditions=(none,)))] == ["us"]


@pytest.mark.parametrize(("value", "score"), [("2018", 100), ("2018-06-14", 100), ("2017", 70)])
def test_a_date_may_be_a_year_or_a_day(value: str, score: float) -> None:
    [found] = matched(TOWNS, Query("Lyon", conditions=(Condition("founded", (value,)),)))
    assert found == ("ly", score, score == 100)


def test_a_batch_leaves_others_their_turn_among_twenty_thousand_names() -> None:
    names = [f"{first}{second} {third}" for first in PARTS for second in PARTS for third in PARTS]
    holdings = Holdings(
        {name: entity(name, name) for name in names},
        index=Index(Name(name, "en", name) for name in names),
    )
    assert len(names) > 20_000
    longest = asyncio.run(longest_turn(holdings, [name[1:] for name in names[:: len(names) // 50]]))
    assert longest < 0.02


PARTS = [first + second for first in "bdfglmnprst" for second in "aeo"][:28]


async def longest_turn(holdings: Holdings, texts: list[str]) -> float:
    """The longest time, on this processor, from one turn of the loop to the next."""
    batch = asyncio.ensure_future(
        Matcher(holdings).match([Query(each) for each in texts[:BATCH]], 60)
    )
    longest = 0.0
    while not batch.done():
        begun = time.thread_time()
        await asyncio.sleep(0)
        longest = max(longest, time.thread_time() - begun)
    assert all(batch.result())
    return longest


def test_a_batch_ends_at_its_time_and_few_run_at_once() -> None:
    holdings = Holdings({"a": entity("a", "a")}, index=Index([Name("a", "en", "a")]))
    with pytest.raises(Refusal) as late:
        asyncio.run(Matcher(holdings).match([Query("a")], 0))
    assert late.value.status == 503

    async def many() -> list[object]:
        matcher = Matcher(holdings)
        return await asyncio.gather(
            *(matcher.match([Query("a")] * 3, 10) for _ in range(20)), return_exceptions=True
        )

    refused = [each for each in asyncio.run(many()) if isinstance(each, Refusal)]
    assert 0 < len(refused) < 20
    assert {each.retry_after for each in refused} == {2}
