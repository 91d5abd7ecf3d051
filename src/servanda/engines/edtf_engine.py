"""Dates of the Extended Date/Time Format by the `edtf` library."""

from __future__ import annotations

from time import struct_time
from typing import Final

from edtf import parse_edtf
from edtf.parser.edtf_exceptions import EDTFParseException

__all__ = ["limits"]

_YEARS: Final = range(1, 9999)


def limits(text: str) -> tuple[str | None, str | None]:
    """The first and last day that `text` can stand for, each None if it is open or has no year.

    Raises ValueError if `text` is no EDTF.
    """
    try:
        parsed = parse_edtf(text)
    except (EDTFParseException, ValueError, TypeError, AttributeError) as error:
        raise ValueError(text) from error
    return _day(parsed, "lower_strict"), _day(parsed, "upper_strict")


def _day(parsed: object, method: str) -> str | None:
    try:
        limit: struct_time = getattr(parsed, method)()
        year, month, day = limit[:3]
    except (TypeError, ValueError, AttributeError, IndexError):
        # The library fails on an open side of an interval, which has no limit.
        return None
    return f"{year:04}-{month:02}-{day:02}" if year in _YEARS else None
