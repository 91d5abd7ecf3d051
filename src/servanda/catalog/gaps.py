"""What a description leaves out or says in words that portals do not know.

A release is made all the same, for nothing of this makes its catalogue invalid; a portal then shows
less, or finds it less well. What DCAT-AP makes mandatory is asked for by `servanda.description`.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from typing import Final

from pyoxigraph import NamedNode

from servanda.catalog.dataset import Head
from servanda.catalog.tables import AUTHORITY, countries, licence_of
from servanda.findings import Finding, Level
from servanda.parse import Document
from servanda.vocab import DCAT, DCTERMS, FOAF, VCARD
from servanda.wording import LANGUAGES, word

__all__ = ["gaps"]

_PUBLISHER_TYPE: Final = "http://purl.org/adms/publishertype/"
_GEONAMES: Final = "https://sws.geonames.org/"
# What DCAT-AP recommends or the quality score of data.europa.eu counts, by the name that a message
# gives it, and an example of what to write.
_DATASET: Final = (
    (DCAT.landingPage, "dcat:landingPage", "<https://example.org/>"),
    (DCTERMS.accessRights, "dcterms:accessRights", f"<{AUTHORITY}access-right/PUBLIC>"),
    (DCTERMS.accrualPeriodicity, "dcterms:accrualPeriodicity", f"<{AUTHORITY}frequency/IRREG>"),
    (DCTERMS.provenance, "dcterms:provenance", "a dcterms:ProvenanceStatement with rdfs:label"),
)
# The same of what the dataset refers to, by the property that leads there.
_BELOW: Final = (
    (DCTERMS.publisher, FOAF.name, "foaf:name", 'foaf:name "Our name"@en'),
    (DCTERMS.publisher, DCTERMS.type, "dcterms:type", f"<{_PUBLISHER_TYPE}RegionalAuthority>"),
    (DCAT.contactPoint, VCARD.fn, "vcard:fn", 'vcard:fn "Our name"@en'),
    (DCTERMS.temporal, DCAT.startDate, "dcat:startDate", '"2018-06-14"^^xsd:date'),
    (DCTERMS.temporal, DCAT.endDate, "dcat:endDate", '"2028-06-14"^^xsd:date'),
)
# The authority list from which the values of a property come.
_LISTS: Final = (
    (DCTERMS.accessRights, "dcterms:accessRights", f"{AUTHORITY}access-right"),
    (DCTERMS.accrualPeriodicity, "dcterms:accrualPeriodicity", f"{AUTHORITY}frequency"),
    (DCTERMS.language, "dcterms:language", f"{AUTHORITY}language"),
    (DCAT.theme, "dcat:theme", f"{AUTHORITY}data-theme"),
)
_PLACES: Final = tuple(f"{AUTHORITY}{name}/" for name in ("country", "place", "continent"))


_Found = Iterator[Finding]
_Said = AbstractSet[tuple[object, NamedNode]]


def gaps(description: Document, dataset: NamedNode) -> Iterator[Finding]:
    """Warnings about the description of a dataset, each with its line and how to mend it."""
    head = Head(dataset, tuple(description.triples))
    said: _Said = {(triple.subject, triple.predicate) for triple in head.triples}
    for predicate, short, example in _DATASET:
        if not head.values(predicate):
            line = description.line(dataset)
            yield _finding(description, line, "catalog-gap", what=short, example=example)
    for leading, predicate, short, example in _BELOW:
        for node in head.values(leading):
            if (node, predicate) not in said:
                line = description.line(dataset, leading)
                what = f"{short} ({node.value})"
                yield _finding(description, line, "catalog-gap", what=what, example=example)
    yield from _reachable(description, head, said)
    yield from _unlisted(description, head)
    yield from _places(description, head, said)
    yield from _licences(description, head, said)


def _finding(description: Document, line: int, key: str, **values: str) -> Finding:
    messages = tuple((language, word(key, language, **values)) for language in LANGUAGES)
    return Finding(description.name, line, "catalog", Level.WARNING, messages)


def _reachable(description: Document, head: Head, said: _Said) -> _Found:
    """A contact has an address, and the landing page is one that a browser can open."""
    for node in head.values(DCAT.contactPoint):
        if not any((node, each) in said for each in (VCARD.hasEmail, VCARD.hasURL)):
            what, example = f"vcard:hasEmail ({node.value})", "<mailto:us@example.org>"
            line = description.line(head.dataset, DCAT.contactPoint)
            yield _finding(description, line, "catalog-gap", what=what, example=example)
    for page in head.values(DCAT.landingPage):
        if not page.value.startswith(("http://", "https://")):
            line = description.line(head.dataset, DCAT.landingPage)
            yield _finding(description, line, "catalog-gap-address", value=page.value)


def _unlisted(description: Document, head: Head) -> _Found:
    for predicate, short, scheme in _LISTS:
        for value in head.values(predicate):
            if not value.value.startswith(f"{scheme}/"):
                line = description.line(head.dataset, predicate, value)
                words = {"what": short, "value": value.value, "list": scheme}
                yield _finding(description, line, "catalog-gap-list", **words)


def _places(description: Document, head: Head, said: _Said) -> _Found:
    for place in head.values(DCTERMS.spatial):
        line = description.line(head.dataset, DCTERMS.spatial, place)
        if not place.value.startswith((*_PLACES, _GEONAMES)):
            words = {"what": "dcterms:spatial", "value": place.value}
            lists = f"{AUTHORITY}country, {_GEONAMES}"
            yield _finding(description, line, "catalog-gap-list", list=lists, **words)
        if place.value.removeprefix(_PLACES[0]) in countries():
            continue  # its box is in our table
        for predicate, name, example in (
            (
                DCAT.bbox,
                "dcat:bbox",
                '"POLYGON((1.4 48.1, 3.6 48.1, 3.6 49.3, 1.4 49.3, 1.4 48.1))"^^geo:wktLiteral',
            ),
            (DCAT.centroid, "dcat:centroid", '"POINT(2.5 48.7)"^^geo:wktLiteral'),
        ):
            if (place, predicate) not in said:
                what = f"{name} ({place.value})"
                yield _finding(description, line, "catalog-gap", what=what, example=example)


def _licences(description: Document, head: Head, said: _Said) -> _Found:
    for value in head.values(DCTERMS.license):
        told = {DCTERMS.title, DCTERMS.type} <= {each for node, each in said if node == value}
        if licence_of(value.value) is None and not told:
            line = description.line(head.dataset, DCTERMS.license)
            yield _finding(description, line, "catalog-gap-licence", value=value.value)
