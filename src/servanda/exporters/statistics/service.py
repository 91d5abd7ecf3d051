"""A SPARQL service description (https://www.w3.org/TR/sparql11-service-description/).

Where the description of the dataset names no endpoint there is no service to describe: what is
true of a release of files is which graphs a store holds once they are loaded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from pyoxigraph import NamedNode, Triple

from servanda.catalog import Head, part
from servanda.exporters.statistics.keys import key_of
from servanda.vocab import RDF, SD, VOID, Namespace

__all__ = ["service_triples"]

_FORMATS: Final = Namespace("http://www.w3.org/ns/formats/")
_RESULTS: Final = (
    *("JSON-LD", "N-Triples", "RDF_XML", "SPARQL_Results_CSV", "SPARQL_Results_JSON"),
    *("SPARQL_Results_TSV", "SPARQL_Results_XML", "Turtle"),
)
# What was inferred is stored as statements of its own graph; answers need no reasoning.
_SIMPLE: Final = NamedNode("http://www.w3.org/ns/entailment/Simple")


def service_triples(
    head: Head, graphs: Iterable[NamedNode], inferred: NamedNode
) -> Iterator[Triple]:
    """The graphs of the dataset and, for each endpoint that is named, the service that answers.

    `graphs` are the named graphs of the stated dataset, `inferred` is that of what follows.
    """
    dataset = part(head.dataset, "graphs")
    yield Triple(dataset, RDF.type, SD.Dataset)
    yield Triple(dataset, SD.defaultGraph, head.dataset)
    yield Triple(head.dataset, RDF.type, SD.Graph)
    yield Triple(head.dataset, RDF.type, VOID.Dataset)
    for graph in graphs:
        yield from _named(head, dataset, graph)
    yield from _named(head, dataset, inferred)
    of_inferred = part(head.dataset, "inferred")
    yield Triple(part(head.dataset, "graph", key_of(inferred.value)), SD.graph, of_inferred)
    yield Triple(of_inferred, RDF.type, SD.Graph)
    yield Triple(of_inferred, RDF.type, VOID.Dataset)
    for number, endpoint in enumerate(head.endpoints, start=1):
        # The service bears the IRI that it has in the catalogue.
        node = part(head.dataset, "endpoint", *([str(number)] if number > 1 else []))
        yield from _service(node, endpoint, dataset)


def _named(head: Head, dataset: NamedNode, graph: NamedNode) -> Iterator[Triple]:
    node = part(head.dataset, "graph", key_of(graph.value))
    yield Triple(dataset, SD.namedGraph, node)
    yield Triple(node, RDF.type, SD.NamedGraph)
    yield Triple(node, SD.name, graph)


def _service(node: NamedNode, endpoint: NamedNode, dataset: NamedNode) -> Iterator[Triple]:
    yield Triple(node, RDF.type, SD.Service)
    yield Triple(node, SD.endpoint, endpoint)
    yield Triple(node, SD.supportedLanguage, SD.SPARQL11Query)
    yield Triple(node, SD.defaultEntailmentRegime, _SIMPLE)
    yield Triple(node, SD.feature, SD.UnionDefaultGraph)
    yield Triple(node, SD.defaultDataset, dataset)
    for name in _RESULTS:
        yield Triple(node, SD.resultFormat, _FORMATS[name])
