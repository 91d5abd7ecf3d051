"""Why a written date was not read, in words that help to mend the cell."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from itertools import chain
from typing import Final

from servanda.written.forms import Unreadable, partial, single
from servanda.written.marks import Marked
from servanda.written.text import key
from servanda.written.words import Names

__all__ = ["problem_of", "refuse_time"]

_ZONE: Final = re.compile(
    r"\d ?Z\b|[+-]\d\d:\d\d$|:\d\d(?:\.\d+)? ?[+-]\d\d(?:\d\d)?$|"
    r"\b(?:UTC|GMT|CES?T|E[SD]T|P[SD]T|BST|IST|JST|MSK)\b"
)
_TIME: Final = re.compile(r"\d ?(?::|h) ?\d\d|\d ?[ap]\.?m\b", re.IGNORECASE)
_SERIAL: Final = re.compile(r"\d{5}(?:\.\d+)?")
_AND: Final = re.compile(r" *[;|&+] *| / ")
_NO_YEAR: Final = re.compile(r"\d{1,2} ?[-/.] ?\d{1,2}\.?")
_YEARS: Final = re.compile(r"(\d{4}(?:-\d\d){0,2})/(\d{4}(?:-\d\d){0,2})")
_CUT_YEAR: Final = re.compile(r"(\d{4}) ?[-/.] ?(\d\d)")
_ALIKE: Final = 0.75
_SHORTEST: Final = 4


def refuse_time(text: str) -> None:
    """Raise Unreadable for a time of day or a time zone, which a date has no place for."""
    if _ZONE.search(text):
        raise Unreadable("a time zone: the day depends on the place")
    if _TIME.search(text):
        raise Unreadable("a time of day, which a date has no place for")


def problem_of(text: str, rewritten: Marked, names: Names) -> str:
    """What stands in the way of reading `text`, of which `rewritten` has no known form."""
    found = chain(_in_words(text, rewritten, names), _in_figures(text, rewritten.shape))
    return next(found, f"not understood: {text}")


def _in_words(text: str, rewritten: Marked, names: Names) -> Iterator[str]:
    shape = rewritten.shape
    if rewritten.relative:
        yield f"{max(rewritten.relative, key=len)} depends on the day of writing"
    if rewritten.weekdays and not shape:
        yield "a weekday alone gives no date"
    if _are_dates(_AND.split(shape), with_parts=True) or _are_dates(shape.split(",")):
        yield f"several dates: {text}"
    limit = re.fullmatch(r"X (.+)", shape)
    if limit and _are_dates([limit[1], limit[1]]):
        yield f"{text} is a limit and not a date"
    if rewritten.unknown:
        yield _unknown(rewritten, names)


def _in_figures(text: str, shape: str) -> Iterator[str]:
    if _SERIAL.fullmatch(text):
        yield f"{text} may be the serial number that a spreadsheet has for a day"
    years = _YEARS.fullmatch(text)
    if years and years[1] > years[2]:
        yield "the end lies before the start"
    cut = _CUT_YEAR.fullmatch(shape)
    if cut:
        yield f"{text} may be the years {cut[1]} to {cut[1][:2]}{cut[2]}; write four figures"
    if _NO_YEAR.fullmatch(shape):
        yield f"the year is missing: {text}"
    if partial(shape) is not None:
        yield f"{text} is only part of a date"


def _are_dates(pieces: list[str], *, with_parts: bool = False) -> bool:
    shapes = [piece.strip(" .,") for piece in pieces]
    return len(shapes) > 1 and all(
        _is_date(shape) or (with_parts and partial(shape) is not None) for shape in shapes
    )


def _is_date(shape: str) -> bool:
    try:
        return single(shape, frozenset()) is not None
    except Unreadable:
        return True


def _unknown(rewritten: Marked, names: Names) -> str:
    words = ", ".join(rewritten.unknown)
    is_month = len(rewritten.unknown) == 1 and _is_date(rewritten.shape.replace("U", "M01m"))
    if (
        is_month
        and len(words) >= _SHORTEST
        and difflib.get_close_matches(key(words), names.months, n=1, cutoff=_ALIKE)
    ):
        return f"the month is misspelt, or of a form that is not known: {words}"
    return f"not understood: {words}"
