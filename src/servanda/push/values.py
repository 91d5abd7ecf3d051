"""The value of a literal by XML Schema 1.1, part 2: two spellings of one value have one key."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from pyoxigraph import Literal

from servanda.vocab import XSD

__all__ = ["INTEGERS", "Key", "duration_parts", "moment", "value_key"]

Key = tuple[str, str]

INTEGERS: Final = frozenset(
    XSD[name].value
    for name in (
        "byte",
        "int",
        "integer",
        "long",
        "negativeInteger",
        "nonNegativeInteger",
        "nonPositiveInteger",
        "positiveInteger",
        "short",
        "unsignedByte",
        "unsignedInt",
        "unsignedLong",
        "unsignedShort",
    )
)
_NUMBER: Final = re.compile(r"([+-]?)(\d*)(?:\.(\d*))?")
_ZERO_ZONE: Final = re.compile(r"[+-]00:00$")
_FRACTION: Final = re.compile(r"(:\d\d)\.(\d*?)0*(?=$|[Z+-])")
_DURATION: Final = re.compile(
    r"(-?)P(?:(\d{1,9})Y)?(?:(\d{1,9})M)?(?:(\d{1,9})D)?"
    r"(?:T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9}(?:\.\d{1,9})?)S)?)?"
)


def value_key(literal: Literal) -> Key:
    """Space and canonical form; a literal that is ill-typed, or of another type, is its own key.

    Types derived from xsd:integer share its values, xsd:dateTimeStamp those of xsd:dateTime.
    Tags of languages are compared without case (RDF 1.1 Concepts, section 3.3).
    """
    if literal.language:
        return f"@{literal.language.lower()}", literal.value
    canonical = _CANONICAL.get(literal.datatype.value)
    text = canonical(literal.value) if canonical else None
    if canonical is None or text is None:
        return literal.datatype.value, literal.value
    return _SPACES.get(literal.datatype.value, literal.datatype.value), text


def duration_parts(text: str) -> tuple[int, float] | None:
    """Months and seconds of a duration, None where it is none (part 2, section 3.3.6)."""
    match = _DURATION.fullmatch(text)
    if match is None or text.endswith(("P", "T")):
        return None
    sign = -1 if match[1] else 1
    years, months, days, hours, minutes = (int(part or 0) for part in match.groups()[1:6])
    seconds = float(match[7] or 0) + 60 * (minutes + 60 * (hours + 24 * days))
    return sign * (12 * years + months), sign * seconds


def _integer(text: str) -> str | None:
    """Without zeros in front; as text, since numbers of any length are legal."""
    match = _NUMBER.fullmatch(text)
    if match is None or match[3] is not None or not match[2]:
        return None
    digits = match[2].lstrip("0") or "0"
    return f"-{digits}" if match[1] == "-" and digits != "0" else digits


def _decimal(text: str) -> str | None:
    match = _NUMBER.fullmatch(text)
    if match is None or not (match[2] or match[3]):
        return None
    digits, rest = match[2].lstrip("0") or "0", (match[3] or "").rstrip("0")
    plain = f"{digits}.{rest}" if rest else digits
    return f"-{plain}" if match[1] == "-" and plain != "0" else plain


def _double(text: str) -> str | None:
    try:
        return repr(float(text))
    except ValueError:
        return None


def _float(text: str) -> str | None:
    try:
        return repr(struct.unpack("f", struct.pack("f", float(text)))[0])
    except (ValueError, OverflowError):
        return None


def _boolean(text: str) -> str | None:
    return {"1": "true", "true": "true", "0": "false", "false": "false"}.get(text)


def moment(text: str) -> str:
    """A date or time in which zone zero is Z, and no zeros end the seconds."""
    text = _ZERO_ZONE.sub("Z", text)
    return _FRACTION.sub(lambda match: match[1] + (f".{match[2]}" if match[2] else ""), text)


def _duration(text: str) -> str | None:
    parts = duration_parts(text)
    return None if parts is None else f"{parts[0]} {parts[1]!r}"


_CANONICAL: Final[Mapping[str, Callable[[str], str | None]]] = MappingProxyType(
    dict.fromkeys(INTEGERS, _integer)
    | {XSD[name].value: moment for name in ("date", "dateTime", "dateTimeStamp", "time")}
    | {XSD[name].value: _duration for name in ("dayTimeDuration", "duration", "yearMonthDuration")}
    | {
        XSD.boolean.value: _boolean,
        XSD.decimal.value: _decimal,
        XSD.double.value: _double,
        XSD["float"].value: _float,
    }
)
_SPACES: Final = MappingProxyType(
    dict.fromkeys(INTEGERS, XSD.integer.value) | {XSD["dateTimeStamp"].value: XSD["dateTime"].value}
)
