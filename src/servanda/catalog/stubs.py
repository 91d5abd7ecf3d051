"""What validators and harvesters must be told of a term that is described elsewhere.

DCAT-AP 3.0.1 asks for the class of each value; a portal shows its label.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from servanda.catalog.tables import AUTHORITY, MEDIA, Box, countries, licence_of, terms
from servanda.vocab import DCAT, DCTERMS, FOAF, GEO, LABELS, OWL, RDF, RDFS, SKOS, VCARD
from servanda.wording import LANGUAGES, word, words

__all__ = ["geometry", "names", "stub"]

_COUNTRY: Final = f"{AUTHORITY}country/"
# The class of a value by the property that leads to it, where nothing else tells it.
_RANGES: Final[Mapping[NamedNode, NamedNode]] = MappingProxyType(
    {
        DCAT.landingPage: FOAF.Document,
        FOAF.homepage: FOAF.Document,
        FOAF.page: FOAF.Document,
        DCTERMS.conformsTo: DCTERMS.Standard,
        DCTERMS.license: DCTERMS.LicenseDocument,
        DCTERMS.spatial: DCTERMS.Location,
        DCAT.contactPoint: VCARD.Kind,
        DCAT.endpointDescription: RDFS.Resource,
        DCAT.endpointURL: RDFS.Resource,
        DCTERMS.publisher: FOAF.Agent,
        DCTERMS.creator: FOAF.Agent,
        DCTERMS.language: DCTERMS.LinguisticSystem,
        DCTERMS.temporal: DCTERMS.PeriodOfTime,
        DCTERMS.accrualPeriodicity: DCTERMS.Frequency,
        DCTERMS.accessRights: DCTERMS.RightsStatement,
        DCTERMS.rights: DCTERMS.RightsStatement,
        DCTERMS.provenance: DCTERMS.ProvenanceStatement,
        DCAT.theme: SKOS.Concept,
        DCAT.mediaType: DCTERMS.MediaType,
    }
)


def stub(predicate: NamedNode, value: NamedNode) -> Iterator[Triple]:
    """Type, labels and scheme of a value of `predicate`; nothing where its class is not known."""
    term = terms().get(value.value)
    if term is not None:
        yield from _of_term(value)
    elif value.value.startswith(_COUNTRY):
        yield from _of_country(value)
    elif value.value.startswith(MEDIA):
        yield Triple(value, RDF.type, DCTERMS.MediaType)
        yield Triple(value, RDFS.label, Literal(value.value.removeprefix(MEDIA)))
    elif predicate == DCTERMS.license:
        yield from _of_licence(value)
    elif predicate in _RANGES:
        yield Triple(value, RDF.type, _RANGES[predicate])
        if value.value.startswith(AUTHORITY):
            yield from _of_authority(value)


def _of_authority(value: NamedNode) -> Iterator[Triple]:
    """A term of an authority list that our table lacks: its code is its label."""
    scheme, _, code = value.value.rpartition("/")
    yield Triple(value, RDF.type, SKOS.Concept)
    yield Triple(value, SKOS.prefLabel, Literal(code))
    if f"{scheme}/" != AUTHORITY:
        yield Triple(value, SKOS.inScheme, NamedNode(scheme))
        yield from _of_scheme(NamedNode(scheme))


def _of_scheme(scheme: NamedNode) -> Iterator[Triple]:
    if scheme.value in terms():
        yield from _of_term(scheme)
    else:
        yield Triple(scheme, RDF.type, SKOS.ConceptScheme)
        yield Triple(scheme, DCTERMS.title, Literal(scheme.value.rpartition("/")[2]))


def _of_term(value: NamedNode) -> Iterator[Triple]:
    term = terms()[value.value]
    yield Triple(value, RDF.type, term.kind)
    scheme = term.scheme
    label = DCTERMS.title if scheme is None else SKOS.prefLabel
    for language, text in term.labels.items():
        yield Triple(value, label, Literal(text, language=language))
    if scheme is not None:
        yield Triple(value, RDF.type, SKOS.Concept)
        yield Triple(value, SKOS.inScheme, scheme)
        yield from _of_term(scheme)


def _of_country(value: NamedNode) -> Iterator[Triple]:
    box = countries().get(value.value.removeprefix(_COUNTRY))
    scheme = NamedNode(_COUNTRY.rstrip("/"))
    yield Triple(value, RDF.type, DCTERMS.Location)
    yield Triple(value, RDF.type, SKOS.Concept)
    yield Triple(value, SKOS.inScheme, scheme)
    yield from _of_term(scheme)
    if box is None:
        yield Triple(value, SKOS.prefLabel, Literal(value.value.removeprefix(_COUNTRY)))
        return
    key = f"country-{box.alpha2}"
    if key not in words():
        yield Triple(value, SKOS.prefLabel, Literal(box.alpha3))
    else:
        for language in LANGUAGES:
            yield Triple(value, SKOS.prefLabel, Literal(word(key, language), language=language))
    yield from geometry(value, box)


def geometry(place: NamedNode, box: Box) -> Iterator[Triple]:
    """The bounding box and its middle as WKT (GeoSPARQL 1.1, section 8.5.1)."""
    west, south, east, north = box.west, box.south, box.east, box.north
    corners = ((west, south), (east, south), (east, north), (west, north), (west, south))
    ring = ", ".join(f"{x} {y}" for x, y in corners)
    middle = f"POINT({round((west + east) / 2, 2)} {round((south + north) / 2, 2)})"
    for predicate, text in ((DCAT.bbox, f"POLYGON(({ring}))"), (DCAT.centroid, middle)):
        yield Triple(place, predicate, Literal(text, datatype=GEO.wktLiteral))


def names(said: Iterable[Triple]) -> Iterator[Triple]:
    """A name for each agent and contact that has none: another label of it, or its address.

    A catalogue without the name of its publisher is invalid, and a portal would refuse it.
    """
    kinds = {FOAF.Agent: FOAF.name, VCARD.Kind: VCARD.fn}
    nodes: dict[NamedNode | BlankNode | Triple, dict[NamedNode, set[Any]]] = {}
    for triple in said:
        nodes.setdefault(triple.subject, {}).setdefault(triple.predicate, set()).add(triple.object)
    for node, values in nodes.items():
        for kind, naming in kinds.items():
            if kind in values.get(RDF.type, ()) and naming not in values:
                labels = next((values[each] for each in LABELS if each in values), None)
                for label in labels or {Literal(str(node).strip("<>"))}:
                    yield Triple(node, naming, label)


def _of_licence(value: NamedNode) -> Iterator[Triple]:
    licence = licence_of(value.value)
    yield Triple(value, RDF.type, DCTERMS.LicenseDocument)
    if licence is None:
        return
    for language in LANGUAGES:
        yield Triple(value, DCTERMS.title, Literal(licence.registered, language=language))
        yield Triple(value, SKOS.prefLabel, Literal(licence.title, language=language))
    yield Triple(value, RDFS.label, Literal(licence.registered))
    yield Triple(value, DCTERMS.identifier, Literal(licence.identifier))
    yield Triple(value, DCTERMS.type, licence.kind)
    yield from _of_term(licence.kind)
    for other in {licence.page, licence.iri.value} - {value.value}:
        yield Triple(value, OWL.sameAs, NamedNode(other))
