"""Facts as the rules ask for them; what was asked of a resource is remembered for a while."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Final, cast

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from servanda.explain.model import Facts, Link, Node, Term

__all__ = ["Lookup", "Statements"]

_MOST: Final = 2_000  # resources that are remembered
_NOTHING: Final[Collection[Term]] = ()


class Lookup:
    """A view of facts that asks for each resource once, until it has seen `most` of them.

    To be made anew when the facts have changed. Use one for many explanations.
    """

    def __init__(self, facts: Facts, most: int = _MOST) -> None:
        self._facts, self._most = facts, most
        self._about: dict[Node, Mapping[NamedNode, Collection[Term]]] = {}
        self._linking: dict[Term, Mapping[NamedNode, Collection[Term]]] = {}
        self._given: dict[Triple, bool] = {}

    def about(self, subject: Node) -> Mapping[NamedNode, Collection[Term]]:
        """The objects of a resource's facts, by predicate."""
        found = self._about.get(subject)
        if found is None:
            if len(self._about) >= self._most:
                self._about.clear()
            pairs = ((each.predicate, each.object) for each in self._facts.about(subject))
            found = self._about[subject] = _grouped(pairs)
        return found

    def linking(self, target: Term) -> Mapping[NamedNode, Collection[Term]]:
        """The subjects of the facts that have a term as object, by predicate."""
        found = self._linking.get(target)
        if found is None:
            if len(self._linking) >= self._most:
                self._linking.clear()
            pairs = ((each.predicate, each.subject) for each in self._facts.linking(target))
            found = self._linking[target] = _grouped(pairs)
        return found

    def objects(self, subject: Term, predicate: NamedNode) -> Collection[Term]:
        """The objects of a resource's facts with one predicate; none for a literal."""
        if isinstance(subject, Literal):
            return _NOTHING
        return self.about(subject).get(predicate, _NOTHING)

    def subjects(self, predicate: NamedNode, target: Term) -> Collection[Term]:
        """The subjects of the facts with one predicate and object."""
        return self.linking(target).get(predicate, _NOTHING)

    def holds(self, triple: Triple) -> bool:
        """Whether a fact is there."""
        return triple.object in self.objects(cast("Node", triple.subject), triple.predicate)

    def ends(self, start: Term, link: Link) -> Collection[Term]:
        """Where a link leads from a term."""
        if link.backwards:
            return self.subjects(link.property, start)
        return self.objects(start, link.property)

    def is_given(self, triple: Triple) -> bool:
        """Whether a fact needs no explanation."""
        found = self._given.get(triple)
        if found is None:
            if len(self._given) >= self._most:
                self._given.clear()
            found = self._given[triple] = self._facts.is_given(triple)
        return found


def _grouped(
    pairs: Iterable[tuple[NamedNode, object]],
) -> Mapping[NamedNode, Collection[Term]]:
    found: dict[NamedNode, set[Term]] = defaultdict(set)
    for predicate, term in pairs:
        if isinstance(term, NamedNode | BlankNode | Literal):
            found[predicate].add(term)
    return dict(found)


class Statements:
    """Facts in memory: those that are given, and those that were inferred from them."""

    def __init__(self, given: Iterable[Triple], inferred: Iterable[Triple]) -> None:
        self._given = frozenset(given)
        self._about: dict[object, list[Triple]] = defaultdict(list)
        self._linking: dict[object, list[Triple]] = defaultdict(list)
        for triple in self._given.union(inferred):
            self._about[triple.subject].append(triple)
            self._linking[triple.object].append(triple)

    def about(self, subject: Node) -> list[Triple]:
        """The facts that have a resource as their subject."""
        return self._about.get(subject, [])

    def linking(self, target: Term) -> list[Triple]:
        """The facts that have a term as their object."""
        return self._linking.get(target, [])

    def is_given(self, triple: Triple) -> bool:
        """Whether a fact was given, not inferred."""
        return triple in self._given
