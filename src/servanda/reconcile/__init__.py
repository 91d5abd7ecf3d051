"""Find matches for resources in other datasets, and let people decide on them."""

from servanda.reconcile.decide import compare, decide
from servanda.reconcile.model import RULES, Candidate, Decision, Features, Rules, Subject

__all__ = ["RULES", "Candidate", "Decision", "Features", "Rules", "Subject", "compare", "decide"]
