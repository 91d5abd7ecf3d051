"""The service description: one graph in all syntaxes, the limits, what is counted, the address."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Store, Triple
from server_protocol.asking import ask
from server_protocol.serving import (
    SYNTAXES,
    StorePool,
    app_of,
    listening,
    running,
    served_of,
    state_on,
)

from servanda.server.description import GRAPHS, describe
from servanda.server.formats import OFFERED
from servanda.server.limits import LIMITS, limits_of
from servanda.server.served import File
from servanda.server.workers.job import Kind
from servanda.vocab import DCAT, DCTERMS, RDF, SCHEMA, SD, VOID

ADDRESS = "https://data.example/"
DATASET = "https://data.example/dataset"


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    served = served_of(tmp_path, graphs=frozenset({"https://data.example/g"}))
    app = app_of(state_on(served, StorePool(Store()), max_rows=7))
    with listening() as found, running(app, found) as at:
        yield at


def test_every_syntax_holds_the_same_graph(url: str) -> None:
    names = dict(OFFERED[Kind.GRAPH])
    found = {}
    for media_type, name in names.items():
        reply = ask(url, "/sparql", headers={"Accept": media_type})
        assert (reply.status, reply.media_type) == (200, media_type)
        quads = pyoxigraph.parse(reply.body, format=SYNTAXES[name])
        found[media_type] = frozenset(quad.triple for quad in quads)
        assert ask(url, f"/sparql?format={name}").status == 200
    assert len(set(found.values())) == 1
    assert not any(isinstance(each.subject, BlankNode) for each in found["text/turtle"])


def test_it_is_negotiated_and_revalidated(url: str) -> None:
    assert ask(url, "/sparql", headers={"Accept": "text/csv"}).status == 406
    assert ask(url, "/sparql?format=csv").status == 406
    tag = ask(url, "/sparql").headers["etag"]
    assert ask(url, "/sparql", headers={"If-None-Match": tag}).status == 304


def told(triples: list[Triple], subject: object, name: NamedNode) -> set[str]:
    return {
        each.object.value for each in triples if each.subject == subject and each.predicate == name
    }


def test_every_limit_is_named_with_its_value_and_unit(tmp_path: Path) -> None:
    limits = limits_of({"max_rows": 7, "deadline": 2.5})
    found = describe(served_of(tmp_path), limits, ADDRESS)
    service = NamedNode(f"{ADDRESS}sparql#service")
    nodes = told(found, service, SCHEMA.additionalProperty)
    assert len(nodes) == len(LIMITS)
    for limit in LIMITS:
        name = limit.option.removeprefix("--")
        node = NamedNode(f"{ADDRESS}sparql#limit-{name}")
        assert told(found, node, SCHEMA.propertyID) == {name}
        assert told(found, node, SCHEMA.unitText) == {limit.unit}
        assert {float(each) for each in told(found, node, SCHEMA.value)} == {
            float(getattr(limits, limit.name))
        }


def test_it_says_that_the_default_graph_is_the_union_and_promises_no_federation(
    tmp_path: Path,
) -> None:
    found = describe(served_of(tmp_path, triples=12), limits_of(), ADDRESS)
    service = NamedNode(f"{ADDRESS}sparql#service")
    assert told(found, service, SD.feature) == {SD.UnionDefaultGraph.value}
    assert told(found, service, SD.endpoint) == {f"{ADDRESS}sparql"}
    assert told(found, NamedNode(f"{ADDRESS}sparql#default-graph"), VOID.triples) == {"12"}


def test_a_release_gives_its_title_and_what_its_void_counts(tmp_path: Path) -> None:
    path = tmp_path / "void.ttl"
    path.write_text(
        f"<{DATASET}> <{VOID.entities.value}> 3 ; <{VOID.triples.value}> 9 ;"
        f' <{DCTERMS.title.value}> "no number" . <http://other> <{VOID.triples.value}> 1 .'
    )
    served = served_of(
        tmp_path,
        dataset=DATASET,
        title={"fr": "Données"},
        files={"void.ttl": File(path, path.stat().st_size, "1" * 64, "text/turtle")},
    )
    found = describe(served, limits_of(), ADDRESS)
    node = NamedNode(DATASET)
    assert told(found, node, VOID.entities) == {"3"}
    assert told(found, node, VOID.triples) == {"9"}
    assert told(found, node, VOID.sparqlEndpoint) == {f"{ADDRESS}sparql"}
    assert Triple(node, DCTERMS.title, Literal("Données", language="fr")) in found
    assert Triple(NamedNode(f"{ADDRESS}sparql#service"), DCAT.servesDataset, node) in found


def test_graphs_bear_the_iris_that_the_release_gives_them(release: Path, tmp_path: Path) -> None:
    published = Store()
    published.extend(pyoxigraph.parse(path=str(release / "sparql-service-description.ttl")))
    names = {
        (quad.subject, quad.object.value)
        for quad in published.quads_for_pattern(None, SD.name, None)
        if isinstance(quad.object, NamedNode)
    }
    dataset = next(iter(published.quads_for_pattern(None, SD.defaultGraph, None))).object
    served = served_of(tmp_path, dataset=dataset.value, graphs=frozenset(name for _, name in names))
    found = describe(served, limits_of(), ADDRESS)
    assert {
        (each.subject, each.object.value) for each in found if each.predicate == SD.name
    } == names


def test_of_many_graphs_some_are_listed_and_it_says_so(tmp_path: Path) -> None:
    graphs = frozenset(f"https://data.example/g{number}" for number in range(GRAPHS + 1))
    served = served_of(tmp_path, graphs=graphs)
    found = describe(served, limits_of(), ADDRESS)
    assert (
        sum(each.object == SD.NamedGraph for each in found if each.predicate == RDF.type) == GRAPHS
    )
    app = app_of(state_on(served, StorePool(Store())))
    with listening() as port, running(app, port) as at:
        assert ask(at, "/sparql").headers["servanda-truncated"] == f"graphs={GRAPHS}"
