"""What a push knows before it opens a connection, and what it makes of servers that misbehave."""

from __future__ import annotations

import csv
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import click
import pyoxigraph
import pytest
from push.releases import copy_of
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple

from servanda.cli.push import push_command
from servanda.errors import EngineError, InputError, UsageError
from servanda.push import ADAPTERS, Login, login_from, plan_push
from servanda.push.client import Client
from servanda.push.comparison import compare
from servanda.push.holder import is_dead, new_holder
from servanda.push.login import Challenge, challenge_of
from servanda.push.names import Names
from servanda.push.quirks import key_of, note_of, touches
from servanda.push.statements import digest, keyed
from servanda.push.values import value_key
from servanda.vocab import GEO, RDF, XSD

TABLES = Path(__file__).parent / "push"
BASES = {
    "geo": GEO.base,
    "rdf": RDF.base,
    "virtrdf": "http://www.openlinksw.com/schemas/virtrdf#",
    "xsd": XSD.base,
}
Servanda = Callable[..., subprocess.CompletedProcess[str]]


def rows(name: str) -> list[dict[str, str]]:
    with (TABLES / name).open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def literal(datatype: str, text: str) -> Literal:
    prefix, _, name = datatype.partition(":")
    return Literal(text, datatype=NamedNode(BASES[prefix] + name))


@pytest.mark.parametrize("row", rows("values.csv"), ids=lambda row: " ".join(row.values()))
def test_two_spellings_are_the_same_if_their_value_is(row: dict[str, str]) -> None:
    one, other = (literal(row["datatype"], row[which]) for which in ("one", "other"))
    assert (value_key(one) == value_key(other)) == (row["same"] == "yes")


def test_derived_integers_share_their_values_and_tags_of_languages_have_no_case() -> None:
    assert value_key(literal("xsd:int", "5")) == value_key(literal("xsd:integer", "05"))
    assert value_key(literal("xsd:integer", "5")) != value_key(literal("xsd:decimal", "5"))
    assert value_key(Literal("x", language="zh-Hans")) == value_key(
        Literal("x", language="zh-hans")
    )
    assert value_key(Literal("x", language="fr")) != value_key(Literal("x"))


@pytest.mark.parametrize("row", rows("virtuoso.csv"), ids=lambda row: row["datatype"] + row["sent"])
def test_what_virtuoso_made_of_a_literal_is_known(row: dict[str, str]) -> None:
    quirks = ADAPTERS["virtuoso"].quirks
    sent, held = literal(row["datatype"], row["sent"]), literal(row["held_as"], row["held"])
    assert key_of(sent, quirks) == key_of(held, quirks)
    other = row["other_value"] == "yes"
    assert note_of(sent, held, quirks)[1] == other
    assert any(touches(quirk, sent) for quirk in quirks) == other


@pytest.mark.parametrize(
    ("sent", "held"),
    [
        ('"P10Y"^^xsd:duration', '"121"^^xsd:duration'),
        ('"0.5"^^xsd:double', '"0.50001"^^xsd:double'),
        ('"2147483648"^^xsd:integer', '"2147483649"^^xsd:decimal'),
        ('"POINT(2 48)"^^geo:wktLiteral', '"POINT(2 49)"^^virtrdf:Geometry'),
        ('"-0044-03-15"^^xsd:date', '"-044-03-16"^^xsd:date'),
        ('"2019-01-01T00:00:00.1234567"^^xsd:dateTime', '"2019-01-01T00:00:00.124"^^xsd:dateTime'),
    ],
)
def test_a_quirk_excuses_no_other_value(sent: str, held: str) -> None:
    def read(text: str) -> Literal:
        value, _, datatype = text.partition("^^")
        return literal(datatype, value.strip('"'))

    quirks = ADAPTERS["virtuoso"].quirks
    assert key_of(read(sent), quirks) != key_of(read(held), quirks)


def triples(text: str) -> list[Triple]:
    quads = pyoxigraph.parse(f"@prefix : <urn:> . {text}", format=RdfFormat.TURTLE)
    return [quad.triple for quad in quads]


def test_names_of_blank_nodes_and_order_do_not_count() -> None:
    one = triples("_:a :p _:b . _:b :q 1 , 01 . :s :p [ :q 2 ] .")
    other = triples(":s :p _:b . _:b :q 02 . _:x :p _:a . _:a :q 1 .")
    assert keyed(one, ()).keys() == keyed(other, ()).keys()
    assert digest(keyed(one, None)) != digest(keyed(other, None))


@pytest.mark.parametrize(
    "other",
    [
        "_:a :p _:b . _:b :p _:c . _:c :q 1 .",
        "_:a :p _:b . _:b :p _:a .",
        "_:a :p _:b . _:b :p _:c . _:c :p _:a . _:d :p _:d .",
        "_:a :p _:b . _:b :p _:c . _:c :p :d .",
    ],
)
def test_graphs_of_blank_nodes_that_differ_are_told_apart(other: str) -> None:
    one = triples("_:a :p _:b . _:b :p _:c . _:c :p _:d .")
    assert keyed(one, ()).keys() != keyed(triples(other), ()).keys()


def test_a_graph_made_to_take_for_ever_takes_a_moment() -> None:
    nodes = range(60)
    clique = "".join(f"_:n{a} :p _:n{b} ." for a in nodes for b in nodes if a != b)
    start = time.monotonic()
    assert len(keyed(triples(clique), ())) == 60 * 59
    assert time.monotonic() - start < 5


def test_missing_and_added_statements_are_told() -> None:
    name = NamedNode("urn:g")
    found = compare(name, triples(":a :p 1 , 2 ."), triples(":a :p 2 , 3 ."), ())
    assert [(str(d.statement.object), d.missing) for d in found.differences] == [
        (str(Literal("1", datatype=XSD.integer)), True),
        (str(Literal("3", datatype=XSD.integer)), False),
    ]


RFC_7616 = {
    "realm": "http-auth@example.org",
    "qop": "auth, auth-int",
    "nonce": "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
    "opaque": "FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS",
}


@pytest.mark.parametrize(
    ("algorithm", "response"),
    [
        ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
        ("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    ],
)
def test_digest_is_that_of_the_standard(algorithm: str, response: str) -> None:
    challenge = Challenge("digest", {**RFC_7616, "algorithm": algorithm})
    login = Login("Mufasa", "Circle of Life")
    own = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"
    header = challenge.answer(login, "GET", "/dir/index.html", 1, own)
    assert f'response="{response}"' in header
    assert "Circle" not in header


def test_the_safest_of_the_offered_logins_is_taken() -> None:
    headers = ['Basic realm="a, b", Digest realm="c", nonce="d", qop="auth"', "Bearer"]
    found = challenge_of(headers, "http://example.org/")
    assert (found.scheme, found.parameters["realm"]) == ("digest", "c")


def test_no_password_goes_in_the_clear_to_another_host() -> None:
    basic = ['Basic realm="x"']
    with pytest.raises(UsageError, match="in the clear"):
        challenge_of(basic, "http://example.org/sparql")
    for url in (
        "https://example.org/",
        "http://127.0.0.1:1/",
        "http://[::1]/",
        "http://localhost/",
    ):
        assert challenge_of(basic, url).scheme == "basic"
    with pytest.raises(EngineError, match="neither Digest nor Basic"):
        challenge_of(["Negotiate"], "https://example.org/")


def test_a_login_comes_from_the_environment_whole_and_hides_itself() -> None:
    both = {"SERVANDA_PUSH_USER": "u", "SERVANDA_PUSH_PASSWORD": "s3cret"}
    login = login_from(both)
    assert login is not None
    assert "s3cret" not in repr(login)
    assert login_from({}) is None
    with pytest.raises(UsageError, match="together"):
        login_from({"SERVANDA_PUSH_USER": "u"})
    with pytest.raises(UsageError, match="cannot carry"):
        login_from({**both, "SERVANDA_PUSH_PASSWORD": "a\r\nX: y"})
    with pytest.raises(UsageError, match="cannot carry"):
        login_from({**both, "SERVANDA_PUSH_USER": "é"})


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "ftp://x.example",
        "example.org",
        "http://",
        "http://x:99999/",
        "http://a b/",
    ],
)
def test_only_addresses_of_the_web_are_taken(address: str) -> None:
    with pytest.raises(UsageError, match="not the address"):
        ADAPTERS["oxigraph"].addresses(address, "", "")


def test_an_address_with_a_login_is_refused_and_not_repeated() -> None:
    with pytest.raises(UsageError) as caught:
        ADAPTERS["virtuoso"].addresses("http://dba:s3cret@localhost:8890", "", "")
    assert "s3cret" not in str(caught.value)


def test_a_store_of_no_known_kind_needs_three_addresses() -> None:
    with pytest.raises(UsageError, match="three addresses"):
        ADAPTERS["generic"].addresses("http://localhost/data", "", "")


def test_the_holder_of_a_lock_is_dead_only_if_that_is_sure() -> None:
    holder = new_holder()
    assert not is_dead(holder)
    words = holder.split()
    assert is_dead(" ".join([*words[:2], "4999999", *words[3:]]))
    assert not is_dead(" ".join([*words[:2], "4999999", "of", "elsewhere", *words[5:]]))
    assert not is_dead("somebody else")


def test_names_follow_from_the_release_alone() -> None:
    names = Names("https://example.org/data", "1.0 beta", "ab" * 32)
    assert names.release.value == f"{names.journal.value}:1.0%20beta:{'ab' * 8}"
    assert names.staged(NamedNode("urn:a")) != names.staged(NamedNode("urn:b"))
    assert replace(names, dataset="https://example.org/other").journal != names.journal


@contextmanager
def server(answer: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer(self)

        def log_message(self, *_: object) -> None:
            return

    web = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=web.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{web.server_port}/"
    finally:
        web.shutdown()
        web.server_close()
        thread.join(timeout=10)


def test_redirects_are_not_followed_and_take_no_login_along() -> None:
    asked: list[str] = []

    def redirect(handler: BaseHTTPRequestHandler) -> None:
        asked.append(handler.headers.get("Authorization", ""))
        handler.send_response(302)
        handler.send_header("Location", "http://127.0.0.1:9/")
        handler.end_headers()

    with server(redirect) as url, pytest.raises(EngineError, match="redirects"):
        Client(Login("u", "s3cret")).request("GET", url)
    assert asked == [""]


def test_a_store_that_drips_is_given_up() -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        for _ in range(40):
            handler.wfile.write(b" ")
            time.sleep(0.05)

    with server(drip) as url, pytest.raises(EngineError, match=r"no whole answer within 0.5 s"):
        Client(timeout=0.5).request("GET", url)


def test_a_store_may_think_longer_than_it_may_take_to_connect() -> None:
    def think(handler: BaseHTTPRequestHandler) -> None:
        time.sleep(0.5)
        handler.send_response(204)
        handler.end_headers()

    with server(think) as url:
        assert Client(connect=0.2).request("GET", url).status == 204


def test_an_endless_answer_is_cut() -> None:
    def flood(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        for _ in range(50):
            handler.wfile.write(b" " * 10_000)

    with server(flood) as url, pytest.raises(EngineError, match="within 100000 bytes"):
        Client(most=100_000).request("GET", url)


def test_a_store_that_repeats_the_password_does_not_get_it_shown() -> None:
    def repeat(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(500)
        handler.end_headers()
        handler.wfile.write(b"\x1b[31mno such password: s3cret")

    client = Client(Login("u", "s3cret"))
    with server(repeat) as url:
        said = client.said(client.request("GET", url))
    assert said == "[31mno such password: ***"


def test_a_store_that_is_not_there_is_an_error_of_the_store() -> None:
    with pytest.raises(EngineError, match="cannot be reached") as caught:
        Client(Login("u", "s3cret")).request("GET", "http://127.0.0.1:9/")
    assert "s3cret" not in str(caught.value)


@pytest.fixture(scope="module")
def folder(plain_release: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_of(plain_release, tmp_path_factory.mktemp("push") / "dist")


def test_a_plan_is_the_same_each_time(folder: Path) -> None:
    one, other = (plan_push(folder, "http://localhost:1", kind="virtuoso") for _ in range(2))
    assert one.names == other.names
    assert one.graphs.keys() == other.graphs.keys()


def test_a_release_that_was_changed_is_not_pushed(folder: Path, tmp_path: Path) -> None:
    spoiled = copy_of(folder, tmp_path / "dist")
    with (spoiled / "dump/dataset.nq").open("ab") as opened:
        opened.write(b"<urn:a> <urn:b> <urn:c> <urn:d> .\n")
    with pytest.raises(InputError, match="was changed"):
        plan_push(spoiled, "http://localhost:1", kind="oxigraph")


@pytest.mark.parametrize(
    ("datatype", "text"),
    [
        (GEO.wktLiteral, "<http://www.opengis.net/def/crs/EPSG/0/4326> POINT(48.85 2.35)"),
        (GEO.wktLiteral, "somewhere"),
        (RDF.XMLLiteral, "<b>"),
    ],
)
def test_what_a_store_chokes_on_is_refused_before_anything_is_sent(
    folder: Path, tmp_path: Path, datatype: NamedNode, text: str
) -> None:
    node = NamedNode("https://example.org/choke")
    choke = Quad(node, NamedNode("https://example.org/p"), Literal(text, datatype=datatype), node)
    release = copy_of(folder, tmp_path / "dist", edit=lambda quads: [*quads, choke])
    with pytest.raises(InputError, match=r"fails the whole request.*example.org/choke"):
        plan_push(release, "http://localhost:1", kind="virtuoso")
    assert plan_push(release, "http://localhost:1", kind="oxigraph").statements


def test_the_command_offers_every_kind_of_store() -> None:
    [kind] = [option for option in push_command.params if option.name == "kind"]
    assert isinstance(kind.type, click.Choice)
    assert list(kind.type.choices) == list(ADAPTERS)


def test_the_plan_is_shown_without_a_connection(folder: Path, servanda: Servanda) -> None:
    done = servanda("push", folder, "--to", "http://127.0.0.1:9", "--as", "virtuoso", "--dry-run")
    assert done.returncode == 0
    assert "http://127.0.0.1:9/sparql-graph-crud-auth" in done.stdout
    assert "urn:servanda:push:" in done.stdout
