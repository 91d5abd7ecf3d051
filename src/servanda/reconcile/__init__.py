"""Find matches for resources in other datasets, and let people decide on them."""

from servanda.reconcile.decide import compare, decide
from servanda.reconcile.find import KINDS, Report, Sources, agent, reconcile
from servanda.reconcile.model import RULES, Candidate, Decision, Features, Rules, Subject

__all__ = [
    "KINDS",
    "RULES",
    "Candidate",
    "Decision",
    "Features",
    "Report",
    "Rules",
    "Sources",
    "Subject",
    "agent",
    "compare",
    "decide",
    "reconcile",
]
