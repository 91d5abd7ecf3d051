"""The entities of a dataset, read from its sorted statements, one resource after another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from servanda.datatypes import is_lexical
from servanda.identifiers import scheme_of
from servanda.reconcile.service import Entity
from servanda.vocab import ADMS, DCTERMS, LABELS, PROV, RDF, RDFS, SCHEMA, SKOS, XSD

__all__ = ["Outline", "entities", "outline"]

_ALIASES: Final = (SKOS.altLabel, SKOS.hiddenLabel, SCHEMA.alternateName, DCTERMS.alternative)
_DESCRIPTIONS: Final = (SKOS.definition, DCTERMS.description, SCHEMA.description, RDFS.comment)
# What is told elsewhere in the entity, or says where a statement comes from and not what is so.
_APART: Final = frozenset(
    {
        *LABELS,
        *_ALIASES,
        *_DESCRIPTIONS,
        RDF.type,
        ADMS.identifier,
        SKOS.inScheme,
        SKOS.topConceptOf,
        SKOS.editorialNote,
        SKOS.scopeNote,
        PROV.hadPrimarySource,
        PROV.wasDerivedFrom,
    }
)
_TYPE, _CONCEPT, _AGENCY, _NOTATION = RDF.type, SKOS.Concept, ADMS.schemaAgency, SKOS.notation
_DIGITS: Final = 15  # what every reader of JSON takes for the same number
_WHOLE: Final = frozenset({XSD.integer, XSD.nonNegativeInteger, XSD.positiveInteger})


@dataclass(frozen=True, slots=True)
class Outline:
    """What a first reading gives: the graphs that bear the IRI of what they describe, identifiers.

    `identifiers` maps the node of an identifier to its agency and notation.
    """

    described: frozenset[str]
    identifiers: Mapping[str, tuple[str, str]]


def outline(quads: Iterable[Quad]) -> Outline:
    """Read all statements once. Memory grows with the records and the identifiers alone."""
    described: set[str] = set()
    nodes: dict[str, dict[NamedNode, str]] = defaultdict(dict)
    for quad in quads:
        subject, value = quad.subject, quad.object
        if not isinstance(subject, NamedNode):
            continue
        if subject == quad.graph_name and quad.predicate in LABELS:
            described.add(subject.value)
        if quad.predicate in (_AGENCY, _NOTATION) and isinstance(value, Literal):
            nodes[subject.value][quad.predicate] = value.value
    return Outline(
        frozenset(described),
        {
            node: (told[ADMS.schemaAgency], told.get(SKOS.notation, ""))
            for node, told in nodes.items()
            if ADMS.schemaAgency in told
        },
    )


def entities(
    quads: Iterable[Quad],
    known: Outline,
    *,
    space: str,
    broader: Mapping[str, Collection[str]],
    page: Callable[[str], str],
) -> Iterator[Entity]:
    """The entities below `space`, in the order of `quads`, which are sorted by subject.

    An entity is a named resource that a record is about, or that is a concept; of a record whose
    IRI names nothing, every named resource. `broader` gives all superclasses of a class, `page`
    the address of the page of a resource.
    """
    for subject, told in groupby(quads, key=lambda quad: quad.subject):
        if isinstance(subject, NamedNode) and subject.value.startswith(space):
            facts = list(told)
            if subject.value != space and _is_entity(subject.value, facts, known):
                yield _entity(subject.value, facts, space, known, broader, page)


def _is_entity(iri: str, facts: Iterable[Quad], known: Outline) -> bool:
    named = concept = alone = False
    for quad in facts:
        named = named or (isinstance(quad.object, Literal) and quad.predicate in LABELS)
        concept = concept or (quad.object == _CONCEPT and quad.predicate == _TYPE)
        graph = quad.graph_name
        alone = alone or not isinstance(graph, NamedNode) or graph.value not in known.described
    return named and (iri in known.described or concept or alone)


def _entity(  # noqa: PLR0913  each is a part of it
    iri: str,
    facts: Iterable[Quad],
    space: str,
    known: Outline,
    broader: Mapping[str, Collection[str]],
    page: Callable[[str], str],
) -> Entity:
    texts: dict[NamedNode, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    types: set[str] = set()
    values: dict[str, dict[str, Mapping[str, Any]]] = defaultdict(dict)
    for quad in facts:
        name, value = quad.predicate, quad.object
        if isinstance(value, Literal) and name in _APART:
            texts[name][value.language or ""].add(" ".join(value.value.split()))
        elif name == _TYPE and isinstance(value, NamedNode):
            types |= {value.value, *broader.get(value.value, ())}
        elif isinstance(value, NamedNode) and value.value in known.identifiers:
            agency, notation = known.identifiers[value.value]
            scheme = scheme_of(agency)
            values[scheme.key if scheme else agency][notation] = {"str": notation}
        elif name not in _APART and isinstance(value, NamedNode | Literal):
            values[name.value][str(value)] = _value(value, space)
    return Entity(
        id=iri[len(space) :],
        iri=iri,
        page=page(iri),
        names=_collected(texts, LABELS),
        aliases=_collected(texts, _ALIASES),
        descriptions={key: few[0] for key, few in _collected(texts, _DESCRIPTIONS).items()},
        types=tuple(sorted(types)),
        properties={
            key: tuple(told[each] for each in sorted(told)) for key, told in sorted(values.items())
        },
    )


def _collected(
    texts: Mapping[NamedNode, Mapping[str, set[str]]], names: Iterable[NamedNode]
) -> dict[str, tuple[str, ...]]:
    """The texts by language, those of an earlier property first."""
    found: dict[str, dict[str, None]] = {}
    for name in names:
        for language, some in texts.get(name, {}).items():
            found.setdefault(language, {}).update(dict.fromkeys(sorted(filter(None, some))))
    return {language: tuple(some) for language, some in sorted(found.items()) if some}


def _value(value: NamedNode | BlankNode | Literal, space: str) -> Mapping[str, Any]:
    """A value as the data extension gives it (0.2, section 7.2)."""
    if not isinstance(value, Literal):
        text = value.value
        return {"id": text[len(space) :]} if text.startswith(space) else {"str": text}
    if (
        value.datatype in _WHOLE
        and is_lexical("integer", value.value)
        and len(value.value) <= _DIGITS
    ):
        return {"int": int(value.value)}
    if value.datatype == XSD.date and is_lexical("date", value.value) and len(value.value) == 10:
        return {"date": f"{value.value}T00:00:00Z"}
    return {"str": value.value}
