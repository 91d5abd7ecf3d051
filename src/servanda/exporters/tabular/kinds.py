"""What the columns of a table hold: the declared type, where every value of the release has it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from types import MappingProxyType
from typing import Final

from servanda.datatypes import is_lexical
from servanda.dates import is_day
from servanda.query import Query

__all__ = ["Field", "Kinds", "Row", "Shape", "parts_of"]

Row = Sequence[str]
_PART: Final = 1 << 12

_WIDEST: Final = 1 << 63
_DIGITS: Final = 15  # significant digits that a number of 64 bits keeps


@dataclass(frozen=True, slots=True)
class Field:
    """A column: its name, titles by language, CSVW datatype, and whether every row fills it."""

    name: str
    titles: Mapping[str, str]
    datatype: str
    required: bool


@dataclass(frozen=True, slots=True)
class Shape:
    """A table: its name, titles and descriptions by language, and its columns."""

    name: str
    title: Mapping[str, str]
    description: Mapping[str, str]
    fields: tuple[Field, ...]


def parts_of(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Rows in parts of 2¹², the last one of fewer, none of none."""
    left = iter(rows)
    while part := list(islice(left, _PART)):
        yield part


class Kinds:
    """Looks at the rows of a query, a few at a time, and tells what its columns hold.

    A column whose declared type does not hold for each value (a year among dates) is of strings,
    so that no form of the table refuses or changes a cell. A cell is a text; the empty text says
    that there is no value.
    """

    def __init__(self, query: Query) -> None:
        self._query = query
        declared = [column.datatype for column in query.columns.values()]
        self._datatypes = [each if each in _FITS else "string" for each in declared]
        self._filled = [True] * len(declared)
        self._rows = 0

    def look(self, rows: Sequence[Row]) -> None:
        """Take the next rows into account."""
        self._rows += len(rows)
        for at, column in enumerate(zip(*rows, strict=True)):
            cells = set(column)
            if "" in cells:
                self._filled[at] = False
                cells.discard("")
            fits = _FITS.get(self._datatypes[at])
            if fits is not None and not all(map(fits, cells)):
                self._datatypes[at] = "string"

    def shape(self) -> Shape:
        """The table as all rows so far have it."""
        query = self._query
        fields = tuple(
            Field(name, column.title, datatype, filled and self._rows > 0)
            for (name, column), datatype, filled in zip(
                query.columns.items(), self._datatypes, self._filled, strict=True
            )
        )
        return Shape(query.name, query.title, query.description, fields)


def _is_integer(cell: str) -> bool:
    """Whether 64 bits hold the number, and its text is the only way to write it."""
    if not is_lexical("integer", cell) or len(cell) > len(str(_WIDEST)):
        return False
    number = int(cell)
    return -_WIDEST <= number < _WIDEST and str(number) == cell


def _is_decimal(cell: str) -> bool:
    digits = cell.lstrip("+-").replace(".", "").lstrip("0")
    return is_lexical("decimal", cell) and len(digits) <= _DIGITS


def _is_uri(cell: str) -> bool:
    return cell.isascii() and is_lexical("anyURI", cell)


# A type is kept if each value passes; all others become strings.
_FITS: Final[Mapping[str, Callable[[str], bool]]] = MappingProxyType(
    {
        "anyURI": _is_uri,
        "boolean": lambda cell: cell in ("true", "false"),
        "date": is_day,
        "decimal": _is_decimal,
        "duration": lambda cell: is_lexical("duration", cell),
        "integer": _is_integer,
    }
)
