"""Cells of a file: CSV, TSV and XLSX to texts and back; nothing is interpreted here."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from servanda.errors import InputError
from servanda.parse import read_bytes, read_text
from servanda.tables.workbook import read_workbook, workbook_bytes

__all__ = ["Grid", "Row", "read_grid", "write_grid"]

_DELIMITERS: Final = {".csv": ",", ".tsv": "\t", ".tab": "\t", ".txt": "\t"}
_LARGEST: Final = 1_000_000  # characters of one cell


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number among the rows of data and the line where it starts, both from 1."""

    number: int
    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of texts; every row has as many cells as there are columns."""

    path: Path
    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    def error(self, message: str, row: Row, at: int, *, hint: str | None = None) -> InputError:
        """An error that points at a cell: the line of its row and its place among the cells."""
        where = f"column {self.columns[at]!r}: {message}" if self.columns[at] else message
        return InputError(where, path=self.path, line=row.line, column=at + 1, hint=hint)


def read_grid(
    path: Path, *, delimiter: str | None = None, header: Sequence[str] | None = None
) -> Grid:
    """Read a table; the first row holds the titles unless `header` gives them.

    Rows without any text are passed over, as CSVW's `skipBlankRows` does. Raises InputError with
    the line for a wrong encoding, an unclosed quote, and a row with more or fewer cells.
    """
    if path.suffix.lower() == ".xlsx":
        lines: Iterator[tuple[int, list[str]]] = read_workbook(path, read_bytes(path))
    else:
        lines = _csv_lines(path, delimiter or _DELIMITERS.get(path.suffix.lower(), ","))
    titles = list(header) if header is not None else None
    rows: list[Row] = []
    for line, cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        if titles is None:
            titles = [cell.strip() for cell in cells]
            _check_titles(path, line, titles)
        else:
            rows.append(Row(len(rows) + 1, line, _fitted(path, line, cells, titles)))
    if titles is None:
        raise InputError("the table is empty", path=path, line=1, hint="Give it a row of titles")
    return Grid(path, tuple(titles), tuple(rows))


def _csv_lines(path: Path, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    text = read_text(path)
    if "\x00" in text:
        line = text[: text.index("\x00")].count("\n") + 1
        raise InputError("a NUL character", path=path, line=line, hint="Save the table as CSV")
    before = 0
    csv.field_size_limit(_LARGEST)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            yield before + 1, cells
            before = reader.line_num
    except csv.Error as error:
        raise InputError(
            f"no CSV: {error}", path=path, line=before + 1, hint="Check the quotes of this row"
        ) from error


def _check_titles(path: Path, line: int, titles: Sequence[str]) -> None:
    for at, title in enumerate(titles):
        if title and title in titles[:at]:
            raise InputError(
                f"two columns are called {title!r}",
                path=path,
                line=line,
                column=at + 1,
                hint="Rename one of them",
            )


def _fitted(path: Path, line: int, cells: list[str], titles: Sequence[str]) -> tuple[str, ...]:
    extra = [cell for cell in cells[len(titles) :] if cell.strip()]
    if extra:
        raise InputError(
            f"the row has {len(cells)} cells, the header {len(titles)}",
            path=path,
            line=line,
            column=len(titles) + 1,
            hint="Quote cells that hold the delimiter",
        )
    return (*cells[: len(titles)], *[""] * (len(titles) - len(cells)))


def write_grid(path: Path, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Write a table by the suffix of `path`: CSV as RFC 4180 has it, TSV, or XLSX of texts."""
    if path.suffix.lower() == ".xlsx":
        raw = workbook_bytes(columns, rows)
    else:
        out = io.StringIO(newline="")
        delimiter = _DELIMITERS.get(path.suffix.lower(), ",")
        writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
        writer.writerow(columns)
        writer.writerows(rows)
        raw = out.getvalue().encode()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(raw)
    except OSError as error:
        reason = (error.strerror or "cannot be written").lower()
        raise InputError(reason, path=path, hint="Give another file") from error
