"""The endpoint beside the W3C's tests: formats, conditions, cuts, refusals, and who has left."""

from __future__ import annotations

import csv
import json
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

import pyoxigraph
import pytest
from pyoxigraph import RdfFormat, Store
from server_protocol.asking import Reply, ask
from server_protocol.serving import (
    StorePool,
    app_of,
    listening,
    running,
    served_of,
    serving,
    state_on,
)

from servanda.server.answering import KEPT
from servanda.server.limits import LIMITS
from servanda.server.served import File
from servanda.server.state import State

NEGOTIATION = Path(__file__).parent / "server_protocol" / "negotiation.csv"
DATA = b"<http://test.example/s> <http://test.example/p> <http://test.example/o> ."
ROWS = "SELECT * { ?s ?p ?o }"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
DIRECT = {"Content-Type": "application/sparql-query"}
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.fixture
def pool() -> StorePool:
    store = Store()
    store.extend(pyoxigraph.parse(DATA, format=RdfFormat.TURTLE))
    return StorePool(store)


@pytest.fixture
def state(pool: StorePool, tmp_path: Path) -> State:
    files = {
        path: File(tmp_path / "x", 0, "0" * 64, "text/html")
        for path in (
            *(
                f"{language}/{name}.html"
                for language in ("en", "fr")
                for name in ("index", "sparql")
            ),
            "dump/dataset.nq",
        )
    }
    return state_on(served_of(tmp_path, files=files), pool, max_query=2000)


@pytest.fixture
def url(state: State) -> Iterator[str]:
    with listening() as found, running(app_of(state), found) as at:
        yield at


def get(url: str, query: str = ROWS, more: str = "", **headers: str) -> Reply:
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    return ask(url, f"/sparql?query={quote(query)}{more}", headers=told)


def cases() -> list[dict[str, str]]:
    with NEGOTIATION.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The server itself, whose workers know what kind of answer a query has."""
    folder = tmp_path_factory.mktemp("real")
    (folder / "data.ttl").write_bytes(DATA)
    with serving(folder, folder / "data.ttl") as at:
        yield at


def test_each_kind_of_answer_is_negotiated_by_itself(real: str) -> None:
    for case in cases():
        accept = {"Accept": case["accept"]} if case["accept"] else {}
        form = f"&format={quote(case['format'])}" if case["format"] else ""
        reply = get(real, case["query"], form, **accept)
        assert (reply.status, reply.media_type) == (int(case["status"]), case["type"]), case
        if reply.status == 200:
            assert reply.headers["vary"].startswith("Accept")
            assert reply.headers["content-type"].endswith("; charset=utf-8") == (
                case["type"].startswith("text/")
            )
        if reply.status == 406:
            assert "text/turtle" in reply.text or "sparql-results+json" in reply.text


def test_output_is_another_name_for_format(url: str) -> None:
    assert get(url, more="&output=tsv").media_type == "text/tab-separated-values"


def test_a_kept_answer_asks_no_worker(url: str, pool: StorePool) -> None:
    first, second = get(url), get(url)
    assert (first.status, first.body, first.headers["etag"]) == (
        second.status,
        second.body,
        second.headers["etag"],
    )
    assert len(pool.asked) == 1
    assert first.headers["cache-control"] == "public, max-age=60, must-revalidate"
    other = get(url, Accept="text/csv")
    assert other.headers["etag"] != first.headers["etag"]
    assert get(url, more="&default-graph-uri=http://x.example/g").body != first.body
    assert len(pool.asked) == 3


def test_who_has_the_answer_is_told_so_before_any_worker_is_asked(
    url: str, pool: StorePool
) -> None:
    tag = get(url).headers["etag"]
    for given in (tag, f"W/{tag}", f'"other", {tag}'):
        reply = get(url, If_None_Match=given)
        assert (reply.status, reply.body, reply.headers["etag"]) == (304, b"", tag)
        assert reply.headers["vary"].startswith("Accept")
    assert len(pool.asked) == 1
    assert get(url, If_None_Match='"other"').status == 200


def test_a_tag_belongs_to_one_release_and_its_limits(
    url: str, pool: StorePool, tmp_path: Path
) -> None:
    tag = get(url).headers["etag"]
    for other in (
        state_on(served_of(tmp_path, key="another"), pool),
        state_on(served_of(tmp_path), pool, max_rows=1),
    ):
        with listening() as found, running(app_of(other), found) as at:
            reply = get(at, If_None_Match=tag)
            assert reply.status == 200
            assert reply.headers["etag"] != tag


@pytest.mark.parametrize("call", ["NOW()", "rand()", "STRUUID ()", "UUID#\n()"])
def test_what_is_another_answer_each_time_is_not_kept(url: str, pool: StorePool, call: str) -> None:
    for _ in range(2):
        reply = get(url, f"SELECT ({call} AS ?x) {{}}")
        assert reply.headers["cache-control"] == "no-store"
        assert "etag" not in reply.headers
    assert len(pool.asked) == 2


def test_a_cut_is_said_with_the_way_to_the_whole(url: str, pool: StorePool) -> None:
    pool.truncated = "rows=10000"
    for _ in range(2):
        reply = get(url)
        assert reply.headers["servanda-truncated"] == "rows=10000"
        assert reply.headers["link"] == (
            '<https://data.example/dump/dataset.nq>; rel="alternate"; type="application/n-quads"'
        )


def test_a_large_answer_is_sent_and_not_kept(url: str, pool: StorePool) -> None:
    product = f"VALUES ?y {{ {'1 ' * 150} }} VALUES ?z {{ 1 2 3 4 5 6 7 8 }}"
    query = f'SELECT ("{"x" * 1000}" AS ?x) {{ {product} }}'
    for _ in range(2):
        reply = get(url, query)
        assert reply.status == 200
        assert len(reply.body) == int(reply.headers["content-length"]) > KEPT
        assert len(json.loads(reply.body)["results"]["bindings"]) == 1200
    assert len(pool.asked) == 2


@pytest.mark.parametrize("target", ["/sparql", "/sparql/"])
def test_head_is_get_without_a_body(url: str, target: str) -> None:
    for end in ("", f"?query={quote(ROWS)}"):
        got, head = ask(url, target + end), ask(url, target + end, "HEAD")
        assert (head.status, head.body) == (200, b"")
        for name in ("content-type", "content-length", "etag", "vary"):
            assert head.headers[name] == got.headers[name]


def test_options_and_other_methods_name_what_is_allowed(url: str) -> None:
    reply = ask(url, "/sparql", "OPTIONS")
    assert (reply.status, reply.headers["allow"]) == (204, "GET, HEAD, OPTIONS, POST")
    for method in ("PUT", "DELETE", "PATCH"):
        reply = ask(url, "/sparql?query=ASK%7B%7D", method)
        assert reply.status == 405
        assert set(reply.headers["allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}


REFUSED = {
    "no query in a form": (b"", FORM, 400, "no query"),
    "another parameter alone": (b"x=1", FORM, 400, "no query"),
    "an empty query": (b"query=", FORM, 400, "empty"),
    "an empty body": (b"", DIRECT, 400, "empty"),
    "two queries": (b"query=ASK{}&query=ASK{}", FORM, 400, "more than one"),
    "not UTF-8 in a form": (b"query=%FF", FORM, 400, "UTF-8"),
    "not UTF-8 in a body": (b"ASK { \xff }", DIRECT, 400, "UTF-8"),
    "too many parameters": (b"a&" * 990 + b"query=ASK{}" + b"&a" * 5, FORM, 413, "2000"),
    "too large": (b" " * 2001, DIRECT, 413, "2000"),
    "compressed": (b"x", {**DIRECT, "Content-Encoding": "gzip"}, 415, "Content-Encoding"),
    "another type": (b"ASK{}", {"Content-Type": "application/json"}, 415, "application/json"),
    "an update": (b"update=CLEAR+ALL&query=ASK{}", FORM, 403, "read-only"),
    "an update of another type": (
        b"CLEAR ALL",
        {"Content-Type": "application/sparql-update; charset=utf-8"},
        403,
        "read-only",
    ),
    "a graph that is no IRI": (
        b"query=ASK{}&default-graph-uri=a+b",
        FORM,
        400,
        "default-graph-uri",
    ),
    "a graph that is relative": (b"query=ASK{}&named-graph-uri=g", FORM, 400, "named-graph-uri"),
    "a fault of syntax": (b"query=SELECT", FORM, 400, "line 1"),
}


def test_what_is_no_query_is_refused_with_a_reason(url: str) -> None:
    for case, (body, headers, status, said) in REFUSED.items():
        reply = ask(url, "/sparql", "POST", body, headers)
        assert (reply.status, reply.media_type) == (status, "text/plain"), (case, reply.text)
        assert said in reply.text, case


def test_a_query_may_stand_in_one_place_only(url: str) -> None:
    reply = ask(url, f"/sparql?query={quote(ROWS)}", "POST", b"ASK {}", DIRECT)
    assert (reply.status, "more than one" in reply.text) == (400, True)


def test_graphs_are_taken_from_the_address_and_from_the_form(url: str, pool: StorePool) -> None:
    body = urlencode({"query": ROWS, "default-graph-uri": "http://x.example/2"}).encode()
    target = "/sparql?default-graph-uri=http://x.example/1&named-graph-uri=http://x.example/n"
    assert ask(url, target, "POST", body, FORM).status == 200
    [job] = pool.asked
    assert job.default_graphs == ("http://x.example/1", "http://x.example/2")
    assert job.named_graphs == ("http://x.example/n",)


def test_a_long_address_is_refused(url: str) -> None:
    reply = get(url, " " * 1000 + ROWS)
    assert (reply.status, "POST" in reply.text) == (414, True)


def test_a_browser_is_sent_to_the_page_of_its_language(url: str) -> None:
    for language, page in (("fr-CA,en;q=0.5", "fr"), ("zh", "en"), ("", "en")):
        reply = ask(url, "/sparql", headers={"Accept": BROWSER, "Accept-Language": language})
        assert reply.status == 303
        assert reply.headers["location"] == (
            f"https://data.example/{page}/sparql.html?endpoint=https%3A%2F%2Fdata.example%2Fsparql"
        )
        assert reply.headers["vary"] == "Accept, Accept-Language"


def test_a_browser_gets_the_description_where_there_is_no_page(
    pool: StorePool, tmp_path: Path
) -> None:
    app = app_of(state_on(served_of(tmp_path), pool))
    with listening() as found, running(app, found) as at:
        reply = ask(at, "/sparql", headers={"Accept": BROWSER})
    assert reply.status == 200
    assert reply.media_type in {"text/turtle", "application/xml"}
    assert len(LIMITS) == reply.text.count("unitText") or reply.media_type == "application/xml"


def test_a_query_ends_when_its_client_leaves(url: str, pool: StorePool) -> None:
    pool.wait = 20
    at = urlsplit(url)
    with socket.create_connection((at.hostname, at.port), timeout=5) as client:
        client.sendall(f"GET /sparql?query={quote(ROWS)} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        time.sleep(0.2)
    until = time.monotonic() + 1
    while not pool.cancelled and time.monotonic() < until:
        time.sleep(0.01)
    assert pool.cancelled == 1


def at_once(url: str, count: int, query: str = ROWS) -> list[Reply]:
    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(lambda _: get(url, query), range(count)))


def test_clients_that_ask_the_same_at_once_share_one_answer(url: str, pool: StorePool) -> None:
    pool.wait = 0.3
    replies = at_once(url, 8)
    assert {(reply.status, reply.body) for reply in replies} == {(200, replies[0].body)}
    assert len(pool.asked) == 1
    faulty = at_once(url, 4, "SELECT")
    assert {reply.status for reply in faulty} == {400}
    assert len(pool.asked) == 2


def test_a_shared_answer_ends_with_the_last_who_waits(url: str, pool: StorePool) -> None:
    pool.wait = 0.6
    at = urlsplit(url)
    request = f"GET /sparql?query={quote(ROWS)} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
    with socket.create_connection((at.hostname, at.port), timeout=5) as first:
        first.sendall(request)
        with ThreadPoolExecutor(1) as threads:
            second = threads.submit(get, url)
            time.sleep(0.2)
            first.close()
            assert second.result().status == 200
    assert (len(pool.asked), pool.cancelled) == (1, 0)
