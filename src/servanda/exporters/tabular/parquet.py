"""A table as Apache Parquet: typed columns that carry their titles in three languages."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from servanda.catalog import Head
from servanda.exporters.tabular.kinds import Field, Shape
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


def write_parquet(shape: Shape, head: Head, path: Path) -> None:
    """Write the rows in their order; an empty cell is null. The same table gives the same bytes.

    Metadata of the file and of each column hold `title@fr` and so on, in UTF-8.
    """
    kinds = [_TYPES.get(field.datatype, _STRING) for field in shape.fields]
    arrays = [
        pa.array([read(cell) if cell else None for cell in shape.values(at)], type=kind)
        for at, (kind, read) in enumerate(kinds)
    ]
    fields = [
        pa.field(field.name, kind, metadata=_of_field(field))
        for field, (kind, _) in zip(shape.fields, kinds, strict=True)
    ]
    schema = pa.schema(fields, metadata=_of_table(shape, head))
    pq.write_table(pa.Table.from_arrays(arrays, schema=schema), path, compression="zstd")


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
