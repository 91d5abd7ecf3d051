"""The SPARQL endpoints that a description names: data services (DCAT-AP 3.0.1, SPARQL SD 1.1)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from servanda.catalog.dataset import Head, in_words, part, shared
from servanda.vocab import DCAT, DCTERMS, RDF, SD
from servanda.wording import LANGUAGES, word

__all__ = ["service", "service_node"]

_PROTOCOL: Final = NamedNode("https://www.w3.org/TR/sparql11-protocol/")
_SAME: Final = (
    *(DCTERMS.publisher, DCTERMS.accessRights, DCTERMS.language),
    *(DCAT.contactPoint, DCAT.keyword, DCAT.theme),
)


def service_node(head: Head, endpoint: NamedNode) -> NamedNode:
    """The IRI of the service at an endpoint: the first, then with numbers."""
    at = head.endpoints.index(endpoint)
    return part(head.dataset, "endpoint", *([str(at + 1)] if at else []))


def service(head: Head, endpoint: NamedNode) -> Iterator[Triple]:
    """One endpoint as a `dcat:DataService`, which describes itself at its own address."""
    node = service_node(head, endpoint)
    yield Triple(node, RDF.type, DCAT.DataService)
    yield Triple(node, RDF.type, SD.Service)
    yield from in_words("catalog-service", node, DCTERMS.title, head)
    for language in LANGUAGES:
        about = Literal(word("catalog-service-about", language), language=language)
        yield Triple(node, DCTERMS.description, about)
    yield from shared(head, node, _SAME)
    yield Triple(node, DCTERMS.identifier, Literal(node.value))
    yield Triple(node, DCAT.endpointURL, endpoint)
    yield Triple(node, DCAT.endpointDescription, endpoint)
    yield Triple(node, SD.endpoint, endpoint)
    yield Triple(node, SD.supportedLanguage, SD.SPARQL11Query)
    yield Triple(node, DCAT.servesDataset, head.dataset)
    for licence in head.licences:
        yield Triple(node, DCTERMS.license, licence)
    yield Triple(node, DCTERMS.conformsTo, _PROTOCOL)
    yield Triple(_PROTOCOL, DCTERMS.title, Literal("SPARQL 1.1 Protocol", language="en"))
