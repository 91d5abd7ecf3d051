"""What sources say of an agreement in time, and every consistent way to read it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Final

from servanda.dates import Limits, add_duration

__all__ = [
    "ENDS",
    "RESUMPTION",
    "STARTS",
    "SUSPENSION",
    "History",
    "Moment",
    "Reading",
    "dates_of",
    "readings",
]

STARTS: Final = ("entry-into-force", "signature", "foundation")
ENDS: Final = ("termination", "annulment", "replacement")
SUSPENSION: Final = "suspension"
RESUMPTION: Final = "resumption"
_CHANGES: Final = (SUSPENSION, RESUMPTION)
_EXPIRY: Final = "expiry"
_MOST: Final = 1000  # more ways to read the sources than that are no answer


@dataclass(frozen=True, slots=True)
class Moment:
    """One event: its kind (the notation of its type), the dates that sources give, its IRI."""

    kind: str
    dates: tuple[Limits, ...]
    iri: str
    happened: bool = True


@dataclass(frozen=True, slots=True)
class History:
    """What is known of an agreement in time: durations and steps are xsd:duration as stated."""

    moments: tuple[Moment, ...]
    durations: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    open_end: bool = False
    renewable: bool = False

    def of(self, *kinds: str) -> tuple[Moment, ...]:
        """The events of these kinds that took place."""
        return tuple(each for each in self.moments if each.kind in kinds and each.happened)


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read the sources; a date is None where nobody gives it.

    `end` is the last day of the term, after which it may go on; `ends` and `changes` are the
    events that ended, suspended or resumed it.
    """

    start: Limits | None
    end: Limits | None
    goes_on: bool
    open_end: bool
    ends: tuple[tuple[str, Limits | None], ...]
    changes: tuple[tuple[str, Limits | None], ...]


@dataclass(frozen=True, slots=True)
class _Term:
    """What one source says of the length: an end, a duration, or that there is no end."""

    end: Limits | None = None
    duration: str | None = None
    step: str | None = None
    open_end: bool = False


def readings(history: History) -> Iterator[Reading]:
    """Every way to take one date, one duration and one end of those that sources give.

    None at all where there are too many of them.
    """
    starts, terms = _starts(history), _terms(history)
    moments = history.of(*ENDS, *_CHANGES)
    if terms == [_Term()]:
        moments += tuple(each for each in history.of(_EXPIRY) if not dates_of([each]))
    choices = [[(each.kind, date) for date in dates_of([each]) or (None,)] for each in moments]
    if len(starts) * len(terms) * prod(map(len, choices)) > _MOST:
        return
    for start, term in product(starts, terms):
        end, goes_on = _end(history, start, term)
        for dated in product(*choices):
            yield Reading(
                start=start,
                end=end,
                goes_on=goes_on,
                open_end=term.open_end,
                ends=tuple(each for each in dated if each[0] not in _CHANGES),
                changes=tuple(each for each in dated if each[0] in _CHANGES),
            )


def dates_of(moments: Iterable[Moment]) -> list[Limits]:
    """The dates that say something, sorted; without those that a more precise one fits into."""
    found = {date for moment in moments for date in moment.dates if date.known}
    kept: list[Limits] = []
    for date in sorted(sorted(found, key=lambda each: each.last), key=_first, reverse=True):
        # Those kept so far do not start before this one, and the last kept ends first.
        if not kept or date.last < kept[-1].last:
            kept.append(date)
    return kept[::-1]


def _first(date: Limits) -> str:
    return date.first


def _starts(history: History) -> list[Limits] | list[None]:
    for kind in STARTS:
        dates = dates_of(history.of(kind))
        if dates:
            return dates
        if kind == STARTS[0] and history.of(kind):
            break  # it did not start with the signature, but on a day that nobody gives
    return [None]


def _terms(history: History) -> list[_Term]:
    # That an agreement is to expire is its term, so an expiry counts before it happens.
    ends = dates_of(each for each in history.moments if each.kind == _EXPIRY)
    found = [_Term(end=end) for end in ends]
    if not ends:
        steps = [each for each in history.steps if _counts(each)]
        lengths = [each for each in history.durations if _counts(each)]
        found = [_Term(duration=each, step=step) for each in lengths for step in steps or (None,)]
    if history.open_end and not (found and history.renewable):
        found.append(_Term(open_end=True))
    return found or [_Term()]


def _counts(duration: str) -> bool:
    return add_duration("2000-01-01", duration) is not None


def _end(history: History, start: Limits | None, term: _Term) -> tuple[Limits | None, bool]:
    """The last day of the term, and whether it may go on after that."""
    end = term.end
    if start is not None and term.duration is not None:
        end = _plus(start, term.duration)
    renewals = history.of("renewal")
    dated = dates_of(renewals)
    for date in (*dated, *(None for each in renewals if not dates_of([each]))):
        late = end is not None and date is not None and date.first > end.last
        if end is None or late or term.step is None:
            return end, True
        end = _plus(end, term.step)
    return end, history.renewable


def _plus(date: Limits, duration: str) -> Limits:
    return Limits(
        date.earliest and add_duration(date.earliest, duration),
        date.latest and add_duration(date.latest, duration),
    )
