"""The evidence of a statement as a reader sees it: who says so, where, how sure, since when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode

from servanda.site.base import Site
from servanda.site.read.index import Term
from servanda.site.read.labels import Name, chosen, shown
from servanda.vocab import DC, DCTERMS, FOAF, OA, PROV, RDFS, SCHEMA

__all__ = ["Evidence", "Source", "claim_evidence", "record_sources", "safe_link"]

_LONGEST_LINK: Final = 4000


@dataclass(frozen=True, slots=True)
class Source:
    """A source: its name, its resource, its address, who published it, when it was read."""

    name: Name
    node: NamedNode | None
    address: str
    publisher: Name | None
    retrieved: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """One claim about a statement.

    `words` is the address that opens the source at the very words, `span` their offsets in the
    text of the source; `premises` are the statements or resources that it was derived from.
    """

    claim: NamedNode
    kind: Name | None
    kind_key: str
    confidence: str
    rank: Name | None
    rank_key: str
    sources: tuple[Source, ...]
    words: tuple[str, ...]
    span: str
    premises: tuple[NamedNode, ...]
    notes: tuple[Name, ...]
    # The claim, the passages that it quotes and their selectors, which have no other place.
    nodes: tuple[NamedNode, ...]


def claim_evidence(site: Site, claim: NamedNode, language: str) -> Evidence:
    """What a claim says of itself, for readers of a language."""
    index, own = site.index, site.terms
    kinds = _nodes(index.objects(claim, own.hasClaimKind))
    ranks = _nodes(index.objects(claim, own.hasRank))
    passages = _nodes(index.objects(claim, PROV.wasQuotedFrom))
    notes = [o for o in index.objects(claim, RDFS.comment) if isinstance(o, Literal)]
    return Evidence(
        claim=claim,
        kind=site.labels.name(kinds[0], language) if kinds else None,
        kind_key=kinds[0].value.rsplit("/", 1)[-1] if kinds else "stated",
        confidence=", ".join(_texts(index.objects(claim, own.confidence))),
        rank=site.labels.name(ranks[0], language) if ranks else None,
        rank_key=ranks[0].value.rsplit("/", 1)[-1] if ranks else "normal",
        sources=tuple(
            describe_source(site, source, language)
            for source in _nodes(index.objects(claim, PROV.hadPrimarySource))
        ),
        words=tuple(
            link
            for passage in passages
            for link in map(safe_link, index.objects(passage, SCHEMA.url))
            if link
        ),
        span=", ".join(span for passage in passages if (span := _span(site, passage))),
        premises=tuple(_nodes(index.objects(claim, PROV.wasDerivedFrom))),
        notes=(chosen(notes, language),) if notes else (),
        nodes=(claim, *passages, *_selectors(site, passages)),
    )


def record_sources(site: Site, record: NamedNode, language: str) -> tuple[Source, ...]:
    """The sources that a record names for all that it says."""
    found = [
        node
        for predicate in (PROV.hadPrimarySource, DCTERMS.source, PROV.wasDerivedFrom)
        for node in _nodes(site.index.objects(record, predicate))
    ]
    return tuple(describe_source(site, node, language) for node in dict.fromkeys(found))


def describe_source(site: Site, node: NamedNode, language: str) -> Source:
    """What the release knows of a source."""
    index = site.index
    addresses = [
        link
        for predicate in (FOAF.page, SCHEMA.url, DCTERMS.source)
        for link in map(safe_link, index.objects(node, predicate))
        if link
    ]
    publishers = [
        _publisher(site, term, language)
        for predicate in (DCTERMS.publisher, DC.publisher)
        for term in index.objects(node, predicate)
    ]
    labels = site.labels.all(node)
    publisher = publishers[0] if publishers else None
    address = addresses[0] if addresses else safe_link(node)
    name = site.labels.name(node, language) if labels else publisher or Name(shown(address))
    return Source(
        name=name if name.text else site.labels.name(node, language),
        node=node,
        address=address,
        publisher=publisher if labels else None,
        retrieved=", ".join(_texts(index.objects(node, site.terms.retrievalDate))),
    )


def safe_link(term: Term) -> str:
    """The address that a term gives, if it is http or https and not overlong; else ""."""
    text = term.value
    is_web = text.lower().startswith(("http://", "https://"))
    return text if is_web and len(text) <= _LONGEST_LINK else ""


def _publisher(site: Site, term: Term, language: str) -> Name:
    if isinstance(term, Literal):
        return Name(shown(term.value), term.language or "")
    return site.labels.name(term, language)


def _selectors(site: Site, passages: list[NamedNode]) -> list[NamedNode]:
    chosen_ones = [
        selector
        for passage in passages
        for selector in _nodes(site.index.objects(passage, OA.hasSelector))
    ]
    refining = [
        finer
        for selector in chosen_ones
        for finer in _nodes(site.index.objects(selector, OA.refinedBy))
    ]
    return [*chosen_ones, *refining]


def _span(site: Site, passage: NamedNode) -> str:
    for selector in _nodes(site.index.objects(passage, OA.hasSelector)):
        start = _texts(site.index.objects(selector, OA.start))
        end = _texts(site.index.objects(selector, OA.end))
        if start and end:
            return f"{start[0]}–{end[0]}"
    return ""


def _nodes(terms: list[Term]) -> list[NamedNode]:
    return [term for term in terms if isinstance(term, NamedNode)]


def _texts(terms: list[Term]) -> list[str]:
    return [shown(term.value) for term in terms]
