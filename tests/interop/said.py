"""What a catalogue of ours says, read by our own eyes: the measure of what others understand."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph
from pyoxigraph import Literal, NamedNode, Store

from servanda.vocab import DCAT, DCTERMS, FOAF, RDF, RDFS, SPDX, VCARD

Texts = dict[str, str]
LANGUAGES = ("fr", "en", "zh")


@dataclass(frozen=True, slots=True)
class File:
    """One distribution: its fields, texts by language; `licence` is its IRI and its labels."""

    url: str
    title: Texts
    description: Texts
    licence: frozenset[str]
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Dataset:
    """One dataset with its distributions by IRI; `boxes` counts the places that have a box."""

    iri: str
    title: Texts
    description: Texts
    licence: str
    publisher: Texts
    contact: Texts
    contact_url: str
    frequency: str
    period: tuple[str, str]
    places: frozenset[str]
    boxes: int
    themes: frozenset[str]
    keywords: dict[str, frozenset[str]]
    files: dict[str, File]


class Catalogue:
    """A catalogue file and the questions that are asked of it."""

    def __init__(self, path: Path) -> None:
        self.store = Store()
        self.store.extend(pyoxigraph.parse(path=str(path)))

    def values(self, subject: NamedNode, predicate: NamedNode) -> list[NamedNode | Literal]:
        """The values of a property, in the order of their spelling."""
        quads = self.store.quads_for_pattern(subject, predicate, None, None)
        return sorted((quad.object for quad in quads), key=str)

    def one(self, subject: NamedNode, predicate: NamedNode) -> NamedNode | Literal:
        """The value of a property that has one."""
        return self.values(subject, predicate)[0]

    def text(self, subject: NamedNode, predicate: NamedNode) -> Texts:
        """The texts of a property by language; one without a language stands for each."""
        values = self.values(subject, predicate)
        texts = {value.language: value.value for value in values if value.language}
        anyhow = [value.value for value in values if not value.language]
        return texts or {language: value for language in LANGUAGES for value in anyhow[:1]}

    def datasets(self) -> list[Dataset]:
        """Every dataset of the catalogue, by its IRI."""
        quads = self.store.quads_for_pattern(None, RDF.type, DCAT.Dataset, None)
        return [self.dataset(node) for node in sorted((q.subject for q in quads), key=str)]

    def dataset(self, node: NamedNode) -> Dataset:
        """What is said of one dataset."""
        keywords: defaultdict[str, set[str]] = defaultdict(set)
        for word in self.values(node, DCAT.keyword):
            keywords[word.language or ""].add(word.value)
        contact = self.one(node, DCAT.contactPoint)
        period = self.one(node, DCTERMS.temporal)
        places = self.values(node, DCTERMS.spatial)
        files = self.values(node, DCAT.distribution)
        return Dataset(
            iri=node.value,
            title=self.text(node, DCTERMS.title),
            description=self.text(node, DCTERMS.description),
            licence=self.one(node, DCTERMS.license).value,
            publisher=self.text(self.one(node, DCTERMS.publisher), FOAF.name),
            contact=self.text(contact, VCARD.fn),
            contact_url=self.one(contact, VCARD.hasURL).value,
            frequency=self.one(node, DCTERMS.accrualPeriodicity).value,
            period=(self.one(period, DCAT.startDate).value, self.one(period, DCAT.endDate).value),
            places=frozenset(place.value for place in places),
            boxes=sum(len(self.values(place, DCAT.bbox)) for place in places),
            themes=frozenset(theme.value for theme in self.values(node, DCAT.theme)),
            keywords={language: frozenset(words) for language, words in keywords.items()},
            files={file.value: self.file(file) for file in files},
        )

    def file(self, node: NamedNode) -> File:
        """What is said of one distribution."""
        media_type = self.one(node, DCAT.mediaType).value
        checksum = self.one(node, SPDX.checksum)
        licence = self.one(node, DCTERMS.license)
        labels = (label.value for label in self.values(licence, RDFS.label))
        return File(
            url=self.one(node, DCAT.downloadURL).value,
            title=self.text(node, DCTERMS.title),
            description=self.text(node, DCTERMS.description),
            licence=frozenset({licence.value, *labels}),
            media_type=media_type.partition("/media-types/")[2],
            size=int(self.one(node, DCAT.byteSize).value),
            sha256=self.one(checksum, SPDX.checksumValue).value,
        )
