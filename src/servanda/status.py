"""Whether an agreement is in force on a day, from its events alone; never from the clock.

An agreement starts when it enters into force, or, if no source says so, when it is signed. It ends
when it expires, or when somebody terminates, annuls or replaces it. A date of limited precision
gives no answer for the days that it leaves open, and an agreement of which no source says how
long it lasts is unknown after its start, not in force for ever.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from servanda.dates import Limits, add_duration

__all__ = ["Answer", "History", "Moment", "status_on"]

_ENDS: Final = {
    "termination": "terminated",
    "annulment": "annulled",
    "replacement": "replaced",
    "expiry": "after-end",
}
_PLANS: Final = ("announcement", "approval", "letter-of-intent", "initialling")


@dataclass(frozen=True, slots=True)
class Moment:
    """One event: its kind (the notation of its type), the dates that sources give, its IRI."""

    kind: str
    dates: tuple[Limits, ...]
    iri: str
    happened: bool


@dataclass(frozen=True, slots=True)
class History:
    """What is known of an agreement in time: durations are xsd:duration as stated."""

    moments: tuple[Moment, ...]
    durations: tuple[str, ...] = ()
    end_type: str = ""
    renewal: str = ""

    def of(self, *kinds: str) -> tuple[Moment, ...]:
        """The events of these kinds that took place."""
        return tuple(each for each in self.moments if each.kind in kinds and each.happened)


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and its reason, by the notations of their concepts, and the IRIs it rests on."""

    status: str
    reason: str
    premises: tuple[str, ...] = ()


def status_on(history: History, day: str) -> Answer:
    """The status on `day` (an ISO 8601 date).

    Sources that disagree are all asked; if their answers differ, the status is unknown.
    """
    answers = [_answer(history, reading, day) for reading in _readings(history)]
    if len({(each.status, each.reason) for each in answers}) == 1:
        return answers[0]
    if len({each.status for each in answers}) == 1:
        return answers[0]
    premises = {iri for each in answers for iri in each.premises}
    return Answer("unknown", "conflicting-dates", tuple(sorted(premises)))


@dataclass(frozen=True, slots=True)
class _Reading:
    """One consistent way to read the sources: one start, one expiry, one duration."""

    start: Limits | None
    expiry: Limits | None
    duration: str | None


def _readings(history: History) -> Iterator[_Reading]:
    starts = _dates(history.of("entry-into-force")) or _dates(history.of("signature", "foundation"))
    for start in starts or (None,):
        for expiry in _dates(history.of("expiry")) or (None,):
            for duration in history.durations or (None,):
                yield _Reading(start, expiry, duration)


def _dates(moments: Iterable[Moment]) -> list[Limits]:
    found = {date for moment in moments for date in moment.dates if date.earliest and date.latest}
    return sorted(found, key=lambda date: (date.earliest or "", date.latest or ""))


def _answer(history: History, reading: _Reading, day: str) -> Answer:
    premises = tuple(sorted({moment.iri for moment in history.moments if moment.happened}))
    for status, reason in _verdicts(history, reading, day):
        return Answer(status, reason, premises)
    return Answer("unknown", "no-start-date", premises)


def _verdicts(history: History, reading: _Reading, day: str) -> Iterator[tuple[str, str]]:
    yield from _not_started(history, reading, day)
    yield from _ended(history, reading, day)
    yield from _suspended(history, day)
    if reading.start is None:
        return
    yield from _running(history, reading, day)


def _not_started(history: History, reading: _Reading, day: str) -> Iterator[tuple[str, str]]:
    start = reading.start
    if start is not None and start.earliest and start.latest:
        if day < start.earliest:
            yield "not-yet", "before-start"
        elif day < start.latest:
            yield "unknown", "start-imprecise"
        return
    if history.of("entry-into-force", "signature", "foundation"):
        return  # it took place, on a day that nobody gives
    known = [date.latest for date in _dates(history.of(*_PLANS))]
    if known and all(latest is not None and day < latest for latest in known):
        yield "not-yet", "before-start"
    elif history.of(*_PLANS) or any(not moment.happened for moment in history.moments):
        yield "unknown", "only-planned"


def _ended(history: History, reading: _Reading, day: str) -> Iterator[tuple[str, str]]:
    for moment in history.of("termination", "annulment", "replacement"):
        dates = [date for date in moment.dates if date.earliest and date.latest]
        if not dates:
            yield "unknown", "end-without-date"
        elif all(day >= (date.latest or "") for date in dates):
            yield "ended", _ENDS[moment.kind]
        elif any(day >= (date.earliest or "") for date in dates):
            yield "unknown", "end-imprecise"
    end = _term_end(reading)
    if end is None or end.earliest is None or end.latest is None:
        return
    if day > end.latest:
        renewed = history.renewal not in ("", "none")
        yield ("unknown", "renewal-unknown") if renewed else ("ended", "after-end")
    elif day > end.earliest:
        yield "unknown", "end-imprecise"


def _term_end(reading: _Reading) -> Limits | None:
    """The stated end, else the start and the stated duration together."""
    if reading.expiry is not None:
        # An end given as a year or month may mean its first day or its last.
        return reading.expiry
    start, duration = reading.start, reading.duration
    if start is None or duration is None or start.earliest is None or start.latest is None:
        return None
    return Limits(add_duration(start.earliest, duration), add_duration(start.latest, duration))


def _suspended(history: History, day: str) -> Iterator[tuple[str, str]]:
    resumed = [date.latest or "" for date in _dates(history.of("resumption"))]
    for date in _dates(history.of("suspension")):
        if any(day >= latest for latest in resumed):
            continue
        if day >= (date.latest or ""):
            yield "suspended", "suspended"
        elif day >= (date.earliest or ""):
            yield "unknown", "end-imprecise"


def _running(history: History, reading: _Reading, day: str) -> Iterator[tuple[str, str]]:
    later = [
        date.earliest or ""
        for date in _dates(history.of("termination", "annulment", "replacement"))
    ]
    end = _term_end(reading)
    if (end is not None and end.earliest is not None) or any(day < start for start in later):
        yield "in-force", "within-term"
    elif history.end_type == "open":
        yield "in-force", "open-end"
    else:
        yield "unknown", "no-end-stated"
