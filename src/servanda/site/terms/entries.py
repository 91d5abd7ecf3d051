"""What is told of one term of the workspace's own ontology, on the page of all and on its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from servanda.site.read.labels import Name, chosen
from servanda.site.read.paths import anchor_of
from servanda.site.read.uses import Uses, query_of, uses_of
from servanda.site.terms.axioms import alignments, axioms
from servanda.site.terms.demands import Demand, demands_of_class, demands_of_property
from servanda.site.terms.sentences import Piece, Sentence, Speaker, cut
from servanda.site.view import View
from servanda.vocab import DCTERMS, LABELS, OWL, RDF, RDFS, SCHEMA, SKOS

__all__ = ["KINDS", "Row", "Said", "TermEntry", "entry_of", "is_told", "kind_of", "said_in"]

# The kinds of terms in the order in which a page has them; the first that fits counts.
KINDS: Final = (
    ("class", (OWL.Class, RDFS.Class)),
    ("object-property", (OWL.ObjectProperty,)),
    ("datatype-property", (OWL.DatatypeProperty,)),
    ("annotation-property", (OWL.AnnotationProperty,)),
    ("property", (RDF.Property,)),
    ("datatype", (RDFS.Datatype,)),
    ("individual", (OWL.NamedIndividual,)),
)
_DEFINITIONS: Final = (SKOS.definition, RDFS.comment, DCTERMS.description)
_SUPERS: Final = (RDFS.subClassOf, RDFS.subPropertyOf)
_TRUE: Final = ("true", "1")


@dataclass(frozen=True, slots=True)
class Said:
    """A text that every term should have: what there is, and whether this language lacks it."""

    name: Name | None
    asked: bool


@dataclass(frozen=True, slots=True)
class Row:
    """What is said of a term under one heading, given by the key of its words."""

    key: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class TermEntry:
    """A term as its readers meet it.

    `notes` are in the language of the page; `elsewhere` are the languages that have others.
    """

    node: NamedNode
    anchor: str
    kind: str
    label: Said
    definition: Said
    notes: tuple[Name, ...]
    elsewhere: tuple[str, ...]
    deprecated: bool
    replacement: Sentence | None
    rows: tuple[Row, ...]
    demands: tuple[Demand, ...]
    uses: Uses
    query: str
    example: tuple[Piece, ...]


def is_told(view: View, node: NamedNode) -> bool:
    """Whether a resource is a term of the workspace's own ontology."""
    return node.value in view.site.reference.terms.own


def entry_of(view: View, node: NamedNode, *, anchors: bool) -> TermEntry | None:
    """The entry of a term, or None for what is no term; `anchors` as in `Speaker`."""
    kind = kind_of(view, node)
    if kind is None:
        return None
    speaker = Speaker(view, anchors)
    is_class = kind in ("class", "datatype")
    triples = view.site.definitions.ontology
    uses = uses_of(view.site.index, node, is_class=is_class)
    notes = triples.literals(node, SKOS.scopeNote)
    return TermEntry(
        node=node,
        anchor=anchor_of(node.value),
        kind=kind,
        label=_short(said_in((triples.literals(node, p) for p in LABELS), view.language)),
        definition=said_in((triples.literals(node, p) for p in _DEFINITIONS), view.language),
        notes=tuple(chosen([n], view.language) for n in notes if _is_in(n, view.language)),
        elsewhere=tuple(sorted({n.language or "" for n in notes if not _is_in(n, view.language)})),
        deprecated=any(each.value in _TRUE for each in triples.literals(node, OWL.deprecated)),
        replacement=_replacement(speaker, node),
        rows=tuple(row for row in _rows(speaker, node) if row.sentences),
        demands=(demands_of_class if is_class else demands_of_property)(speaker, node),
        uses=uses,
        query=query_of(node, is_class=is_class),
        example=_example(speaker, uses),
    )


def kind_of(view: View, node: NamedNode) -> str | None:
    """The kind of a term, or None for what the ontology does not declare."""
    if not is_told(view, node):
        return None
    declared = view.site.definitions.ontology.nodes(node, RDF.type)
    return next((kind for kind, types in KINDS if any(t in declared for t in types)), None)


def said_in(groups: Iterable[list[Literal]], language: str) -> Said:
    """The text for a language from the first group that has one; else what stands in for it."""
    found = [group for group in groups if group]
    for group in found:
        if any(_is_in(each, language) for each in group):
            return Said(chosen(group, language), asked=False)
    return Said(chosen(found[0], language) if found else None, asked=True)


def _short(said: Said) -> Said:
    return Said(cut(said.name) if said.name else None, said.asked)


def _is_in(text: Literal, language: str) -> bool:
    return (text.language or "").split("-")[0] in ("", language)


def _replacement(speaker: Speaker, node: NamedNode) -> Sentence | None:
    found = speaker.view.site.definitions.ontology.named(node, DCTERMS.isReplacedBy)
    terms = [(speaker.term(each),) for each in found]
    return Sentence(speaker.listed(terms, "ontology-list")) if terms else None


def _rows(speaker: Speaker, node: NamedNode) -> Iterable[Row]:
    triples = speaker.view.site.definitions.ontology
    own = speaker.view.site.reference.terms.own

    def terms(found: Iterable[object]) -> tuple[Sentence, ...]:
        named = [each for each in dict.fromkeys(found) if isinstance(each, NamedNode)]
        return tuple(Sentence((speaker.term(each),)) for each in named)

    supers = [t for p in _SUPERS for t in triples.named(node, p) if t.value in own]
    yield Row("ontology-super", terms(supers))
    subs = (t for p in _SUPERS for t in triples.subjects(p, node))
    yield Row("ontology-sub", terms(t for t in subs if t.value in own))
    yield Row("ontology-domain", terms(triples.objects(node, SCHEMA.domainIncludes)))
    yield Row("ontology-range", terms(triples.objects(node, SCHEMA.rangeIncludes)))
    yield Row("ontology-domain-axiom", terms(triples.objects(node, RDFS.domain)))
    yield Row("ontology-range-axiom", terms(triples.objects(node, RDFS.range)))
    domains = (triples.subjects(p, node) for p in (SCHEMA.domainIncludes, RDFS.domain))
    yield Row("ontology-properties", terms(t for found in domains for t in found))
    ranges = (triples.subjects(p, node) for p in (SCHEMA.rangeIncludes, RDFS.range))
    yield Row("ontology-properties-to", terms(t for found in ranges for t in found))
    yield Row("ontology-axioms", axioms(speaker, node))
    yield Row("ontology-see", terms(triples.objects(node, RDFS.seeAlso)))
    yield Row("ontology-alignments", alignments(speaker, node))


def _example(speaker: Speaker, uses: Uses) -> tuple[Piece, ...]:
    """The first statement as subject, property and value."""
    said = uses.example
    if said is None or isinstance(said.subject, Triple) or isinstance(said.object, Triple):
        return ()
    return tuple(speaker.term(each) for each in (said.subject, said.predicate, said.object))
