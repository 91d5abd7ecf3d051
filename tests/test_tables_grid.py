"""Files of cells: CSV, TSV and XLSX in and out, and errors that point at the cell."""

from __future__ import annotations

import datetime
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from table_cases import CASES, METADATA, NAMES, contents, import_into, read_rows, row, write_rows

from servanda.errors import InputError, ServandaError, UsageError
from servanda.export import export_table
from servanda.tables import read_grid, write_grid
from servanda.tables.grid import Dialect
from servanda.tables.workbook import cell_name

COLUMNS = ("a", "b", "c")


def grid(folder: Path, text: str, name: str = "t.csv", dialect: Dialect | None = None) -> object:
    path = folder / name
    path.write_bytes(text.encode())
    return read_grid(path, dialect=dialect or Dialect())


def cells(folder: Path, text: str, name: str = "t.csv", dialect: Dialect | None = None) -> object:
    found = grid(folder, text, name, dialect)
    return [found.columns, *(each.cells for each in found.rows)]


def fault(folder: Path, text: str | bytes, name: str = "t.csv") -> str:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(ServandaError) as caught:
        read_grid(path)
    return str(caught.value).removeprefix(f"{folder.as_posix()}/")


READ = [
    ("plain", "a,b\n1,2\n", [("a", "b"), ("1", "2")]),
    ("no last line feed", "a,b\n1,2", [("a", "b"), ("1", "2")]),
    ("CRLF and BOM", "\ufeffa,b\r\n1,2\r\n", [("a", "b"), ("1", "2")]),
    ("CR alone", "a,b\r1,2\r", [("a", "b"), ("1", "2")]),
    ("quotes", 'a,b\n"x ""y""","1\r\n2"\n', [("a", "b"), ('x "y"', "1\r\n2")]),
    ("a short row", "a,b\n1\n", [("a", "b"), ("1", "")]),
    ("empty cells too many", "a,b\n1,2,, \n", [("a", "b"), ("1", "2")]),
    ("blank rows", "\n,\na,b\n\n , \n1,2\n,,,\n", [("a", "b"), ("1", "2")]),
    ("spaces of titles", " a , b\n 1 , 2\n", [("a", "b"), (" 1 ", " 2")]),
    ("no rows", "a,b\n", [("a", "b")]),
]


@pytest.mark.parametrize(
    ("text", "expected"), [each[1:] for each in READ], ids=[r[0] for r in READ]
)
def test_a_csv_file_is_read_as_it_is_meant(
    text: str, expected: list[tuple[str, ...]], tmp_path: Path
) -> None:
    assert cells(tmp_path, text) == expected


FAULTS = [
    ("empty", "", "t.csv:1: the table is empty"),
    ("blank", "\n \n", "t.csv:1: the table is empty"),
    ("not UTF-8", b"a,b\nr\xe9gion,2\n", "t.csv:2:2: byte 0xe9 is not UTF-8"),
    ("UTF-16", "a,b\n".encode("utf-16"), "t.csv:1:1: byte 0xff is not UTF-8"),
    ("NUL", "a,b\n1,\x00\n", "t.csv:2: a NUL character"),
    ("unclosed quote", 'a,b\n1,2\n"3,4\n5,6\n', "t.csv:3: no CSV: unexpected end of data"),
    ("text after a quote", 'a,b\n"1"2,3\n', "t.csv:2: no CSV: ',' expected after '\"'"),
    ("too many cells", "a,b\n1,2\n3,4,5\n", "t.csv:3:5: the row has 3 cells, the header 2"),
    ("too many, quoted", 'a,b\n"x\n""y""","z",5\n', "t.csv:3:12: the row has 3 cells"),
    ("one title twice", "a,b,a\n1,2,3\n", "t.csv:1:5: two columns are called 'a'"),
    (
        "a huge cell",
        f"a,b\n1,{'x' * 1_000_001}\n",
        "t.csv:2: no CSV: field larger than field limit",
    ),
]


@pytest.mark.parametrize(
    ("text", "start"), [each[1:] for each in FAULTS], ids=[f[0] for f in FAULTS]
)
def test_a_faulty_file_is_one_error_at_its_place(
    text: str | bytes, start: str, tmp_path: Path
) -> None:
    assert fault(tmp_path, text).startswith(start)


@pytest.mark.parametrize("name", ["t.xls", "t.ods", "t", "t.json"])
def test_another_kind_of_file_is_not_guessed_at(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text("a,b\n1,2\n", "utf-8")
    with pytest.raises(UsageError, match=r"Give \.csv, \.tsv or \.xlsx"):
        read_grid(tmp_path / name)
    with pytest.raises(UsageError, match=r"Give \.csv, \.tsv or \.xlsx"):
        write_grid(tmp_path / name, COLUMNS, [])


def test_a_dialect_cuts_the_file_and_is_written_again(tmp_path: Path) -> None:
    dialect = Dialect(delimiter=";", quote="'", skip=2)
    text = "A title;;\n;;\na;b;c\n1;'2;''x''';3\n"
    expected = [("a", "b", "c"), ("1", "2;'x'", "3")]
    assert cells(tmp_path, text, dialect=dialect) == expected
    write_grid(tmp_path / "back.csv", *([*expected[0]], [expected[1]]), dialect=dialect)
    again = read_grid(tmp_path / "back.csv", dialect=dialect)
    assert [again.columns, *(each.cells for each in again.rows)] == expected


def test_a_file_of_tabs_has_tabs_whatever_the_dialect_says(tmp_path: Path) -> None:
    dialect = Dialect(delimiter=";")
    assert cells(tmp_path, "a\tb\n1;2\t3\n", "t.tsv", dialect) == [("a", "b"), ("1;2", "3")]


ODD = [
    *("=1+1", "+1", "-1", "@x", "#N/A", "TRUE", "2020-01-01", "1.0", "007", "1e5", "'x"),
    *(" x ", "   ", "a\r\nb", "a\rb", "\n", "_x000D_", "_x005F_", "e\u0301", "😀", "\u200f", "&<>"),
]


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".xlsx"])
def test_texts_come_back_as_they_are(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"t{suffix}"
    rows = [["key", text, ""] for text in ODD]
    write_grid(path, COLUMNS, rows)
    assert [list(each.cells) for each in read_grid(path).rows] == rows


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".xlsx"])
def test_the_same_table_gives_the_same_bytes(suffix: str, tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_grid(tmp_path / f"{name}{suffix}", COLUMNS, [["1", "=2", "é"]])
    assert (tmp_path / f"one{suffix}").read_bytes() == (tmp_path / f"two{suffix}").read_bytes()


def workbook(path: Path, rows: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    for each in rows:
        book.active.append(each)
    book.save(path)
    return path


def test_cells_of_a_workbook_become_the_texts_that_people_mean(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "t.xlsx",
        [
            ["a", "b", "c"],
            [datetime.date(2020, 5, 4), 12.0, True],
            [datetime.datetime(2020, 5, 4, 3, 2), 0.5, None],  # noqa: DTZ001  a cell has no zone
            [datetime.time(3, 2), 1e21, 200000],
            [None, None, None],
            [" text ", "2020", False],
        ],
    )
    assert [each.cells for each in read_grid(path).rows] == [
        ("2020-05-04", "12", "true"),
        ("2020-05-04T03:02:00", "0.5", ""),
        ("03:02:00", "1e+21", "200000"),
        (" text ", "2020", "false"),
    ]


def test_a_formula_gives_the_value_that_was_stored(tmp_path: Path) -> None:
    path = workbook(tmp_path / "t.xlsx", [["a", "b"], ["=1+1", "x"]])
    with pytest.raises(InputError, match="the cell A2 holds a formula without its value"):
        read_grid(path)
    packed = {name: zipfile.ZipFile(path).read(name) for name in zipfile.ZipFile(path).namelist()}
    sheet = packed["xl/worksheets/sheet1.xml"]
    assert b"<f>1+1</f><v />" in sheet or b"<f>1+1</f><v/>" in sheet
    stored = sheet.replace(b"<v />", b"<v>2</v>").replace(b"<v/>", b"<v>2</v>")
    pack(path, packed | {"xl/worksheets/sheet1.xml": stored})
    assert [each.cells for each in read_grid(path).rows] == [("2", "x")]


def pack(path: Path, parts: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return path


def parts_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x" * 32_768, "the cell B3 has more than 32767 characters, which XLSX cannot hold"),
        ("😀" * 16_384, "the cell B3 has more than 32767 characters, which XLSX cannot hold"),
        ("a\x01", "the cell B3 has the control character U+0001, which XLSX cannot hold"),
        ("a\uffff", "the cell B3 has the control character U+FFFF, which XLSX cannot hold"),
    ],
)
def test_what_a_workbook_cannot_hold_is_an_error_and_not_cut(
    text: str, message: str, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match=message.replace("+", r"\+")) as caught:
        write_grid(tmp_path / "t.xlsx", COLUMNS, [["1", "2", "3"], ["4", text, "6"]])
    assert (caught.value.line, caught.value.column) == (3, 2)
    assert not (tmp_path / "t.xlsx").exists()


def test_a_cell_of_the_most_characters_is_whole(tmp_path: Path) -> None:
    write_grid(tmp_path / "t.xlsx", COLUMNS, [["1", "x" * 32_767, ""]])
    assert read_grid(tmp_path / "t.xlsx").rows[0].cells[1] == "x" * 32_767


def bomb() -> bytes:
    """A workbook that unpacks to 300 MB."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed,
        packed.open("xl/worksheets/sheet1.xml", "w") as sheet,
    ):
        for _ in range(300):
            sheet.write(b" " * 1_000_000)
    return out.getvalue()


def far_cell(path: Path, place: str) -> Path:
    parts = parts_of(workbook(path, [["a", "b"], ["1", "2"]]))
    sheet = parts["xl/worksheets/sheet1.xml"].replace(b'r="A2"', f'r="{place}"'.encode())
    number = place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ").encode()
    sheet = sheet.replace(b'<row r="2"', b'<row r="' + number + b'"').replace(b'"B2"', b'"XFD2"')
    sheet = sheet.replace(b'ref="A1:B2"', b'ref="A1:XFD1048576"')
    return pack(path, parts | {"xl/worksheets/sheet1.xml": sheet})


def test_a_workbook_that_says_it_is_huge_is_read_by_what_it_holds(tmp_path: Path) -> None:
    parts = parts_of(workbook(tmp_path / "t.xlsx", [["a", "b"], ["1", "2"]]))
    sheet = parts["xl/worksheets/sheet1.xml"].replace(b'ref="A1:B2"', b'ref="A1:XFD1048576"')
    pack(tmp_path / "t.xlsx", parts | {"xl/worksheets/sheet1.xml": sheet})
    assert [each.cells for each in read_grid(tmp_path / "t.xlsx").rows] == [("1", "2")]


def test_a_row_beyond_the_last_one_is_an_error(tmp_path: Path) -> None:
    path = far_cell(tmp_path / "t.xlsx", "A99999999999")
    with pytest.raises(InputError, match="the sheet has far too many cells"):
        read_grid(path)


@pytest.mark.parametrize(
    "raw",
    [b"", b"PK", b"PK\x03\x04" + b"0" * 100, b"a,b\n1,2\n", b"\xd0\xcf\x11\xe0" * 9],
    ids=["empty", "PK", "head", "CSV", "old Excel"],
)
def test_what_is_no_workbook_is_said_to_be_none(raw: bytes, tmp_path: Path) -> None:
    assert fault(tmp_path, raw, "t.xlsx").startswith("t.xlsx: no XLSX workbook")


def test_a_workbook_that_unpacks_to_far_too_much_is_refused(tmp_path: Path) -> None:
    assert fault(tmp_path, bomb(), "t.xlsx").startswith("t.xlsx: the workbook is far too large")


def test_entities_of_a_workbook_are_not_blown_up(tmp_path: Path) -> None:
    parts = parts_of(workbook(tmp_path / "t.xlsx", [["a"], ["1"]]))
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    head = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "{"x" * 100}">{entities}]>'.encode()
    sheet = head + parts["xl/worksheets/sheet1.xml"].replace(b"<sheetData>", b"<sheetData>&e11;")
    pack(tmp_path / "t.xlsx", parts | {"xl/worksheets/sheet1.xml": sheet})
    with pytest.raises(InputError, match="no XLSX workbook"):
        read_grid(tmp_path / "t.xlsx")


@pytest.mark.parametrize(
    ("row_number", "column", "name"),
    [(1, 1, "A1"), (2, 26, "Z2"), (3, 27, "AA3"), (9, 703, "AAA9")],
)
def test_cells_bear_the_names_of_spreadsheets(row_number: int, column: int, name: str) -> None:
    assert cell_name(row_number, column) == name


@pytest.mark.parametrize("suffix", [".xlsx", ".tsv"])
@pytest.mark.parametrize("name", [name for name in NAMES if name != "hostile"])
def test_a_table_goes_round_by_other_files(name: str, suffix: str, tmp_path: Path) -> None:
    table = CASES / name / "agreements.csv"
    import_into(tmp_path / "root", table)
    before = contents(tmp_path / "root")
    export_table(tmp_path / "root", METADATA, tmp_path / f"t{suffix}")
    import_into(tmp_path / "root", tmp_path / f"t{suffix}")
    assert contents(tmp_path / "root") == before
    export_table(tmp_path / "root", METADATA, tmp_path / "back.csv")
    assert read_rows(tmp_path / "back.csv") == read_rows(table)


def test_an_error_points_at_the_line_and_the_column_of_the_cell(tmp_path: Path) -> None:
    rows = [row(id="A", notes="two\nlines"), row(id="B", party_1="Lyon"), row(id="B")]
    table = write_rows(tmp_path / "t.csv", rows, ("party_1", "notes", "id"))
    with pytest.raises(InputError) as caught:
        import_into(tmp_path / "root", table)
    assert str(caught.value) == (
        f"{table.as_posix()}:5:3: column 'id': 'B' stands in line 4 too. "
        "Give each row a key of its own"
    )
    assert not (tmp_path / "root").exists()
