"""The facts of one resource as data: Turtle, JSON-LD and N-Triples beside each page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from types import MappingProxyType
from typing import Final

import pyoxigraph
from pyoxigraph import BlankNode, NamedNode, RdfFormat, Triple

from servanda.serialize.turtle import canonical_triples, turtle
from servanda.site.base import Page, Site, Unit, flat
from servanda.site.read.index import Origin

__all__ = ["SYNTAXES", "data", "data_units"]

# Suffix and media type, in the order in which they are offered.
SYNTAXES: Final = MappingProxyType(
    {"ttl": "text/turtle", "jsonld": "application/ld+json", "nt": "application/n-triples"}
)


def data(site: Site) -> Iterator[Page]:
    """The files `id/<path>.<suffix>`: a resource with its parts, and the claims about them."""
    yield from flat(data_units(site))


def data_units(site: Site) -> Iterator[Unit]:
    """A unit for each resource."""
    for node, path in site.resources.pages():
        yield Unit(node.value, partial(_pages, site, node, path), outside=path)


def _pages(site: Site, node: NamedNode, path: str) -> Iterator[Page]:
    for suffix in SYNTAXES:
        yield Page(f"id/{path}.{suffix}", partial(_written, site, node, suffix))


def _written(site: Site, node: NamedNode, suffix: str) -> bytes:
    return _WRITERS[suffix](site, canonical_triples(sorted(_told(site, node), key=str)))


def _told(site: Site, node: NamedNode) -> set[Triple]:
    """All statements about a resource and its parts, with what claims about it rest on."""
    found: set[Triple] = set()
    waiting: list[NamedNode | BlankNode] = [node, *site.resources.parts(node)]
    seen: set[object] = set()
    while waiting:
        each = waiting.pop()
        if each in seen:
            continue
        seen.add(each)
        # Inferred statements stay in the dump of their own, where they say what they are.
        facts = site.index.facts(each)
        triples = [fact.triple for fact in facts if fact.origin is not Origin.INFERRED]
        found.update(triples)
        waiting += [t.object for t in triples if isinstance(t.object, BlankNode)]
        if isinstance(each, NamedNode):
            waiting += [claim for _, claim in site.index.claimed(each)]
    return found


def _turtle(site: Site, triples: list[Triple]) -> bytes:
    return turtle(triples, dict(site.prefixes)).encode()


def _oxigraph(rdf_format: RdfFormat, site: Site, triples: list[Triple]) -> bytes:
    written = pyoxigraph.serialize(triples, format=rdf_format, prefixes=dict(site.prefixes))
    return written or b""


_WRITERS: Final[MappingProxyType[str, Callable[[Site, list[Triple]], bytes]]] = MappingProxyType(
    {
        "ttl": _turtle,
        "jsonld": partial(_oxigraph, RdfFormat.JSON_LD),
        "nt": partial(_oxigraph, RdfFormat.N_TRIPLES),
    }
)
