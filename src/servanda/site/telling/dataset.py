"""The dataset as schema.org knows it, for search engines of datasets.

What they ask for: https://developers.google.com/search/docs/appearance/structured-data/dataset.
Nothing is added to what the description of the dataset says and what lies in the release.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pyoxigraph import Literal, NamedNode

from servanda.catalog import Head, part
from servanda.catalog.tables import AUTHORITY, countries, licence_of
from servanda.digests import file_digest
from servanda.site.base import Site
from servanda.site.telling.file_types import type_of
from servanda.site.view import View, site_name
from servanda.vocab import DCAT, DCTERMS, FOAF, SKOS
from servanda.wording import LANGUAGES, word, words

__all__ = ["DataFile", "data_files", "dataset_about"]

_COUNTRY = f"{AUTHORITY}country/"


@dataclass(frozen=True, slots=True)
class DataFile:
    """A file of data: its path from the root of the release, its bytes and their SHA-256."""

    path: str
    size: int
    sha256: str


def data_files(site: Site) -> Iterator[DataFile]:
    """The dumps, then the tables in the forms that hold rows, as they lie in the release."""
    if site.folder is None:
        return
    for pattern in ("dump/*", "tables/*.csv", "tables/*.parquet"):
        for path in sorted(site.folder.glob(pattern)):
            name = path.relative_to(site.folder).as_posix()
            yield DataFile(name, path.stat().st_size, file_digest(path))


def dataset_about(view: View, description: str, files: Sequence[DataFile]) -> dict[str, Any]:
    """The dataset as JSON-LD for a page in the language of `view`."""
    site = view.site
    head = Head(site.workspace.iri, tuple(q.triple for q in site.reference.description))
    name = site_name(site, view.language)
    said: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "@id": head.dataset.value,
        "name": name,
        "description": description,
        "version": site.workspace.version,
        "datePublished": site.workspace.issued,
        "dateModified": site.workspace.issued,
        "inLanguage": list(LANGUAGES),
        "isAccessibleForFree": True,
        "identifier": head.dataset.value,
        "keywords": _keywords(head, view.language),
        "license": _licence(head),
        "creator": _agents(head, DCTERMS.creator, view),
        "publisher": _agents(head, DCTERMS.publisher, view),
        "spatialCoverage": list(_places(head, view)),
        "temporalCoverage": _period(head),
        "includedInDataCatalog": {
            "@type": "DataCatalog",
            "@id": part(head.dataset, "catalog").value,
            "name": word("catalog-title", view.language, title=name),
        },
    }
    if site.public:
        said["url"] = site.public
        said["sameAs"] = head.dataset.value
        said["includedInDataCatalog"]["url"] = view.address("catalog.ttl")
        said["distribution"] = [_download(view, file) for file in files]
    return {key: value for key, value in said.items() if value or value is True}


def _download(view: View, file: DataFile) -> dict[str, str]:
    return {
        "@type": "DataDownload",
        "name": file.path,
        "encodingFormat": type_of(file.path),
        "contentUrl": view.address(file.path),
        "contentSize": f"{file.size} B",
        "sha256": file.sha256,
    }


def _keywords(head: Head, language: str) -> list[str]:
    return [
        value.value
        for value in head.values(DCAT.keyword)
        if isinstance(value, Literal) and value.language in (language, None)
    ]


def _licence(head: Head) -> str:
    """The page of the first licence: search engines know that, and not the term of a portal."""
    for value in head.values(DCTERMS.license):
        known = licence_of(value.value)
        if known is not None:
            return known.page
        if value.value.startswith(("http://", "https://")):
            return value.value
    return ""


def _agents(head: Head, predicate: NamedNode, view: View) -> list[dict[str, str]]:
    found = []
    for value in head.values(predicate):
        said = {"@type": "Organization", "name": value.value}
        if isinstance(value, NamedNode):
            said |= {"@id": value.value, "name": view.name(value).text}
            pages = _objects(head, value, FOAF.homepage)
            said |= {"url": pages[0].value} if pages else {}
        found.append(said)
    return found


def _places(head: Head, view: View) -> Iterator[dict[str, Any]]:
    """The places of `dcterms:spatial` that have a name, with their boxes."""
    for place in head.values(DCTERMS.spatial):
        if not isinstance(place, NamedNode):
            continue
        box = countries().get(place.value.removeprefix(_COUNTRY))
        if box is not None:
            key = f"country-{box.alpha2}"
            name = word(key, view.language) if key in words() else ""
            shape = f"{box.south} {box.west} {box.north} {box.east}"
        else:
            labels = _objects(head, place, SKOS.prefLabel)
            name = next((t.value for t in labels if _in(t, view.language)), "")
            shape = _box(_objects(head, place, DCAT.bbox))
        if name:
            geo = {"geo": {"@type": "GeoShape", "box": shape}} if shape else {}
            yield {"@type": "Place", "name": name, **geo}


def _in(term: NamedNode | Literal, language: str) -> bool:
    return isinstance(term, Literal) and term.language == language


def _box(shapes: Sequence[NamedNode | Literal]) -> str:
    """A polygon of WKT (longitude first) as the box of schema.org (latitude first)."""
    for shape in shapes:
        inner = shape.value.rpartition("(")[2].partition(")")[0]
        try:
            points = [tuple(map(float, pair.split())) for pair in inner.split(",")]
            across, up = zip(*points, strict=True)
        except ValueError:
            continue
        return f"{min(up)} {min(across)} {max(up)} {max(across)}"
    return ""


def _period(head: Head) -> str:
    """The interval of `dcterms:temporal` in ISO 8601; `..` where an end is open."""
    for period in head.values(DCTERMS.temporal):
        if isinstance(period, NamedNode):
            ends = [_objects(head, period, each) for each in (DCAT.startDate, DCAT.endDate)]
            if any(ends):
                return "/".join(each[0].value if each else ".." for each in ends)
    return ""


def _objects(head: Head, node: NamedNode, predicate: NamedNode) -> list[NamedNode | Literal]:
    return sorted(
        {
            triple.object
            for triple in head.triples
            if triple.subject == node
            and triple.predicate == predicate
            and isinstance(triple.object, NamedNode | Literal)
        },
        key=str,
    )
