"""Dates for readers: a date of limited precision in the words of a language, never more exact.

What EDTF can write in many ways is said in words where it is simple; otherwise it stays as written.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from servanda.dates import is_edtf
from servanda.pictures.drawing.text import clean
from servanda.wording import word

__all__ = ["date_words"]

_DATE: Final = re.compile(
    r"(?P<year>[0-9]{4}|[0-9]{2}[0-9X]X|XXXX)(?:-(?P<month>[0-9]{2}|XX)(?:-(?P<day>[0-9]{2}|XX))?)?"
    r"(?P<mark>[?~%]?)"
)
_MARKS: Final = {"?": "date-uncertain", "~": "date-about", "%": "date-about-uncertain"}
_SEASONS: Final = ("21", "22", "23", "24")


@lru_cache(maxsize=4096)
def date_words(text: str, language: str) -> str:
    """An EDTF or XML Schema date in words: "14 juin 2018", "June 2018", "2018年". Never raises.

    What is no date, or has no simple words, is given back as it is written, fit to be shown.
    """
    if not is_edtf(text):
        return clean(text)
    if text[0] in "[{" and text[-1] in "]}":
        return _choice(text, language)
    if "/" in text:
        return _interval(text, language)
    return _single(text, language) or text


def _single(text: str, language: str) -> str | None:
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    said = _plain(match["year"], match["month"], match["day"], language)
    if said is None or not match["mark"]:
        return said
    return word(_MARKS[match["mark"]], language, date=said)


def _plain(year: str, month: str | None, day: str | None, language: str) -> str | None:
    month, day = _known(month), _known(day)
    if year == "XXXX":
        return _no_year(month, day, language)
    if "X" in year:
        return None if month or day else _years(year, language)
    if month is None:
        return None if day else word("date-year", language, year=int(year))
    if month in _SEASONS:
        return word(f"date-season-{month}", language, year=int(year))
    if int(month) > 12:
        return None
    key = "date-of-month" if day is None else "date-of-first" if day == "01" else "date-of-day"
    name = word(f"date-month-{int(month)}", language)
    return word(key, language, year=int(year), month=name, day=int(day or 0))


def _known(part: str | None) -> str | None:
    return None if part == "XX" else part


def _years(year: str, language: str) -> str:
    if year[2] != "X":
        return word("date-decade", language, year=int(year[:3]) * 10)
    first = int(year[:2]) * 100
    return word("date-century", language, first=first, last=first + 99)


def _no_year(month: str | None, day: str | None, language: str) -> str | None:
    if month is None:
        key = "date-unknown" if day is None else "date-day-no-month"
        return word(key, language, day=int(day or 0))
    if int(month) > 12:
        return None
    first = "date-first-no-year" if day == "01" else "date-day-no-year"
    key = "date-month-no-year" if day is None else first
    name = word(f"date-month-{int(month)}", language)
    return word(key, language, month=name, day=int(day or 0))


def _interval(text: str, language: str) -> str:
    first, last = text.split("/", 1)
    ends = {"first": _end(first, language), "last": _end(last, language)}
    if ends["first"] is None or ends["last"] is None:
        return text
    keys = {
        (False, False): "date-from-to",
        (False, True): "date-from-open" if last else "date-from-unknown",
        (True, False): "date-to-open" if first else "date-to-unknown",
    }
    key = keys.get((not ends["first"], not ends["last"]))
    return text if key is None else word(key, language, **ends)


def _end(text: str, language: str) -> str | None:
    """One end of an interval: empty if it is open or unknown, None if it has no words."""
    return "" if text in {"", ".."} else _single(text, language)


def _choice(text: str, language: str) -> str:
    said = [_single(part.strip(), language) for part in text[1:-1].split(",")]
    if len(said) < 2 or any(part is None for part in said):
        return text
    dates = word("date-comma", language).join(part or "" for part in said[:-1])
    return word(
        "date-either" if text[0] == "[" else "date-each", language, dates=dates, last=said[-1]
    )
