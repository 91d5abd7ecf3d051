"""The tables: one CSV per query of `queries/tables/`, with its descriptions and as Parquet."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable
from functools import partial
from hashlib import sha256
from importlib import resources
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from servanda.catalog import Head
from servanda.exporters.again import keep, kept, take
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
FORMS: Final = (".csv", ".csv-metadata.json", ".parquet", ".schema.json")


def tables(source: Source, folder: Path) -> None:
    """Write four files for each table below `tables/`.

    `<name>.csv` (RFC 4180, UTF-8), `<name>.csv-metadata.json` (CSVW), `<name>.schema.json` (Table
    Schema) and `<name>.parquet`, which has the same rows in the same order.

    A table whose rows are those of the release before is taken over from there, see `again`.
    """
    out = folder / "tables"
    out.mkdir()
    made_by = _made_by()
    again = kept(source, "tables", out.name)
    known = again.told["rows"] if again is not None and again.told["by"] == made_by else {}
    found: dict[str, str] = {}
    for table in source.reference.tables:
        name, rows = table.name, partial(source.outcome.rows, table.name)
        if source.cache is not None:
            found[name] = _digest(rows())
        if source.before is not None and name in known and known[name] == found[name]:
            for suffix in FORMS:
                take(source.before / out.name / f"{name}{suffix}", out / f"{name}{suffix}")
        else:
            write_forms(table, rows, source.head, out)
    keep(source, "tables", sorted(out.iterdir()), {"by": made_by, "rows": found})


def _made_by() -> str:
    """What the files depend on beside the rows, the program and the reference."""
    words = resources.files("servanda") / "assets" / "words"
    told = [each.read_text("utf-8") for each in sorted(words.iterdir(), key=lambda each: each.name)]
    return sha256(json.dumps([version("pyarrow"), *told]).encode()).hexdigest()


def _digest(rows: Iterable[Row]) -> str:
    digest = sha256()
    for part in parts_of(rows):
        digest.update(json.dumps(part).encode() + b"\n")
    return digest.hexdigest()


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
