"""The rules of an ontology, compiled: what follows from facts, whole or record by record."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from servanda.ntriples import Fact
from servanda.rules.closure import Closure
from servanda.rules.cut import Cut
from servanda.rules.equality import about_sameness, reflexive, replaced
from servanda.rules.model import TYPE, Rule
from servanda.rules.program import Program

__all__ = ["RuleSet"]


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Rules compiled from an ontology by `compile_rules`.

    Facts go in as canonical N-Triples spells them and come out the same way: sorted, only new
    ones, and only those that somebody may ask for (no `owl:Thing`, nothing that is the same as
    itself, no axioms about axioms, none about a literal or a blank node). What the ontology says
    of resources is known in every call. All calls raise InputError for facts that contradict the
    ontology or are axioms themselves.

    For any division of facts into records, where a record's view holds all facts about the
    resources it describes and about all that these reach by links forwards: what `local` gives for
    the views, what `backward` gives for each record's stated and local facts, and what `reduce`
    gives for all those of them that cross, are together what `close` gives for everything.
    """

    rules: tuple[Rule, ...]
    cut: Cut
    keys: bool
    base: tuple[Fact, ...]
    everything: Program
    near: Program
    outward: Program
    typed: frozenset[str]
    wide: bool
    useful: Callable[[Fact], bool]

    def close(self, facts: Iterable[Fact]) -> list[Fact]:
        """All that follows from facts."""
        return self._run(self.everything, facts)

    def local(self, facts: Iterable[Fact]) -> list[Fact]:
        """What follows about each subject from the facts about it and about what it reaches.

        What is said of a subject is the same whatever other views are given with its own.
        """
        return self._run(self.near, facts)

    def backward(self, facts: Iterable[Fact]) -> list[Fact]:
        """What each fact says of its object, and all that follows from that alone.

        With it comes what two facts about one subject say of their object (allValuesFrom).
        """
        return self._run(self.outward, facts)

    def reduce(self, facts: Iterable[Fact]) -> list[Fact]:
        """What follows from the facts of all records that can take part in rules across records."""
        return self._run(self.everything, facts)

    def crosses(self, fact: Fact) -> bool:
        """Whether a fact can be a premise of a rule across records, and must come to `reduce`."""
        _, predicate, value = fact
        symbol = f"a {value}" if predicate == TYPE else predicate
        if self.keys or symbol in self.cut.shared:
            return True
        return (self.wide or value.startswith('"')) and symbol in self.cut.carried

    def _run(self, program: Program, facts: Iterable[Fact]) -> list[Fact]:
        given = dict.fromkeys(facts)
        known = Closure(program, (*self.base, *given), typed=self.typed).known
        if self.keys:
            known = self._with_equals(program, known)
        old = given.keys() | set(self.base)
        useful = self.useful
        return sorted(fact for fact in known if fact not in old and useful(fact))

    def _with_equals(self, program: Program, known: dict[Fact, None]) -> dict[Fact, None]:
        """Add what follows from resources that are the same, until nothing new does."""
        every = about_sameness(self.rules)
        size = 0
        while len(known) > size:
            size = len(known)
            more = [*replaced(known), *(reflexive(known) if every else ())]
            known = Closure(program, (*known, *more), typed=self.typed).known
        return known
