"""The statements of a resource, minded of the ranks that claims give them."""

from __future__ import annotations

from typing import Final, TypeVar

from pyoxigraph import Literal, NamedNode, Triple

from servanda.site.read.index import Fact, Index, Origin, Term
from servanda.vocab import SKOS, Namespace

__all__ = ["Ranked", "Values"]

_Kind = TypeVar("_Kind", NamedNode, Literal)


class Values:
    """The statements about one resource, without those that claims only call deprecated."""

    __slots__ = ("_best", "_found", "_stated")

    def __init__(self, ranks: dict[Triple, set[str]], facts: list[Fact]) -> None:
        self._found: Final[dict[str, list[Term]]] = {}
        self._best: Final[dict[str, list[Term]]] = {}
        self._stated: Final[dict[str, list[Term]]] = {}
        for fact in facts:
            triple, target = fact.triple, fact.triple.object
            said, property_ = ranks.get(triple, set()), triple.predicate.value
            if said == {"deprecated"} or isinstance(target, Triple):
                continue
            self._found.setdefault(property_, []).append(target)
            if "preferred" in said:
                self._best.setdefault(property_, []).append(target)
            if fact.origin is Origin.STATED:
                self._stated.setdefault(property_, []).append(target)

    def nodes(self, predicate: NamedNode) -> list[NamedNode]:
        """All resources that are the value of a property, sorted."""
        return _only(NamedNode, self._found.get(predicate.value, []))

    def stated_nodes(self, predicate: NamedNode) -> list[NamedNode]:
        """The resources that are stated, without what reasoning added; all if none is stated."""
        return _only(NamedNode, self._stated.get(predicate.value, [])) or self.nodes(predicate)

    def literals(self, predicate: NamedNode) -> list[Literal]:
        """All literals that are the value of a property, sorted."""
        return _only(Literal, self._found.get(predicate.value, []))

    def best_nodes(self, predicate: NamedNode) -> list[NamedNode]:
        """The resources of preferred rank if there are any, else all."""
        return _only(NamedNode, self._best.get(predicate.value, [])) or self.nodes(predicate)

    def best_literals(self, predicate: NamedNode) -> list[Literal]:
        """The literals of preferred rank if there are any, else all."""
        return _only(Literal, self._best.get(predicate.value, [])) or self.literals(predicate)


class Ranked:
    """Reads resources from an index; `terms` are those of the workspace's own vocabulary."""

    def __init__(self, index: Index, terms: Namespace) -> None:
        self._index: Final = index
        self.terms: Final = terms
        self._notations: Final[dict[str, str]] = {}

    def values(self, node: NamedNode) -> Values:
        """What is stated and inferred of a resource."""
        facts = self._index.facts(node)
        ranks: dict[Triple, set[str]] = {}
        for triple, claim in self._index.claimed(node):
            found = self._index.objects(claim, self.terms.hasRank)
            said = {self.notation(rank) for rank in found if isinstance(rank, NamedNode)}
            ranks.setdefault(triple, set()).update(said or {"normal"})
        return Values(ranks, facts)

    def notation(self, concept: NamedNode) -> str:
        """The notation of a concept, by which code knows it; "" if it has none."""
        known = self._notations.get(concept.value)
        if known is None:
            found = self._index.objects(concept, SKOS.notation)
            known = next((each.value for each in found if isinstance(each, Literal)), "")
            self._notations[concept.value] = known
        return known

    def instances(self, name: str) -> list[NamedNode]:
        """The resources of an own class, given by its local name, sorted."""
        return self._index.instances(self.terms[name])


def _only(kind: type[_Kind], terms: list[Term]) -> list[_Kind]:
    found = {each for each in terms if isinstance(each, kind)}
    return sorted(found, key=str)
