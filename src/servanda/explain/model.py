"""What an explanation is, and what it needs to know of the facts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

__all__ = ["Explanation", "Facts", "Link", "Node", "Reason", "Restriction", "Term"]

Node = NamedNode | BlankNode
Term = NamedNode | BlankNode | Literal


class Facts(Protocol):
    """The facts of a release, stated and inferred alike, found from either end."""

    def about(self, subject: Node, /) -> Iterable[Triple]:
        """The facts that have a resource as their subject."""

    def linking(self, target: Term, /) -> Iterable[Triple]:
        """The facts that have a term as their object."""

    def is_given(self, triple: Triple, /) -> bool:
        """Whether a fact needs no explanation: it is stated, or known to be derived by calculation.

        It is enough to know what is stated. What no rule explains is taken as derived.
        """


@dataclass(frozen=True, slots=True)
class Explanation:
    """One step of OWL 2 RL: the rule, the facts that it started from, and the axioms.

    `rule` is the rule's name in OWL 2 Profiles, section 4.3. Where axioms are joined before the
    rule is applied (a class below a class below a class, which are the scm-rules), `axioms` holds
    all of them in the order in which they are read.
    """

    rule: str
    premises: tuple[Triple, ...]
    axioms: tuple[Triple, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """A fact with all that it rests on.

    A leaf is `given`, or else derived by another rule than those of OWL. A fact that several
    others rest on is one object in all places.
    """

    triple: Triple
    given: bool
    explanation: Explanation | None
    premises: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A property as it is followed: forwards, or backwards for the inverse of one."""

    property: NamedNode
    backwards: bool
    axioms: tuple[Triple, ...] = ()

    def fact(self, subject: Term, value: Term) -> Triple | None:
        """The fact that the link stands for between two terms; None if it cannot be stated."""
        head, tail = (value, subject) if self.backwards else (subject, value)
        return None if isinstance(head, Literal) else Triple(head, self.property, tail)


@dataclass(frozen=True, slots=True)
class Restriction:
    """A class by what its members have: `kind` is the property of OWL that says how."""

    node: Node
    kind: NamedNode
    link: Link
    value: Term
    axioms: tuple[Triple, ...]
