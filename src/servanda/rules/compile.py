"""Compile an ontology into rules: read the axioms, refuse what is not covered, divide the rules."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from pyoxigraph import Triple

from servanda.ntriples import Fact, fact_of
from servanda.rules.axioms import class_rules, contradictions, property_rules
from servanda.rules.cardinality import cardinality_rules, equality_rules
from servanda.rules.coverage import is_axiom, refuse_unknown
from servanda.rules.cut import cut, near_steps, outward_rules
from servanda.rules.graph import Graph
from servanda.rules.hierarchy import Hierarchy
from servanda.rules.literals import DATATYPES
from servanda.rules.model import TYPE, Rule, X, symbol_of
from servanda.rules.program import program_of, symbols_of
from servanda.rules.ruleset import RuleSet
from servanda.rules.schema import schema_rules
from servanda.rules.useful import is_about_terms
from servanda.vocab import OWL

__all__ = ["compile_facts", "compile_rules"]

_INDIVIDUAL: Final = str(OWL.NamedIndividual)
_THING: Final = str(OWL.Thing)


def compile_rules(
    ontology: Iterable[Triple], *, keys: bool = False, late: Iterable[str] = ()
) -> RuleSet:
    """The rules that an ontology's axioms stand for in OWL 2 RL.

    Only with `keys` are resources found to be the same: by owl:hasKey, which is refused without,
    by functional and inverse functional properties, largest number 1, and owl:sameAs. `late` are
    the properties (as IRIs) whose facts may be given by another record than the one that describes
    their subject. Raises InputError for an axiom that no rule covers, naming it, and for a list
    that is not whole.
    """
    return compile_facts(map(fact_of, ontology), keys=keys, late=late)


def compile_facts(
    ontology: Iterable[Fact], *, keys: bool = False, late: Iterable[str] = ()
) -> RuleSet:
    """`compile_rules` for an ontology as text."""
    facts = list(ontology)
    refuse_unknown(facts, keys=keys)
    rules = _rules(Graph(facts), keys=keys)
    symbols = frozenset(symbols_of(rules))
    terms = frozenset(fact[0] for fact in facts if is_about_terms(fact))
    told = [fact for fact in facts if not is_axiom(fact) and symbol_of(fact) in symbols]
    base = (*told, *(rule.conclusion for rule in rules if not rule.premises))
    hierarchy = Hierarchy(rules)
    parts = cut(rules, hierarchy, late=(f"<{iri}>" for iri in late), everything=keys)
    premises = {symbol_of(each) for rule in rules for each in rule.premises}
    return RuleSet(
        rules=rules,
        cut=parts,
        keys=keys,
        base=base,
        everything=program_of(rules),
        near=program_of((*near_steps(rules), *parts.local)),
        outward=program_of(outward_rules(rules, hierarchy, parts), watch=False),
        datatypes=frozenset(each for each in DATATYPES if f"a {each}" in premises),
        wide=any(fact[0] in terms for fact in base) or _has_individuals(facts),
        terms=terms,
        maybe=frozenset(
            TYPE if each.startswith("a ") else each for each in parts.shared | parts.carried
        ),
    )


def _has_individuals(facts: Iterable[Fact]) -> bool:
    """Whether individuals are declared in the ontology, of which nothing new is told."""
    return any(fact[1] == TYPE and fact[2] == _INDIVIDUAL for fact in facts)


def _rules(graph: Graph, *, keys: bool) -> tuple[Rule, ...]:
    rules = [
        *property_rules(graph),
        *class_rules(graph),
        *contradictions(graph),
        *cardinality_rules(graph),
        *schema_rules(graph),
    ]
    if keys:
        rules += equality_rules(graph)
    if any((X, TYPE, _THING) in rule.premises for rule in rules):
        declared = graph.instances(OWL.Class)
        rules += [Rule("scm-cls", ((X, TYPE, each),), (X, TYPE, _THING)) for each in declared]
    return tuple(dict.fromkeys(rule for rule in rules if rule.conclusion not in rule.premises))
