"""Dates of limited precision: EDTF as the written form, and the days that it can stand for.

The written form is that of the Library of Congress (EDTF, levels 0 to 2; ISO 8601-2). A year stays
a year: what it can stand for is a first and a last day, never one of them alone.
"""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import import_module
from typing import Final

__all__ = ["Limits", "add_duration", "is_day", "is_edtf", "limits"]

_PLAIN: Final = re.compile(r"([0-9]{4})(?:-(0[1-9]|1[0-2])(?:-([0-9]{2}))?)?")
# Two forms that come often, and on which the engine would spend milliseconds.
_ABOUT: Final = re.compile(r"(0[1-9][0-9]{2}|[1-8][0-9]{3})([~?%])")
_NO_YEAR: Final = re.compile(r"XXXX-(0[1-9]|1[0-2])-([0-9]{2})")
_DURATION: Final = re.compile(r"P(?:([0-9]{1,6})Y)?(?:([0-9]{1,6})M)?(?:([0-9]{1,6})D)?")
_LONGEST: Final = 256  # characters; a longer text is no date, and would take long to parse
_LAST_DAY: Final = "9999-12-31"


@dataclass(frozen=True, slots=True)
class Limits:
    """The first and the last day, as ISO 8601 dates; None where the date does not say it."""

    earliest: str | None
    latest: str | None

    @property
    def day(self) -> str | None:
        """The day, if the date stands for exactly one."""
        return self.earliest if self.earliest == self.latest else None

    @property
    def first(self) -> str:
        """The first day, as a text that sorts: one that is open comes before every day."""
        return self.earliest or ""

    @property
    def last(self) -> str:
        """The last day, as a text that sorts: one that is open comes after every day."""
        return self.latest or "~"

    @property
    def known(self) -> bool:
        """Whether the date says at least one of the two."""
        return self.earliest is not None or self.latest is not None


def limits(text: str) -> Limits:
    """The days that an EDTF string can stand for. Raises ValueError if it is no EDTF.

    A qualified date (`1984~`, `1984?`, `1984%`) is wider than what is written, on both sides, by
    one unit of each of its parts, and by two for `%`.
    """
    plain = _PLAIN.fullmatch(text)
    if plain is None or plain[1] == "0000":
        often = _often(text)
        if often is not None:
            return often
        if len(text) > _LONGEST or not text.isascii() or re.search(r"\s", text):
            raise ValueError(text)
        return _limits_by_engine(text)
    year, month, day = (int(part) if part else None for part in plain.groups())
    last = calendar.monthrange(year or 1, month or 12)[1]
    if day is not None and not 1 <= day <= last:
        raise ValueError(text)
    return Limits(
        f"{year:04}-{month or 1:02}-{day or 1:02}", f"{year:04}-{month or 12:02}-{day or last:02}"
    )


def _often(text: str) -> Limits | None:
    """The limits of an uncertain or approximate year, and of a day of no known year."""
    about = _ABOUT.fullmatch(text)
    if about is not None:
        year, wider = int(about[1]), 2 if about[2] == "%" else 1
        return Limits(f"{year - wider:04}-01-01", f"{year + wider:04}-12-31")
    bare = _NO_YEAR.fullmatch(text)
    if bare is not None and 1 <= int(bare[2]) <= calendar.monthrange(2000, int(bare[1]))[1]:
        return Limits(None, None)
    return None


@lru_cache(maxsize=1 << 14)  # the engine takes milliseconds, and dates come again and again
def _limits_by_engine(text: str) -> Limits:
    return Limits(*_engine()(text))


def is_edtf(text: str) -> bool:
    """Whether `text` is a date of EDTF."""
    try:
        limits(text)
    except ValueError:
        return False
    return True


def is_day(text: str) -> bool:
    """Whether `text` is one day of the calendar as ISO 8601 writes it, such as 2018-06-14."""
    return len(text) == len(_LAST_DAY) and is_edtf(text) and limits(text).day == text


@cache
def _engine() -> Callable[[str], tuple[str | None, str | None]]:
    found: Callable[[str], tuple[str | None, str | None]]
    found = import_module("servanda.engines.edtf_engine").limits
    return found


def add_duration(day: str, duration: str) -> str | None:
    """The day that lies an xsd:duration of years, months and days after `day`.

    29 February and the like give the last day of the shorter month, as in XML Schema part 2,
    appendix E; what lies after the year 9999 gives its last day. None for a duration of another
    form.
    """
    match = _DURATION.fullmatch(duration)
    if match is None or duration == "P":
        return None
    years, months, days = (int(part) if part else 0 for part in match.groups())
    year, month, date = (int(part) for part in day.split("-"))
    count = year * 12 + month - 1 + years * 12 + months
    year, month = count // 12, count % 12 + 1
    if year > datetime.MAXYEAR:
        return _LAST_DAY
    first = datetime.date(year, month, min(date, calendar.monthrange(year, month)[1]))
    try:
        return (first + datetime.timedelta(days)).isoformat()
    except OverflowError:
        return _LAST_DAY
