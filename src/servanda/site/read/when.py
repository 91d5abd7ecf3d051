"""Dates as sources write them, with the days that they can stand for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pyoxigraph import Literal

from servanda.dates import Limits
from servanda.derive.facts import date_limits
from servanda.site.read.ranked import Values
from servanda.vocab import Namespace

__all__ = ["When", "when_of"]

_YEAR: Final = 4  # figures, as ISO 8601 writes a year


@dataclass(frozen=True, slots=True)
class When:
    """A date; False if nothing is stated.

    `written` are the literals in their precision (EDTF or xsd:date), several where sources
    disagree; `words` what the source says in its own words, with its mistakes. `earliest` and
    `latest` are the first and the last day it can be, None where the date does not say it.
    """

    written: tuple[Literal, ...] = ()
    words: tuple[Literal, ...] = ()
    earliest: str | None = None
    latest: str | None = None

    def __bool__(self) -> bool:
        return bool(self.written or self.words)

    @property
    def year(self) -> str:
        """The year if it is certain, else an empty text."""
        first, last = (self.earliest or "")[:_YEAR], (self.latest or "")[:_YEAR]
        return first if first == last else ""

    @property
    def text(self) -> str:
        """The date as it is written, else in the source's words; several beside each other."""
        found = [each.value for each in self.written or self.words]
        return " / ".join(dict.fromkeys(found))


def when_of(own: Namespace, events: Iterable[Values], short: Iterable[Literal]) -> When:
    """The date of events; where they have none, that of the short form beside them."""
    events = list(events)
    dates = [date for event in events for date in event.best_literals(own.eventDate)]
    stated = tuple(dict.fromkeys(dates)) or tuple(short)
    days = [each for date in stated for each in _limits(date) if each.known]
    ends = {each.latest for each in days}
    return When(
        written=stated,
        words=tuple(word for event in events for word in event.literals(own.dateAsStated)),
        earliest=min((each.first for each in days), default="") or None,
        latest=None if None in ends or not days else max(each.last for each in days),
    )


# Few dates are written in ways that take long to read, but those recur.
@lru_cache(maxsize=4096)
def _limits(date: Literal) -> tuple[Limits, ...]:
    return tuple(date_limits((str(date),)))
