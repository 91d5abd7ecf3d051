"""Pages of an answer, and rows as plain JSON objects, made of SPARQL 1.1 Query Results JSON."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from types import MappingProxyType
from typing import Final

import pyoxigraph
from pyoxigraph import BlankNode, Literal, NamedNode, QueryBoolean, QueryResultsFormat

from servanda.query.answer import Term
from servanda.query.results import write_rows
from servanda.vocab import XSD

__all__ = ["Page", "page_of", "plain"]

_DIGITS: Final = 15  # what every reader of JSON takes for the same number
_WHOLE: Final = frozenset(
    XSD[name]
    for name in (
        *("integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger"),
        *("nonPositiveInteger", "negativeInteger", "unsignedInt", "unsignedLong"),
    )
)
_BROKEN: Final = frozenset({XSD.decimal, XSD.double, XSD.float})
_TRUTH: Final[Mapping[str, bool]] = MappingProxyType(
    {"true": True, "1": True, "false": False, "0": False}
)


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of an answer in the bytes of a format, and whether there are more after them."""

    body: bytes
    more: bool = False


def page_of(answer: bytes, form: str, limit: int | None, offset: int) -> Page:
    """The rows from `offset`, at most `limit` of them, of an answer in JSON.

    `form` is `objects`, or one of `servanda.query.results.RESULT_FORMATS`. A truth value has no
    pages: it is written whole, and only as `objects`.
    """
    found = pyoxigraph.parse_query_results(answer, format=QueryResultsFormat.JSON)
    if isinstance(found, QueryBoolean):
        return Page(b'{"boolean": true}\n' if found else b'{"boolean": false}\n')
    names = [each.value for each in found.variables]
    end = None if limit is None else offset + limit + 1
    rows = [tuple(row[name] for name in names) for row in islice(found, offset, end)]
    more = limit is not None and len(rows) > limit
    kept = rows[:limit]
    if form == "objects":
        lines = ",\n".join(json.dumps(_object(names, row), ensure_ascii=False) for row in kept)
        return Page(f"[\n{lines}\n]\n".encode(), more)
    return Page("".join(write_rows(names, kept, form)).encode(), more)


def _object(names: list[str], row: tuple[Term | None, ...]) -> dict[str, object]:
    return {name: plain(term) for name, term in zip(names, row, strict=True)}


def plain(term: Term | None) -> object:
    """A term as JSON has it: a text, a number or a truth value where that loses nothing, or null.

    Languages and datatypes are left out; who needs them takes the results format of SPARQL.
    """
    if term is None:
        return None
    if isinstance(term, NamedNode):
        return term.value
    if isinstance(term, BlankNode):
        return str(term)
    return _number(term) if term.datatype in _WHOLE | _BROKEN else _truth(term)


def _truth(term: Literal) -> object:
    return _TRUTH.get(term.value, term.value) if term.datatype == XSD.boolean else term.value


def _number(term: Literal) -> object:
    text = term.value
    if sum(char.isdigit() for char in text) > _DIGITS:
        return text
    try:
        number = int(text) if term.datatype in _WHOLE else float(text)
    except ValueError:
        return text
    return number if math.isfinite(number) else text
