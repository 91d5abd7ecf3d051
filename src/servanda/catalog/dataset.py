"""The description of a dataset, ready to be read as the head of its catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from servanda.catalog.tables import licence_of
from servanda.vocab import ADMS, DCAT, DCTERMS, FOAF, OWL, RDF, VOID

__all__ = ["Head", "part"]

_KEPT: Final = (ADMS.base, DCAT.base, DCTERMS.base, FOAF.base, OWL.base)


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
            if page.value.startswith(("http://", "https://")):
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
            if isinstance(triple.subject, BlankNode) or isinstance(triple.object, BlankNode):
                continue
            if triple.subject != self.dataset:
                yield triple
            elif triple.predicate == DCTERMS.license:
                continue
            elif triple.predicate == RDF.type or triple.predicate.value.startswith(_KEPT):
                yield triple
        for licence in self.licences:
            yield Triple(self.dataset, DCTERMS.license, licence)
        yield Triple(self.dataset, DCTERMS.identifier, Literal(self.dataset.value))


def part(dataset: NamedNode, *names: str) -> NamedNode:
    """The IRI of a part of the description: `#` and the names, or `/` where `#` is taken."""
    sign = "/" if "#" in dataset.value else "#"
    name = "-".join("".join(c if c.isalnum() or c in "._-" else "-" for c in n) for n in names)
    return NamedNode(f"{dataset.value}{sign}{name}")
