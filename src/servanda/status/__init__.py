"""Whether an agreement is in force on a day, from its events alone; never from the clock.

An agreement starts when it enters into force, or, if no source says so, when it is signed or
founded. It ends after the last day of its term, or on the day on which somebody terminates, annuls
or replaces it. A date of limited precision gives no answer for the days that it leaves open, and an
agreement of which no source says how long it lasts is unknown after its start, not in force for
ever. The rules are those of `docs/status.md`.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from servanda.status.readings import (
    ENDS,
    RESUMPTION,
    STARTS,
    SUSPENSION,
    History,
    Moment,
    Reading,
    dates_of,
    readings,
)

__all__ = ["Answer", "History", "Moment", "status_on"]

_PLANS: Final = ("announcement", "approval", "initialling", "letter-of-intent")
_MATTER: Final = frozenset({*STARTS, *ENDS, *_PLANS, SUSPENSION, RESUMPTION, "expiry", "renewal"})
_REASONS: Final = MappingProxyType(
    {"termination": "terminated", "annulment": "annulled", "replacement": "replaced"}
)

_Verdict = tuple[str, str]


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
    verdicts = [_verdict(history, reading, day) for reading in readings(history)]
    status, reason = verdicts[0] if verdicts else ("unknown", "conflicting-dates")
    if any(other != status for other, _ in verdicts):
        status, reason = "unknown", "conflicting-dates"
    premises = {
        each.iri
        for each in history.moments
        if each.kind in _MATTER and (each.happened or reason == "only-planned")
    }
    return Answer(status, reason, tuple(sorted(premises)))


def _verdict(history: History, reading: Reading, day: str) -> _Verdict:
    start = reading.start
    if start is None:
        found = _without_start(history, day)
    else:
        found = ("not-yet", "before-start") if day < start.first else None
    found = found or _ended(reading, day)
    if found is None and start is not None and day < start.last:
        found = "unknown", "start-imprecise"
    found = found or _maybe_ended(reading, day) or _suspended(reading, day)
    if found is None and start is None:
        found = "unknown", "no-start-date"
    return found or _running(reading, day)


def _without_start(history: History, day: str) -> _Verdict | None:
    if history.of(*STARTS, *ENDS, SUSPENSION, RESUMPTION):
        return None  # it took place, on a day that nobody gives
    plans = history.of(*_PLANS)
    dates = dates_of(plans)
    if dates and all(day < date.first for date in dates):
        return "not-yet", "before-start"
    planned = any(not each.happened and each.kind != "expiry" for each in history.moments)
    return ("unknown", "only-planned") if plans or planned else None


def _ended(reading: Reading, day: str) -> _Verdict | None:
    """The first of the ends that are certain by `day`; the last day of a term still counts."""
    found = [
        (date.last, _REASONS[kind])
        for kind, date in reading.ends
        if date is not None and day >= date.last
    ]
    if reading.end is not None and day > reading.end.last and not reading.goes_on:
        found.append((reading.end.last, "after-end"))
    return ("ended", min(found)[1]) if found else None


def _maybe_ended(reading: Reading, day: str) -> _Verdict | None:
    for _, date in reading.ends:
        if date is None:
            return "unknown", "end-without-date"
        if date.first <= day < date.last:
            return "unknown", "end-imprecise"
    end = reading.end
    if end is None or day <= end.first or _outlived(reading, day):
        return None
    return "unknown", "end-imprecise" if day <= end.last else "renewal-unknown"


def _outlived(reading: Reading, day: str) -> bool:
    """Whether it was ended or suspended on a later day, so that it was in force until then."""
    later = [date for kind, date in (*reading.ends, *reading.changes) if kind != RESUMPTION]
    return any(date is not None and day < date.first for date in later)


def _suspended(reading: Reading, day: str) -> _Verdict | None:
    past = [
        (date.last, date.first, kind == RESUMPTION)
        for kind, date in reading.changes
        if date is not None and day >= date.last
    ]
    resumed = bool(past) and max(past)[2]
    suspended = bool(past) and not resumed
    for kind, date in reading.changes:
        if date is not None:
            open_day = date.first <= day < date.last
        else:
            open_day = kind == RESUMPTION or not resumed
        if open_day and (kind == SUSPENSION) != suspended:
            return "unknown", "suspension-imprecise"
    return ("suspended", "suspended") if suspended else None


def _running(reading: Reading, day: str) -> _Verdict:
    if reading.end is not None or _outlived(reading, day):
        return "in-force", "within-term"
    if reading.open_end:
        return "in-force", "open-end"
    return "unknown", "no-end-stated"
