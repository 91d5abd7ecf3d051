"""What a rule is: one or two patterns of facts, and the fact that follows, or a contradiction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from servanda.ntriples import Fact
from servanda.vocab import RDF

__all__ = ["NOTHING_FOLLOWS", "TYPE", "Proof", "Rule", "X", "Y", "Z", "is_variable", "symbol_of"]

TYPE: Final = str(RDF.type)
X: Final = "?x"
Y: Final = "?y"
Z: Final = "?z"
# The conclusion of a rule whose premises cannot hold together.
NOTHING_FOLLOWS: Final[Fact] = ("", "", "")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of OWL 2 RL with the names of an ontology written in.

    `name` is the rule's name in OWL 2 Profiles, section 4.3. Patterns are facts in which `?x`,
    `?y` and `?z` stand for any term; `premises` are none (what always holds), one or two. Terms
    that begin with `_:` are made by the compiler or are blank nodes of the ontology.
    """

    name: str
    premises: tuple[Fact, ...]
    conclusion: Fact

    @property
    def contradicts(self) -> bool:
        """Whether the premises must not hold together."""
        return self.conclusion is NOTHING_FOLLOWS

    def __str__(self) -> str:
        """`prp-symp: ?x <p> ?y -> ?y <p> ?x`."""
        left = ", ".join(map(" ".join, self.premises)) or "always"
        right = "contradiction" if self.contradicts else " ".join(self.conclusion)
        return f"{self.name}: {left} -> {right}"


@dataclass(frozen=True, slots=True)
class Proof:
    """A new fact, the rule that gave it first, and the facts that the rule started from."""

    fact: Fact
    rule: str
    premises: tuple[Fact, ...]


def is_variable(term: str) -> bool:
    """Whether a term of a pattern stands for any term."""
    return term.startswith("?")


def symbol_of(pattern: Fact) -> str:
    """What a pattern or a fact is about: its property, or `a` and its class."""
    return f"a {pattern[2]}" if pattern[1] == TYPE else pattern[1]
