"""The axis of time: days as places on a line, and the years that are written under it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date
from typing import Final

__all__ = ["Axis", "Tick", "axis"]

_BEFORE: Final = 120  # years before the day of reference that are drawn
_AFTER: Final = 60  # years after it
_LEAST: Final = 4  # years; a shorter time would look more exact than it is
_STEPS: Final = (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000)
_ROOM: Final = 50.0  # between two written years, in pixels


@dataclass(frozen=True, slots=True)
class Tick:
    """A year on the axis."""

    x: float
    year: int


@dataclass(frozen=True, slots=True)
class Axis:
    """The whole years from `first` to `last`, drawn from `left` over `width`."""

    first: int
    last: int
    left: float
    width: float

    def x(self, day: date) -> float:
        """The place of a day; days outside the axis stand at its ends."""
        start = date(self.first, 1, 1).toordinal()
        end = date(self.last, 12, 31).toordinal() + 1
        share = (day.toordinal() - start) / (end - start)
        return round(self.left + self.width * min(max(share, 0.0), 1.0), 1)

    @property
    def right(self) -> float:
        """Where the axis ends."""
        return self.left + self.width

    def ticks(self) -> tuple[Tick, ...]:
        """The years to write: as many as stand beside each other without touching."""
        per_year = self.width / (self.last - self.first + 1)
        step = next((each for each in _STEPS if each * per_year >= _ROOM), _STEPS[-1])
        years = range(-(-self.first // step) * step, self.last + 1, step)
        return tuple(Tick(self.x(date(max(year, MINYEAR), 1, 1)), year) for year in years if year)


def axis(days: Iterable[date], reference: date | None, left: float, width: float) -> Axis:
    """The axis on which all `days` and the day of reference lie, as far as a reader can use it.

    Days more than a lifetime away from the reference (or, without one, from the latest day) do not
    stretch the axis: they stand at its end.
    """
    years = sorted(day.year for day in days)
    middle = reference.year if reference else years[-1] if years else 2000
    near = [year for year in years if middle - _BEFORE <= year <= middle + _AFTER]
    first = max(min([*near, middle]) - (1 if years and years[0] < middle - _BEFORE else 0), 1)
    last = min(max([*near, middle]) + (1 if years and years[-1] > middle + _AFTER else 0), MAXYEAR)
    lack = max(_LEAST - (last - first + 1), 0)
    first = max(first - lack // 2, MINYEAR)
    return Axis(first, min(last + lack - lack // 2, MAXYEAR), left, width)
