"""Our own data as a reconciliation service: the files of a release, and answers over a socket."""

from __future__ import annotations

import csv
import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from jsonschema import Draft202012Validator
from plain_workspace import SPACE as PLAIN_SPACE
from pyoxigraph import Literal, NamedNode, Quad
from reconciliation_service import BATCH, Names, read_names, running

from servanda.reconcile import decide
from servanda.reconcile.client import Client
from servanda.reconcile.model import Candidate, Subject
from servanda.reconcile.protocol import Query, read_answer, read_manifest, request
from servanda.reconcile.service import Entity, entity_json, name_rows
from servanda.reconcile.service_entities import entities, outline
from servanda.vocab import ADMS, RDF, SKOS, XSD

SCHEMAS = Path(__file__).parent / "reconciliation" / "schemas"
CASES = Path(__file__).parent / "reconciliation" / "messages.jsonl"
L3VIATHAN = Path(__file__).parents[2] / "shared" / "tables" / "l3viathan" / "names.tsv"
FEW = [("Q90", "Paris"), ("Q16967", "Zhejiang"), ("Q4970", "杭州"), ("Q4970000", "Paris")]


@cache
def validator(version: str, part: str) -> Draft202012Validator:
    schema = json.loads((SCHEMAS / f"{version}.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator({**schema, "$ref": f"#/$defs/{part}"})


def faults(version: str, part: str, message: object) -> list[str]:
    return [error.message for error in validator(version, part).iter_errors(message)]


def cases() -> list[dict[str, Any]]:
    return [json.loads(line) for line in CASES.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case['version']}-{case['what']}")
def test_the_schemas_tell_good_messages_from_bad_ones(case: dict[str, Any]) -> None:
    found = faults(case["version"], case["part"], case["message"])
    assert (found == []) == case["valid"], found


def entries(folder: Path) -> list[dict[str, Any]]:
    return list(json.loads((folder / "reconciliation" / "entities.json").read_text("utf-8")))


@pytest.fixture(params=["release", "world_release"])
def published(request: pytest.FixtureRequest) -> Path:
    return Path(request.getfixturevalue(request.param))


def test_both_manifests_follow_their_specification(published: Path) -> None:
    for version, name in (("0.2", "manifest.json"), ("1.0-draft", "manifest-1.0.json")):
        said = json.loads((published / "reconciliation" / name).read_text("utf-8"))
        assert faults(version, "manifest", said) == []
        assert said["defaultTypes"]
        # Only a running server could keep these promises.
        assert not {"suggest", "extend"} & said.keys()


def test_every_entity_has_a_page_that_is_there(published: Path) -> None:
    said = json.loads((published / "reconciliation" / "manifest.json").read_text("utf-8"))
    address = said["documentation"]
    for entity in entries(published):
        assert entity["iri"] == said["view"]["url"].replace("{{id}}", entity["id"])
        assert (published / entity["page"].removeprefix(address)).is_file(), entity["page"]
        assert entity["page"] == said["preview"]["url"].replace("{{id}}", entity["id"])


def test_entities_stand_one_on_a_line_and_once(published: Path) -> None:
    lines = (published / "reconciliation" / "entities.json").read_text("utf-8").splitlines()
    found = [json.loads(line.removesuffix(","))["iri"] for line in lines[1:-1]]
    assert found == sorted(set(found), key=lambda iri: f"<{iri}>")


def test_values_have_the_form_of_the_data_extension(published: Path) -> None:
    # The name of an entity that is a value stands with that entity; a server puts it in.
    rows = {
        entity["id"]: {
            name: [{**value, "name": "x"} if "id" in value else value for value in values]
            for name, values in entity.get("properties", {}).items()
        }
        for entity in entries(published)
    }
    assert faults("0.2", "extension", {"meta": [], "rows": rows}) == []


def test_parties_domains_and_agreements_are_found_by_name_in_each_language(release: Path) -> None:
    found = {entity["id"]: entity for entity in entries(release)}
    zhejiang = found["place/zhejiang"]
    assert zhejiang["names"] == {"en": ["Zhejiang"], "fr": ["Zhejiang"], "zh": ["浙江省"]}
    assert zhejiang["properties"]["iso3166-2"] == [{"str": "CN-ZJ"}]
    assert found["party/zhejiang-university"]["aliases"] == {"en": ["ZJU"]}
    assert {"agreement/idf-zhejiang-2018", "domain/culture"} <= found.keys()
    # The territory and the authority are two entities of two types.
    authority = found["party/zhejiang-province"]
    assert not set(authority["types"]) & {each for each in zhejiang["types"] if "erritory" in each}


def test_parts_of_records_are_no_entities(release: Path, world_release: Path) -> None:
    for folder in (release, world_release):
        found = {entity["id"] for entity in entries(folder)}
        assert not [key for key in found if key.startswith(("claim/", "passage/")) or "#" in key]


def test_the_table_of_names_has_one_row_for_each_name_and_unique_keys(published: Path) -> None:
    path = published / "reconciliation" / "names.csv"
    with path.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    assert len({row["key"] for row in rows}) == len(rows)
    assert {row["id"] for row in rows} == {entity["id"] for entity in entries(published)}
    assert len({(row["id"], row["name"]) for row in rows}) == len(rows)


def quads(*triples: tuple[str, NamedNode, NamedNode | Literal], graph: str = "r") -> list[Quad]:
    return [
        Quad(NamedNode(PLAIN_SPACE + subject), name, value, NamedNode(PLAIN_SPACE + graph))
        for subject, name, value in triples
    ]


def told(found: list[Quad]) -> list[Entity]:
    return list(
        entities(found, outline(found), space=PLAIN_SPACE, broader={}, page=lambda iri: iri)
    )


def test_a_record_whose_iri_names_nothing_gives_every_named_resource() -> None:
    facts = quads(
        ("a", SKOS.prefLabel, Literal("A")),
        ("b", SKOS.prefLabel, Literal("B", language="fr")),
        ("c", RDF.type, SKOS.Collection),
    )
    assert [entity.id for entity in told(facts)] == ["a", "b"]
    described = quads(
        ("r", SKOS.prefLabel, Literal("R")), ("r-part", SKOS.prefLabel, Literal("part"))
    )
    assert [entity.id for entity in told(described)] == ["r"]


def test_hostile_values_stay_values() -> None:
    digits = Literal("9" * 5000, datatype=XSD.integer)
    facts = quads(
        ("r", SKOS.prefLabel, Literal("=1+1\n\x00<script>")),
        ("r", SKOS.related, digits),
        ("r", SKOS.broader, Literal("2018-02-30", datatype=XSD.date)),
        ("r", ADMS.identifier, NamedNode("https://elsewhere.example/x")),
    )
    [entity] = told(facts)
    assert entity.properties[SKOS.related.value] == ({"str": "9" * 5000},)
    assert entity.properties[SKOS.broader.value] == ({"str": "2018-02-30"},)
    assert json.loads(json.dumps(entity_json(entity)))["names"][""] == ["=1+1 \x00<script>"]


def test_a_name_in_two_languages_is_one_row() -> None:
    entity = Entity("x", "x", "x", {"en": ("Lyon",), "fr": ("Lyon",)}, {"it": ("Lione", "Lyon")})
    assert [row[1:5] for row in name_rows(entity)] == [
        ("Lyon", "x", "en fr", "name"),
        ("Lione", "x", "it", "alias"),
    ]


def fetched(url: str, body: str | None = None) -> Any:  # noqa: ANN401  JSON
    data = None if body is None else body.encode()
    with urllib.request.urlopen(url, data, timeout=10) as answer:  # noqa: S310  loopback
        return json.loads(answer.read())


@pytest.fixture(scope="module")
def service() -> Iterator[str]:
    with running(Names(iter(FEW))) as url:
        yield url


def test_the_service_on_loopback_follows_version_0_2(service: str) -> None:
    url = f"{service}/0.2"
    assert faults("0.2", "manifest", fetched(url)) == []
    queries = {
        "q0": {"query": "paris", "limit": 3},
        "q1": {"query": "Zhèjiāng"},
        "q2": {"query": "x"},
    }
    assert faults("0.2", "queries", queries) == []
    answer = fetched(url, urlencode({"queries": json.dumps(queries)}))
    assert faults("0.2", "results", answer) == []
    assert [each["id"] for each in answer["q0"]["result"]] == ["Q4970000", "Q90"] or answer
    assert not any(each["match"] for each in answer["q0"]["result"])  # two bear the name
    assert answer["q1"]["result"][0] == {**answer["q1"]["result"][0], "id": "Q16967", "match": True}
    assert answer["q2"] == {"result": []}
    suggested = fetched(f"{url}/suggest/entity?{urlencode({'prefix': 'Zhe'})}")
    assert faults("0.2", "suggested-entities", suggested) == []
    asked = {"ids": ["Q90"], "properties": [{"id": "name"}]}
    extended = fetched(f"{url}?{urlencode({'extend': json.dumps(asked)})}")
    assert faults("0.2", "extension", extended) == []
    assert extended["rows"]["Q90"]["name"] == [{"str": "Paris"}]


def test_the_service_on_loopback_follows_the_draft_of_1_0(service: str) -> None:
    assert faults("1.0-draft", "manifest", fetched(f"{service}/1.0/")) == []
    condition = {"matchType": "name", "propertyValue": "杭州"}
    queries = {"queries": [{"conditions": [condition], "limit": 2}]}
    assert faults("1.0-draft", "queries", queries) == []
    answer = fetched(f"{service}/1.0/match", json.dumps(queries))
    assert faults("1.0-draft", "results", answer) == []
    assert answer["results"][0]["candidates"][0]["id"] == "Q4970"
    many = json.dumps({"queries": queries["queries"] * (BATCH + 1)})
    with pytest.raises(urllib.error.HTTPError) as refused:
        fetched(f"{service}/1.0/match", many)
    assert refused.value.code == 413
    refused.value.close()


@pytest.mark.parametrize("path", ["0.2", "1.0"])
def test_our_client_asks_what_the_schemas_allow_and_reads_what_they_allow(
    service: str, path: str, tmp_path: Path
) -> None:
    url = f"{service}/{path}"
    client = Client("test", tmp_path)
    manifest = client.ask(
        request_for_manifest(url),
        lambda said: read_manifest(said, space="http://www.wikidata.org/entity/"),
    )
    queries = [Query("Zhejiang", "Q618123", (("P300", "CN-ZJ"),)), Query("Paris")]
    asked = request(url, manifest, queries)
    if manifest.draft:
        assert faults("1.0-draft", "queries", json.loads(asked.body)) == []
    found = client.ask(asked, lambda said: read_answer(said, manifest, len(queries)))
    assert found[0][0].id == "http://www.wikidata.org/entity/Q16967"
    assert {entry.id.rsplit("/", 1)[-1] for entry in found[1]} >= {"Q90", "Q4970000"}
    subject = Subject("x", {"": ("Paris",)}, kind="place")
    near = [Candidate(entry.id, {"": (entry.name,)}) for entry in found[1]]
    assert decide(subject, near).accepted is None  # two bear the name, and no country is known


def request_for_manifest(url: str) -> Any:  # noqa: ANN401  a request of the client
    from servanda.reconcile.client import Request  # noqa: PLC0415

    return Request(url)


def test_ten_thousand_names_are_served(tmp_path: Path) -> None:
    if not L3VIATHAN.is_file():
        pytest.skip("the table of names is not beside the repository")
    names = read_names(L3VIATHAN)
    assert len(names.by_id) == 10055
    with running(names) as url:
        queries = [Query(name) for name in ("Hangzhou", "Kohtla-Järve", "Springfield")]
        manifest = read_manifest(fetched(f"{url}/0.2"))
        client = Client("test", tmp_path)
        asked = request(f"{url}/0.2", manifest, queries)
        found = client.ask(asked, lambda said: read_answer(said, manifest, len(queries)))
    assert [entry.name for entry in (found[0][0], found[1][0])] == ["Hangzhou", "Kohtla-Järve"]
    assert len({entry.id for entry in found[2]}) > 1  # a name that several bear


def test_the_service_holds_the_names_of_a_release(release: Path) -> None:
    names = read_names(release / "reconciliation" / "names.csv", key="key", name="name")
    with running(names) as url:
        body = urlencode({"queries": json.dumps({"q": {"query": "浙江大学"}})})
        answer = fetched(f"{url}/0.2", body)
    best = answer["q"]["result"][0]
    assert best["id"].rpartition("@")[0] == "party/zhejiang-university"
    assert best["match"]
