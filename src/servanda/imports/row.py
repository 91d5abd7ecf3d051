"""One row of a table as a new record; a later import of the whole table knows it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from pyoxigraph import NamedNode

from servanda.errors import UsageError
from servanda.imports.plan import Import, plan_rows
from servanda.imports.read import find_description, read_table
from servanda.tables import Description, Grid, Lens, Row
from servanda.tables.changes import write_changes
from servanda.tables.identity import Identities
from servanda.tables.opened import lens_of_workspace
from servanda.tables.rows import find_rows
from servanda.tables.templates import home
from servanda.workspace import SLUG, open_workspace

__all__ = ["RowRecord", "row_record"]


@dataclass(frozen=True, slots=True)
class RowRecord:
    """The record of a row, what was written, and the titles of the columns that are empty."""

    path: Path
    written: Import
    lacking: tuple[str, ...]


def row_record(
    table: Path, root: Path, row: str, *, metadata: Path | None = None, slug: str = ""
) -> RowRecord:
    """Write the record of one row: that of this key, or the row of this number from 1.

    Its name is `slug`, or what the description makes of the row. Raises UsageError if there is no
    such row or if the record exists: it is left as it is; InputError like an import.
    """
    workspace = open_workspace(root)
    description = find_description(table, metadata, workspace.uri_space)
    lens = lens_of_workspace(workspace, description)
    grid = read_table(table, description)
    chosen = _chosen(grid, description, row)
    subject = _named(lens, slug) if slug else _subject(lens, grid, chosen)
    path = root / "data" / f"{home(subject.value).removeprefix(lens.base)}.ttl"
    if lens.resolver.has(subject):
        raise UsageError("the record exists and is left as it is", path=path, hint="Edit it")
    one = replace(grid, rows=(chosen,))
    planned = plan_rows(workspace, lens, one, subject=subject)
    write_changes(planned.changes)
    cells = dict(zip(grid.columns, chosen.cells, strict=True))
    empty = (column for column in description.columns if not cells.get(column.name, "").strip())
    return RowRecord(path, planned, tuple(column.title for column in empty))


def _chosen(grid: Grid, description: Description, row: str) -> Row:
    named = [grid.columns.index(name) for name in description.key]
    for each in grid.rows:
        if named and " ".join(each.cells[at].strip() for at in named) == row.strip():
            return each
    if row.isascii() and row.isdigit() and 0 < int(row) <= len(grid.rows):
        return grid.rows[int(row) - 1]
    raise UsageError(
        f"the table has no row {row!r}",
        path=grid.path,
        hint=f"Give the key of a row, or a number from 1 to {len(grid.rows)}",
    )


def _subject(lens: Lens, grid: Grid, row: Row) -> NamedNode:
    rows = find_rows(lens.resolver, lens.base, lens.description)
    cells = dict(zip(grid.columns, row.cells, strict=True))
    return Identities.of(lens, rows).subject(grid, row, cells)


def _named(lens: Lens, slug: str) -> NamedNode:
    """The resource that the description would give this name."""
    about = lens.description.about
    kind, slash, name = about.rpartition("/")
    fits = slash and "#" not in name and SLUG.fullmatch(slug)
    subject = NamedNode(f"{lens.base}{kind}/{slug}") if fits else None
    if subject is None or not lens.nodes.fits(about, subject):
        raise UsageError(
            f"{slug!r} is no name for a row of this table", hint=f"Rows are named {about}"
        )
    return subject
