"""Terms of ours as values of Wikidata: days, durations, identifiers, items."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

from pyoxigraph import Literal, NamedNode

from servanda.identifiers import scheme_of
from servanda.reconcile.quickstatements import Value
from servanda.vocab import EDTF, XSD

__all__ = ["CannotHoldError", "property_of", "time_of", "value_of"]

_DAY: Final = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_PRECISION: Final = (9, 10, 11)  # year, month, day: https://www.wikidata.org/wiki/Help:Dates
_DURATION: Final = re.compile(r"P(?:(\d{1,6})Y)?(?:(\d{1,6})M)?(?:(\d{1,6})D)?")
_YEAR, _MONTH, _DAYS = "Q577", "Q5151", "Q573"
_PROPERTY: Final = re.compile(r"P[1-9][0-9]*")


class CannotHoldError(Exception):
    """Wikidata cannot hold the value; the message says why, for the list of what was left out."""


def property_of(said: str) -> str:
    """The property of Wikidata: `said` itself, or that of the scheme whose agency it names.

    Raises CannotHoldError for an agency without one.
    """
    if _PROPERTY.fullmatch(said):
        return said
    scheme = scheme_of(said)
    if scheme is None or not scheme.wikidata:
        raise CannotHoldError("no property of Wikidata for this kind of identifier")
    return scheme.wikidata


def value_of(said: str, term: NamedNode | Literal, items: Mapping[str, str]) -> Value:
    """The value that `term` is for Wikidata; `said` is as in `property_of`.

    `items` gives the item of a resource by its IRI. Raises CannotHoldError with the reason.
    """
    if isinstance(term, NamedNode):
        if term.value not in items:
            raise CannotHoldError("the value has no item: no accepted exact link")
        return Value("item", items[term.value])
    if not _PROPERTY.fullmatch(said):
        scheme = scheme_of(said)
        normal = scheme.normal(term.value) if scheme else None
        if normal is None:
            raise CannotHoldError("the identifier has not the form of its scheme")
        return Value("text", normal)
    if term.datatype == XSD.duration:
        return Value("quantity", _duration(term.value))
    if term.datatype in (XSD.date, XSD.gYear, XSD.gYearMonth, EDTF.EDTF):
        return Value("time", time_of(term.value))
    raise CannotHoldError(f"no value of Wikidata for the datatype {term.datatype.value}")


def time_of(text: str) -> str:
    """A time of QuickStatements with the precision that the text has: day, month or year.

    Raises CannotHoldError for approximate, uncertain and open dates and for days that do not exist:
    their meaning would be lost.
    """
    found = _DAY.fullmatch(text)
    parts = [int(part) for part in found.groups() if part] if found else []
    if not parts or not _exists(parts):
        raise CannotHoldError("the date is not simply a day, a month or a year")
    year, month, day = (*parts, 0, 0)[:3]
    return f"+{year:04}-{month:02}-{day:02}T00:00:00Z/{_PRECISION[len(parts) - 1]}"


def _exists(parts: list[int]) -> bool:
    try:
        date(*(*parts, 1, 1)[:3])
    except ValueError:
        return False
    return True


def _duration(text: str) -> str:
    """Years where it is whole years, else months, else days; what mixes days cannot be said."""
    found = _DURATION.fullmatch(text)
    years, months, days = (int(part or 0) for part in found.groups()) if found else (0, 0, 0)
    if days and not (years or months):
        return f"{days}U{_DAYS[1:]}"
    total = 12 * years + months
    if days or not total:
        raise CannotHoldError("the duration is not simply years, months or days")
    whole, rest = divmod(total, 12)
    return f"{total}U{_MONTH[1:]}" if rest else f"{whole}U{_YEAR[1:]}"
