"""The description of a dataset, ready to be read as the head of its catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from servanda.catalog.tables import licence_of
from servanda.vocab import ADMS, DCAT, DCTERMS, FOAF, OWL, RDF, VCARD, VOID
from servanda.wording import LANGUAGES, word

__all__ = ["Head", "in_words", "part", "shared"]

_KEPT: Final = (ADMS.base, DCAT.base, DCTERMS.base, FOAF.base, OWL.base)
# What the catalogue says in its own way, once.
_OWN: Final = (DCTERMS.license, DCTERMS.issued, DCTERMS.modified)
_ADDRESSES: Final = (DCAT.landingPage, FOAF.homepage, FOAF.page, VCARD.hasURL)
_WEB: Final = ("http://", "https://")


@dataclass(frozen=True, slots=True)
class Head:
    """What `data/dataset.ttl` says: the dataset's IRI and all triples of the file."""

    dataset: NamedNode
    triples: tuple[Triple, ...]

    def values(self, predicate: NamedNode) -> list[NamedNode | Literal]:
        """What the dataset says by a predicate, in the order of N-Triples."""
        found = {
            triple.object
            for triple in self.triples
            if triple.subject == self.dataset
            and triple.predicate == predicate
            and isinstance(triple.object, NamedNode | Literal)
        }
        return sorted(found, key=str)

    def text(self, predicate: NamedNode) -> str:
        """The first literal of a predicate, or an empty text."""
        return next((v.value for v in self.values(predicate) if isinstance(v, Literal)), "")

    @property
    def address(self) -> str:
        """Where the release stands, with a slash at its end.

        It is the `dcat:landingPage`; where that is missing, the IRI of the dataset.
        """
        for page in self.values(DCAT.landingPage):
            if page.value.startswith(_WEB):
                return page.value.rstrip("/") + "/"
        return self.dataset.value.partition("#")[0].rstrip("/") + "/"

    @property
    def licences(self) -> list[NamedNode]:
        """The licences by the IRIs that portals know."""
        found = []
        for value in self.values(DCTERMS.license):
            if isinstance(value, NamedNode):
                known = licence_of(value.value)
                found.append(value if known is None else known.iri)
        return found

    @property
    def endpoints(self) -> list[NamedNode]:
        """The SPARQL endpoints (`void:sparqlEndpoint`) that the description names."""
        return [each for each in self.values(VOID.sparqlEndpoint) if isinstance(each, NamedNode)]

    def told(self) -> Iterator[Triple]:
        """What a catalogue repeats: the dataset in terms of DCAT, and all that it refers to."""
        for triple in self.triples:
            value = triple.object
            if isinstance(triple.subject, BlankNode) or isinstance(value, BlankNode | Triple):
                continue  # no node without an IRI is published
            if triple.predicate in _ADDRESSES and not value.value.startswith(_WEB):
                continue  # javascript: and the like are never handed on to a portal
            if triple.subject != self.dataset:
                yield triple
            elif triple.predicate in _OWN:
                continue
            elif triple.predicate == RDF.type or triple.predicate.value.startswith(_KEPT):
                yield triple
        for licence in self.licences:
            yield Triple(self.dataset, DCTERMS.license, licence)
        yield Triple(self.dataset, DCTERMS.identifier, Literal(self.dataset.value))


def part(dataset: NamedNode, *names: str) -> NamedNode:
    """The IRI of a part of the description: `#` and the names, or `/` where `#` is taken.

    A slash becomes a colon and every other sign is kept or escaped, so two paths never meet.
    """
    sign = "/" if "#" in dataset.value else "#"
    name = "-".join(quote(each.replace("/", ":"), safe=":") for each in names)
    return NamedNode(f"{dataset.value}{sign}{name}")


def in_words(
    key: str, node: NamedNode, predicate: NamedNode, head: Head, **more: str
) -> Iterator[Triple]:
    """A text of `assets/words/catalog.yaml` about a node, filled with the dataset's title."""
    titles = {
        value.language: value.value
        for value in head.values(DCTERMS.title)
        if isinstance(value, Literal) and value.language
    }
    for language in LANGUAGES:
        if language in titles:
            text = word(key, language, title=titles[language], **more)
            yield Triple(node, predicate, Literal(text, language=language))


def shared(head: Head, node: NamedNode, predicates: Iterable[NamedNode]) -> Iterator[Triple]:
    """What a node says as the dataset does, by some predicates."""
    for predicate in predicates:
        for value in head.values(predicate):
            yield Triple(node, predicate, value)
