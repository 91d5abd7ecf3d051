"""Standard namespaces and the one table of their prefixes; no dataset's own IRI stands here."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from pyoxigraph import NamedNode

__all__ = [
    "ADMS",
    "CSVW",
    "DC",
    "DCAT",
    "DCTERMS",
    "EDTF",
    "FOAF",
    "LABELS",
    "OA",
    "OWL",
    "PREFIXES",
    "PROV",
    "RDF",
    "RDFS",
    "SCHEMA",
    "SH",
    "SKOS",
    "SPDX",
    "TABLE",
    "VANN",
    "VCARD",
    "VOID",
    "XSD",
    "Namespace",
]


class Namespace:
    """The terms of one vocabulary: `RDF.type` and `RDF["type"]` give the same NamedNode."""

    __slots__ = ("base",)

    def __init__(self, base: str) -> None:
        self.base: Final = base

    def __getitem__(self, name: str) -> NamedNode:
        return NamedNode(self.base + name)

    def __getattr__(self, name: str) -> NamedNode:
        if name.startswith("__"):
            raise AttributeError(name)
        return self[name]


ADMS: Final = Namespace("http://www.w3.org/ns/adms#")
CSVW: Final = Namespace("http://www.w3.org/ns/csvw#")
DC: Final = Namespace("http://purl.org/dc/elements/1.1/")
DCAT: Final = Namespace("http://www.w3.org/ns/dcat#")
DCTERMS: Final = Namespace("http://purl.org/dc/terms/")
EDTF: Final = Namespace("http://id.loc.gov/datatypes/edtf/")
FOAF: Final = Namespace("http://xmlns.com/foaf/0.1/")
OA: Final = Namespace("http://www.w3.org/ns/oa#")
OWL: Final = Namespace("http://www.w3.org/2002/07/owl#")
PROV: Final = Namespace("http://www.w3.org/ns/prov#")
RDF: Final = Namespace("http://www.w3.org/1999/02/22-rdf-syntax-ns#")
RDFS: Final = Namespace("http://www.w3.org/2000/01/rdf-schema#")
SCHEMA: Final = Namespace("https://schema.org/")
SH: Final = Namespace("http://www.w3.org/ns/shacl#")
SKOS: Final = Namespace("http://www.w3.org/2004/02/skos/core#")
SPDX: Final = Namespace("http://spdx.org/rdf/terms#")
# Annotations for descriptions of tables, which the metadata vocabulary has no words for.
TABLE: Final = Namespace("https://w3id.org/servanda/table#")
VANN: Final = Namespace("http://purl.org/vocab/vann/")
VCARD: Final = Namespace("http://www.w3.org/2006/vcard/ns#")
VOID: Final = Namespace("http://rdfs.org/ns/void#")
XSD: Final = Namespace("http://www.w3.org/2001/XMLSchema#")

# The properties that name a thing, in the order in which they are asked.
LABELS: Final = (
    SKOS.prefLabel,
    RDFS.label,
    DCTERMS.title,
    FOAF.name,
    SCHEMA.name,
    VCARD.fn,
)

PREFIXES: Final = MappingProxyType(
    {
        "adms": ADMS.base,
        "csvw": CSVW.base,
        "dc": DC.base,
        "dcat": DCAT.base,
        "dcterms": DCTERMS.base,
        "edtf": EDTF.base,
        "foaf": FOAF.base,
        "oa": OA.base,
        "org": "http://www.w3.org/ns/org#",
        "owl": OWL.base,
        "prov": PROV.base,
        "rdf": RDF.base,
        "rdfs": RDFS.base,
        "schema": SCHEMA.base,
        "sh": SH.base,
        "skos": SKOS.base,
        "spdx": SPDX.base,
        "time": "http://www.w3.org/2006/time#",
        "vann": VANN.base,
        "vcard": VCARD.base,
        "void": VOID.base,
        "wd": "http://www.wikidata.org/entity/",
        "xsd": XSD.base,
    }
)
