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
    names = {plain(each.title): each.name for each in description.columns}
    names |= {plain(each.name): each.name for each in description.columns}
    for at, title in enumerate(grid.columns):
        if plain(title) not in names and any(row.cells[at] for row in grid.rows):
            raise InputError(
                f"the column {title!r} is not described",
                path=table,
                line=1,
                column=at + 1,
                hint=f"Describe it in {description.path.name}, or remove it from the table",
            )
    missing = [
        c.title
        for c in description.columns
        if c.required and plain(c.title) not in {plain(title) for title in grid.columns}
    ]
    if missing:
        raise InputError(f"the column {missing[0]!r} is missing", path=table, line=1)
    return replace(grid, columns=tuple(names.get(plain(each), each) for each in grid.columns))
