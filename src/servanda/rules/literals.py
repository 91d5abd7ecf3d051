"""The datatypes that a literal is of (dt-type2), with those above them.

XML Schema Part 2, section 3, as OWL 2 RL uses it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from pyoxigraph import Literal

from servanda.ntriples import term_of
from servanda.vocab import RDF, XSD

__all__ = ["DATATYPES", "types_of"]

_UP: Final = {
    "byte": "short",
    "short": "int",
    "int": "long",
    "long": "integer",
    "unsignedByte": "unsignedShort",
    "unsignedShort": "unsignedInt",
    "unsignedInt": "unsignedLong",
    "unsignedLong": "nonNegativeInteger",
    "positiveInteger": "nonNegativeInteger",
    "nonNegativeInteger": "integer",
    "negativeInteger": "nonPositiveInteger",
    "nonPositiveInteger": "integer",
    "integer": "decimal",
    "dateTimeStamp": "dateTime",
    "normalizedString": "string",
    "token": "normalizedString",
    "language": "token",
    "Name": "token",
    "NMTOKEN": "token",
    "NCName": "Name",
}
_ALONE: Final = (
    *("decimal", "dateTime", "string", "boolean", "float", "double", "date", "time", "anyURI"),
    *("hexBinary", "base64Binary", "gYear", "gYearMonth", "gMonth", "gMonthDay", "gDay"),
)
DATATYPES: Final = frozenset(str(XSD[each]) for each in (*_UP, *_ALONE)) | {str(RDF.langString)}


@lru_cache(maxsize=1024)
def types_of(spelling: str) -> tuple[str, ...]:
    """The datatype of a literal and those above it, spelt as terms."""
    literal = term_of(spelling)
    if not isinstance(literal, Literal):
        return ()
    base = XSD.base
    name = literal.datatype.value
    types = [f"<{name}>"]
    while name.startswith(base) and name[len(base) :] in _UP:
        name = base + _UP[name[len(base) :]]
        types.append(f"<{name}>")
    return tuple(types)
