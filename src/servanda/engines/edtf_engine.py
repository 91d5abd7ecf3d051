"""Dates of the Extended Date/Time Format by the `edtf` library.

The library parses, and widens qualified dates. What it leaves open or gives as days that do not
exist is mended here: unknown ends of intervals, unspecified digits, seasons.
"""

from __future__ import annotations

from calendar import monthrange
from contextlib import redirect_stdout
from io import StringIO
from typing import Any, Final

from edtf import parse_edtf
from edtf.parser.edtf_exceptions import EDTFParseException
from edtf.parser.parser_classes import (
    DateAndTime,
    Interval,
    LongYear,
    MultipleDates,
    OneOfASet,
    Season,
    UncertainOrApproximate,
    UnspecifiedIntervalSection,
)

__all__ = ["limits"]

# What has the year 9999 as its last is a date without a year.
_YEARS: Final = range(1, 9999)
# The last season of the year that is a quarter of it; greater numbers are quarters and the like.
_LAST_SEASON: Final = 32
_DIGITS: Final = range(1, 5)  # how many digits of a year can be significant

_Day = tuple[int, int, int]


def limits(text: str) -> tuple[str | None, str | None]:
    """The first and last day that `text` can stand for, each None if it is open or has no year.

    Raises ValueError if `text` is no EDTF, or names a day that does not exist.
    """
    try:
        # The library prints what it tried in vain; standard output is for answers.
        with redirect_stdout(StringIO()):
            parsed = parse_edtf(text)
    except (EDTFParseException, ValueError, TypeError, AttributeError) as error:
        raise ValueError(text) from error
    lower, upper = _limit(parsed, last=False), _limit(parsed, last=True)
    if lower is not None and upper is not None and lower > upper:
        raise ValueError(text)
    return _iso(lower), _iso(upper)


def _iso(day: _Day | None) -> str | None:
    return None if day is None else "{:04}-{:02}-{:02}".format(*day)


def _limit(part: Any, *, last: bool) -> _Day | None:  # noqa: ANN401  the library has no types
    match part:
        case UnspecifiedIntervalSection() | LongYear():
            return None
        case Interval():
            return _limit(part.upper if last else part.lower, last=last)
        case OneOfASet() | MultipleDates():
            found = [_limit(each, last=last) for each in part.objects]
            known = [each for each in found if each is not None]
            return (max if last else min)(known) if len(known) == len(found) else None
        case DateAndTime():
            if not part.date.day:
                raise ValueError(str(part))
            return _limit(part.date, last=last)
    date = part.date if isinstance(part, UncertainOrApproximate) else part
    if isinstance(date, Season):
        day = _season(date, wider=_qualified(part), last=last)
    else:
        day = (max if last else min)(_days(part, date, last=last))
    return day if day[0] in _YEARS else None


def _qualified(part: Any) -> bool:  # noqa: ANN401
    return bool(part.is_uncertain or part.is_approximate or part.is_uncertain_and_approximate)


def _season(date: Any, *, wider: bool, last: bool) -> _Day:  # noqa: ANN401
    year, number = int(date.year), int(date.season)
    if wider:  # by two years, what the strongest qualifier adds to a year
        return (year + 2, 12, 31) if last else (year - 2, 1, 1)
    if number > _LAST_SEASON:
        limit = date.upper_strict() if last else date.lower_strict()
        return (limit[0], limit[1], limit[2])
    # A season lies elsewhere in the other hemisphere, and one of them runs into the next year.
    return (year + 1, 2, monthrange(year + 1, 2)[1]) if last else (year, 1, 1)


def _date(date: Any, *, last: bool) -> _Day:  # noqa: ANN401
    """The first or last day that fits a date with unspecified digits (X)."""
    at = -1 if last else 0
    year = int(date.year.replace("X", "9" if last else "0"))
    month = _fitting(date.month, 12)[at]
    length = monthrange(year, month)[1]
    # Which of several years is meant is open, so its February may have 29 days.
    longest = 29 if "X" in date.year and month == 2 else length
    return year, month, min(_fitting(date.day, longest)[at], length)


def _fitting(digits: str | None, greatest: int) -> list[int]:
    found = [
        number
        for number in range(1, greatest + 1)
        if all(a in ("X", b) for a, b in zip(digits or "XX", f"{number:02}", strict=True))
    ]
    if not found:
        raise ValueError(digits)
    return found


def _days(part: Any, date: Any, *, last: bool) -> list[_Day]:  # noqa: ANN401
    """The date as written, and what the library makes of qualifiers and significant digits."""
    wider = [part] if _qualified(part) else []
    if getattr(date, "significant_digits", None) is not None:
        if date.significant_digits not in _DIGITS:
            raise ValueError(str(date))
        wider.append(date)
    found = [(each.upper_fuzzy() if last else each.lower_fuzzy())[:3] for each in wider]
    if last and not date.day:  # the library counts days, and ends June a month later on 30 July
        found = [(year, month, monthrange(year, month)[1]) for year, month, _ in found]
    return [_date(date, last=last), *found]
