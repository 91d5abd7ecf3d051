"""The table and its description: which one, and whether every column is described."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from servanda.errors import InputError, UsageError
from servanda.tables import Description, Grid, read_description, read_grid
from servanda.tables.resolve import plain

__all__ = ["find_description", "read_table"]


def find_description(table: Path, metadata: Path | None = None, base: str = "") -> Description:
    """The description of a table: the one given, else the file that CSVW looks for beside it.

    That is `TABLE-metadata.json`, then `csv-metadata.json` (Model for Tabular Data, section 5).
    `base` is the `void:uriSpace` of the workspace.
    """
    beside = (table.with_name(f"{table.name}-metadata.json"), table.with_name("csv-metadata.json"))
    found = metadata or next((path for path in beside if path.is_file()), None)
    if found is None:
        raise UsageError(
            "the table has no description",
            path=table,
            hint=f"Give --metadata FILE, or write {beside[0].name}; see docs/tables.md",
        )
    return read_description(found, base)


def read_table(table: Path, description: Description) -> Grid:
    """The table with the names of the columns for titles; every column must be described."""
    dialect = description.dialect
    header = None if dialect.header else [each.title for each in description.columns]
    grid = read_grid(table, dialect=dialect, header=header)
    columns = _names(grid, description)
    needed = {each.name for each in description.columns if each.required} | {*description.key}
    missing = [c for c in description.columns if c.name in needed and c.name not in columns]
    if missing:
        message = f"the column {missing[0].title!r} is missing"
        raise InputError(message, path=table, line=grid.head, hint="Add it, with its cells filled")
    return replace(grid, columns=columns)


def _names(grid: Grid, description: Description) -> tuple[str, ...]:
    """The names of the columns, by their titles in any language or by the names themselves."""
    known = {plain(each.name): each.name for each in description.columns}
    known |= {plain(title): each.name for each in description.columns for title in each.titles}
    found: dict[str, str] = {}
    for at, title in enumerate(grid.columns):
        name = known.get(plain(title))
        if name in found:
            message = f"the titles {found[name]!r} and {title!r} mean one column"
            raise grid.error(message, None, at, hint="Remove one of them")
        if name is not None:
            found[name] = title
        elif any(row.cells[at] for row in grid.rows):
            hint = f"Describe it in {description.path.name}, or remove it from the table"
            raise grid.error(f"the column {title!r} is not described", None, at, hint=hint)
    return tuple(known.get(plain(title), title) for title in grid.columns)
