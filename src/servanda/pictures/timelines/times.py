"""What a timeline shows: moments with limits, spans between them, and lanes that hold both."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Final

from servanda.pictures.drawing.base import Label

__all__ = ["Lane", "Moment", "Span", "Timeline"]

_LATE: Final = date.max


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happens once, as exactly as its date says it.

    `label` says what happens; `kind` is the local name of the type of event ("signature",
    "entry-into-force", "renewal", …). `earliest` and `latest` are the days that `as_written`, an
    EDTF or ISO 8601 date, can stand for; None where it says none. What is only planned, or dated
    with doubt, is not `certain`.
    """

    label: Label
    kind: str
    earliest: date | None
    latest: date | None
    as_written: str
    certain: bool = True
    href: str | None = None

    @property
    def exact(self) -> bool:
        """Whether it is known to fall on exactly one day."""
        return self.certain and self.earliest is not None and self.earliest == self.latest

    @property
    def placed(self) -> bool:
        """Whether it has a place on an axis of years at all."""
        return self.earliest is not None or self.latest is not None

    @property
    def order(self) -> tuple[date, str]:
        """Moments are told in the order of time; what has no date comes last."""
        return min(self.days(), default=_LATE), self.label.text

    def days(self) -> Iterator[date]:
        """The limits that are known."""
        return (day for day in (self.earliest, self.latest) if day is not None)


@dataclass(frozen=True, slots=True)
class Span:
    """A time in force. Without an `end` it is either `open` (it is said to have none) or unknown.

    `status` is one of "in-force", "ended", "suspended", "unknown" (as of the day of the timeline).
    """

    label: Label
    start: Moment | None
    end: Moment | None
    status: str
    open: bool = False

    def days(self) -> Iterator[date]:
        """The limits that are known."""
        return chain.from_iterable(each.days() for each in (self.start, self.end) if each)


@dataclass(frozen=True, slots=True)
class Lane:
    """One agreement (or one party): its spans, and what happened on the way."""

    label: Label
    spans: tuple[Span, ...] = ()
    moments: tuple[Moment, ...] = ()
    href: str | None = None

    def days(self) -> Iterator[date]:
        """The limits that are known."""
        for span in self.spans:
            yield from span.days()
        for moment in self.moments:
            yield from moment.days()

    def marked(self) -> Iterator[Moment]:
        """What is drawn as a mark: all moments, and the starts of spans that are not among them."""
        yield from self.moments
        known = {(each.kind, each.as_written) for each in self.moments}
        for span in self.spans:
            if span.start and (span.start.kind, span.start.as_written) not in known:
                yield span.start

    def dates(self) -> Iterator[Moment]:
        """Every date of the lane, once."""
        found = list(self.marked())
        yield from found
        known = {(each.kind, each.as_written) for each in found}
        for span in self.spans:
            if span.end and (span.end.kind, span.end.as_written) not in known:
                yield span.end

    def starts(self) -> Iterator[Moment]:
        """The moments from which the lane can be said to begin, most telling first."""
        yield from (span.start for span in self.spans if span.start and span.start.placed)
        yield from sorted((each for each in self.moments if each.placed), key=_order)

    @property
    def order(self) -> tuple[date, str]:
        """Lanes are drawn in the order of time; what has no date comes last."""
        return min(self.days(), default=_LATE), self.label.text


@dataclass(frozen=True, slots=True)
class Timeline:
    """Lanes under one axis. With one lane, each of its moments gets a line of its own."""

    title: str
    lanes: tuple[Lane, ...]
    as_of: date | None = None

    def days(self) -> Iterator[date]:
        """The limits that are known."""
        return chain.from_iterable(lane.days() for lane in self.lanes)


def _order(moment: Moment) -> tuple[date, str]:
    return moment.order
