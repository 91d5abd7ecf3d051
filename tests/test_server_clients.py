"""The libraries that people ask endpoints with read every kind of answer of the server."""

from __future__ import annotations

import warnings
from collections.abc import Iterator

import pytest
from rdflib import URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from server_protocol.serving import serving
from SPARQLWrapper import CSV, JSON, JSONLD, N3, POST, POSTDIRECTLY, RDFXML, TSV, TURTLE, XML
from SPARQLWrapper import SPARQLWrapper as Wrapper

from servanda.query import run_remote

DATA = "<http://x.example/s> <http://x.example/p> <http://x.example/o>, 'é'@fr, 12 .\n"
ROWS = "SELECT ?s ?o { ?s ?p ?o }"
GRAPH = "CONSTRUCT WHERE { ?s ?p ?o }"


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("clients")
    (folder / "data.ttl").write_text(DATA, encoding="utf-8")
    with serving(folder, folder / "data.ttl") as url:
        yield f"{url}sparql"


def asked(endpoint: str, query: str, form: str, method: str = "GET", request: str = "") -> object:
    wrapper = Wrapper(endpoint)
    wrapper.setQuery(query)
    wrapper.setReturnFormat(form)
    wrapper.setMethod(method)
    if request:
        wrapper.setRequestMethod(request)
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        found = wrapper.query().convert()
    assert [str(each.message) for each in warned if each.category is RuntimeWarning] == []
    return found


@pytest.mark.parametrize("form", [JSON, XML, CSV, TSV])
def test_sparqlwrapper_reads_rows_in_every_format(endpoint: str, form: str) -> None:
    found = asked(endpoint, ROWS, form)
    if isinstance(found, dict):
        assert len(found["results"]["bindings"]) == 3
    else:
        text = found.toxml() if hasattr(found, "toxml") else found.decode()  # type: ignore[attr-defined]
        assert text.count("http://x.example/s") == 3


@pytest.mark.parametrize("form", [TURTLE, N3, RDFXML, JSONLD, XML])
def test_sparqlwrapper_reads_graphs_in_every_syntax(endpoint: str, form: str) -> None:
    found = asked(endpoint, GRAPH, form)
    assert (len(found) == 3) if hasattr(found, "triples") else b"x.example/s" in found  # type: ignore[arg-type,operator]


def test_sparqlwrapper_posts_in_both_ways(endpoint: str) -> None:
    for request in ("urlencoded", POSTDIRECTLY):
        assert asked(endpoint, "ASK { ?s ?p 12 }", JSON, POST, request)["boolean"] is True  # type: ignore[index]


def test_a_graph_of_rdflib_may_be_the_endpoint(endpoint: str) -> None:
    store = SPARQLStore(endpoint)
    subject = URIRef("http://x.example/s")
    assert len(list(store.triples((subject, None, None)))) == 3
    assert len(store) == 3


def test_our_own_command_asks_it(endpoint: str) -> None:
    assert len(run_remote(endpoint, ROWS).rows) == 3
    assert run_remote(endpoint, "ASK {}").boolean is True
    assert len(run_remote(endpoint, GRAPH).triples or ()) == 3
