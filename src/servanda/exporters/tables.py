"""The tables: one CSV per query of `queries/tables/`, with its descriptions and as Parquet."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

from servanda.catalog import Head
from servanda.exporters.base import Source
from servanda.exporters.tabular import Shape, csvw, shape_of, table_schema, write_parquet

__all__ = ["shapes_of", "tables", "write_forms", "write_json"]


def tables(source: Source, folder: Path) -> None:
    """Write four files for each table below `tables/`.

    `<name>.csv` (RFC 4180, UTF-8), `<name>.csv-metadata.json` (CSVW), `<name>.schema.json` (Table
    Schema) and `<name>.parquet`, which has the same rows in the same order.
    """
    out = folder / "tables"
    out.mkdir()
    for shape in shapes_of(source):
        write_forms(shape, source.head, out)


def write_forms(shape: Shape, head: Head, folder: Path) -> None:
    """Write the four files of one table into a folder."""
    with (folder / f"{shape.name}.csv").open("w", encoding="utf-8", newline="") as text:
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow(field.name for field in shape.fields)
        writer.writerows(shape.rows)
    write_json(folder / f"{shape.name}.csv-metadata.json", csvw(shape, head))
    write_json(folder / f"{shape.name}.schema.json", table_schema(shape, head))
    write_parquet(shape, head, folder / f"{shape.name}.parquet")


def shapes_of(source: Source) -> list[Shape]:
    """The tables of a release in the order of their names."""
    rows = source.outcome.rows
    return [shape_of(table, rows.get(table.name, ())) for table in source.reference.tables]


def write_json(path: Path, content: dict[str, Any]) -> None:
    """Write JSON for people and machines: UTF-8, indented, keys in the order given."""
    text = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    path.write_text(text, encoding="utf-8", newline="\n")
