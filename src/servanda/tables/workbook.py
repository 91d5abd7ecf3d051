"""XLSX by openpyxl: the first sheet as texts, and texts as a sheet with the same bytes."""

from __future__ import annotations

import datetime
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from servanda.errors import InputError

__all__ = ["cell_name", "read_workbook", "workbook_bytes"]

_EPOCH: Final = datetime.datetime(1980, 1, 1)  # noqa: DTZ001  what a ZIP file can say at least
_LARGEST: Final = 200_000_000  # bytes of the unpacked workbook
_MOST_ROWS: Final = 1_048_576  # what a sheet can have
_MOST_CELLS: Final = 20_000_000
_LONGEST: Final = 32_767  # UTF-16 units that a cell can hold
_EXACT: Final = 10**15  # whole numbers below are kept to the last digit
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_FORBIDDEN: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
# Whatever a broken archive, broken XML or a workbook against its standard makes openpyxl raise.
_FAULTS: Final = (
    *(zipfile.BadZipFile, zlib.error, EOFError, OSError, LookupError, ValueError, TypeError),
    *(AttributeError, SyntaxError, ArithmeticError, RuntimeError),
)


def cell_name(row: int, column: int) -> str:
    """What a spreadsheet calls a cell; both count from 1: (2, 28) is `AB2`."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row}"


def read_workbook(path: Path, raw: bytes) -> Iterator[tuple[int, list[str]]]:
    """The rows of the first sheet as texts, each with its number from 1.

    A date becomes ISO 8601, a whole number loses its `.0`, a formula gives its stored value.
    Raises InputError for what is no workbook, for one that unpacks to far too much, and for a
    formula without a stored value.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of features that carry no cells
            values = list(_sheet(path, raw, values=True))
            formulas = _sheet(path, raw, values=False) if _has_formulas(raw) else ()
            _check_stored(path, values, formulas)
    except _FAULTS as error:
        raise InputError("no XLSX workbook", path=path, hint="Save it anew, or as CSV") from error
    yield from ((number, [_text(value) for value in row]) for number, row in values)


def _sheet(path: Path, raw: bytes, *, values: bool) -> Iterator[tuple[int, list[Any]]]:
    """The rows that are not empty; with `values` the values of formulas, else the formulas."""
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        if sum(each.file_size for each in packed.infolist()) > _LARGEST:
            raise InputError("the workbook is far too large", path=path)
    book = import_module("openpyxl").load_workbook(
        io.BytesIO(raw), read_only=True, data_only=values
    )
    sheet = book.worksheets[0]
    sheet.reset_dimensions()  # what a sheet says of its size need not be true
    cells = 0
    for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        cells += len(row)
        if number > _MOST_ROWS or cells > _MOST_CELLS:
            raise InputError("the sheet has far too many cells", path=path, line=number)
        filled = max((at for at, value in enumerate(row, start=1) if value is not None), default=0)
        if filled:
            yield number, list(row[:filled])


def _has_formulas(raw: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        sheets = [name for name in packed.namelist() if name.startswith("xl/worksheets/")]
        return any(b"<f" in packed.read(name) for name in sheets)


def _check_stored(
    path: Path,
    values: Sequence[tuple[int, list[Any]]],
    formulas: Iterator[tuple[int, list[Any]]] | tuple[()],
) -> None:
    """Refuse formulas whose value was never stored: the cell would seem empty."""
    stored = dict(values)
    for number, row in formulas:
        there = stored.get(number, [])
        for at, value in enumerate(row):
            if value is not None and (at >= len(there) or there[at] is None):
                raise InputError(
                    f"the cell {cell_name(number, at + 1)} holds a formula without its value",
                    path=path,
                    line=number,
                    column=at + 1,
                    hint="Open and save the workbook in a spreadsheet program",
                )


def _text(value: Any) -> str:  # noqa: ANN401  whatever a sheet may hold
    if value is None or isinstance(value, str):
        return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), value or "")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime.datetime):
        midnight = value.time() == datetime.time()
        return value.date().isoformat() if midnight else value.isoformat()
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT:
        return str(int(value))
    return str(value)


def workbook_bytes(
    path: Path, columns: Sequence[str] | None, rows: Sequence[Sequence[str]]
) -> bytes:
    """A workbook with one sheet in which every cell is a text: no formula, no guessed date.

    Raises InputError, with `path` and the cell, for a text that no workbook can hold whole.
    """
    book = import_module("openpyxl").Workbook()
    book.properties.created = book.properties.modified = _EPOCH
    sheet = book.active
    for number, cells in enumerate([*([columns] if columns else []), *rows], start=1):
        for at, text in enumerate(cells, start=1):
            if text:
                cell = sheet.cell(row=number, column=at)
                cell.value = _checked(path, text, number, at)
                cell.data_type = "s"
    out = io.BytesIO()
    book.save(out)
    return _repacked(out.getvalue())


def _checked(path: Path, text: str, row: int, column: int) -> str:
    """The text as XML can hold it: what looks like an escape and line feeds of old are escaped."""
    escaped = re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text).replace("\r", "_x000D_")
    found = _FORBIDDEN.search(text)
    fault = f"has the control character U+{ord(found[0]):04X}" if found else ""
    if len(escaped.encode("utf-16-le")) // 2 > _LONGEST:
        fault = f"has more than {_LONGEST} characters"
    if fault:
        raise InputError(
            f"the cell {cell_name(row, column)} {fault}, which XLSX cannot hold",
            path=path,
            line=row,
            column=column,
            hint="Write .csv, or mend the cell",
        )
    return escaped


def _repacked(raw: bytes) -> bytes:
    """The same archive without the time at which it was packed."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(raw)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in sorted(source.namelist()):
            content = source.read(name)
            if name == "docProps/core.xml":
                content = _without_time(content)
            entry = zipfile.ZipInfo(name, _EPOCH.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, content)
    return out.getvalue()


def _without_time(content: bytes) -> bytes:
    """Saving sets the time of modification anew, so it is put back here."""
    start, mark, rest = content.partition(b"<dcterms:modified")
    inside, end, after = rest.partition(b"</dcterms:modified>")
    head = inside.partition(b">")[0]
    stamp = f"{_EPOCH.isoformat()}Z".encode()
    return start + mark + head + b">" + stamp + end + after if mark else content
