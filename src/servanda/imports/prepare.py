"""A workspace for a table that has none yet."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from servanda.errors import UsageError
from servanda.imports.read import find_description, read_table
from servanda.new import write_dataset
from servanda.tables.suspicions import last_day
from servanda.workspace import DESCRIPTION

__all__ = ["prepare"]

EXAMPLE: Final = "https://example.org/id/"  # reserved for examples (RFC 2606), so nobody owns it


@contextmanager
def prepare(  # noqa: PLR0913  everything after the marker is optional
    table: Path,
    root: Path,
    metadata: Path | None,
    *,
    base: str | None = None,
    as_of: str | None = None,
    keep: bool = True,
) -> Iterator[Path | None]:
    """Make a workspace at `root` if there is none, for as long as the body lasts.

    It stays if the body succeeds and `keep` is set. Its as-of day is the last day that a cell
    names, unless `as_of` gives one. Gives the file of its description, or None if there was one.
    """
    if (root / DESCRIPTION).is_file():
        yield None
        return
    description = find_description(table, metadata, base or EXAMPLE)
    grid = read_table(table, description)
    rows = [dict(zip(grid.columns, row.cells, strict=True)) for row in grid.rows]
    day = as_of or last_day(rows, description)
    if day is None:
        raise UsageError("the table names no day", path=table, hint="Give --as-of YYYY-MM-DD")
    made = write_dataset(
        root,
        base=base or EXAMPLE,
        as_of=day,
        titles=description.titles,
        descriptions=description.notes,
    )
    done = False
    try:
        yield made
        done = keep
    finally:
        if not done:
            made.unlink()
            _remove_empty(made.parent, root)


def _remove_empty(*folders: Path) -> None:
    for folder in folders:
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
