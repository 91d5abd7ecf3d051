"""The tables of the catalogue: terms of the EU's authority lists, licences, countries, file types.

The terms are those of the Publications Office of the European Union
(https://op.europa.eu/en/web/eu-vocabularies), of ADMS and of SPDX; countries are boxes drawn from
Natural Earth. A validator and a harvester know a term only by its type and its label.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Final

from pyoxigraph import NamedNode

from servanda.vocab import PREFIXES

__all__ = [
    "AUTHORITY",
    "FILE_TYPES",
    "MEDIA",
    "PROFILES",
    "STANDARDS",
    "Box",
    "Licence",
    "Term",
    "countries",
    "licence_of",
    "terms",
]

AUTHORITY: Final = "http://publications.europa.eu/resource/authority/"
MEDIA: Final = "https://www.iana.org/assignments/media-types/"

# The EU's code of a file type and the specification of the format, by media type.
FILE_TYPES: Final = MappingProxyType(
    {
        "application/csvm+json": "JSON",
        "application/json": "JSON",
        "application/ld+json": "JSON_LD",
        "application/n-quads": "RDF_N_QUADS",
        "application/n-triples": "RDF_N_TRIPLES",
        "application/rdf+xml": "RDF_XML",
        "application/sparql-query": "SPARQLQ",
        "application/trig": "RDF_TRIG",
        "application/vnd.apache.parquet": "PARQUET",
        "text/csv": "CSV",
        "text/tab-separated-values": "TSV",
        "text/turtle": "RDF_TURTLE",
    }
)
STANDARDS: Final = MappingProxyType(
    {
        "application/csvm+json": (
            "https://www.w3.org/TR/tabular-metadata/",
            "Metadata Vocabulary for Tabular Data",
        ),
        "application/json": ("https://www.rfc-editor.org/rfc/rfc8259", "JSON (RFC 8259)"),
        "application/ld+json": ("https://www.w3.org/TR/json-ld11/", "JSON-LD 1.1"),
        "application/n-quads": ("https://www.w3.org/TR/n-quads/", "RDF 1.1 N-Quads"),
        "application/n-triples": ("https://www.w3.org/TR/n-triples/", "RDF 1.1 N-Triples"),
        "application/rdf+xml": ("https://www.w3.org/TR/rdf-syntax-grammar/", "RDF 1.1 XML Syntax"),
        "application/sparql-query": ("https://www.w3.org/TR/sparql11-query/", "SPARQL 1.1 Query"),
        "application/trig": ("https://www.w3.org/TR/trig/", "RDF 1.1 TriG"),
        "application/vnd.apache.parquet": ("https://parquet.apache.org/docs/", "Apache Parquet"),
        "text/csv": ("https://www.rfc-editor.org/rfc/rfc4180", "CSV (RFC 4180)"),
        "text/turtle": ("https://www.w3.org/TR/turtle/", "RDF 1.1 Turtle"),
    }
)
# The specification of what a file says, by the end of its path, beside that of its format.
PROFILES: Final = MappingProxyType(
    {
        "croissant.json": ("http://mlcommons.org/croissant/1.0", "Croissant 1.0"),
        "datapackage.json": ("https://datapackage.org/standard/data-package/", "Data Package"),
        "ontology.jsonld": ("https://www.w3.org/TR/owl2-overview/", "OWL 2"),
        "ontology.ttl": ("https://www.w3.org/TR/owl2-overview/", "OWL 2"),
        ".schema.json": ("https://datapackage.org/standard/table-schema/", "Table Schema"),
        "shapes.ttl": ("https://www.w3.org/TR/shacl/", "SHACL"),
        "sparql-service-description.ttl": (
            "https://www.w3.org/TR/sparql11-service-description/",
            "SPARQL 1.1 Service Description",
        ),
        "validation.ttl": ("https://www.w3.org/TR/shacl/", "SHACL"),
        "void.ttl": ("https://www.w3.org/TR/void/", "Vocabulary of Interlinked Datasets"),
    }
)


@dataclass(frozen=True, slots=True)
class Term:
    """A term of an authority list: its class, its scheme if it has one, its labels by language."""

    iri: NamedNode
    kind: NamedNode
    scheme: NamedNode | None
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence: the address that people cite, the IRI that portals know, its type and names.

    `registered` is the name in the registries of CKAN and data.gouv.fr, which find it by that.
    """

    page: str
    iri: NamedNode
    kind: NamedNode
    identifier: str
    title: str
    registered: str


@dataclass(frozen=True, slots=True)
class Box:
    """A country: its codes of ISO 3166-1, and the degrees west, south, east and north of it."""

    alpha3: str
    alpha2: str
    west: float
    south: float
    east: float
    north: float


@cache
def terms() -> Mapping[str, Term]:
    """The known terms by IRI."""
    return MappingProxyType({row["iri"]: _term(row) for row in _rows("terms.tsv")})


@cache
def countries() -> Mapping[str, Box]:
    """The countries by the three letters of ISO 3166-1."""
    found = {}
    for row in _rows("countries.tsv"):
        sides = (float(row[side]) for side in ("west", "south", "east", "north"))
        found[row["alpha3"]] = Box(row["alpha3"], row["alpha2"], *sides)
    return MappingProxyType(found)


@cache
def licence_of(address: str) -> Licence | None:
    """The licence that an address stands for, whether that of its page or of its term."""
    plain = _plain(address)
    for row in _rows("licences.tsv"):
        if plain in (_plain(row["page"]), _plain(row["iri"])):
            return Licence(
                row["page"],
                NamedNode(row["iri"]),
                NamedNode(row["type"]),
                row["identifier"],
                row["title"],
                row["registered"],
            )
    return None


def _plain(address: str) -> str:
    return address.removeprefix("https:").removeprefix("http:").rstrip("/").lower()


def _term(row: Mapping[str, str]) -> Term:
    prefix, _, name = row["type"].partition(":")
    return Term(
        iri=NamedNode(row["iri"]),
        kind=NamedNode(PREFIXES[prefix] + name),
        scheme=NamedNode(row["scheme"]) if row["scheme"] else None,
        labels={language: row[language] for language in ("fr", "en", "zh")},
    )


@cache
def _rows(name: str) -> tuple[Mapping[str, str], ...]:
    path = resources.files("servanda") / "assets" / "catalog" / name
    with path.open(encoding="utf-8") as table:
        return tuple(csv.DictReader(table, delimiter="\t"))
