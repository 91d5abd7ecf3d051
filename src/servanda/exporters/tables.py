"""The tables: one CSV per query of `queries/tables/`, with its descriptions and as Parquet."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

from servanda.catalog import Head
from servanda.exporters.base import Source
from servanda.exporters.tabular import (
    Kinds,
    Row,
    Shape,
    csvw,
    parts_of,
    table_schema,
    write_parquet,
)
from servanda.query import Query

__all__ = ["Rows", "tables", "write_forms", "write_json"]

Rows = Callable[[], Iterable[Row]]


def tables(source: Source, folder: Path) -> None:
    """Write four files for each table below `tables/`.

    `<name>.csv` (RFC 4180, UTF-8), `<name>.csv-metadata.json` (CSVW), `<name>.schema.json` (Table
    Schema) and `<name>.parquet`, which has the same rows in the same order.
    """
    out = folder / "tables"
    out.mkdir()
    for table in source.reference.tables:
        write_forms(table, partial(source.outcome.rows, table.name), source.head, out)


def write_forms(query: Query, rows: Rows, head: Head, folder: Path) -> None:
    """Write the four files of the table of a query into a folder.

    `rows` is called twice, for what its columns hold is known after the last row.
    """
    name = query.name
    shape = _write_csv(query, rows(), folder / f"{name}.csv")
    write_json(folder / f"{name}.csv-metadata.json", csvw(shape, head))
    write_json(folder / f"{name}.schema.json", table_schema(shape, head))
    write_parquet(shape, rows(), head, folder / f"{name}.parquet")


def _write_csv(query: Query, rows: Iterable[Row], path: Path) -> Shape:
    kinds = Kinds(query)
    with path.open("w", encoding="utf-8", newline="") as text:
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow(query.columns)
        for part in parts_of(rows):
            kinds.look(part)
            writer.writerows(part)
    return kinds.shape()


def write_json(path: Path, content: dict[str, Any]) -> None:
    """Write JSON for people and machines: UTF-8, indented, keys in the order given."""
    text = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    path.write_text(text, encoding="utf-8", newline="\n")
