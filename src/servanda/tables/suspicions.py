"""Dates that were read and are still worth a look; nothing is changed because of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from servanda.dates import Limits, limits
from servanda.tables.issues import Issue
from servanda.tables.metadata import Column, Description
from servanda.tables.values import READERS

__all__ = ["last_day", "suspicions"]

_OLD: Final = "1800-01-01"


def suspicions(description: Description, cells: Mapping[str, str], as_of: str) -> Iterator[Issue]:
    """Remarks on the dates of one row: far past, future, the first of January, out of order."""
    for column in description.columns:
        for text, found in _dates(column, cells):
            if found.earliest is None or found.latest is None:
                continue
            if found.latest < _OLD:
                yield Issue("suspicious", column.name, text, "is before 1800")
            elif found.earliest > as_of and not _may_lie_ahead(column):
                yield Issue("suspicious", column.name, text, f"is after the as-of day {as_of}")
            elif found.day is not None and found.day.endswith("-01-01"):
                message = "is a 1 January: a year alone is written as a year"
                yield Issue("suspicious", column.name, text, message)
    yield from _out_of_order(description, cells)


def _out_of_order(description: Description, cells: Mapping[str, str]) -> Iterator[Issue]:
    """Ends that come before every other date of the row."""
    starts = [
        found.earliest
        for column in description.columns
        if not _may_lie_ahead(column)
        for _, found in _dates(column, cells)
        if found.earliest is not None
    ]
    for column in description.columns if starts else ():
        for text, found in _dates(column, cells) if _may_lie_ahead(column) else ():
            if found.latest is not None and found.latest < min(starts):
                yield Issue("suspicious", column.name, text, "is an end before the start")


def last_day(rows: Iterable[Mapping[str, str]], description: Description) -> str | None:
    """The last day that the dates of a table name, but for ends, which lie ahead."""
    columns = [column for column in description.columns if not _may_lie_ahead(column)]
    days = [
        found.latest for cells in rows for column in columns for _, found in _dates(column, cells)
    ]
    return max((day for day in days if day is not None), default=None)


def _dates(column: Column, cells: Mapping[str, str]) -> Iterator[tuple[str, Limits]]:
    text = cells.get(column.name, "").strip()
    if not text or column.field is None or column.field.reads != "edtf":
        return
    part = READERS["edtf"].read(text, "", "")
    if part.lexical is not None:
        yield text, limits(part.lexical)


def _may_lie_ahead(column: Column) -> bool:
    """An end is expected to lie ahead; such columns hang on a node of their own for it."""
    about = column.field.about if column.field else ""
    return about.rpartition("#")[2] in {"expiry", "end"}
