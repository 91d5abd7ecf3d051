"""Dates of limited precision: EDTF as the written form, and the days that it can stand for.

The written form is that of the Library of Congress (EDTF, levels 0 to 2; ISO 8601-2). A year stays
a year: what it can stand for is a first and a last day, never one of them alone.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Final

__all__ = ["Limits", "add_duration", "is_edtf", "limits"]

_PLAIN: Final = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_DURATION: Final = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?")


@dataclass(frozen=True, slots=True)
class Limits:
    """The first and the last day, as ISO 8601 dates; None where the date does not say it."""

    earliest: str | None
    latest: str | None

    @property
    def day(self) -> str | None:
        """The day, if the date stands for exactly one."""
        return self.earliest if self.earliest == self.latest else None


def limits(text: str) -> Limits:
    """The days that an EDTF string can stand for. Raises ValueError if it is no EDTF."""
    plain = _PLAIN.fullmatch(text)
    if plain is None:
        return Limits(*_engine()(text))
    year, month, day = (int(part) if part else None for part in plain.groups())
    if not year or not 1 <= (month or 1) <= 12:
        raise ValueError(text)
    last = calendar.monthrange(year, month or 12)[1]
    if day is not None and not 1 <= day <= last:
        raise ValueError(text)
    return Limits(
        f"{year:04}-{month or 1:02}-{day or 1:02}", f"{year:04}-{month or 12:02}-{day or last:02}"
    )


def is_edtf(text: str) -> bool:
    """Whether `text` is a date of EDTF."""
    try:
        limits(text)
    except ValueError:
        return False
    return True


@cache
def _engine() -> Callable[[str], tuple[str | None, str | None]]:
    found: Callable[[str], tuple[str | None, str | None]]
    found = import_module("servanda.engines.edtf_engine").limits
    return found


def add_duration(day: str, duration: str) -> str | None:
    """The day that lies an xsd:duration of years, months and days after `day`.

    29 February and the like give the last day of the shorter month, as in XML Schema part 2,
    appendix E. None for a duration of another form.
    """
    match = _DURATION.fullmatch(duration)
    if match is None or duration == "P":
        return None
    years, months, days = (int(part) if part else 0 for part in match.groups())
    year, month, date = (int(part) for part in day.split("-"))
    count = year * 12 + month - 1 + years * 12 + months
    year, month = count // 12, count % 12 + 1
    if year > 9999:
        return None
    date = min(date, calendar.monthrange(year, month)[1])
    return _plus_days(f"{year:04}-{month:02}-{date:02}", days)


def _plus_days(day: str, days: int) -> str | None:
    year, month, date = (int(part) for part in day.split("-"))
    date += days
    while date > (length := calendar.monthrange(year, month)[1]):
        date -= length
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        if year > 9999:
            return None
    return f"{year:04}-{month:02}-{date:02}"
