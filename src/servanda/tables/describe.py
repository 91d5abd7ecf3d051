"""From the JSON of a description to the description, with every fault named where it stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from servanda.tables.dialect import read_dialect
from servanda.tables.fields import Reader, is_virtual, parts_of
from servanda.tables.metadata import Description
from servanda.tables.notation import Notation, Said, read_notation

__all__ = ["read_description"]

_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


def read_description(path: Path, base: str = "") -> Description:
    """Read and check the description of one table; IRIs below `base` may be written in full.

    Raises InputError with file, line and column for broken JSON, an unknown key, a name that
    stands for nothing, and a template that would not give records of the workspace.
    """
    notation = read_notation(path)
    content = notation.content
    schema = notation.object(content, "tableSchema", "schema")
    columns = notation.columns(schema, content)
    reader = Reader(notation, base, _names(notation, schema, columns))
    about = reader.about(schema, "")
    real = [each for each in columns if not is_virtual(each)]
    virtual = [each for each in columns if is_virtual(each)]
    if columns[: len(real)] != real:
        late = next(each for each in columns[columns.index(virtual[0]) :] if each in real)
        raise notation.error("a virtual column stands before this one", late, hint="Move it down")
    return Description(
        path=path,
        url=notation.text(content, "url"),
        about=about,
        columns=tuple(reader.column(each, about) for each in real),
        fields=tuple(found for each in virtual for found in reader.fields(each, about)),
        records=reader.records(),
        key=reader.columns_named(schema, "primaryKey"),
        dialect=read_dialect(notation),
        pair=_pair(notation, reader),
        keeps_rows=notation.flag(content, "rows", default=True),
        titles=notation.languages("dcterms:title"),
        notes=notation.languages("dcterms:description"),
    )


def _names(notation: Notation, schema: Said, columns: Sequence[Said]) -> frozenset[str]:
    """The names of the columns; no two are the same, nor the names of parts of their items."""
    real = [each for each in columns if not is_virtual(each)]
    found: set[str] = set()
    for each in [*real, *(part for column in real for part in parts_of(notation, column))]:
        name = notation.text(each, "name")
        if not _NAME.fullmatch(name):
            message = f"the name {name!r} must be letters, digits and underscores"
            raise notation.error(message, each, "name")
        if name in found:
            raise notation.error(f"two columns are called {name!r}", each, "name")
        found.add(name)
    if not real:
        raise notation.error("no column of the file is described", schema, "columns")
    return frozenset(each["name"] for each in real)


def _pair(notation: Notation, reader: Reader) -> tuple[str, ...]:
    found = reader.columns_named(notation.content, "sorted")
    if len(found) not in (0, 2):
        raise notation.error("sorted must name two columns", notation.content)
    return found
