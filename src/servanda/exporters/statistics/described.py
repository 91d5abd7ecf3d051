"""A dataset described by VoID: what is in it, in a form that editors of SPARQL complete from.

Note: https://www.w3.org/TR/void/. The kinds of literals are told by the datatype partitions of
`http://ldf.fi/void-ext#`. No blank nodes: each partition has an IRI of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from servanda.catalog import Head, part
from servanda.exporters.statistics.keys import key_of
from servanda.exporters.statistics.tally import ClassPart, PropertyPart, Tally, Totals
from servanda.exporters.statistics.targets import target_of
from servanda.vocab import DCTERMS, FOAF, RDF, VOID, XSD, Namespace

__all__ = ["VOID_EXT", "void_triples"]

VOID_EXT: Final = Namespace("http://ldf.fi/void-ext#")
_FORMATS: Final = Namespace("http://www.w3.org/ns/formats/")
# What is repeated of the description, and the files that hold the whole dataset with the name of
# their format as the W3C lists it.
_SAID: Final = tuple(
    DCTERMS[name]
    for name in ("contributor", "creator", "description", "issued", "publisher", "subject", "title")
)
_DUMPS: Final = MappingProxyType(
    {
        "dataset.jsonld": "JSON-LD",
        "dataset.nq": "N-Quads",
        "dataset.nt": "N-Triples",
        "dataset.rdf": "RDF_XML",
        "dataset.trig": "TriG",
        "dataset.ttl": "Turtle",
    }
)


def void_triples(
    head: Head, stated: Tally, inferred: Totals, prefixes: Mapping[str, str]
) -> set[Triple]:
    """The description of the dataset with its partitions, its linksets and what was inferred."""
    return {
        *_file(head),
        *_head(head),
        *_totals(head.dataset, stated.totals),
        *_vocabularies(head.dataset, stated, prefixes),
        *_inferred(head, inferred),
        *_linksets(head.dataset, stated),
        *_properties(head.dataset, stated),
        *_classes(head.dataset, stated),
    }


def _integer(number: int) -> Literal:
    return Literal(str(number), datatype=XSD.integer)


def _file(head: Head) -> Iterator[Triple]:
    file = NamedNode(f"{head.address}void.ttl")
    yield Triple(file, RDF.type, VOID.DatasetDescription)
    yield Triple(file, FOAF.primaryTopic, head.dataset)


def _head(head: Head) -> Iterator[Triple]:
    dataset = head.dataset
    yield Triple(dataset, RDF.type, VOID.Dataset)
    yield Triple(dataset, FOAF.homepage, NamedNode(head.address))
    for predicate in (*_SAID, VOID.exampleResource, VOID.sparqlEndpoint, VOID.uriSpace):
        for value in head.values(predicate):
            yield Triple(dataset, predicate, value)
    agents = {*head.values(DCTERMS.publisher), *head.values(DCTERMS.creator)}
    for triple in head.triples:
        if triple.subject in agents and triple.predicate == FOAF.name:
            yield triple
    for licence in head.licences:
        yield Triple(dataset, DCTERMS.license, licence)
    for name, syntax in _DUMPS.items():
        yield Triple(dataset, VOID.dataDump, NamedNode(f"{head.address}dump/{name}"))
        yield Triple(dataset, VOID.feature, _FORMATS[syntax])


def _totals(node: NamedNode, totals: Totals) -> Iterator[Triple]:
    yield Triple(node, VOID.triples, _integer(totals.triples))
    yield Triple(node, VOID.entities, _integer(totals.entities))
    yield Triple(node, VOID.classes, _integer(totals.classes))
    yield Triple(node, VOID.properties, _integer(totals.properties))
    yield Triple(node, VOID.distinctSubjects, _integer(totals.subjects))
    yield Triple(node, VOID.distinctObjects, _integer(totals.objects))
    yield Triple(node, VOID.documents, _integer(totals.documents))


def _vocabularies(
    dataset: NamedNode, stated: Tally, prefixes: Mapping[str, str]
) -> Iterator[Triple]:
    """The namespaces of all classes and properties in use: those that have a prefix."""
    bases = sorted(prefixes.values(), key=len, reverse=True)
    for term in (*stated.classes, *stated.properties):
        base = next((base for base in bases if term.startswith(base)), None)
        if base is not None:
            yield Triple(dataset, VOID.vocabulary, NamedNode(base))


def _inferred(head: Head, inferred: Totals) -> Iterator[Triple]:
    node = part(head.dataset, "inferred")
    yield Triple(head.dataset, VOID.subset, node)
    yield Triple(node, RDF.type, VOID.Dataset)
    yield Triple(node, VOID.dataDump, NamedNode(f"{head.address}dump/inferred.nq"))
    yield Triple(node, VOID.feature, _FORMATS["N-Quads"])
    for licence in head.licences:
        yield Triple(node, DCTERMS.license, licence)
    yield from _totals(node, inferred)


def _linksets(dataset: NamedNode, stated: Tally) -> Iterator[Triple]:
    for (predicate, space), number in stated.links.items():
        target = target_of(space)
        other = part(dataset, "target", key_of(space))
        yield Triple(other, RDF.type, VOID.Dataset)
        yield Triple(other, DCTERMS.title, Literal(target.name))
        yield Triple(other, VOID.uriSpace, Literal(space))
        if target.page:
            yield Triple(other, FOAF.homepage, NamedNode(target.page))
        links = part(dataset, "links", key_of(predicate), key_of(space))
        yield Triple(dataset, VOID.subset, links)
        yield Triple(links, RDF.type, VOID.Linkset)
        yield Triple(links, VOID.subjectsTarget, dataset)
        yield Triple(links, VOID.objectsTarget, other)
        yield Triple(links, VOID.linkPredicate, NamedNode(predicate))
        yield Triple(links, VOID.triples, _integer(number))


def _properties(dataset: NamedNode, stated: Tally) -> Iterator[Triple]:
    for predicate, numbers in stated.properties.items():
        counted = PropertyPart({}, {}, *numbers)
        yield from _property(dataset, dataset, (), predicate, counted)


def _classes(dataset: NamedNode, stated: Tally) -> Iterator[Triple]:
    for kind, counted in stated.classes.items():
        yield from _class(dataset, kind, counted)


def _class(dataset: NamedNode, kind: str, counted: ClassPart) -> Iterator[Triple]:
    names = ("class", key_of(kind))
    node = part(dataset, *names)
    yield Triple(dataset, VOID.classPartition, node)
    yield Triple(node, VOID["class"], NamedNode(kind))
    yield Triple(node, VOID.entities, _integer(counted.entities))
    yield Triple(node, VOID.triples, _integer(counted.triples))
    yield Triple(node, VOID.properties, _integer(len(counted.properties)))
    for predicate, each in counted.properties.items():
        yield from _property(dataset, node, names, predicate, each)


def _property(
    dataset: NamedNode,
    whole: NamedNode,
    names: tuple[str, ...],
    predicate: str,
    counted: PropertyPart,
) -> Iterator[Triple]:
    names = (*names, "property", key_of(predicate))
    node = part(dataset, *names)
    yield Triple(whole, VOID.propertyPartition, node)
    yield Triple(node, VOID.property, NamedNode(predicate))
    yield Triple(node, VOID.triples, _integer(counted.triples))
    yield Triple(node, VOID.distinctSubjects, _integer(counted.subjects))
    yield Triple(node, VOID.distinctObjects, _integer(counted.objects))
    for kind, number in counted.classes.items():
        of_class = part(dataset, *names, "class", key_of(kind))
        yield Triple(node, VOID.classPartition, of_class)
        yield Triple(of_class, VOID["class"], NamedNode(kind))
        yield Triple(of_class, VOID.triples, _integer(number))
    for kind, number in counted.datatypes.items():
        of_type = part(dataset, *names, "datatype", key_of(kind))
        yield Triple(node, VOID_EXT.datatypePartition, of_type)
        yield Triple(of_type, VOID_EXT.datatype, NamedNode(kind))
        yield Triple(of_type, VOID.triples, _integer(number))
