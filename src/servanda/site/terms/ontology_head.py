"""The head of an ontology, its history, and the concept schemes that its properties draw on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode

from servanda.site.read.labels import Name, chosen
from servanda.site.terms.entries import Row, Said, kind_of, said_in
from servanda.site.terms.sentences import Piece, Sentence, Speaker
from servanda.vocab import DCTERMS, LABELS, OWL, RDF, RDFS, SKOS, VANN

__all__ = ["Change", "Head", "Scheme", "changes", "heads", "other_terms", "schemes"]

# Longer lists of concepts stand on the page of their scheme only.
_MOST: Final = 60
_TERM_ROWS: Final = (
    ("ontology-licence", DCTERMS.license),
    ("ontology-authors", DCTERMS.creator),
    ("ontology-publisher", DCTERMS.publisher),
    ("ontology-prefix", VANN.preferredNamespacePrefix),
    ("ontology-namespace", VANN.preferredNamespaceUri),
    ("ontology-imports", OWL.imports),
    ("ontology-see", RDFS.seeAlso),
)
_DATES: Final = (
    (DCTERMS.created, "ontology-created"),
    (DCTERMS.issued, "ontology-issued"),
    (DCTERMS.modified, "ontology-modified"),
)
_NOTES: Final = (SKOS.changeNote, SKOS.historyNote)


@dataclass(frozen=True, slots=True)
class Head:
    """What an ontology says of itself."""

    node: NamedNode
    title: Said
    description: Said
    comments: tuple[Name, ...]
    version: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What the ontology says of its own history, about itself or about one of its terms."""

    about: Piece
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Scheme:
    """A list of concepts; `concepts` is empty where it is too long to be told here."""

    about: Piece
    definition: Said
    count: int
    concepts: tuple[Piece, ...]
    fields: tuple[Piece, ...]


def heads(speaker: Speaker) -> tuple[Head, ...]:
    """The ontologies of the workspace, sorted by IRI."""
    triples = speaker.view.site.definitions.ontology
    found = triples.subjects(RDF.type, OWL.Ontology)
    return tuple(_head(speaker, node) for node in found if isinstance(node, NamedNode))


def _head(speaker: Speaker, node: NamedNode) -> Head:
    triples, language = speaker.view.site.definitions.ontology, speaker.view.language
    descriptions = [triples.literals(node, p) for p in (DCTERMS.description, SKOS.definition)]
    notes = triples.literals(node, RDFS.comment)
    comments = [n for n in notes if (n.language or "").split("-")[0] in ("", language)]
    versions = [each.value for each in triples.literals(node, OWL.versionInfo)]
    rows = (Row(key, _terms(speaker, node, predicate)) for key, predicate in _TERM_ROWS)
    return Head(
        node=node,
        title=said_in((triples.literals(node, p) for p in LABELS), language),
        description=said_in(descriptions, language),
        comments=tuple(chosen([each], language) for each in comments),
        version=versions[0] if versions else "",
        rows=tuple(row for row in rows if row.sentences),
    )


def _terms(speaker: Speaker, node: NamedNode, predicate: NamedNode) -> tuple[Sentence, ...]:
    found = speaker.view.site.definitions.ontology.objects(node, predicate)
    return tuple(Sentence((speaker.term(each),)) for each in found)


def changes(speaker: Speaker, terms: Iterable[NamedNode]) -> tuple[Change, ...]:
    """The versions, dates and notes of the ontology, then the notes of its terms."""
    triples = speaker.view.site.definitions.ontology
    own = [n for n in triples.subjects(RDF.type, OWL.Ontology) if isinstance(n, NamedNode)]
    found = [*((n, _versions(speaker, n)) for n in own), *((t, _notes(speaker, t)) for t in terms)]
    return tuple(
        Change(speaker.term(node), sentences)
        for node, said in found
        if (sentences := tuple(said))
    )  # fmt: skip


def _versions(speaker: Speaker, node: NamedNode) -> Iterator[Sentence]:
    triples = speaker.view.site.definitions.ontology
    for version in triples.literals(node, OWL.versionInfo):
        yield speaker.say("ontology-version-is", value=(speaker.term(version),))
    for predicate, key in _DATES:
        for date in triples.literals(node, predicate):
            yield speaker.say(key, value=(speaker.term(date),))
    for prior in triples.objects(node, OWL.priorVersion):
        yield speaker.say("ontology-prior", value=(speaker.term(prior),))
    yield from _notes(speaker, node)


def _notes(speaker: Speaker, node: NamedNode) -> Iterator[Sentence]:
    triples, language = speaker.view.site.definitions.ontology, speaker.view.language
    for predicate in _NOTES:
        said = triples.literals(node, predicate)
        here = [n for n in said if (n.language or "").split("-")[0] in ("", language)]
        # A note that this language lacks is shown in the one it has, with a mark.
        for note in here or said[:1]:
            yield Sentence((Piece(chosen([note], language)),))
    if any(each.value in ("true", "1") for each in triples.literals(node, OWL.deprecated)):
        yield speaker.say("ontology-deprecated")


def schemes(speaker: Speaker) -> tuple[Scheme, ...]:
    """The concept schemes of the release, sorted by their names."""
    site = speaker.view.site
    found = [_scheme(speaker, node) for node in site.index.instances(SKOS.ConceptScheme)]
    return tuple(sorted(found, key=lambda each: (each.about.name.text.casefold(), each.about.href)))


def _scheme(speaker: Speaker, node: NamedNode) -> Scheme:
    site, language = speaker.view.site, speaker.view.language
    concepts = site.index.subjects(SKOS.inScheme, node)
    pieces = [speaker.term(each) for each in concepts] if len(concepts) <= _MOST else []
    said = [site.index.objects(node, p) for p in (SKOS.definition, DCTERMS.description)]
    texts = [[t for t in group if isinstance(t, Literal)] for group in said]
    users = site.definitions.ontology.subjects(RDFS.seeAlso, node)
    fields = [t for t in users if isinstance(t, NamedNode) and kind_of(speaker.view, t)]
    return Scheme(
        about=speaker.term(node),
        definition=said_in(texts, language),
        count=len(concepts),
        concepts=tuple(sorted(pieces, key=lambda each: (each.name.text.casefold(), each.href))),
        fields=tuple(speaker.term(each) for each in fields),
    )


def other_terms(speaker: Speaker) -> tuple[Piece, ...]:
    """The terms of other vocabularies that the ontology declares or says something of."""
    site = speaker.view.site
    own = site.reference.terms.own
    return tuple(
        speaker.term(node)
        for node in site.definitions.ontology.all_subjects()
        if isinstance(node, NamedNode)
        and node.value in site.reference.terms.terms
        and node.value not in own
    )
