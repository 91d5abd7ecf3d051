"""Restrictions below restrictions: what follows from their properties and classes (scm-svf1 …)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from pyoxigraph import NamedNode

from servanda.explain.model import Restriction, Term
from servanda.explain.ways import Way, Ways
from servanda.vocab import OWL

__all__ = ["restriction_edges"]


def restriction_edges(
    restrictions: Mapping[Term, list[Restriction]], classes: Ways, properties: Ways
) -> Iterator[tuple[Term, Term, Way]]:
    """The edges between restrictions of one kind.

    One is below another if its property or its class is, all else being the same; but with
    `owl:allValuesFrom`, the one with the property above is below.
    """
    known: dict[tuple[NamedNode, Term, bool], list[Restriction]] = defaultdict(list)
    for each in (each for some in restrictions.values() for each in some):
        known[each.kind, each.link.property, each.link.backwards].append(each)
    for upper in (each for some in restrictions.values() for each in some):
        link = upper.link
        for prop, way in properties.below(link.property).items():
            for lower in known.get((upper.kind, prop, link.backwards), []):
                if lower.node == upper.node:
                    continue
                if lower.value == upper.value:
                    ends = (lower.node, upper.node)
                    if upper.kind == OWL.allValuesFrom and way.axioms:
                        ends = (upper.node, lower.node)
                    yield *ends, _way(lower, upper, way)
                elif not way.axioms and upper.kind != OWL.hasValue:
                    between = classes.below(upper.value).get(lower.value)
                    if between is not None:
                        yield lower.node, upper.node, _way(lower, upper, between)


def _way(lower: Restriction, upper: Restriction, between: Way) -> Way:
    own = dict.fromkeys((*lower.axioms, *between.axioms, *upper.axioms))
    return Way("cax-sco", tuple(own))
