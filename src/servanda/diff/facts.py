"""The facts of a resource that came, went or took another's place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad

from servanda.diff.model import Fact, Term
from servanda.diff.pair import Group, Pair
from servanda.diff.parts import Parts, sorted_out
from servanda.vocab import DCTERMS, RDF, RDFS

__all__ = ["inferred_facts", "stated_facts", "untold"]

_MEMBER: Final = RDF.base + "_"


def stated_facts(
    pair: Pair, owner: NamedNode, group: Group, renames: Mapping[NamedNode, NamedNode]
) -> list[Fact]:
    """What is told of a resource and its parts; evidence is not among it.

    A part that came or went as a whole is one fact, the link to it; a part that only got another
    number is none.
    """
    subjects = {quad.subject for quad in (*group.added, *group.removed)}
    told = [each for each in subjects if isinstance(each, NamedNode) and pair.role(each) is None]
    parts = sorted_out(pair, [each for each in told if each != owner])
    removed = _by_property(group.removed, told, parts, renames)
    added = _by_property(group.added, told, parts, {})
    found = [
        Fact(subject, predicate, before, after)
        for subject, predicate in removed.keys() | added.keys()
        for before, after in _paired(
            removed[subject, predicate],
            added[subject, predicate],
            _kept(pair, subject, predicate, added[subject, predicate]),
        )
    ]
    return sorted([*found, *_links(pair, owner, parts)], key=_order)


def _by_property(
    quads: Iterable[Quad],
    told: Iterable[NamedNode],
    parts: Parts,
    renames: Mapping[NamedNode, NamedNode],
) -> dict[tuple[NamedNode, NamedNode], set[Term]]:
    found: dict[tuple[NamedNode, NamedNode], set[Term]] = defaultdict(set)
    subjects = frozenset(told) - parts.whole
    for quad in quads:
        subject, value = quad.subject, quad.object
        if not isinstance(subject, NamedNode) or subject not in subjects:
            continue
        if isinstance(value, NamedNode):
            value = renames.get(value, value)
        if value in parts.whole or not isinstance(value, NamedNode | Literal):
            continue
        member = quad.predicate.value.startswith(_MEMBER)
        found[subject, RDFS.member if member else quad.predicate].add(value)
    return found


def _kept(pair: Pair, subject: NamedNode, predicate: NamedNode, added: set[Term]) -> bool:
    """Whether a property has other IRIs as values beside those that came."""
    return bool(set(pair.new.links(subject, predicate)) - added)


def _paired(
    removed: set[Term],
    added: set[Term],
    others: bool = True,  # noqa: FBT001, FBT002
) -> Iterator[tuple[Term | None, Term | None]]:
    """Which value took the place of which: one for one in a language, or the only IRI."""
    gone: dict[str, list[Term]] = defaultdict(list)
    come: dict[str, list[Term]] = defaultdict(list)
    for into, terms in ((gone, removed - added), (come, added - removed)):
        for term in terms:
            into[_slot(term)].append(term)
    for slot in gone.keys() | come.keys():
        single = len(gone[slot]) == len(come[slot]) == 1
        if single and (slot != "<" or not others):
            yield gone[slot][0], come[slot][0]
            continue
        for term in gone[slot]:
            yield term, None
        for term in come[slot]:
            yield None, term


def _slot(term: Term) -> str:
    return "<" if isinstance(term, NamedNode) else term.language or ""


def _links(pair: Pair, owner: NamedNode, parts: Parts) -> Iterator[Fact]:
    """The links to the parts that came or went as a whole."""
    for side, nodes, came in ((pair.old, parts.gone, False), (pair.new, parts.come, True)):
        for node in nodes:
            holders = (owner, *sorted(parts.all - {node}, key=str))
            subject, predicate = next(
                (
                    (holder, quad.predicate)
                    for holder in holders
                    for quad in side.about(holder)
                    if quad.object == node
                ),
                (owner, DCTERMS.hasPart),
            )
            if subject in nodes:
                continue  # It is told with the part that it is a part of.
            yield Fact(subject, predicate, None if came else node, node if came else None)


def inferred_facts(
    pair: Pair, group: Group, told: Iterable[Fact], terms: Iterable[str]
) -> list[Fact]:
    """What follows and has a name: values of the ontology's properties that are not told yet.

    Of an inferred claim it is what it says that counts, not how or for which day it was found.
    """
    known = {value for fact in told for value in (fact.before, fact.after)}
    named = frozenset(terms)
    sides: dict[tuple[NamedNode, NamedNode], tuple[set[Term], set[Term]]] = defaultdict(
        lambda: (set(), set())
    )
    claims = _inferred_claims(pair, group)
    for side, quads in enumerate((group.inferred_removed, group.inferred_added)):
        for quad in quads:
            subject, value = quad.subject, quad.object
            if not isinstance(subject, NamedNode) or not isinstance(value, NamedNode | Literal):
                continue
            wanted = quad.predicate.value in named and value not in known and told
            if wanted and subject not in claims:
                sides[subject, quad.predicate][side].add(value)
    found = [
        Fact(subject, predicate, before, after, inferred=True)
        for (subject, predicate), values in sides.items()
        for before, after in _paired(*values)
    ]
    return sorted([*found, *_claimed(pair, claims)], key=_order)


def untold(pair: Pair, group: Group, told: Iterable[Fact]) -> int:
    """How many inferred statements came or went, without those that are told and claims."""
    claims = _inferred_claims(pair, group)
    quads = (*group.inferred_removed, *group.inferred_added)
    said = set(_claimed(pair, claims))
    ends = [(fact.before, fact.after) for fact in told if fact not in said]
    known = sum(value is not None for pair_of_values in ends for value in pair_of_values)
    return sum(quad.subject not in claims for quad in quads) - known


def _inferred_claims(pair: Pair, group: Group) -> set[NamedNode]:
    subjects = {quad.subject for quad in (*group.inferred_removed, *group.inferred_added)}
    return {
        each
        for each in subjects
        if isinstance(each, NamedNode)
        and (pair.new.inferred_claim(each) or pair.old.inferred_claim(each))
    }


def _claimed(pair: Pair, claims: Iterable[NamedNode]) -> Iterator[Fact]:
    for node in claims:
        old, new = pair.old.inferred_claim(node), pair.new.inferred_claim(node)
        said = new or old
        before, after = old.value if old else None, new.value if new else None
        if said is not None and before != after:
            yield Fact(said.subject, said.predicate, before, after, inferred=True)


def _order(fact: Fact) -> tuple[str, ...]:
    return fact.subject.value, str(fact.predicate), str(fact.before or ""), str(fact.after or "")
