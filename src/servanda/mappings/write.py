"""Write mappings as SSSOM/TSV: one spelling for each set, so that differences stay small."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Any, Final

import yaml

from servanda.mappings.curies import contract
from servanda.mappings.model import Mapping as Row
from servanda.mappings.model import MappingSet
from servanda.mappings.slots import (
    BUILT_IN,
    COLUMNS,
    DECISION,
    ENTITIES,
    MODIFIER,
    NOT,
    REQUIRED,
)

__all__ = ["write_mappings"]

_FORMULA: Final = ("=", "+", "-", "@")


def write_mappings(mappings: MappingSet) -> str:
    """The text of the file: head sorted, columns in the order of the specification, rows sorted.

    Columns that no row fills are left out, save the required ones and those in which people decide.
    """
    prefixes = {**BUILT_IN, **mappings.prefixes}
    rows = sorted((_cells(row, prefixes) for row in mappings.mappings), key=_order)
    used = {column for row in rows for column in row} | {*REQUIRED, *DECISION}
    known = [column for column in COLUMNS if column in used]
    columns = [*known, *sorted(used.difference(COLUMNS))]
    out = io.StringIO()
    out.write(_head(mappings))
    writer = csv.writer(out, delimiter="\t", lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_escaped(row.get(column, "")) for column in columns] for row in rows)
    return out.getvalue()


def _order(row: Mapping[str, str]) -> tuple[str, ...]:
    first = ("subject_id", "object_id", "predicate_id", MODIFIER, "mapping_justification")
    return tuple(row.get(column, "") for column in first)


def _cells(row: Row, prefixes: Mapping[str, str]) -> dict[str, str]:
    four = (row.subject, row.predicate, row.object, row.justification)
    cells = {
        column: contract(node.value, prefixes) for column, node in zip(REQUIRED, four, strict=True)
    }
    if row.negated:
        cells[MODIFIER] = NOT
    for column, text in row.slots.items():
        parts = (contract(part, prefixes) for part in text.split("|"))
        cells[column] = "|".join(parts) if column in ENTITIES else " ".join(text.split())
    return {column: text for column, text in cells.items() if text}


def _escaped(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula; reading takes the apostrophe away."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _head(mappings: MappingSet) -> str:
    head: dict[str, Any] = {
        "curie_map": dict(sorted(mappings.prefixes.items())),
        "mapping_set_id": mappings.iri.value,
        **dict(sorted(mappings.slots.items())),
    }
    text = yaml.safe_dump(head, allow_unicode=True, sort_keys=False, width=1_000_000)
    return "".join(f"#{line}\n" for line in text.splitlines())
