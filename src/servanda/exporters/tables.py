"""The tables: one CSV per query of `queries/tables/`, each with its CSVW description."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from servanda.exporters.base import Source
from servanda.query import Query

__all__ = ["tables"]

_CSVW: Final = "http://www.w3.org/ns/csvw"


def tables(source: Source, folder: Path) -> None:
    """Write `tables/<name>.csv` (RFC 4180, UTF-8) and `tables/<name>.csv-metadata.json` (CSVW)."""
    out = folder / "tables"
    out.mkdir()
    for table in source.reference.tables:
        path = out / f"{table.name}.csv"
        with path.open("w", encoding="utf-8", newline="") as text:
            writer = csv.writer(text, lineterminator="\r\n")
            writer.writerow(table.columns)
            writer.writerows(source.outcome.rows.get(table.name, ()))
        description = json.dumps(_metadata(table, source), ensure_ascii=False, indent=2) + "\n"
        path.with_name(f"{path.name}-metadata.json").write_text(
            description, encoding="utf-8", newline="\n"
        )


def _metadata(table: Query, source: Source) -> dict[str, Any]:
    """The description of one table (Metadata Vocabulary for Tabular Data, section 5.3)."""
    return {
        "@context": [_CSVW, {"@language": "en"}],
        "url": f"{table.name}.csv",
        "dc:title": _in_languages(table.title),
        "dc:description": _in_languages(table.description),
        "dc:isPartOf": {"@id": source.workspace.iri.value},
        "dialect": {"encoding": "utf-8", "header": True, "lineTerminators": ["\r\n"]},
        "tableSchema": {
            "columns": [
                {
                    "name": name,
                    "titles": {lang: [title] for lang, title in column.title.items()},
                    "datatype": column.datatype,
                }
                for name, column in table.columns.items()
            ]
        },
    }


def _in_languages(texts: Mapping[str, str]) -> list[dict[str, str]]:
    """A common property with one value per language (section 5.8 of the vocabulary)."""
    return [{"@value": text, "@language": language} for language, text in texts.items()]
