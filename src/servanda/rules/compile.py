"""Compile an ontology into rules: read the axioms, refuse what is not covered, divide the rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from pyoxigraph import Triple

from servanda.ntriples import Fact, fact_of
from servanda.rules.axioms import class_rules, contradictions, property_rules
from servanda.rules.cardinality import SAME, cardinality_rules, equality_rules
from servanda.rules.coverage import AXIOMS, refuse_unknown
from servanda.rules.cut import cut
from servanda.rules.graph import Graph
from servanda.rules.hierarchy import Hierarchy
from servanda.rules.literals import DATATYPES
from servanda.rules.model import TYPE, Rule, X, symbol_of
from servanda.rules.program import Program, symbols_of
from servanda.rules.ruleset import RuleSet
from servanda.rules.schema import schema_rules
from servanda.rules.useful import EVERYTHING, OF_AXIOMS
from servanda.vocab import OWL

__all__ = ["compile_facts", "compile_rules"]

_EVERYTHING: Final = frozenset(map(str, EVERYTHING))
_OF_AXIOMS: Final = frozenset(map(str, OF_AXIOMS))
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
    symbols = symbols_of(rules)
    terms = frozenset(fact[0] for fact in facts if _is_axiom(fact))
    base = tuple(
        fact for fact in facts if fact[1] not in AXIOMS and symbol_of(fact) in symbols
    ) + tuple(rule.conclusion for rule in rules if not rule.premises)
    parts = cut(
        rules,
        late=(f"<{iri}>" for iri in late),
        hidden=_hidden,
        everything=keys,
    )
    hierarchy = Hierarchy(rules)
    joins = [rule for rule in rules if len(rule.premises) == 2]
    premises = {symbol_of(each) for rule in rules for each in rule.premises}
    return RuleSet(
        rules=rules,
        cut=parts,
        keys=keys,
        base=base,
        everything=Program(hierarchy, joins),
        near=Program(hierarchy, parts.local, forward=True),
        outward=Program(hierarchy, parts.outward),
        typed=frozenset(each for each in DATATYPES if f"a {each}" in premises),
        wide=_has_individuals(facts, terms, base),
        useful=_useful(terms),
    )


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


def _is_axiom(fact: Fact) -> bool:
    return fact[1] in _OF_AXIOMS or (fact[1] == TYPE and fact[2] in _EVERYTHING)


def _hidden(symbol: str) -> bool:
    name = symbol.removeprefix("a ")
    return name.startswith("_:") or name in _OF_AXIOMS or name in _EVERYTHING


def _has_individuals(facts: list[Fact], terms: frozenset[str], base: Iterable[Fact]) -> bool:
    """Whether the ontology has individuals of its own, of which nothing new is told."""
    named = str(OWL.NamedIndividual)
    return any(fact[1] == TYPE and fact[2] == named for fact in facts) or any(
        fact[0] in terms for fact in base
    )


def _useful(terms: frozenset[str]) -> Callable[[Fact], bool]:
    def useful(fact: Fact) -> bool:
        subject, predicate, value = fact
        if subject[0] != "<" or predicate[0] != "<" or value[0] == "_" or subject in terms:
            return False
        if predicate == TYPE:
            return value not in _EVERYTHING
        return predicate not in _OF_AXIOMS and (predicate != SAME or subject != value)

    return useful
