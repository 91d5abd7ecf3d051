"""The bridge to rdflib, for the engines that need its graphs; lexical forms cross unchanged."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator

import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from servanda.errors import InputError

__all__ = ["from_rdflib", "term_from_rdflib", "to_rdflib"]

_STRING = "http://www.w3.org/2001/XMLSchema#string"


def to_rdflib(triples: Iterable[Triple], *, store: str = "Memory") -> rdflib.Graph:
    """A new rdflib graph with these triples. Raises InputError for triple terms (RDF 1.2).

    `SimpleMemory` is a faster store for those who know of one graph only.
    """
    # rdflib would print a traceback for every literal that has no value of its type.
    logging.getLogger("rdflib.term").setLevel(logging.ERROR)
    graph = rdflib.Graph(store=store)
    # One object for one term: to compare two costs far more than to see that they are one.
    known: dict[object, rdflib.term.IdentifiedNode | rdflib.Literal] = {}
    for triple in triples:
        parts = (triple.subject, triple.predicate, triple.object)
        for part in parts:
            if part not in known:
                known[part] = _term(part)
        graph.add((known[parts[0]], known[parts[1]], known[parts[2]]))
    return graph


def from_rdflib(graph: Iterable[tuple[object, object, object]]) -> Iterator[Triple]:
    """The triples of an rdflib graph that are legal RDF; literals as subjects are left out."""
    for subject, predicate, value in graph:
        head, link = term_from_rdflib(subject), term_from_rdflib(predicate)
        if isinstance(head, NamedNode | BlankNode) and isinstance(link, NamedNode):
            yield Triple(head, link, term_from_rdflib(value))


def term_from_rdflib(term: object) -> NamedNode | BlankNode | Literal:
    """One term of rdflib as a term of ours."""
    match term:
        case rdflib.URIRef():
            return NamedNode(str(term))
        case rdflib.BNode():
            return BlankNode(str(term))
        case rdflib.Literal():
            if term.language:
                return Literal(str(term), language=term.language)
            datatype = str(term.datatype or _STRING)
            return Literal(str(term), datatype=NamedNode(datatype))
        case _:
            raise InputError(f"not a term of RDF 1.1: {term!r}")


def _term(term: object) -> rdflib.term.IdentifiedNode | rdflib.Literal:
    match term:
        case NamedNode():
            return rdflib.URIRef(term.value)
        case BlankNode():
            return rdflib.BNode(term.value)
        case Literal():
            if term.language:
                return rdflib.Literal(term.value, lang=term.language)
            datatype = term.datatype.value
            if datatype == _STRING:
                return rdflib.Literal(term.value)
            return rdflib.Literal(term.value, datatype=datatype, normalize=False)
        case _:
            raise InputError("triple terms of RDF 1.2 are not supported by this engine")
