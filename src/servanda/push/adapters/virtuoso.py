"""Virtuoso 7: what it makes of literals was measured on 7.2.5 by its N-Triples.

Integers beyond 64 bits, which it cannot read as they stand in Turtle, it takes as N-Triples.
Neither PUT nor MOVE is isolated from its readers, so a release is switched by a pointer.
"""

from __future__ import annotations

import re
import struct
from typing import Final
from xml.etree import ElementTree as ET

from servanda.push.adapters.adapter import Adapter, under
from servanda.push.quirks import Choke, Quirk
from servanda.push.values import INTEGERS, duration_parts, moment
from servanda.vocab import GEO, RDF, XSD

__all__ = ["VIRTUOSO"]

_GEOMETRY: Final = "http://www.openlinksw.com/schemas/virtrdf#Geometry"
_NUMBER: Final = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_SHAPE: Final = re.compile(
    r"\s*(?:POINT|LINESTRING|POLYGON|MULTI|GEOMETRYCOLLECTION|BOX)", re.IGNORECASE
)
_YEAR: Final = re.compile(r"-0*(\d+)(.*)")
_FRACTION: Final = re.compile(r"(:\d\d\.\d{1,6})\d*")


def _double(text: str) -> str | None:
    try:
        return f"{float(text):.6g}"
    except ValueError:
        return None


def _decimal(text: str) -> str | None:
    try:
        return f"{float(text) + 0.0:.15g}"  # which has no negative zero
    except ValueError:
        return None


def _integer(text: str) -> str | None:
    """Written as xsd:decimal where it needs more than 32 bits."""
    digits = text.lstrip("+-").lstrip("0") or "0"
    if not digits.isdecimal() or len(digits) < 10:
        return None
    return f"number -{digits}" if text.startswith("-") else f"number {digits}"


def _duration(text: str) -> str | None:
    """Months if there are any, else whole seconds: `P10Y` is 120, `PT60S` is 60.6."""
    parts = duration_parts(text)
    if parts is not None:
        return f"{parts[0]} months" if parts[0] else _seconds(parts[1])
    if re.fullmatch(r"-?\d+", text):
        return f"{int(text[:20])} months"
    return _seconds(float(text)) if _NUMBER.fullmatch(text) else None


def _seconds(seconds: float) -> str:
    return f"{int(seconds):.6g} seconds"


def _geometry(text: str) -> str | None:
    """The numbers with 32 bits, which is what points are kept with."""
    if len(text) > 1_000_000 or not _SHAPE.match(text):
        return None
    shape = _NUMBER.sub(lambda match: _single(match.group()), text.upper())
    plain = re.sub(r"\s+", " ", re.sub(r"\s*([(),])\s*", r"\1", shape)).strip()
    return f"geometry {plain}"


def _single(number: str) -> str:
    try:
        return repr(struct.unpack("f", struct.pack("f", float(number)))[0])
    except OverflowError:
        return number


def _year(text: str) -> str | None:
    match = _YEAR.fullmatch(text)
    return f"-{match[1]}{match[2]}" if match else None


def _moment(text: str) -> str:
    return moment(_FRACTION.sub(r"\1", _year(text) or text))


def _not_a_shape(text: str) -> bool:
    return not _SHAPE.match(text)


def _not_xml(text: str) -> bool:
    try:
        ET.fromstring(f"<x>{text}</x>")  # noqa: S314  no document type can stand within an element
    except ET.ParseError:
        return True
    return False


def _types(*names: str) -> frozenset[str]:
    return frozenset(XSD[name].value for name in names)


QUIRKS: Final = (
    Quirk(_types("double", "float"), "written with six digits", _double),
    Quirk(
        _types("duration", "dayTimeDuration", "yearMonthDuration"),
        "written as a number of months, or of seconds",
        _duration,
    ),
    Quirk(
        frozenset({GEO.wktLiteral.value, _GEOMETRY}),
        "written as virtrdf:Geometry, points with 32 bits",
        _geometry,
    ),
    Quirk(INTEGERS | _types("decimal"), "numbers of more than 32 bits: another datatype", _integer),
    Quirk(_types("decimal"), "kept with fifteen digits", _decimal),
    Quirk(_types("date", "gYear"), "years before our era are written with three digits", _year),
    Quirk(_types("dateTime"), "seconds are cut after six digits", _moment),
)

VIRTUOSO: Final = Adapter(
    "virtuoso",
    under("/sparql-auth", "/sparql-auth", "/sparql-graph-crud-auth"),
    quirks=QUIRKS,
    chokes=(
        Choke(
            frozenset({GEO.wktLiteral.value}),
            "a geometry that does not begin with its shape fails the whole request",
            _not_a_shape,
        ),
        Choke(
            frozenset({RDF.XMLLiteral.value}),
            "an XML literal that is not well-formed fails the whole request",
            _not_xml,
        ),
    ),
)
