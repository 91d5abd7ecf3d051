"""The catalogue as a graph: DCAT-AP 3.0.1, with all that it makes mandatory or recommends.

Specification: https://semiceu.github.io/DCAT-AP/releases/3.0.0/. Versions are a dataset series
(DCAT 3, sections 11 and 12). No blank nodes, and every IRI is absolute.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, Triple

from servanda.catalog.dataset import Head, in_words, part, shared
from servanda.catalog.files import Published, Words
from servanda.catalog.service import service, service_node
from servanda.catalog.stubs import names, stub
from servanda.catalog.tables import AUTHORITY, FILE_TYPES, MEDIA, PROFILES, STANDARDS, licence_of
from servanda.vocab import DCAT, DCATAP, DCTERMS, FOAF, RDF, RDFS, SPDX, XSD
from servanda.wording import LANGUAGES, word

__all__ = ["Release", "catalog_triples"]

_THEMES: Final = NamedNode(f"{AUTHORITY}data-theme")
_STABLE: Final = NamedNode(f"{AUTHORITY}planned-availability/STABLE")
_SHA256: Final = SPDX.checksumAlgorithm_sha256
# What the catalogue, the series and a service say as the dataset does.
_SHARED: Final = (DCTERMS.publisher, DCTERMS.language, DCTERMS.spatial)


@dataclass(frozen=True, slots=True)
class Release:
    """One version: its number, its day, where it stands below the address, its files."""

    version: str
    issued: str
    path: str
    files: tuple[Published, ...]


def catalog_triples(head: Head, current: Release, earlier: Sequence[Release]) -> set[Triple]:
    """All triples of the catalogue of a release; `earlier` has the versions before, oldest first.

    Nothing is added to what the description says but what follows from the files.
    """
    said = set(head.told())
    said.update(_catalog(head, current, earlier))
    said.update(_series(head, current, earlier))
    said.update(_files(head, head.dataset, current))
    for release in earlier:
        said.update(_earlier(head, release))
    for endpoint in head.endpoints:
        said.update(service(head, endpoint))
    said |= set(_stubs(said))
    return said | set(names(said))


def _day(text: str) -> Literal:
    return Literal(text, datatype=XSD.date)


def _catalog(head: Head, current: Release, earlier: Sequence[Release]) -> Iterator[Triple]:
    catalog = part(head.dataset, "catalog")
    yield Triple(catalog, RDF.type, DCAT.Catalog)
    yield from in_words("catalog-title", catalog, DCTERMS.title, head)
    yield from shared(head, catalog, (*_SHARED, DCTERMS.description))
    yield Triple(catalog, DCTERMS.issued, _day(next((e.issued for e in earlier), current.issued)))
    yield Triple(catalog, DCTERMS.modified, _day(current.issued))
    yield Triple(catalog, FOAF.homepage, NamedNode(head.address))
    yield Triple(catalog, DCAT.themeTaxonomy, _THEMES)
    for licence in head.licences:
        yield Triple(catalog, DCTERMS.license, licence)
    for dataset in (head.dataset, *(_version(head, each) for each in earlier)):
        yield Triple(catalog, DCAT.dataset, dataset)
    for endpoint in head.endpoints:
        yield Triple(catalog, DCAT.service, service_node(head, endpoint))


def _version(head: Head, release: Release) -> NamedNode:
    return part(head.dataset, "version", release.version)


def _series(head: Head, current: Release, earlier: Sequence[Release]) -> Iterator[Triple]:
    series = part(head.dataset, "series")
    versions = [*(_version(head, each) for each in earlier), head.dataset]
    yield Triple(series, RDF.type, DCAT.DatasetSeries)
    yield from in_words("catalog-series", series, DCTERMS.title, head)
    for language in LANGUAGES:
        about = Literal(word("catalog-series-about", language), language=language)
        yield Triple(series, DCTERMS.description, about)
    same = (DCAT.contactPoint, DCTERMS.accrualPeriodicity, DCTERMS.temporal)
    yield from shared(head, series, (*_SHARED, *same))
    yield Triple(series, DCTERMS.issued, _day(next((e.issued for e in earlier), current.issued)))
    yield Triple(series, DCTERMS.modified, _day(current.issued))
    yield Triple(series, DCAT.hasCurrentVersion, head.dataset)
    yield Triple(series, DCAT.first, versions[0])
    yield Triple(series, DCAT.last, versions[-1])
    for version in versions:
        yield Triple(series, DCAT.hasVersion, version)
        yield Triple(version, DCAT.inSeries, series)
        yield Triple(version, DCAT.isVersionOf, series)
    for before, after in pairwise(versions):
        yield Triple(after, DCAT.prev, before)
        yield Triple(after, DCAT.previousVersion, before)
    yield Triple(head.dataset, DCTERMS.issued, _day(current.issued))
    yield Triple(head.dataset, DCTERMS.modified, _day(current.issued))


def _earlier(head: Head, release: Release) -> Iterator[Triple]:
    """A version before this one: what is the same of all versions, and its own number and files."""
    node = _version(head, release)
    yield Triple(node, RDF.type, DCAT.Dataset)
    yield from in_words("catalog-version", node, DCTERMS.title, head, version=release.version)
    same = (
        *(DCTERMS.description, DCAT.contactPoint, DCAT.keyword, DCAT.theme, DCTERMS.temporal),
        *(DCTERMS.accessRights, DCTERMS.accrualPeriodicity, DCTERMS.provenance),
    )
    yield from shared(head, node, (*_SHARED, *same))
    yield Triple(node, DCTERMS.identifier, Literal(node.value))
    yield Triple(node, DCAT.version, Literal(release.version))
    yield Triple(node, DCTERMS.issued, _day(release.issued))
    yield Triple(node, DCTERMS.modified, _day(release.issued))
    yield Triple(node, DCAT.landingPage, NamedNode(head.address + quote(release.path)))
    yield from _files(head, node, release)


def _files(head: Head, dataset: NamedNode, release: Release) -> Iterator[Triple]:
    base = head.address + quote(release.path)
    for file in release.files:
        node = part(head.dataset, "file", *filter(None, (release.path.strip("/"), file.path)))
        yield Triple(dataset, DCAT.distribution, node)
        yield Triple(node, RDF.type, DCAT.Distribution)
        yield from _told(node, DCTERMS.title, file.title)
        yield from _told(node, DCTERMS.description, file.description)
        yield from _bytes(node, file, NamedNode(base + quote(file.path)))
        yield from _terms_of_use(head, node)
        yield from shared(head, node, (DCTERMS.language,))
        yield Triple(node, DCTERMS.issued, _day(release.issued))
        yield Triple(node, DCTERMS.modified, _day(release.issued))


def _told(node: NamedNode, predicate: NamedNode, texts: Words) -> Iterator[Triple]:
    for language, text in texts.items():
        yield Triple(node, predicate, Literal(text, language=language))


def _bytes(node: NamedNode, file: Published, address: NamedNode) -> Iterator[Triple]:
    yield Triple(node, DCAT.accessURL, address)
    yield Triple(node, DCAT.downloadURL, address)
    yield Triple(node, DCAT.mediaType, NamedNode(MEDIA + file.media_type))
    if file.media_type in FILE_TYPES:
        code = FILE_TYPES[file.media_type]
        yield Triple(node, DCTERMS["format"], NamedNode(f"{AUTHORITY}file-type/{code}"))
    profiles = [said for end, said in PROFILES.items() if file.path.endswith(end)]
    for iri, title in (*filter(None, [STANDARDS.get(file.media_type)]), *profiles):
        yield Triple(node, DCTERMS.conformsTo, NamedNode(iri))
        yield Triple(NamedNode(iri), RDF.type, DCTERMS.Standard)
        yield Triple(NamedNode(iri), DCTERMS.title, Literal(title, language="en"))
    yield Triple(node, DCAT.byteSize, Literal(str(file.size), datatype=XSD.nonNegativeInteger))
    checksum = NamedNode(f"{node.value}-sha256")
    yield Triple(node, SPDX.checksum, checksum)
    yield Triple(checksum, RDF.type, SPDX.Checksum)
    yield Triple(checksum, SPDX.algorithm, _SHA256)
    yield Triple(checksum, SPDX.checksumValue, Literal(file.sha256, datatype=XSD.hexBinary))
    yield Triple(_SHA256, RDF.type, SPDX.ChecksumAlgorithm)
    yield Triple(node, DCATAP.availability, _STABLE)


def _terms_of_use(head: Head, node: NamedNode) -> Iterator[Triple]:
    rights = part(head.dataset, "rights")
    for licence in head.licences:
        yield Triple(node, DCTERMS.license, licence)
        known = licence_of(licence.value)
        yield Triple(node, DCTERMS.rights, rights)
        yield Triple(rights, RDF.type, DCTERMS.RightsStatement)
        for language in LANGUAGES:
            name = licence.value if known is None else known.title
            text = word("catalog-rights", language, title=name)
            yield Triple(rights, RDFS.label, Literal(text, language=language))


def _stubs(said: Iterable[Triple]) -> Iterator[Triple]:
    values: Mapping[tuple[NamedNode, NamedNode], None] = dict.fromkeys(
        (triple.predicate, triple.object)
        for triple in said
        if isinstance(triple.object, NamedNode) and triple.predicate != RDF.type
    )
    for predicate, value in values:
        yield from stub(predicate, value)
