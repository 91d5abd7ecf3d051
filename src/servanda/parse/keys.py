"""The keys of YAML records that stand for terms of standard vocabularies, whatever the ontology.

A key is the local name of its term, save where another word is plainer (`label`, `source`) or the
name is taken.
"""

from __future__ import annotations

from typing import Final

from pyoxigraph import NamedNode

from servanda.vocab import ADMS, DCTERMS, FOAF, OA, PROV, RDF, RDFS, SCHEMA, SKOS, SPDX, XSD
from servanda.vocab import PREFIXES as _PREFIXES

__all__ = ["ANY", "KEYWORDS", "LINK", "STANDARD_CLASSES", "STANDARD_KEYS", "TERM", "TEXT"]

# Words of JSON-LD itself. `literal` with `datatype` or `lang` writes out one literal in full.
KEYWORDS: Final = (
    ("id", "@id"),
    ("type", "@type"),
    ("included", "@included"),
    ("literal", "@value"),
    ("datatype", "@type"),
    ("lang", "@language"),
)

# What a key takes when it takes no literals of certain datatypes.
LINK: Final = "link"
TERM: Final = "term"  # the name of a term, as another key or type would be written
ANY: Final = "any"  # a link, or a literal written out in full

TEXT: Final = (RDF.langString,)
_STRING: Final = (XSD.string,)
_NAME: Final = (XSD.string, RDF.langString)
_DATE: Final = (XSD.date, XSD.gYearMonth, XSD.gYear)
_ORG: Final = _PREFIXES["org"]
_M8G: Final = "http://data.europa.eu/m8g/"
_GEO: Final = "http://www.w3.org/2003/01/geo/wgs84_pos#"

STANDARD_KEYS: Final[tuple[tuple[str, NamedNode, str | tuple[NamedNode, ...]], ...]] = (
    ("label", SKOS.prefLabel, TEXT),
    ("altLabel", SKOS.altLabel, TEXT),
    ("note", SKOS.note, TEXT),
    ("comment", RDFS.comment, TEXT),
    ("title", DCTERMS.title, TEXT),
    ("description", DCTERMS.description, TEXT),
    ("name", FOAF.name, _NAME),
    ("notation", SKOS.notation, _STRING),
    ("exactMatch", SKOS.exactMatch, LINK),
    ("closeMatch", SKOS.closeMatch, LINK),
    ("relatedMatch", SKOS.relatedMatch, LINK),
    ("seeAlso", RDFS.seeAlso, LINK),
    ("page", FOAF.page, LINK),
    ("homepage", FOAF.homepage, LINK),
    ("url", SCHEMA.url, LINK),
    ("identifier", ADMS.identifier, LINK),
    ("schemaAgency", ADMS.schemaAgency, _STRING),
    ("date", DCTERMS.date, _DATE),
    ("issued", DCTERMS.issued, _DATE),
    ("modified", DCTERMS.modified, _DATE),
    ("valid", DCTERMS.valid, _DATE),
    ("language", DCTERMS.language, LINK),
    ("license", DCTERMS.license, LINK),
    ("publisher", DCTERMS.publisher, LINK),
    ("creator", DCTERMS.creator, LINK),
    ("conformsTo", DCTERMS.conformsTo, LINK),
    ("isPartOf", DCTERMS.isPartOf, LINK),
    ("source", PROV.hadPrimarySource, LINK),
    ("wasDerivedFrom", PROV.wasDerivedFrom, LINK),
    ("wasQuotedFrom", PROV.wasQuotedFrom, LINK),
    ("subject", RDF.subject, LINK),
    ("predicate", RDF.predicate, TERM),
    ("object", RDF.object, ANY),
    ("value", RDF.value, _STRING),
    ("hasSource", OA.hasSource, LINK),
    ("hasSelector", OA.hasSelector, LINK),
    ("start", OA.start, (XSD.nonNegativeInteger,)),
    ("end", OA.end, (XSD.nonNegativeInteger,)),
    ("checksumValue", SPDX.checksumValue, (XSD.hexBinary,)),
    ("amount", SCHEMA.value, (XSD.decimal,)),
    ("currency", SCHEMA.currency, _STRING),
    ("hasFormalFramework", NamedNode(f"{_M8G}hasFormalFramework"), LINK),
    ("lat", NamedNode(f"{_GEO}lat"), (XSD.decimal,)),
    ("long", NamedNode(f"{_GEO}long"), (XSD.decimal,)),
    *(
        (name, NamedNode(_ORG + name), LINK)
        for name in (
            "changedBy",
            "holds",
            "memberOf",
            "originalOrganization",
            "postIn",
            "resultedFrom",
            "resultingOrganization",
            "subOrganizationOf",
            "unitOf",
        )
    ),
)

STANDARD_CLASSES: Final = (
    ADMS.Identifier,
    FOAF.Person,
    OA.FragmentSelector,
    OA.SpecificResource,
    OA.TextPositionSelector,
    SCHEMA.MonetaryAmount,
    SPDX.Checksum,
    *(
        NamedNode(_ORG + name)
        for name in (
            "ChangeEvent",
            "FormalOrganization",
            "Organization",
            "OrganizationalUnit",
            "Post",
        )
    ),
)
