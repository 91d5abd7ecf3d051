"""A table says the same in each of its forms: CSV, Parquet, and the descriptions beside them."""

from __future__ import annotations

import csv
import datetime
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from pyoxigraph import NamedNode

from servanda.catalog import Head
from servanda.exporters.tables import write_forms
from servanda.query import Column, Query

LANGUAGES = ("fr", "en", "zh")
# How a reader of the CSV reads a cell by the type of the Table Schema.
READ: dict[str, Callable[[str], Any]] = {
    "boolean": lambda cell: cell == "true",
    "date": datetime.date.fromisoformat,
    "integer": int,
    "number": float,
}
# Arrow's name of the type, by that of the Table Schema.
ARROW = {"boolean": "bool", "date": "date32[day]", "integer": "int64", "number": "double"}
# The CSVW datatype, by the type and format of the Table Schema.
CSVW = {("number", "default"): "decimal", ("string", "uri"): "anyURI"}


def words(text: str) -> dict[str, str]:
    return dict.fromkeys(LANGUAGES, text)


def written(folder: Path, columns: dict[str, str], rows: Sequence[Sequence[str]]) -> Path:
    """The files of a table called `odd`."""
    query = Query(
        "odd",
        Path("odd.rq"),
        "",
        words("Odd"),
        words("Odd values"),
        {},
        columns={name: Column(words(name), datatype) for name, datatype in columns.items()},
    )
    write_forms(query, lambda: iter(rows), Head(NamedNode("https://example.org/d"), ()), folder)
    return folder


def cells(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def schema(folder: Path, name: str) -> dict[str, Any]:
    described: dict[str, Any] = json.loads((folder / f"{name}.schema.json").read_bytes())
    return described


def read_as(folder: Path, name: str) -> list[dict[str, Any]]:
    """The rows of the CSV as the Table Schema tells to read them."""
    kinds = {field["name"]: field["type"] for field in schema(folder, name)["fields"]}
    return [
        {key: READ.get(kinds[key], str)(cell) if cell else None for key, cell in row.items()}
        for row in cells(folder, name)
    ]


def assert_forms_agree(folder: Path, name: str) -> None:
    table = pq.read_table(folder / f"{name}.parquet")
    fields = schema(folder, name)["fields"]
    described = json.loads((folder / f"{name}.csv-metadata.json").read_bytes())
    columns = described["tableSchema"]["columns"]
    assert table.to_pylist() == read_as(folder, name)
    assert table.column_names == [field["name"] for field in fields]
    for field, column, arrow in zip(fields, columns, table.schema, strict=True):
        assert column["name"] == field["name"]
        assert column["datatype"] == CSVW.get((field["type"], field["format"]), field["type"])
        assert str(arrow.type) == ARROW.get(field["type"], "string")
        for language in LANGUAGES:
            title = arrow.metadata[f"title@{language}".encode()].decode()
            assert title == field["titles"][language]
            assert [title] == column["titles"][language]
            assert title in field["descriptions"][language]
        values = [row[field["name"]] for row in cells(folder, name)]
        required = bool(values) and all(values)
        assert field["constraints"]["required"] == column["required"] == required


@pytest.mark.parametrize("built", ["release", "world_release"])
def test_every_table_says_the_same_in_each_form(built: str, request: pytest.FixtureRequest) -> None:
    folder = request.getfixturevalue(built) / "tables"
    names = sorted(path.stem for path in folder.glob("*.csv"))
    assert names
    for name in names:
        assert_forms_agree(folder, name)


def test_quotes_newlines_and_scripts_of_all_kinds_survive(tmp_path: Path) -> None:
    odd = ['say "no"', "two\nlines", "a\r\nb", "comma, semicolon; tab\t", "浙江", "😀", " a ", "'"]
    folder = written(tmp_path, {"text": "string"}, [[text] for text in odd])
    assert_forms_agree(folder, "odd")
    assert [row["text"] for row in cells(folder, "odd")] == odd


def test_a_table_without_rows_keeps_its_columns_and_types(tmp_path: Path) -> None:
    columns = {"day": "date", "count": "integer", "what": "anyURI"}
    folder = written(tmp_path, columns, [])
    assert_forms_agree(folder, "odd")
    assert [field["type"] for field in schema(folder, "odd")["fields"]] == [
        "date",
        "integer",
        "string",
    ]


def test_an_empty_cell_is_null(tmp_path: Path) -> None:
    folder = written(tmp_path, {"day": "date", "text": "string"}, [["", "a"], ["2018-06-14", ""]])
    assert_forms_agree(folder, "odd")
    assert pq.read_table(folder / "odd.parquet").column("day").null_count == 1


@pytest.mark.parametrize(
    ("datatype", "values"),
    [
        ("date", ["2018-06-14", "2018"]),  # a year is no day
        ("date", ["2018-06-14Z"]),
        ("date", ["2018-02-30"]),
        ("integer", ["1", "9223372036854775808"]),  # one more than 64 bits hold
        ("integer", ["007"]),
        ("decimal", ["0.1234567890123456789"]),
        ("anyURI", ["https://example.org/浙江"]),  # an IRI, but no URI
        ("boolean", ["true", "1"]),
        ("gYear", ["2018"]),
    ],
)
def test_values_that_a_type_would_refuse_or_change_stay_text(
    datatype: str, values: list[str], tmp_path: Path
) -> None:
    folder = written(tmp_path, {"value": datatype}, [[value] for value in values])
    assert_forms_agree(folder, "odd")
    assert pq.read_table(folder / "odd.parquet").column("value").to_pylist() == values


def test_the_same_table_gives_the_same_bytes(tmp_path: Path) -> None:
    both = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        rows = [["2018-06-14", "浙江"], ["", "b"]]
        folder = written(tmp_path / name, {"day": "date", "text": "string"}, rows)
        both.append({path.name: path.read_bytes() for path in folder.iterdir()})
    assert both[0] == both[1]


def test_a_long_table_is_written_a_group_of_rows_at_a_time(tmp_path: Path) -> None:
    rows = [[str(number), "" if number % 3 else "2018-06-14"] for number in range(70_000)]
    rows[-1][1] = "2018-06-15"
    folder = written(tmp_path, {"count": "integer", "day": "date"}, rows)
    file = pq.ParquetFile(folder / "odd.parquet")
    sizes = [file.metadata.row_group(at).num_rows for at in range(file.num_row_groups)]
    assert sizes == [1 << 16, 70_000 - (1 << 16)]
    assert_forms_agree(folder, "odd")
    assert [[row["count"], row["day"]] for row in cells(folder, "odd")] == rows


def test_one_late_value_decides_what_a_column_holds(tmp_path: Path) -> None:
    rows = [["2018-06-14"]] * 5000 + [["2018"]]
    folder = written(tmp_path, {"day": "date"}, rows)
    assert_forms_agree(folder, "odd")
    assert schema(folder, "odd")["fields"][0]["type"] == "string"
