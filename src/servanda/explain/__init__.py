"""Why an inferred fact holds: the rule, the facts and the axioms that it follows from."""

from servanda.explain.axioms import Axioms
from servanda.explain.lookup import Lookup, Statements
from servanda.explain.model import Explanation, Facts, Reason
from servanda.explain.phrases import Piece, phrase, sentence
from servanda.explain.search import explain, explain_fully

__all__ = [
    "Axioms",
    "Explanation",
    "Facts",
    "Lookup",
    "Piece",
    "Reason",
    "Statements",
    "explain",
    "explain_fully",
    "phrase",
    "sentence",
]
