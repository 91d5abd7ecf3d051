"""Which rules hold within what a record reaches, and which need facts of all records.

A fact is *near* if it is stated by the record that describes its subject, or follows from near
facts about the subject and about what the subject reaches by links forwards. Any other is *late*:
what a fact says of its object (an inverse, a range), and what follows from that. A rule of two
premises that no late fact can be a premise of is *local*; any other *crosses* records.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from servanda.rules.hierarchy import Hierarchy, general
from servanda.rules.model import NOTHING_FOLLOWS, TYPE, Rule, X, is_variable, symbol_of
from servanda.rules.useful import hidden

__all__ = ["Cut", "cut", "near_steps", "outward_rules"]


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
    rules: Sequence[Rule], hierarchy: Hierarchy, *, late: Iterable[str], everything: bool = False
) -> Cut:
    """Divide the rules. `late` are properties whose facts may come from anywhere.

    With `everything`, no rule of two premises is local.
    """
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
    outward = [rule for rule in waiting if _is_outward(rule)]
    local = [rule for rule in waiting if rule not in outward]
    # What a record's own facts cannot give, because no fact tells of a premise, crosses too.
    blind = [rule for rule in outward if _support(rule, rules) is None]
    outward = [rule for rule in outward if rule not in blind]
    crossing += blind
    shared, carried = _shared(rules, crossing)
    return Cut(
        local=tuple(local),
        outward=tuple(outward),
        crossing=tuple(crossing),
        shared=frozenset(shared),
        carried=frozenset(carried),
        late=frozenset(known.late),
    )


def _is_outward(rule: Rule) -> bool:
    """Whether a rule concludes about another term than the subject of its first premise."""
    return not rule.contradicts and rule.conclusion[0] != rule.premises[0][0]


def _support(rule: Rule, rules: Sequence[Rule]) -> list[Rule] | None:
    """The rules that give the hidden premises of a rule; None if they look beyond the subject."""
    found: list[Rule] = []
    waiting, seen = [symbol_of(each) for each in rule.premises], set[str]()
    while waiting:
        symbol = waiting.pop()
        if symbol in seen or not hidden(symbol):
            continue
        seen.add(symbol)
        for each in rules:
            if each.contradicts or symbol_of(each.conclusion) != symbol:
                continue
            if any(premise[0] != each.conclusion[0] for premise in each.premises):
                return None
            found.append(each)
            waiting += map(symbol_of, each.premises)
    return found


class _Late:
    """The symbols of which late facts may exist, and properties that lead where none may follow."""

    def __init__(self, hierarchy: Hierarchy, rules: Sequence[Rule], late: Iterable[str]) -> None:
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


def _shared(rules: Sequence[Rule], crossing: Iterable[Rule]) -> tuple[set[str], set[str]]:
    """The symbols whose facts must come together, and all that lead to them.

    They are the premises of crossing rules. What is hidden cannot come, so that the premises of
    the rules that give it must. Nor can what is said of a literal: the fact that tells of it comes
    itself, as it shows the literal; where two facts tell, or a hidden one, their premises must.
    """
    giving = [rule for rule in rules if rule.premises and not rule.contradicts]
    shared = {symbol_of(each) for rule in crossing for each in rule.premises}
    while True:
        carried = _leading_to(giving, shared)
        new = {
            symbol_of(each)
            for rule in giving
            if _must_come(rule, shared, carried)
            for each in rule.premises
        }
        if new <= shared:
            return shared, carried
        shared |= new


def _must_come(rule: Rule, shared: set[str], carried: set[str]) -> bool:
    conclusion = symbol_of(rule.conclusion)
    if conclusion in shared and hidden(conclusion):
        return True
    if conclusion not in carried or not _is_outward(rule):
        return False
    return len(rule.premises) > 1 or hidden(symbol_of(rule.premises[0]))


def _leading_to(rules: Iterable[Rule], shared: set[str]) -> set[str]:
    """The symbols from which rules lead to some symbols, these among them."""
    before: dict[str, list[str]] = defaultdict(list)
    for rule in rules:
        before[symbol_of(rule.conclusion)] += map(symbol_of, rule.premises)
    found, waiting = set(shared), list(shared)
    while waiting:
        new = set(before[waiting.pop()]) - found
        found |= new
        waiting += new
    return found


def near_steps(rules: Iterable[Rule]) -> list[Rule]:
    """The rules of one premise that say something of its subject.

    What a fact says of its subject by way of its object (the inverse of an inverse) is told with
    what it says of the object, and is late like that.
    """
    return [
        rule
        for rule in rules
        if len(rule.premises) == 1
        and (rule.contradicts or rule.conclusion[0] == rule.premises[0][0])
    ]


def outward_rules(rules: Sequence[Rule], hierarchy: Hierarchy, parts: Cut) -> list[Rule]:
    """The rules that say of an object what its facts alone give, and all they may start.

    What follows about the subject is told by local rules, unless the fact may be late.
    """
    starts = {
        symbol
        for symbol in {symbol_of(each) for rule in rules for each in rule.premises}
        if any(fact[0] != X for fact in hierarchy.at_most(symbol)) or symbol in parts.late
    }
    joins = dict.fromkeys(
        each for rule in parts.outward for each in (rule, *(_support(rule, rules) or ()))
    )
    for rule in joins:
        starts.add(symbol_of(rule.conclusion))
        starts.update(map(symbol_of, rule.premises))
    reached = {
        symbol_of(fact)
        for symbol in starts
        for fact in hierarchy.at_most(symbol)
        if fact is not NOTHING_FOLLOWS
    }
    wanted = starts | reached
    single = [
        rule for rule in rules if len(rule.premises) == 1 and symbol_of(rule.premises[0]) in wanted
    ]
    return [*dict.fromkeys((*single, *joins))]
