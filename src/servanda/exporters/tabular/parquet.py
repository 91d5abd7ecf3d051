"""A table as Apache Parquet: typed columns that carry their titles in three languages."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from servanda.catalog import Head
from servanda.exporters.tabular.kinds import Field, Row, Shape, parts_of
from servanda.vocab import DCAT

__all__ = ["write_parquet"]

Column = tuple[pa.DataType, Callable[[str], Any]]
# The Arrow type of a CSVW datatype, and how a text becomes its value; all others are strings.
_TYPES: Final[Mapping[str, Column]] = MappingProxyType(
    {
        "boolean": (pa.bool_(), lambda cell: cell == "true"),
        "date": (pa.date32(), datetime.date.fromisoformat),
        "decimal": (pa.float64(), float),
        "integer": (pa.int64(), int),
    }
)
_STRING: Final[Column] = (pa.string(), str)
_PARTS: Final = 16  # of 2¹² rows in a group


def write_parquet(shape: Shape, rows: Iterable[Row], head: Head, path: Path) -> None:
    """Write the rows in their order; an empty cell is null. The same table gives the same bytes.

    They go out in groups of 2¹⁶, so what is held does not grow with the table. Metadata of the
    file and of each column hold `title@fr` and so on, in UTF-8.
    """
    fields = [
        pa.field(field.name, _type(field)[0], metadata=_of_field(field)) for field in shape.fields
    ]
    schema = pa.schema(fields, metadata=_of_table(shape, head))
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for group in _groups(shape, rows, schema):
            writer.write_table(group)


def _groups(shape: Shape, rows: Iterable[Row], schema: pa.Schema) -> Iterator[pa.Table]:
    """The rows as tables, at least one; Arrow holds a group in a tenth of what rows take."""
    held: list[pa.Table] = []
    count = 0
    for part in parts_of(rows):
        columns = [
            pa.array([read(cell) if cell else None for cell in cells], type=kind)
            for cells, (kind, read) in zip(
                zip(*part, strict=True), map(_type, shape.fields), strict=True
            )
        ]
        held.append(pa.Table.from_arrays(columns, schema=schema))
        count += 1
        if count % _PARTS == 0:
            yield pa.concat_tables(held).combine_chunks()
            held.clear()
    if held or not count:
        yield pa.concat_tables(held or [schema.empty_table()]).combine_chunks()


def _type(field: Field) -> Column:
    return _TYPES.get(field.datatype, _STRING)


def _of_field(field: Field) -> dict[str, str]:
    return {"datatype": field.datatype, **_tagged("title", field.titles)}


def _of_table(shape: Shape, head: Head) -> dict[str, str]:
    return {
        "dataset": head.dataset.value,
        "version": head.text(DCAT.version),
        "license": " ".join(licence.value for licence in head.licences),
        **_tagged("title", shape.title),
        **_tagged("description", shape.description),
    }


def _tagged(key: str, texts: Mapping[str, str]) -> dict[str, str]:
    return {f"{key}@{language}": text for language, text in texts.items()}
