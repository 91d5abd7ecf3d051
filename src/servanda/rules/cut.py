"""Which rules hold within what a record reaches, and which need facts of all records.

A fact is *near* if it is stated by the record that describes its subject, or follows from near
facts about the subject and about what the subject reaches by links forwards. Any other is *late*:
what a fact says of its object (an inverse, a range), and what follows from that. A rule of two
premises that no late fact can be a premise of is *local*; any other *crosses* records.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from servanda.rules.hierarchy import Hierarchy, general
from servanda.rules.model import NOTHING_FOLLOWS, TYPE, Rule, X, is_variable, symbol_of

__all__ = ["Cut", "cut"]


@dataclass(frozen=True, slots=True)
class Cut:
    """The rules of two premises, divided, and the symbols whose facts must come together.

    `local` conclude about the subject of near facts; `outward` say of the object what two near
    facts about the subject give (allValuesFrom); `crossing` are all others. Facts of the symbols
    in `shared` can be premises of crossing rules; those in `carried` can be so by way of a fact
    that is not passed on (its subject is a literal).
    """

    local: tuple[Rule, ...]
    outward: tuple[Rule, ...]
    crossing: tuple[Rule, ...]
    shared: frozenset[str]
    carried: frozenset[str]
    late: frozenset[str]


def cut(
    rules: Iterable[Rule],
    *,
    late: Iterable[str],
    hidden: Callable[[str], bool],
    everything: bool = False,
) -> Cut:
    """Divide the rules. `late` are properties whose facts may come from anywhere.

    `hidden` says whether facts of a symbol are not passed on; with `everything`, no rule is local.
    """
    rules = list(rules)
    hierarchy = Hierarchy(rules)
    joins = [rule for rule in rules if len(rule.premises) == 2]
    known = _Late(hierarchy, rules, late)
    crossing: list[Rule] = []
    waiting = joins
    while True:
        new = [rule for rule in waiting if everything or known.spoils(rule)]
        if not new:
            break
        crossing += new
        waiting = [rule for rule in waiting if rule not in new]
        for rule in new:
            if not rule.contradicts:
                known.add_late(symbol_of(rule.conclusion))
    shared = _shared(rules, crossing, hidden)
    return Cut(
        local=tuple(rule for rule in waiting if not _is_outward(rule)),
        outward=tuple(rule for rule in waiting if _is_outward(rule)),
        crossing=tuple(crossing),
        shared=frozenset(shared),
        carried=frozenset(_leading_to(rules, shared)),
        late=frozenset(known.late),
    )


def _is_outward(rule: Rule) -> bool:
    """Whether a rule concludes about another term than the subject of its first premise."""
    return not rule.contradicts and rule.conclusion[0] != rule.premises[0][0]


class _Late:
    """The symbols of which late facts may exist, and properties that lead where none may follow."""

    def __init__(self, hierarchy: Hierarchy, rules: list[Rule], late: Iterable[str]) -> None:
        self._hierarchy = hierarchy
        self._joins = [rule for rule in rules if len(rule.premises) == 2]
        self.late: set[str] = set()
        self._far: set[str] = set()
        symbols = {symbol_of(each) for rule in rules for each in rule.premises}
        for symbol in sorted(symbols):
            for fact in hierarchy.at_most(symbol):
                if fact is NOTHING_FOLLOWS:
                    continue
                if fact[0] != X:
                    self.add_late(symbol_of(fact))
                elif fact[1] != TYPE and not is_variable(fact[2]):
                    self._add_far(symbol_of(fact))
        for rule in self._joins:
            if _is_outward(rule):
                self.add_late(symbol_of(rule.conclusion))
        for symbol in late:
            self.add_late(symbol)

    def add_late(self, symbol: str) -> None:
        """Facts of a symbol may be late, and so may be all that follow from one of them."""
        facts = (general(symbol), *self._hierarchy.at_most(symbol))
        self.late.update(symbol_of(fact) for fact in facts if fact is not NOTHING_FOLLOWS)

    def _add_far(self, symbol: str) -> None:
        """A property may lead to a term that no link leads to: the value of a restriction."""
        if symbol in self._far:
            return
        self._far.add(symbol)
        for fact in self._hierarchy.at_most(symbol):
            if fact[1] not in (TYPE, ""):
                self._add_far(symbol_of(fact))
        for rule in self._joins:
            if rule.contradicts:
                continue
            if symbol in map(symbol_of, rule.premises) and rule.conclusion[1] != TYPE:
                self._add_far(symbol_of(rule.conclusion))

    def spoils(self, rule: Rule) -> bool:
        """Whether a premise of a rule may be late, or lie where the subject does not reach."""
        first, second = rule.premises
        if self.late.intersection((symbol_of(first), symbol_of(second))):
            return True
        return second[0] != first[0] and symbol_of(first) in self._far


def _shared(rules: list[Rule], crossing: list[Rule], hidden: Callable[[str], bool]) -> set[str]:
    """The symbols whose facts must come together.

    They are the premises of crossing rules; of a fact that is not passed on, those of its rules.
    """
    shared = {symbol_of(each) for rule in crossing for each in rule.premises}
    growing = True
    while growing:
        size = len(shared)
        for rule in rules:
            if rule.contradicts or symbol_of(rule.conclusion) not in shared:
                continue
            # A fact about a literal is not passed on; of two premises only one tells of it.
            two = len(rule.premises) > 1 and _is_outward(rule)
            named = not is_variable(rule.conclusion[0])
            if two or named or hidden(symbol_of(rule.conclusion)):
                shared.update(map(symbol_of, rule.premises))
        growing = len(shared) > size
    return shared


def _leading_to(rules: list[Rule], shared: set[str]) -> set[str]:
    found = set(shared)
    growing = True
    while growing:
        size = len(found)
        for rule in rules:
            if not rule.contradicts and symbol_of(rule.conclusion) in found:
                found.update(map(symbol_of, rule.premises))
        growing = len(found) > size
    return found
