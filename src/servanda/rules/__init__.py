"""OWL 2 RL compiled: the axioms of an ontology become rules, run over facts as text."""

from servanda.rules.compile import compile_facts, compile_rules
from servanda.rules.model import Proof, Rule
from servanda.rules.ruleset import RuleSet

__all__ = ["Proof", "Rule", "RuleSet", "compile_facts", "compile_rules"]
