"""Tables for tests: cases in files, the description of agreements, folders as bytes."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from servanda.export import export_table
from servanda.imports import Import, import_table, prepare

ROOT = Path(__file__).parents[1]
CASES = Path(__file__).parent / "tables" / "cases"
NAMES = sorted(path.name for path in CASES.iterdir())
WORLD = ROOT / "examples" / "world"
METADATA = WORLD / "tables" / "agreements.csv-metadata.json"
AS_OF = "2026-01-31"

Cells = dict[str, str]

COLUMNS = (
    *("id", "kind", "title_short", "party_1", "party_1_type", "party_1_country_iso"),
    *("party_2", "party_2_type", "party_2_country_iso", "further_parties", "signed_on"),
    *("place_signed", "duration_years", "valid_until", "status_hint", "signatories", "domains"),
    *("actions", "academic_fields", "amount_eur", "language_of_source", "source_url"),
    *("source_publisher", "notes"),
)


def row(**cells: str) -> Cells:
    """A row of the table of agreements; cells that are not given are empty."""
    return {column: cells.get(column, "") for column in COLUMNS}


def read_rows(path: Path) -> list[Cells]:
    """The rows of a CSV file as texts, every column of ours included."""
    with path.open(encoding="utf-8-sig", newline="") as opened:
        titles, *rows = csv.reader(opened)
    empty = dict.fromkeys(COLUMNS, "") if set(titles) <= set(COLUMNS) else {}
    return [empty | dict(zip(titles, cells, strict=True)) for cells in rows]


def write_rows(path: Path, rows: Iterable[Mapping[str, str]], columns: Sequence[str] = ()) -> Path:
    """Write rows as CSV; by default with the columns of the first row."""
    listed = list(rows)
    titles = list(columns or listed[0])
    with path.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(titles)
        writer.writerows([each[title] for title in titles] for each in listed)
    return path


def import_into(
    root: Path, table: Path, *, metadata: Path = METADATA, prune: bool = False
) -> Import:
    """Import a table as the command does: a workspace is made where there is none."""
    with prepare(table, root, metadata, as_of=AS_OF):
        return import_table(table, root, metadata=metadata, prune=prune)


def export_from(root: Path, out: Path, *, metadata: Path = METADATA) -> list[Cells]:
    """The rows that an export of a workspace or a release gives."""
    export_table(root, metadata, out)
    return read_rows(out)


def contents(root: Path) -> dict[str, bytes]:
    """The bytes of every file below a folder."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def changed(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> tuple[set[str], set[str]]:
    """The files that are no longer what they were, and those that are new."""
    return {
        name for name in before if after.get(name) != before[name]
    }, after.keys() - before.keys()
