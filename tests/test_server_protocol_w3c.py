"""The W3C's tests of the SPARQL 1.1 Protocol and of service descriptions, over real sockets."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import NamedNode, RdfFormat, Triple
from server_protocol.asking import Reply, ask
from server_protocol.serving import serving
from server_protocol.w3c import SUITE, Case, Sent, protocol_cases, suite

from servanda.vocab import RDF, SD, XSD

OUTCOMES = Path(__file__).parent / "server_protocol" / "read-only.csv"
BOOLEANS = {"application/sparql-results+json", "application/sparql-results+xml"}
TABLES = BOOLEANS | {"text/csv", "text/tab-separated-values"}
GRAPHS = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/ld+json": RdfFormat.JSON_LD,
}
CASES = protocol_cases()
# Where a range is a class of the vocabulary, what stands there must be of that class.
RANGES = {
    SD.defaultDataset: SD.Dataset,
    SD.defaultGraph: SD.Graph,
    SD.namedGraph: SD.NamedGraph,
    SD.graph: SD.Graph,
}
DOMAINS = {
    SD.endpoint: SD.Service,
    SD.supportedLanguage: SD.Service,
    SD.feature: SD.Service,
    SD.resultFormat: SD.Service,
    SD.defaultEntailmentRegime: SD.Service,
    SD.defaultDataset: SD.Service,
    SD.defaultGraph: SD.Dataset,
    SD.namedGraph: SD.Dataset,
    SD.name: SD.NamedGraph,
    SD.graph: SD.NamedGraph,
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server over the three graphs that the cases name."""
    if not SUITE.is_dir():
        pytest.skip("the W3C's SPARQL 1.1 tests are not beside the repository")
    folder = tmp_path_factory.mktemp("protocol")
    data = sorted({each for case in CASES for each in case.data})
    lines = [
        f"{line.rstrip(' .')} <{name}> ."
        for path, name in data
        for line in path.read_text().splitlines()
        if line
    ]
    (folder / "data.nq").write_text("\n".join(lines) + "\n")
    with serving(folder, folder / "data.nq") as url:
        yield url


def owed() -> dict[str, dict[str, str]]:
    with OUTCOMES.open(encoding="utf-8", newline="") as opened:
        return {row["name"]: row for row in csv.DictReader(opened)}


def sent(server: str, request: Sent) -> Reply:
    return ask(server, request.target, request.method, request.body, dict(request.headers))


def truth(reply: Reply) -> bool | None:
    if reply.media_type not in BOOLEANS or not reply.media_type.endswith("json"):
        return None
    found = json.loads(reply.body).get("boolean")
    return found if isinstance(found, bool) else None


def fits(reply: Reply, form: str) -> bool:
    match form:
        case "boolean":
            return truth(reply) is not None
        case "tabular":
            return reply.media_type in TABLES and b"value" in reply.body
        case "RDF":
            list(pyoxigraph.parse(reply.body, format=GRAPHS[reply.media_type]))
            return True
    return True


def test_every_case_that_a_read_only_endpoint_refuses_says_what_it_owes() -> None:
    if not CASES:
        pytest.skip("the W3C's SPARQL 1.1 tests are not beside the repository")
    assert len(CASES) == 34
    refused = {case.name for case in CASES if case.name.startswith(("update_", "bad_"))}
    assert owed().keys() == refused


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_protocol(server: str, case: Case) -> None:
    replies = [sent(server, request) for request in case.requests]
    told = owed().get(case.name)
    if told is not None:
        assert [str(reply.status) for reply in replies] == told["statuses"].split()
        if told["boolean"]:
            assert truth(replies[-1]) is (told["boolean"] == "true")
        for reply in replies:
            if reply.status == 403:
                assert "read-only" in reply.text
        return
    for request, reply in zip(case.requests, replies, strict=True):
        assert f"{reply.status // 100}xx" in request.expected.statuses, reply.text
        assert fits(reply, request.expected.form), reply
        if request.expected.boolean is not None:
            assert truth(reply) is request.expected.boolean


@pytest.fixture(scope="module")
def described(server: str) -> Reply:
    assert len(suite("service-description").entries()) == 3
    return ask(server, "/sparql")


def graph(reply: Reply) -> set[Triple]:
    return {quad.triple for quad in pyoxigraph.parse(reply.body, format=GRAPHS[reply.media_type])}


def test_get_on_the_endpoint_returns_rdf(described: Reply) -> None:
    assert described.status == 200
    assert graph(described)


def test_the_description_names_the_endpoint_at_which_it_was_found(
    described: Reply, server: str
) -> None:
    named = {each.object for each in graph(described) if each.predicate == SD.endpoint}
    assert named == {NamedNode(f"{server}sparql")}


def test_the_description_conforms_to_its_vocabulary(described: Reply) -> None:
    found = graph(described)
    types: dict[object, set[object]] = {}
    for each in found:
        if each.predicate == RDF.type:
            types.setdefault(each.subject, set()).add(each.object)
    for each in found:
        if each.predicate in RANGES:
            assert RANGES[each.predicate] in types[each.object], each
        if each.predicate in DOMAINS:
            assert DOMAINS[each.predicate] in types[each.subject], each
        if each.predicate.value.startswith(SD.base):
            assert isinstance(each.object, NamedNode), each
            assert each.predicate in DOMAINS, f"{each.predicate} is not looked at"
        assert not isinstance(each.subject, pyoxigraph.BlankNode)
    assert sum(SD.Service in kinds for kinds in types.values()) == 1
    assert XSD.base
