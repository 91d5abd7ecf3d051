"""The axioms of an ontology, prepared once: what can give a fact of a property or of a class."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, cast

from pyoxigraph import BlankNode, NamedNode, Triple

from servanda.explain.model import Link, Node, Restriction, Term
from servanda.explain.nested import restriction_edges
from servanda.explain.ways import Ontology, Way, Ways, class_edges, property_edges
from servanda.vocab import OWL, RDFS

__all__ = ["Axioms", "Chain", "Recipe"]


@dataclass(frozen=True, slots=True)
class Chain:
    """The links of a chain in their order, and the axiom with its list."""

    links: tuple[Link, ...]
    axioms: tuple[Triple, ...]


@dataclass(slots=True)
class Recipe:
    """All that can make a resource a member of a class, each with its axioms up to the class."""

    types: dict[Term, Way] = field(default_factory=dict)
    domains: dict[NamedNode, tuple[Triple, ...]] = field(default_factory=dict)
    ranges: dict[NamedNode, tuple[Triple, ...]] = field(default_factory=dict)
    restrictions: list[tuple[Restriction, Way]] = field(default_factory=list)
    fillers: list[tuple[Restriction, Way]] = field(default_factory=list)
    intersections: list[tuple[tuple[Term, ...], tuple[Triple, ...]]] = field(default_factory=list)
    listed: dict[Term, tuple[Triple, ...]] = field(default_factory=dict)


_RESTRICTING: Final = (OWL.hasValue, OWL.someValuesFrom, OWL.allValuesFrom)
_ROUNDS: Final = 3  # restrictions inside restrictions
_AT_MOST: Final = (OWL.maxCardinality, OWL.maxQualifiedCardinality)


class Axioms:
    """An index over the triples of an ontology; axioms among the facts themselves do not count."""

    def __init__(self, ontology: Iterable[Triple]) -> None:
        self.ontology: Final = Ontology(ontology)
        self.properties: Final = Ways(self.ontology, property_edges(self.ontology), "prp-spo1")
        self.symmetric: Final = self.ontology.instances(OWL.SymmetricProperty)
        self.transitive: Final = self.ontology.instances(OWL.TransitiveProperty)
        self.functional: Final = self.ontology.instances(OWL.FunctionalProperty)
        self.inverse_functional: Final = self.ontology.instances(OWL.InverseFunctionalProperty)
        self.restrictions: Final = self._restrictions(_RESTRICTING)
        self.classes: Final = self._hierarchy()
        self.at_most: Final = self._restrictions(_AT_MOST)
        self.valued: Final = self._valued()
        self._inverses: Final = self._inverse_terms()
        self._chains: Final = self._all_chains()
        self._recipes: Final[dict[Term, Recipe]] = {}

    def link(self, term: Term) -> Link | None:
        """How a property expression is followed; None for what is none."""
        if isinstance(term, NamedNode):
            return Link(term, backwards=False)
        for inverse in self.ontology.objects(term, OWL.inverseOf):
            if isinstance(inverse, NamedNode) and isinstance(term, BlankNode):
                return Link(inverse, backwards=True, axioms=(Triple(term, OWL.inverseOf, inverse),))
        return None

    def chains(self, predicate: NamedNode) -> list[Chain]:
        """The chains that give a property."""
        return self._chains.get(predicate, [])

    def inverses(self, predicate: NamedNode) -> list[tuple[Term, Way]]:
        """The property expressions that are declared inverse to a property."""
        return self._inverses.get(predicate, [])

    def recipe(self, kind: Term) -> Recipe:
        """All that can make a resource a member of a class."""
        found = self._recipes.get(kind)
        if found is None:
            found = self._recipes[kind] = self._new_recipe(kind)
        return found

    def _hierarchy(self) -> Ways:
        """The classes; a restriction may be below another by what is below in its own class."""
        plain = [*class_edges(self.ontology)]
        classes = Ways(self.ontology, plain, "cax-sco")
        for _ in range(_ROUNDS if self.restrictions else 0):
            more = restriction_edges(self.restrictions, classes, self.properties)
            classes = Ways(self.ontology, [*plain, *more], "cax-sco")
        return classes

    def _inverse_terms(self) -> Mapping[Term, list[tuple[Term, Way]]]:
        found: dict[Term, list[tuple[Term, Way]]] = defaultdict(list)
        for one, other in self.ontology.pairs(OWL.inverseOf):
            axioms = (Triple(one, OWL.inverseOf, other),)
            found[other].append((one, Way("prp-inv1", axioms)))
            found[one].append((other, Way("prp-inv2", axioms)))
        return found

    def _all_chains(self) -> Mapping[Term, list[Chain]]:
        found: dict[Term, list[Chain]] = defaultdict(list)
        for whole, head in self.ontology.pairs(OWL.propertyChainAxiom):
            items, triples = self.ontology.items(head)
            links = [self.link(item) for item in items]
            if links and all(links):
                own = [axiom for link in links if link for axiom in link.axioms]
                axioms = (Triple(whole, OWL.propertyChainAxiom, head), *triples, *own)
                found[whole].append(Chain(tuple(filter(None, links)), axioms))
        return found

    def _restrictions(self, kinds: Iterable[NamedNode]) -> Mapping[Term, list[Restriction]]:
        found: dict[Term, list[Restriction]] = defaultdict(list)
        for kind in kinds:
            for node, value in self.ontology.pairs(kind):
                for on in self.ontology.objects(node, OWL.onProperty):
                    link = self.link(on)
                    if link is not None:
                        own = (Triple(node, OWL.onProperty, on), Triple(node, kind, value))
                        axioms = (*own, *link.axioms)
                        found[node].append(Restriction(node, kind, link, value, axioms))
        return found

    def _valued(self) -> Mapping[tuple[NamedNode, bool, Term], list[Restriction]]:
        found: dict[tuple[NamedNode, bool, Term], list[Restriction]] = defaultdict(list)
        for restrictions in self.restrictions.values():
            for each in restrictions:
                if each.kind == OWL.hasValue:
                    found[each.link.property, each.link.backwards, each.value].append(each)
        return found

    def _new_recipe(self, kind: Term) -> Recipe:
        recipe = Recipe()
        below = self.classes.below(kind)
        for lower, way in below.items():
            if way.axioms and isinstance(lower, NamedNode):
                recipe.types[lower] = way
            for restriction in self.restrictions.get(lower, []):
                recipe.restrictions.append((restriction, way))
            self._add_lists(recipe, lower, way)
        for one, target, places in (
            (RDFS.domain, below, recipe.domains),
            (RDFS.range, below, recipe.ranges),
        ):
            self._add_ends(one, target, places)
        recipe.fillers += [
            (each, below[each.value])
            for restrictions in self.restrictions.values()
            for each in restrictions
            if each.kind == OWL.allValuesFrom and each.value in below
        ]
        return recipe

    def _add_lists(self, recipe: Recipe, lower: Term, way: Way) -> None:
        node = cast("Node", lower)
        for head in self.ontology.objects(lower, OWL.intersectionOf):
            members, triples = self.ontology.items(head)
            axioms = (Triple(node, OWL.intersectionOf, head), *triples, *way.axioms)
            recipe.intersections.append((members, axioms))
        for head in self.ontology.objects(lower, OWL.oneOf):
            members, triples = self.ontology.items(head)
            for member in members:
                axioms = (Triple(node, OWL.oneOf, head), *triples, *way.axioms)
                recipe.listed.setdefault(member, axioms)

    def _add_ends(
        self,
        end: NamedNode,
        below: Mapping[Term, Way],
        places: dict[NamedNode, tuple[Triple, ...]],
    ) -> None:
        """The properties whose domain or range lies in or below a class, with the shortest way."""
        for declared, kind in self.ontology.pairs(end):
            if kind not in below:
                continue
            for lower, way in self.properties.below(declared).items():
                if isinstance(lower, NamedNode):
                    own = (*way.axioms, Triple(declared, end, kind), *below[kind].axioms)
                    old = places.get(lower)
                    if old is None or self.rank(own) < self.rank(old):
                        places[lower] = own

    def rank(self, axioms: tuple[Triple, ...]) -> tuple[int, list[str]]:
        """The order of axioms: few first, then by a text that no blank node's label changes."""
        shape = self.ontology.shape
        texts = [f"{shape(a.subject)} {a.predicate} {shape(a.object)}" for a in axioms]
        return len(axioms), texts
