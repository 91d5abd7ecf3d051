"""How an entity fits a query: by its names, and by the values of its properties."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from servanda.identifiers import SCHEMES
from servanda.reconcile.names import folded
from servanda.reconcile.service import Entity
from servanda.server.reconciling.holdings import Holdings
from servanda.server.refusal import Refusal

__all__ = ["Candidate", "Condition", "Matcher", "Query"]

_WAITING: Final = 8  # batches that wait or are matched
_LEAST: Final = 55.0  # a candidate below is none
_FULL: Final = 100.0
_OF_NAME: Final = 0.7  # the part of a score that the name makes where properties are asked for
_DATE: Final = re.compile(r"[0-9]{4}(?: [0-9]{2}(?: [0-9]{2})?)?")
_MIDNIGHT: Final = "t00 00 00z"
_UNIQUE: Final = frozenset(scheme.key for scheme in SCHEMES if scheme.unique)


@dataclass(frozen=True, slots=True)
class Condition:
    """A property and the values that are looked for; `quantifier` is any, all or none."""

    property: str
    values: tuple[str, ...]
    required: bool = False
    quantifier: str = "any"


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for: a name or nothing, types of which one is enough, and conditions."""

    text: str
    types: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()
    limit: int = 5


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entity with its score from 0 to 100, whether it is sure, and what made the score."""

    entity: Entity
    score: float
    match: bool
    name: float
    agreeing: tuple[tuple[str, bool], ...]


class Matcher:
    """The holdings of a release, and how many batches are matched against them at once.

    A query is short work of the one thread there is, a few thousandths of a second; between two of
    them all that others wait for has its turn.
    """

    def __init__(self, holdings: Holdings) -> None:
        self.holdings: Final = holdings
        self._waiting = 0

    async def match(self, queries: Sequence[Query], seconds: float) -> list[list[Candidate]]:
        """The candidates of each query, best first.

        Raises Refusal 503 where many batches are matched already, or this takes so many seconds.
        """
        if self._waiting >= _WAITING:
            raise Refusal(503, "Many are matching at once; ask again.", retry_after=2)
        until, found = time.monotonic() + seconds, []
        self._waiting += 1
        try:
            for query in queries:
                await asyncio.sleep(0)
                if time.monotonic() > until:
                    said = f"These queries take more than {seconds:g} seconds; send fewer at once."
                    raise Refusal(503, said, retry_after=5)
                found.append(_match(self.holdings, query))
        finally:
            self._waiting -= 1
        return found


def _match(holdings: Holdings, query: Query) -> list[Candidate]:
    among = _of_types(holdings, query.types)
    text = query.text.strip()
    names = holdings.index.near(text, among) if text else {}
    if text:
        for key in (text, text.removeprefix(holdings.space)):
            if key in holdings.entities and (among is None or key in among):
                names[key] = _FULL
    keys = {*names, *_by_conditions(holdings, query.conditions, among)}
    weighed = [
        _weighed(holdings, holdings.entities[key], names.get(key, 0.0), query) for key in keys
    ]
    fit = [each for each in weighed if each is not None and each.score >= _LEAST]
    fit.sort(key=lambda each: (-each.score, -each.name, each.entity.id))
    sure = [each.entity.id for each in fit if each.match]
    return [
        Candidate(each.entity, each.score, sure == [each.entity.id], each.name, each.agreeing)
        for each in fit[: query.limit]
    ]


def _of_types(holdings: Holdings, types: Iterable[str]) -> AbstractSet[str] | None:
    found = [holdings.by_type.get(each, frozenset()) for each in types]
    return frozenset().union(*found) if found else None


def _by_conditions(
    holdings: Holdings, conditions: Iterable[Condition], among: AbstractSet[str] | None
) -> set[str]:
    """The entities that have a value which is looked for, unless they are many."""
    found: set[str] = set()
    for condition in conditions:
        for value in condition.values if condition.quantifier != "none" else ():
            some = holdings.by_value.get((condition.property, folded(value)), frozenset())
            if len(some) <= 100:
                found |= some if among is None else some & among
    return found


def _weighed(holdings: Holdings, entity: Entity, name: float, query: Query) -> Candidate | None:
    """How an entity fits; its `match` says that it would be sure if it were alone."""
    fits = [_agrees(holdings, entity, each) for each in query.conditions]
    told = list(zip(query.conditions, fits, strict=True))
    if any(each.required and not fit for each, fit in told):
        return None
    known = [fit for each, fit in told if each.required or entity.properties.get(each.property)]
    score = name
    if known:
        share = _FULL * sum(known) / len(known)
        score = _OF_NAME * name + (1 - _OF_NAME) * share if query.text.strip() else share
    identified = any(fit and each.property in _UNIQUE for each, fit in told)
    sure = all(known) and (identified or name == _FULL)
    agreeing = tuple((each.property, fit) for each, fit in told)
    return Candidate(entity, round(_FULL if sure else score, 2), sure, name, agreeing)


def _agrees(holdings: Holdings, entity: Entity, condition: Condition) -> bool:
    has = set(_spellings(holdings, entity, condition.property))
    fits = [_is_among(folded(value), has) for value in condition.values]
    match condition.quantifier:
        case "all":
            return all(fits)
        case "none":
            return not any(fits)
    return any(fits)


def _spellings(holdings: Holdings, entity: Entity, name: str) -> Iterator[str]:
    """The values of a property as they may be written; for an entity, its id and its names."""
    for value in entity.properties.get(name, ()):
        [(kind, said)] = value.items()
        yield folded(str(said))
        other = holdings.entities.get(str(said)) if kind == "id" else None
        if other is not None:
            yield from (folded(text) for few in other.names.values() for text in few)


def _is_among(value: str, has: AbstractSet[str]) -> bool:
    """Whether a value is one of them; a year, month or day is held as the moment it begins."""
    return value in has or (
        _DATE.fullmatch(value) is not None
        and any(each.startswith(value) and each.endswith(_MIDNIGHT) for each in has)
    )
