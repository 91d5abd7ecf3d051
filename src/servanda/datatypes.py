"""The lexical spaces of the datatypes in use (XML Schema 1.1, part 2), and the form of an IRI."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

__all__ = ["DATATYPES", "IRI", "is_lexical"]

IRI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20\x7f-\x9f<>\"{}|\\^`]+")
_ZONE: Final = r"(?:Z|[+-]\d{2}:\d{2})?"


def _is_date(value: str) -> bool:
    match = re.fullmatch(rf"(\d{{4}})-(\d{{2}})-(\d{{2}}){_ZONE}", value)
    return match is not None and _exists(int(match[1]), int(match[2]), int(match[3]))


def _is_date_time(value: str) -> bool:
    match = re.fullmatch(
        rf"(\d{{4}})-(\d{{2}})-(\d{{2}})T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?{_ZONE}", value
    )
    return match is not None and _exists(int(match[1]), int(match[2]), int(match[3]))


def _exists(year: int, month: int, day: int) -> bool:
    try:
        datetime.date(year, month, day)
    except ValueError:
        return False
    return True


def _matching(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(pattern)
    return lambda value: compiled.fullmatch(value) is not None


_DURATION: Final = (
    r"-?P(?=.)(?:\d+Y)?(?:\d+M)?(?:\d+D)?(?:T(?=.)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?"
)

# The lexical spaces of XML Schema 1.1, part 2, for the types that parameters may have.
_LEXICAL: Final[Mapping[str, Callable[[str], bool]]] = MappingProxyType(
    {
        "anyURI": lambda value: IRI.fullmatch(value) is not None,
        "boolean": _matching(r"true|false|0|1"),
        "date": _is_date,
        "dateTime": _is_date_time,
        "decimal": _matching(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)"),
        "duration": _matching(_DURATION),
        "gYear": _matching(rf"-?\d{{4,}}{_ZONE}"),
        "gYearMonth": _matching(rf"-?\d{{4,}}-(?:0[1-9]|1[0-2]){_ZONE}"),
        "integer": _matching(r"[+-]?\d+"),
        "string": lambda value: not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", value),
    }
)

DATATYPES: Final = frozenset(_LEXICAL)


def is_lexical(name: str, value: str) -> bool:
    """Whether `value` is a legal form of the XML Schema datatype of that local name.

    Datatypes that are not in use here take every form.
    """
    fits = _LEXICAL.get(name)
    return fits is None or fits(value)
