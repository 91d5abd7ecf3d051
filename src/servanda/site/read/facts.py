"""What is told of a resource: its facts in groups, with the parts that belong to it inside."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from servanda.site.base import Site
from servanda.site.read.evidence import Evidence, claim_evidence
from servanda.site.read.index import Fact, Origin, Term
from servanda.site.read.labels import Name, chosen
from servanda.site.read.layout import Group
from servanda.site.read.literals import literal_name
from servanda.site.read.why import Why
from servanda.vocab import CSVW, OA, PROV, RDF

__all__ = ["Line", "Part", "Section", "Value", "describe"]


@dataclass(frozen=True, slots=True)
class Value:
    """One statement: its object as a term and as a name, and what it rests on.

    `origin` is `stated`, `derived`, `inferred`, or `claimed` for what a claim says and nobody
    asserts. `part` tells the object where it belongs to this page.
    """

    triple: Triple
    name: Name
    origin: str
    evidence: tuple[Evidence, ...]
    part: Part | None
    why: Why | None = None

    @property
    def standing(self) -> Evidence | None:
        """A claim that ranks this value above or below what other sources say; None if none."""
        return next((each for each in self.evidence if each.rank_key != "normal"), None)


@dataclass(frozen=True, slots=True)
class Line:
    """One property of a resource: the values for this reader, and those in other languages."""

    predicate: NamedNode
    name: Name
    values: tuple[Value, ...]
    others: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """The lines under one heading of the layout; `title` is None for the group of the rest."""

    group: Group
    title: Name | None
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A resource as it is told inside a page."""

    node: NamedNode
    name: Name
    # What tells a part without a name of its own from others of its kind.
    more: Name | None
    kinds: tuple[NamedNode, ...]
    sections: tuple[Section, ...]
    inferred: tuple[Section, ...]

    @property
    def inferred_count(self) -> int:
        """How many statements are inferred of the resource itself."""
        return sum(len(line.values) + len(line.others) for s in self.inferred for line in s.lines)

    def inside(self) -> Iterator[Part]:
        """The parts that are told inside, and those inside them."""
        for section in self.sections:
            for line in section.lines:
                for value in (*line.values, *line.others):
                    if value.part is not None:
                        yield value.part
                        yield from value.part.inside()


@dataclass(frozen=True, slots=True)
class _Telling:
    """For whom and on which page something is told."""

    site: Site
    language: str
    record: str
    seen: frozenset[str]


def describe(site: Site, node: NamedNode, language: str) -> Part:
    """A resource with all that is stated, inferred and claimed of it, for readers of a language.

    Objects that are described in the same record are told inside it, each once on a way down.
    """
    graphs = [fact.graph for fact in site.index.facts(node) if fact.origin is Origin.STATED]
    record = graphs[0] if graphs else node.value
    return _part(_Telling(site, language, record, frozenset()), node)


def _part(telling: _Telling, node: NamedNode) -> Part:
    site, language = telling.site, telling.language
    facts = site.index.facts(node)
    kinds = [
        fact.triple.object
        for fact in facts
        if fact.triple.predicate == RDF.type and fact.origin is not Origin.INFERRED
    ]
    below = _Telling(site, language, telling.record, telling.seen | {node.value})
    values = [*_asserted(below, facts), *_only_claimed(below, node, facts)]
    nodes = tuple(kind for kind in kinds if isinstance(kind, NamedNode))
    told = tuple(_sections(below, [v for v in values if v.origin != "inferred"]))
    name, more = site.labels.name(node, language), None
    if telling.seen and nodes and not site.labels.all(node):
        name, more = site.labels.name(nodes[0], language), _first(told)
    return Part(
        node=node,
        name=name,
        more=more,
        kinds=nodes,
        sections=told,
        inferred=tuple(_sections(below, [v for v in values if v.origin == "inferred"])),
    )


def _first(told: tuple[Section, ...]) -> Name | None:
    """The first thing that is told beside the kind: for a participation, who takes part."""
    values = (
        line.values[0]
        for section in told
        for line in section.lines
        if line.predicate != RDF.type and line.values
    )
    first = next(values, None)
    return first.name if first else None


def _asserted(telling: _Telling, facts: Iterable[Fact]) -> Iterator[Value]:
    for fact in facts:
        if not _is_list_axiom(fact):
            claims = telling.site.index.claims(fact.triple)
            evidence = [claim_evidence(telling.site, c, telling.language) for c in claims]
            if fact.origin is Origin.INFERRED:
                yield _followed(telling, fact.triple, evidence)
            else:
                derived = evidence and all(each.kind_key == "derived" for each in evidence)
                yield _value(telling, fact.triple, "derived" if derived else "stated", evidence)


def _followed(telling: _Telling, triple: Triple, evidence: list[Evidence]) -> Value:
    """What is not stated: it follows by a rule of OWL, or the project has computed it."""
    explanation = telling.site.reasons.explanation(triple)
    if explanation is None:
        return _value(telling, triple, "derived", evidence)
    value = _value(telling, triple, "inferred", evidence)
    return replace(value, why=telling.site.reasons.told(explanation, telling.language))


def _only_claimed(telling: _Telling, node: NamedNode, facts: Iterable[Fact]) -> Iterator[Value]:
    """What claims say of a resource without its being asserted; the status on a day is derived."""
    asserted = {fact.triple for fact in facts}
    claimed: dict[Triple, list[Evidence]] = defaultdict(list)
    for triple, claim in telling.site.index.claimed(node):
        if triple not in asserted:
            claimed[triple].append(claim_evidence(telling.site, claim, telling.language))
    for triple, evidence in claimed.items():
        derived = all(each.kind_key == "derived" for each in evidence)
        yield _value(telling, triple, "derived" if derived else "claimed", evidence)


def _is_list_axiom(fact: Fact) -> bool:
    """Blank nodes are axioms of the ontology, which its own pages put into words."""
    return isinstance(fact.triple.object, BlankNode)


def _value(telling: _Telling, triple: Triple, origin: str, evidence: list[Evidence]) -> Value:
    target = triple.object
    name = (
        literal_name(target, telling.language)
        if isinstance(target, Literal)
        else telling.site.labels.name(_node(target), telling.language)
    )
    return Value(triple, name, origin, tuple(evidence), _inside(telling, triple))


def _node(term: object) -> NamedNode:
    return term if isinstance(term, NamedNode) else NamedNode("urn:none")


def _inside(telling: _Telling, triple: Triple) -> Part | None:
    """The object as a part, if this record describes it, it is no record, and is not told yet."""
    node = triple.object
    if not isinstance(node, NamedNode) or node.value in telling.seen | {telling.record}:
        return None
    if triple.predicate == RDF.type:
        return None
    if triple.predicate in (PROV.wasQuotedFrom, OA.hasSelector, CSVW.describes):
        return None
    facts = telling.site.index.facts(node)
    here = any(f.graph == telling.record and f.origin is Origin.STATED for f in facts)
    return _part(telling, node) if here else None


def _sections(telling: _Telling, values: list[Value]) -> Iterator[Section]:
    layout = telling.site.layout
    placed = sorted(values, key=lambda value: _key(telling, value))
    for group, in_group in groupby(placed, lambda v: layout.place(v.triple.predicate)[0]):
        lines = tuple(
            _line(telling, predicate, tuple(same))
            for predicate, same in groupby(in_group, lambda v: v.triple.predicate)
        )
        title = chosen(group.labels, telling.language) if group.labels else None
        yield Section(group, title, lines)


def _key(telling: _Telling, value: Value) -> tuple[float, str, float, str, str, str]:
    group, order = telling.site.layout.place(value.triple.predicate)
    predicate = value.triple.predicate.value
    return (group.order, group.key, order, predicate, value.name.text, str(value.triple.object))


def _line(telling: _Telling, predicate: NamedNode, values: tuple[Value, ...]) -> Line:
    site, language = telling.site, telling.language
    spoken = {_language(value.triple.object) for value in values}
    # A reader sees the values in her language; those in others only if hers is there.
    chosen_one = language if language in spoken else None
    mine = [v for v in values if chosen_one is None or _language(v.triple.object) in ("", language)]
    others = [v for v in values if v not in mine]
    return Line(predicate, site.labels.name(predicate, language), tuple(mine), tuple(others))


def _language(term: Term | Triple) -> str:
    return (term.language or "").split("-")[0] if isinstance(term, Literal) else ""
