"""What follows from one fact alone, whatever else is known: rules of one premise, closed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from servanda.ntriples import Fact
from servanda.rules.model import TYPE, Rule, X, Y, is_variable, symbol_of

__all__ = ["Hierarchy", "general"]


def general(symbol: str) -> Fact:
    """The fact of a property or of a class of which nothing else is known."""
    return (X, TYPE, symbol[2:]) if symbol.startswith("a ") else (X, symbol, Y)


class Hierarchy:
    """The rules of one premise, by what their premise is about."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        found: dict[str, list[Rule]] = defaultdict(list)
        for rule in rules:
            if len(rule.premises) == 1:
                found[symbol_of(rule.premises[0])].append(rule)
        self._rules: Mapping[str, list[Rule]] = found
        self._all: dict[str, tuple[Fact, ...]] = {}

    def of(self, fact: Fact) -> tuple[Fact, ...]:
        """All that follows from a fact, itself left out; `?x` and `?y` in it are as good as names.

        A contradiction is among them as NOTHING_FOLLOWS.
        """
        return self._closed(fact, loosely=False)

    def at_most(self, symbol: str) -> tuple[Fact, ...]:
        """All that can follow from a fact of a property or class, whatever its terms are."""
        found = self._all.get(symbol)
        if found is None:
            found = self._all[symbol] = self._closed(general(symbol), loosely=True)
        return found

    def _closed(self, start: Fact, *, loosely: bool) -> tuple[Fact, ...]:
        found = {start: None}
        waiting = [start]
        while waiting:
            fact = waiting.pop()
            for rule in self._rules.get(symbol_of(fact), ()):
                new = _applied(rule, fact, loosely=loosely)
                if new is not None and new not in found:
                    found[new] = None
                    waiting.append(new)
        del found[start]
        return tuple(found)


def _applied(rule: Rule, fact: Fact, *, loosely: bool) -> Fact | None:
    """What a rule gives for a fact; loosely, a name in the premise fits any term."""
    bound: dict[str, str] = {}
    premise = rule.premises[0]
    for place in (0,) if premise[1] == TYPE else (0, 2):
        term, wanted = fact[place], premise[place]
        if is_variable(wanted):
            if bound.setdefault(wanted, term) != term and not loosely:
                return None
        elif term != wanted and not loosely:
            return None
    if rule.contradicts:
        return rule.conclusion
    subject, predicate, value = rule.conclusion
    return bound.get(subject, subject), predicate, bound.get(value, value)
