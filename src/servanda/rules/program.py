"""Rules made ready to run: for each property and class, what to do with a fact of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from servanda.ntriples import Fact
from servanda.rules.hierarchy import Hierarchy, general
from servanda.rules.model import NOTHING_FOLLOWS, TYPE, Rule, X, Y, is_variable, symbol_of

__all__ = ["Join", "Plan", "Program"]


@dataclass(frozen=True, slots=True)
class Join:
    """What to do with a fact that is one of two premises.

    `other` is the other premise and `conclusion` what follows, with `?x` and `?y` for the subject
    and object of the fact at hand. If `found` is no variable of it, nothing is looked up and the
    other premise is known or not. Else it is looked up by its end number `by` (0 or 2).
    """

    rule: Rule
    other: Fact
    conclusion: Fact
    by: int | None


@dataclass(slots=True)
class Plan:
    """What to do with each fact of one property or class."""

    symbol: str
    simple: tuple[Fact, ...] = ()
    constants: frozenset[str] = frozenset()
    joins: list[Join] = field(default_factory=list)
    # The indexes that facts are entered in: by which end they are looked up.
    by_subject: dict[str, list[str]] | None = None
    by_object: dict[str, list[str]] | None = None


class Program:
    """Some of the rules: `forward` ones of one premise say nothing of the object of a fact."""

    def __init__(
        self, hierarchy: Hierarchy, joins: Sequence[Rule], *, forward: bool = False
    ) -> None:
        self._hierarchy, self._forward = hierarchy, forward
        self.joins = tuple(joins)
        self._by_symbol: dict[str, list[Join]] = defaultdict(list)
        self.looked_up: set[tuple[str, int]] = set()
        for rule in joins:
            for one, other in (rule.premises, rule.premises[::-1]):
                join = _join(rule, one, other)
                self._by_symbol[symbol_of(one)].append(join)
                if join.by is not None:
                    self.looked_up.add((symbol_of(other), join.by))
        self._special: dict[Fact, tuple[Fact, ...]] = {}

    def joins_of(self, symbol: str) -> list[Join]:
        """What to do with a fact that is a premise of a rule of two."""
        return self._by_symbol.get(symbol, [])

    def simple(self, symbol: str) -> tuple[Fact, ...]:
        """What follows from any fact of a property or class alone."""
        return self.alone(general(symbol))

    def alone(self, fact: Fact) -> tuple[Fact, ...]:
        """What follows from one fact alone; `?x` and `?y` may stand for its terms."""
        found = self._special.get(fact)
        if found is None:
            known = self._hierarchy.of(fact)
            if self._forward:
                known = tuple(
                    each for each in known if each is NOTHING_FOLLOWS or each[0] == fact[0]
                )
            found = self._special[fact] = known
        return found

    def constants(self, symbol: str) -> frozenset[str]:
        """The terms that let more follow from a fact."""
        return self._hierarchy.constants(symbol)


def _join(rule: Rule, one: Fact, other: Fact) -> Join:
    names = {one[0]: X} if one[1] == TYPE else {one[0]: X, one[2]: Y}
    ends = (other[0],) if other[1] == TYPE else (other[0], other[2])
    free = [end for end in ends if is_variable(end) and end not in names]
    names |= dict.fromkeys(free, "?found")

    def renamed(fact: Fact) -> Fact:
        subject, predicate, value = fact
        return names.get(subject, subject), predicate, names.get(value, value)

    by = None if not free else (2 if other[0] in free else 0)
    conclusion = NOTHING_FOLLOWS if rule.contradicts else renamed(rule.conclusion)
    return Join(rule, renamed(other), conclusion, by)


def symbols_of(rules: Iterable[Rule]) -> set[str]:
    """All properties and classes that rules are about."""
    return {
        symbol_of(each)
        for rule in rules
        for each in (*rule.premises, rule.conclusion)
        if each is not NOTHING_FOLLOWS
    }
