"""Semi-naive evaluation: each new fact meets the rules once, with all that came before it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from servanda.errors import InputError
from servanda.ntriples import Fact
from servanda.rules.literals import types_of
from servanda.rules.model import NOTHING_FOLLOWS, TYPE, Rule, X, Y
from servanda.rules.program import Join, Program

__all__ = ["Closure"]


class Closure:
    """One run of a program over facts; `known` holds the given facts and all new ones."""

    def __init__(self, program: Program, facts: Iterable[Fact], *, typed: frozenset[str]) -> None:
        """`typed` are the datatypes whose literals must be said to be of them."""
        self._program, self._typed = program, typed
        self.known: dict[Fact, None] = dict.fromkeys(facts)
        self._index: dict[tuple[str, int], dict[str, list[str]]] = {
            key: defaultdict(list) for key in program.looked_up
        }
        todo = list(self.known)
        for fact in todo:
            for new in self._following(fact):
                if new not in self.known:
                    self.known[new] = None
                    todo.append(new)

    def _following(self, fact: Fact) -> Iterator[Fact]:
        subject, predicate, value = fact
        symbol = f"a {value}" if predicate == TYPE else predicate
        if self._typed and value.startswith('"'):
            yield from ((value, TYPE, each) for each in types_of(value) if each in self._typed)
        yield from self._alone(fact, symbol)
        joins = self._program.joins_of(symbol)
        for by, key, found in ((0, subject, value), (2, value, subject)):
            index = self._index.get((symbol, by))
            if index is not None:
                index[key].append(found)
        for join in joins:
            yield from self._joined(join, fact)

    def _alone(self, fact: Fact, symbol: str) -> Iterator[Fact]:
        subject, predicate, value = fact
        constants = self._program.constants(symbol)
        following = self._program.simple(symbol)
        if constants:
            one = subject if subject in constants else X
            other = value if value in constants else one if subject == value else Y
            kind = value if predicate == TYPE else other
            following = self._program.alone((one, predicate, kind))
        ends = {X: subject, Y: value}
        for one, link, other in following:
            if not link:
                raise contradiction((fact,), None)
            yield ends.get(one, one), link, ends.get(other, other)

    def _joined(self, join: Join, fact: Fact) -> Iterator[Fact]:
        subject, _, value = fact
        one, link, other = join.other
        ends = {X: subject, Y: value}
        founds: Iterable[str]
        if join.by is None:
            premise = (ends.get(one, one), link, ends.get(other, other))
            founds = ("",) if premise in self.known else ()
        else:
            key = ends[one] if join.by == 0 else ends[other]
            symbol = f"a {other}" if link == TYPE else link
            founds = self._index[symbol, join.by].get(key, ())
        left, link, right = join.conclusion
        for found in tuple(founds):
            if join.conclusion is NOTHING_FOLLOWS:
                met = (ends.get(one, found), join.other[1], ends.get(other, found))
                raise contradiction((fact, met if join.other[1] != TYPE else join.other), join.rule)
            ends["?found"] = found
            yield ends.get(left, left), link, ends.get(right, right)


def contradiction(facts: tuple[Fact, ...], rule: Rule | None) -> InputError:
    """The error for facts that cannot hold together."""
    said = " and ".join(" ".join(fact) for fact in facts)
    why = "" if rule is None else f" ({rule.name})"
    return InputError(
        f"the facts contradict the ontology: {said}{why}",
        hint="Mend the facts or the axiom that forbids them",
    )
