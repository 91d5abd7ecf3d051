"""The service description of the endpoint (SPARQL 1.1 Service Description), with every limit.

The limits are `schema:PropertyValue`s: the Service Description vocabulary has no words for them,
and those of schema.org for a named value with a unit say all that is to be said, so that no term
had to be coined. `schema:propertyID` is the name of the limit as the command line has it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

import pyoxigraph
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple
from starlette.requests import Request
from starlette.responses import Response

from servanda.catalog import part
from servanda.exporters.statistics.keys import key_of as short
from servanda.formats import SYNTAXES
from servanda.serialize.turtle import turtle
from servanda.server.answering import Kept, found, key_of, whole
from servanda.server.formats import OFFERED, negotiate, refusal_of
from servanda.server.limits import LIMITS, Limits
from servanda.server.served import Served
from servanda.server.state import State
from servanda.server.workers.job import Kind
from servanda.vocab import DCAT, DCTERMS, PREFIXES, RDF, RDFS, SCHEMA, SD, VOID, XSD, Namespace

__all__ = ["GRAPHS", "TYPES", "describe", "respond"]

TYPES: Final = tuple(media_type for media_type, _ in OFFERED[Kind.GRAPH])
GRAPHS: Final = 1000  # named graphs that are listed; a query lists more
_FORMATS: Final = Namespace("http://www.w3.org/ns/formats/")
_SIMPLE: Final = NamedNode("http://www.w3.org/ns/entailment/Simple")
_PROTOCOL: Final = NamedNode("https://www.w3.org/TR/sparql11-protocol/")
_RESULTS: Final = (
    *("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV"),
    *("Turtle", "JSON-LD", "N-Triples", "N-Quads", "TriG", "RDF_XML"),
)
_SYNTAX: Final = MappingProxyType({each.suffix[1:]: each.rdf_format for each in SYNTAXES})
_PREFIXES: Final = MappingProxyType(
    {name: PREFIXES[name] for name in ("dcat", "dcterms", "rdfs", "schema", "sd", "void", "xsd")}
)


async def respond(request: Request, accept: str, form: str) -> Response:
    """The description in the syntax that is asked for. Raises Refusal 406 where there is none."""
    state: State = request.state.release
    chosen = negotiate(accept, form).graph
    if chosen is None:
        raise refusal_of(Kind.GRAPH)
    key = key_of(state, "description", state.address, chosen)
    response = await found(request, key)
    if response is None:
        body = _written(describe(state.served, state.limits, state.address), chosen.name)
        listed = len(state.served.graphs)
        kept = Kept(chosen.content_type, body, f"graphs={GRAPHS}" if listed > GRAPHS else "")
        response = await whole(request, kept, key)
    return response


def describe(served: Served, limits: Limits, address: str) -> list[Triple]:
    """What is served at `<address>sparql`, as sorted triples without blank nodes.

    `address` is the public base of the server, with a slash at its end.
    """
    endpoint = NamedNode(f"{address}sparql")
    return sorted({*_service(served, endpoint), *_limits(limits, endpoint)}, key=str)


def _service(served: Served, endpoint: NamedNode) -> Iterator[Triple]:
    service, dataset = _at(endpoint, "service"), _at(endpoint, "dataset")
    yield Triple(service, RDF.type, SD.Service)
    yield Triple(service, SD.endpoint, endpoint)
    yield Triple(service, SD.supportedLanguage, SD.SPARQL11Query)
    yield Triple(service, SD.supportedLanguage, SD.SPARQL10Query)
    yield Triple(service, SD.feature, SD.UnionDefaultGraph)
    yield Triple(service, SD.defaultEntailmentRegime, _SIMPLE)
    yield Triple(service, SD.defaultDataset, dataset)
    yield Triple(service, DCTERMS.conformsTo, _PROTOCOL)
    for name in _RESULTS:
        yield Triple(service, SD.resultFormat, _FORMATS[name])
    yield Triple(dataset, RDF.type, SD.Dataset)
    yield from _default_graph(served, dataset, _at(endpoint, "default-graph"))
    yield from _named_graphs(served, endpoint, dataset)
    if served.dataset:
        yield Triple(service, DCAT.servesDataset, NamedNode(served.dataset))
        yield from _described(served, NamedNode(served.dataset), endpoint)


def _default_graph(served: Served, dataset: NamedNode, graph: NamedNode) -> Iterator[Triple]:
    yield Triple(dataset, SD.defaultGraph, graph)
    yield Triple(graph, RDF.type, SD.Graph)
    yield Triple(graph, RDF.type, VOID.Dataset)
    yield Triple(graph, VOID.triples, _whole(served.triples))
    said = "The default graph is the union of all named graphs."
    yield Triple(graph, RDFS.comment, Literal(said, language="en"))


def _named_graphs(served: Served, endpoint: NamedNode, dataset: NamedNode) -> Iterator[Triple]:
    """The graphs; each bears the IRI that it has in the description that a release publishes."""
    base = NamedNode(served.dataset) if served.dataset else endpoint
    for name in sorted(served.graphs)[:GRAPHS]:
        node = part(base, "graph", short(name))
        yield Triple(dataset, SD.namedGraph, node)
        yield Triple(node, RDF.type, SD.NamedGraph)
        yield Triple(node, SD.name, NamedNode(name))
    if len(served.graphs) > GRAPHS:
        said = f"{GRAPHS} of {len(served.graphs)} named graphs are listed."
        yield Triple(dataset, RDFS.comment, Literal(said, language="en"))


def _described(served: Served, dataset: NamedNode, endpoint: NamedNode) -> Iterator[Triple]:
    """The dataset with its title and, from the `void.ttl` of its release, what it counts."""
    yield Triple(dataset, RDF.type, VOID.Dataset)
    yield Triple(dataset, VOID.sparqlEndpoint, endpoint)
    for language, title in served.title.items():
        yield Triple(dataset, DCTERMS.title, Literal(title, language=language))
    file = served.files.get("void.ttl")
    if file is not None:
        yield from _counts(file.path, file.sha256, dataset)
        address = endpoint.value.removesuffix("sparql")
        yield Triple(dataset, RDFS.seeAlso, NamedNode(f"{address}void.ttl"))


@lru_cache(maxsize=8)
def _counts(path: Path, _: str, dataset: NamedNode) -> tuple[Triple, ...]:
    """The numbers that a VoID file gives for the dataset itself; the second argument is its hash.

    Kept, because files of a release do not change and are long.
    """
    quads = pyoxigraph.parse(path=str(path), format=RdfFormat.TURTLE)
    return tuple(
        quad.triple
        for quad in quads
        if quad.subject == dataset
        and quad.predicate.value.startswith(VOID.base)
        and isinstance(quad.object, Literal)
        and quad.object.value.isdecimal()
    )


def _limits(limits: Limits, endpoint: NamedNode) -> Iterator[Triple]:
    service = _at(endpoint, "service")
    for limit in LIMITS:
        name = limit.option.removeprefix("--")
        node = _at(endpoint, f"limit-{name}")
        value = float(getattr(limits, limit.name))
        yield Triple(service, SCHEMA.additionalProperty, node)
        yield Triple(node, RDF.type, SCHEMA.PropertyValue)
        yield Triple(node, SCHEMA.propertyID, Literal(name))
        yield Triple(node, SCHEMA.name, Literal(name.replace("-", " "), language="en"))
        yield Triple(node, SCHEMA.description, Literal(limit.about, language="en"))
        yield Triple(node, SCHEMA.value, _number(value))
        yield Triple(node, SCHEMA.unitText, Literal(limit.unit, language="en"))


def _at(endpoint: NamedNode, name: str) -> NamedNode:
    return NamedNode(f"{endpoint.value}#{name}")


def _whole(value: int) -> Literal:
    return Literal(str(value), datatype=XSD.integer)


def _number(value: float) -> Literal:
    return (
        _whole(int(value)) if value == int(value) else Literal(f"{value:f}", datatype=XSD.decimal)
    )


def _written(triples: list[Triple], name: str) -> bytes:
    if name == "ttl":
        return turtle(triples, _PREFIXES, first="#service").encode()
    prefixes = dict(_PREFIXES) if name in {"jsonld", "rdf"} else None
    return pyoxigraph.serialize(triples, format=_SYNTAX[name], prefixes=prefixes) or b""
