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
    "DCATAP",
    "DCTERMS",
    "EDTF",
    "FOAF",
    "GEO",
    "LABELS",
    "LOCN",
    "OA",
    "OWL",
    "PREFIXES",
    "PROV",
    "RDF",
    "RDFS",
    "SCHEMA",
    "SD",
    "SEMAPV",
    "SH",
    "SKOS",
    "SPDX",
    "SSSOM",
    "TABLE",
    "VANN",
    "VCARD",
    "VOID",
    "WD",
    "XSD",
    "Namespace",
]


class Namespace:
    """The terms of one vocabulary: `RDF.type` and `RDF["type"]` give the same NamedNode."""

    __slots__ = ("__dict__", "base")

    def __init__(self, base: str) -> None:
        self.base: Final = base

    def __getitem__(self, name: str) -> NamedNode:
        return NamedNode(self.base + name)

    def __getattr__(self, name: str) -> NamedNode:
        if name.startswith("__"):
            raise AttributeError(name)
        term = self.__dict__[name] = self[name]  # so that Python finds it by itself next time
        return term


ADMS: Final = Namespace("http://www.w3.org/ns/adms#")
CSVW: Final = Namespace("http://www.w3.org/ns/csvw#")
DC: Final = Namespace("http://purl.org/dc/elements/1.1/")
DCAT: Final = Namespace("http://www.w3.org/ns/dcat#")
DCATAP: Final = Namespace("http://data.europa.eu/r5r/")
DCTERMS: Final = Namespace("http://purl.org/dc/terms/")
EDTF: Final = Namespace("http://id.loc.gov/datatypes/edtf/")
FOAF: Final = Namespace("http://xmlns.com/foaf/0.1/")
GEO: Final = Namespace("http://www.opengis.net/ont/geosparql#")
LOCN: Final = Namespace("http://www.w3.org/ns/locn#")
OA: Final = Namespace("http://www.w3.org/ns/oa#")
OWL: Final = Namespace("http://www.w3.org/2002/07/owl#")
PROV: Final = Namespace("http://www.w3.org/ns/prov#")
RDF: Final = Namespace("http://www.w3.org/1999/02/22-rdf-syntax-ns#")
RDFS: Final = Namespace("http://www.w3.org/2000/01/rdf-schema#")
SCHEMA: Final = Namespace("https://schema.org/")
SD: Final = Namespace("http://www.w3.org/ns/sparql-service-description#")
SEMAPV: Final = Namespace("https://w3id.org/semapv/vocab/")
SH: Final = Namespace("http://www.w3.org/ns/shacl#")
SKOS: Final = Namespace("http://www.w3.org/2004/02/skos/core#")
SPDX: Final = Namespace("http://spdx.org/rdf/terms#")
SSSOM: Final = Namespace("https://w3id.org/sssom/")
# Annotations for descriptions of tables, which the metadata vocabulary has no words for.
TABLE: Final = Namespace("https://w3id.org/servanda/table#")
VANN: Final = Namespace("http://purl.org/vocab/vann/")
VCARD: Final = Namespace("http://www.w3.org/2006/vcard/ns#")
VOID: Final = Namespace("http://rdfs.org/ns/void#")
WD: Final = Namespace("http://www.wikidata.org/entity/")
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
        "dcatap": DCATAP.base,
        "dcterms": DCTERMS.base,
        "edtf": EDTF.base,
        "foaf": FOAF.base,
        "geo": GEO.base,
        "locn": LOCN.base,
        "oa": OA.base,
        "org": "http://www.w3.org/ns/org#",
        "owl": OWL.base,
        "prov": PROV.base,
        "rdf": RDF.base,
        "rdfs": RDFS.base,
        "schema": SCHEMA.base,
        "sd": SD.base,
        "semapv": SEMAPV.base,
        "sh": SH.base,
        "skos": SKOS.base,
        "spdx": SPDX.base,
        "sssom": SSSOM.base,
        "time": "http://www.w3.org/2006/time#",
        "vann": VANN.base,
        "vcard": VCARD.base,
        "void": VOID.base,
        "wd": WD.base,
        "xsd": XSD.base,
    }
)
