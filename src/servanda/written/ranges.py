"""The two ends of a range, one of which may leave out what the other states: 28-29 October 2018."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from servanda.written.forms import Parts, Unreadable, checked, partial, single

__all__ = ["pair"]

# In years; the hyphen in 1406-2018 stands for 14-06-2018.
_LONGEST: Final = 200
_BETWEEN: Final = re.compile(r" *G *| *- *| *~ *")
_DAYS_AFTER_MONTH: Final = re.compile(
    r"(?P<month>M\d\dm)[ .,]*(?P<start>\d{1,2}o?) *[-G] *(?P<end>\d{1,2}o?)(?P<year>[ .,]+\d{4})"
)


def pair(shape: str, orders: frozenset[str]) -> tuple[Parts, Parts] | None:
    """The first and the last date of a range in rewritten text, or None if it is no range.

    Raises Unreadable for a range in words that has no meaning.
    """
    days = _DAYS_AFTER_MONTH.fullmatch(shape)
    if days is not None:
        shape = "{start} {month} G {end} {month}{year}".format(**days.groupdict())
    shape = shape.removeprefix("A ")
    found: list[tuple[Parts, Parts]] = []
    reasons: list[Unreadable] = []
    for match in _BETWEEN.finditer(shape):
        sides = (shape[: match.start()].strip(" ,."), shape[match.end() :].strip(" ,."))
        try:
            ends = _ends(*sides, orders)
        except Unreadable as reason:
            reasons.append(reason)
        else:
            found += [ends] if ends else []
    if len(found) == 1:
        return found[0]
    if reasons and not found:
        raise reasons[0]
    return None


def _ends(left: str, right: str, orders: frozenset[str]) -> tuple[Parts, Parts] | None:
    # In Chinese, Japanese and Korean the later end is the one that is cut short.
    cut = "Y" in left and "D" in right
    end = single(right, orders) or (partial(right) if cut else None)
    start = single(left, orders) or partial(left) if end else None
    if start is None or end is None or start.decade or end.decade:
        return None
    if start.day is not None and end.day is None:
        return None
    if cut:
        end = _completed(end, start)
    start = _completed(start, end)
    if end.day is not None:
        start = replace(start, day_or_year=False)
    checked(start)
    checked(end)
    if start.year is None or end.year is None:
        raise Unreadable("the year is missing")
    if _first(start) > _last(end):
        raise Unreadable("the end lies before the start")
    if end.year - start.year > _LONGEST:
        raise Unreadable(f"more than {_LONGEST} years")
    return start, end


def _completed(short: Parts, full: Parts) -> Parts:
    month = full.month if short.day is not None and short.month is None else short.month
    return replace(short, year=short.year or full.year, month=month)


def _first(parts: Parts) -> tuple[int, int, int]:
    return parts.year or 0, parts.month or 1, parts.day or 1


def _last(parts: Parts) -> tuple[int, int, int]:
    return parts.year or 0, parts.month or 12, parts.day or 31
