"""What a release says of a mapping: the link, and a node that tells where the link comes from.

The node has a type of SSSOM and its words. Where a source states the link and the workspace has
claims, it is a claim as well, so that a link shows its source as any other fact does.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad, Triple

from servanda.mappings.model import Mapping
from servanda.vocab import DCTERMS, OWL, PROV, RDF, SEMAPV, SKOS, SSSOM, XSD, Namespace

__all__ = ["ClaimTerms", "claim_terms", "link_quads", "mapping_iri"]

_SOURCE: Final = "mapping_source"
_STATED: Final = SEMAPV.BackgroundKnowledgeBasedMatching


@dataclass(frozen=True, slots=True)
class ClaimTerms:
    """The words in which a workspace makes claims, and the concepts of a claim with a source."""

    own: Namespace
    stated: NamedNode
    normal: NamedNode


def claim_terms(ontology: Iterable[Triple], schemes: Iterable[Triple]) -> ClaimTerms | None:
    """The terms of claims, or None where the ontology has no `Claim` or no concepts for it."""
    bases = {
        triple.subject.value.removesuffix("Claim")
        for triple in ontology
        if triple.predicate == RDF.type
        and triple.object == OWL.Class
        and isinstance(triple.subject, NamedNode)
        and triple.subject.value.endswith(("#Claim", "/Claim"))
    }
    concepts = dict(_concepts(list(schemes)))
    stated, normal = concepts.get("claim-kind/stated"), concepts.get("rank/normal")
    if len(bases) != 1 or stated is None or normal is None:
        return None
    return ClaimTerms(Namespace(bases.pop()), stated, normal)


def _concepts(schemes: list[Triple]) -> Iterator[tuple[str, NamedNode]]:
    """Each concept by the last part of its scheme's IRI and that of its own."""
    for triple in schemes:
        concept, scheme = triple.subject, triple.object
        if triple.predicate != SKOS.inScheme:
            continue
        if isinstance(concept, NamedNode) and isinstance(scheme, NamedNode):
            yield f"{_last(scheme)}/{_last(concept)}", concept


def _last(iri: NamedNode) -> str:
    return re.split("[/#]", iri.value)[-1]


def mapping_iri(mapping: Mapping, space: str) -> NamedNode:
    """The IRI of the node of a mapping, from what it maps, below `space`."""
    key = "\n".join(node.value for node in (mapping.subject, mapping.predicate, mapping.object))
    # A letter first: the name becomes the id of a part of a page.
    name = f"m{hashlib.sha256(key.encode()).hexdigest()[:16]}"
    return NamedNode(f"{space}mapping{'-' if space.endswith('#') else '/'}{name}")


def link_quads(
    mapping: Mapping, space: str, graph: NamedNode, terms: ClaimTerms | None
) -> Iterator[Quad]:
    """The link of an accepted mapping and the description of its node, in the graph `graph`."""
    yield Quad(mapping.subject, mapping.predicate, mapping.object, graph)
    node = mapping_iri(mapping, space)
    for predicate, value in (*_told(mapping), *_claimed(mapping, space, terms)):
        yield Quad(node, predicate, value, graph)


def _told(mapping: Mapping) -> Iterator[tuple[NamedNode, NamedNode | Literal]]:
    yield RDF.type, SSSOM.Mapping
    yield SSSOM.mapping_justification, mapping.justification
    for column in ("author_id", "reviewer_id", _SOURCE):
        for iri in filter(None, mapping.slots.get(column, "").split("|")):
            yield SSSOM[column], NamedNode(iri)
    for column in ("mapping_tool", "mapping_tool_version", "object_label", "object_source_version"):
        if column in mapping.slots:
            yield SSSOM[column], Literal(mapping.slots[column])
    if "confidence" in mapping.slots:
        yield SSSOM.confidence, Literal(mapping.slots["confidence"], datatype=XSD.double)
    if "mapping_date" in mapping.slots:
        yield DCTERMS.created, Literal(mapping.slots["mapping_date"], datatype=XSD.date)


def _claimed(
    mapping: Mapping, space: str, terms: ClaimTerms | None
) -> Iterator[tuple[NamedNode, NamedNode | Literal]]:
    yield RDF.subject, mapping.subject
    yield RDF.predicate, mapping.predicate
    yield RDF.object, mapping.object
    own = [iri for iri in mapping.slots.get(_SOURCE, "").split("|") if iri.startswith(space)]
    for iri in own:
        yield PROV.hadPrimarySource, NamedNode(iri)
    # What the project mapped itself is no statement of the source that lists the other side.
    if terms is None or not own or mapping.justification != _STATED:
        return
    yield RDF.type, terms.own.Claim
    yield terms.own.hasClaimKind, terms.stated
    yield terms.own.hasRank, terms.normal
    if "confidence" in mapping.slots:
        confidence = mapping.slots["confidence"]
        text = confidence if "." in confidence else f"{confidence}.0"
        yield terms.own.confidence, Literal(text, datatype=XSD.decimal)
