"""Evidence: each stated fact has a claim or a record with a source; each claim leads to its place.

Standard terms only: a claim is a reified statement (`rdf:subject`, `rdf:predicate`, `rdf:object`)
with `prov:hadPrimarySource`, or `prov:wasDerivedFrom` other claims; its passage
(`prov:wasQuotedFrom`) is an `oa:SpecificResource` whose selector has `oa:start` and `oa:end`
(characters from 0, the end not included), `spdx:checksumValue` (SHA-256 of the words in UTF-8) and
`rdf:value` (the fragment directive). A record that names its source itself (`prov:hadPrimarySource`
or `prov:wasDerivedFrom`) needs no claim for each of its facts.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Quad, Triple

from servanda.evidence.locate import Graph, Problem, SourceText, Term, locate, read_graph
from servanda.vocab import FOAF, OA, PROV, RDF, SPDX

__all__ = ["Examined", "Problem", "SourceText", "examine"]


@dataclass(frozen=True, slots=True)
class Examined:
    """Counts of facts, claims, and locators found in a text; the texts that a source matched.

    `quoted` facts rest on a claim with a passage, `sourced` ones on the source of their record and
    no claim; the others have a claim without a passage, or are problems.
    """

    facts: int
    quoted: int
    sourced: int
    claims: int
    locators: int
    resolved: int
    matched: frozenset[str]
    problems: tuple[Problem, ...]


def examine(quads: Iterable[Quad], terms: Container[str], texts: Sequence[SourceText]) -> Examined:
    """Check the evidence of all facts whose predicate is one of `terms`.

    Every locator whose source has the SHA-256 of one of `texts` is resolved in that text; the
    others are checked only for what can be seen without it.
    """
    graph = read_graph(quads)
    claims = sorted(_claims(graph), key=str)
    claimed = {triple for claim in claims for triple in _claimed(graph, claim)}
    quoted = {t for c in claims if graph.all(c, PROV.wasQuotedFrom) for t in _claimed(graph, c)}
    beside = {*claims, *_apparatus(graph, claims)}
    facts = [
        triple
        for triple in graph.stated
        if triple.predicate.value in terms and triple.subject not in beside
    ]
    unclaimed = [fact for fact in facts if fact not in claimed]
    problems = [
        Problem("unsupported", graph.stated[fact], fact.subject, str(fact))
        for fact in unclaimed
        if not _sourced(graph, fact) and isinstance(fact.subject, NamedNode)
    ]
    by_digest = {text.digest: text for text in texts}
    located = [locate(graph, claim, by_digest) for claim in claims]
    problems += [problem for claim in claims for problem in _claim_problems(graph, claim, terms)]
    problems += [problem for _, _, found in located for problem in found]
    return Examined(
        facts=len(facts),
        quoted=sum(fact in quoted for fact in facts),
        sourced=sum(_sourced(graph, fact) for fact in unclaimed),
        claims=len(claims),
        locators=sum(has for has, _, _ in located),
        resolved=sum(done for _, done, _ in located),
        matched=_matched(graph, by_digest),
        problems=tuple(sorted(set(problems), key=str)),
    )


def _matched(graph: Graph, by_digest: Mapping[str, SourceText]) -> frozenset[str]:
    digests = {
        value.value.lower()
        for (_, predicate), values in graph.values.items()
        for value in values
        if predicate == SPDX.checksumValue and isinstance(value, Literal)
    }
    return frozenset(by_digest[each].name for each in digests & by_digest.keys())


def _claims(graph: Graph) -> Iterator[NamedNode]:
    for subject, predicate in graph.values:
        if predicate == RDF.subject and isinstance(subject, NamedNode):
            yield subject


def _claimed(graph: Graph, claim: Term) -> Iterator[Triple]:
    for subject in graph.all(claim, RDF.subject):
        for predicate in graph.all(claim, RDF.predicate):
            for value in graph.all(claim, RDF.object):
                if isinstance(subject, NamedNode) and isinstance(predicate, NamedNode):
                    yield Triple(subject, predicate, value)


def _sourced(graph: Graph, fact: Triple) -> bool:
    """Whether the record that states a fact names the source of all that it states."""
    name = graph.stated[fact]
    if not name:
        return False
    record = NamedNode(name)
    return any(graph.all(record, way) for way in (PROV.hadPrimarySource, PROV.wasDerivedFrom))


def _apparatus(graph: Graph, claims: Sequence[Term]) -> Iterator[Term]:
    """Sources, passages and selectors: they bear the evidence and need none themselves."""
    yield from (subject for subject, predicate in graph.values if predicate == FOAF.page)
    for claim in claims:
        for passage in graph.all(claim, PROV.wasQuotedFrom):
            yield passage
            yield from graph.all(passage, OA.hasSelector)


def _claim_problems(graph: Graph, claim: NamedNode, terms: Container[str]) -> Iterator[Problem]:
    home = graph.home[claim]
    claimed = list(_claimed(graph, claim))
    if not any(triple in graph.stated for triple in claimed):
        yield Problem("not-stated", home, claim, str(claim))
    # A label that the project translated has no source; a fact always has one.
    sourced = graph.all(claim, PROV.hadPrimarySource) or graph.all(claim, PROV.wasDerivedFrom)
    if not sourced and any(triple.predicate.value in terms for triple in claimed):
        yield Problem("no-source", home, claim, str(claim))
