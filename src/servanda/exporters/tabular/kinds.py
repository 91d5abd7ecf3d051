"""What the columns of a table hold: the declared type, where every value of the release has it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from servanda.datatypes import is_lexical
from servanda.dates import is_day
from servanda.query import Query

__all__ = ["Field", "Shape", "shape_of"]

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
    """A table: its name, titles and descriptions by language, its columns, its rows in order.

    A cell is a text; the empty text says that there is no value.
    """

    name: str
    title: Mapping[str, str]
    description: Mapping[str, str]
    fields: tuple[Field, ...]
    rows: Sequence[Sequence[str]]

    def values(self, at: int) -> list[str]:
        """The cells of one column, from the first row to the last."""
        return [row[at] for row in self.rows]


def shape_of(query: Query, rows: Sequence[Sequence[str]]) -> Shape:
    """The table of a query and its rows.

    A column whose declared type does not hold for each value (a year among dates) is of strings,
    so that no form of the table refuses or changes a cell.
    """
    fields = []
    for at, (name, column) in enumerate(query.columns.items()):
        cells = [row[at] for row in rows]
        fields.append(Field(name, column.title, _datatype(column.datatype, cells), _full(cells)))
    return Shape(query.name, query.title, query.description, tuple(fields), rows)


def _full(cells: Sequence[str]) -> bool:
    return bool(cells) and all(cells)


def _datatype(declared: str, cells: Iterable[str]) -> str:
    fits = _FITS.get(declared)
    if fits is None:
        return "string"
    return declared if all(fits(cell) for cell in cells if cell) else "string"


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
