"""The search for the best explanation, and for all that a fact rests on.

An explanation is good only if it is founded: its premises are given, or explained without the
fact itself. The fewer steps down to what is given, the better.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from pyoxigraph import Triple

from servanda.explain.axioms import Axioms
from servanda.explain.lookup import Lookup
from servanda.explain.model import Explanation, Facts, Reason
from servanda.explain.rules import candidates

__all__ = ["DEEPEST", "explain", "explain_fully"]

DEEPEST: Final = 24  # steps from a fact down to what is given


def explain(triple: Triple, facts: Facts | Lookup, axioms: Axioms) -> Explanation | None:
    """The best explanation of a fact in one step of OWL 2 RL.

    Of all, those come first whose premises are all given, then those with the fewest steps below
    them, then the shortest, then the first by sort order. None for a fact that is given, and for
    one that no rule of OWL gives: it was derived in another way, or does not hold. Explanations
    never lead in a circle: who explains the premises in turn comes to an end.

    With a `Lookup` instead of plain facts, what was read is remembered for the next call.
    """
    look = facts if isinstance(facts, Lookup) else Lookup(facts)
    return None if look.is_given(triple) else _Search(triple, look, axioms).best()


def explain_fully(
    triple: Triple, facts: Facts | Lookup, axioms: Axioms, *, depth: int = DEEPEST
) -> Reason:
    """The tree of explanations from a fact down to what is given, `depth` steps at most."""
    look = facts if isinstance(facts, Lookup) else Lookup(facts)
    return _reason(triple, look, axioms, depth, {})


def _reason(
    triple: Triple, facts: Lookup, axioms: Axioms, depth: int, known: dict[Triple, Reason]
) -> Reason:
    if triple in known:
        return known[triple]
    step = explain(triple, facts, axioms) if depth > 0 else None
    below = () if step is None else step.premises
    premises = tuple(_reason(each, facts, axioms, depth - 1, known) for each in below)
    known[triple] = reason = Reason(triple, facts.is_given(triple), step, premises)
    return reason


class _Search:
    """One search for the explanation of one fact, which itself counts as unknown all the while."""

    def __init__(self, goal: Triple, facts: Lookup, axioms: Axioms) -> None:
        self._goal, self._facts, self._axioms = goal, facts, axioms
        self._steps: dict[Triple, list[Explanation]] = {}
        self._founded: dict[tuple[Triple, int], bool] = {}

    def best(self) -> Explanation | None:
        """The best explanation, None if there is none."""
        own = self._of(self._goal)
        if not own:
            return None
        for bound in range(DEEPEST):
            good = [step for step in own if self._holds(step.premises, bound)]
            if good:
                return self._first(good)
            if bound > len(self._steps):
                break  # every fact in reach was tried as often as there are steps
        # What all comes from itself only has its root in facts that were derived otherwise.
        return self._first(
            [step for step in own if not any(self._circular(each) for each in step.premises)]
        )

    def _of(self, triple: Triple) -> list[Explanation]:
        found = self._steps.get(triple)
        if found is None:
            found = self._steps[triple] = list(candidates(triple, self._facts, self._axioms))
        return found

    def _holds(self, premises: Iterable[Triple], bound: int) -> bool:
        return all(self._is_founded(each, bound) for each in premises)

    def _is_founded(self, triple: Triple, bound: int) -> bool:
        """Whether a fact can be explained in `bound` steps; one that no rule gives takes one."""
        if triple == self._goal:
            return False
        if self._facts.is_given(triple):
            return True
        if bound == 0:
            return False
        key = triple, bound
        if key not in self._founded:
            steps = self._of(triple)
            self._founded[key] = not steps or any(
                self._holds(step.premises, bound - 1) for step in steps
            )
        return self._founded[key]

    def _circular(self, premise: Triple) -> bool:
        """Whether a premise has no foundation, and the goal can be a reason for it."""
        waiting, seen = [premise], {premise}
        while waiting:
            triple = waiting.pop()
            if triple == self._goal:
                return True
            if self._is_founded(triple, DEEPEST):
                continue
            new = {each for step in self._of(triple) for each in step.premises} - seen
            seen |= new
            waiting += new
        return False

    def _first(self, steps: list[Explanation]) -> Explanation | None:
        if not steps:
            return None
        size = min(_size(step) for step in steps)
        shortest = [step for step in steps if _size(step) == size]
        best = shortest[0] if len(shortest) == 1 else min(shortest, key=self._text)
        return replace(best, axioms=tuple(dict.fromkeys(best.axioms)))

    def _text(self, step: Explanation) -> tuple[str, list[str], tuple[int, list[str]]]:
        return step.rule, [str(each) for each in step.premises], self._axioms.rank(step.axioms)


def _size(step: Explanation) -> tuple[int, int]:
    return len(step.premises), len(step.axioms)
