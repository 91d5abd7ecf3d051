"""Dates as people write them, read into EDTF of exactly the precision that the text gives.

What can be read in two ways is not read: day and month in either order, a year of two figures, a
weekday or a word such as yesterday. No part comes from elsewhere than the text: not from the clock,
the system's locale or its time zone.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from servanda.dates import is_edtf, limits
from servanda.written.forms import (
    MONTHS,
    NAMED_UNTIL,
    Parts,
    Unreadable,
    checked,
    say,
    single,
)
from servanda.written.marks import marked
from servanda.written.problems import problem_of, refuse_time
from servanda.written.ranges import pair
from servanda.written.text import even
from servanda.written.words import Names, names

__all__ = ["Reading", "read_date"]

_LONGEST: Final = 100
_PLAIN: Final = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?", re.ASCII)
# EDTF with days, months and years of four figures; its times of day and long years stay outside.
_ATOM: Final = r"[~?%]?(?=[0-9X]*\d)[0-9X]{4}[~?%]?(?:-[~?%]?[0-9X]{2}[~?%]?){0,2}"
_EDTF: Final = re.compile(
    rf"{_ATOM}(?:/(?:{_ATOM}|\.\.))?|\.\./{_ATOM}|X{{4}}-\d\d-\d\d|"
    rf"[\[{{](?:\.\.)?{_ATOM}(?:(?:,|\.\.){_ATOM})*(?:\.\.)?[\]}}]"
)
_DAY: Final = re.compile(r"([0-9X]{4})-(\d\d)-(\d\d)")
# How spreadsheets and databases write a day that has no time.
_MIDNIGHT: Final = re.compile(
    r"(?<=\d)(?:[T ]0?0:00(?::00(?:\.0+)?)?| 12:00(?::00)? ?AM)", re.IGNORECASE
)
_WEEKDAYS: Final = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_CIRCA: Final = re.compile(r"[C~][ .]*(?P<before>.+)|(?P<after>.+?) ?\(? ?C[ .]*\)?")
_DOUBT: Final = re.compile(r"(?P<sure>.+?) ?(?:\?|\(\?\))")
_OPEN: Final = re.compile(r"(?P<side>[AB]) (?P<date>.+)")
# With a word beside it, 6/2018 may be the number of a law.
_NUMBER: Final = re.compile(r"\W*C?\W*(?:\d{1,2} ?[-/.] ?\d{4}|\d{4} ?[-/.] ?\d{1,2})\W*C?\W*")
# Digits of scripts whose readers also have years of the Hijri or the Iranian calendar.
_OTHER_DIGITS: Final = re.compile(r"[\u0660-\u0669\u06f0-\u06f9]")
_NO_NAMES: Final = Names({}, {}, frozenset(), frozenset({"DMY", "MDY"}))


@dataclass(frozen=True, slots=True)
class Reading:
    """What a written date says: EDTF, or the problem; neither for a blank cell.

    `exact` says that the text, without spaces at its ends, is EDTF as it stands.
    """

    edtf: str | None
    exact: bool
    problem: str | None


def read_date(text: str, *, languages: tuple[str, ...] = ()) -> Reading:
    """The date that `text` states; never an error, whatever the text.

    `languages` are BCP 47 tags. They say whose month names and whose order of day and month to
    expect; a region (en-GB, es-MX) decides the order where a language has two.
    """
    return _read(text, languages)


@lru_cache(maxsize=4096)
def _read(text: str, languages: tuple[str, ...]) -> Reading:
    written = text.strip()
    if not written:
        return Reading(None, exact=False, problem=None)
    if len(written) > _LONGEST:
        return Reading(None, exact=False, problem=f"more than {_LONGEST} characters")
    try:
        if _is_exact(written):
            return Reading(written, exact=True, problem=None)
        return Reading(_written(written, languages), exact=False, problem=None)
    except Unreadable as reason:
        said = str(reason)
        problem = f"{written} {said}" if said.startswith("may be ") else said
        return Reading(None, exact=False, problem=problem)


def _is_exact(text: str) -> bool:
    if _PLAIN.fullmatch(text):
        if len(text) == len("2014-24") and text[5:] > "12" and text[5:] > text[2:4]:
            raise Unreadable(f"may be the years {text[:4]} to {text[:2]}{text[5:]}, or a season")
        return "-00" not in text and text < "2200" and is_edtf(text)
    if not _EDTF.fullmatch(text) or "-00" in text:
        return False
    for year, month, day in _DAY.findall(text):
        checked(Parts(None if "X" in year else int(year), int(month), int(day)))
    if not is_edtf(text):
        return False
    days = limits(text)
    if days.earliest and days.latest and days.earliest > days.latest:
        raise Unreadable("the end lies before the start")
    return True


def _written(text: str, languages: tuple[str, ...]) -> str:
    plain = even(text)
    if plain is None:
        raise Unreadable("a raised or boxed figure may be the mark of a note")
    plain = _MIDNIGHT.sub("", plain)
    refuse_time(plain)
    # A date of figures alone needs no names, whose tables take a while to load.
    wordless = not languages and not any(char.isalpha() for char in plain)
    known = _NO_NAMES if wordless else names(languages)
    rewritten = marked(plain, known)
    for name, numbers in rewritten.undecided:
        months = " or ".join(MONTHS[number - 1] for number in sorted(numbers))
        raise Unreadable(f"{name} may be {months}, as the language has it")
    dates, edtf = _dates(rewritten.shape, known.orders)
    if not dates:
        raise Unreadable(problem_of(plain, rewritten, known))
    if _OTHER_DIGITS.search(text) and any((date.year or 9999) < NAMED_UNTIL for date in dates):
        raise Unreadable("the year may be of another calendar")
    if (rewritten.particles or "C" in rewritten.shape) and _NUMBER.fullmatch(rewritten.shape):
        raise Unreadable(f"{plain} may be a number and not a month")
    _check_weekdays(dates, rewritten.weekdays)
    return edtf


def _dates(shape: str, orders: frozenset[str]) -> tuple[tuple[Parts, ...], str]:
    """The date, or the two of a range, and the EDTF; no date if the text has no known form."""
    bare, sign = _qualified(shape)
    open_side = _OPEN.fullmatch(bare)
    found = single(open_side["date"] if open_side else bare, orders)
    if found is not None:
        date = checked(found)
        if (sign or open_side) and date.year is None and (open_side or not date.decade):
            raise Unreadable("the year is missing")
        edtf = date.edtf + sign
        if open_side:
            edtf = f"{edtf}/.." if open_side["side"] == "A" else f"../{edtf}"
        return (date,), edtf
    ends = None if sign else pair(bare, orders)
    return (ends, f"{ends[0].edtf}/{ends[1].edtf}") if ends else ((), "")


def _qualified(shape: str) -> tuple[str, str]:
    """The text without its words for about and its question mark, and the sign of EDTF for them."""
    doubt = _DOUBT.fullmatch(shape)
    bare = doubt["sure"] if doubt else shape
    circa = _CIRCA.fullmatch(bare)
    if circa:
        bare = (circa["before"] or circa["after"]).strip(" ,.")
    return bare, "%" if doubt and circa else "?" if doubt else "~" if circa else ""


def _check_weekdays(dates: tuple[Parts, ...], weekdays: list[frozenset[int]]) -> None:
    """Refuse a weekday that is not that of its date."""
    if not weekdays:
        return
    if len(dates) not in {1, len(weekdays)} or any(date.day is None for date in dates):
        raise Unreadable("a weekday stands beside what is no single day")
    for date, days in zip(dates * (len(weekdays) // len(dates)), weekdays, strict=True):
        if date.year is None or date.month is None or date.day is None:
            continue
        day = calendar.weekday(date.year, date.month, date.day)
        if day not in days:
            raise Unreadable(f"{say(date)} is a {_WEEKDAYS[day]}, which the text denies")
