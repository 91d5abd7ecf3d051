"""Semi-naive evaluation: stratum by stratum, all facts of a symbol at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from heapq import heappop, heappush

from servanda.errors import InputError
from servanda.ntriples import Fact
from servanda.rules.coverage import KINDS, REFUSED, axiom_among_facts
from servanda.rules.model import TYPE, Rule
from servanda.rules.program import Program, Stratum
from servanda.rules.steps import Index, Join, Step

__all__ = ["Closure", "contradiction"]


class Closure:
    """One run of a program over facts; afterwards `new` holds what follows, by symbol.

    Only what has facts is visited, in the order of the strata. A set of all known facts is made
    only for symbols of which something follows or is looked up.
    """

    def __init__(self, program: Program, facts: Iterable[Fact]) -> None:
        self.given = grouped(program, facts)
        self.new: dict[str, list[set[Fact]]] = {}
        self._level = program.level
        self._known: dict[str, set[Fact]] = {}
        self._indexes: dict[tuple[str, int], dict[str, list[Fact]]] = {}
        self._queued = {program.level[symbol] for symbol in self.given}
        self._waiting = sorted(self._queued)
        while self._waiting:
            self._complete(program.strata[heappop(self._waiting)])

    def _complete(self, stratum: Stratum) -> None:
        if stratum.ring_steps or stratum.ring_joins:
            self._turn(stratum)
        for symbol, steps in stratum.steps.items():
            rows = self._rows(symbol)
            if rows:
                self._step(steps, rows)
        for joins in stratum.joins:
            self._join_complete(joins)

    def _rows(self, symbol: str) -> Collection[Fact]:
        known = self._known.get(symbol)
        return self.given.get(symbol, ()) if known is None else known

    def _all(self, symbol: str) -> set[Fact]:
        known = self._known.get(symbol)
        if known is None:
            known = self._known[symbol] = set(self.given.get(symbol, ()))
        return known

    def _add(self, symbol: str, found: set[Fact]) -> set[Fact]:
        """Keep what is new of found facts, and give it."""
        known = self._all(symbol)
        new = found - known if known else found
        if new:
            known |= new
            self.new.setdefault(symbol, []).append(new)
            level = self._level[symbol]
            if level not in self._queued:
                self._queued.add(level)
                heappush(self._waiting, level)
        return new

    def _step(self, steps: Sequence[Step], rows: Collection[Fact]) -> dict[str, set[Fact]]:
        """Run the rules of one premise over facts of their symbol; what is new, by symbol."""
        added: dict[str, set[Fact]] = {}
        by: dict[int, dict[str, list[Fact]]] = {}
        for step in steps:
            some: Collection[Fact] = rows
            if step.at is not None:
                if step.at not in by:
                    by[step.at] = _index(rows, step.at)
                some = by[step.at].get(step.value, ())
            found = step.run(some) if some else None
            if found:
                if step.rule.contradicts:
                    raise contradiction(step.rule, min(found))
                self._note(added, step.target, found)
        return added

    def _note(self, added: dict[str, set[Fact]], symbol: str, found: set[Fact]) -> None:
        new = self._add(symbol, found)
        if new:
            added[symbol] = added[symbol] | new if symbol in added else new

    def _index(self, symbol: str, by: int) -> dict[str, list[Fact]]:
        index = self._indexes.get((symbol, by))
        if index is None:
            index = self._indexes[symbol, by] = _index(self._rows(symbol), by)
        return index

    def _join(self, join: Join, rows: Collection[Fact]) -> set[Fact]:
        """Run a rule of two premises from facts of one of them."""
        other: Index = {} if join.by is None else self._index(join.other, join.by)
        known = self._all(join.other) if join.by is None else ()
        found = join.run(rows, other, known) if other or known else set()
        if found and join.rule.contradicts:
            fact = min(found)
            raise contradiction(join.rule, fact, join.partner(fact, other))
        return found

    def _join_complete(self, joins: tuple[Join, Join]) -> None:
        """Run a rule whose premises are complete: from the larger side."""
        one, other = (self._rows(join.start) for join in joins)
        if one and other:
            join, rows = (joins[0], one) if len(one) >= len(other) else (joins[1], other)
            found = self._join(join, rows)
            if found:
                self._add(join.target, found)

    def _turn(self, stratum: Stratum) -> None:
        """Run a ring of symbols until nothing new comes."""
        delta: Mapping[str, Collection[Fact]] = {
            symbol: list(self._rows(symbol)) for symbol in stratum.symbols
        }
        while any(delta.values()):
            added: dict[str, set[Fact]] = {}
            for symbol, rows in delta.items():
                if not rows:
                    continue
                for target, new in self._step(stratum.ring_steps.get(symbol, ()), rows).items():
                    added[target] = added[target] | new if target in added else new
                for join in stratum.ring_joins.get(symbol, ()):
                    found = self._join(join, rows)
                    if found:
                        self._note(added, join.target, found)
            for (symbol, by), index in self._indexes.items():
                for fact in added.get(symbol, ()):
                    index.setdefault(fact[by], []).append(fact)
            delta = added


def grouped(program: Program, facts: Iterable[Fact]) -> dict[str, list[Fact]]:
    """The facts that take part, by symbol."""
    properties = program.properties
    groups: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        if fact[1] in properties:
            groups[fact[1]].append(fact)
    for link in sorted(REFUSED & groups.keys()):
        raise axiom_among_facts(min(groups[link]))
    classes = program.classes
    for fact in groups.pop(TYPE, ()):
        symbol = classes.get(fact[2])
        if symbol is not None:
            if fact[2] in KINDS:
                raise axiom_among_facts(fact)
            groups[symbol].append(fact)
    return groups


def _index(rows: Iterable[Fact], by: int) -> dict[str, list[Fact]]:
    index: dict[str, list[Fact]] = {}
    for fact in rows:
        some = index.get(fact[by])
        if some is None:
            index[fact[by]] = [fact]
        else:
            some.append(fact)
    return index


def contradiction(rule: Rule, *facts: Fact) -> InputError:
    """The error for facts that cannot hold together."""
    said = " and ".join(" ".join(fact) for fact in facts)
    return InputError(
        f"the facts contradict the ontology ({rule.name}): {said}",
        hint="Mend the facts or the axiom that forbids them",
    )
