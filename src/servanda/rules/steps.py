"""One rule run over many facts at once: those of one premise, and those that join two."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Final

from servanda.ntriples import Fact
from servanda.rules.model import TYPE, Rule, is_variable, symbol_of

__all__ = ["Index", "Join", "Step", "join_of", "step_of"]

Rows = Collection[Fact]
# Facts of one symbol by the term at one of their ends.
Index = Mapping[str, list[Fact]]
# The term of a conclusion is found at an end of the fact (0, 2), or in the rule itself.
_CONSTANT: Final = -1
_NONE: Final[list[Fact]] = []


@dataclass(frozen=True, slots=True)
class Step:
    """A rule of one premise: `run` gives what follows from facts of the premise's symbol.

    If `at` is an end (0 or 2), only facts with `value` at that end may be given. A contradiction
    gives the facts that are one.
    """

    rule: Rule
    target: str
    run: Callable[[Rows], set[Fact]]
    at: int | None = None
    value: str = ""


@dataclass(frozen=True, slots=True)
class Join:
    """A rule of two premises, run from facts of one of them, of the symbol `start`.

    The second argument of `run` holds facts of `other` by their end `by`, in which the end `key` of
    a fact at hand is looked up; if that is None, it is
    the set of those facts, and it is only looked whether one holds. A contradiction gives the
    facts at hand that are one.
    """

    rule: Rule
    start: str
    other: str
    key: int
    by: int | None
    target: str
    run: Callable[[Rows, Index, Collection[Fact]], set[Fact]]

    def partner(self, fact: Fact, index: Index) -> Fact:
        """The least fact that stands beside one that the run gave as a contradiction."""
        here, there = self.rule.premises
        if symbol_of(here) != self.start:
            here, there = there, here
        if self.by is not None:
            return min(index[fact[self.key]])
        ends = {here[0]: fact[0], here[2]: fact[2]}
        return ends[there[0]], there[1], ends[there[2]]


def step_of(rule: Rule) -> Step:
    """Prepare a rule of one premise."""
    premise = rule.premises[0]
    places = (0,) if premise[1] == TYPE else (0, 2)
    fixed = [place for place in places if not is_variable(premise[place])]
    target = "" if rule.contradicts else symbol_of(rule.conclusion)
    made: Callable[[Rows], set[Fact]] = set if rule.contradicts else _image(rule)
    if len(fixed) == 1:
        return Step(rule, target, made, fixed[0], premise[fixed[0]])
    if fixed:
        return Step(rule, target, lambda rows: made([f for f in rows if f == premise]))
    if len(places) > 1 and premise[0] == premise[2]:
        return Step(rule, target, lambda rows: made([f for f in rows if f[0] == f[2]]))
    return Step(rule, target, made)


def _image(rule: Rule) -> Callable[[Rows], set[Fact]]:
    """What each fact of the premise gives."""
    premise, (subject, link, value) = rule.premises[0], rule.conclusion
    ends = {premise[0]: 0} if premise[1] == TYPE else {premise[2]: 2, premise[0]: 0}
    one = ends[subject] if is_variable(subject) else _CONSTANT
    two = ends[value] if is_variable(value) else _CONSTANT
    if one == two == _CONSTANT:
        return lambda rows: {rule.conclusion for _ in rows}
    if one == _CONSTANT:
        return lambda rows: {(subject, link, fact[two]) for fact in rows}
    if two == _CONSTANT:
        return lambda rows: {(fact[one], link, value) for fact in rows}
    return lambda rows: {(fact[one], link, fact[two]) for fact in rows}


def join_of(rule: Rule, number: int) -> Join:
    """Prepare a rule of two premises to be run from facts of one of them (0 or 1)."""
    here, there = rule.premises[number], rule.premises[1 - number]
    mine, yours = _ends(here), _ends(there)
    shared = [name for name in yours if name in mine]
    target = "" if rule.contradicts else symbol_of(rule.conclusion)
    if len(shared) > 1:
        run = _checked(rule, there, mine)
        return Join(rule, symbol_of(here), symbol_of(there), 0, None, target, run)
    key, by = mine[shared[0]], yours[shared[0]]
    run = _met(rule, mine, yours, key)
    return Join(rule, symbol_of(here), symbol_of(there), key, by, target, run)


def _ends(premise: Fact) -> dict[str, int]:
    return {premise[0]: 0} if premise[1] == TYPE else {premise[0]: 0, premise[2]: 2}


def _checked(
    rule: Rule, there: Fact, mine: Mapping[str, int]
) -> Callable[[Rows, Index, Collection[Fact]], set[Fact]]:
    """Both ends of the other premise are known: it holds or not."""
    one, link, two = mine[there[0]], there[1], mine[there[2]]

    def holding(rows: Rows, known: Collection[Fact]) -> list[Fact]:
        return [fact for fact in rows if (fact[one], link, fact[two]) in known]

    if rule.contradicts:
        return lambda rows, _, known: set(holding(rows, known))
    subject, given, value = rule.conclusion
    left = mine[subject]
    if not is_variable(value):
        return lambda rows, _, known: {(f[left], given, value) for f in holding(rows, known)}
    right = mine[value]
    return lambda rows, _, known: {(f[left], given, f[right]) for f in holding(rows, known)}


def _met(
    rule: Rule, mine: Mapping[str, int], yours: Mapping[str, int], key: int
) -> Callable[[Rows, Index, Collection[Fact]], set[Fact]]:
    """The other premise is looked up by the one term that both have."""
    if rule.contradicts:
        return lambda rows, index, _: {fact for fact in rows if fact[key] in index}
    subject, link, value = rule.conclusion
    constant = not is_variable(value)
    i, from_here = _place(subject, mine, yours)
    j, value_here = (0, from_here) if constant else _place(value, mine, yours)
    if from_here and value_here:
        if constant:
            return lambda rows, index, _: {(a[i], link, value) for a in rows if a[key] in index}
        return lambda rows, index, _: {(a[i], link, a[j]) for a in rows if a[key] in index}
    return _paired(link, (i, from_here), None if constant else (j, value_here), key, value)


def _paired(
    link: str, subject: tuple[int, bool], value: tuple[int, bool] | None, key: int, constant: str
) -> Callable[[Rows, Index, Collection[Fact]], set[Fact]]:
    """A conclusion that needs each fact that is found; ends are told as by `_place`."""
    i, from_here = subject
    if value is None:
        return lambda rows, index, _: {
            (b[i], link, constant) for a in rows for b in index.get(a[key], _NONE)
        }
    j, value_here = value
    if from_here:
        return lambda rows, index, _: {
            (a[i], link, b[j]) for a in rows for b in index.get(a[key], _NONE)
        }
    if value_here:
        return lambda rows, index, _: {
            (b[i], link, a[j]) for a in rows for b in index.get(a[key], _NONE)
        }
    return lambda rows, index, _: {
        (b[i], link, b[j]) for a in rows for b in index.get(a[key], _NONE)
    }


def _place(term: str, mine: Mapping[str, int], yours: Mapping[str, int]) -> tuple[int, bool]:
    """The end at which a term is found, and whether of the fact at hand."""
    return (mine[term], True) if term in mine else (yours[term], False)
