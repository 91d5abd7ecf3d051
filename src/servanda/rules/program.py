"""Rules made ready to run: an order of properties and classes, and what to do with each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from servanda.rules.coverage import KINDS, REFUSED
from servanda.rules.model import TYPE, Rule, symbol_of
from servanda.rules.steps import Join, Step, join_of, step_of
from servanda.rules.strata import strata

__all__ = ["Program", "Stratum", "program_of", "symbols_of"]


@dataclass(frozen=True, slots=True)
class Stratum:
    """Symbols that are complete together.

    `rings` are the steps and joins that give facts of the same symbols, by the symbol they start
    from; `steps` and `joins` are run once all facts are there. For each of the joins there are
    both ways to run it.
    """

    symbols: tuple[str, ...]
    ring_steps: Mapping[str, Sequence[Step]]
    ring_joins: Mapping[str, Sequence[Join]]
    steps: Mapping[str, Sequence[Step]]
    joins: Sequence[tuple[Join, Join]]


@dataclass(frozen=True, slots=True)
class Program:
    """Rules in the order of their strata.

    Facts of other than its `properties` and `classes` take no part (rdf:type stands among the
    properties if there are classes); `classes` gives the symbol of each, `level` its stratum.
    """

    rules: tuple[Rule, ...]
    strata: tuple[Stratum, ...]
    properties: frozenset[str]
    classes: Mapping[str, str]
    level: Mapping[str, int]


def symbols_of(rules: Iterable[Rule]) -> list[str]:
    """All properties and classes that rules are about, sorted."""
    found = {symbol_of(each) for rule in rules for each in rule.premises}
    return sorted(found | {symbol_of(rule.conclusion) for rule in rules if not rule.contradicts})


def program_of(rules: Iterable[Rule], *, watch: bool = True) -> Program:
    """Put rules of one and two premises in order; to `watch` is to see axioms among the facts."""
    rules = tuple(rule for rule in rules if rule.premises)
    symbols = symbols_of(rules)
    after: dict[str, list[str]] = defaultdict(list)
    for rule in rules:
        for each in () if rule.contradicts else rule.premises:
            after[symbol_of(each)].append(symbol_of(rule.conclusion))
    groups = strata(symbols, after)
    level = {symbol: number for number, group in enumerate(groups) for symbol in group}
    own: list[list[Rule]] = [[] for _ in groups]
    for rule in rules:
        own[max(level[symbol_of(each)] for each in rule.premises)].append(rule)
    classes = {symbol[2:]: symbol for symbol in symbols if symbol.startswith("a ")}
    if watch:
        classes |= {kind: f"a {kind}" for kind in KINDS}
    properties = frozenset(symbol for symbol in symbols if not symbol.startswith("a "))
    return Program(
        rules=rules,
        strata=tuple(_stratum(group, some) for group, some in zip(groups, own, strict=True)),
        properties=properties | (REFUSED | {TYPE} if watch or classes else frozenset()),
        classes=classes,
        level=level,
    )


def _stratum(group: tuple[str, ...], rules: Sequence[Rule]) -> Stratum:
    """`rules` are those whose last premise is complete with the group."""
    ring_steps: dict[str, list[Step]] = defaultdict(list)
    ring_joins: dict[str, list[Join]] = defaultdict(list)
    steps: dict[str, list[Step]] = defaultdict(list)
    joins: list[tuple[Join, Join]] = []
    for rule in rules:
        inside = not rule.contradicts and symbol_of(rule.conclusion) in group
        if len(rule.premises) == 1:
            (ring_steps if inside else steps)[symbol_of(rule.premises[0])].append(step_of(rule))
            continue
        both = join_of(rule, 0), join_of(rule, 1)
        if not inside:
            joins.append(both)
            continue
        for join, premise in zip(both, rule.premises, strict=True):
            if symbol_of(premise) in group:
                ring_joins[symbol_of(premise)].append(join)
    return Stratum(group, ring_steps, ring_joins, steps, joins)
