"""Evidence: each stated fact has a claim, and each claim leads to its place in a source.

Standard terms only: a claim is a reified statement (`rdf:subject`, `rdf:predicate`, `rdf:object`)
with `prov:hadPrimarySource`, or `prov:wasDerivedFrom` other claims; its passage
(`prov:wasQuotedFrom`) is an `oa:SpecificResource` whose selector has `oa:start` and `oa:end`
(characters from 0, the end not included), `spdx:checksumValue` (SHA-256 of the words in UTF-8) and
`rdf:value` (the fragment directive).
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from servanda.evidence.fragment import find_fragment, parse_fragment
from servanda.vocab import FOAF, OA, PROV, RDF, SCHEMA, SPDX

__all__ = ["Examined", "Problem", "SourceText", "examine"]

MAX_WORDS: Final = 8
Term = NamedNode | BlankNode | Literal | Triple


@dataclass(frozen=True, slots=True)
class SourceText:
    """The text of a source, as the offsets of its locators count it."""

    name: str
    text: str

    @property
    def digest(self) -> str:
        """The SHA-256 of the text in UTF-8, by which it is matched to its source."""
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with the evidence: `about` is a resource, `words` the value at fault."""

    kind: str
    graph: str
    about: NamedNode
    fact: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Examined:
    """Counts of facts, claims, and locators found in a text; the texts that a source matched."""

    facts: int
    claims: int
    locators: int
    resolved: int
    matched: frozenset[str]
    problems: tuple[Problem, ...]


@dataclass(slots=True)
class _Graph:
    """The quads by subject and predicate, and where each subject is described."""

    values: dict[tuple[Term, NamedNode], list[Term]] = field(
        default_factory=lambda: defaultdict(list)
    )
    stated: dict[Triple, str] = field(default_factory=dict)
    home: dict[Term, str] = field(default_factory=dict)

    def all(self, subject: Term, predicate: NamedNode) -> list[Term]:
        return self.values.get((subject, predicate), [])

    def text(self, subject: Term, predicate: NamedNode) -> str:
        found = self.all(subject, predicate)
        value = found[0] if len(found) == 1 else None
        return value.value if isinstance(value, Literal | NamedNode) else ""


def examine(quads: Iterable[Quad], terms: Container[str], texts: Sequence[SourceText]) -> Examined:
    """Check the evidence of all facts whose predicate is one of `terms`.

    Every locator whose source has the SHA-256 of one of `texts` is resolved in that text; the
    others are checked only for what can be seen without it.
    """
    graph = _read(quads)
    claims = sorted(_claims(graph), key=str)
    claimed = {triple for claim in claims for triple in _claimed(graph, claim)}
    beside = {*claims, *_apparatus(graph, claims)}
    facts = [
        triple
        for triple in graph.stated
        if triple.predicate.value in terms and triple.subject not in beside
    ]
    problems = [
        Problem("unsupported", graph.stated[fact], fact.subject, str(fact))
        for fact in facts
        if fact not in claimed and isinstance(fact.subject, NamedNode)
    ]
    by_digest = {text.digest: text for text in texts}
    located = [_locate(graph, claim, by_digest) for claim in claims]
    problems += [problem for claim in claims for problem in _claim_problems(graph, claim, terms)]
    problems += [problem for _, _, found in located for problem in found]
    return Examined(
        facts=len(facts),
        claims=len(claims),
        locators=sum(has for has, _, _ in located),
        resolved=sum(done for _, done, _ in located),
        matched=frozenset(
            by_digest[value.value.lower()].name
            for (_, predicate), values in graph.values.items()
            for value in values
            if predicate == SPDX.checksumValue
            and isinstance(value, Literal)
            and value.value.lower() in by_digest
        ),
        problems=tuple(sorted(set(problems), key=str)),
    )


def _read(quads: Iterable[Quad]) -> _Graph:
    graph = _Graph()
    for quad in quads:
        graph.values[quad.subject, quad.predicate].append(quad.object)
        name = quad.graph_name
        graph.stated[quad.triple] = name.value if isinstance(name, NamedNode) else ""
        graph.home.setdefault(quad.subject, graph.stated[quad.triple])
    return graph


def _claims(graph: _Graph) -> Iterator[NamedNode]:
    for subject, predicate in graph.values:
        if predicate == RDF.subject and isinstance(subject, NamedNode):
            yield subject


def _claimed(graph: _Graph, claim: Term) -> Iterator[Triple]:
    for subject in graph.all(claim, RDF.subject):
        for predicate in graph.all(claim, RDF.predicate):
            for value in graph.all(claim, RDF.object):
                if isinstance(subject, NamedNode) and isinstance(predicate, NamedNode):
                    yield Triple(subject, predicate, value)


def _apparatus(graph: _Graph, claims: Sequence[Term]) -> Iterator[Term]:
    """Sources, passages and selectors: they bear the evidence and need none themselves."""
    yield from (subject for subject, predicate in graph.values if predicate == FOAF.page)
    for claim in claims:
        for passage in graph.all(claim, PROV.wasQuotedFrom):
            yield passage
            yield from graph.all(passage, OA.hasSelector)


def _claim_problems(graph: _Graph, claim: NamedNode, terms: Container[str]) -> Iterator[Problem]:
    home = graph.home[claim]
    claimed = list(_claimed(graph, claim))
    if not any(triple in graph.stated for triple in claimed):
        yield Problem("not-stated", home, claim, str(claim))
    # A label that the project translated has no source; a fact always has one.
    sourced = graph.all(claim, PROV.hadPrimarySource) or graph.all(claim, PROV.wasDerivedFrom)
    if not sourced and any(triple.predicate.value in terms for triple in claimed):
        yield Problem("no-source", home, claim, str(claim))


def _locate(
    graph: _Graph, claim: NamedNode, texts: Mapping[str, SourceText]
) -> tuple[bool, bool, list[Problem]]:
    """Whether a claim has a locator, whether it was resolved in a text, and what is wrong."""
    passages = graph.all(claim, PROV.wasQuotedFrom)
    if not passages:
        return False, False, []
    home = graph.home[claim]
    kinds: list[tuple[str, str]] = []
    done = False
    for passage in passages:
        for selector in graph.all(passage, OA.hasSelector):
            kinds += _address_problems(graph, claim, passage, selector)
            text = _text_of(graph, claim, texts)
            if text is not None:
                found = list(_text_problems(graph, selector, text.text))
                kinds += found
                done = done or not found
    return True, done, [Problem(kind, home, claim, str(claim), words) for kind, words in kinds]


def _text_of(graph: _Graph, claim: Term, texts: Mapping[str, SourceText]) -> SourceText | None:
    for source in graph.all(claim, PROV.hadPrimarySource):
        digest = graph.text(source, SPDX.checksumValue).lower()
        if digest in texts:
            return texts[digest]
    return None


def _address_problems(
    graph: _Graph, claim: Term, passage: Term, selector: Term
) -> Iterator[tuple[str, str]]:
    directive = graph.text(selector, RDF.value)
    fragment = parse_fragment(directive)
    if fragment is None:
        yield "no-fragment", directive
    elif fragment.quoted_words > MAX_WORDS:
        yield "too-many-words", directive
    page = graph.text(passage, OA.hasSource)
    if graph.text(passage, SCHEMA.url) != f"{page}#{directive}":
        yield "wrong-address", graph.text(passage, SCHEMA.url)
    sources = graph.all(claim, PROV.hadPrimarySource)
    pages = {value for source in sources for value in graph.all(source, FOAF.page)}
    if NamedNode(page) not in pages:
        yield "wrong-page", page


def _text_problems(graph: _Graph, selector: Term, text: str) -> Iterator[tuple[str, str]]:
    bounds = graph.text(selector, OA.start), graph.text(selector, OA.end)
    if not all(bound.isdecimal() for bound in bounds):
        yield "no-offsets", "–".join(bounds)
        return
    start, end = int(bounds[0]), int(bounds[1])
    if not start < end <= len(text):
        yield "outside", f"{start}–{end}"
        return
    digest = hashlib.sha256(text[start:end].encode()).hexdigest()
    if digest != graph.text(selector, SPDX.checksumValue).lower():
        yield "other-words", f"{start}–{end}"
    fragment = parse_fragment(graph.text(selector, RDF.value))
    match = None if fragment is None else find_fragment(fragment, text)
    if match is None or not (match[0] < end and start < match[1]):
        yield "opens-elsewhere", graph.text(selector, RDF.value)
