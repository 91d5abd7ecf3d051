"""Ready-made queries as addresses: parameters, formats, pages, and what is said of a fault."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from urllib.parse import quote

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Store
from server.asgi import Client, Response, client_of
from server_protocol.serving import StorePool, served_release, state_on

from servanda.query import find_query, run_local
from servanda.server.paging import page_of, plain
from servanda.vocab import XSD
from servanda.wording import LANGUAGES

PARTY = "https://w3id.org/servanda/id/party/ile-de-france-region"
FORCE = f"/query/agreements-in-force?party={quote(PARTY)}&date=2020-01-01"
ALL = "/query/fields-by-source"


@pytest.fixture(scope="module")
def pool(release_store: Store) -> StorePool:
    return StorePool(release_store)


@pytest.fixture(scope="module")
def client(release: Path, pool: StorePool, tmp_path_factory: pytest.TempPathFactory) -> Client:
    served = served_release(release, tmp_path_factory.mktemp("questions"))
    return client_of(state_on(served, pool))


def rows(response: Response) -> list[dict[str, object]]:
    assert response.status == 200, response.text
    found = json.loads(response.body)
    assert isinstance(found, list)
    return found


def test_every_query_of_the_release_is_listed_in_three_languages(
    client: Client, release: Path
) -> None:
    told = json.loads(client.get("/query/").body)
    names = {each["name"] for each in told["questions"]}
    assert names == {path.stem for path in (release / "queries").glob("*.rq")}
    for each in told["questions"]:
        assert each["url"] == f"https://data.example/query/{each['name']}"
        for texts in (
            each["title"],
            each["description"],
            *(p["label"] for p in each["parameters"]),
        ):
            assert set(texts) == set(LANGUAGES)
    assert client.get("/query").body == client.get("/query/").body
    link = client.get("/query/").headers["link"]
    assert link == '<https://data.example/openapi.json>; rel="service-desc"'


def test_every_question_answers_as_the_command_does(
    client: Client, release: Path, release_store: Store
) -> None:
    for path in sorted((release / "queries").glob("*.rq")):
        expected = run_local(release_store, find_query(release / "queries", path.stem).text)
        assert len(rows(client.get(f"/query/{path.stem}"))) == len(expected.rows), path.stem


def test_parameters_become_terms(client: Client) -> None:
    [found] = rows(client.get(f"{FORCE}&lang=fr"))
    assert found["agreement"] == "https://w3id.org/servanda/id/agreement/idf-zhejiang-2018"
    assert found["signed"] == "2018-06-14"
    assert "Île-de-France" in str(found["agreement_name"])
    assert rows(client.get(FORCE.replace("2020", "2001"))) == []
    hostile = quote('" } DROP ALL #')
    assert rows(client.get(f"{FORCE}&lang={hostile}"))[0]["agreement_name"] is None


@pytest.mark.parametrize(
    ("form", "media_type"),
    [
        ("objects", "application/json"),
        ("json", "application/sparql-results+json"),
        ("csv", "text/csv"),
        ("tsv", "text/tab-separated-values"),
        ("xml", "application/sparql-results+xml"),
    ],
)
def test_formats_are_named_or_negotiated(client: Client, form: str, media_type: str) -> None:
    named = client.get(f"{FORCE}&format={form}", accept="image/png")
    negotiated = client.get(FORCE, accept=media_type)
    paged = client.get(f"{FORCE}&format={form}&limit=10")
    for response in (named, negotiated, paged):
        assert response.status == 200
        assert response.headers["content-type"].partition(";")[0] == media_type
        assert b"idf-zhejiang-2018" in response.body
        assert response.headers["vary"].startswith("Accept")
    assert named.body == negotiated.body


def test_what_is_asked_for_wrongly_is_told_with_type_and_example(client: Client) -> None:
    faults = {
        "date=tomorrow": (400, "xsd:date", "date=2020-01-01"),
        "party=a%20b": (400, "an IRI", f"party={PARTY}"),
        "dates=2020-01-01": (400, "party (iri)", "date (xsd:date)"),
        "date=2020-01-01&date=2021-01-01": (400, "twice", ""),
        "limit=0": (400, "from 1", "limit=100"),
        "limit=-1": (400, "whole number", ""),
        "offset=x": (400, "offset", ""),
        "limit=99999999999999999999": (400, "limit", ""),
        "format=pdf": (400, "objects, json, csv, tsv, xml", ""),
        "party=%FF": (400, "UTF-8", ""),
        "lang=" + "x" * 1001: (400, "1000 characters", ""),
    }
    for query, (status, *said) in faults.items():
        response = client.get(f"/query/agreements-in-force?{query}")
        assert response.status == status, query
        for each in said:
            assert each in response.text, query
    response = client.get("/query/agreements-in-force", accept="image/png")
    assert (response.status, "text/csv" in response.text) == (406, True)


def test_an_unknown_name_is_404_with_near_names(client: Client) -> None:
    response = client.get("/query/agreement-in-force")
    assert (response.status, "agreements-in-force" in response.text) == (404, True)
    assert "/query/" in client.get("/query/zzzzzz").text
    assert client.get("/query/" + "x" * 5000).status == 404
    assert "<" not in client.get("/query/%3Cscript%3E", accept="text/plain").text


def next_of(response: Response, relation: str = "next") -> str | None:
    link = response.headers.get("link", "")
    found = re.search(rf'<https://data\.example([^>]*)>; rel="{relation}"', link)
    return found[1] if found else None


def test_pages_make_up_the_whole(client: Client, pool: StorePool) -> None:
    whole = rows(client.get(ALL))
    assert len(whole) > 6
    before = len(pool.asked)
    target: str | None = f"{ALL}?limit=5"
    found: list[dict[str, object]] = []
    pages = 0
    while target:
        response = client.get(target)
        found += rows(response)
        pages += 1
        target = next_of(response)
        if target:
            assert len(rows(response)) == 5
    assert found == whole
    assert pages == -(-len(whole) // 5)
    assert len(pool.asked) == before  # all of it was kept from the first request
    second = client.get(f"{ALL}?limit=5&offset=5&lang=fr&format=csv")
    assert next_of(second, "prev") == f"{ALL}?lang=fr&format=csv&limit=5&offset=0"
    assert len(list(csv.reader(io.StringIO(second.text)))) == 6
    assert next_of(client.get(f"{ALL}?limit=5&offset=100000")) is None


def test_answers_are_kept_and_revalidated(client: Client, pool: StorePool) -> None:
    target = f"{FORCE}&lang=zh"
    for end in ("", "&format=csv", "&limit=2"):
        first = client.get(target + end)
        before = len(pool.asked)
        assert client.get(target + end).body == first.body
        again = client.ask("GET", target + end, If_None_Match=first.headers["etag"])
        assert (again.status, again.body) == (304, b"")
        assert len(pool.asked) == before


def test_a_cut_answer_says_so_on_every_page(
    release: Path, release_store: Store, tmp_path: Path
) -> None:
    pool = StorePool(release_store, truncated="rows=10")
    client = client_of(state_on(served_release(release, tmp_path), pool))
    for end in ("", "?limit=2", "?format=csv"):
        assert client.get(ALL + end).headers["servanda-truncated"] == "rows=10"


def test_without_a_release_there_are_no_questions(tmp_path: Path) -> None:
    from server_protocol.serving import served_of  # noqa: PLC0415

    client = client_of(state_on(served_of(tmp_path), StorePool(Store())))
    assert json.loads(client.get("/query/").body)["questions"] == []
    assert client.get("/query/x").status == 404


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        (None, None),
        (NamedNode("http://x.example/a"), "http://x.example/a"),
        (BlankNode("b"), "_:b"),
        (Literal("a", language="fr"), "a"),
        (Literal("12", datatype=XSD.integer), 12),
        (Literal("1.50", datatype=XSD.decimal), 1.5),
        (Literal("INF", datatype=XSD.double), "INF"),
        (Literal("9" * 400, datatype=XSD.integer), "9" * 400),
        (Literal("x", datatype=XSD.integer), "x"),
        (Literal("true", datatype=XSD.boolean), True),
        (Literal("maybe", datatype=XSD.boolean), "maybe"),
        (Literal("2018-06-14", datatype=XSD.date), "2018-06-14"),
    ],
)
def test_terms_as_json(term: NamedNode | BlankNode | Literal | None, expected: object) -> None:
    assert plain(term) == expected


def test_a_truth_value_has_one_page() -> None:
    page = page_of(b'{"head":{},"boolean":true}', "objects", 1, 0)
    assert (json.loads(page.body), page.more) == ({"boolean": True}, False)
