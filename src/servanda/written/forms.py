"""The forms of a single date in rewritten text (`marks`), and the parts that they give.

A form that can be read in two ways, or a day that does not exist, raises `Unreadable` with the
reason; a text of no form gives None.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, replace
from typing import Final

__all__ = ["MONTHS", "NAMED_UNTIL", "Parts", "Unreadable", "checked", "partial", "say", "single"]

# Not from the standard library, whose names follow the locale of the system.
MONTHS: Final = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
# Written dates of other years are of another calendar (2561 in Thailand) or mistyped.
_YEARS: Final = range(1000, 2200)
# Until then a month that has only a number may be of the Hijri or the Iranian calendar.
NAMED_UNTIL: Final = 1600

_GAP: Final = r"[ .,]*[-/]?[ .,]*"
_DAY: Final = r"(?<!\d)(?P<d>\d{1,2})(?P<o>o?)(?!\d)"
_MONTH: Final = r"M(?P<m>\d\d)m"
_YEAR: Final = r"(?<!\d)(?P<y>\d{4}|'?\d\d)(?!\d)"
_LONG_YEAR: Final = r"(?<!\d)(?P<y>\d{4})(?!\d)"
_SIGN: Final = r"(?P<s> ?[-/.] ?| )"

_PARTIAL: Final = (
    re.compile(rf"{_DAY}\.?"),
    re.compile(_MONTH),
    re.compile(r"(?P<d>\d{1,2}) ?D"),
)
_FORMS: Final = (
    re.compile(rf"{_DAY}{_GAP}{_MONTH}{_GAP}{_YEAR}"),
    re.compile(rf"{_MONTH}{_GAP}{_DAY}{_GAP}{_YEAR}"),
    re.compile(rf"{_LONG_YEAR}{_GAP}{_MONTH}{_GAP}{_DAY}"),
    re.compile(rf"{_DAY}{_GAP}R(?P<m>\d\d)m{_GAP}{_LONG_YEAR}"),
    re.compile(rf"{_MONTH}{_GAP}(?P<y>\d{{4}}|'\d\d)(?!\d)"),
    re.compile(rf"{_LONG_YEAR}{_GAP}{_MONTH}"),
    re.compile(rf"{_DAY}{_GAP}{_MONTH}"),
    re.compile(rf"(?P<first>M)(?P<m>\d\d)m{_GAP}{_DAY}"),
    re.compile(rf"(?P<y>\d{{4}}){_SIGN}(?P<m>\d{{1,2}})(?P=s)(?P<d>\d{{1,2}})"),
    re.compile(r"(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)"),
    re.compile(rf"(?P<a>\d{{1,2}}){_SIGN}(?P<b>\d{{1,2}})(?P=s)(?P<y>\d{{4}}|'?\d\d)"),
    re.compile(r"(?P<m>\d{1,2}) ?[-/.] ?(?P<y>\d{4})"),
    re.compile(r"(?P<y>\d{4})(?P<t> ?[-/.] ?)(?P<m>\d{1,2})"),
    re.compile(r"(?P<y>\d{4}|\d\d) ?Y(?: ?(?P<m>\d{1,2}) ?L(?: ?(?P<d>\d{1,2}) ?D)?)?"),
    re.compile(r"(?P<m>\d{1,2}) ?L ?(?P<d>\d{1,2}) ?D"),
    re.compile(r"(?:(?P<d>\d{1,2}) )?T (?P<m>\d{1,2})(?:[ ,/-]+(?P<y>\d{4}))?"),
    re.compile(r"(?P<y>\d{4})"),
)
_DECADE: Final = re.compile(r"'?(\d{3}|\d)0 ?E|E '?(\d{3}|\d)0")


class Unreadable(Exception):  # noqa: N818 - a finding about the text, not a failure
    """Why a text that has the form of a date is not read."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts that a text gives; `decade` holds three figures."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    decade: str | None = None
    # A figure after a month, as in June 18, which may be a year.
    day_or_year: bool = False

    @property
    def edtf(self) -> str:
        """The parts in EDTF."""
        if self.decade is not None:
            return f"{self.decade}X"
        parts = [f"{self.year:04}" if self.year is not None else "XXXX"]
        parts += [f"{part:02}" for part in (self.month, self.day) if part is not None]
        return "-".join(parts)


def single(shape: str, orders: frozenset[str]) -> Parts | None:
    """The parts of one date; `orders` are those of day and month that may be meant."""
    decade = _DECADE.fullmatch(shape)
    if decade is not None:
        return _decade(decade[1] or decade[2])
    for form in _FORMS:
        match = form.fullmatch(shape)
        if match is not None:
            parts = _parts(match.groupdict(), orders)
            named = "m" in shape or parts.month is None or parts.year is None
            if not named and (parts.year or 0) < NAMED_UNTIL:
                raise Unreadable(f"the year {parts.year:04} may be of another calendar")
            return parts
    return None


def partial(shape: str) -> Parts | None:
    """The day or the month that stands alone at one side of a range."""
    for form in _PARTIAL:
        match = form.fullmatch(shape)
        if match is not None:
            return _parts(match.groupdict(), frozenset())
    return None


def checked(parts: Parts) -> Parts:
    """The parts, if there are such a month and day and the year is stated as far as needed."""
    if parts.decade is not None:
        return parts
    if parts.year is not None and parts.year not in _YEARS:
        raise Unreadable(f"the year {parts.year:04} is not likely; it may be of another calendar")
    if parts.month is not None and not 1 <= parts.month <= 12:
        raise Unreadable(f"no such month: {parts.month:02}")
    if parts.day is not None:
        # A day without a year may be 29 February.
        last = calendar.monthrange(parts.year or 2000, parts.month or 1)[1]
        if not 1 <= parts.day <= last:
            raise Unreadable(f"no such day: {say(parts)}")
    if parts.day_or_year:
        month = MONTHS[(parts.month or 1) - 1]
        raise Unreadable(
            f"{month} {parts.day:02} may be {say(parts)} or {month} of a year that ends in "
            f"{parts.day:02}"
        )
    return parts


def say(parts: Parts) -> str:
    """The parts in English words."""
    words = [str(parts.day)] if parts.day is not None else []
    words += [MONTHS[parts.month - 1]] if parts.month is not None else []
    words += [str(parts.year)] if parts.year is not None else []
    return " ".join(words)


def _decade(figures: str) -> Parts:
    if len(figures) == 1:
        raise Unreadable(f"the decade {figures}0 has two figures")
    if int(figures) * 10 not in _YEARS:
        raise Unreadable(f"the year {figures}0 is not likely")
    if figures.endswith("0"):
        raise Unreadable(f"{figures}0s may be ten years or a hundred")
    return Parts(decade=figures)


def _parts(found: dict[str, str | None], orders: frozenset[str]) -> Parts:
    year = found.get("y")
    if year is not None and len(year) < 4:
        raise Unreadable(f"the year {year} has two figures")
    if found.get("a") is not None:
        found |= _in_order(str(found["a"]), str(found["b"]), str(year), orders)
    if found.get("t") is not None:
        _refuse_years(str(year), str(found["t"]), str(found["m"]))
    day = found.get("d")
    parts = Parts(_number(year), _number(found.get("m")), _number(day))
    if found.get("first") and not found.get("o") and len(day or "") == 2:
        return replace(parts, day_or_year=True)
    return parts


def _number(figures: str | None) -> int | None:
    return None if figures is None else int(figures)


def _in_order(first: str, second: str, year: str, orders: frozenset[str]) -> dict[str, str | None]:
    """Day and month of two numbers before a year."""
    one, two = int(first), int(second)
    if one == two or one > 12 or (two <= 12 and orders == {"DMY"}):
        return {"d": first, "m": second}
    if two > 12 or orders == {"MDY"}:
        return {"d": second, "m": first}
    readings = [
        say(Parts(int(year), month, day)) if month else ""
        for day, month in ((one, two), (two, one))
    ]
    if not one or not two:
        raise Unreadable("no such month: 00")
    raise Unreadable(f"may be {readings[0].removesuffix(' ' + year)} or {readings[1]}")


def _refuse_years(year: str, sign: str, second: str) -> None:
    """Refuse 2010/11, which may be two years, and 2018.1, which may have lost a zero."""
    number = int(second)
    if len(second) == 2 and number > int(year[2:]):
        month = f"{MONTHS[number - 1]} {year} or " if number <= 12 else ""
        raise Unreadable(f"may be {month}the years {year} to {year[:2]}{second}")
    if sign.strip() == "." and second == "1":
        raise Unreadable(f"may be January {year}, or October with a lost zero")
